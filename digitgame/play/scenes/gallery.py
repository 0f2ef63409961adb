"""Sample digits, as the network was taught them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.play import theme, widgets
from digitgame.play.canvas import Canvas, Hint, hint_areas
from digitgame.play.game import Game
from digitgame.play.layout import BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.stage import Pop, Transition

if TYPE_CHECKING:
    from digitgame.digits import Pictures

_COLUMNS: Final = 5
_PICTURE: Final = 112  # design units: four a pixel
_CELL: Final = Area(32, 64, 166, 112)
_STEP: Final = (182.5, 122.5)  # from cell to cell
_HINTS: Final = (Hint("Space", "others", pygame.K_SPACE), common.BACK)


@dataclass
class Gallery:
    """Twenty sample digits; Space brings others. They are loaded when they are first shown."""

    game: Game
    source: str = ""
    samples: Pictures | None = None
    trouble: str = ""
    see_through: bool = False
    _seed: int = 0

    @property
    def moving(self) -> bool:
        return self.samples is None and not self.trouble

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_SPACE | pygame.K_RETURN):
                self._seed += 1
                self._load()
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_g | pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self.moving:
            self._load()

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Gallery", self.source)
        if self.trouble:
            widgets.toast(canvas, self.trouble)
        if self.samples is not None:
            for index, (picture, label) in enumerate(
                zip(self.samples.images, self.samples.labels, strict=True)
            ):
                row, column = divmod(index, _COLUMNS)
                cell = _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])
                canvas.picture(picture, cell._replace(width=_PICTURE))
                caption = (cell.x + _PICTURE + 2 * theme.UNIT, cell.middle[1])
                canvas.text(str(int(label)), caption, theme.MEDIUM, theme.ACCENT, "midleft")
        widgets.footer(canvas, _HINTS, ())

    def _load(self) -> None:
        try:
            self.source, self.samples = self.game.samples(self._seed)
        except DigitgameError as error:
            self.trouble = str(error)
