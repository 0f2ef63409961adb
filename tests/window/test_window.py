"""The game as a person has it: a real window, a real pointer, real keys; screenshots and the database tell."""

import json
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.inference import Reader
from digitgame.ink import FRAMING, Drawing, Stroke, frame, parse_drawing, read_ink
from digitgame.synth import handwriting
from digitgame.ui import theme
from digitgame.ui.layout import BOARD_AREA, GUESS_AREA, SCORE_AREA, Area
from digitgame.ui.widgets import bar_row

from .conftest import SIZE, Desk, share, whole

pytestmark = pytest.mark.window

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "drawings" / "pen-30-writers.jsonl"
COUNT = 20
DIGIT = Area(GUESS_AREA.x + 8, GUESS_AREA.y + 8, 112, GUESS_AREA.height - 16)  # where the large digit stands
DOT = Area(BOARD_AREA.x + 240 * 1.6 - 4, BOARD_AREA.y + 60 * 1.6 - 4, 8, 8)  # round the board's point 240, 60
LINE: list[list[tuple[float, float]]] = [[(60.0, 60.0), (240.0, 240.0)]]


def recorded() -> list[Drawing]:
    """Digits that people drew, where they lie beside the checkout, else synthetic ones; whole board units."""
    if RECORDED.is_file():
        return random.Random(8).sample(list(read_ink(RECORDED)), COUNT)
    rng = np.random.default_rng(8)
    return [whole(handwriting.write(number % 10, rng)) for number in range(COUNT)]


def once(strokes: Sequence[Stroke]) -> list[list[tuple[float, float]]]:
    """Strokes without points that repeat the one before: a pointer at rest tells nothing."""
    return [[p for at, p in enumerate(stroke) if not at or p != stroke[at - 1]] for stroke in strokes]


def guesses(home: Path) -> list[tuple[str, int, str, int | None]]:
    """What the database holds: ink, guess, probabilities, truth."""
    path = home / "digitgame.db"
    with sqlite3.connect(path) as database:
        return database.execute("SELECT ink, guess, probabilities, truth FROM guesses ORDER BY id").fetchall()


def test_a_digit_is_drawn_read_and_counted(desk: Desk, home: Path) -> None:
    seven = [[(90, 60), (150, 55), (210, 60), (170, 150), (130, 250)]]
    board = desk.part(BOARD_AREA)
    assert share(board, theme.CHALK) == 0
    score = desk.part(SCORE_AREA)
    desk.draw(seven)
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) > 0.02, "ink")
    assert share(desk.part(DIGIT), theme.ACCENT) == 0
    desk.press("space")
    desk.until(lambda: share(desk.part(DIGIT), theme.ACCENT) > 0.05, "the guess")
    assert guesses(home) == []
    desk.press("y")
    desk.until(lambda: not np.array_equal(desk.part(SCORE_AREA), score), "the score")
    ((ink, guess, probabilities, truth),) = guesses(home)
    assert (guess, truth) == (7, 7)
    assert parse_drawing(ink).strokes == tuple(tuple(stroke) for stroke in seven)
    shown = [share(desk.part(bar_row(digit)), theme.ACCENT) for digit in range(10)]
    assert int(np.argmax(shown)) == int(np.argmax(json.loads(probabilities))) == 7
    desk.press("y", "space")
    desk.draw(LINE)
    desk.until(lambda: share(desk.part(DIGIT), theme.ACCENT) == 0, "a clean board")
    assert len(guesses(home)) == 1


def test_what_the_window_reads_is_what_the_reader_reads(desk: Desk, home: Path, small_model: Path) -> None:
    """Twenty recorded digits, drawn by the pointer one after the other in one game."""
    drawings = recorded()
    words: list[object] = []
    for drawing in drawings:
        words += [*desk.stroke_words(drawing.strokes), "key", "space", "key", drawing.label]
    desk.xdotool(*words)
    desk.until(lambda: len(guesses(home)) == COUNT, "twenty answers")
    reader = Reader(model.load(small_model, framing=FRAMING))
    for drawing, (ink, guess, probabilities, truth) in zip(drawings, guesses(home), strict=True):
        assert once(parse_drawing(ink).strokes) == once(drawing.strokes)
        expected = reader.read(frame(drawing.strokes))
        assert guess == expected.digit
        assert np.allclose(json.loads(probabilities), expected.probabilities, atol=2e-3)
        assert truth == drawing.label


def test_undo_clear_and_the_gallery(desk: Desk) -> None:
    desk.draw(LINE)
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) > 0.01, "a line")
    before = desk.look()
    desk.press("ctrl+z")
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) == 0, "no line")
    desk.draw(LINE)
    desk.until(lambda: np.array_equal(desk.look(), before), "the line again")
    desk.press("g")
    desk.until(lambda: share(desk.look(), (0, 0, 0)) > 0.2, "twenty black pictures")
    desk.press("g")
    desk.until(lambda: np.array_equal(desk.look(), before), "the board as it was")
    desk.press("c")
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) == 0, "a blank board")


def test_the_right_button_rubs_out(desk: Desk) -> None:
    desk.draw(LINE)
    desk.until(lambda: share(desk.part(BOARD_AREA), theme.CHALK) > 0.01, "a line")
    middle = Area(BOARD_AREA.middle[0] - 8, BOARD_AREA.middle[1] - 8, 16, 16)
    assert share(desk.part(middle), theme.CHALK) > 0.5
    desk.draw([[(150, 150)]], button=3)
    desk.until(lambda: share(desk.part(middle), theme.CHALK) == 0, "a hole")
    assert share(desk.part(BOARD_AREA), theme.CHALK) > 0.01


def test_a_resize_keeps_the_ink_and_the_pointer_right(desk: Desk) -> None:
    desk.draw(LINE)
    for width, height in ((960, 600), (700, 780), SIZE):
        desk.xdotool("windowsize", "--sync", desk.window, width, height)
        desk.until(lambda: 0.01 < share(desk.part(BOARD_AREA), theme.CHALK) < 0.08, "the line")
        desk.draw([[(240, 60)]])
        desk.until(lambda: share(desk.part(DOT), theme.CHALK) > 0.9, "a dot where the pointer is")
        desk.press("ctrl+z")
        desk.until(lambda: share(desk.part(DOT), theme.CHALK) == 0, "no dot")


def test_the_menu_ends_the_game(desk: Desk) -> None:
    # The first press asks.
    desk.press("Tab", "q", "q")
    assert desk.process.wait(60) == 0
