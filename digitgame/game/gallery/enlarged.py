"""One digit of the gallery, enlarged: its label, what the network sees in it and why; copying it, a duel on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import pygame
from pygame.event import Event

from digitgame.formatting import a_digit, i_see
from digitgame.game import common
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.gallery.hidden_digit import MODE, HiddenDigitScene
from digitgame.game.game import Game
from digitgame.game.inspect import xray
from digitgame.inference import Reader, Reading
from digitgame.ink.frame import Frame
from digitgame.ui import theme, widgets
from digitgame.ui.actions import KeyContext
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View
from digitgame.ui.scene_stack import Pop, Push, Transition
from digitgame.ui.theme import Colour

if TYPE_CHECKING:
    from digitgame.datasets import Images

_HINTS: Final = (
    Hint("P", "copy it by hand", pygame.K_p),
    Hint("L", "duel on it", pygame.K_l),
    Hint("Left Right", "next"),
    Hint("X", "x-ray", pygame.K_x),
    common.BACK,
)


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
        """Append some digits."""
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
class Enlarged:
    """The chosen digit of a page. Arrows lead to the others, P and L play against it, Esc or a click goes back."""

    game: Game
    page: GalleryPage
    source: str
    xray: bool = False
    place: ClassVar = KeyContext.GALLERY
    see_through: bool = False
    moving: bool = False
    _pointer: tuple[int, int] = (-1, -1)

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT | pygame.K_UP):
                self.page.choose(self.page.chosen - 1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RIGHT | pygame.K_DOWN):
                self.page.choose(self.page.chosen + 1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_p):
                return Push(CopyScene(self.game, *self.page.digit))
            case Event(type=pygame.KEYDOWN, key=pygame.K_l):
                picture, label = self.page.digit
                return Push(
                    HiddenDigitScene(self.game, MODE, self.game.next_seed(), picture=picture, label=label)
                )
            case Event(type=pygame.KEYDOWN, key=pygame.K_x):
                self.xray = not self.xray
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
            case Event(
                type=pygame.KEYDOWN,
                key=pygame.K_ESCAPE | pygame.K_TAB | pygame.K_g | pygame.K_RETURN | pygame.K_KP_ENTER,
            ):
                return Pop()
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._pointer = pos
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1):
                return Pop()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Gallery", self.source)
        picture, label = self.page.digit
        reading: Reading = self.game.reader.read(picture)
        canvas.picture(picture, BOARD_AREA)
        if self.xray:
            self._draw_xray(canvas, picture, label, reading)
        else:
            _draw_reading(canvas, label, reading)
        widgets.footer(canvas, _HINTS, ())

    def _draw_xray(self, canvas: Canvas, picture: Frame, label: int, reading: Reading) -> None:
        title, guess, _, colour = digit_facts(label, reading)
        xray.strip(canvas, f"{title}. {guess}", "", colour)
        xray.draw(canvas, reading, picture, self._pointer, self.game.weights)


def digit_facts(label: int, reading: Reading) -> tuple[str, str, str, Colour]:
    """The digit's label, the network's guess, a challenge to the player, and the colour of right or wrong."""
    title, guess = f"It's {a_digit(label)}", i_see(reading.digit, reading.confidence)
    if reading.digit == label:
        return title, guess, "Can you draw a copy that I can't tell from it?", theme.ACCENT
    challenge = f"Can you copy it so well that I see {a_digit(reading.digit)} again?"
    return title, guess, challenge, theme.AMBER


def _draw_reading(canvas: Canvas, label: int, reading: Reading) -> None:
    title, guess, challenge, colour = digit_facts(label, reading)
    canvas.digit(reading.digit, (BARS_AREA.x + 64, 140), theme.DIGIT, colour)
    x = BARS_AREA.x + 144
    canvas.text(title, (x, 108), theme.MEDIUM, theme.TEXT, "midleft")
    canvas.text(guess, (x, 140), theme.SMALL, theme.QUIET, "midleft", fit=BARS_AREA.right - x)
    canvas.mark(reading.digit == label, Area(x, 160, 36, 36))
    widgets.bars(canvas, reading.probabilities.tolist(), 1.0, None)
    canvas.text(challenge, (BARS_AREA.x, 500), theme.SMALL, theme.TEXT, "midleft", fit=BARS_AREA.width)
