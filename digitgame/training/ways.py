"""How a step is computed: in which numbers, and whether XLA compiles it. What is learnt is kept in float32 in any way.

A processor's way is known beforehand: bfloat16 where it multiplies that itself, and never XLA, which is many times
slower there. A GPU's way is found out: each is tried on the first batches, and the fastest one is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from digitgame.training.backend import keras
from digitgame.training.networks import Network

# What works on maps takes nearly all of the time, and all that is gained. The layers after these add up a digit's
# features and draw random numbers, which need the finer steps of float32.
_ON_MAPS: Final = (keras.layers.Conv2D, keras.layers.MaxPooling2D, keras.layers.ReLU)
_CPUINFO: Final = Path("/proc/cpuinfo")
_MULTIPLY_BFLOAT16: Final = {"avx512_bf16", "amx_bf16"}


@dataclass(frozen=True)
class Way:
    """One way to compute a step."""

    precision: str = "float32"  # of the layers that work on maps: float32 or bfloat16
    compiled: bool = False  # by XLA

    def __str__(self) -> str:
        return f"{self.precision}, XLA" if self.compiled else self.precision

    @contextmanager
    def computing(self, network: Network) -> Iterator[None]:
        """What is built of `network` within computes in this way; what was built before or is built later does not."""
        on_maps = [layer for layer in network.layers if isinstance(layer, _ON_MAPS)]
        before = [layer.dtype_policy for layer in on_maps]
        policy = "float32" if self.precision == "float32" else f"mixed_{self.precision}"
        try:
            for layer in on_maps:
                layer.dtype_policy = keras.DTypePolicy(policy)
            yield
        finally:
            for layer, earlier in zip(on_maps, before, strict=True):
                layer.dtype_policy = earlier


PLAIN: Final = Way()


def of_the_processor() -> Way:
    """bfloat16 takes 10 to 25 % less time where the processor multiplies it itself, and much more elsewhere."""
    return Way("bfloat16") if _flags() & _MULTIPLY_BFLOAT16 else PLAIN


def _flags() -> set[str]:
    """What the processor says that it can do; nothing where it cannot be asked."""
    try:
        lines = _CPUINFO.read_text("utf-8", "replace").splitlines()
    except OSError:
        return set()
    return set(next((line.partition(":")[2] for line in lines if line.startswith("flags")), "").split())
