"""How a training went."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from digitgame.charts.page import Page
from digitgame.charts.plot import Plot, ticks, written
from digitgame.charts.style import BLUE, INK, QUIET

_DOTS: Final = 24  # epochs, at most, that are dots as well: a line through one would not be seen
_DOT: Final = 4.5  # points
_CURVES: Final = (("", "training", QUIET), ("val_", "validation", BLUE))


def curves(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Loss and accuracy by epoch: rows with epoch, loss, accuracy and, if known, val_loss, val_accuracy."""
    page = Page(9.8, 4.48) if history else Page(2.4, 0.5)
    if history:
        epochs = [row["epoch"] for row in history]
        across = (min(epochs) - 0.5, max(epochs) + 0.5)
        loss = _loss_scale(_known(history, "loss"))
        plot = Plot(page, 0.72, 0.46, 4.66, 3.6, across, loss)
        plot.rows(written(ticks(*loss, 9)))
        _draw(plot, history, "loss")
        accuracy = _accuracy_scale(_known(history, "accuracy"))
        plot = Plot(page, 5.58, 0.46, 9.52, 3.6, across, accuracy)
        plot.rows(written(ticks(*accuracy, 9), 100, " %"))
        _draw(plot, history, "accuracy")
        for left, (_, name, colour) in zip((3.66, 4.9), _CURVES, strict=True):
            page.line([(left, 4.22), (left + 0.28, 4.22)], 1.8, colour)
            if len(history) <= _DOTS:
                page.dots([(left + 0.14, 4.22)], _DOT, colour)
            page.text(left + 0.38, 4.22, name, 10, INK, middle=True)
    else:
        page.heading("No epoch was finished")
    page.save(path)


def _draw(plot: Plot, history: Sequence[Mapping[str, float]], key: str) -> None:
    page = plot.page
    page.text(plot.left, 0.28, key.capitalize(), 12, INK, bold=True)
    plot.columns(written(ticks(*plot.across, 10, whole=True)))
    page.text((plot.left + plot.right) / 2, plot.bottom + 0.38, "epoch", 10, QUIET, anchor="m")
    for kind, _, colour in _CURVES:
        rows = [row for row in history if math.isfinite(row.get(kind + key, math.nan))]
        places = [plot.at(row["epoch"], row[kind + key]) for row in rows]
        if len(places) > 1:
            page.line(places, 1.8, colour)
        if 0 < len(places) <= _DOTS:
            page.dots(places, _DOT, colour)


def _known(history: Sequence[Mapping[str, float]], key: str) -> list[float]:
    values = [row.get(kind + key, math.nan) for kind, _, _ in _CURVES for row in history]
    return [value for value in values if math.isfinite(value)]


def _loss_scale(values: Sequence[float]) -> tuple[float, float]:
    return 0.0, 1.05 * max(values, default=0) or 1.0


def _accuracy_scale(values: Sequence[float]) -> tuple[float, float]:
    """From a little below the lowest to a little above the highest, which is nowhere above 1."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    spread = high - low
    roomy = 0.05 * spread if spread > 0.0005 else 0.005
    return max(low - roomy, 0.0), min(high + roomy, 1.0)
