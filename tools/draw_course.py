"""Draw the pictures of docs/learn.md: `python tools/draw_course.py NAME FILE`.

Each is computed from one written digit and the bundled network, by the arithmetic that the course explains.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt

from digitgame import model, paths
from digitgame.inference import Reader, arithmetic
from digitgame.inference.layers import read_layers
from digitgame.ink import frame
from digitgame.synth import handwriting, non_digits

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

Array = npt.NDArray[np.float32]
# The digit of all pictures.
DIGIT: Final = 3
SEED: Final = 7
VERTICAL: Final = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
# The top left corner of the patch whose products are written out.
ROW: Final = 15
COLUMN: Final = 15


def main() -> None:
    """Draw the picture named into the file named."""
    name, path = sys.argv[1:]
    plt.style.use("dark_background")
    plt.rcParams.update({"figure.facecolor": "#0b0d16", "axes.facecolor": "#0b0d16", "font.size": 11})
    figure = PICTURES[name]()
    figure.savefig(path, dpi=110, bbox_inches="tight")


def digit() -> Array:
    return np.asarray(frame(handwriting.write(DIGIT, np.random.default_rng(SEED)).strokes))


def reader() -> Reader:
    return Reader(model.load(paths.shipped_model()))


def row_of(pictures: Sequence[Array], titles: Sequence[str], side: float = 2.2) -> tuple[Any, Any]:
    """Pictures side by side, each with its title."""
    figure, places = plt.subplots(1, len(pictures), figsize=(side * len(pictures), side * 1.15))
    for place, picture, title in zip(places, pictures, titles, strict=True):
        grey(place, picture, title)
    return figure, places


def grey(place: Any, picture: Array, title: str) -> None:
    place.imshow(picture, cmap="gray")
    place.set_title(title, fontsize=11)
    place.set_axis_off()


def signed(place: Any, values: Array, title: str, decimals: int = 1) -> None:
    """Numbers in their squares: blue above 0, amber below."""
    peak = float(np.abs(values).max()) or 1.0
    colours = mpl.colors.LinearSegmentedColormap.from_list("signed", ["#ffb648", "#252b40", "#2b86b8"])
    place.imshow(values, cmap=colours, vmin=-peak, vmax=peak)
    for (row, column), value in np.ndenumerate(values):
        place.text(column, row, f"{value:.{decimals}f}", ha="center", va="center", fontsize=11)
    place.set_title(title, fontsize=11)
    place.set_axis_off()


def pixels() -> Any:
    figure, (whole, part) = plt.subplots(1, 2, figsize=(10, 4.8))
    picture = digit()
    grey(whole, picture, "28 × 28 numbers")
    whole.add_patch(Rectangle((11.5, 7.5), 10, 10, fill=False, edgecolor="#5ccdff", linewidth=2))
    cut = picture[8:18, 12:22]
    part.imshow(cut, cmap="gray", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(cut):
        ink = "black" if value > 0.5 else "white"
        part.text(column, row, f"{value:.1f}", ha="center", va="center", color=ink, fontsize=10)
    part.set_title("the square, number by number", fontsize=11)
    part.set_axis_off()
    return figure


def edges() -> Array:
    """The map of vertical edges [26, 26]."""
    return arithmetic.convolve(digit()[:, :, None], VERTICAL[:, :, None, None])[:, :, 0]


def kernel() -> Any:
    figure, places = plt.subplots(1, 5, figsize=(13, 2.9))
    patch = digit()[ROW : ROW + 3, COLUMN : COLUMN + 3]
    products = patch * VERTICAL
    grey(places[0], digit(), "digit")
    places[0].add_patch(
        Rectangle((COLUMN - 0.5, ROW - 0.5), 3, 3, fill=False, edgecolor="#5ccdff", linewidth=2)
    )
    signed(places[1], patch, "patch", 2)
    signed(places[2], VERTICAL, "× kernel", 0)
    # No "-0.00" where a weight below 0 meets no ink.
    signed(places[3], products + 0.0, f"= products, sum {products.sum():.2f}", 2)
    grey(places[4], edges(), "one pixel of the map")
    places[4].add_patch(
        Rectangle((COLUMN - 0.5, ROW - 0.5), 1, 1, fill=False, edgecolor="#5ccdff", linewidth=2)
    )
    return figure


def maps() -> Any:
    layers = read_layers(paths.shipped_model() / model.TFLITE)
    first = np.moveaxis(reader().read(digit()).layers["conv1"], 2, 0)
    figure, places = plt.subplots(2, 8, figsize=(13, 3.6))
    for number in range(8):
        grey(places[0, number], layers.first_kernels[number], f"kernel {number + 1}")
        grey(places[1, number], first[number], f"map {number + 1}")
    return figure


def pool() -> Any:
    positive = arithmetic.relu(edges())
    pooled = arithmetic.max_pool(positive[:, :, None])[:, :, 0]
    figure, _ = row_of(
        [edges(), positive, pooled], ["map, 26 × 26", "after ReLU", "after pooling, 13 × 13"], 3
    )
    return figure


def field() -> Any:
    figure, places = row_of(
        [digit()] * 4, ["conv 5×5: 5", "pool 2×2: 6", "conv 5×5: 14", "pool 2×2: 16"], 2.6
    )
    for place, side in zip(places, (5, 6, 14, 16), strict=True):
        place.add_patch(Rectangle((5.5, 5.5), side, side, fill=False, edgecolor="#5ccdff", linewidth=2))
    return figure


def softmax() -> Any:
    logits = np.log(np.maximum(reader().read(digit()).probabilities, 1e-30))
    figure, places = plt.subplots(1, 3, figsize=(13, 2.8), sharey=True)
    for place, temperature in zip(places, (1.0, 3.0, 8.0), strict=True):
        shares = arithmetic.softmax(logits, temperature)
        place.bar(
            range(10), shares, color=["#5ccdff" if n == shares.argmax() else "#3c7c9f" for n in range(10)]
        )
        place.set_title(f"temperature {temperature:g}: {shares.max():.1%} sure", fontsize=11)
        place.set_xticks(range(10))
    return figure


def steps() -> Any:
    """One dense layer on the pixels learns 300 digits, step by step, with three learning rates."""
    drawings = handwriting.write_many(300, seed=SEED)
    features = np.stack([frame(one.strokes) for one in drawings]).reshape(len(drawings), -1)
    truth = np.eye(10, dtype=np.float32)[[one.label for one in drawings]]
    figure, place = plt.subplots(figsize=(8, 3.4))
    for rate, colour in ((0.01, "#a3aec6"), (0.3, "#5ccdff"), (4.0, "#ffb648")):
        table, losses = np.zeros((features.shape[1], 10), np.float32), []
        for _ in range(40):
            answers = np.stack([arithmetic.softmax(row) for row in features @ table])
            losses.append(float(-np.log(np.maximum((answers * truth).sum(1), 1e-7)).mean()))
            table -= rate * features.T @ (answers - truth) / len(truth)
        place.plot(losses, color=colour, label=f"learning rate {rate:g}")
    place.set_xlabel("steps")
    place.set_ylabel("loss")
    place.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def reject() -> Any:
    drawings = non_digits.write_many(7, seed=4)
    frames = np.stack([frame(one.strokes) for one in drawings])
    read = reader().read_all(frames)
    titles = [
        "not a digit" if rejected else f"a {row.argmax()}?"
        for rejected, row in zip(read.rejected, read.probabilities, strict=True)
    ]
    figure, _ = row_of(list(frames), titles, 1.8)
    return figure


PICTURES: Final = {
    "pixels": pixels,
    "kernel": kernel,
    "maps": maps,
    "pool": pool,
    "field": field,
    "softmax": softmax,
    "steps": steps,
    "reject": reject,
}


if __name__ == "__main__":
    main()
