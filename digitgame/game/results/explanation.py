"""Why a drawing was read as it was: stroke by stroke, and beside the samples that are nearest to it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame.inference import Reader, Reading
from digitgame.inference.neighbours import Neighbour, Neighbours
from digitgame.ink import Stroke, frame
from digitgame.ink.frame import Frame
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, Attempt
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, column
from digitgame.ui.theme import Colour

PANEL: Final = column(152, 392)
BUDGET: Final = 0.004  # seconds of work within a frame
_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_PICTURE: Final = Area(_LEFT, PANEL.y + 16, 88, 88)
_CARDS: Final = 5  # strokes shown, of those that there are
_CARD: Final = Area(_LEFT, PANEL.y + 144, 72, 96)
_SMALL: Final = 52  # design units, the side of a small picture
_NEAR: Final = 3  # samples of each digit
_NEAR_TOP: Final = PANEL.y + 282
_MOST_PARTS: Final = 40  # that are read one by one, the last ones
_FIFTHS: Final = 5  # of an only stroke
_OUTCOMES: Final = {
    HIT: "Read as asked",
    DISPUTED: "Misread, disputed",
    MISREAD: "Misread, drawn again",
    FOOLED: "Drawn to fool it",
}
Probabilities = tuple[float, ...]


@dataclass
class Explanation:
    """What is to be told of one drawing. It is found out bit by bit."""

    shot: Attempt
    reader: Reader
    samples: Neighbours
    note: str = ""  # what became of it, where its outcome does not say it all
    steps: list[Probabilities] = field(
        default_factory=list
    )  # after each of the last strokes, or parts of the one
    pictures: list[Frame] = field(default_factory=list)  # what the network saw then
    near: dict[int, list[Neighbour]] = field(default_factory=dict)  # samples of each of the two digits
    nearest: Neighbour | None = None  # sample of all
    _reading: Reading | None = None  # of the whole drawing
    _among: int = 0  # samples that were looked through

    @property
    def pair(self) -> tuple[int, int]:
        """The digit asked for, and the one that it was taken for, or nearly was."""
        target, read = self.shot.target, self.shot.read
        if read != target:
            return target, read
        others = [digit for digit in range(10) if digit != target]
        return target, max(others, key=self.shot.probabilities.__getitem__)

    @property
    def strokes(self) -> Sequence[Stroke]:
        return self.shot.drawing.strokes

    @property
    def parts(self) -> int:
        """What the drawing is told by: its strokes, or the fifths of its only one."""
        return len(self.strokes) if len(self.strokes) > 1 else _FIFTHS

    @property
    def first(self) -> int:
        """The number, from 0, of the first part whose reading is told."""
        return max(self.parts - _MOST_PARTS, 0)

    @property
    def turned(self) -> int | None:
        """The part, from 0, that gave the drawing its last reading; None where none did, or before all is read."""
        if self.first + len(self.steps) < self.parts:
            return None
        turned = turning_step(self.steps)
        return None if turned is None else self.first + turned

    def work(self) -> bool:
        """Find out more, for a few milliseconds; whether that was not yet all."""
        until = time.perf_counter() + BUDGET
        while (count := self.first + len(self.steps) + 1) <= self.parts:
            if time.perf_counter() > until:
                return True
            self.pictures.append(frame(self._begun(count)))
            self._reading = self.reader.read(self.pictures[-1])
            self.steps.append(tuple(self._reading.probabilities.tolist()))
        if self._among == len(self.samples) and not self.samples.done:
            self.samples.work()
        if self._among != len(self.samples) and self._reading is not None:
            self._among = len(self.samples)
            self.near = {digit: self.samples.nearest(self._reading, digit, _NEAR) for digit in self.pair}
            self.nearest = next(iter(self.samples.nearest(self._reading, None, 1)), None)
        return not self.samples.done

    def _begun(self, count: int) -> Sequence[Stroke]:
        """The drawing as it was after so many of its parts."""
        if len(self.strokes) > 1:
            return self.strokes[:count]
        only = self.strokes[0]
        return [only[: -(-len(only) * count // _FIFTHS)]]

    def shown(self) -> range:
        """The parts, from 0, that there is room for: the one that turned it in their middle, else the last ones."""
        read = self.first + len(self.steps)
        start = read - _CARDS if self.turned is None else min(self.turned - _CARDS // 2, read - _CARDS)
        start = max(start, self.first)
        return range(start, min(start + _CARDS, read))


def turning_step(steps: list[Probabilities]) -> int | None:
    """The number (from 0) of the step that brought the last reading; None where no step turned it."""
    digits = [max(range(10), key=step.__getitem__) for step in steps]
    turned = [at for at in range(1, len(digits)) if digits[at] != digits[at - 1]]
    return turned[-1] if turned else None


def colour_of(shot: Attempt) -> Colour:
    """Of what was read: as asked, or not."""
    return theme.ACCENT if shot.outcome == HIT else theme.AMBER


def draw(canvas: Canvas, why: Explanation, picture: Frame | None) -> None:
    """The whole panel."""
    _draw_head(canvas, why, picture)
    _draw_strokes(canvas, why)
    if len(why.samples) or not why.samples.done:
        _draw_samples(canvas, why)


def _draw_head(canvas: Canvas, why: Explanation, picture: Frame | None) -> None:
    shot = why.shot
    if picture is not None:
        canvas.picture(picture, _PICTURE)
    x, top, room = _PICTURE.right + 16, _PICTURE.y, _RIGHT - _PICTURE.right - 16
    canvas.text(f"Asked for a {shot.target}", (x, top + 14), theme.MEDIUM, theme.TEXT, "midleft", fit=room)
    told = f"I read a {shot.read}, {widgets.percent(shot.probabilities[shot.read])} sure"
    canvas.text(told, (x, top + 46), theme.SMALL, colour_of(shot), "midleft", fit=room)
    canvas.text(
        why.note or _OUTCOMES[shot.outcome], (x, top + 72), theme.SMALL, theme.QUIET, "midleft", fit=room
    )


def _draw_strokes(canvas: Canvas, why: Explanation) -> None:
    """A card a part: what was there after it, and how likely each of the two digits was then."""
    y, one_stroke = _CARD.y - 16, len(why.strokes) == 1
    told = "As the stroke grew" if one_stroke else "Stroke by stroke"
    canvas.text(told, (_LEFT, y), theme.SMALL, theme.QUIET, "midleft")
    if why.turned is not None:
        what = "part" if one_stroke else "stroke"
        words = f"{what} {why.turned + 1} of {why.parts} turned it"
        canvas.text(words, (_RIGHT, y), theme.SMALL, colour_of(why.shot), "midright")
    one, other = why.pair
    for place, part in enumerate(why.shown()):
        step = why.steps[part - why.first]
        x = _CARD.x + place * _CARD.width
        area = Area(x, _CARD.y, _SMALL, _SMALL)
        if part == why.turned:
            canvas.panel(area.inside(-3), colour_of(why.shot), None, theme.SMALL_RADIUS)
        canvas.picture(why.pictures[part - why.first], area)
        _draw_share(canvas, Area(x, area.bottom + 5, _SMALL, 6), step[one], step[other])
        likely = max(range(10), key=step.__getitem__)
        for row, digit in enumerate((one, other)):
            words = f"{digit}  {widgets.percent(step[digit])}"
            tint = (theme.ACCENT, theme.AMBER)[row] if digit == likely else theme.QUIET
            canvas.text(words, (x, area.bottom + 22 + 20 * row), theme.SMALL, tint, "midleft")


def _draw_share(canvas: Canvas, track: Area, one: float, other: float) -> None:
    """How likely each of two digits is: blue from the left, amber from the right."""
    canvas.panel(track, theme.KEY, None, 2)
    rect = canvas.view.rect(track)
    wide = round(rect.width * one)
    canvas.surface.fill(theme.ACCENT, (rect.left, rect.top, wide, rect.height))
    wide = round(rect.width * other)
    canvas.surface.fill(theme.AMBER, (rect.right - wide, rect.top, wide, rect.height))


def _draw_samples(canvas: Canvas, why: Explanation) -> None:
    """The nearest samples of each of the two digits side by side, and which of all is the nearest."""
    width = _NEAR * _SMALL + (_NEAR - 1) * 6
    for digit, x in zip(why.pair, (_LEFT, _RIGHT - width), strict=True):
        near = why.near.get(digit, [])
        canvas.text(f"{digit}s like it", (x, _NEAR_TOP - 16), theme.SMALL, theme.QUIET, "midleft")
        for place, sample in enumerate(near):
            area = Area(x + place * (_SMALL + 6), _NEAR_TOP, _SMALL, _SMALL)
            if why.nearest is not None and sample.index == why.nearest.index:
                canvas.panel(area.inside(-3), theme.ACCENT, None, theme.SMALL_RADIUS)
            canvas.picture(sample.image, area)
    words = "Looking through sample digits …"
    if why.nearest is not None:
        words = f"Nearest of all: a {why.nearest.digit}  ·  {why.samples.source}"
    canvas.text(
        words, (_LEFT, _NEAR_TOP + _SMALL + 26), theme.SMALL, theme.TEXT, "midleft", fit=_RIGHT - _LEFT
    )
