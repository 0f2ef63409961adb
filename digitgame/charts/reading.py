"""What a network reads right, and what it confuses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import ImageColor

from digitgame.charts.page import MARGIN, Page
from digitgame.charts.plot import Plot, ticks, written
from digitgame.charts.style import (
    BLUE,
    GREYS,
    INK,
    MISTAKES,
    ORANGE,
    PALE_BLUE,
    QUIET,
    paler,
    percent,
    shaded,
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
    same = np.eye(len(matrix), dtype=bool)
    wrong = np.where(same, 0, shares)
    colours = shaded(wrong, MISTAKES, 0, float(wrong.max()) or 1)
    colours[same] = ImageColor.getrgb(PALE_BLUE)
    cell, left, top, count_of = 0.66, 0.95, 0.6, len(matrix)  # inches
    side = cell * count_of
    page = Page(left + side + MARGIN, top + side + 0.75)
    page.heading(title)
    page.picture(colours, left, top, (side, side))
    page.grid(left, top, side, count_of)
    for number in range(count_of):
        middle = (number + 0.5) * cell
        page.text(left + middle, top + side + 0.26, str(number), 12, INK, anchor="m")
        page.text(left - 0.18, top + middle, str(number), 12, INK, anchor="m", middle=True)
    for (truth, read), count in np.ndenumerate(matrix):
        if count:
            colour = BLUE if truth == read else INK
            x, y = left + (read + 0.5) * cell, top + (truth + 0.5) * cell
            words, share = f"{count:,}", percent(shares[truth, read])
            page.text(x, y + 0.02, words, 10, colour, anchor="m", bold=truth == read, room=cell - 0.06)
            page.text(x, y + 0.2, share, 7, colour, anchor="m")
    page.text(left + side / 2, top + side + 0.55, "read as", 10, QUIET, anchor="m")
    page.upwards(0.36, top + side / 2, "true digit", 10, QUIET)
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
        page.picture(shaded(images[index], GREYS, 0, brightest), x, y, (side, side))
        page.grid(x, y, side, 1)
        page.text(x, y - 0.06, f"{labels[index]} read as {read[index]}", 8.5, INK)
        page.text(x + side, y - 0.06, percent(probabilities[index].max()), 8.5, ORANGE, anchor="r")
    page.save(path)


def by_digit(accuracies: Sequence[float], counts: Sequence[int], path: Path, title: str) -> None:
    """How much of each digit is read right: accuracies (nan where there is none) and how many there are, 0 to 9.

    The scale begins a little below the worst, and says so by its ticks.
    """
    known = [100 * value for value in accuracies if not math.isnan(value)]
    worst = min(known, default=0.0)
    low = min(math.floor(worst - 0.1 * (100 - worst)), 99) if known else 0
    low = max(low, 0)
    page = Page(7.56, 3.8)
    page.heading(title)
    plot = Plot(page, 0.78, 0.44, 7.4, 2.98, (-0.98, 9.98), (low, 100 + 0.06 * (100 - low)))
    if known:
        plot.rows(written(ticks(low, 100, 9), unit=" %"))
    for digit, (accuracy, count) in enumerate(zip(accuracies, counts, strict=True)):
        value = 100 * accuracy
        x, y = plot.at(digit, low if math.isnan(value) else value)
        if math.isnan(value):
            page.text(x, y - 0.04, "none", 8, QUIET, anchor="m")
        else:
            plot.bar(digit, 0.62, value, ORANGE if value == worst < 100 else BLUE)
            page.text(x, y - 0.04, percent(accuracy), 8, INK, anchor="m")
        page.text(x, plot.bottom + 0.18, str(digit), 9, QUIET, anchor="m")
        page.text(x, plot.bottom + 0.33, f"{count:,}", 9, QUIET, anchor="m", room=0.54)
    words = "true digit, and how many there are"
    page.text((plot.left + plot.right) / 2, plot.bottom + 0.56, words, 10, QUIET, anchor="m")
    page.save(path)


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
    page = Page(5.68, 5.56)
    page.heading(f"Certainty is off by {percent(error)} on average")
    plot = Plot(page, 0.84, 0.44, 5.34, 5.0, (0, 1), (0, 1.0134))
    plot.columns(written(ticks(0, 1, 5), 100, " %"), lines=True)
    plot.rows(written(ticks(0.2, 1, 5), 100, " %"))
    seen = np.flatnonzero(counts)
    solid = {number: 1.0 if counts[number] >= 5 else 0.35 for number in seen}
    for number in seen:
        plot.bar((number + 0.5) / _BINS, 0.9 / _BINS, shares[number], paler(PALE_BLUE, solid[number]))
    dash, gap = 0.0097, 0.0097
    for start in np.arange(0, 1, dash + gap):
        page.line([plot.at(start, start), plot.at(min(start + dash, 1), min(start + dash, 1))], 1, QUIET)
    for number in seen:
        page.dots([plot.at(middles[number], shares[number])], 6.5, paler(BLUE, solid[number]))
        x, y = plot.at((number + 0.5) / _BINS, 0.015)
        page.text(x, y, f"{counts[number]:,}", 7, QUIET, anchor="m", room=0.43)
    page.text((plot.left + plot.right) / 2, plot.bottom + 0.4, "certainty", 10, QUIET, anchor="m")
    page.upwards(0.2, (plot.top + plot.bottom) / 2, "read right", 10, QUIET)
    page.save(path)
