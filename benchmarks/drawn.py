"""What several benchmarks share: a reader, and people's drawings where this machine has them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from digitgame import model, paths
from digitgame.ink import FRAMING, Drawing, read_ink
from digitgame.reading import Reader

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
PEOPLE: Final = SHARED / "drawings" / "pen-30-writers.jsonl"


def reader(name: str | None) -> Reader:
    """The reader of a model that is named, else of the default."""
    return Reader(model.find(name, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING))


def people() -> list[Drawing]:
    """Digits drawn by thirty people, each labelled and with its writer; none where they are not at hand."""
    if not PEOPLE.is_file():
        print("(people's drawings are not at hand: ../shared/data/drawings/pen-30-writers.jsonl)")
        return []
    return list(read_ink(PEOPLE))
