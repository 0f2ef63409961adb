"""Pictures of numbers: how training went, what is confused with what, which digits were misread.

Each takes plain numbers and saves a PNG. No pyplot: no window, no state shared between charts.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from digitgame import paths

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK: Final = "#1f2933"
QUIET: Final = "#7b8794"
GRID: Final = "#e4e7eb"
PAPER: Final = "#ffffff"
BLUE: Final = "#2563a8"  # what is right, what excites
PALE_BLUE: Final = "#e3edf7"
ORANGE: Final = "#d9580d"  # what is wrong, what inhibits
MID_ORANGE: Final = "#f0904f"  # the darkest that INK is read on with ease
PALE_ORANGE: Final = "#fbd3b5"
_DPI: Final = 120
_MARGIN: Final = 0.16  # inches
_MISTAKES_A_ROW: Final = 5
_MOST_KERNELS: Final = 64


def prepare() -> None:
    """Import what drawing a chart needs, in a thread that has the time, so that the first chart need not."""
    figure = _figure(1, 1)
    figure.subplots()
    _save(figure, BytesIO())


def curves(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Loss and accuracy by epoch: rows with epoch, loss, accuracy and, if known, val_loss, val_accuracy."""
    figure = _figure(9.6, 4.4)
    from matplotlib.ticker import MaxNLocator

    if not history:
        _heading(figure, "No epoch was finished")
        _save(figure, path)
        return
    epochs = [row["epoch"] for row in history]
    panels: list[Axes] = list(figure.subplots(1, 2))
    for axes, key, title in zip(panels, ("loss", "accuracy"), ("Loss", "Accuracy"), strict=True):
        _plain(axes, title)
        for name, label, colour in ((key, "training", QUIET), (f"val_{key}", "validation", BLUE)):
            values = [row.get(name, math.nan) for row in history]
            dot = "o" if len(history) < 25 else None  # a line through one epoch would not be seen
            axes.plot(epochs, values, color=colour, label=label, marker=dot, markersize=3.5, linewidth=1.8)
        axes.set_xlabel("epoch", color=QUIET)
        axes.set_xlim(min(epochs) - 0.5, max(epochs) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.grid(axis="y", color=GRID)
    panels[0].set_ylim(bottom=0)
    panels[1].set_ylim(top=min(panels[1].get_ylim()[1], 1.0))
    panels[1].yaxis.set_major_formatter(lambda value, _: f"{100 * value:.4g} %")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, labelcolor=INK)
    _save(figure, path)


def confusion(matrix: npt.NDArray[np.integer[Any]], path: Path, title: str) -> None:
    """Which digit was read as which: counts [10, 10], a row a true digit, a column a digit read.

    The mistakes share one scale of orange, so that what is right does not drown them.
    """
    shares = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    wrong = np.where(np.eye(len(matrix), dtype=bool), np.nan, shares)
    figure = _figure(7.8, 8.0)
    from matplotlib.colors import LinearSegmentedColormap

    axes = figure.subplots()
    _plain(axes, title)
    shade = LinearSegmentedColormap.from_list("mistakes", [PAPER, PALE_ORANGE, MID_ORANGE])
    on_diagonal = shade.with_extremes(bad=PALE_BLUE)
    axes.imshow(wrong, cmap=on_diagonal, vmin=0, vmax=float(np.nanmax(wrong)) or 1)
    for (truth, read), count in np.ndenumerate(matrix):
        if count:
            colour, weight = (BLUE, "bold") if truth == read else (INK, "normal")
            style: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
            axes.text(read, truth - 0.1, f"{count:,}", fontsize=10, weight=weight, **style)
            axes.text(read, truth + 0.26, _percent(shares[truth, read]), fontsize=7, **style)
    edges = np.arange(len(matrix) + 1) - 0.5
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(range(len(matrix)))
        axis.set_ticks(edges, minor=True)
    axes.grid(which="minor", color=GRID, linewidth=1)
    axes.tick_params(which="both", length=0)
    axes.tick_params(which="major", labelsize=12, labelcolor=INK)
    axes.set_xlabel("read as", color=QUIET)
    axes.set_ylabel("true digit", color=QUIET)
    _save(figure, path)


