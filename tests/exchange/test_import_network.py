"""A network that was trained elsewhere becomes a model that predicts what the network does."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.exchange import keras_file
from digitgame.exchange.import_network import Imported, as_probabilities, import_network, kind_of, name_for
from digitgame.inference import Reader
from digitgame.inference.layers import read_layers
from exchange.making import as_tflite, convolutional, digits, network

TESTS = [("hand", digits())]


def imported(file: Path, name: str = "mine") -> Imported:
    return import_network(file, name, models=paths.models(), tests=TESTS)


def saved(made: Any, folder: Path, ending: str, **how: Any) -> Path:
    file = folder / f"network{ending}"
    if ending == ".tflite":
        file.write_bytes(as_tflite(made, **how))
    else:
        made.save(file)
    return file


def own_probabilities(made: Any, scale: float = 1.0, offset: float = 0.0) -> Any:
    """What the network itself predicts for the digits, at temperature 1."""
    pixels = digits().images.astype(np.float32) / 255 * scale + offset
    values = np.asarray(made(pixels.reshape(-1, *made.inputs[0].shape[1:]), training=False))
    return as_probabilities(values, kind_of(values))


def predicted(name: str = "mine") -> Any:
    """What the model predicts before its confidence is calibrated."""
    found = model.load(paths.models() / name)
    card = {key: value for key, value in found.card.items() if key != "calibration"}
    return Reader(model.Model(found.folder, card)).read_many(digits().images)


@pytest.mark.parametrize("ending", [".keras", ".h5", ".tflite"])
@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 1), (784,)])
def test_every_shape_of_input_in_every_kind_of_file(
    shape: tuple[int, ...], ending: str, tmp_path: Path
) -> None:
    made = network(shape)
    done = imported(saved(made, tmp_path, ending))
    assert (done.pixels, done.outputs, done.missing) == ("0 to 1", "probabilities", "")
    assert done.parameters == 7850
    np.testing.assert_allclose(predicted(), own_probabilities(made), atol=1e-4)
    assert done.scores["hand"].accuracy > 0.6
    assert done.model.card["imported"]["file"] == f"network{ending}"


@pytest.mark.parametrize(
    ("scale", "offset", "pixels"),
    [
        (255.0, 0.0, "0 to 255"),
        (2.0, -1.0, "-1 to 1"),
        (-1.0, 1.0, "0 to 1, black on white"),
        (-255.0, 255.0, "0 to 255, black on white"),
        (1 / 0.3081, -0.1307 / 0.3081, "-0.42 to 2.82"),
    ],
)
def test_how_it_takes_pixels_is_found_out(scale: float, offset: float, pixels: str, tmp_path: Path) -> None:
    made = network(scale=scale, offset=offset, end=None)
    done = imported(saved(made, tmp_path, ".tflite"))
    assert (done.pixels, done.outputs) == (pixels, "logits")
    np.testing.assert_allclose(predicted(), own_probabilities(made, scale, offset), atol=1e-3)
    # Both are multiplied into the weights and the bias, so that Inside shows the layers as they are.
    assert not done.missing


def test_an_offset_before_a_padded_convolution_stays_a_layer_of_its_own(tmp_path: Path) -> None:
    made = convolutional()
    kernels, bias = made.get_layer("first").get_weights()
    made.get_layer("first").set_weights([kernels / 2, bias + 0.5])
    done = imported(saved(made, tmp_path, ".tflite"))
    assert done.pixels == "-1 to 1"
    assert "conv1" in done.missing
    np.testing.assert_allclose(predicted(), own_probabilities(made, 2.0, -1.0), atol=1e-3)


def test_a_division_by_255_inside_is_undone(tmp_path: Path) -> None:
    from digitgame.training.backend import keras

    made = network((28, 28), before=lambda: [keras.layers.Rescaling(1 / 255)])
    done = imported(saved(made, tmp_path, ".keras"))
    assert (done.pixels, done.missing) == ("0 to 255", "")
    np.testing.assert_allclose(predicted(), own_probabilities(made, 255.0), atol=1e-4)


def test_scores_that_do_not_sum_to_1_become_probabilities(tmp_path: Path) -> None:
    made = network(end="sigmoid")
    done = imported(saved(made, tmp_path, ".tflite"))
    assert done.outputs == "scores"
    np.testing.assert_allclose(predicted().sum(1), 1, atol=1e-5)
    np.testing.assert_allclose(predicted(), own_probabilities(made), atol=1e-4)


def test_its_layers_can_be_looked_into(tmp_path: Path) -> None:
    done = imported(saved(convolutional(), tmp_path, ".keras"))
    frame = digits().images[0].astype(np.float32) / 255
    reading = Reader(done.model).read(frame)
    assert set(reading.layers) == {"conv1", "pool1", "features"}
    np.testing.assert_allclose(reading.layers["conv1"][..., 1], frame, atol=1e-6)
    layers = read_layers(done.model.folder / model.TFLITE)
    assert not layers.missing
    assert [layer.name for layer in layers.layers] == ["conv1", "pool1", "features", "logits"]
    shapes = {row["name"]: (row["shape"], row["parameters"]) for row in done.model.card["layers"]}
    assert shapes["conv1"] == ([28, 28, 2], 20)
    assert shapes["logits"] == ([10], 3930)


def test_a_network_of_whole_numbers_plays_and_says_what_cannot_be_shown(tmp_path: Path) -> None:
    made = convolutional()
    done = imported(saved(made, tmp_path, ".tflite", whole_numbers=True))
    agree = predicted().argmax(1) == own_probabilities(made).argmax(1)
    assert agree.mean() > 0.95
    assert "lacks its last layer" in done.missing


def test_rounded_probabilities_are_made_to_sum_to_1(tmp_path: Path) -> None:
    done = imported(saved(network((28, 28)), tmp_path, ".tflite", whole_numbers=True))
    assert done.outputs == "probabilities"
    np.testing.assert_allclose(predicted().sum(1), 1, atol=1e-5)


def test_a_network_for_one_image_reads_many(tmp_path: Path) -> None:
    made = network((784,))
    imported(saved(made, tmp_path, ".tflite", batch=1))
    np.testing.assert_allclose(predicted(), own_probabilities(made), atol=1e-4)


def test_what_only_a_newer_keras_knows_is_passed_over(tmp_path: Path) -> None:
    made, file = network(), tmp_path / "network.keras"
    made.save(file)
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    recipe = json.loads(parts["config.json"])
    told = 0
    for layer in recipe["config"]["layers"]:
        initializer = layer["config"].get("kernel_initializer")
        if initializer:
            initializer["config"]["of_a_later_version"] = 1
            layer["config"] |= {"quantization_config": None, "renorm": False, "renorm_momentum": 0.99}
            told += 1
    assert told
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in {**parts, "config.json": json.dumps(recipe).encode()}.items():
            packed.writestr(name, content)
    imported(file)
    np.testing.assert_allclose(predicted(), own_probabilities(made), atol=1e-4)


def test_one_of_our_own_comes_back_as_it_was(small_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "ours.tflite"
    file.write_bytes((small_model / model.TFLITE).read_bytes())
    done = imported(file)
    assert done.model.digest == model.load(small_model).digest
    fine = import_network(small_model / model.KERAS, "again", models=paths.models(), tests=TESTS)
    expected = Reader(model.load(small_model)).read_many(digits().images).argmax(1)
    assert (Reader(fine.model).read_many(digits().images).argmax(1) == expected).all()


def test_what_only_guesses_is_no_network_for_digits(tmp_path: Path) -> None:
    made = network()
    weights, bias = made.get_layer("scores").get_weights()
    made.get_layer("scores").set_weights([0 * weights, bias])
    with pytest.raises(DigitgameError, match="that is guessing"):
        imported(saved(made, tmp_path, ".tflite"))
    assert not (paths.models() / "mine").exists()


def test_other_shapes_are_said(tmp_path: Path) -> None:
    from digitgame.training.backend import keras

    inputs = keras.Input((32, 32, 3))
    large = keras.Model(inputs, keras.layers.Dense(10)(keras.layers.Flatten()(inputs)))
    with pytest.raises(
        DigitgameError, match=r"network.tflite takes \[1, 32, 32, 3\]. An image has 28x28 pixels"
    ):
        imported(saved(large, tmp_path, ".tflite"))
    inputs = keras.Input((28, 28))
    letters = keras.Model(inputs, keras.layers.Dense(26)(keras.layers.Flatten()(inputs)))
    with pytest.raises(DigitgameError, match=r"returns \[1, 26\]. It needs one output of ten values"):
        imported(saved(letters, tmp_path, ".tflite"))


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_code_in_a_file_is_never_run(ending: str, tmp_path: Path) -> None:
    from digitgame.training.backend import keras

    made = network(before=lambda: [keras.layers.Lambda(lambda x: x)])
    with pytest.raises(DigitgameError, match="its Lambda layer is code, which is never run"):
        imported(saved(made, tmp_path, ending))


@pytest.mark.parametrize(
    "change",
    [
        {"class_name": "system", "module": "os"},
        {"class_name": "Dense", "module": "keras.src.utils.file_utils"},
        {"class_name": "Dense", "module": "builtins", "registered_name": "mine>Dense"},
        {"class_name": "__lambda__", "config": {"value": "..."}},
        {"class_name": "TFSMLayer", "module": "keras.layers"},
        {"class_name": "function", "module": "builtins", "config": "eval"},
    ],
)
def test_a_recipe_with_anything_unknown_is_refused_before_keras_sees_it(
    change: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(network(), tmp_path, ".keras")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    recipe = json.loads(parts["config.json"])
    recipe["config"]["layers"][-1]["config"]["kernel_initializer"] = change
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (parts | {"config.json": json.dumps(recipe).encode()}).items():
            archive.writestr(name, content)
    from digitgame.training.backend import keras

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(keras.saving, "load_model", never)
    with pytest.raises(DigitgameError, match="is not imported: it has"):
        imported(file)


def test_weights_in_another_file_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(40))
    for name, write in {
        "outside": lambda store: store.create_dataset("w", (10,), "f4", external=[(str(secret), 0, 40)]),
        "linked": lambda store: store.__setitem__("w", h5py.ExternalLink(str(tmp_path / "outside"), "w")),
        "soft": lambda store: store.__setitem__("w", h5py.SoftLink("/elsewhere")),
    }.items():
        with h5py.File(tmp_path / name, "w") as store:
            write(store)  # type: ignore[no-untyped-call]
        with pytest.raises(DigitgameError, match=r"weights lie in another file|lead to another place"):
            keras_file.check_weights((tmp_path / name).read_bytes(), tmp_path / name)


@pytest.mark.parametrize("ending", [".keras", ".h5", ".tflite"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x89HDF\r\n\x1a\n no hdf5", bytes(1000)])
def test_a_damaged_file_is_one_clear_error(ending: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"network{ending}"
    file.write_bytes(content)
    with pytest.raises(DigitgameError):
        imported(file)
    assert model.names(paths.models()) == []


def test_a_cut_tflite_is_one_clear_error(tmp_path: Path) -> None:
    whole = as_tflite(network())
    file = tmp_path / "network.tflite"
    for size in (100, len(whole) // 2, len(whole) - 100):
        file.write_bytes(whole[:size])
        with pytest.raises(DigitgameError):
            imported(file)


def test_a_large_file_is_refused_before_it_is_tried(tmp_path: Path) -> None:
    for size, most in ((50_000_001, 50), (200_000_001, 200)):
        file = tmp_path / "large.tflite"
        with file.open("wb") as hollow:
            hollow.truncate(size)
        with pytest.raises(DigitgameError, match=f"large.tflite is larger than {most} MB"):
            imported(file)


def test_names() -> None:
    models = paths.models()
    (models / "taken").mkdir(parents=True)
    assert name_for(Path("my net (2).keras"), models, None) == "my-net-2"
    assert name_for(Path("x.keras"), models, "Ann's") == "Ann's"
    for wrong in ("taken", "shipped", "default", "../x", "a/b", ""):
        with pytest.raises(DigitgameError):
            name_for(Path("x.keras"), models, wrong)
