"""Events of a training that the tests make up."""

from pathlib import Path

from digitgame.events import Done, Epoch, Start

START = Start("seed", "hand", 1_000, 200, 5_994, 6, 20, "processor")

DONE = Done(Path("models/m"), {"hand": 0.9512}, 61.0)


def epoch(number: int, *, accuracy: float = 0.9, seconds: float = 1.0, left: float = 1.0) -> Epoch:
    return Epoch(number, 6, 0.9, 0.95, 0.5, accuracy, seconds, left)
