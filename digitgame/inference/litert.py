"""Load a network with LiteRT, from bytes: its native code cannot open every path on Windows."""

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame.errors import DigitgameError
from digitgame.ink import FRAME
from digitgame.quiet import quiet

# A blank frame, a full one and noise: each reaches other weights.
PROBES: Final = (
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
            for frame in PROBES:
                _check(run(frame=frame))
        # KeyError and TypeError: another signature.
        except (ValueError, RuntimeError, KeyError, TypeError) as error:
            raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error

    def numbers(**inputs: Any) -> Any:
        outputs = run(**inputs)
        _put_numbers(outputs)
        return outputs

    return numbers


def _put_numbers(outputs: Any) -> None:
    """Where a network computes no numbers, all digits become equally likely, and it is sure that it sees none.

    A damaged one may do so for some frames only, which no probe finds.
    """
    wrong = ~np.isfinite(outputs["probabilities"]).all(1)
    if wrong.any():
        for values in outputs.values():
            if values.shape[:1] == wrong.shape:
                values[wrong] = 0
        outputs["probabilities"][wrong] = 0.1
        if "doubt" in outputs:
            outputs["doubt"][wrong] = 1


def _check(outputs: Any) -> None:
    """Raise ValueError for outputs that are not probabilities of ten digits, or hold anything but numbers."""
    probabilities = outputs["probabilities"]
    if probabilities.shape != (1, 10) or not abs(float(probabilities.sum()) - 1) < 1e-3:
        raise ValueError("no probabilities of ten digits")
    if probabilities.min() < 0 or outputs.get("doubt", probabilities[:, :1]).shape != (1, 1):
        raise ValueError("no probabilities of ten digits")
    if not all(value.dtype == np.float32 and np.isfinite(value).all() for value in outputs.values()):
        raise ValueError("an output is not a number")
