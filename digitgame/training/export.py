"""Scoring a trained network as it will be used, and writing its model folder."""

from __future__ import annotations

import csv
import datetime
import importlib.metadata
import platform
import time
from collections.abc import Callable, Mapping, Sequence
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
from digitgame.training.aside import Aside, Tests
from digitgame.training.backend import SHARES, keras, quiet, tf
from digitgame.training.layers import table
from digitgame.training.networks import Network

_SNAPSHOT_SHARE: Final = 0.05  # of the training time, at most, to write the epochs on the way
Array = npt.NDArray[np.float32]
_PACKAGES: Final = ("tensorflow", "keras", "ai-edge-litert", "numpy", "pillow")


@dataclass(frozen=True)
class Trained:
    """A network after its training, and all that its card tells."""

    network: Network
    recipe: dict[str, Any]
    digits: Dataset
    learnt: int  # pictures of them that it learnt from, without those not chosen, or watched by
    tests: Callable[[], Tests]  # more to score on, once it is there
    scraps: Callable[[], rejection.Frames] | None  # by kind, for a network that has learnt what is no digit
    watched: tuple[Array, Images]  # what it read of the pictures held out of training, and these
    history: Sequence[Mapping[str, float]]
    snapshots: Mapping[int, list[np.ndarray[Any, Any]]]  # weights after some epochs
    seconds: float


def save(trained: Trained, folder: Path, aside: Aside) -> dict[str, float]:
    """Write the model folder and put it in its place; the scores it got. An earlier one stays whole until then."""
    with model.writing(folder) as beside:
        charts_begun = [
            aside.begin(charts.curves, trained.history, beside / "curves.png"),
            aside.begin(charts.kernels, _first_kernels(trained.network), beside / "kernels.png"),
        ]
        converted = _converted(trained.network)
        (beside / model.TFLITE).write_bytes(converted)
        card = _card(trained, folder.name)
        model.write_card(beside, card)
        readers = [Reader(model.load(beside)) for _ in range(SHARES)]
        tests = tests_of(trained.digits, trained.tests())
        charts_begun.append(
            aside.begin(charts.feature_maps, *_example(tests, readers[0]), beside / "features.png")
        )
        refused = _refusal(readers[0], trained)
        scores = {key: score(readers, part.images, part.labels, key) for key, part in tests.items()}
        charts_begun.append(aside.begin(charts.how_it_reads, *_told(scores, tests, beside)))
        # while they are drawn
        with quiet():
            trained.network.save(beside / model.KERAS)
        model.write_card(beside, card | refused | _scored(scores, tests))
        _write_history(trained.history, beside / "history.csv")
        _write_snapshots(trained, beside / "checkpoints", converted)
        for drawn in charts_begun:
            drawn()
    return {key: value.accuracy for key, value in scores.items()}


def tests_of(digits: Dataset, more: Tests) -> dict[str, Images]:
    """What to score on: `mnist`, `hand` (the built-in hand's), `mine`, `drawings` (people's), other scans by name."""
    parts: dict[str, list[Images]] = {}
    for source, part in digits.tests():
        parts.setdefault(_called(source), []).append(part)
    for key, part in more:
        parts.setdefault(key, []).append(part)
    joined = {key: Images.joined(some) for key, some in parts.items()}
    return {key: part for key, part in joined.items() if len(part)}


def _called(source: DataSource) -> str:
    """The name of a source's score: another set of scans than MNIST is not told as MNIST."""
    if source.kind == "scans":
        return "mnist" if "mnist" in source.name.lower() else source.name
    return source.name if source.name in ("hand", "mine") else "drawings"


def _converted(network: Network) -> bytes:
    """The network as LiteRT reads it. Straight from its function: by way of a saved model it takes twice as long."""
    outputs = dict(zip(network.output_names, network.outputs, strict=True))
    outputs.pop("logits", None)
    with quiet():
        seen = keras.Model(network.inputs, outputs)
        frame = tf.TensorSpec([None, FRAME, FRAME, 1], tf.float32, name="frame")
        function = tf.function(
            lambda frame: seen(frame, training=False), input_signature=[frame], autograph=False
        )
        holder = tf.Module()  # the converter looks for the variables here
        holder.variables_held = [variable.value for variable in seen.variables]
        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [function.get_concrete_function()], holder
        )
        converted: bytes = converter.convert()
    return converted


def _with_weights(
    converted: bytes, before: Sequence[np.ndarray[Any, Any]], after: Sequence[np.ndarray[Any, Any]]
) -> bytes | None:
    """A converted network with other weights in the place of those that it has.

    None where some of those do not stand there once, just as they are: normalisation is multiplied into the kernels.
    """
    changed = bytearray(converted)
    for old, new in zip(before, after, strict=True):
        sought = _as_written(old)
        at = converted.find(sought)
        if at < 0 or converted.find(sought, at + 1) >= 0:
            return None
        changed[at : at + len(sought)] = _as_written(new)
    return bytes(changed)


