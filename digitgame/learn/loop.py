"""The training loop: many steps in one call of TensorFlow's graph, the pictures already inside it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.digits import Pictures
from digitgame.learn.augment import augmented
from digitgame.learn.backend import keras, tf
from digitgame.learn.networks import Network
from digitgame.learn.presets import Preset

_READ_AT_ONCE: Final = 500


class Learner:
    """A network with its optimiser and its pictures, taught a few steps at a time."""

    def __init__(
        self,
        network: Network,
        preset: Preset,
        pictures: Pictures,
        *,
        steps: int,
        seed: int,
    ) -> None:
        """`steps` is the whole training's, for the schedule."""
        self.network = network
        self._preset = preset
        self._images = tf.constant(pictures.images)
        self._labels = tf.constant(pictures.labels, tf.int32)
        self._seed = seed
        rate = _OneCycle(preset.learning_rate, steps) if preset.schedule else preset.learning_rate
        if preset.weight_decay:
            self.optimiser = keras.optimizers.AdamW(rate, weight_decay=preset.weight_decay)
        else:
            self.optimiser = keras.optimizers.Adam(rate)
        self.optimiser.build(network.trainable_variables)
        self._teach = tf.function(self._steps, jit_compile=False, reduce_retracing=True)
        self._infer = tf.function(self._probabilities, jit_compile=False, reduce_retracing=True)

    def teach(self, batches: npt.NDArray[np.int32]) -> tuple[float, float]:
        """Take a step for each row of picture numbers [steps, batch]: the sums of their losses and accuracies."""
        loss, right = self._teach(tf.constant(batches))
        return float(loss), float(right) / batches.shape[1]

    def read(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of pictures [N, 28, 28], as the network is now."""
        parts = [
            self._infer(tf.constant(images[at : at + _READ_AT_ONCE])).numpy()
            for at in range(0, len(images), _READ_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty((0, 10), np.float32)

    def _steps(self, batches: Any) -> Any:
        loss, right = tf.constant(0.0), tf.constant(0)
        for batch in batches:  # becomes a loop in the graph
            step_loss, step_right = self._step(batch)
            loss += step_loss
            right += step_right
        return loss, right

    def _step(self, batch: Any) -> Any:
        preset = self._preset
        pictures = tf.cast(tf.gather(self._images, batch), tf.float32) / 255
        labels = tf.gather(self._labels, batch)
        if preset.augment:
            pictures = augmented(
                pictures, tf.stack([self._seed, tf.cast(self.optimiser.iterations, tf.int32)])
            )
        target = tf.one_hot(labels, 10, 1 - 0.9 * preset.label_smoothing, preset.label_smoothing / 10)
        with tf.GradientTape() as tape:
            logits = self.network(pictures[..., None], training=True)["logits"]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))
        variables = self.network.trainable_variables
        self.optimiser.apply(tape.gradient(loss, variables), variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.int32))
        return loss, right

    def _probabilities(self, images: Any) -> Any:
        pictures = tf.cast(images, tf.float32)[..., None] / 255
        return self.network(pictures, training=False)["probabilities"]


@keras.saving.register_keras_serializable("digitgame")
class _OneCycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Rise in a line for the first fifth, then fall in a line to nothing (Smith and Topin 2018, much shortened)."""

    def __init__(self, peak: float, steps: int) -> None:
        self.peak, self.steps = peak, max(steps, 1)

    def __call__(self, step: Any) -> Any:
        done = tf.cast(step, tf.float32) / self.steps
        return self.peak * tf.clip_by_value(tf.minimum(done / 0.2 + 0.02, (1 - done) / 0.8), 1e-3, 1.0)

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "steps": self.steps}
