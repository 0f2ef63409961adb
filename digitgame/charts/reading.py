"""What a network reads right, and what it confuses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.charts.style import (
    BLUE,
    GRID,
    INK,
    MARGIN,
    MID_ORANGE,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    PAPER,
    QUIET,
    Page,
    figure,
    percent,
    plain,
    save,
)

_MISTAKES_A_ROW: Final = 5
_BINS: Final = 10  # of certainty


def how_it_reads(
    images: npt.NDArray[Any],
    labels: npt.NDArray[np.integer[Any]],
    probabilities: npt.NDArray[np.floating[Any]],
    folder: Path,
    title: str,
    error: float,
) -> None:
    """All four charts of how pictures [N, 28, 28] were read, into a folder; `error`: see `reliability`."""
    matrix = np.zeros((10, 10), np.int64)
    np.add.at(matrix, (labels, probabilities.argmax(1)), 1)
    of_each = matrix.sum(1)
    right = np.where(of_each, matrix.diagonal() / np.maximum(of_each, 1), np.nan)
    confusion(matrix, folder / "confusion.png", f"Read and misread: {title}")
    by_digit(right.tolist(), of_each.tolist(), folder / "accuracy.png", f"Read right: {title}")
    reliability(probabilities, labels, folder / "reliability.png", error)
    mistakes(images, labels, probabilities, folder / "mistakes.png")


def confusion(matrix: npt.NDArray[np.integer[Any]], path: Path, title: str) -> None:
    """Which digit was read as which: counts [10, 10], a row a true digit, a column a digit read.

    The mistakes share one scale of orange, so that what is right does not drown them.
    """
    shares = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    wrong = np.where(np.eye(len(matrix), dtype=bool), np.nan, shares)
    from matplotlib.colors import LinearSegmentedColormap

    cell, left, top, count_of = 0.66, 0.95, 0.6, len(matrix)  # inches
    side = cell * count_of
    page = Page(left + side + MARGIN, top + side + 0.75)
    page.heading(title)
    shade = LinearSegmentedColormap.from_list("mistakes", [PAPER, PALE_ORANGE, MID_ORANGE])
    highest = float(np.nanmax(wrong)) or 1
    page.picture(wrong, left, top, (side, side), shade.with_extremes(bad=PALE_BLUE), 0, highest)
    page.grid(left, top, side, count_of)
    for number in range(count_of):
        middle = (number + 0.5) * cell
        page.text(left + middle, top + side + 0.26, str(number), 12, INK, ha="center")
        page.text(left - 0.18, top + middle, str(number), 12, INK, ha="center", va="center")
    for (truth, read), count in np.ndenumerate(matrix):
        if count:
            colour, weight = (BLUE, "bold") if truth == read else (INK, "normal")
            x, y = left + (read + 0.5) * cell, top + (truth + 0.5) * cell
            page.text(x, y + 0.02, f"{count:,}", 10, colour, ha="center", weight=weight)
            page.text(x, y + 0.2, percent(shares[truth, read]), 7, colour, ha="center")
    page.text(left + side / 2, top + side + 0.55, "read as", 10, QUIET, ha="center")
    page.text(0.36, top + side / 2, "true digit", 10, QUIET, ha="center", va="center", rotation=90)
    page.save(path)


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
    step, side = 1.5, 1.3  # inches, from one to the next, and of one
    page = Page(_MISTAKES_A_ROW * step + 2 * MARGIN - (step - side), rows * 1.66 + 0.5)
    title = f"{len(wrong):,} of {len(labels):,} digits misread" if len(wrong) else "No digit misread"
    if len(hardest) < len(wrong):
        title += f"; the {len(hardest)} misread most surely"
    page.heading(title)
    brightest = 255 if images.dtype == np.uint8 else 1
    for number, index in enumerate(hardest):
        x = MARGIN + number % _MISTAKES_A_ROW * step
        y = 0.72 + number // _MISTAKES_A_ROW * 1.66
        page.picture(images[index], x, y, (side, side), "gray_r", 0, brightest)
        page.frame(x, y, side)
        page.text(x, y - 0.06, f"{labels[index]} read as {read[index]}", 8.5, INK)
        page.text(x + side, y - 0.06, percent(probabilities[index].max()), 8.5, ORANGE, ha="right")
    page.save(path)


def by_digit(accuracies: Sequence[float], counts: Sequence[int], path: Path, title: str) -> None:
    """How much of each digit is read right: accuracies (nan where there is none) and how many there are, 0 to 9.

    The scale begins a little below the worst, and says so by its ticks.
    """
    sheet = figure(7.6, 3.6)
    axes = sheet.add_axes((0.09, 0.14, 0.89, 0.74))
    plain(axes, title)
    known = [100 * value for value in accuracies if not math.isnan(value)]
    low = math.floor(min(known, default=0.0) - 0.1 * (100 - min(known, default=0.0))) if known else 0
    low = max(min(low, 99), 0)
    for digit, value in enumerate(accuracies):
        if math.isnan(value):
            axes.text(digit, low, "none", ha="center", va="bottom", fontsize=8, color=QUIET)
            continue
        worst = 100 * value == min(known) < 100
        axes.bar(digit, 100 * value - low, bottom=low, width=0.62, color=ORANGE if worst else BLUE)
        axes.text(digit, 100 * value, percent(value), ha="center", va="bottom", fontsize=8, color=INK)
    axes.set_xticks(range(10), [f"{digit}\n{count:,}" for digit, count in enumerate(counts)])
    axes.set_ylim(low, 100 + 0.06 * (100 - low))
    if not known:
        axes.set_yticks([])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g} %" if value <= 100 else "")
    axes.grid(axis="y", color=GRID)
    axes.set_xlabel("true digit, and how many there are", color=QUIET)
    save(sheet, path)


def reliability(
    probabilities: npt.NDArray[np.floating[Any]],
    labels: npt.NDArray[np.integer[Any]],
    path: Path,
    error: float,
) -> None:
    """Whether certainty means what it says: of digits read with a certainty, how many are right.

    On the line, a certainty of 80 % is right four times of five; `error` is the average distance from it.
    Bins with fewer than five digits are pale: they say little.
    """
    certainty = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    place = np.clip(np.ceil(certainty * _BINS).astype(int) - 1, 0, _BINS - 1)
    counts = np.bincount(place, minlength=_BINS)
    shares = np.bincount(place, right, _BINS) / np.maximum(counts, 1)
    middles = np.bincount(place, certainty, _BINS) / np.maximum(counts, 1)
    sheet = figure(5.4, 5.6)
    axes = sheet.add_axes((0.13, 0.1, 0.85, 0.82))
    plain(axes, f"Certainty is off by {percent(error)} on average")
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 4)))
    for number in np.flatnonzero(counts):
        solid = 1.0 if counts[number] >= 5 else 0.35
        axes.bar((number + 0.5) / _BINS, shares[number], width=0.9 / _BINS, color=PALE_BLUE, alpha=solid)
        axes.plot(middles[number], shares[number], "o", color=BLUE, markersize=6, alpha=solid)
        axes.text((number + 0.5) / _BINS, 0.015, f"{counts[number]:,}", ha="center", fontsize=7, color=QUIET)
    axes.set(xlim=(0, 1), ylim=(0, 1.03), aspect="equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(np.arange(0, 1.1, 0.2) if axis is axes.xaxis else np.arange(0.2, 1.1, 0.2))
        axis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.grid(color=GRID)
    axes.set_xlabel("certainty", color=QUIET)
    axes.set_ylabel("read right", color=QUIET)
    save(sheet, path)
