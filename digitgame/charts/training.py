"""How a training went."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from digitgame.charts.style import BLUE, QUIET, chart, heading, image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A line through a single epoch could not be seen: short trainings get dots as well.
_MAX_DOTS: Final = 24
_CURVES: Final = (("", "training", QUIET), ("val_", "validation", BLUE))


def curves(history: Sequence[Mapping[str, float]], path: Path | None = None) -> Image.Image:
    """Loss and accuracy by epoch: rows with epoch, loss, accuracy and, if known, val_loss, val_accuracy."""
    if not history:
        with chart(2.8, 0.5) as page:
            heading(page, "No epoch was finished")
            return image(page, path)
    with chart(9.8, 4.48) as page:
        place = {"left": 0.074, "right": 0.971, "top": 0.897, "bottom": 0.196, "wspace": 0.234}
        loss, accuracy = page.subplots(1, 2, gridspec_kw=place)
        values = _plot(loss, history, "loss", 1)
        loss.set(ylim=(0, 1.05 * max(values, default=0) or 1))
        loss.locator_params("y", nbins=6)
        loss.yaxis.set_major_formatter("{x:g}")
        values = _plot(accuracy, history, "accuracy", 100)
        low, high = min(values, default=0), max(values, default=100)
        room = max(0.05 * (high - low), 0.5)
        accuracy.set(ylim=(max(low - room, 0), min(high + room, 100)))
        accuracy.yaxis.set_major_formatter("{x:g} %")
        page.legend(*loss.get_legend_handles_labels(), loc="lower center", ncols=len(_CURVES))
        return image(page, path)


def _plot(axes: Axes, history: Sequence[Mapping[str, float]], key: str, scale: float) -> list[float]:
    """Draw both curves; returns their values, without those that are no numbers."""
    shown = []
    for prefix, name, colour in _CURVES:
        rows = [row for row in history if math.isfinite(row.get(prefix + key, math.nan))]
        values = [scale * row[prefix + key] for row in rows]
        dot = "o" if len(values) <= _MAX_DOTS else ""
        epochs = [row["epoch"] for row in rows]
        axes.plot(epochs, values, color=colour, marker=dot, label=name, clip_on=False)
        shown += values
    epochs = [row["epoch"] for row in history]
    axes.set(title=key.capitalize(), xlabel="epoch", xlim=(min(epochs) - 0.5, max(epochs) + 0.5))
    axes.grid(visible=False, axis="x")
    axes.locator_params("x", integer=True, min_n_ticks=1)
    return shown
