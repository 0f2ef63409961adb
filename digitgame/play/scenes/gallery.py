"""Digits to look at: samples, those that the network misreads, the player's own; by class, and each one enlarged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.play import theme, widgets, xray
from digitgame.play.bindings import Place
from digitgame.play.canvas import Canvas, Hint, hint_areas
from digitgame.play.collection import COLLECTIONS, Chunk
from digitgame.play.game import Game
from digitgame.play.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.stage import Pop, Transition
from digitgame.reading import Reading

if TYPE_CHECKING:
    from digitgame.digits import Pictures

MOST: Final = 20  # digits a page
_COLUMNS: Final = 5
_PICTURE: Final = 112  # design units: four a pixel
_CELL: Final = Area(32, 64, 166, 112)
_STEP: Final = (182.5, 122.5)  # from cell to cell
_NAMES: Final = tuple(COLLECTIONS)
_HINTS: Final = (
    Hint("Space", "others", pygame.K_SPACE),
    Hint("0 – 9", "one digit"),
    Hint("A", "all", pygame.K_a),
    Hint("S", "samples, mistakes, your own", pygame.K_s),
    Hint("Enter", "enlarge", pygame.K_RETURN),
    common.BACK,
)
_ONE_HINTS: Final = (Hint("Left Right", "the next one"), Hint("X", "x-ray", pygame.K_x), common.BACK)


@dataclass
class Gallery:
    """A page of digits, filled bit by bit. Arrows or the pointer choose one, Enter or a click enlarges it."""

    game: Game
    source: str = ""
    samples: Pictures | None = None
    trouble: str = ""
    place: ClassVar = Place.GALLERY
    see_through: bool = False
    collection: str = _NAMES[0]
    digit: int | None = None  # the class shown; None: all
    chosen: int = 0
    enlarged: bool = False
    xray: bool = False
    _page: int = 0
    _coming: Iterator[Chunk] | None = None
    _pointer: tuple[int, int] = (-1, -1)
    _done: bool = field(default=False)

    def __post_init__(self) -> None:
        self._done = self.samples is not None

    @property
    def moving(self) -> bool:
        return not self._done and not self.trouble

    def handle(self, event: Event, view: View) -> Transition | None:
        hints = _ONE_HINTS if self.enlarged else _HINTS
        event = common.pressed(hint_areas(hints, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1, pygame.K_UP: -_COLUMNS, pygame.K_DOWN: _COLUMNS}
        match event:
            case Event(type=pygame.KEYDOWN, key=key) if key in steps:
                self.chosen = min(max(self.chosen + steps[key], 0), max(self._count - 1, 0))
            case Event(type=pygame.KEYDOWN):
                return self._key(event)
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._pointer = pos
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                if self.enlarged:
                    self.enlarged = False
                elif self._point(view, pos):
                    self.enlarged = True
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self.moving:
            self._load()

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        shown = "all digits" if self.digit is None else f"only {self.digit}s"
        widgets.header(canvas, "Gallery", f"{self.collection} · {shown} · {self.source or 'none yet'}")
        if self.enlarged and self.samples is not None and self.chosen < self._count:
            self._draw_one(canvas)
            widgets.footer(canvas, _ONE_HINTS, ())
            return
        for index in range(self._count):
            self._draw_cell(canvas, index)
        words = self.trouble or ("" if self._count or self.moving else "None of these.")
        if words:
            widgets.toast(canvas, words)
        widgets.footer(canvas, _HINTS, ())

    @property
    def _count(self) -> int:
        return 0 if self.samples is None else len(self.samples)

    def _draw_cell(self, canvas: Canvas, index: int) -> None:
        assert self.samples is not None
        cell = _cell(index)
        if index == self.chosen:
            canvas.panel(cell.inside(-4), theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        canvas.picture(self.samples.images[index], cell._replace(width=_PICTURE))
        caption = (cell.x + _PICTURE + 2 * theme.UNIT, cell.middle[1])
        canvas.text(str(int(self.samples.labels[index])), caption, theme.MEDIUM, theme.ACCENT, "midleft")

    def _draw_one(self, canvas: Canvas) -> None:
        """One digit, large, with what the network makes of it."""
        assert self.samples is not None
        picture = self.samples.images[self.chosen].astype(np.float32) / 255
        label = int(self.samples.labels[self.chosen])
        reading: Reading = self.game.reader.read(picture)
        canvas.picture(picture, BOARD_AREA.inside(8))
        right = reading.digit == label
        told = f"It is a {label}. It reads a {reading.digit}, {widgets.percent(reading.certainty)} sure."
        if self.xray:
            canvas.panel(xray.STRIP, theme.PANEL, theme.EDGE)
            at = (xray.STRIP.x + 16, xray.STRIP.middle[1])
            colour = theme.ACCENT if right else theme.AMBER
            canvas.text(told, at, theme.SMALL, colour, "midleft", fit=xray.STRIP.width - 32)
            xray.draw(canvas, reading, picture, self._pointer, self.game.weights)
            return
        canvas.digit(
            reading.digit, (BARS_AREA.x + 64, 140), theme.DIGIT, theme.ACCENT if right else theme.AMBER
        )
        x = BARS_AREA.x + 144
        canvas.text(f"It is a {label}", (x, 108), theme.MEDIUM, theme.TEXT, "midleft")
        read = f"It reads a {reading.digit}, {widgets.percent(reading.certainty)} sure"
        canvas.text(read, (x, 140), theme.SMALL, theme.QUIET, "midleft", fit=BARS_AREA.right - x)
        canvas.mark(right, Area(x, 160, 36, 36))
        widgets.bars(canvas, reading.probabilities.tolist(), 1.0, None)

    def _key(self, event: Event) -> Transition | None:
        match event.key:
            case pygame.K_ESCAPE | pygame.K_TAB | pygame.K_g:
                if not self.enlarged:
                    return Pop()
                self.enlarged = False
            case pygame.K_RETURN | pygame.K_KP_ENTER:
                self.enlarged = not self.enlarged and self._count > 0
            case pygame.K_x:
                self.xray = not self.xray
            case pygame.K_m:
                common.mute(self.game)
            case _ if self.enlarged:
                pass
            case pygame.K_SPACE:
                self._page += 1
                self._restart()
            case pygame.K_s:
                self.collection = _NAMES[(_NAMES.index(self.collection) + 1) % len(_NAMES)]
                self._restart(first=True)
            case pygame.K_a:
                self.digit = None
                self._restart(first=True)
            case _ if (digit := common.digit(event)) is not None:
                self.digit = digit
                self._restart(first=True)
        return None

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the digit under the pointer; whether there is one."""
        if self.enlarged:
            return False
        for index in range(self._count):
            if view.hits(_cell(index), pixel):
                self.chosen = index
                return True
        return False

    def _restart(self, *, first: bool = False) -> None:
        """Fill the page anew."""
        self._page = 0 if first else self._page
        self._coming, self._done = None, False
        self.samples, self.source, self.trouble, self.chosen = None, "", "", 0

    def _load(self) -> None:
        """Add the next few digits to the page; past the last page comes the first."""
        from digitgame.digits import Pictures

        if self._coming is None:
            self._coming = COLLECTIONS[self.collection](self.game, self.digit, self._page)
        try:
            source, some = next(self._coming)
        except StopIteration:
            self._done = True
            if not self._count and self._page:
                self._restart(first=True)
            return
        except DigitgameError as error:
            self.trouble = str(error)
            return
        self.source = source
        whole = some if self.samples is None else Pictures.joined([self.samples, some])
        self.samples = whole[:MOST]
        self._done = len(whole) >= MOST


def _cell(index: int) -> Area:
    row, column = divmod(index, _COLUMNS)
    return _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])
