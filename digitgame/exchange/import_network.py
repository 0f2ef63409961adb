"""Import a network that was trained elsewhere: find out how it takes images, try it, and make a model of it."""

from __future__ import annotations

import datetime
import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame import __version__, model
from digitgame.datasets import Images
from digitgame.errors import TRAINING, DigitgameError, require
from digitgame.exchange import keras_file
from digitgame.exchange.adapt_graph import PIXELS, Graph, Pixels
from digitgame.inference import Reader, litert, untrusted
from digitgame.inference.layers import Convolution, Dense, Layers, read_layers
from digitgame.inference.metrics import Evaluation, card_entries, fit_temperature, score
from digitgame.ink import FRAME, FRAMING
from digitgame.quiet import quiet

KINDS: Final = (".keras", ".h5", ".hdf5", ".tflite")
# What other programs write, and the way from there.
ELSEWHERE: Final = {
    ".onnx": "an ONNX network: convert it to .tflite first",
    ".pt": "a PyTorch network: convert it to .tflite first",
    ".pth": "a PyTorch network: convert it to .tflite first",
    ".pkl": "a pickle, which can run any code: save the network as .keras or .tflite",
    ".pb": "a TensorFlow graph: save the network as .keras or .tflite",
    ".safetensors": "weights without their network: save both as .keras or .tflite",
}
# Bytes of a file, which may hold what trained it too, and of the network: adapting it takes eight times as much memory.
_LARGEST: Final = 200_000_000
_LARGEST_NETWORK: Final = 50_000_000
# Digits that are tried to find out how the network takes them, and those that its confidence is calibrated on.
_TRIED: Final = 200
# Fewer right than this is no more than guessing.
_LEAST: Final = 0.2
# How far the adapted network may be from the original.
_TOLERANCE: Final = 1e-3
_BUILT_IN: Final = "Convert it with TensorFlow Lite's built-in operations only."
_SIZES: Final = ([FRAME, FRAME], [FRAME * FRAME])
Array = npt.NDArray[np.float32]
Tests = Sequence[tuple[str, Images]]


@dataclass(frozen=True)
class Imported:
    """A model that was made of a network, its scores by test, how it takes pixels, and what of it can't be shown."""

    model: model.Model
    scores: Mapping[str, Evaluation]
    pixels: str
    outputs: str
    parameters: int
    missing: str


def import_network(
    file: Path,
    name: str,
    *,
    models: Path,
    tests: Tests,
    fit_rejection: Callable[[Reader], dict[str, Any]] | None = None,
) -> Imported:
    """Make the model `name` of a network in a `.keras`, `.h5` or `.tflite` file, scored on `tests`.

    The last of the tests is also what it is tried on. Raises DigitgameError where the file is not such a network for
    digits, or names what could run code. Keras' files need TensorFlow.
    """
    check_kind(file)
    _check_size(file.stat().st_size, _LARGEST, file)
    content = file.read_bytes()
    network = content if file.suffix.lower() == ".tflite" else keras_file.converted(content, file)
    _check_size(len(network), _LARGEST_NETWORK, file)
    trial = _trial(network, file.name)
    tried = tests[-1][1][:_TRIED]
    pixels, outputs = trial.best(tried)
    graph = Graph(network, file.name)
    # Rounded probabilities do not sum to 1.
    ends = "scores" if outputs == "probabilities" and not trial.computes_floats else outputs
    adapted = network if trial.is_ours else graph.adapted(pixels, ends)
    with model.writing(models / name) as beside:
        (beside / model.TFLITE).write_bytes(adapted)
        try:
            untrusted.try_apart(beside / model.TFLITE)
        except DigitgameError as error:
            raise DigitgameError(f"{file} cannot be adapted.", "Save it as .keras.") from error
        digest = hashlib.sha256(content).hexdigest()
        imported = {"file": file.name, "sha256": digest, "pixels": pixels.name, "outputs": outputs}
        card: dict[str, Any] = {
            "name": name,
            "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "version": __version__,
            "framing": FRAMING,
            "preset": "",
            "parameters": graph.parameters,
            "imported": imported,
        }
        model.write_card(beside, card)
        reader = Reader(model.load(beside))
        _check_same(trial, reader, pixels, outputs, tried, file)
        found = read_layers(beside / model.TFLITE)
        card["layers"] = table(found)
        calibrating = tests[-1][1]
        probabilities = reader.read_many(calibrating.images)
        card["calibration"] = {"temperature": round(fit_temperature(probabilities, calibrating.labels), 4)}
        model.write_card(beside, card)
        reader = Reader(model.load(beside))
        if fit_rejection is not None:
            card["refusal"] = fit_rejection(reader)
            model.write_card(beside, card)
            reader = Reader(model.load(beside))
        scores = {key: score(reader, part.images, part.labels, key) for key, part in tests}
        _check_scores(scores, file)
        model.write_card(beside, card | card_entries(scores, dict(tests)))
    return Imported(model.load(models / name), scores, pixels.name, outputs, graph.parameters, found.missing)


