"""A network that a student trained, with any preset and any learning rate, opens just as the bundled one does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.datasets import Dataset
from digitgame.events import Done
from digitgame.inference import Reader
from digitgame.inference.layers import Flatten, read_layers
from digitgame.ink import FRAMING
from digitgame.model import CHECKPOINTS, TFLITE
from digitgame.training.config import Plan

pytestmark = pytest.mark.slow  # TensorFlow
# Much too large a rate: the weights run away, and most units fall silent.
PLANS = {
    "seed, fast learning": Plan("seed", epochs=2, learning_rate=10.0),
    "fast, slow learning": Plan("fast", epochs=1, learning_rate=1e-5),
}
LAYERS = {
    "seed": ["conv1", "pool1", "conv2", "pool2", "features", "logits"],
    "fast": ["conv1", "pool1", "conv2", "pool2", "conv3", "features", "logits"],
}


@pytest.mark.usefixtures("without_charts")
@pytest.mark.parametrize("name", PLANS)
def test_a_trained_network_is_opened_with_its_checkpoints(
    train: Callable[..., Done], name: str, digits: Dataset, tmp_path: Path
) -> None:
    plan = PLANS[name]
    train(digits, plan, tmp_path / "mine")
    trained = model.load(tmp_path / "mine", framing=FRAMING)
    found = read_layers(trained.folder / TFLITE, digest=trained.digest, temperature=trained.temperature)
    assert not found.missing
    shown = [
        layer.name for layer in found.layers if not isinstance(layer, Flatten) or layer.name == "features"
    ]
    assert shown == LAYERS[plan.preset]
    reader, frame = Reader(trained), np.zeros((28, 28), np.float32)
    frame[4:24, 12:16] = 0.9
    reading, passed = reader.read(frame), found.forward(frame)
    for layer, output in reading.layers.items():
        mine = passed.step(layer).output
        assert np.allclose(mine, output.reshape(mine.shape), rtol=1e-4, atol=1e-4), layer
    assert np.allclose(passed.probabilities, reading.probabilities, atol=1e-4)
    for checkpoint in trained.folder.glob(CHECKPOINTS):
        assert not read_layers(checkpoint).missing
