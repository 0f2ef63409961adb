"""Rows of the database as typed values with bounds. A row that does not fit is named in the log and passed over.

Each function here raises ValueError, with the reason, for what does not fit.
"""

import json
import logging
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from digitgame.ink.files import MAX_LINE
from digitgame.rules.free_draw import DIGITS, Answer
from digitgame.rules.record import Move

_log = logging.getLogger(__name__)
# More than any run or any player ever has, and little enough to be shown.
MAX_POINTS: Final = 10**9
MAX_SECONDS: Final = 10**7
# The year 3000, in seconds since 1970.
MAX_TIME: Final = 32_503_680_000
# Characters of a name, and of any other word.
MAX_WORD: Final = 200
T = TypeVar("T")


def sound(
    rows: Iterable[Sequence[Any]],
    what: str,
    parse: Callable[..., T],
    report: Callable[[str], None] = _log.debug,
) -> Iterator[T]:
    """What `parse` makes of each row's values; a row that does not fit is reported as `what` and its first value."""
    for row in rows:
        try:
            yield parse(*row)
        except ValueError as error:
            report(f"{what} {str(row[0])[:MAX_WORD]} is left out: {error}")


def whole(value: object, what: str, low: int = 0, high: int = MAX_POINTS) -> int:
    """An integer from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"its {what} is damaged")
    return value


def digit(value: object, what: str) -> int:
    """An integer from 0 to 9."""
    return whole(value, what, 0, DIGITS - 1)


def real(value: object, what: str, high: float) -> float:
    """A number from 0 to `high`."""
    if type(value) not in (int, float) or not 0 <= value <= high:  # type: ignore[operator]
        raise ValueError(f"its {what} is damaged")
    return float(value)  # type: ignore[arg-type]


def word(value: object, what: str) -> str:
    """A name, or another short text in one line."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_WORD or not value.isprintable():
        raise ValueError(f"its {what} is damaged")
    return value


def answer(guess: object, truth: object) -> Answer:
    """A guess and the true digit, None where that is unknown."""
    return Answer(digit(guess, "guess"), None if truth is None else digit(truth, "true digit"))


def parsed(text: object, what: str) -> Any:
    """A JSON text of at most `MAX_LINE` characters."""
    if not isinstance(text, str) or len(text) > MAX_LINE:
        raise ValueError(f"its {what} is damaged")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its {what} is damaged: {error}") from error


def moves(text: object) -> tuple[Move, ...]:
    """The moves of a run: a JSON list of [seconds of play, move, drawing or null, digit or null]."""
    match parsed(text, "list of moves"):
        case list(made):
            return tuple(map(_move, made))
    raise ValueError("its list of moves is damaged")


def _move(values: object) -> Move:
    match values:
        case [at, name, *rest] if len(rest) <= 2:
            numbers = (None if value is None else whole(value, "move") for value in rest)
            return Move(real(at, "move", MAX_SECONDS), word(name, "move"), *numbers)
    raise ValueError("its list of moves is damaged")


def probabilities(text: object) -> tuple[float, ...]:
    """Ten numbers from 0 to 1."""
    match parsed(text, "list of probabilities"):
        case list(found) if len(found) == DIGITS:
            return tuple(real(value, "list of probabilities", 1 + 1e-6) for value in found)
    raise ValueError("its list of probabilities is damaged")


def setting(text: object) -> Any:
    """The value of a setting."""
    value = parsed(text, "value")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("its value is damaged")
    return value
