"""One digit of the gallery, large: what it is, what the network reads of it and why; copying it, a duel on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import pygame
from pygame.event import Event

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

if TYPE_CHECKING:
    from digitgame.datasets import Images

_HINTS: Final = (
    Hint("P", "copy it by hand", pygame.K_p),
    Hint("L", "duel on it", pygame.K_l),
    Hint("Left Right", "the next one"),
    Hint("X", "x-ray", pygame.K_x),
    common.BACK,
)


@dataclass
class GalleryPage:
    """The digits that are looked at, what a network reads of each, and which of them is chosen."""

    pictures: Images | None = None
    read: list[int] = field(default_factory=list)
    chosen: int = 0

    @property
    def count(self) -> int:
        return 0 if self.pictures is None else len(self.pictures)

    def choose(self, index: int) -> None:
        """Choose one, or the nearest that there is."""
        self.chosen = min(max(index, 0), max(self.count - 1, 0))

    def add(self, some: Images, reader: Reader) -> None:
        """Let more of them follow."""
        from digitgame.datasets import Images

        if not len(some):
            return
        self.read += reader.read_many(some.images.astype(np.float32) / np.float32(255)).argmax(1).tolist()
        self.pictures = some if self.pictures is None else Images.joined([self.pictures, some])

    @property
    def digit(self) -> tuple[Frame, int]:
        """The chosen one: its picture, 0 to 1, and what it is."""
        assert self.pictures is not None
        picture = self.pictures.images[self.chosen].astype(np.float32) / np.float32(255)
        return picture, int(self.pictures.labels[self.chosen])


@dataclass
class Enlarged:
    """The chosen digit of a page. Arrows go on to the others, P and L play against it, Esc or a click goes back."""

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
        told = f"It is a {label}. It reads a {reading.digit}, {widgets.percent(reading.confidence)} sure."
        canvas.panel(xray.STRIP, theme.PANEL, theme.EDGE)
        at = (xray.STRIP.x + 16, xray.STRIP.middle[1])
        colour = theme.ACCENT if reading.digit == label else theme.AMBER
        canvas.text(told, at, theme.SMALL, colour, "midleft", fit=xray.STRIP.width - 32)
        xray.draw(canvas, reading, picture, self._pointer, self.game.weights)


def _draw_reading(canvas: Canvas, label: int, reading: Reading) -> None:
    """What it is, and what is read of it."""
    right = reading.digit == label
    colour = theme.ACCENT if right else theme.AMBER
    canvas.digit(reading.digit, (BARS_AREA.x + 64, 140), theme.DIGIT, colour)
    x = BARS_AREA.x + 144
    canvas.text(f"It is a {label}", (x, 108), theme.MEDIUM, theme.TEXT, "midleft")
    read = f"It reads a {reading.digit}, {widgets.percent(reading.confidence)} sure"
    canvas.text(read, (x, 140), theme.SMALL, theme.QUIET, "midleft", fit=BARS_AREA.right - x)
    canvas.mark(right, Area(x, 160, 36, 36))
    widgets.bars(canvas, reading.probabilities.tolist(), 1.0, None)
    words = (
        "Can you draw one like it, so that it reads the same?"
        if right
        else f"Can you copy it so well that it takes yours for a {reading.digit} as well?"
    )
    canvas.text(words, (BARS_AREA.x, 500), theme.SMALL, theme.TEXT, "midleft", fit=BARS_AREA.width)
