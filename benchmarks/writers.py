"""Does fitting synthetic handwriting to people help with other people? Fitted on half of them, measured on the others.

    python benchmarks/writers.py [--preset fast] [--epochs 4] [--hand 40000] [--seed 1] [--both]

The people whose drawings are on this machine are split into two halves. One network is trained on MNIST and on
synthetic digits from hand-made allographs only; another on synthetic digits of which half come from
shapes that tools/fit_shape_model.py fitted to one half of the people. Both are tested on the other half's drawings.
`--both` swaps the halves as well.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from drawn import SHARED
from players import of_half

from digitgame import model
from digitgame.datasets import Images
from digitgame.datasets.drawings import framed
from digitgame.datasets.sources import load, load_test
from digitgame.inference import Reader
from digitgame.synth import handwriting, shape_model

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))


def main() -> None:
    """Print one line per generator."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--hand", type=int, default=40_000, help="synthetic training digits")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--both", action="store_true")
    options = parser.parse_args()
    halves = of_half(0), of_half(1)
    if not all(halves) or not (SHARED / "mnist").is_dir():
        print("skipped: people's drawings and MNIST are needed")
        return
    scans = load_test(str(SHARED / "mnist"), cache=SHARED).test
    fit = importlib.import_module("fit_shape_model").fit
    for one, other in ((0, 1), (1, 0))[: 2 if options.both else 1]:
        knows = fit(drawing for drawings in halves[one] for drawing in drawings)
        people = framed([drawing for drawings in halves[other] for drawing in drawings], "")
        print(
            f"{options.preset}, {options.epochs} epochs, MNIST and {options.hand:,} synthetic digits; accuracy:"
        )
        print(f"{'synthetic from':<42}{f'{len(halves[other])} other people':>18}{'MNIST':>14}", flush=True)
        for name, allographs in (
            ("hand-made allographs only", None),
            (f"half fitted to {len(halves[one])} people", knows),
        ):
            with generator_with(allographs), tempfile.TemporaryDirectory() as home:
                reads = trained(Path(home) / "network", options)
                shares = [100 * accuracy(reads, pictures) for pictures in (people, scans)]
            print(f"{name:<42}{shares[0]:>16.2f} %{shares[1]:>12.2f} %", flush=True)


@contextmanager
def generator_with(allographs: dict[str, npt.NDArray[Any]] | None) -> Iterator[None]:
    """The generator with other fitted shapes than the bundled ones, or with none."""

    def known(digit: int) -> tuple[shape_model.FittedAllograph, ...]:
        if allographs is None:
            return ()
        return tuple(
            shape_model.allograph(allographs, int(at)) for at in np.flatnonzero(allographs["digit"] == digit)
        )

    def forget() -> None:
        handwriting._allographs.cache_clear()
        handwriting._shape.cache_clear()

    forget()
    try:
        with patch.object(handwriting, "fitted_allographs", known):
            yield
    finally:
        forget()


def trained(folder: Path, options: argparse.Namespace) -> Reader:
    """A network trained on MNIST and on digits of the patched generator."""
    from digitgame.processes.worker import Worker
    from digitgame.training.config import Plan
    from digitgame.training.request import Inputs
    from digitgame.training.train import train

    digits = load([str(SHARED / "mnist"), "hand"], cache=folder, seed=options.seed, hand_count=options.hand)
    plan = Plan(options.preset, epochs=options.epochs, seed=options.seed)
    with Worker() as worker:
        done = train(digits, plan, folder, inputs=Inputs.begin(worker, plan))
    return Reader(model.load(done.model))


def accuracy(reads: Reader, pictures: Images) -> float:
    read = reads.read_many(pictures.images.astype(np.float32) / np.float32(255)).argmax(1)
    return float((read == pictures.labels).mean())


if __name__ == "__main__":
    main()
