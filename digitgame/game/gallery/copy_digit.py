"""Copy a digit of the gallery by hand, so that it looks the same to you and to the network."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

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
    Copied.TWIN: "A twin! It looks the same, and I see {both}.",
    Copied.MASK: "It looks the same, but I see {read} in yours.",
    Copied.COUSIN: "I see {both}, but yours looks different.",
    Copied.STRANGER: "Not yet: I see {read}, and it looks different.",
}
_ASK: Final = "Copy its shape. Size, slant and place don't matter."
# The part of a frame's brightest pixel from which on a pixel is ink.
_INK: Final = 0.4
# The slant that is straightened at most: pixels to the side for each pixel down.
_SLANT: Final = 0.5
# What the size of a digit is brought to, as the root mean square distance of its ink from its middle, in pixels.
_RADIUS: Final = 6.0
# The mean distance, in pixels, from which on nothing looks the same.
_APART: Final = 2.0


def copy_facts(rules: Copying) -> list[Fact]:
    return [
        Fact("copies", str(rules.tries)),
        Fact("twins", str(rules.twins), theme.ACCENT),
        Fact("best match", percent(rules.best) if rules.tries else "–"),
    ]


def verdict(copied: Copied, read: int | None) -> str:
    """The outcome of a copy that the network reads as `read`, None for no digit."""
    seen, both = (
        ("no digit", "no digit in either") if read is None else (a_digit(read), f"{a_digit(read)} in both")
    )
    return _VERDICTS[copied].format(read=seen, both=both)


def caption(name: str, reading: Reading | None) -> str:
    """The name of an image, and the network's guess."""
    if reading is None:
        return name
    if reading.rejected:
        return f"{name}: not a digit"
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
        self.rules = Copying(_read(self._reading))

    @property
    def wanted(self) -> int:
        return self.label

    def respond(self, given: Input, view: View) -> Transition | None:
        if given in (Action.GUESS, Action.CONFIRM):
            self._compare()
        elif self.board.begins(given, view) and self._judged:
            self.board.renew()
            self._judged, self.words = False, _ASK
            self.board.handle(given, view)
        elif self.board.handle(given, view):
            self._judged &= not isinstance(given, Action)
            if not self.board.ink:
                self.words = _ASK
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
        copied = self.rules.judge(self._alike, _read(reading))
        self.words = verdict(copied, _read(reading))
        self._judged = True
        if copied is Copied.TWIN:
            self.effects.burst(self.board.ink.strokes)
        self.game.sounds.play(sound_cues.of_copy(copied))


def likeness(one: Frame, other: Frame) -> float:
    """0 to 1 for two frames [28, 28] of 0 to 1: how near their ink lies, once both stand upright in one size.

    Each inked pixel of one has a nearest one of the other. The mean of these distances counts, the worse way round:
    neither a stroke too many nor one too few is free.
    """
    mine, theirs = _upright(one), _upright(other)
    if not len(mine) or not len(theirs):
        return 0.0
    distances = np.hypot(*(mine[:, None] - theirs[None]).T)
    apart = max(distances.min(0).mean(), distances.min(1).mean())
    return max(0.0, 1.0 - float(apart) / _APART)


def _upright(picture: Frame) -> npt.NDArray[np.float64]:
    """The inked pixels [N, 2] of a frame as x and y from their middle, without their slant, in one size."""
    y, x = np.nonzero(picture >= max(_INK * float(picture.max()), 1e-6))
    if not len(x):
        return np.zeros((0, 2))
    x, y = x - x.mean(), y - y.mean()
    slant = (x * y).mean() / max((y * y).mean(), 1e-6)
    points = np.column_stack([x - np.clip(slant, -_SLANT, _SLANT) * y, y])
    radius = float(np.sqrt((points**2).sum(1).mean()))
    return points * (_RADIUS / max(radius, 1.0))


def _read(reading: Reading) -> int | None:
    """The digit that the network sees, if it sees one."""
    return None if reading.rejected else reading.digit
