"""How the learning rate goes up and down over a training."""

from __future__ import annotations

from typing import Any

from digitgame.training.backend import keras, tf


class Cycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Rise in a line for the first fifth, then fall in a line to `last` (Smith and Topin 2018, much shortened)."""

    def __init__(self, peak: float, steps: int, last: float = 0.0) -> None:
        """`steps` are the whole training's, `last` is a share of the peak."""
        self.peak, self.steps, self.last = peak, max(steps, 1), last

    def __call__(self, step: Any) -> Any:
        done = self._done(tf.cast(step, tf.float32))
        falling = self.last + (1 - self.last) * (1 - done) / 0.8
        return self.peak * tf.clip_by_value(tf.minimum(done / 0.2 + 0.02, falling), 1e-3, 1.0)

    def _done(self, step: Any) -> Any:
        """The share of the training that is behind, at a step."""
        return step / self.steps


class TimedCycle(Cycle):
    """The same, by the clock: told now and then how much of the time is over, it goes on at the same pace."""

    def __init__(self, peak: float, last: float = 0.0) -> None:
        super().__init__(peak, 1, last)
        self._known = tf.Variable([0.0, 0.0, 0.0], trainable=False)  # share done, at which step, share a step

    def tell(self, done: float, step: int, share_a_step: float) -> None:
        self._known.assign([done, float(step), share_a_step])

    def _done(self, step: Any) -> Any:
        done, at, share = tf.unstack(self._known)
        return tf.minimum(done + (step - at) * share, 1.0)
