"""Which framing lets a network read drawings best: one network, trained on MNIST alone, reads them framed otherwise.

    python benchmarks/framing.py [--epochs 5]

The network has never seen a drawing, so its accuracy shows how like MNIST the frames are. The last columns are the
same for drawings that are small (12 board px), very wide, or have a stray dot beside them.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from drawn import SHARED, people, trained_on_mnist

from digitgame.ink import Stroke, frame_many
from digitgame.ink.frame import FRAME, Points

Strokes = Sequence[Stroke]
Change = Callable[[Strokes], Strokes]


def same(strokes: Strokes) -> Strokes:
    return strokes


def smoothed(strokes: Strokes) -> Strokes:
    """Each point in the middle of itself and its neighbours, ends kept."""
    out = []
    for stroke in strokes:
        points = np.array(stroke, float)
        if len(points) > 2:
            points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        out.append([(float(x), float(y)) for x, y in points])
    return out


def small(strokes: Strokes) -> Strokes:
    """12 board px high or wide, in whole px, as a pointer has them."""
    return [[(round(x), round(y)) for x, y in stroke] for stroke in _scaled(strokes, 12, 12)]


def wide(strokes: Strokes) -> Strokes:
    """Twice as wide for its height."""
    return [[(2 * x, y) for x, y in stroke] for stroke in strokes]


def dotted(strokes: Strokes) -> Strokes:
    """A stray dot at the board's corner."""
    return [*_scaled(strokes, 150, 140), [(12.0, 285.0), (13.0, 286.0)]]


def _scaled(strokes: Strokes, side: float, at: float) -> list[list[tuple[float, float]]]:
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    low = points.min(0)
    scale = side / max(float(np.ptp(points, 0).max()), 1.0)
    return [[(float(x - low[0]) * scale + at, float(y - low[1]) * scale + at) for x, y in s] for s in strokes]


def box_centre(_middle: Any, _length: Any, _owner: Any, size: Points) -> Points:
    """The centre of the ink's box, not its centre of mass, in the centre of the frame."""
    return np.asarray((FRAME - size) / 2, np.float32)


def whole(drawing: Strokes) -> list[npt.NDArray[np.float64]]:
    """All strokes that hold ink, stray dots too."""
    return [np.asarray(stroke, float) for stroke in drawing if len(stroke)]


def _whole(shift: Callable[..., Points]) -> Callable[..., Points]:
    return lambda *args: np.rint(shift(*args)).astype(np.float32)


framing = importlib.import_module("digitgame.ink.frame")  # the module, not the function of its name

VARIANTS: Final[list[tuple[str, dict[str, Any], Change]]] = [
    ("unchanged", {}, same),
    ("pen 1.8 px wide", {"PEN_RADIUS": 0.9}, same),
    ("pen 2.2 px wide", {"PEN_RADIUS": 1.1}, same),
    ("pen 2.9 px wide", {"PEN_RADIUS": 1.45}, same),
    ("pen 3.4 px wide", {"PEN_RADIUS": 1.7}, same),
    ("harder pen (0.3 px for 0.7)", {"SOFT_EDGE": 0.3}, same),
    ("softer pen (0.9 px)", {"SOFT_EDGE": 0.9}, same),
    ("the box's middle in the centre", {"_shift": box_centre}, same),
    ("mass in the centre, by whole px", {"_shift": _whole(framing._shift)}, same),
    ("mass half a px up and left", {"CENTRE": 14.0}, same),
    ("18 px box", {"BOX": 18.0}, same),
    ("22 px box", {"BOX": 22.0}, same),
    ("strokes smoothed", {}, smoothed),
    ("stray dots kept", {"_without_specks": whole}, same),
    ("a dot blown up like any ink", {"MIN_EXTENT": 1.0}, same),
]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    drawings = people()
    if not drawings or not (SHARED / "mnist").is_dir():
        print("skipped: framings are measured on people's drawings by a network trained on MNIST")
        return
    truth = np.array([drawing.label for drawing in drawings])
    with tempfile.TemporaryDirectory() as home:
        reads = trained_on_mnist(home, "scans", "--epochs", str(options.epochs))
    changes: list[Change] = [same, small, wide, dotted]
    print(f"{'read right':<34}{'as drawn':>10}{'12 px':>10}{'wide':>10}{'a dot':>10}")
    for name, constants, before in VARIANTS:
        with patch.multiple(framing, **{"PEN_RADIUS": framing.PEN_RADIUS, **constants}):
            shares = [
                (
                    reads.read_many(frame_many([before(change(d.strokes)) for d in drawings])).argmax(1)
                    == truth
                ).mean()
                for change in changes
            ]
        print(f"{name:<34}" + "".join(f"{100 * share:>8.2f} %" for share in shares), flush=True)


if __name__ == "__main__":
    main()
