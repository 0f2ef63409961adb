"""Whether a network that was just trained becomes the one that the game reads with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from digitgame import model, paths
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.digits import Pictures

HAND: Final = "hand"  # the score on the built-in hand's digits


def judge(scores: Mapping[str, float], least: float | None) -> None:
    """Raises DigitgameError where the score that counts is lower than what was asked for, in percent."""
    if least is None:
        return
    key = next(key for key in ("mnist", "drawings", *scores) if key in scores)
    if scores[key] * 100 < least:
        told = f"{100 * scores[key]:.2f} % on {key} is less than the {least:g} % asked for."
        raise DigitgameError(told, "The model is saved, but the game reads with the one it had.")


def reason_against(
    scores: Mapping[str, float], *, whole: bool, own: bool, tests: Callable[[], Mapping[str, Pictures]]
) -> str:
    """Why the game should keep the network that it has; empty where it should take the new one.

    `scores` are the new network's. `whole`: its training was not broken off. `own`: it learnt from the player's own
    drawings; then it must read everything that it was tested on, `tests`, at least as well as the one before. Of the
    built-in hand's digits, which stand in for people's, it may read fewer by what chance makes: one standard deviation.
    """
    from digitgame import ink  # numpy: more than --help needs

    if not whole:
        return "its training was ended too soon"
    if not own:
        return ""
    before = model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)
    from digitgame.reading import Reader
    from digitgame.reading.scoring import score

    reader = Reader(before)
    for key, part in tests().items():
        had = score(reader, part.images, part.labels, key).accuracy
        chance = math.sqrt(had * (1 - had) / len(part)) if key == HAND else 0.0
        if scores[key] < had - chance:
            return f"it reads {100 * scores[key]:.2f} % of {key}, and {before.name} {100 * had:.2f} %"
    return ""
