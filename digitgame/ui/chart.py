"""A chart of curves that grow."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, text_width
from digitgame.ui.layout import Area, View
from digitgame.ui.theme import Colour

# Design units around the plot: title and values above, epochs below, the scale on the left.
_TOP: Final = 40
_BOTTOM: Final = 24
_LEFT: Final = 66
_RIGHT: Final = 14
# The least distance between the middles of two marks below.
_APART: Final = 40
# Times the lowest value that the highest is, where a log axis shows more.
_MUCH: Final = 20
# Epochs done, value.
Point = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """One line of a chart."""

    name: str
    points: Sequence[Point]
    colour: Colour


@dataclass(frozen=True)
class Chart:
    """Curves over epochs 0 to `last` and values `low` to `high`; points beyond that are left out.

    `label` writes a value as text. `earlier` curves are drawn thin, without values, named in the corner that rising
    curves leave free. `log`: equal steps up multiply a value by the same; `low` is above 0 then.
    """

    title: str
    area: Area
    curves: Sequence[Curve]
    last: float
    low: float
    high: float
    label: Callable[[float], str]
    earlier: Sequence[Curve] = ()
    log: bool = False
    names_earlier: bool = False

    @property
    def plot(self) -> Area:
        """Where the curves are."""
        area = self.area
        return Area(area.x + _LEFT, area.y + _TOP, area.width - _LEFT - _RIGHT, area.height - _TOP - _BOTTOM)

    def draw(self, canvas: Canvas, best: float | None, hover: float | None) -> None:
        """Draw it, with a mark at the `best` epoch and, at the epoch `hover`, the values there instead of the last."""
        canvas.panel(self.area, theme.PANEL, theme.EDGE)
        canvas.text(self.title, (self.area.x + 14, self.area.y + 18), theme.SMALL, theme.TEXT)
        plot = self.plot
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom - share * plot.height
            canvas.panel(Area(plot.x, y, plot.width, 0.1), theme.KEY)
            value = self.label(self._value(share))
            canvas.text(value, (plot.x - 8, y), theme.SMALL, theme.QUIET, "midright")
        for at, colour in ((best, theme.EDGE), (hover, theme.QUIET)):
            if at is not None:
                canvas.panel(Area(self._x(at), plot.y, 0.1, plot.height), colour)
        self._epochs(canvas, best)
        for curve in self.earlier:
            self._line(canvas, curve, thin=True)
        for curve in self.curves:
            self._line(canvas, curve)
        if self.names_earlier and self.earlier:
            self._name_earlier(canvas)
        self._values(canvas, hover)

    def names(self, view: View, hover: float | None) -> list[tuple[str, Area]]:
        """The title and the name of each curve, and where they stand."""
        y = self.area.y + 7
        places = [(self.title, Area(self.area.x + 14, y, text_width(self.title, theme.SMALL, view), 22))]
        for curve, _, right, width in self._written(view, hover):
            name = text_width(curve.name, theme.SMALL, view)
            places.append((curve.name, Area(right - width, y, name, 22)))
        return places

    def epoch_at(self, x: float, y: float) -> float | None:
        """The epoch under a point of the design, where the last curve has one."""
        plot = self.plot
        points = self.curves[-1].points
        if not points or not (plot.x - 8 <= x <= plot.right + 8 and self.area.y <= y <= self.area.bottom):
            return None
        return min((at for at, _ in points), key=lambda at: abs(self._x(at) - x))

    def _x(self, epoch: float) -> float:
        return self.plot.x + self.plot.width * epoch / max(self.last, 1e-9)

    def _y(self, value: float) -> float:
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.plot.bottom - self.plot.height * share

    def _value(self, share: float) -> float:
        """The value at a share of the height, 0 to 1."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    def _epochs(self, canvas: Canvas, best: float | None) -> None:
        """The scale below, with the best epoch by its name."""
        y, taken = self.plot.bottom + 12, []
        if best is not None:
            words = f"best {best:g}"
            half = text_width(words, theme.SMALL, canvas.view) / 2
            x = min(self._x(best), self.area.right - half - 6)
            taken.append((x, half))
            canvas.text(words, (x, y), theme.SMALL, theme.TEXT, "center")
        for epoch in epoch_marks(self.last, self.plot.width / _APART):
            half = text_width(f"{epoch}", theme.SMALL, canvas.view) / 2
            x = min(self._x(epoch), self.area.right - half - 6)
            if all(abs(x - at) >= half + other + 8 for at, other in taken):
                canvas.text(f"{epoch}", (x, y), theme.SMALL, theme.QUIET, "center")

    def _line(self, canvas: Canvas, curve: Curve, *, thin: bool = False) -> None:
        points = [
            (self._x(at), self._y(value))
            for at, value in curve.points
            if self.low <= value <= self.high and at <= self.last
        ]
        if not points:
            return
        canvas.curve(points, curve.colour, 0 if thin else 2)
        canvas.dot(points[-1], 2 if thin else 3.5, curve.colour)

    def _values(self, canvas: Canvas, hover: float | None) -> None:
        """At the top right: the name and the value of each curve, at the end or at the epoch pointed at."""
        x, y = self.area.right - 14, self.area.y + 18
        for curve, words, right, width in self._written(canvas.view, hover):
            canvas.text(words, (right, y), theme.SMALL, curve.colour, "midright")
            x = right - width - 18
        if hover is not None:
            canvas.text(f"epoch {hover:g}", (x, y), theme.SMALL, theme.TEXT, "midright")

    def _written(self, view: View, hover: float | None) -> list[tuple[Curve, str, float, float]]:
        """Each curve from the right, what is written of it, and the right end and the width of that."""
        written, x = [], self.area.right - 14
        for curve in reversed(self.curves):
            value = _value_at(curve.points, hover)
            words = f"{curve.name} {'–' if value is None else self.label(value)}"
            width = text_width(words, theme.SMALL, view)
            written.append((curve, words, x, width))
            x -= width + 18
        return written

    def _name_earlier(self, canvas: Canvas) -> None:
        """The names of the earlier curves in their colours, above the bottom of the plot."""
        x, y = self.plot.right - 4, self.plot.bottom - 14
        for curve in reversed(self.earlier):
            x -= canvas.text(curve.name, (x, y), theme.SMALL, curve.colour, "midright", fit=90) + 12
        canvas.text("earlier", (x, y), theme.SMALL, theme.QUIET, "midright")


