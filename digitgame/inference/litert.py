"""Load a network with LiteRT, from bytes: its native code cannot open every path on Windows."""

import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame import paths
from digitgame.errors import DigitgameError
from digitgame.ink import FRAME
from digitgame.model import TFLITE
from digitgame.processes import python_command
from digitgame.quiet import quiet

# Seconds and bytes that a stranger's network may take to be tried.
_PATIENCE: Final = 30.0
_MOST_MEMORY: Final = 4 * 2**30
# A blank frame, a full one and noise: each reaches other weights.
_PROBES: Final = (
    np.zeros((1, FRAME, FRAME, 1), np.float32),
    np.ones((1, FRAME, FRAME, 1), np.float32),
    np.random.default_rng(1).random((1, FRAME, FRAME, 1), np.float32),
)


def interpreter(path: Path, *, digest: str | None = None, hint: str = "") -> Any:
    """A LiteRT interpreter of the `.tflite` at `path`.

    Raises DigitgameError, with `hint`, if the file is missing, has another sha256 than `digest` (which is checked
    before native code sees it), or is not a network for LiteRT.
    """
    try:
        network = path.read_bytes()
    except OSError as error:
        raise DigitgameError(f"{path} cannot be read: {error.strerror or error}.", hint) from error
    if digest is not None and hashlib.sha256(network).hexdigest() != digest:
        raise DigitgameError(f"{path} is truncated or altered: its digest is not the card's.", hint)
    with quiet():
        from ai_edge_litert.interpreter import Interpreter

        try:
            return Interpreter(model_content=network, num_threads=1)
        except (ValueError, RuntimeError) as error:
            raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error


def runner(path: Path, *, digest: str | None = None, hint: str = "") -> Any:
    """The signature runner of the `.tflite` at `path`, tried on a few frames.

    Raises as `interpreter` does, and for a network that answers with anything but probabilities.
    """
    loaded = interpreter(path, digest=digest, hint=hint)
    with quiet():
        try:
            run = loaded.get_signature_runner()
            for frame in _PROBES:
                _check(run(frame=frame))
        # KeyError and TypeError: another signature.
        except (ValueError, RuntimeError, KeyError, TypeError) as error:
            raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error
    return run


def try_stranger(folder: Path) -> None:
    """`try_apart` the network of a model folder, unless it is the bundled model or lies in the user's own models."""
    if folder != paths.shipped_model() and folder.parent != paths.models():
        try_apart(folder / TFLITE, hint="Name another model.")


def try_apart(path: Path, *, hint: str = "") -> None:
    """Load and run a stranger's `.tflite` in a process of its own, where no crash of the native parser ends this one.

    Raises DigitgameError as `runner` does, and for one that crashes, takes long or much memory.
    """
    code = "from digitgame.inference.litert import _apart; _apart()"
    try:
        done = subprocess.run(
            python_command(code, str(path)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DigitgameError(f"{path} could not be tried within {_PATIENCE:.0f} s.", hint) from error
    if done.returncode:
        raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint)


def _apart() -> None:
    """What the process of `try_apart` does."""
    # Windows has no such limits.
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    try:
        runner(Path(sys.argv[1]))
    except DigitgameError:
        sys.exit(1)


def _check(outputs: Any) -> None:
    """Raise ValueError for outputs that are not probabilities of ten digits, or hold anything but numbers."""
    probabilities = outputs["probabilities"]
    if probabilities.shape != (1, 10) or not abs(float(probabilities.sum()) - 1) < 1e-3:
        raise ValueError("no probabilities of ten digits")
    if probabilities.min() < 0 or outputs.get("doubt", probabilities[:, :1]).shape != (1, 1):
        raise ValueError("no probabilities of ten digits")
    if not all(value.dtype == np.float32 and np.isfinite(value).all() for value in outputs.values()):
        raise ValueError("an output is not a number")
