"""What several benchmarks share: a reader, and people's drawings where this machine has them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.inference import Reader
from digitgame.ink import FRAMING, Drawing, read_ink
from digitgame.model import Model

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
PEOPLE: Final = SHARED / "drawings" / "pen-30-writers.jsonl"


def chosen(name: str | None) -> Model:
    """The model that is named, else the default; where there is none one line says so, and the benchmark ends."""
    try:
        return model.find(name, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING)
    except DigitgameError as error:
        print(f"{Path(sys.argv[0]).stem}: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


def reader(name: str | None) -> Reader:
    """The reader of a model that is named, else of the default."""
    return Reader(chosen(name))


def people() -> list[Drawing]:
    """Digits drawn by thirty people, each labelled and with its writer; none where they are not at hand."""
    if not PEOPLE.is_file():
        print("(people's drawings are not at hand: ../shared/data/drawings/pen-30-writers.jsonl)")
        return []
    return list(read_ink(PEOPLE))


def trained_on_mnist(home: str, name: str, *options: str) -> Reader:
    """The reader of a network that `digitgame train` makes of MNIST's scans alone, with these options, in a home."""
    words = ["train", "--data", str(SHARED / "mnist"), "--name", name, "--json", *options]
    subprocess.run(
        [sys.executable, "-m", "digitgame", *words],
        env={**os.environ, "DIGITGAME_HOME": home},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return Reader(model.load(Path(home) / "models" / name))
