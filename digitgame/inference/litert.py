"""Load a network with LiteRT, from bytes: its native code cannot open every path on Windows."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from digitgame.errors import DigitgameError
from digitgame.ink import FRAME
from digitgame.quiet import quiet


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
    """The signature runner of the `.tflite` at `path`, tried once; raises as `interpreter` does."""
    loaded = interpreter(path, digest=digest, hint=hint)
    with quiet():
        try:
            run = loaded.get_signature_runner()
            run(frame=np.zeros((1, FRAME, FRAME, 1), np.float32))
        except (ValueError, RuntimeError) as error:
            raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error
    return run
