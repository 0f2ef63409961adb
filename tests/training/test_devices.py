"""Several devices share each batch: two logical processors stand in for two GPUs, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # TensorFlow

PROGRAM = """
import json, sys
from dataclasses import replace
from pathlib import Path
from digitgame.training.backend import tf, keras
[cpu] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from digitgame.datasets import load
from digitgame.training import backend, checkpoint, config as presets
from digitgame.events import Epoch, Start
from digitgame.training.config import Plan
from digitgame.training.train import train

folder, preset, epochs, chance, devices = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:]
if chance == "no":  # the same on any number of devices: without what each draws for itself
    keras.layers.Dropout.rate = property(lambda layer: 0.0, lambda layer, rate: None)
    backend._MULTIPLY_BFLOAT16 = set()
    presets.PRESETS["seed"] = replace(presets.PRESETS["seed"], averaging=3, images_per_call=50)
told = []
def tell(event):
    if isinstance(event, Start):
        told.append(event.device)
    elif isinstance(event, Epoch):
        told.append([event.loss, event.accuracy, event.val_loss, event.val_accuracy])
digits = load(["hand"], cache=folder, seed=1, hand_count=1500)
with checkpoint.claimed(folder / "model", {}) as held:
    done = train(digits, Plan(preset, epochs, learning_rate=2e-3), folder / "model", report=tell, checkpoints=held,
                 devices=devices or None)
weights = keras.models.load_model(folder / "model" / "network.keras").get_weights()
print(json.dumps({"told": told, "scores": done.scores, "weights": [w.ravel().tolist() for w in weights]}))
"""


def trained(folder: Any, preset: str, epochs: int, chance: bool, *devices: str) -> dict[str, Any]:
    folder.mkdir()
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        str(folder),
        preset,
        str(epochs),
        "yes" if chance else "no",
        *devices,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_two_devices_come_to_the_same_network_as_one(tmp_path: Any) -> None:
    one = trained(tmp_path / "one", "seed", 4, False)
    two = trained(tmp_path / "two", "seed", 4, False, "/cpu:0", "/cpu:1")
    assert one["told"][0].startswith("processor")
    assert two["told"][0].startswith("2 devices together, ")
    np.testing.assert_allclose(one["told"][1:], two["told"][1:], atol=2e-3)
    for weights, others in zip(one["weights"], two["weights"], strict=True):
        np.testing.assert_allclose(weights, others, atol=2e-3)


def test_with_dropout_and_deformed_digits_the_curves_have_the_same_shape(tmp_path: Any) -> None:
    one = trained(tmp_path / "one", "fast", 4, True)
    two = trained(tmp_path / "two", "fast", 4, True, "/cpu:0", "/cpu:1")
    losses, others = (np.array([epoch[0] for epoch in run["told"][1:]]) for run in (one, two))
    assert np.corrcoef(losses, others)[0, 1] > 0.98
    np.testing.assert_allclose(losses, others, rtol=0.25)
    assert abs(one["scores"]["hand"] - two["scores"]["hand"]) < 0.03
