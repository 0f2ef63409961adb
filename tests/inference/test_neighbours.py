"""The samples nearest to a drawing, against a plain search."""

from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.datasets import Images
from digitgame.datasets.drawings import synthetic_in_order
from digitgame.errors import DigitgameError
from digitgame.inference import Reader, Reading
from digitgame.inference import neighbours as module
from digitgame.inference.neighbours import Neighbours
from digitgame.ink import FRAMING, frame
from digitgame.synth import handwriting


@pytest.fixture(scope="module")
def reader(small_model: Path) -> Reader:
    return Reader(model.load(small_model, framing=FRAMING))


def by_hand(seed: int) -> tuple[str, Images]:
    return "synthetic", synthetic_in_order(10, seed)


@pytest.fixture
def few(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Neighbours:
    monkeypatch.setattr(module, "MOST", 100)
    return Neighbours(reader, by_hand)


def read(reader: Reader, digit: int) -> Reading:
    return reader.read(frame(handwriting.write(digit, np.random.default_rng(8)).strokes))


def test_samples_come_bit_by_bit(few: Neighbours, reader: Reader) -> None:
    assert few.nearest(read(reader, 4), None, 3) == []
    sizes = []
    while few.work():
        sizes.append(len(few))
    # Four modules are imported; then ten are loaded, and read in the next step.
    assert sizes == [0, 0, 0, 0, 0, *(size for size in range(10, 100, 10) for _ in range(2))]
    assert len(few) == 100
    assert few.done
    assert few.source == "synthetic"


@pytest.mark.parametrize("digit", [None, 4, 9])
def test_the_nearest_are_those_of_a_plain_search(few: Neighbours, reader: Reader, digit: int | None) -> None:
    while few.work():
        pass
    reading = read(reader, 4)
    found = few.nearest(reading, digit, 3)
    own = reading.layers["features"].reshape(-1)
    away = []
    for number in range(10):
        pictures = by_hand(module._SEED + number)[1]
        for image, label in zip(pictures.images, pictures.labels, strict=True):
            other = reader.read(image.astype(np.float32) / 255).layers["features"].reshape(-1)
            apart = np.linalg.norm(own / np.linalg.norm(own) - other / np.linalg.norm(other))
            if digit in (None, int(label)):
                away.append(float(apart))
    assert [near.distance for near in found] == pytest.approx(sorted(away)[:3], abs=1e-3)
    assert all(digit in (None, near.digit) for near in found)
    if digit is None:
        assert {near.digit for near in found} == {4}  # what the network is sure of lies among its like


def test_a_sample_that_comes_again_counts_once(reader: Reader) -> None:
    always = Neighbours(reader, lambda seed: by_hand(0))  # noqa: ARG005
    while always.work():
        pass
    assert len(always) == 10


def test_samples_that_cannot_be_read_end_the_search(reader: Reader) -> None:
    def damaged(seed: int) -> tuple[str, Images]:
        raise DigitgameError(f"no samples for {seed}")

    none = Neighbours(reader, damaged)
    while none.work():
        pass
    assert none.done
    assert none.nearest(read(reader, 4), 4, 3) == []
