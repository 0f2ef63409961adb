"""TensorFlow, imported once, quietly, and set up for speed on an ordinary processor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from digitgame import paths
from digitgame.quiet import quiet

__all__ = ["CORES", "SHARES", "keras", "quiet", "tf"]

CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SHARES: Final = 2 if CORES < 4 else 4  # into which a processor splits a batch, to work on them side by side


@contextmanager
def _without(*packages: str) -> Iterator[None]:
    """Let imports of optional packages fail, which is how those that can do without them are told."""
    out = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(out))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in out:
            del sys.modules[package]


# oneDNN is off by default on processors without AVX-512, where it doubles the speed of training all the same
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
# it is to keep what it has prepared for a convolution, however large the batch, and to take the memory for it from the
# system: together these take a tenth to a sixth of the processor's time off a step, for some 10 MB
os.environ.setdefault("TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE", "false")
os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "true")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
# keras writes its settings where it finds none, and obeys those it finds: both in a place of our own
os.environ["KERAS_HOME"] = str(paths.home() / "cache" / "keras")
gc.disable()  # a fifth of the import would go into looking for garbage among what stays for good
# keras would import pyplot for a gallery, tensorflow scipy for sparse matrices: nobody asks for either
with quiet(), _without("matplotlib", "scipy"):
    import keras
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")
    if not tf.config.list_physical_devices("GPU"):
        tf.config.threading.set_inter_op_parallelism_threads(SHARES)
        tf.config.threading.set_intra_op_parallelism_threads(max(CORES // SHARES, 1))
gc.freeze()
gc.enable()
