"""The check of the runs on a board: their ink is read again, and their moves are replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from digitgame.errors import DigitgameError
from digitgame.scoreboard.server import Board, BoardError
from digitgame.scoreboard.shared_run import SharedRun, of_json
from digitgame.store.runs import DOUBTFUL, UNCHECKED

# Takes a run and says (verdict, reason).
Check = Callable[[SharedRun], tuple[str, str]]


@dataclass(frozen=True)
class Checked:
    """A run of the board, and what its check found."""

    nr: int
    uid: str
    player: str
    mode: str
    score: int
    verdict: str
    reason: str


def verify(board: Board, check: Check) -> Iterator[Checked]:
    """Check each run, and note what was found on the board where whoever asks is the teacher."""
    teacher = board.about().teacher
    for nr, values in board.records():
        try:
            verdict, reason = check(of_json(values))
        except ValueError as error:
            # The board takes what no game would write.
            verdict, reason = DOUBTFUL, str(error)
        # Where its network is missing, what another machine has found stays.
        if teacher and verdict != UNCHECKED:
            _note(board, nr, verdict, reason)
        yield Checked(nr, *_shown(values), verdict, reason)


def _shown(values: dict[str, Any]) -> tuple[str, str, str, int]:
    return str(values["uid"]), str(values["player"]), str(values["mode"]), int(values["score"])


def _note(board: Board, nr: int, verdict: str, reason: str) -> None:
    try:
        board.judge(nr, verdict, reason)
    except BoardError as error:
        raise DigitgameError(f"The verdict on run {nr} is not kept: {error.problem}", error.hint) from error
