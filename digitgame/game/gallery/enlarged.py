"""One digit of the gallery, enlarged: its label, what the network sees in it and why; copying it, a duel on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from digitgame.formatting import a_digit, i_see
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.board_scene import INSIDE
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.gallery.hidden_digit import MODE, HiddenDigitScene
from digitgame.game.game import Game
from digitgame.game.inspect import open_inside
from digitgame.inference import Reader, Reading
from digitgame.ink.frame import Frame
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, Area, View
from digitgame.ui.scene_stack import Pop, Push, Transition
from digitgame.ui.theme import Colour

if TYPE_CHECKING:
    from digitgame.datasets import Images


@dataclass
class GalleryPage:
    """The digits of a page, the network's reading of each, and the number of the chosen one."""

    pictures: Images | None = None
    read: list[int] = field(default_factory=list)
    chosen: int = 0

    @property
    def count(self) -> int:
        return 0 if self.pictures is None else len(self.pictures)

    def choose(self, index: int) -> None:
        """Choose one; beyond the ends, the first or the last."""
        self.chosen = min(max(index, 0), max(self.count - 1, 0))

    def add(self, some: Images, reader: Reader) -> None:
        from digitgame.datasets import Images

        if not len(some):
            return
        self.read += reader.read_many(some.images.astype(np.float32) / np.float32(255)).argmax(1).tolist()
        self.pictures = some if self.pictures is None else Images.joined([self.pictures, some])

    @property
    def digit(self) -> tuple[Frame, int]:
        """The chosen one: its image, 0 to 1, and its label."""
        assert self.pictures is not None
        picture = self.pictures.images[self.chosen].astype(np.float32) / np.float32(255)
        return picture, int(self.pictures.labels[self.chosen])


@dataclass
class Enlarged(BaseScene):
    """The chosen digit of a page. Arrows lead to the others, P and L play against it, Esc or a click goes back."""

    game: Game
    page: GalleryPage
    source: str
    context = KeyContext.GALLERY
    hints = (
        Hint("copy it by hand", Action.COPY),
        Hint("duel on it", Action.HIDE),
        Hint("previous", Action.LEFT, "‹"),
        Hint("next", Action.RIGHT, "›"),
        INSIDE,
        BACK,
    )

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.LEFT | Action.UP:
                self.page.choose(self.page.chosen - 1)
            case Action.RIGHT | Action.DOWN:
                self.page.choose(self.page.chosen + 1)
            case Action.COPY:
                return Push(CopyScene(self.game, *self.page.digit))
            case Action.HIDE:
                picture, label = self.page.digit
                seed = self.game.next_seed()
                return Push(HiddenDigitScene(self.game, MODE, seed, picture=picture, label=label))
            case Action.XRAY:
                return Push(open_inside(self.game, picture=self.page.digit[0]))
            case Pointer(clicked=True) | Action.GALLERY | Action.CONFIRM:
                return Pop()
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Gallery", self.source)
        picture, label = self.page.digit
        reading = self.game.reader.read(picture)
        title, guess, challenge, colour = digit_facts(label, reading)
        canvas.picture(picture, BOARD_AREA)
        canvas.digit(reading.digit, (BARS_AREA.x + 64, 140), theme.DIGIT, colour)
        x = BARS_AREA.x + 144
        canvas.text(title, (x, 108), theme.MEDIUM, theme.TEXT)
        canvas.text(guess, (x, 140), theme.SMALL, theme.QUIET, fit=BARS_AREA.right - x)
        canvas.mark(reading.digit == label, Area(x, 160, 36, 36))
        widgets.bars(canvas, reading.probabilities.tolist(), 1.0, None)
        canvas.text(challenge, (BARS_AREA.x, 500), theme.SMALL, theme.TEXT, fit=BARS_AREA.width)


def digit_facts(label: int, reading: Reading) -> tuple[str, str, str, Colour]:
    """The digit's label, the network's guess, a challenge to the player, and the colour of right or wrong."""
    title, guess = f"It's {a_digit(label)}", i_see(reading.digit, reading.confidence)
    if reading.digit == label:
        return title, guess, "Can you draw a copy that I can't tell from it?", theme.ACCENT
    challenge = f"Can you copy it so well that I see {a_digit(reading.digit)} again?"
    return title, guess, challenge, theme.AMBER
