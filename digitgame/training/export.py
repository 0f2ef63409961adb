"""Scoring a trained network as it will be used, and writing its model folder."""

import csv
import datetime
import importlib
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame import __version__, charts, model
from digitgame.datasets import Dataset, DataSource, Images
from digitgame.inference import Reader
from digitgame.inference.metrics import Evaluation, expected_calibration_error, fit_temperature, score
from digitgame.ink import FRAME, FRAMING
from digitgame.training import rejection
from digitgame.training.backend import CORES, keras, quiet, tf
from digitgame.training.callbacks import Progress
from digitgame.training.networks import Network, layer_table
from digitgame.training.worker import Inputs, Tests

_SNAPSHOT_COST: Final = 0.05  # the part of the training time, at most, that converting snapshots may take
Array = npt.NDArray[np.float32]
_PACKAGES: Final = {name: name for name in ("tensorflow", "keras", "numpy")} | {
    "ai-edge-litert": "ai_edge_litert",
    "pillow": "PIL",
}


@dataclass(frozen=True)
class Trained:
    """A network after its training, and what its card says about it."""

    network: Network
    recipe: dict[str, Any]
    digits: Dataset
    learnt: int  # how many of the digits it was trained on
    validation: Images
    progress: Progress
    seconds: float


def export(trained: Trained, folder: Path, inputs: Inputs) -> dict[str, float]:
    """Write the model folder and return its scores. An earlier model stays whole until the new one is complete."""
    draw = inputs.worker.submit
    with model.writing(folder) as beside:
        kernels = next(layer.kernel.numpy() for layer in trained.network.layers if hasattr(layer, "kernel"))
        drawn = [
            draw(charts.curves, trained.progress.history, beside / "curves.png"),
            draw(charts.kernels, kernels, beside / "kernels.png"),
        ]
        (beside / model.TFLITE).write_bytes(_converted(trained.network))
        card = _card(trained, folder.name)
        model.write_card(beside, card)
        card |= _rejection(Reader(model.load(beside)), trained, inputs)
        model.write_card(beside, card)
        readers = [Reader(model.load(beside)) for _ in range(min(CORES, 4))]
        tests = tests_of(trained.digits, inputs.more_tests())
        example = next(iter(tests.values())).images[0].astype(np.float32) / np.float32(255)
        drawn.append(
            draw(charts.feature_maps, example, readers[0].read(example).layers, beside / "features.png")
        )
        scores = {key: score(readers, part.images, part.labels, key) for key, part in tests.items()}
        images = Images.joined(list(tests.values()))
        probabilities = np.concatenate([value.probabilities for value in scores.values()])
        error = expected_calibration_error(probabilities, images.labels)
        title = " + ".join(scores)
        drawn.append(
            draw(charts.evaluation, images.images, images.labels, probabilities, beside, title, error)
        )
        # The rest is done while the charts are drawn.
        with quiet():
            trained.network.save(beside / model.KERAS)
        model.write_card(beside, card | _scored(scores))
        _write_history(trained.progress.history, beside / "history.csv")
        _write_snapshots(trained, beside / "checkpoints")
        for chart in drawn:
            chart.result()
    return {key: value.accuracy for key, value in scores.items()}


def tests_of(digits: Dataset, more: Tests) -> dict[str, Images]:
    """What to score on: `mnist`, `hand` (synthetic), `mine`, `drawings` (people's), other scans by name."""
    parts: dict[str, list[Images]] = {}
    for source, part in digits.tests():
        parts.setdefault(_score_name(source), []).append(part)
    for key, part in more:
        parts.setdefault(key, []).append(part)
    joined = {key: Images.joined(some) for key, some in parts.items()}
    return {key: part for key, part in joined.items() if len(part)}


def _score_name(source: DataSource) -> str:
    """The name of a source's score: other scans than MNIST keep their own."""
    if source.kind == "scans":
        return "mnist" if "mnist" in source.name.lower() else source.name
    return source.name if source.name in ("hand", "mine") else "drawings"


