"""TensorFlow and Keras, imported once, quietly, and the devices and the precision that they train with."""

import gc
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from digitgame import paths
from digitgame.errors import DigitgameError, install_command
from digitgame.quiet import quiet

__all__ = ["CORES", "Devices", "find_devices", "keras", "quiet", "tf"]

CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_CPUINFO: Final = Path("/proc/cpuinfo")
_MULTIPLY_BFLOAT16: Final = {"avx512_bf16", "amx_bf16"}
# The first compute capability of GPUs that multiply bfloat16.
_AMPERE: Final = (8, 0)
_log = logging.getLogger(__name__)

# oneDNN is off by default on processors without AVX-512, where it doubles the speed of training all the same. That it
# keeps what it prepared for a convolution saves a tenth of a step for some 10 MB. Its buffers stay in TensorFlow's own
# allocator: asking the system for each of a whole batch's takes 60 % longer a step.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
# Keras writes its settings where it finds none, and obeys those it finds: both in a folder of our own.
os.environ["KERAS_HOME"] = str(paths.home() / "cache" / "keras")


# The garbage collector would take a quarter of a second of the import.
gc.disable()
try:
    with quiet():
        import keras
        import tensorflow as tf
except ImportError as error:
    raise DigitgameError(
        f"Training needs TensorFlow, which cannot be imported: {error}.",
        f"Install with: {install_command('tensorflow')}",
    ) from error
finally:
    gc.freeze()
    gc.enable()

tf.get_logger().setLevel("ERROR")


if not tf.config.list_physical_devices("GPU"):
    # Two operations at a time, each on all cores: the next batch is deformed while the network trains on this one.
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.threading.set_intra_op_parallelism_threads(max(CORES, 2))


@dataclass(frozen=True)
class Devices:
    """What a network trains on.

    `label` is for a person; `precision` is the Keras dtype policy of the layers that work on maps; within the scope of
    `strategy` a network is built, so that each device gets its copy.
    """

    label: str
    precision: str
    gpu: bool
    strategy: Any


def find_devices(names: Sequence[str] | None = None) -> Devices:
    """The devices named, as TensorFlow calls them, else all GPUs, else the processor."""
    gpus = tf.config.list_physical_devices("GPU")
    chosen = list(names or [device.name for device in tf.config.list_logical_devices("GPU")])
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    label = str(details[0].get("device_name", "GPU")) if gpus else f"processor ({os.cpu_count()} cores)"
    strategy = tf.distribute.get_strategy()
    if len(chosen) > 1:
        label = f"{len(chosen)} {'GPUs' if gpus else 'devices'} together"
        with quiet():
            strategy = tf.distribute.MirroredStrategy(chosen)
    if gpus:
        fast = all(detail.get("compute_capability", (0, 0)) >= _AMPERE for detail in details)
    else:
        fast = bool(_MULTIPLY_BFLOAT16 & _processor_features())
    return Devices(label, "mixed_bfloat16" if fast else "float32", bool(gpus), strategy)


def _processor_features() -> set[str]:
    """The processor's features, among other words; empty where the system does not list them."""
    try:
        return set(_CPUINFO.read_text("utf-8", "replace").split())
    except OSError as error:
        _log.debug("no list of the processor's features: %s", error)
        return set()