def _value_at(points: Sequence[Point], epoch: float | None) -> float | None:
    if not points:
        return None
    if epoch is None:
        return points[-1][1]
    return next((value for at, value in points if at == epoch), None)


def epoch_marks(last: float, most: float) -> range:
    """Whole epochs from 0 to `last`, at most `most` of them besides 0, in steps that are easy to read."""
    steps = (step * 10**power for power in range(9) for step in (1, 2, 5))
    step = next(step for step in steps if last / step <= most)
    return range(0, int(last) + 1, step)


def loss_scale(values: Sequence[float]) -> tuple[float, float]:
    """From 0 to a little above the highest, in steps that are easy to read."""
    highest = max((value for value in values if math.isfinite(value)), default=1.0) or 1.0
    step = 10.0 ** math.floor(math.log10(highest))
    return 0.0, next(step * some for some in (1, 1.5, 2, 3, 5, 7.5, 10) if step * some >= highest * 0.999)


def log_scale(values: Sequence[float]) -> tuple[float, float]:
    """From a little below the lowest value above 0 to a little above the highest, both easy to read."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    low, high = min(known, default=0.1), max(known, default=1.0)
    return _round_number(low, up=False), _round_number(high, up=True)


def spans_much(values: Sequence[float]) -> bool:
    """Whether a log axis shows more: the highest value is more than twenty times the lowest."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    return bool(known) and max(known) > _MUCH * min(known)


def _round_number(value: float, *, up: bool) -> float:
    """The nearest of 1, 2, 5, 10, 20 ... and 0.5, 0.2, 0.1 ... that is higher (`up`) or lower."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = [power * step for step in (0.5, 1, 2, 5, 10, 20)]
    return min(s for s in steps if s > value) if up else max(s for s in steps if s < value)


def accuracy_scale(values: Sequence[float]) -> tuple[float, float]:
    """From what is below the lowest of the later values to 1: where a good network still moves is what matters."""
    known = sorted(value for value in values if math.isfinite(value))
    typical = known[len(known) // 4] if known else 0.0
    return next((low for low in (0.98, 0.95, 0.9, 0.8, 0.6) if typical > low + 0.3 * (1 - low)), 0.0), 1.0
