"""Keras' files, read without running anything that they name.

A `.keras` file is a recipe of objects to build, and an old `.h5` file has one as well. Keras' own safe mode has been
got round more than once, and does not hold for `.h5`. So the recipe is read first: only layers on a list of ours, with
plain values, are ever built. The weights are read from a file that points to no other file.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from digitgame.errors import DigitgameError
from digitgame.inference import untrusted

_CONFIG: Final = "config.json"
_METADATA: Final = "metadata.json"
_WEIGHTS: Final = "model.weights.h5"
# Bytes of a recipe, and of weights with what an optimiser keeps.
_MOST_TEXT: Final = 4_000_000
_MOST_WEIGHTS: Final = 200_000_000
_DEEPEST: Final = 60
# Characters of a reason.
_LONGEST: Final = 200
# Layers that are arithmetic and nothing else; none of them takes a function that a file could define.
_LAYERS: Final = frozenset(
    """
    Sequential Functional Model InputLayer Dense Flatten Reshape Permute Dropout Conv2D Convolution2D
    SeparableConv2D DepthwiseConv2D Conv1D SpatialDropout2D MaxPooling2D MaxPool2D AveragePooling2D
    AvgPool2D MaxPooling1D AveragePooling1D GlobalAveragePooling2D GlobalAvgPool2D GlobalMaxPooling2D
    GlobalMaxPool2D BatchNormalization LayerNormalization GroupNormalization Activation ReLU LeakyReLU
    PReLU ELU Softmax Add Average Maximum Multiply Concatenate Subtract ZeroPadding2D Cropping2D
    UpSampling2D Rescaling Identity GaussianNoise GaussianDropout AlphaDropout RandomRotation
    RandomTranslation RandomZoom RandomFlip
    """.split()
)
_INITIALIZERS: Final = frozenset(
    """
    Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling GlorotUniform
    GlorotNormal HeUniform HeNormal LecunUniform LecunNormal Orthogonal
    """.split()
)
_OTHERS: Final = frozenset(
    """
    L1 L2 L1L2 MaxNorm NonNeg UnitNorm MinMaxNorm DTypePolicy Policy __keras_tensor__ __tuple__
    __slice__
    """.split()
)
_KNOWN: Final = _LAYERS | _INITIALIZERS | _OTHERS
_MODULES: Final = tuple(
    """
    keras keras.layers keras.models keras.initializers keras.regularizers keras.constraints
    keras.mixed_precision keras.dtype_policies builtins keras.src.models.functional
    keras.src.models.sequential keras.src.engine.functional keras.src.engine.sequential
    """.split()
)
# Activations are named by a word.
_ACTIVATIONS: Final = frozenset(
    """
    linear relu relu6 leaky_relu elu selu celu gelu silu swish mish sigmoid hard_sigmoid hard_silu
    hard_swish tanh softmax log_softmax softplus softsign exponential
    """.split()
)
# Options that layers have had since Keras 3.13 or so.
_LATER_OPTIONS: Final = ("renorm", "quantization_config")


def converted(content: bytes, file: Path) -> bytes:
    """The network of a Keras file as `.tflite`. Raises DigitgameError for anything in it that is not on our list."""
    is_zip = zipfile.is_zipfile(io.BytesIO(content))
    if not is_zip:
        _try_weights(content, file)
    recipe, weights = _from_zip(content, file) if is_zip else _from_hdf5(content, file)
    check_recipe(recipe, file)
    if is_zip:
        _try_weights(weights, file)
    check_weights(weights, file)

    from digitgame.training.backend import keras, quiet
    from digitgame.training.networks import predictor, to_tflite

    with tempfile.TemporaryDirectory() as folder, quiet():
        try:
            if is_zip:
                # Written anew: the recipe that was checked, without its losses and optimisers, and the weights.
                safe = Path(folder) / "network.keras"
                recipe.pop("compile_config", None)
                with zipfile.ZipFile(safe, "w") as out:
                    out.writestr(_METADATA, json.dumps({"keras_version": keras.__version__}))
                    out.writestr(_CONFIG, json.dumps(_portable(recipe)))
                    out.writestr(_WEIGHTS, weights)
            else:
                safe = Path(folder) / "network.h5"
                safe.write_bytes(weights)
            network = keras.saving.load_model(safe, compile=False, safe_mode=True)
            if len(network.inputs) != 1:
                raise ValueError(f"it has {len(network.inputs)} inputs")
            return to_tflite(network, predictor(network, network.inputs[0].shape[1:]))
        # A file that Keras cannot build or TensorFlow cannot convert raises anything.
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            problem = f"Keras cannot load {file}: {reason}"
            hint = f"Save it again with Keras {keras.__version__}, the version here."
            raise DigitgameError(problem.rstrip(".") + ".", hint) from error


def _portable(recipe: Any) -> Any:
    """The recipe in words that earlier versions of Keras know as well.

    Initializers become zeros, which the weights replace, and options of later versions go where they are off.
    """
    if isinstance(recipe, list):
        return [_portable(value) for value in recipe]
    if not isinstance(recipe, Mapping):
        return recipe
    off = {name for name in _LATER_OPTIONS if not recipe.get(name)}
    if "renorm" in off:
        off |= {"renorm_clipping", "renorm_momentum"}
    return {
        key: "zeros" if key.endswith("_initializer") else _portable(value)
        for key, value in recipe.items()
        if key not in off
    }


def check_recipe(recipe: Any, file: Path, depth: int = 0) -> None:
    """Raise DigitgameError for a recipe that names anything that is not on our list, however deep."""
    if depth > _DEEPEST:
        raise _refused(file, "its recipe is nested too deeply")
    if isinstance(recipe, Mapping):
        if "class_name" in recipe:
            _check_object(recipe, file)
        for key, value in recipe.items():
            if key == "compile_config":
                continue
            if isinstance(value, str) and key.endswith("activation") and value not in _ACTIVATIONS:
                raise _refused(file, f"it has the activation {value!r}")
            check_recipe(value, file, depth + 1)
    elif isinstance(recipe, list):
        for value in recipe:
            check_recipe(value, file, depth + 1)


def _check_object(recipe: Mapping[str, Any], file: Path) -> None:
    kind, module = recipe["class_name"], recipe.get("module") or "keras"
    registered = recipe.get("registered_name") or kind
    if not all(isinstance(name, str) for name in (kind, module, registered)):
        raise _refused(file, "its recipe names a layer by something else than text")
    if kind == "function":
        if str(recipe.get("config")) not in _ACTIVATIONS or module not in ("builtins", "keras.activations"):
            raise _refused(file, f"it has the function {recipe.get('config')!r}")
        return
    if kind == "Lambda":
        raise _refused(file, "its Lambda layer is code, which is never run")
    # Cutting a tensor: the networks of digitgame have that.
    if (kind, module) == ("GetItem", "keras.src.ops.numpy"):
        return
    if kind not in _KNOWN or module not in _MODULES:
        raise _refused(file, f"it has a layer {kind!r} of {module!r}, which is not one of Keras' plain ones")
    if registered != kind and registered not in _KNOWN:
        raise _refused(file, f"it has a layer {registered!r} of its own")


def read_weights(file: Path) -> None:
    """Read all that an HDF5 file holds."""
    import h5py

    def read(_: str, one: Any) -> None:
        dict(one.attrs)
        if isinstance(one, h5py.Dataset):
            one[()]

    with h5py.File(file, "r") as store:
        dict(store.attrs)
        store.visititems(read)


def _try_weights(weights: bytes, file: Path) -> None:
    """Raise DigitgameError for weights that HDF5 cannot read within bounds: a length in them may claim 4 GB."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "weights.h5"
        copy.write_bytes(weights)
        try:
            untrusted.try_apart(copy, load=read_weights)
        except DigitgameError as error:
            raise DigitgameError(
                f"{file} is damaged: its weights cannot be read.", "Save it again."
            ) from error