def _check_scores(scores: Mapping[str, Evaluation], file: Path) -> None:
    """Raise DigitgameError for a network that only guesses."""
    best = max(value.accuracy for value in scores.values())
    if best < _LEAST:
        raise DigitgameError(
            f"{file} recognises {100 * best:.0f} % of the digits: that is guessing.",
            "It needs images as MNIST has them, and a value for each of 0 to 9, in that order.",
        )


def _check_size(size: int, most: int, file: Path) -> None:
    if size > most:
        raise DigitgameError(
            f"{file} is larger than {most / 1e6:.0f} MB.", "Networks for digits are smaller."
        )


def check_kind(file: Path) -> None:
    """Raise DigitgameError unless a file can be a network that is imported, with what is installed."""
    if file.is_dir():
        what = "a TensorFlow SavedModel" if (file / "saved_model.pb").is_file() else "a folder"
        raise DigitgameError(f"{file} is {what}.", "Save the network as .keras or .tflite.", exit_code=2)
    if not file.is_file():
        raise DigitgameError(f"There is no file {file}.", exit_code=2)
    kind = file.suffix.lower()
    if kind not in KINDS:
        what = ELSEWHERE.get(kind, f"no file that can be imported: {', '.join(KINDS)} or .zip")
        raise DigitgameError(f"{file} is {what}.", exit_code=2)
    if kind != ".tflite":
        require("Importing a Keras network", *TRAINING)


def name_for(file: Path, models: Path, asked: str | None) -> str:
    """A free name for a model that is imported: `asked`, or that of the file. Raises DigitgameError for any other."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", file.stem).strip(".-")[:60] or "imported"
    name = plain if asked is None else asked
    model.require_name(name, "Choose another with --name.")
    if model.lies_in(models, name):
        hint = f"Choose another with --name, or remove it: digitgame models remove {name}"
        raise DigitgameError(f"You have a model {name} already.", hint, exit_code=2)
    return name


def attempt(file: Path) -> None:
    """What is done with a foreign network as it is, on a few frames: for a process of its own."""
    network = file.read_bytes()
    trial, graph = Trial(network, file.name), Graph(network, file.name)
    for pixels in PIXELS:
        trial.outputs(np.concatenate(litert.PROBES)[..., 0], pixels)
    if not trial.is_ours:
        graph.adapted(PIXELS[-1], "logits")


def _trial(network: bytes, name: str) -> Trial:
    """A foreign network, once it did no harm to another process. `name`: that of its file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        copy.write_bytes(network)
        try:
            untrusted.try_apart(copy, load=attempt)
        except DigitgameError as error:
            # The user knows the file, not the copy.
            problem = error.problem.replace(str(copy), name)
            raise DigitgameError(problem, error.hint) from error
    return Trial(network, name)


class Trial:
    """A foreign network as it is, run one image at a time."""

    def __init__(self, network: bytes, name: str) -> None:
        self._name = name
        with quiet():
            from ai_edge_litert.interpreter import Interpreter

            try:
                self._run = Interpreter(model_content=network, num_threads=1)
                self._run.allocate_tensors()
            except (ValueError, RuntimeError) as error:
                raise DigitgameError(f"{name} is not a network that LiteRT can run.", _BUILT_IN) from error
        inputs, outputs = self._run.get_input_details(), self._run.get_output_details()
        self.is_ours = _is_ours(self._run)
        sizes = [int(side) for side in inputs[0]["shape"] if side != 1] if inputs else []
        if len(inputs) != 1 or sizes not in _SIZES:
            shape = " and ".join(str([int(side) for side in one["shape"]]) for one in inputs) or "no input"
            raise DigitgameError(
                f"{name} takes {shape}.",
                "An image has 28x28 pixels of one channel: [28, 28], [28, 28, 1] or [784].",
            )
        ends = [one for one in outputs if int(np.prod(one["shape"])) == 10]
        if self.is_ours:
            found = self._run.get_signature_runner().get_output_details()["probabilities"]["index"]
            ends = [one for one in outputs if one["index"] == found]
        if len(ends) != 1:
            shape = " and ".join(str([int(side) for side in one["shape"]]) for one in outputs) or "nothing"
            raise DigitgameError(
                f"{name} returns {shape}.", "It needs one output of ten values, one for each digit."
            )
        self._input, self._output = inputs[0], ends[0]
        self.computes_floats = all(one["dtype"] == np.float32 for one in self._run.get_tensor_details())
        for one in (self._input, self._output):
            if one["dtype"] not in (np.float32, np.uint8, np.int8) or (
                one["dtype"] != np.float32 and not one["quantization"][0]
            ):
                raise DigitgameError(
                    f"{name} computes with {np.dtype(one['dtype'])}.", "Save it with float32."
                )

    def outputs(self, frames: Array, pixels: Pixels) -> Array:
        """Its own ten values [N, 10] for frames [N, 28, 28], 0 to 1."""
        found = []
        try:
            for frame in frames * np.float32(pixels.scale) + np.float32(pixels.offset):
                self._run.set_tensor(
                    self._input["index"], _coded(frame.reshape(self._input["shape"]), self._input)
                )
                self._run.invoke()
                found.append(_decoded(self._run.get_tensor(self._output["index"]), self._output).reshape(10))
        except (ValueError, RuntimeError) as error:
            raise DigitgameError(f"{self._name} is not a network that LiteRT can run.", _BUILT_IN) from error
        return np.asarray(found, np.float32)

    def best(self, digits: Images) -> tuple[Pixels, str]:
        """How it takes pixels and what its outputs are: what makes the true digits the likeliest."""
        frames = digits.images.astype(np.float32) / np.float32(255)
        losses: list[tuple[float, Pixels, str]] = []
        for pixels in PIXELS[:1] if self.is_ours else PIXELS:
            values = self.outputs(frames, pixels)
            if not np.isfinite(values).all():
                continue
            kind = kind_of(values)
            chances = as_probabilities(values, kind)[np.arange(len(frames)), digits.labels.astype(np.int64)]
            losses.append((float(-np.log(np.maximum(chances, 1e-6)).mean()), pixels, kind))
        if not losses:
            raise DigitgameError(
                f"{self._name} computes no numbers: its weights are damaged.", "Save it again."
            )
        _, pixels, kind = min(losses, key=lambda one: one[0])
        return pixels, kind


