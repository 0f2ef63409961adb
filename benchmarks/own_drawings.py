"""`digitgame train --data auto --data mine`: is an odd digit learned for good, without loss on the others?

    python benchmarks/own_drawings.py [--odd "7 with a foot"] [--corrections 30] [--hand 20000] [--epochs N]

A simulated player (players.py) corrects drawings of one odd digit, with a temporary DIGITGAME_HOME and MNIST if
it is cached. The game's network is fine-tuned; the table has its accuracy before and after, on new drawings of the odd
digit as well, and whether the game adopted it. Then a network is trained that is meant to be worse: the game must keep
the one it has.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from drawn import SHARED, people
from players import REPORTED, TUNED_ON, written

from digitgame import model, paths
from digitgame.datasets import Images
from digitgame.datasets.drawings import framed
from digitgame.datasets.sources import load_test
from digitgame.inference import Reader
from digitgame.ink import FRAMING, Drawing, frame
from digitgame.rules import Answer
from digitgame.store import Store

PLAYER: Final = "Ann"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--odd", default="7 with a foot", choices=[*REPORTED, *TUNED_ON])
    parser.add_argument("--corrections", type=int, default=30)
    parser.add_argument("--hand", type=int, default=20_000)
    parser.add_argument("--epochs", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(DIGITGAME_HOME=home, DIGITGAME_OFFLINE="1")
        if (SHARED / "mnist").is_dir():
            digitgame("data", "get", str(SHARED / "mnist"))
        before = reader()
        digit, way, _ = {**REPORTED, **TUNED_ON}[options.odd]
        corrected(before, digit, way, options.corrections)
        epochs = ("--epochs", str(options.epochs)) if options.epochs else ()
        output = digitgame("train", "--data", "auto", "--data", "mine", "--hand", str(options.hand), *epochs)
        print(output.splitlines()[0])
        rng = np.random.default_rng(9)
        sets = tests([written(digit, way, rng) for _ in range(200)], options.odd)
        after = Reader(model.load(newest()))
        print_table(sets, before, after)
        print(next(line for line in output.splitlines() if line.startswith("The game ")))
        reads = reader()
        output = digitgame(
            "train",
            "--data",
            "auto",
            "--data",
            "mine",
            "--preset",
            "seed",
            "--epochs",
            "2",
            "--name",
            "worse",
        )
        print(next(line for line in output.splitlines() if line.startswith("The game ")))
        print(
            f"the game reads with {reader().model.name}{' as before' if reader().model == reads.model else ': WRONG'}"
        )


def corrected(reads: Reader, digit: int, way: str, count: int) -> None:
    """Let the player draw the odd digit until `count` drawings were misread, and correct them."""
    rng = np.random.default_rng(1)
    with Store(paths.database()) as store:
        store.join(PLAYER)
        while count:
            drawing = written(digit, way, rng)
            reading = reads.read(frame(drawing.strokes))
            if reading.digit != digit:
                answer = Answer(reading.digit, digit)
                store.add(PLAYER, drawing, reading.probabilities.tolist(), answer, model=reads.model.digest)
                count -= 1


def tests(odd: list[Drawing], name: str) -> dict[str, Images]:
    """The test data to compare the networks on."""
    sets = {name: framed(odd, ""), "synthetic": load_test("hand", cache=paths.data()).test}
    if drawings := people():
        sets["people's drawings"] = framed(drawings, "")
    if (SHARED / "mnist").is_dir():
        sets["MNIST"] = load_test("mnist", cache=paths.data()).test
    return sets


def print_table(sets: dict[str, Images], before: Reader, after: Reader) -> None:
    print(f"{'accuracy':<24}{before.model.name:>12}{after.model.name:>12}")
    for name, pictures in sets.items():
        images = pictures.images.astype(np.float32) / np.float32(255)
        shares = [
            100 * (reads.read_many(images).argmax(1) == pictures.labels).mean() for reads in (before, after)
        ]
        print(f"{name:<24}{shares[0]:>10.2f} %{shares[1]:>10.2f} %")


def reader() -> Reader:
    """The reader of the game's network."""
    return Reader(model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING))


def newest() -> Path:
    """The folder of the only trained model."""
    (name,) = model.names(paths.models())
    return paths.models() / name


def digitgame(*arguments: str) -> str:
    """Run the program; returns its output."""
    command = [sys.executable, "-m", "digitgame", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
