"""A whole Sprint in a real window, drawn by a real pointer."""

import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.inference import Reader
from digitgame.ink import FRAMING, Drawing, frame
from digitgame.rules import Clock, replay
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Store
from digitgame.synth import handwriting
from digitgame.ui import theme
from digitgame.ui.layout import BOARD_AREA, GUESS_AREA, SCORE_AREA

from .conftest import Desk, share, whole

pytestmark = [pytest.mark.window, pytest.mark.slow]
COUNT = 5


def clearly(digit: int, reader: Reader, rng: np.random.Generator) -> Drawing:
    """A drawing in one stroke that the network is sure to read as `digit`.

    One stroke: on a busy machine the pointer may rest between two for longer than the referee waits.
    """
    while True:
        drawing = whole(handwriting.write(digit, rng))
        reading = reader.read(frame(drawing.strokes))
        if (
            len(drawing.strokes) == 1
            and reading.digit == digit
            and reading.confidence > 0.95
            and not reading.rejected
        ):
            return drawing


def at_rest(desk: Desk) -> bool:
    """Whether the points stand still: while those of the last digit count up, the next one's cannot be told."""
    # The last points come slowly.
    before = desk.part(SCORE_AREA)
    time.sleep(0.8)
    return np.array_equal(desk.part(SCORE_AREA), before)


@pytest.mark.parametrize("desk", ["sprint"], indirect=True)
def test_a_sprint_of_five_digits_ends_on_the_scoreboard(desk: Desk, home: Path, small_model: Path) -> None:
    reader = Reader(model.load(small_model, framing=FRAMING))
    asked, rng = SPRINT.timed_run(Clock(), 7), np.random.default_rng(4)
    for _ in range(COUNT):
        assert asked.target is not None
        desk.until(lambda: at_rest(desk), "points that no longer count up")
        score = desk.part(SCORE_AREA)
        desk.draw(clearly(asked.target, reader, rng).strokes)
        desk.until(lambda score=score: not np.array_equal(desk.part(SCORE_AREA), score), "points")  # type: ignore[misc]
        asked.take(asked.target)
    desk.until(lambda: at_rest(desk), "the last points")
    desk.press("Escape", "q")

    def kept() -> bool:
        with sqlite3.connect(home / "digitgame.db") as database:
            return bool(database.execute("SELECT count(*) FROM runs").fetchone()[0])

    desk.until(kept, "the run in the store")
    with Store(home / "digitgame.db") as store:
        (run,) = store.runs(mode=SPRINT)
        shots = store.attempts(run.number or 0)
    assert (run.player, run.hits, run.seed, len(shots)) == ("Ann", COUNT, 7, COUNT)
    assert all(shot.outcome == HIT for shot in shots)
    again = SPRINT.timed_run(Clock(), 7)
    assert replay(again, run.moves, [reader.read(frame(shot.drawing.strokes)).digit for shot in shots])
    assert again.score == run.score > COUNT * 100
    before = desk.look()
    desk.press("Escape", "b")  # the menu, and from there the scoreboard
    desk.until(lambda: not np.array_equal(desk.look(), before), "the scoreboard")
    time.sleep(0.2)
    assert share(desk.look(), theme.ACCENT) > 0.001


@pytest.mark.parametrize("desk", [""], indirect=True)
def test_the_title_plays_by_itself_and_a_stroke_takes_over(desk: Desk) -> None:
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) > 0.01, "a digit that writes itself")
    desk.draw([[(60, 60), (240, 240)]])
    desk.until(lambda: 0.01 < share(desk.part(BOARD_AREA), theme.CHALK) < 0.03, "the stroke on the board")
    desk.press("c")
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) == 0, "a blank board")


@pytest.mark.parametrize("desk", ["first"], indirect=True)
def test_the_first_start_shows_what_to_draw_and_one_key_skips_it(desk: Desk, home: Path) -> None:
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.QUIET) > 0.001, "the invitation to draw a 3")
    assert share(desk.part(BOARD_AREA), theme.CHALK) == 0
    desk.draw([[(60, 60), (240, 240)]])
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) > 0.01, "the player's stroke")
    tutorial = desk.part(GUESS_AREA)
    desk.press("Escape")

    def taught() -> bool:
        with sqlite3.connect(home / "digitgame.db") as database:
            return bool(database.execute("SELECT 1 FROM settings WHERE name = 'taught'").fetchone())

    desk.until(taught, "what the store keeps of the tutorial")
    desk.until(lambda: not np.array_equal(desk.part(GUESS_AREA), tutorial), "the menu beside the board")
