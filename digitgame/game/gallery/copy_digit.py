"""Copy a digit of the gallery by hand, so that it looks the same to you and to the network."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.formatting import a_digit, percent
from digitgame.game import sound_cues
from digitgame.game.base_scene import BACK
from digitgame.game.board_scene import BLANK, CLEAR, UNDO, BoardScene
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules.copying import ALIKE, Copied, Copying
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Transition
from digitgame.ui.widgets import Fact

_GIVEN: Final = Area(536, 64, 184, 184)
_YOURS: Final = Area(744, 64, 184, 184)
_PANEL: Final = column(296, 164)
_VERDICTS: Final = {
    Copied.TWIN: "A twin! It looks the same, and I see {read} in both.",
    Copied.MASK: "It looks the same, but I see {read} in yours.",
    Copied.COUSIN: "I see {read} in both, but yours looks different.",
    Copied.STRANGER: "Not yet: I see {read}, and it looks different.",
}
_ASK: Final = "Copy it: same shape, same slant. Any size, anywhere on the board."


def copy_facts(rules: Copying) -> list[Fact]:
    return [
        Fact("copies", str(rules.tries)),
        Fact("twins", str(rules.twins), theme.ACCENT),
        Fact("best match", percent(rules.best) if rules.tries else "–"),
    ]


def verdict(copied: Copied, read: int) -> str:
    """The outcome of a copy that the network reads as `read`."""
    return _VERDICTS[copied].format(read=a_digit(read))


def caption(name: str, reading: Reading | None) -> str:
    """The name of an image, and the network's guess."""
    if reading is None:
        return name
    return f"{name}: I see {a_digit(reading.digit)} ({percent(reading.confidence)})"


@dataclass
class CopyScene(BoardScene):
    """A picture and a board. Space compares; the next stroke begins another copy. No copy is stored.

    `_reading` is that of the picture; `_alike` the similarity of `_compared`, the ink's frame, to it.
    """

    picture: Frame
    label: int
    rules: Copying = field(init=False)
    words: str = _ASK
    hints = (Hint("compare", Action.GUESS), CLEAR, UNDO, BACK)
    _reading: Reading = field(init=False)
    _alike: float = 0.0
    _judged: bool = False
    _compared: Frame | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._reading = self.game.reader.read(self.picture)
        self.rules = Copying(self._reading.digit)

    @property
    def wanted(self) -> int:
        return self.label

    def respond(self, given: Input, view: View) -> Transition | None:
        if given in (Action.GUESS, Action.CONFIRM):
            self._compare()
        elif self.board.begins(given, view) and self._judged:
            self.board.renew()
            self._judged = False
            self.board.handle(given, view)
        elif self.board.handle(given, view):
            self._judged &= not isinstance(given, Action)
        else:
            return super().respond(given, view)
        return None

    def update(self, seconds: float) -> None:
        super().update(seconds)
        drawn = self.board.picture
        if drawn is not self._compared:
            self._compared = drawn
            self._alike = 0.0 if drawn is None else likeness(self.picture, drawn)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Copy it")
        self.draw_board(canvas, 1.0 if self._judged else 0.5, "Copy it here")
        drawn = self.board.picture
        canvas.picture(self.picture, _GIVEN)
        canvas.picture(BLANK if drawn is None else drawn, _YOURS)
        captions = caption(a_digit(self.label), self._reading), caption("yours", self.board.reading)
        for area, words in zip((_GIVEN, _YOURS), captions, strict=True):
            at = (area.middle[0], area.bottom + 14)
            canvas.text(words, at, theme.SMALL, theme.QUIET, "center", fit=area.width + 16)
        self._draw_panel(canvas)
        widgets.facts_row(canvas, SCORE_AREA, copy_facts(self.rules))

    def _draw_panel(self, canvas: Canvas) -> None:
        """How similar the copy is, where a twin begins, and the outcome of the last copy."""
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        left, right = _PANEL.x + 16, _PANEL.right - 16
        canvas.text("similarity", (left, _PANEL.y + 24), theme.SMALL, theme.QUIET)
        similarity = percent(self._alike) if self.board.ink else "–"
        canvas.text(similarity, (right, _PANEL.y + 24), theme.MEDIUM, theme.TEXT, "midright")
        track = Area(left, _PANEL.y + 44, right - left, 16)
        widgets.meter(canvas, track, self._alike, theme.ACCENT if self._alike >= ALIKE else theme.DIM)
        mark = Area(track.x + ALIKE * track.width - 1, track.y - 4, 2, track.height + 8)
        canvas.panel(mark, theme.TEXT, None, 0)
        widgets.paragraph(canvas, self.words, Area(left, _PANEL.y + 92, right - left, 48))

    def _compare(self) -> None:
        self.board.lift()
        self.update(0.0)
        reading = self.board.reading
        if reading is None or self._judged:
            return
        copied = self.rules.judge(self._alike, reading.digit)
        self.words = verdict(copied, reading.digit)
        self._judged = True
        if copied is Copied.TWIN:
            self.effects.burst(self.board.ink.strokes)
        self.game.sounds.play(sound_cues.of_copy(copied))


def likeness(one: Frame, other: Frame) -> float:
    """0 to 1 for two frames [28, 28] of 0 to 1: the share of their light that falls on the same pixels.

    Sørensen and Dice's measure with minima for shares, on frames softened by a pixel: two digits of a kind by
    different people share about half, a careful copy of one by hand three quarters and more.
    """
    one, other = _soft(one), _soft(other)
    light = float(one.sum() + other.sum())
    return 2 * float(np.minimum(one, other).sum()) / light if light else 0.0


def _soft(picture: Frame) -> Frame:
    """Each pixel with its neighbours, weighted 1 2 1 both ways."""
    wide: Frame = np.pad(picture, 1)
    rows = wide[:-2] + 2 * wide[1:-1] + wide[2:]
    soft: Frame = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / np.float32(16)
    return soft
