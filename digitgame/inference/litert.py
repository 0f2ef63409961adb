"""LiteRT, given the bytes of a network: its native code opens no path, which on Windows it could not everywhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from digitgame.errors import DigitgameError
from digitgame.ink import FRAME
from digitgame.quiet import quiet


def interpreter(path: Path, *, digest: str | None = None, hint: str = "") -> Any:
    """An interpreter of the `.tflite` at `path`.

    Raises DigitgameError, with `hint`, where the file is missing, has another sha256 than `digest` (then no native code
    sees it), or is nothing that LiteRT can run.
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
    """What reads frames with the `.tflite` at `path`, tried once; it raises as `interpreter` does."""
    loaded = interpreter(path, digest=digest, hint=hint)
    with quiet():
        try:
            run = loaded.get_signature_runner()
            run(frame=np.zeros((1, FRAME, FRAME, 1), np.float32))
        except (ValueError, RuntimeError) as error:
            raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error
    return run
