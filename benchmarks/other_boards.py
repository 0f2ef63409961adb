"""Drawings as other boards and pens make them: how many are misread, rejected or split?

    python benchmarks/other_boards.py [--model NAME|FOLDER] [--count 1000] [--only WORD] [--picture FILE]

People's drawings (synthetic ones if they are missing) are painted as web canvases, pixel grids,
photographs and screenshots show them, or their ink is recorded as by worse devices. Each line shows how many are
recognised as one digit (`evaluate`), and by `predict`: as a number of one digit, and not rejected.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import board_list
import boards
import numpy as np
from drawn import people, reader
from PIL import Image

from digitgame.inference import Reader
from digitgame.inference.multi_digit import SegmentableInk, StrokeInk, read_digits
from digitgame.ink import Drawing
from digitgame.synth import handwriting
from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink, frame_image

INK: Final[dict[str, boards.Change]] = {
    "unchanged ink": lambda drawing, _rng: drawing,
    "5 points a stroke": boards.few_points(5),
    "8 points a stroke": boards.few_points(8),
    "12 points a stroke": boards.few_points(12),
    "points off by 1 % of the size": boards.jittered(0.01),
    "points off by 2 % of the size": boards.jittered(0.02),
    "a dot where each stroke begins": boards.dotted_starts,
    "hooks at the ends of strokes": boards.hooked,
    "strokes broken at random": boards.broken,
    "12 board px high": boards.tiny,
    "half as wide": boards.stretched(0.5, 1),
    "1.5 times as wide": boards.stretched(1.5, 1),
    "twice as wide": boards.stretched(2, 1),
}

SHOWN: Final = (
    "canvas 280 px, pen 18 px, black on white",
    "canvas 280 px, pen 35 px, drawn large",
    "canvas 500 px, pen 1 px",
    "yellow ink on a green board",
    "a photograph of a ball pen on paper",
    "a screenshot with a line around",
)


def main() -> None:
    """Print a line per board."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--picture", type=Path, help="only draw ten digits on six boards, with their frames")
    parser.add_argument("--only", default="", help="boards whose name has this in it")
    options = parser.parse_args()
    drawings = people() or handwriting.write_many(options.count, seed=11)
    some = [drawings[at] for at in np.linspace(0, len(drawings) - 1, options.count).astype(int)]
    if options.picture:
        _draw(some[:: len(some) // 10][:10], options.picture)
        return
    reads = reader(options.model)
    print(
        f"{len(some):,} drawings, {reads.model.name:<33} {'as one':>10} {'by predict':>12} {'rejected':>9} {'split':>9}"
    )
    for name, change in INK.items():
        if options.only in name:
            measure(name, reads, some, lambda drawing, rng, c=change: StrokeInk(c(drawing, rng).strokes))
    for name, board in board_list.BOARDS.items():
        if options.only in name:
            measure(name, reads, some, lambda drawing, rng, b=board: Components(extract_ink(b(drawing, rng))))


def measure(name: str, reads: Reader, drawings: list[Drawing], ink: Callable[..., SegmentableInk]) -> None:
    rng = np.random.default_rng(5)
    alone = correct = rejected = split = 0
    for drawing in drawings:
        segmentable = ink(drawing, rng)
        pieces = segmentable.pieces()
        frame = segmentable.frames([pieces.members((0, len(pieces)))])[0]
        alone += reads.read(frame).digit == drawing.label
        readings = read_digits(reads, segmentable)
        rejected += any(reading.rejected for reading in readings) or not readings
        split += len(readings) > 1
        correct += [one.digit for one in readings if not one.rejected] == [drawing.label]
    rates = (100 * count / len(drawings) for count in (alone, correct, rejected, split))
    print(f"{name:<44}" + "".join(f"{rate:>9.2f} %" for rate in rates), flush=True)


def _draw(drawings: list[Drawing], path: Path) -> None:
    """A row of digits on each board of SHOWN, and below it their frames."""
    side, step, group = 84, 88, 184
    sheet = Image.new("RGB", (step * len(drawings) - 4, group * len(SHOWN) - 4), (128, 128, 128))
    for row, name in enumerate(SHOWN):
        rng = np.random.default_rng(5)
        for column, drawing in enumerate(drawings):
            image = board_list.BOARDS[name](drawing, rng)
            framed = Image.fromarray(np.rint(255 * frame_image(image)).astype(np.uint8))
            sheet.paste(image.convert("RGB").resize((side, side)), (step * column, group * row))
            enlarged = framed.resize((side, side), Image.Resampling.NEAREST)
            sheet.paste(enlarged, (step * column, group * row + step))
    sheet.save(path)


if __name__ == "__main__":
    main()
