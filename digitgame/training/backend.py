"""TensorFlow and Keras, imported once, quietly, and set up for speed on an ordinary processor."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from digitgame import paths
from digitgame.errors import DigitgameError
from digitgame.quiet import quiet

__all__ = ["CORES", "keras", "quiet", "set_threads", "tf"]

CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_log = logging.getLogger(__name__)

# oneDNN is off by default on processors without AVX-512, where it doubles the speed of training all the same. That it
# keeps what it prepared for a convolution, in the system's memory, saves a tenth of a step for some 10 MB.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE", "false")
os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "true")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
# Keras writes its settings where it finds none, and obeys those it finds: both in a folder of our own.
os.environ["KERAS_HOME"] = str(paths.home() / "cache" / "keras")


@contextmanager
def _lean_import() -> Iterator[None]:
    """Import without what costs time for nothing: garbage collection, and the pyplot of Keras' image gallery."""
    hidden = "matplotlib" not in sys.modules
    if hidden:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        if hidden:
            del sys.modules["matplotlib"]


try:
    with quiet(), _lean_import():
        import keras
        import tensorflow as tf
except ImportError as error:
    raise DigitgameError(
        f"Training needs TensorFlow, which cannot be imported: {error}.",
        "Install it with: python -m pip install tensorflow",
    ) from error

tf.get_logger().setLevel("ERROR")


def set_threads(within: int) -> None:
    """Let a processor work on two operations at a time, each with `within` threads; once, before the first operation.

    Two, because the next batch is deformed while the network learns from this one.
    """
    if tf.config.list_physical_devices("GPU"):
        return
    try:
        tf.config.threading.set_inter_op_parallelism_threads(2)
        tf.config.threading.set_intra_op_parallelism_threads(within)
    except RuntimeError as error:
        _log.debug("threads stay as they are: %s", error)