def kernels(weights: npt.NDArray[np.floating[Any]], path: Path) -> None:
    """What a first layer looks for: kernels [height, width, in, out], one square each."""
    tiles = np.asarray(weights).transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    shown = tiles[:_MOST_KERNELS]
    columns = min(8, len(shown))
    rows = math.ceil(len(shown) / columns)
    figure = _figure(max(columns, 4) + 1.2, 1.15 * rows + 0.6)
    from matplotlib.colors import LinearSegmentedColormap

    of_all = f" (the first {len(shown)} of {len(tiles)})" if len(shown) < len(tiles) else ""
    _heading(figure, f"Kernels of the first layer{of_all}")
    shade = LinearSegmentedColormap.from_list("kernels", [ORANGE, "#f7f4f0", BLUE])
    peak = float(np.abs(shown).max()) or 1.0
    panels = _panels(figure, rows, columns)
    for number, (panel, tile) in enumerate(zip(panels, shown, strict=False)):
        image = panel.imshow(tile, cmap=shade, vmin=-peak, vmax=peak)
        panel.set_title(str(number), fontsize=7, color=QUIET, pad=3)
    bar = figure.colorbar(image, ax=panels, aspect=12 * rows, shrink=0.8, pad=0.02)
    bar.set_ticks([-peak, 0, peak], labels=[f"−{peak:.2f}\nink says no", "0", f"{peak:.2f}\nink says yes"])
    bar.ax.tick_params(length=0, labelsize=7, labelcolor=QUIET)
    bar.outline.set_visible(False)
    _save(figure, path)


def mistakes(
    images: npt.NDArray[Any],
    labels: npt.NDArray[np.integer[Any]],
    probabilities: npt.NDArray[np.floating[Any]],
    path: Path,
    most: int = 25,
) -> None:
    """The mistakes made most surely, `most` at most: picture, true digit, what was read and how surely."""
    read = probabilities.argmax(1)
    wrong = np.flatnonzero(read != labels)
    hardest = wrong[np.argsort(-probabilities[wrong].max(1), kind="stable")][:most]
    rows = math.ceil(len(hardest) / _MISTAKES_A_ROW)
    figure = _figure(7.6, 1.75 * rows + 1.0)
    title = f"{len(wrong):,} of {len(labels):,} digits misread" if len(wrong) else "No digit misread"
    if len(hardest) < len(wrong):
        title += f"; the {len(hardest)} misread most surely"
    _heading(figure, title)
    brightest = 255 if images.dtype == np.uint8 else 1
    for panel, index in zip(_panels(figure, rows, _MISTAKES_A_ROW), hardest, strict=False):
        panel.axis("on")
        panel.imshow(images[index], cmap="gray_r", vmin=0, vmax=brightest)
        panel.set(xticks=[], yticks=[])
        panel.spines[:].set_color(GRID)
        panel.set_title(f"{labels[index]} read as {read[index]}", fontsize=8.5, color=INK, loc="left", pad=4)
        certainty = _percent(probabilities[index].max())
        panel.set_title(certainty, fontsize=8.5, color=ORANGE, loc="right", pad=4)
    _save(figure, path)


def _panels(figure: Figure, rows: int, columns: int) -> list[Axes]:
    """A grid of axes without frames or ticks; none for no rows."""
    if not rows:
        return []
    panels: list[Axes] = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for panel in panels:
        panel.axis("off")
    return panels


def _figure(width: float, height: float) -> Figure:
    """A blank figure of so many inches. Matplotlib keeps its font cache in the user's folder, and quiet.

    It looks for that folder when any part of it is imported, so this comes first in every chart.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(paths.home() / "cache" / "matplotlib"))
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=_DPI, facecolor=PAPER, layout="constrained")


def _heading(figure: Figure, text: str) -> None:
    left = 0.04 / figure.get_figwidth()  # where the panels begin
    figure.suptitle(text, x=left, ha="left", color=INK, fontsize=12, weight="bold")


def _plain(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", color=INK, fontsize=12, weight="bold", pad=10)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelcolor=QUIET, labelsize=9)
    axes.set_axisbelow(True)


def _percent(share: float) -> str:
    """Two digits that matter, and never a 100 % that is not all."""
    percent = 100 * float(share)
    if percent in (0, 100):
        return f"{percent:.0f} %"
    return f"{min(percent, 99.9):.1f} %" if percent >= 0.1 else "<0.1 %"


def _save(figure: Figure, path: Path | BytesIO) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", bbox_inches="tight", pad_inches=_MARGIN)