def kind_of(values: Array) -> str:
    """What ten values [N, 10] are: "probabilities" (they sum to 1), "scores" (each 0 to 1) or "logits"."""
    if values.min() < -_TOLERANCE or values.max() > 1 + _TOLERANCE:
        return "logits"
    # Quantised ones are rounded.
    return "probabilities" if np.abs(values.sum(1) - 1).max() < 0.05 else "scores"


def as_probabilities(values: Array, kind: str) -> Array:
    """Probabilities [N, 10] of such values."""
    if kind == "logits":
        powers = np.exp(values - values.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True))
    return (
        values
        if kind == "probabilities"
        else np.asarray(values / np.maximum(values.sum(1, keepdims=True), 1e-9))
    )


def table(found: Layers) -> list[dict[str, Any]]:
    """The layers of a card, as far as the file shows them."""
    with np.errstate(all="ignore"):
        steps = found.forward(np.zeros((FRAME, FRAME), np.float32)).steps
    rows = []
    for step in steps:
        shape, layer = list(step.sums.shape), step.layer
        weights = (
            layer.kernels
            if isinstance(layer, Convolution)
            else layer.weights
            if isinstance(layer, Dense)
            else None
        )
        row: dict[str, Any] = {"name": layer.name, "kind": type(layer).__name__, "shape": shape}
        row |= {"parameters": 0, "multiply_adds": 0}
        if weights is not None and isinstance(layer, (Convolution, Dense)):
            every = np.concatenate([weights.ravel(), layer.bias.ravel()])
            positions = int(np.prod(shape[:2])) if isinstance(layer, Convolution) else 1
            row |= {"parameters": every.size, "multiply_adds": positions * weights.size}
            row |= {"min": float(every.min()), "max": float(every.max())}
            row |= {"zeros": int((every == 0).sum()), "nan": int(np.isnan(every).sum())}
        rows.append(row)
    return rows


def _is_ours(run: Any) -> bool:
    """Whether it has our input and outputs already: a network that digitgame has saved."""
    signatures = run.get_signature_list()
    if not signatures:
        return False
    one = next(iter(signatures.values()))
    return one["inputs"] == ["frame"] and {"probabilities", "features"} <= set(one["outputs"])


def _check_same(
    trial: Trial, reader: Reader, pixels: Pixels, outputs: str, digits: Images, file: Path
) -> None:
    """Raise DigitgameError unless the model that was made of a network predicts what the network does."""
    frames = digits.images.astype(np.float32) / np.float32(255)
    expected = as_probabilities(trial.outputs(frames, pixels), outputs)
    try:
        predicted = reader.read_many(frames)
    except (RuntimeError, ValueError) as error:
        hint = "Save it again so that it takes several images at a time."
        raise DigitgameError(f"{file} reads one image at a time only.", hint) from error
    tolerance = _TOLERANCE if trial.computes_floats else 0.1
    if not np.allclose(expected, predicted, atol=tolerance):
        raise DigitgameError(
            f"{file} cannot be adapted: it predicts something else afterwards.", "Save it as .keras."
        )


def _coded(values: Array, tensor: Mapping[str, Any]) -> npt.NDArray[Any]:
    if tensor["dtype"] == np.float32:
        return values
    scale, zero = tensor["quantization"]
    limits = np.iinfo(tensor["dtype"])
    coded = np.clip(np.round(values / scale + zero), limits.min, limits.max)
    return np.asarray(coded, tensor["dtype"])


def _decoded(values: npt.NDArray[Any], tensor: Mapping[str, Any]) -> Array:
    if tensor["dtype"] == np.float32:
        return values
    scale, zero = tensor["quantization"]
    return np.asarray((values.astype(np.float32) - zero) * np.float32(scale))
