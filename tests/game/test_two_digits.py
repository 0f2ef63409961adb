"""Sums: both digits of an answer drawn at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.inference.multi_digit import StrokeInk, groups
from digitgame.ink import Point, frame
from digitgame.rules import RunPhase
from digitgame.rules.modes import SPRINT, Mode
from digitgame.store import DISPUTED, HIT, WRONG
from digitgame.synth import handwriting

from .conftest import key, sends
from .runs import does

pytestmark = pytest.mark.usefixtures("window")
Drawn = list[list[Point]]


@pytest.fixture
def sums(game: Game) -> TimedRunScene:
    """A run that stands before an answer of two digits."""
    running = TimedRunScene(game, Mode("sums", "hard"), 3)
    while running.rules.prompt is not None and len(running.rules.prompt.digits) < 2:
        running.rules.skip()
    return running


def beside(running: TimedRunScene, digits: Sequence[int]) -> tuple[Drawn, Drawn]:
    """Two digits next to each other that the network reads, each drawn 110 high."""
    reader = running.game.reader
    for seed in range(200):
        rng = np.random.default_rng(seed)
        halves: list[Drawn] = []
        for place, digit in enumerate(digits):
            written = [np.array(stroke) for stroke in handwriting.write(digit, rng).strokes]
            points = np.concatenate(written)
            low, high = points.min(0), points.max(0)
            size = min(110 / (high[1] - low[1]), 100 / max(high[0] - low[0], 1))
            moved = [np.rint((stroke - low) * size + (30 + 130 * place, 90)) for stroke in written]
            halves.append([[(float(x), float(y)) for x, y in stroke] for stroke in moved])
        read = [reader.read(frame(half)) for half in halves]
        sure = all(one.digit == d and one.confidence > 0.9 for one, d in zip(read, digits, strict=True))
        if sure and len(groups(reader, StrokeInk([*halves[0], *halves[1]]))) == 2:
            return halves[0], halves[1]
    pytest.fail("no such pair was found")


def draw(running: TimedRunScene, strokes: Drawn) -> None:
    """Put strokes on the board and lift the pen, without a frame in between."""
    does(running, [])
    running.started = running.started or 1.0
    running.board.ink.strokes.extend(strokes)
    running.board.ink.revision += 1


def answer(running: TimedRunScene) -> tuple[int, ...]:
    assert running.rules.prompt is not None
    return running.rules.prompt.digits


def test_both_digits_count_one_after_the_other(sums: TimedRunScene) -> None:
    digits = answer(sums)
    first, second = beside(sums, digits)
    draw(sums, [*first, *second])
    does(sums, [])
    assert [(one.target, one.read, one.outcome) for one in sums.attempts] == [(digits[0], digits[0], HIT)]
    assert len(sums.attempts[0].drawing.strokes) == len(first)
    assert sums.board.ink.strokes == second
    does(sums, [], 0.6)
    assert [attempt.outcome for attempt in sums.attempts] == [HIT, HIT]
    assert sums.rules.hits == 2
    assert not sums.board.ink


def test_a_first_digit_misread_waits_for_the_player(sums: TimedRunScene) -> None:
    digits = answer(sums)
    wrong = 1 if digits[0] != 1 else 0
    first, second = beside(sums, (wrong, digits[1]))
    draw(sums, [*first, *second])
    does(sums, [], 0.5)
    assert sums.attempts == []  # slower to call a misread than a hit
    does(sums, [], 1.0)
    assert [(one.target, one.read, one.outcome) for one in sums.attempts] == [(digits[0], wrong, WRONG)]
    assert len(sums.board.ink.strokes) == len(first) + len(second)
    does(sums, [key("d"), key(str(digits[0]))])
    assert sums.attempts[0].outcome == DISPUTED
    assert sums.rules.stage is RunPhase.DRAWING


def test_space_takes_the_first_of_the_two(sums: TimedRunScene) -> None:
    digits = answer(sums)
    first, second = beside(sums, (1 if digits[0] != 1 else 0, digits[1]))
    draw(sums, [*first, *second])
    sums.board.update()
    sends(sums, key("space"))
    assert len(sums.attempts) == 1
    assert len(sums.attempts[0].drawing.strokes) == len(first)


def test_one_digit_asked_for_is_never_parted(game: Game) -> None:
    sprint = TimedRunScene(game, SPRINT, 7)
    assert sprint.rules.target is not None
    first, second = beside(sprint, (sprint.rules.target, 7))
    draw(sprint, [*first, *second])
    does(sprint, [], 0.2)
    assert sprint.attempts == []
    assert len(sprint.board.ink.strokes) == len(first) + len(second)
