"""Scoring a trained network as it will be used, and writing its model folder."""

import datetime
import importlib
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame import __version__, charts, model
from digitgame.datasets import Dataset, Images
from digitgame.formatting import score_label
from digitgame.inference import Reader
from digitgame.inference.metrics import card_entries, expected_calibration_error, fit_temperature, score
from digitgame.ink import FRAMING
from digitgame.training import rejection
from digitgame.training.backend import CORES, quiet
from digitgame.training.callbacks import Progress, Validation, unpack
from digitgame.training.checkpoint import NUMBERS
from digitgame.training.networks import layer_table, to_tflite
from digitgame.training.request import Inputs, Tests

# The part of the training time, at most, that converting snapshots may take.
_SNAPSHOT_COST: Final = 0.05
COLUMNS: Final = ("epoch", *NUMBERS)


@dataclass(frozen=True)
class Trained:
    """A network after its training, and what its card says about it: `learnt` of the digits were trained on."""

    recipe: dict[str, Any]
    digits: Dataset
    learnt: int
    validation: Validation
    progress: Progress
    seconds: float


def export(trained: Trained, folder: Path, inputs: Inputs) -> dict[str, float]:
    """Write the model folder and return its scores. An earlier model stays whole until the new one is complete."""
    draw, network = inputs.worker.submit, trained.validation.network
    history = [{name: getattr(epoch, name) for name in COLUMNS} for epoch in trained.progress.history]
    with model.writing(folder) as beside:
        kernels = next(layer.kernel.numpy() for layer in network.layers if hasattr(layer, "kernel"))
        drawn: list[Callable[[], object]] = [
            draw(charts.curves, history, beside / "curves.png"),
            draw(charts.kernels, kernels, beside / "kernels.png"),
        ]
        (beside / model.TFLITE).write_bytes(to_tflite(network, trained.validation.predictor))
        card = _card(trained, folder.name)
        model.write_card(beside, card)
        if inputs.samples is not None:
            card["refusal"] = rejection.fit(
                Reader(model.load(beside)), trained.validation.images, inputs.samples()
            )
        model.write_card(beside, card)
        readers = [Reader(model.load(beside)) for _ in range(min(CORES, 4))]
        tests = tests_of(trained.digits, inputs.tests())
        example = next(iter(tests.values())).images[0].astype(np.float32) / np.float32(255)
        maps = readers[0].read(example).layers
        drawn.append(draw(charts.feature_maps, example, maps, beside / "features.png"))
        scores = {key: score(readers, part.images, part.labels, key) for key, part in tests.items()}
        images = Images.joined(list(tests.values()))
        probabilities = np.concatenate([value.probabilities for value in scores.values()])
        error = expected_calibration_error(probabilities, images.labels)
        title, known = " + ".join(map(score_label, scores)), (images.images, images.labels, probabilities)
        drawn.append(draw(charts.evaluation, *known, beside, title, error))
        # The rest is done while the charts are drawn.
        with quiet():
            network.save(beside / model.KERAS)
        model.write_card(beside, card | card_entries(scores, tests))
        rows, form = [list(row.values()) for row in history], "%d" + ",%.6f" * (len(COLUMNS) - 1)
        np.savetxt(beside / "history.csv", rows, form, header=",".join(COLUMNS), comments="")
        _write_snapshots(trained, beside / "checkpoints")
        for chart in drawn:
            chart()
    return {key: value.accuracy for key, value in scores.items()}


def tests_of(digits: Dataset, more: Tests) -> dict[str, Images]:
    """What to score on, each under its own name: the test part of each data set, then `more`."""
    parts: dict[str, list[Images]] = {}
    for name, part in (*((source.name, part) for source, part in digits.tests()), *more):
        parts.setdefault(name, []).append(part)
    joined = {key: Images.joined(some) for key, some in parts.items()}
    return {key: part for key, part in joined.items() if len(part)}


def _card(trained: Trained, name: str) -> dict[str, Any]:
    temperature = fit_temperature(trained.validation.probabilities, trained.validation.images.labels)
    # By their modules: a package may go by another name, like tensorflow-cpu.
    others = {"ai-edge-litert": "ai_edge_litert", "pillow": "PIL"}
    modules = {name: others.get(name, name) for name in ("tensorflow", "keras", "numpy", *others)}
    versions = {name: importlib.import_module(module).__version__ for name, module in modules.items()}
    return {
        "name": name,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "version": __version__,
        "framing": FRAMING,
        "recipe": trained.recipe,
        "preset": trained.recipe["preset"],
        "parameters": int(trained.validation.network.count_params()),
        "layers": layer_table(trained.validation.network),
        "epochs": len(trained.progress.history),
        "seconds": round(trained.seconds, 1),
        "data": [{"name": s.name, "count": s.count, "sha256": s.sha256} for s in trained.digits.sources],
        "learnt": trained.learnt,
        "calibration": {"temperature": round(temperature, 4)},
        "packages": {"python": platform.python_version(), **versions},
    }


def _write_snapshots(trained: Trained, folder: Path) -> None:
    """The network after some of the epochs, spread evenly: one, and as many more as 5 % of the training time allow."""
    epochs, network = sorted(trained.progress.snapshots), trained.validation.network
    if not epochs:
        return
    folder.mkdir()
    final = network.get_weights()

    def write(epoch: int) -> None:
        network.set_weights(unpack(trained.progress.snapshots[epoch], network.weights))
        (folder / f"epoch-{epoch:03}.tflite").write_bytes(to_tflite(network, trained.validation.predictor))

    started = time.perf_counter()
    write(epochs[0])
    affordable = int(_SNAPSHOT_COST * trained.seconds / (time.perf_counter() - started))
    for at in np.linspace(0, len(epochs) - 1, min(max(affordable, 1), len(epochs)))[1:]:
        write(epochs[round(at)])
    network.set_weights(final)
