"""TensorFlow, imported once, quietly, and set up for speed on an ordinary processor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["keras", "quiet", "tf"]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what native code prints on stderr from the user; exceptions pass as ever."""
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError, ValueError):  # no stderr: a windowed program
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device, not a path)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Let imports of an optional package fail, which is how those that can do without it are told."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]


# oneDNN is off by default on processors without AVX-512, where it doubles the speed of training all the same
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
gc.disable()  # a fifth of the import would go into looking for garbage among what stays for good
with quiet(), _without("matplotlib"):  # keras would import its pyplot, for a gallery that nobody asks for
    import keras
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")
gc.freeze()
gc.enable()