def _converted(network: Network) -> bytes:
    """The network for LiteRT, converted from a function: from a saved model it would take twice as long."""
    outputs = dict(zip(network.output_names, network.outputs, strict=True))
    outputs.pop("logits", None)
    with quiet():
        named = keras.Model(network.inputs, outputs)
        frame = tf.TensorSpec([None, FRAME, FRAME, 1], tf.float32, name="frame")
        function = tf.function(lambda frame: named(frame, training=False), [frame], autograph=False)
        # The converter looks for the variables in a module.
        holder = tf.Module()
        holder.variables_held = [variable.value for variable in named.variables]
        functions = [function.get_concrete_function()]
        converter = tf.lite.TFLiteConverter.from_concrete_functions(functions, holder)
        converted: bytes = converter.convert()
    return converted


def _card(trained: Trained, name: str) -> dict[str, Any]:
    temperature = fit_temperature(trained.progress.probabilities, trained.validation.labels)
    # By their modules: a package may go by another name, like tensorflow-cpu.
    packages = {name: importlib.import_module(module).__version__ for name, module in _PACKAGES.items()}
    return {
        "name": name,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "version": __version__,
        "framing": FRAMING,
        "recipe": trained.recipe,
        "preset": trained.recipe["preset"],
        "parameters": int(trained.network.count_params()),
        "layers": layer_table(trained.network),
        "epochs": len(trained.progress.history),
        "seconds": round(trained.seconds, 1),
        "data": [{"name": s.name, "count": s.count, "sha256": s.sha256} for s in trained.digits.sources],
        "learnt": trained.learnt,
        "calibration": {"temperature": round(temperature, 4)},
        "packages": {"python": platform.python_version(), **packages},
    }


def _rejection(reader: Reader, trained: Trained, inputs: Inputs) -> dict[str, Any]:
    """The card's rejection threshold, for a network that was trained on non-digits."""
    if inputs.rejects is None:
        return {}
    validation = reader.read_all(trained.validation.images.astype(np.float32) / np.float32(255))
    rejected = rejection.non_digit_scores(reader, inputs.rejects.result())
    return {"refusal": rejection.fit({"watched": validation.reject_scores}, rejected)}


def _scored(scores: Mapping[str, Evaluation]) -> dict[str, Any]:
    """The card's entries on each test: accuracy, in all and by digit, accepted accuracy, and calibration error."""
    return {
        "scores": {key: round(value.accuracy, 5) for key, value in scores.items()},
        "accepted": {key: round(value.accepted, 5) for key, value in scores.items()},
        "tested": {
            key: {
                "count": value.count,
                "per_digit": value.as_json()["per_digit"],
                "expected_calibration_error": round(value.calibration_error, 5),
            }
            for key, value in scores.items()
        },
    }


def _write_history(history: Sequence[Mapping[str, float]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, list(history[0]))
        rows.writeheader()
        rows.writerows({key: round(value, 6) for key, value in row.items()} for row in history)


def _write_snapshots(trained: Trained, folder: Path) -> None:
    """The network after some of the epochs, spread evenly: one, and as many more as 5 % of the training time allow."""
    epochs = sorted(trained.progress.snapshots)
    if not epochs:
        return
    folder.mkdir()
    final = trained.network.get_weights()
    budget, spent, written = _SNAPSHOT_COST * trained.seconds, 0.0, 0
    for epoch in _outside_in(epochs):
        started = time.perf_counter()
        trained.network.set_weights(trained.progress.snapshots[epoch])
        (folder / f"epoch-{epoch:03}.tflite").write_bytes(_converted(trained.network))
        spent, written = spent + time.perf_counter() - started, written + 1
        if spent + spent / written > budget:
            break
    trained.network.set_weights(final)


def _outside_in(epochs: Sequence[int]) -> list[int]:
    """The first, the last, then always the one in the middle of the widest gap left."""
    order = [*dict.fromkeys((epochs[0], epochs[-1]))]
    while left := [epoch for epoch in epochs if epoch not in order]:
        places = [epochs.index(epoch) for epoch in order]
        order.append(max(left, key=lambda epoch: min(abs(epochs.index(epoch) - at) for at in places)))
    return order