def check_weights(weights: bytes, file: Path) -> None:
    """Raise DigitgameError for an HDF5 file with data outside of itself."""
    from digitgame.datasets.formats import hdf5

    try:
        hdf5.check(weights, _MOST_WEIGHTS)
    except hdf5.UnsafeError as error:
        raise _refused(file, str(error)) from error
    # h5py raises several kinds for a damaged file.
    except Exception as error:
        raise DigitgameError(f"{file} is damaged: its weights cannot be read.", "Save it again.") from error


def check_saved_weights(content: bytes, file: Path) -> None:
    """`check_weights` of a `.keras` file."""
    check_weights(_from_zip(content, file)[1], file)


def _from_zip(content: bytes, file: Path) -> tuple[dict[str, Any], bytes]:
    """Recipe and weights of a `.keras` file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return json.loads(_part(archive, _CONFIG, _MOST_TEXT)), _part(archive, _WEIGHTS, _MOST_WEIGHTS)
    except (
        KeyError,
        ValueError,
        RecursionError,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise DigitgameError(
            f"{file} is not a network of Keras, or it is damaged.", "Save it again."
        ) from error


def _part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One part of an archive, of at most so many bytes whatever its header says."""
    with archive.open(name) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is too large")
    return content


def _from_hdf5(content: bytes, file: Path) -> tuple[dict[str, Any], bytes]:
    """Recipe and weights of an `.h5` file."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as store:
            recipe = store.attrs.get("model_config")
    # h5py raises several kinds for a damaged file.
    except Exception as error:
        raise DigitgameError(
            f"{file} is not a network of Keras, or it is damaged.", "Save it again."
        ) from error
    if recipe is None:
        raise DigitgameError(
            f"{file} has weights but not their network.", "Save the whole: model.save('x.keras')."
        )
    try:
        text = recipe if isinstance(recipe, str) else bytes(recipe).decode("utf-8")
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DigitgameError(f"{file} is damaged: its recipe cannot be read.", "Save it again.") from error
    if not isinstance(found, dict):
        raise DigitgameError(f"{file} is damaged: its recipe cannot be read.", "Save it again.")
    return found, content


def _refused(file: Path, why: str) -> DigitgameError:
    # The reason may quote the file, which may say anything.
    why = why if len(why) <= _LONGEST else f"{why[:_LONGEST]}…"
    return DigitgameError(f"{file} is not imported: {why}.", "Save it as .tflite, which holds no code.")
