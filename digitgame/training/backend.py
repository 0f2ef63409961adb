"""TensorFlow, imported once, quietly, and set up for speed on an ordinary processor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from digitgame.quiet import quiet
from digitgame.training import native
from digitgame.training.later import hollow, later

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


# modules that only name what others define, of which hardly anything is asked for here: a fifth of the import
_FACADES: Final = ("tensorflow._api.v2.", "keras._tf_keras.", "keras.applications", "requests")
# what a training here asks little or nothing of, another quarter. Running it would make known the gradients and kinds
# of tensors of operations that no network here has (ragged, sparse, Fourier): with one that has, take it out
_IDLE: Final = (
    "tensorflow.python.ops.gen_",  # a function an operation, of which there are 1,400
    "tensorflow.python.ops.ctc",
    "tensorflow.python.ops.distributions",
    "tensorflow.python.ops.image_ops",
    "tensorflow.python.ops.linalg.",
    "tensorflow.python.ops.lookup",
    "tensorflow.python.ops.numpy_ops",
    "tensorflow.python.ops.ragged.",
    "tensorflow.python.ops.signal",
    "tensorflow.python.ops.special",
    "tensorflow.python.debug",
    "tensorflow.python.feature_column",
    "tensorflow.python.profiler",
    "tensorflow.python.summary",
    "tensorflow.python.tpu",
    "tensorflow.dtensor",
    "tensorflow.lite.experimental",
    "keras.src.datasets",
    "keras.src.distribution",
    "keras.src.export",
    "keras.src.layers.preprocessing",
    "keras.src.legacy",
    "keras.src.wrappers",
    "h5py",
)
# folders of tensorflow's are called as these: what is run last keeps the name
_NAMESAKES: Final = tuple(f"tensorflow._api.v2.{name}" for name in ("distribute", "lite", "xla"))
# what tf.nn takes from here, wrappers of recurrent cells, brings in the Keras before this one, whole
_OLD_KERAS: Final = "tensorflow.python.keras.layers.rnn_cell_wrapper_v2"

native.tell_environment()
gc.disable()  # a fifth of the import would go into looking for garbage among what stays for good
# keras would import pyplot for a gallery, tensorflow scipy for sparse matrices: nobody asks for either
with (
    quiet(),
    _without("matplotlib", "scipy"),
    later(_FACADES + _IDLE, at_once=_NAMESAKES),
    hollow(_OLD_KERAS),
):
    import keras
    import tensorflow as tf

    tf.nn.relu, tf.__internal__.distribute.interim  # noqa: B018 (run now, without what they would bring in)

    tf.get_logger().setLevel("ERROR")
    if not tf.config.list_physical_devices("GPU"):
        tf.config.threading.set_inter_op_parallelism_threads(SHARES)
        tf.config.threading.set_intra_op_parallelism_threads(max(CORES // SHARES, 1))
gc.freeze()
gc.enable()
