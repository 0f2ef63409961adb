"""How a training went."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitgame.charts.style import BLUE, GRID, INK, QUIET, figure, heading, plain, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curves(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Loss and accuracy by epoch: rows with epoch, loss, accuracy and, if known, val_loss, val_accuracy."""
    sheet = figure(9.6, 4.4)
    from matplotlib.ticker import MaxNLocator

    if not history:
        heading(sheet, "No epoch was finished")
        save(sheet, path)
        return
    epochs = [row["epoch"] for row in history]
    both: list[Axes] = [sheet.add_axes((left, 0.16, 0.43, 0.74)) for left in (0.05, 0.56)]
    for axes, key, title in zip(both, ("loss", "accuracy"), ("Loss", "Accuracy"), strict=True):
        plain(axes, title)
        for name, label, colour in ((key, "training", QUIET), (f"val_{key}", "validation", BLUE)):
            values = [row.get(name, math.nan) for row in history]
            dot = "o" if len(history) < 25 else None  # a line through one epoch would not be seen
            axes.plot(epochs, values, color=colour, label=label, marker=dot, markersize=3.5, linewidth=1.8)
        axes.set_xlabel("epoch", color=QUIET)
        axes.set_xlim(min(epochs) - 0.5, max(epochs) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.grid(axis="y", color=GRID)
    both[0].set_ylim(bottom=0)
    both[1].set_ylim(top=min(both[1].get_ylim()[1], 1.0))
    both[1].yaxis.set_major_formatter(lambda value, _: f"{100 * value:.4g} %")
    handles, labels = both[0].get_legend_handles_labels()
    sheet.legend(handles, labels, loc="lower center", ncols=2, frameon=False, labelcolor=INK)
    save(sheet, path)
