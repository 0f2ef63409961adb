"""Does the window change what is read? Drawings go through it as a pointer's events, and are read on the other side.

    python benchmarks/round_trip.py [--model NAME|FOLDER] [--count 1500]

Each drawing is written again at a hand's pace (a stroke's points 10 ms apart, as a digitiser took them), seen by a
pointer 60, 125 or 1,000 times a second, in whole pixels of the window, at three sizes of the window. Each line tells
how many readings differ from those of the drawing itself.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Final

import numpy as np
from drawn import people, reader

from digitgame.ink import BOARD, Drawing, Ink, Stroke, frame_many
from digitgame.synth import handwriting

if TYPE_CHECKING:
    from digitgame.ui.layout import View

RATES: Final = (60, 125, 1000)  # events a second
SIZES: Final = ((640, 400), (960, 600), (1920, 1200))
PACE: Final = 0.01  # seconds between two points of a recorded stroke


def main() -> None:
    """Print a line a window and a rate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=1500)
    options = parser.parse_args()
    os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    from digitgame.ui.layout import View

    drawings = (people() or handwriting.write_many(options.count, seed=11))[: options.count]
    reads = reader(options.model)
    straight = reads.read_many(frame_many([drawing.strokes for drawing in drawings])).argmax(1)
    truth = np.array([drawing.label for drawing in drawings])
    print(f"{len(drawings):,} drawings, {100 * (straight == truth).mean():.2f} % read right without a window")
    for size in SIZES:
        view = View(*size)
        for rate in RATES:
            through = [_through(drawing, view, rate) for drawing in drawings]
            read = reads.read_many(frame_many(through)).argmax(1)
            print(
                f"{size[0]:>5} x {size[1]:<5} {rate:>5} Hz  {100 * (read != straight).mean():5.2f} % read otherwise"
                f"  {100 * (read == truth).mean():6.2f} % right",
                flush=True,
            )


def _through(drawing: Drawing, view: View, rate: int) -> list[list[tuple[float, float]]]:
    ink = Ink()
    for stroke in drawing.strokes:
        pixels = _events(stroke, view, rate)
        ink.begin(view.on_board(pixels[0]))
        for pixel in pixels[1:]:
            ink.extend(view.on_board(pixel))
        ink.end()
    return ink.strokes


def _events(stroke: Stroke, view: View, rate: int) -> list[tuple[int, int]]:
    """Where the pointer is at each event, in whole px; the last is where the button goes up."""
    points = np.array(stroke) * view.board.width / BOARD + view.board.topleft
    times = np.arange(len(points)) * PACE
    at = np.append(np.arange(0, times[-1], 1 / rate), times[-1])
    x, y = (np.rint(np.interp(at, times, points[:, axis])).astype(int).tolist() for axis in (0, 1))
    return list(zip(x, y, strict=True))


if __name__ == "__main__":
    main()
