"""A reader of the golden network, which is small and never changes, whatever the bundled model is."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitgame.inference import Reader
from digitgame.model import FORMAT, TFLITE, Model, sha256

GOLDEN = Path(__file__).parents[1] / "game" / "golden" / "network"


@pytest.fixture(scope="session")
def reader() -> Reader:
    card = {"name": "golden", "format": FORMAT, "files": {TFLITE: sha256(GOLDEN / TFLITE)}}
    return Reader(Model(GOLDEN, card))
