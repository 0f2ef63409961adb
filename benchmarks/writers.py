"""Does fitting the built-in hand to people help it with other people? Fitted on half of them, measured on the others.

    python benchmarks/writers.py [--preset fast] [--epochs 4] [--hand 40000] [--seed 1] [--both]

The people whose drawings are at hand are parted into two halves. A network learns from MNIST and from a hand that
knows its noted allographs alone; another from one of which half is fitted on one half of the people (by
tools/fit_shape_model.py). Both read the other half's drawings. `--both` does it the other way round as well.
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
from digitgame.datasets import Images, load, load_test
from digitgame.datasets.drawings import framed
from digitgame.inference import Reader
from digitgame.synth import handwriting, shape_model

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))


def main() -> None:
    """Print a line a hand."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--hand", type=int, default=40_000, help="digits that the hand writes")
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
            f"{options.preset}, {options.epochs} epochs, MNIST and {options.hand:,} digits of the hand; read right:"
        )
        print(f"{'the hand':<42}{f'{len(halves[other])} other people':>18}{'MNIST test':>14}", flush=True)
        for name, allographs in (
            ("noted allographs alone", None),
            (f"half of it fitted on {len(halves[one])} people", knows),
        ):
            with hand_that_knows(allographs), tempfile.TemporaryDirectory() as home:
                reads = trained(Path(home) / "network", options)
                shares = [100 * right(reads, pictures) for pictures in (people, scans)]
            print(f"{name:<42}{shares[0]:>16.2f} %{shares[1]:>12.2f} %", flush=True)


@contextmanager
def hand_that_knows(allographs: dict[str, npt.NDArray[Any]] | None) -> Iterator[None]:
    """The built-in hand with other fitted allographs than those that ship, or with none."""

    def known(digit: int) -> tuple[shape_model.FittedAllograph, ...]:
        if allographs is None:
            return ()
        return tuple(
            shape_model.allograph(allographs, int(at)) for at in np.flatnonzero(allographs["digit"] == digit)
        )

    handwriting._shapes.cache_clear()
    try:
        with patch.object(handwriting, "fitted_allographs", known):
            yield
    finally:
        handwriting._shapes.cache_clear()


def trained(folder: Path, options: argparse.Namespace) -> Reader:
    """A network that learnt from MNIST and from the hand as it is now."""
    from digitgame.training.config import Plan
    from digitgame.training.train import train

    digits = load([str(SHARED / "mnist"), "hand"], cache=folder, seed=options.seed, hand_count=options.hand)
    done = train(digits, Plan(options.preset, epochs=options.epochs, seed=options.seed), folder)
    return Reader(model.load(done.model))


def right(reads: Reader, pictures: Images) -> float:
    read = reads.read_many(pictures.images.astype(np.float32) / np.float32(255)).argmax(1)
    return float((read == pictures.labels).mean())


if __name__ == "__main__":
    main()
