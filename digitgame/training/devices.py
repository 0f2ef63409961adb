"""What a training runs on, and in which precision: the GPUs where there are any, else the processor."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from digitgame.training.backend import quiet, tf

FLOAT32: Final = "float32"
BFLOAT16: Final = "mixed_bfloat16"
_CPUINFO: Final = Path("/proc/cpuinfo")
_MULTIPLY_BFLOAT16: Final = {"avx512_bf16", "amx_bf16"}
_AMPERE: Final = (8, 0)  # the first compute capability of GPUs that multiply bfloat16
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Devices:
    """Where a network learns."""

    label: str  # for a person
    precision: str  # the Keras dtype policy of the layers that work on maps
    gpu: bool = False
    strategy: Any = None  # tf.distribute.MirroredStrategy where several devices share each batch

    def scope(self) -> AbstractContextManager[Any]:
        """Within it a network is built, so that each device gets its copy."""
        scope: AbstractContextManager[Any] = nullcontext() if self.strategy is None else self.strategy.scope()
        return scope


def find(names: Sequence[str] | None = None) -> Devices:
    """The devices named, as TensorFlow calls them, else all GPUs, else the processor."""
    cards = tf.config.list_physical_devices("GPU")
    chosen = list(names or [device.name for device in tf.config.list_logical_devices("GPU")])
    details = [tf.config.experimental.get_device_details(card) for card in cards]
    if cards:
        fast = all(detail.get("compute_capability", (0, 0)) >= _AMPERE for detail in details)
    else:
        fast = bool(_processor_flags() & _MULTIPLY_BFLOAT16)
    precision = BFLOAT16 if fast else FLOAT32
    if len(chosen) > 1:
        with quiet():
            strategy = tf.distribute.MirroredStrategy(chosen)
        label = f"{len(chosen)} {'GPUs' if cards else 'devices'} together"
        return Devices(label, precision, bool(cards), strategy)
    label = str(details[0].get("device_name", "GPU")) if cards else f"processor ({os.cpu_count()} cores)"
    return Devices(label, precision, bool(cards))


def _processor_flags() -> set[str]:
    """What the processor says it can do; empty where it cannot be asked."""
    try:
        lines = _CPUINFO.read_text("utf-8", "replace").splitlines()
    except OSError as error:
        _log.debug("no processor flags: %s", error)
        return set()
    return set(next((line.partition(":")[2] for line in lines if line.startswith("flags")), "").split())
