"""The record of a run: its moves and their times, enough to replay it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from digitgame.rules.clock import Clock

_log = logging.getLogger(__name__)


class Rules(Protocol):
    """What the rules of all modes have in common."""

    clock: Clock
    score: int

    @property
    def MOVES(self) -> tuple[str, ...]:  # noqa: N802 (a constant of the class)
        """The names of the methods that are moves."""
        ...


@dataclass(frozen=True)
class Move:
    """When (seconds of play), its name, its drawing's number, and a digit, such as a key pressed, or another number."""

    at: float
    name: str
    drawing: int | None = None
    digit: int | None = None


@dataclass
class Recorder:
    """Makes moves and records the allowed ones."""

    rules: Rules
    moves: list[Move] = field(default_factory=list)

    def make(self, name: str, *values: Any, drawing: int | None = None) -> bool:
        """Make a move; whether it was allowed."""
        at = self.rules.clock.now
        allowed: bool = getattr(self.rules, name)(*values)
        if allowed:
            numbers = values if drawing is None else values[1:]
            self.moves.append(Move(at, name, drawing, numbers[0] if numbers else None))
        return allowed


def replay(rules: Rules, moves: Sequence[Move], readings: Sequence[Any]) -> bool:
    """Make recorded moves with new readings of the drawings; whether all of them were allowed."""
    for move in moves:
        if move.name not in rules.MOVES or move.at < rules.clock.now:
            return False
        if move.drawing is not None and not 0 <= move.drawing < len(readings):
            return False
        rules.clock.now = move.at
        values = [readings[move.drawing]] if move.drawing is not None else []
        values += [move.digit] if move.digit is not None else []
        try:
            allowed = getattr(rules, move.name)(*values)
        except TypeError as error:
            # The move takes a drawing and has none, or the other way round.
            _log.debug("The move %r does not fit the rules: %s", move, error)
            return False
        if not allowed:
            return False
    return True
