"""How well a network recognises digits, and which ones it confuses."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.charts import style
from digitgame.charts.style import MARGIN, chart, colormap, heading, image, sheet, tile
from digitgame.formatting import percent

_MISTAKES_A_ROW: Final = 5
_BINS: Final = 10
_FEW: Final = 5
Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]


def evaluation(
    images: npt.NDArray[Any], labels: Ints, probabilities: Floats, folder: Path, title: str, error: float
) -> None:
    """All four charts of the predictions for images [N, 28, 28], into a folder; `error`: see `reliability`."""
    matrix = confusion_matrix(labels, probabilities)
    counts = matrix.sum(1)
    accuracies = np.where(counts, matrix.diagonal() / np.maximum(counts, 1), np.nan)
    confusion(matrix, f"Confusion matrix: {title}", folder / "confusion.png")
    by_digit(accuracies.tolist(), counts.tolist(), f"Accuracy by digit: {title}", folder / "accuracy.png")
    reliability(probabilities, labels, error, folder / "reliability.png")
    mistakes(images, labels, probabilities, folder / "mistakes.png")


def confusion_matrix(labels: Ints, probabilities: Floats) -> npt.NDArray[np.int64]:
    """Counts [10, 10] of digits `labels` [N], a row each, by the most probable digit of `probabilities` [N, 10]."""
    matrix = np.zeros((10, 10), np.int64)
    np.add.at(matrix, (labels, probabilities.argmax(1)), 1)
    return matrix


def confusion(matrix: Ints, title: str = "Confusion matrix", path: Path | None = None) -> Image.Image:
    """Counts [10, 10], a row an actual digit, a column a predicted digit.

    The mistakes share one scale of orange, so that what is right does not drown them.
    """
    shares = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    right = np.eye(len(matrix), dtype=bool)
    wrong = np.ma.masked_array(shares, right)
    with chart(7.71, 7.95) as page:
        heading(page, title)
        axes = page.add_axes((0.1232, 0.0943, 0.856, 0.8302))
        colours = colormap(style.MISTAKES, bad=style.PALE_BLUE)
        cells = axes.pcolormesh(wrong, cmap=colours, vmin=0, vmax=wrong.max() or 1)
        cells.set(edgecolors=style.GRID, linewidth=0.6, clip_on=False)
        for (actual, predicted), count in np.ndenumerate(matrix):
            if count:
                hit = actual == predicted
                colour, weight = (style.BLUE, "bold") if hit else (style.INK, "normal")
                x, y, words = predicted + 0.5, actual + 0.5, f"{count:,}"
                size = min(10, 60 / len(words))
                axes.text(x, y, words, size=size, color=colour, weight=weight, ha="center")
                share = percent(shares[actual, predicted], 1)
                axes.text(x, y + 0.28, share, size=7, color=colour, ha="center")
        middles, digits = np.arange(len(matrix)) + 0.5, [str(digit) for digit in range(len(matrix))]
        axes.set_xticks(middles, digits, size=12, color=style.INK)
        axes.set_yticks(middles, digits, size=12, color=style.INK)
        axes.set(xlabel="predicted digit", ylabel="actual digit")
        axes.grid(visible=False)
        axes.invert_yaxis()
        return image(page, path)


def mistakes(
    images: npt.NDArray[Any],
    labels: Ints,
    probabilities: Floats,
    path: Path | None = None,
    most: int = 25,
) -> Image.Image:
    """The most confident mistakes, `most` at most: image, actual and predicted digit, confidence."""
    predicted = probabilities.argmax(1)
    wrong = np.flatnonzero(predicted != labels)
    shown = wrong[np.argsort(-probabilities[wrong].max(1), kind="stable")][:most]
    brightest = 255 if images.dtype == np.uint8 else 1
    # Inches: the size of an image, and from one to the next across and down.
    side, across, down = 1.3, 1.5, 1.66
    width = _MISTAKES_A_ROW * across + 2 * MARGIN - (across - side)
    with chart(width, math.ceil(len(shown) / _MISTAKES_A_ROW) * down + 0.5) as page:
        title = f"{len(wrong):,} of {len(labels):,} misread. Most confident mistakes; actual → predicted"
        heading(page, title if len(wrong) else "No digit misread")
        axes = sheet(page)
        for number, index in enumerate(shown):
            x, y = MARGIN + number % _MISTAKES_A_ROW * across, 0.72 + number // _MISTAKES_A_ROW * down
            tile(axes, images[index], (x, y, side, side), style.GREYS, 0, brightest)
            xs, ys = [x, x + side, x + side, x, x], [y, y, y + side, y + side, y]
            axes.plot(xs, ys, color=style.GRID, linewidth=0.6)
            axes.text(x, y - 0.06, f"{labels[index]} → {predicted[index]}", size=8.5)
            confidence = percent(probabilities[index].max(), 1)
            axes.text(x + side, y - 0.06, confidence, size=8.5, color=style.ORANGE, ha="right")
        return image(page, path)


def by_digit(
    accuracies: Sequence[float],
    counts: Sequence[int],
    title: str = "Accuracy by digit",
    path: Path | None = None,
) -> Image.Image:
    """The accuracy of each digit, 0 to 9 (nan where there is none), over how many there are.

    The scale begins a little below the worst, and says so by its ticks.
    """
    values = 100 * np.array(accuracies)
    worst = float(np.min(values, initial=100, where=~np.isnan(values)))
    low = max(min(math.floor(worst - 0.1 * (100 - worst)), 99), 0)
    with chart(7.56, 3.8) as page:
        heading(page, title)
        axes = page.add_axes((0.1032, 0.2158, 0.8757, 0.6684))
        colours = [style.ORANGE if value == worst < 100 else style.BLUE for value in values]
        bars = axes.bar(range(10), np.nan_to_num(values, nan=low), 0.62, color=colours)
        labels = ["none" if math.isnan(share) else percent(share, 1) for share in accuracies]
        axes.bar_label(bars, labels, padding=2, size=8)
        ticks = [f"{digit}\n{count:,}" for digit, count in enumerate(counts)]
        axes.set_xticks(range(10), ticks, size=min(9, 70 / max(map(len, ticks))))
        axes.set(ylim=(low, 100 + 0.06 * (100 - low)), xlabel="digit, and how many there are")
        axes.yaxis.set_major_formatter("{x:g} %")
        axes.grid(visible=False, axis="x")
        return image(page, path)


def reliability(probabilities: Floats, labels: Ints, error: float, path: Path | None = None) -> Image.Image:
    """Accuracy against confidence: on the dashed line, four of five digits read with 80 % confidence are right.

    `error` is the expected calibration error, the average distance from that line. Bins with fewer than five digits
    are pale: they say little.
    """
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    place = np.clip(np.ceil(confidence * _BINS).astype(int) - 1, 0, _BINS - 1)
    bins, counts = np.unique(place, return_counts=True)
    accuracy = 100 * np.bincount(place, right, _BINS)[bins] / counts
    middles = 100 * np.bincount(place, confidence, _BINS)[bins] / counts
    width = 100 / _BINS
    with chart(5.68, 5.56) as page:
        heading(page, f"Calibration error (ECE): {100 * error:.2f} %")
        axes = page.add_axes((0.1479, 0.1007, 0.7923, 0.8201))
        axes.plot([0, 100], [0, 100], "--", color=style.QUIET, linewidth=1)
        for number, count, confident, height in zip(bins, counts, middles, accuracy, strict=True):
            x, words = (number + 0.5) * width, f"{count:,}"
            alpha = 0.35 if count < _FEW else 1
            axes.bar(x, height, 0.9 * width, color=style.PALE_BLUE, alpha=alpha)
            axes.plot(confident, height, "o", markersize=6.5, color=style.BLUE, alpha=alpha, clip_on=False)
            axes.text(x, 1.5, words, size=min(7, 42 / len(words)), color=style.QUIET, ha="center")
        axes.set(xlim=(0, 100), ylim=(0, 101.34), xlabel="confidence", ylabel="accuracy")
        axes.set_yticks(range(20, 101, 20))
        axes.xaxis.set_major_formatter("{x:g} %")
        axes.yaxis.set_major_formatter("{x:g} %")
        return image(page, path)