def _as_written(weights: np.ndarray[Any, Any]) -> bytes:
    """As LiteRT keeps them: what belongs to an output first, [out, height, width, in] and [out, in]."""
    return np.moveaxis(weights, -1, 0).tobytes()


def _card(trained: Trained, name: str) -> dict[str, Any]:
    probabilities, watching = trained.watched
    return {
        "name": name,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "version": __version__,
        "framing": FRAMING,
        "recipe": trained.recipe,
        "preset": trained.recipe["preset"],
        "parameters": int(trained.network.count_params()),
        "layers": table(trained.network),
        "epochs": len(trained.history),
        "seconds": round(trained.seconds, 1),
        "data": [{"name": s.name, "count": s.count, "sha256": s.sha256} for s in trained.digits.sources],
        "learnt": trained.learnt,
        "calibration": {"temperature": round(fit_temperature(probabilities, watching.labels), 4)},
        "packages": {
            "python": platform.python_version(),
            **{package: importlib.metadata.version(package) for package in _PACKAGES},
        },
    }


def _refusal(reader: Reader, trained: Trained) -> dict[str, Any]:
    """What the card tells of refusing, for a network that has learnt what is not a digit."""
    if trained.scraps is None:
        return {}
    watched = reader.read_all(trained.watched[1].images.astype(np.float32) / np.float32(255))
    return {
        "refusal": rejection.fit(
            {"watched": watched.reject_scores}, rejection.non_digit_scores(reader, trained.scraps())
        )
    }


def _scored(scores: Mapping[str, Evaluation], tests: Mapping[str, Images]) -> dict[str, Any]:
    """What the card tells of each test: how much of it was read right, how far its certainty was off."""
    return {
        "scores": {key: round(value.accuracy, 5) for key, value in scores.items()},
        "tested": {
            key: {
                "count": value.count,
                "per_digit": value.as_json()["per_digit"],
                "expected_calibration_error": round(
                    expected_calibration_error(value.probabilities, tests[key].labels), 5
                ),
            }
            for key, value in scores.items()
        },
    }


def _write_history(history: Sequence[Mapping[str, float]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, list(history[0]))
        rows.writeheader()
        rows.writerows({key: round(value, 6) for key, value in row.items()} for row in history)


def _example(tests: Mapping[str, Images], reader: Reader) -> tuple[Array, Mapping[str, Array]]:
    """A frame, and each layer as it answers to it."""
    example: Array = next(iter(tests.values())).images[0].astype(np.float32) / np.float32(255)
    return example, reader.read(example).layers


def _told(scores: Mapping[str, Evaluation], tests: Mapping[str, Images], folder: Path) -> tuple[Any, ...]:
    """What `charts.how_it_reads` draws of all tests together."""
    pictures = Images.joined(list(tests.values()))
    probabilities = np.concatenate([value.probabilities for value in scores.values()])
    error = expected_calibration_error(probabilities, pictures.labels)
    return pictures.images, pictures.labels, probabilities, folder, " + ".join(scores), error


def _first_kernels(network: Network) -> Array:
    first = next(layer for layer in network.layers if hasattr(layer, "kernel"))
    kernels: Array = first.kernel.numpy()
    return kernels


def _write_snapshots(trained: Trained, folder: Path, converted: bytes) -> None:
    """The network after some of the epochs, as many as five hundredths of the training time allow, spread evenly.

    `converted` is the network as it came out.
    """
    epochs = sorted(trained.snapshots)
    if not epochs:
        return
    folder.mkdir()
    final = trained.network.get_weights()
    budget, spent, written = _SNAPSHOT_SHARE * trained.seconds, 0.0, 0
    for epoch in _outside_in(epochs):
        started = time.perf_counter()
        weights = trained.snapshots[epoch]
        snapshot = _with_weights(converted, final, weights)
        if snapshot is None:  # to convert it anew takes far longer
            trained.network.set_weights(weights)
            snapshot = _converted(trained.network)
        (folder / f"epoch-{epoch:03}.tflite").write_bytes(snapshot)
        spent, written = spent + time.perf_counter() - started, written + 1
        if spent + spent / written > budget:
            break
    trained.network.set_weights(final)


def _outside_in(epochs: Sequence[int]) -> list[int]:
    """The first, the last, then always the one in the middle of the widest gap left."""
    order = [*dict.fromkeys((epochs[0], epochs[-1]))]
    while left := [epoch for epoch in epochs if epoch not in order]:
        order.append(
            max(left, key=lambda epoch: min(abs(epochs.index(epoch) - epochs.index(o)) for o in order))
        )
    return order
