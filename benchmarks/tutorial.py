"""The gap: how well people's drawings are read by the unchanged browser tutorial, step by step to this program.

    python benchmarks/tutorial.py [--model NAME|FOLDER] [--pictures FOLDER]

The tutorial's board hangs a square of 25 px below and to the right of the pointer at each of its events, scales the
300x300 px to 28x28 bilinearly with aligned corners, and centres nothing. Its network is trained here by the preset
`seed` on MNIST. Each line below changes one thing. `--pictures` writes what the networks see.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from drawn import SHARED, people, reader, trained_on_mnist
from PIL import Image

from digitgame.datasets.sources import load_test
from digitgame.inference import Reader
from digitgame.inference.reader import Array
from digitgame.ink import BOARD, FRAME, Drawing, frame_many

SQUARE: Final = 25  # px, the tutorial's pen
Framing = Callable[[Sequence[Drawing]], Array]


def tutorial(drawings: Sequence[Drawing]) -> Array:
    """As the tutorial's page sees drawings: [N, 28, 28], 0 to 1."""
    return np.stack([_shrunk(_squares(drawing)) for drawing in drawings])


def centred(drawings: Sequence[Drawing]) -> Array:
    """The same, for a person who draws in the middle of the board and fills it: 200 px, centred."""
    return tutorial([_moved(drawing, 200) for drawing in drawings])


def framed(drawings: Sequence[Drawing]) -> Array:
    """As this program sees them."""
    return frame_many([drawing.strokes for drawing in drawings])


def _squares(drawing: Drawing) -> Array:
    board = np.zeros((BOARD, BOARD), np.float32)
    for stroke in drawing.strokes:
        for x, y in stroke:
            board[int(y) : int(y) + SQUARE, int(x) : int(x) + SQUARE] = 1
    return board


def _shrunk(board: Array) -> Array:
    at = np.linspace(0, BOARD - 1, FRAME)
    low = np.minimum(at.astype(int), BOARD - 2)
    part = (at - low).astype(np.float32)
    rows = board[low] * (1 - part)[:, None] + board[low + 1] * part[:, None]
    small: Array = rows[:, low] * (1 - part) + rows[:, low + 1] * part
    return small


def _moved(drawing: Drawing, side: float) -> Drawing:
    points = np.concatenate([np.array(stroke) for stroke in drawing.strokes])
    low, high = points.min(0), points.max(0)
    scale = side / max(float((high - low).max()), 1.0)
    shift = (BOARD - SQUARE) / 2 - (low + high) / 2 * scale
    return Drawing.of(
        [[tuple(np.array(point) * scale + shift) for point in stroke] for stroke in drawing.strokes]
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    drawings = people()
    if not drawings or not (SHARED / "mnist").is_dir():
        print("skipped: the tutorial is measured on people's drawings, and trained on MNIST")
        return
    ours = reader(options.model)
    truth = np.array([drawing.label for drawing in drawings])
    with tempfile.TemporaryDirectory() as home:
        seed = trained_on_mnist(home, "seed", "--preset", "seed")
        fast = trained_on_mnist(home, "fast", "--preset", "fast")
        rows: list[tuple[str, Reader, Framing]] = [
            ("the unchanged tutorial", seed, tutorial),
            ("  drawn large in the middle of its board", seed, centred),
            ("  its network, drawings framed as MNIST", seed, framed),
            ("preset fast on MNIST alone, framed as MNIST", fast, framed),
            (f"{ours.model.name}: trained on synthetic digits too", ours, framed),
        ]
        scans = load_test(str(SHARED / "mnist"), cache=SHARED).test
        pictures = scans.images.astype(np.float32) / np.float32(255)
        print(f"{'read right, of':<46}{'MNIST test':>12}{'drawings':>12}")
        for name, reads, framing in rows:
            on_scans = (reads.read_many(pictures).argmax(1) == scans.labels).mean()
            on_drawings = (reads.read_many(framing(drawings)).argmax(1) == truth).mean()
            print(f"{name:<46}{100 * on_scans:>10.2f} %{100 * on_drawings:>10.2f} %", flush=True)
    if options.pictures:
        _show(drawings, pictures, options.pictures)


def _show(drawings: Sequence[Drawing], scans: Array, folder: Path) -> None:
    """Three rows: MNIST, drawings as the tutorial sees them, the same drawings framed as MNIST."""
    folder.mkdir(parents=True, exist_ok=True)
    some = drawings[:16]
    rows = [scans[:16], tutorial(some), framed(some)]
    sheet = np.concatenate([np.pad(np.hstack(list(row)), ((2, 2), (0, 0))) for row in rows])
    large = Image.fromarray(np.rint(sheet * 255).astype(np.uint8)).resize(
        (sheet.shape[1] * 2, sheet.shape[0] * 2), Image.Resampling.NEAREST
    )
    large.save(folder / "gap.png")
    print(f"wrote {folder / 'gap.png'}")


if __name__ == "__main__":
    main()
