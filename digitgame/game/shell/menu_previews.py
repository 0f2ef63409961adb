"""What moves on the menu's cards: each mode plays itself on a small board, again and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.board.playback import Playback
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.ink import Drawing, Ink, Point, frame
from digitgame.ink.curve import interpolate
from digitgame.ink.frame import Frame
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.strokes import StrokeRenderer
from digitgame.ui.theme import Colour

# The control points of each digit in a box 60 wide and 100 high, strokes separated by "/"; a corner stands there twice.
_DIGITS: Final = (
    "32 0 10 14 2 50 12 88 32 100 50 86 58 50 50 14 32 0",
    "12 22 34 2 34 2 34 100",
    "6 20 28 0 52 14 48 40 6 98 6 98 56 98",
    "8 10 30 0 50 14 44 38 22 46 22 46 50 56 54 82 30 100 6 88",
    "20 0 6 60 6 60 58 60/46 26 44 100",
    "52 2 14 2 14 2 10 44 10 44 36 38 56 64 42 94 10 94",
    "44 0 16 34 6 72 26 100 50 88 50 62 28 52 8 70",
    "4 4 56 4 56 4 22 100",
    "50 14 30 0 10 18 30 46 54 76 30 100 6 78 28 46 50 14",
    "52 20 30 2 8 22 24 48 50 32 52 20 50 60 40 100",
)
# The 4 of Fool it is open at its top, and the stroke that closes it makes a 9.
_OPEN_FOUR: Final = "8 2 6 44 6 44 52 44/52 2 52 100"
_CLOSING: Final = "8 2 30 -8 52 2"
# Seconds of a round, the second in which its drawing begins, and the one that stands still where motion is reduced.
PERIOD: Final = 4.4
_BEGINS: Final = 0.5
_STILL: Final = 3.2
# Seconds after which the answer is there, and that it takes to land.
_ANSWER: Final = 2.0
_LANDS: Final = 0.22
# Board units a second, and from one point to the next: so close that the line is equally thick everywhere.
_SPEED: Final = 460.0
_STEP: Final = 3.0
# The steps of the fog, so that few pictures are enlarged.
_CLEARINGS: Final = 32
_ACCURACY: Final = (0.1, 0.55, 0.74, 0.72, 0.84, 0.88, 0.92, 0.91, 0.95, 0.97, 0.98, 0.99)


@dataclass
class Preview:
    """The small board of one mode; `today` is on the Daily's. `still`: the end of the round, and nothing moves."""

    name: str
    colour: Colour
    today: date
    still: bool = False
    age: float = 0.0
    _ink: Ink = field(default_factory=Ink)
    _renderer: StrokeRenderer = field(default_factory=StrokeRenderer)
    _drawing: Drawing = field(init=False)
    _writing: Playback = field(init=False)

    def __post_init__(self) -> None:
        self._drawing = _drawing(self.name, self.today)
        self._writing = Playback(self._drawing, _SPEED)
        self._renderer.glow = self.colour
        if self.still:
            self.age = _STILL
            self._ink.renew([list(stroke) for stroke in self._drawing.strokes])
        else:
            self._write(self.age)

    def update(self, seconds: float) -> None:
        if self.still:
            return
        self.age += seconds
        if self.age >= PERIOD:
            self.age %= PERIOD
            self._ink.renew()
            self._writing = Playback(self._drawing, _SPEED)
        self._write(seconds)

    def draw(self, canvas: Canvas, area: Area) -> None:
        place = canvas.view.rect(area)
        self._renderer.draw(canvas.surface, place, self._ink.strokes, self._ink.drawing)
        show = _SHOWS.get(self.name)
        if show is not None:
            clip = canvas.surface.get_clip()
            canvas.surface.set_clip(place)
            show(canvas, area, self)
            canvas.surface.set_clip(clip)

    def _write(self, seconds: float) -> None:
        if self.age > _BEGINS and self._drawing.strokes:
            self._writing.write(self._ink, min(seconds, self.age - _BEGINS))


def _drawing(name: str, today: date) -> Drawing:
    """The strokes that a preview writes, in units of a board that is as wide as the preview."""
    match name:
        case "free":
            return Drawing(_placed(_DIGITS[3], 60, 28))
        case "sprint":
            return Drawing(_placed(_DIGITS[5], 118, 38))
        case "sums":
            return Drawing(_placed(_DIGITS[9], 222, 36, 0.95))
        case "fool":
            return Drawing((*_placed(_OPEN_FOUR, 60, 36), *_placed(_CLOSING, 60, 36)))
        case "versus":
            return Drawing((*_placed(_DIGITS[6], 34, 36), *_placed(_DIGITS[6], 206, 36)))
        case "daily":
            tens, ones = divmod(today.day, 10)
            return Drawing((*_placed(_DIGITS[tens], 40, 36), *_placed(_DIGITS[ones], 116, 36)))
    return Drawing(())


def _placed(strokes: str, x: float, y: float, scale: float = 1.05) -> tuple[tuple[Point, ...], ...]:
    """Strokes with their left top corner at a point, in steps of about _STEP."""
    placed = []
    for stroke in strokes.split("/"):
        points = np.array(stroke.split(), np.float64).reshape(-1, 2) * scale + (x, y)
        corners = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
        curves = [_curve(part) for part in np.split(points, corners)]
        placed.append(tuple((float(x), float(y)) for x, y in np.concatenate(curves)))
    return tuple(placed)


