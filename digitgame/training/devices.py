"""What a training runs on: the GPUs where there are any, else the processor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from digitgame.training.backend import quiet, tf


@dataclass(frozen=True)
class Devices:
    """Where a network learns."""

    names: tuple[str, ...]  # as TensorFlow calls them; one: it chooses by itself
    told: str  # in a person's words
    strategy: Any = None  # tf.distribute.MirroredStrategy where several share each batch
    graphic: bool = False  # GPUs

    def scope(self) -> AbstractContextManager[Any]:
        """Within it a network is made, so that each device gets its copy."""
        scope: AbstractContextManager[Any] = nullcontext() if self.strategy is None else self.strategy.scope()
        return scope


def find(names: Sequence[str] | None = None) -> Devices:
    """The devices named, else all GPUs, else the processor. Each batch is shared among several."""
    cards = [device.name for device in tf.config.list_logical_devices("GPU")]
    chosen = tuple(names or cards)
    if len(chosen) < 2:
        told = _card(0) if cards else f"processor ({os.cpu_count()} cores)"
        return Devices(chosen, told, graphic=bool(cards))
    with quiet():
        strategy = tf.distribute.MirroredStrategy(list(chosen))
    told = f"{len(chosen)} {'GPUs' if cards else 'devices'} together"
    return Devices(chosen, told, strategy, graphic=bool(cards))


def _card(number: int) -> str:
    """What a GPU is called."""
    details = tf.config.experimental.get_device_details(tf.config.list_physical_devices("GPU")[number])
    return str(details.get("device_name", "GPU"))
