"""Numbers of two and three digits as people write them, and single digits that must stay whole.

    python benchmarks/written_numbers.py [--model NAME|FOLDER] [--count 600]

Numbers are composed of the recorded drawings of one writer, of one height and on one line within a few hundredths, with
a fraction of that height between them; and painted as pictures, of which only those without touching digits count.
Without people's drawings synthetic ones take their place.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from drawn import people, reader
from PIL import Image, ImageDraw

from digitgame.inference import Reader
from digitgame.inference.multi_digit import StrokeInk, read_digits
from digitgame.ink import Drawing, frame_many
from digitgame.synth import handwriting
from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink

Strokes = list[npt.NDArray[np.float64]]
SPACINGS = (("wide", 0.25, 0.6), ("natural", 0.08, 0.45), ("tight", 0.02, 0.15), ("touching", -0.05, 0.08))
SEED = 17


@dataclass(frozen=True)
class Number:
    """A number composed of drawings: its text, its strokes, and its single digits."""

    text: str
    strokes: list[list[tuple[float, float]]]
    digits: Sequence[Drawing]


def main() -> None:
    """Print how often single digits stay whole, and the accuracy on numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=600)
    options = parser.parse_args()
    reads = reader(options.model)
    drawings = people() or handwriting.write_many(4000, SEED)
    _singles(reads, drawings)
    by_writer = defaultdict(list)
    for drawing in drawings:
        by_writer[drawing.extra.get("writer", "hand")].append(drawing)
    for name, least, most in SPACINGS:
        rng = np.random.default_rng(SEED)
        writers = list(by_writer.values())
        numbers = [
            _number(writers[rng.integers(len(writers))], (least, most), rng) for _ in range(options.count)
        ]
        _print(reads, f"{name}, {least:+.2f} to {most:+.2f} heights apart", numbers)


def _singles(reads: Reader, drawings: Sequence[Drawing]) -> None:
    alone = reads.read_many(frame_many([drawing.strokes for drawing in drawings])).argmax(1)
    started = time.perf_counter()
    read = [
        "".join(str(one.digit) for one in read_digits(reads, StrokeInk(drawing.strokes)))
        for drawing in drawings
    ]
    seconds = (time.perf_counter() - started) / len(drawings)
    changed = sum(str(one) != text for one, text in zip(alone, read, strict=True))
    print(
        f"{len(drawings):,} single digits: {changed / len(drawings):.3%} read differently, {seconds * 1e3:.2f} ms each"
    )


def _number(drawings: Sequence[Drawing], apart: tuple[float, float], rng: np.random.Generator) -> Number:
    digits = [drawings[int(rng.integers(len(drawings)))] for _ in range(2 if rng.random() < 0.6 else 3)]
    strokes: Strokes = []
    right = 0.0
    for place, digit in enumerate(digits):
        points = np.concatenate([np.array(stroke, float) for stroke in digit.strokes])
        low, high = points.min(0), points.max(0)
        size = np.exp(rng.normal(0, 0.07)) / max(high[1] - low[1], (high[0] - low[0]) / 2, 1)
        right += rng.uniform(*apart) if place else 0
        corner = np.array([right, 1 - (high[1] - low[1]) * size + rng.normal(0, 0.05)])
        strokes += [(np.array(stroke, float) - low) * size + corner for stroke in digit.strokes]
        right += (high[0] - low[0]) * size
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    size = min(rng.uniform(80, 250), 288 / (high - low).max())
    corner = 6 + rng.random(2) * (288 - (high - low) * size)
    placed = [np.rint((stroke - low) * size + corner) for stroke in strokes]
    text = "".join(str(digit.label) for digit in digits)
    return Number(text, [[(float(x), float(y)) for x, y in stroke] for stroke in placed], digits)


def _print(reads: Reader, title: str, numbers: Sequence[Number]) -> None:
    alone = [reads.read_many(frame_many([d.strokes for d in number.digits])).argmax(1) for number in numbers]
    drawn = [[one.digit for one in read_digits(reads, StrokeInk(number.strokes))] for number in numbers]
    whole = _accuracy(numbers, [list(digits) for digits in alone])
    print(
        f"{title}: {_accuracy(numbers, drawn):.1%} right, {_counted(numbers, drawn):.1%} of the right length;"
    )
    print(f"    with each digit alone {whole:.1%} would be right")
    pictures = [(number, Components(extract_ink(_painted(number)))) for number in numbers]
    split = [(number, components) for number, components in pictures if _is_split(number)]
    if split:
        read = [[one.digit for one in read_digits(reads, components)] for _, components in split]
        some = [number for number, _ in split]
        rates = f"{_accuracy(some, read):.1%} right, {_counted(some, read):.1%} of the right length"
        print(f"    as pictures, {len(split)} of which no digits touch: {rates}")


def _accuracy(numbers: Sequence[Number], read: Sequence[Sequence[int]]) -> float:
    right = ["".join(map(str, got)) == number.text for number, got in zip(numbers, read, strict=True)]
    return float(np.mean(right))


def _counted(numbers: Sequence[Number], read: Sequence[Sequence[int]]) -> float:
    return float(np.mean([len(number.text) == len(got) for number, got in zip(numbers, read, strict=True)]))


def _painted(number: Number) -> Image.Image:
    picture = Image.new("L", (600, 600), 255)
    _paint(ImageDraw.Draw(picture), number.strokes)
    return picture


def _paint(draw: ImageDraw.ImageDraw, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in stroke]
        draw.line(points, fill=0, width=12, joint="curve")
        for x, y in points:
            draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=0)


def _is_split(number: Number) -> bool:
    """Whether no two digits touch once they are painted."""
    seen = np.zeros((600, 600), bool)
    at = 0
    for digit in number.digits:
        own = Image.new("L", (600, 600), 255)
        _paint(ImageDraw.Draw(own), number.strokes[at : at + len(digit.strokes)])
        at += len(digit.strokes)
        ink = np.asarray(own) < 128
        wide = np.pad(ink, 2)
        grown = np.any([wide[y : y + 600, x : x + 600] for y in (0, 2, 4) for x in (0, 2, 4)], 0)
        if (grown & seen).any():
            return False
        seen |= ink
    return True


if __name__ == "__main__":
    main()
