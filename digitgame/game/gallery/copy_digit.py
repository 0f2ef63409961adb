"""Copy a digit of the gallery by hand, so that it looks the same to you and to the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import a_digit, percent
from digitgame.game import sound_cues
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.gallery.similarity import likeness
from digitgame.game.game import Game
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules.copying import ALIKE, Copied, Copying
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Effects
from digitgame.ui.layout import SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Transition
from digitgame.ui.widgets import Fact

_GIVEN: Final = Area(536, 64, 184, 184)
_YOURS: Final = Area(744, 64, 184, 184)
_PANEL: Final = column(296, 164)
_HINTS: Final = (
    Hint("compare", Action.GUESS),
    Hint("clear", Action.CLEAR),
    Hint("undo", Action.UNDO),
    BACK,
)
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
    return (
        name if reading is None else f"{name}: I see {a_digit(reading.digit)} ({percent(reading.confidence)})"
    )


@dataclass
class CopyScene(BaseScene):
    """A picture and a board. Space compares; the next stroke begins another copy. No copy is stored.

    `_reading` is that of the picture; `_alike` the similarity of `_compared`, the ink's frame, to it.
    """

    game: Game
    picture: Frame
    label: int
    easel: DrawingBoard = field(init=False)
    rules: Copying = field(init=False)
    effects: Effects = field(default_factory=Effects)
    words: str = _ASK
    has_board = True
    _reading: Reading = field(init=False)
    _alike: float = 0.0
    _judged: bool = False
    _compared: Frame | None = None

    def __post_init__(self) -> None:
        self.easel = DrawingBoard(self.game.reader)
        self._reading = self.game.reader.read(self.picture)
        self.rules = Copying(self._reading.digit)
        self.effects.still = self.game.settings.reduced_motion

    @property
    def wanted(self) -> int:
        """The digit to draw."""
        return self.label

    @property
    def moving(self) -> bool:
        return self.effects.moving

    @property
    def hints(self) -> tuple[Hint, ...]:
        return _HINTS

    def respond(self, given: Input, view: View) -> Transition | None:
        if given in (Action.GUESS, Action.CONFIRM):
            self._compare()
        elif self.easel.begins(given, view) and self._judged:
            self.easel.renew()
            self._judged = False
            self.easel.handle(given, view)
        elif self.easel.handle(given, view):
            self._judged &= not isinstance(given, Action)
        else:
            return super().respond(given, view)
        return None

    def update(self, seconds: float) -> None:
        self.effects.update(seconds)
        self.easel.update()
        drawn = self.easel.picture
        if drawn is not self._compared:
            self._compared = drawn
            self._alike = 0.0 if drawn is None else likeness(self.picture, drawn)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Copy it")
        widgets.board_edge(canvas, theme.ACCENT, 1.0 if self._judged else 0.5)
        self.easel.draw(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        if not self.easel.ink:
            widgets.board_invitation(canvas, "Copy it here")
        drawn = self.easel.picture
        canvas.picture(self.picture, _GIVEN)
        canvas.picture(np.zeros_like(self.picture) if drawn is None else drawn, _YOURS)
        _draw_caption(canvas, _GIVEN, caption(a_digit(self.label), self._reading))
        _draw_caption(canvas, _YOURS, caption("yours", self.easel.reading))
        self._draw_panel(canvas)
        widgets.facts_row(canvas, SCORE_AREA, copy_facts(self.rules))

    def _draw_panel(self, canvas: Canvas) -> None:
        """How similar the copy is, where a twin begins, and the outcome of the last copy."""
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        left, right = _PANEL.x + 16, _PANEL.right - 16
        canvas.text("similarity", (left, _PANEL.y + 24), theme.SMALL, theme.QUIET, "midleft")
        similarity = percent(self._alike) if self.easel.ink else "–"
        canvas.text(similarity, (right, _PANEL.y + 24), theme.MEDIUM, theme.TEXT, "midright")
        track = Area(left, _PANEL.y + 44, right - left, 16)
        widgets.meter(canvas, track, self._alike, theme.ACCENT if self._alike >= ALIKE else theme.DIM)
        mark = Area(track.x + ALIKE * track.width - 1, track.y - 4, 2, track.height + 8)
        canvas.panel(mark, theme.TEXT, None, 0)
        widgets.paragraph(canvas, self.words, Area(left, _PANEL.y + 92, right - left, 48))

    def _compare(self) -> None:
        """Count the copy on the board."""
        self.easel.lift()
        self.update(0.0)
        reading = self.easel.reading
        if reading is None or self._judged:
            return
        copied = self.rules.judge(self._alike, reading.digit)
        self.words = verdict(copied, reading.digit)
        self._judged = True
        if copied is Copied.TWIN:
            self.effects.burst(self.easel.ink.strokes)
        self.game.sounds.play(sound_cues.of_copy(copied))


def _draw_caption(canvas: Canvas, area: Area, words: str) -> None:
    at = (area.middle[0], area.bottom + 14)
    canvas.text(words, at, theme.SMALL, theme.QUIET, "center", fit=area.width + 16)