def _curve(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A smooth curve through points [N, 2]."""
    points = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    parts = [points[1:2]]
    for at, (start, end) in enumerate(pairwise(points[1:-1])):
        steps = max(round(float(np.hypot(*(end - start))) / _STEP), 1)
        parts.append(interpolate(points[at : at + 4], np.linspace(0, 1, steps + 1)[1:]))
    return np.concatenate(parts)


def _answer(canvas: Canvas, area: Area, digit: int, landed: float, colour: Colour) -> None:
    """The answer on the right, `landed` 0 to 1."""
    if landed > 0:
        size = 0.5 * theme.DIGIT * (1.5 - 0.5 * widgets.ease_out(landed))
        canvas.digit(digit, (area.x + area.width * 0.76, area.middle[1]), size, colour)


def _free(canvas: Canvas, area: Area, preview: Preview) -> None:
    at = (area.x + area.width * 0.76, area.middle[1])
    if preview.age < _ANSWER:
        canvas.text("?", at, theme.TITLE, theme.QUIET, "center")
    _answer(canvas, area, 3, (preview.age - _ANSWER) / _LANDS, preview.colour)


def _sprint(canvas: Canvas, area: Area, preview: Preview) -> None:
    canvas.digit(5, (area.x + 34, area.middle[1] + 4), 0.36 * theme.DIGIT, theme.QUIET)
    track = Area(area.x + 8, area.y + 8, area.width - 16, 6)
    widgets.meter(canvas, track, 1 - preview.age / PERIOD, preview.colour)
    flown = (preview.age - _ANSWER) / 1.4
    if flown > 0:
        shown = theme.blend(theme.BOARD, preview.colour, min(max(3 * (1.6 - flown), 0), 1))
        at = (area.x + area.width * 0.78, area.middle[1] + 14 - 26 * widgets.ease_out(flown))
        canvas.text("+187", at, theme.MEDIUM, shown, "center")


def _sums(canvas: Canvas, area: Area, preview: Preview) -> None:
    parts = ("7", "+", "2", "=")
    for number, part in enumerate(parts):
        if preview.age > 0.12 * number:
            at = (area.x + area.width * (0.1 + 0.18 * number), area.middle[1])
            canvas.text(part, at, theme.TITLE, preview.colour if part.isdigit() else theme.QUIET, "center")


def _fool(canvas: Canvas, area: Area, preview: Preview) -> None:
    fooled = preview.age > _ANSWER + 0.3
    since = preview.age - (_ANSWER + 0.3 if fooled else 1.3)
    _answer(canvas, area, 9 if fooled else 4, since / _LANDS, preview.colour if fooled else theme.QUIET)


def _duel(canvas: Canvas, area: Area, preview: Preview) -> None:
    clear = int(min(preview.age / 3, 1) * _CLEARINGS) / _CLEARINGS
    side = area.height - 12
    canvas.picture(_foggy(clear), Area(area.x + 14, area.y + 6, side, side))
    at = (area.x + area.width * 0.76, area.middle[1])
    if preview.age < 2.4:
        canvas.text("?", at, theme.TITLE, theme.QUIET, "center")
    _answer(canvas, area, 8, (preview.age - 2.4) / _LANDS, preview.colour)


def _train(canvas: Canvas, area: Area, preview: Preview) -> None:
    """The accuracy rises with every epoch."""
    inner = area.inside(14)
    for share in (0.0, 0.5, 1.0):
        line = Area(inner.x, inner.bottom - share * inner.height, inner.width, 1)
        canvas.surface.fill(theme.KEY, canvas.view.rect(line))
    right = inner.width - 64
    reached = min(max(preview.age - 0.3, 0) / 2.4, 1) * (len(_ACCURACY) - 1)
    epochs = [*range(int(reached) + 1), reached]
    values = np.interp(epochs, range(len(_ACCURACY)), _ACCURACY)
    points = [
        canvas.view.point(inner.x + right * epoch / (len(_ACCURACY) - 1), inner.bottom - inner.height * value)
        for epoch, value in zip(epochs, values.tolist(), strict=True)
    ]
    width = canvas.view.pixels(3)
    pygame.draw.lines(canvas.surface, preview.colour, False, points, width)
    for point in points:
        pygame.draw.circle(canvas.surface, preview.colour, point, width)
    at = (area.right - 12, inner.bottom - inner.height * float(values[-1]) + 8)
    canvas.text(f"{values[-1]:.0%}".replace("%", " %"), at, theme.MEDIUM, preview.colour, "midright")


def _daily(canvas: Canvas, area: Area, preview: Preview) -> None:
    """The date."""
    at = (area.x + area.width * 0.8, area.middle[1])
    canvas.text(f"{preview.today:%b}", at, theme.MEDIUM, preview.colour, "center")


def _versus(canvas: Canvas, area: Area, preview: Preview) -> None:
    """Both draw the same digit, and the first wins."""
    won = preview.age > 2.8
    words, colour = ("1 : 0", preview.colour) if won else ("vs", theme.QUIET)
    canvas.text(words, area.middle, theme.MEDIUM, colour, "center")


@cache
def _foggy(clear: float) -> Frame:
    """The picture of an 8, `clear` 0 to 1."""
    return revealed(frame(_placed(_DIGITS[8], 0, 0)), clear, fog_of(5))


_SHOWS: Final[Mapping[str, Callable[[Canvas, Area, Preview], None]]] = {
    "free": _free,
    "sprint": _sprint,
    "sums": _sums,
    "fool": _fool,
    "duel": _duel,
    "daily": _daily,
    "versus": _versus,
    "train": _train,
}
