"""The player's score in free draw."""

from __future__ import annotations

from collections.abc import Sequence

from digitgame.formatting import percent
from digitgame.rules import Score, Tally
from digitgame.ui import theme
from digitgame.ui.widgets import Fact


def scoreboard_facts(score: Score) -> list[Fact]:
    accuracy = score.total.accuracy
    return [
        Fact("right", str(score.total.right), theme.ACCENT),
        Fact("wrong", str(score.total.wrong), theme.AMBER),
        Fact("accuracy", "–" if accuracy is None else percent(accuracy)),
        Fact("streak", str(score.streak)),
        Fact("best streak", str(score.best)),
    ]


def digit_counts(digits: Sequence[Tally]) -> list[str]:
    """How many guesses of each digit were correct, of how many."""
    return [f"{tally.right}/{tally.count}" if tally.count else "–" for tally in digits]
