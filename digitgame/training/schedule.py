"""How the learning rate goes up and down over a training."""

from __future__ import annotations

from typing import Any, Final

from digitgame.training.backend import keras

_RISING: Final = 0.2  # of the training


def cycle(done: Any, last: float) -> Any:
    """The learning rate when `done` of the training, 0 to 1, is over, as a part of its peak.

    It rises in a line for the first fifth, then falls in a line to `last` (Smith and Topin 2018, much shortened).
    """
    rising = done / _RISING + 0.02
    falling = last + (1 - last) * (1 - done) / (1 - _RISING)
    return keras.ops.clip(keras.ops.minimum(rising, falling), 1e-3, 1.0)


class Cycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """`cycle` by the number of steps."""

    def __init__(self, peak: float, steps: int, last: float) -> None:
        self.peak, self.steps, self.last = peak, max(steps, 1), last

    def __call__(self, step: Any) -> Any:
        return self.peak * cycle(keras.ops.cast(step, "float32") / self.steps, self.last)
