"""Several devices share each batch: two logical processors stand in for two GPUs, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # TensorFlow

# Trains a preset on one device and on two. A process can use several devices for one network only.
PROGRAM = """
import json, sys
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from digitgame.training.backend import tf, keras
[cpu] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from digitgame import charts
from digitgame.datasets import sources
from digitgame.datasets.sources import load
from digitgame.synth import strangers
from digitgame.training import backend, checkpoint, export
from digitgame.events import Epoch, Start
from digitgame.training.config import PRESETS, Plan
from digitgame.training.request import Inputs
from digitgame.training.train import train
from digitgame.processes.worker import Worker

# Without a worker process; the charts are not looked at, nor the rejection threshold, nor snapshots.
Worker.submit = lambda worker, function, *values: cache(partial(function, *values))
few = strangers.Samples(strangers.stranger_frames(10), strangers.non_digit_frames(5))
strangers.samples = lambda: few
export._write_snapshots = lambda *_: None
for name in ("curves", "kernels", "feature_maps", "evaluation"):
    setattr(charts, name, lambda *_: None)
folder, preset = Path(sys.argv[1]), sys.argv[2]
sources.HAND_TEST = 500
digits = load(["hand"], cache=folder, seed=1, hand_count=700)
PRESETS["fast"] = replace(PRESETS["fast"], scraps=100, validation=100)

def trained(name, preset, devices):
    told = []
    def tell(event):
        if isinstance(event, Start):
            told.append(event.device)
        elif isinstance(event, Epoch):
            told.append([event.loss, event.accuracy, event.val_loss, event.val_accuracy])
    plan = Plan(preset, 4, learning_rate=2e-3)
    with checkpoint.claimed(folder / name, {}) as held:
        more = {"inputs": Inputs.begin(Worker(), plan), "report": tell, "checkpoints": held, "devices": devices}
        done = train(digits, plan, folder / name, **more)
    weights = keras.models.load_model(folder / name / "network.keras").get_weights()
    return {"told": told, "scores": done.scores, "weights": [w.ravel().tolist() for w in weights]}

if preset == "seed":  # the same on any number of devices: without what each draws for itself
    keras.layers.Dropout.rate = property(lambda layer: 0.0, lambda layer, rate: None)
    backend._MULTIPLY_BFLOAT16 = set()
    PRESETS["seed"] = replace(PRESETS["seed"], averaging=3, images_per_call=50)
print(json.dumps([trained("one", preset, None), trained("two", preset, ["/cpu:0", "/cpu:1"])]))
"""


def on_one_and_two(folder: Path, preset: str) -> list[dict[str, Any]]:
    """What trainings on one device and on two come to."""
    command = [sys.executable, "-c", PROGRAM, str(folder), preset]
    done = subprocess.run(command, capture_output=True, text=True, timeout=480, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_two_devices_come_to_the_same_network_as_one(tmp_path: Path) -> None:
    one, two = on_one_and_two(tmp_path, "seed")
    assert one["told"][0].startswith("processor")
    assert two["told"][0].startswith("2 devices together, ")
    np.testing.assert_allclose(one["told"][1:], two["told"][1:], atol=2e-3)
    for weights, others in zip(one["weights"], two["weights"], strict=True):
        np.testing.assert_allclose(weights, others, atol=2e-3)


def test_with_dropout_and_deformed_digits_the_curves_have_the_same_shape(tmp_path: Path) -> None:
    one, two = on_one_and_two(tmp_path, "fast")
    losses, others = (np.array([epoch[0] for epoch in run["told"][1:]]) for run in (one, two))
    assert np.corrcoef(losses, others)[0, 1] > 0.98
    np.testing.assert_allclose(losses, others, rtol=0.25)
    assert abs(one["scores"]["hand"] - two["scores"]["hand"]) < 0.03
