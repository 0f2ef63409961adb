"""The training loop: many steps in one call of TensorFlow's graph, the pictures already inside it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.digits import Pictures
from digitgame.learn.augment import augmented
from digitgame.learn.backend import keras, tf
from digitgame.learn.networks import Network
from digitgame.learn.presets import Preset
from digitgame.learn.schedule import Cycle, TimedCycle

_READ_AT_ONCE: Final = 500
Bytes = npt.NDArray[np.uint8]


class Learner:
    """A network with its optimiser and its pictures, taught a few steps at a time."""

    def __init__(
        self,
        network: Network,
        preset: Preset,
        pictures: Pictures,
        *,
        steps: int | None,
        seed: int,
        strategy: Any = None,
    ) -> None:
        """`steps` is the whole training's, for the schedule; None: it goes by the clock, see `pace`.

        `strategy` is the tf.distribute.Strategy under which the network was made, where several devices share a batch.
        """
        self.network = network
        self._preset = preset
        self._images = tf.constant(pictures.images)
        self._labels = tf.constant(pictures.labels, tf.int32)
        self._seed = seed
        self._strategy = strategy
        rate: Any = preset.learning_rate
        if preset.schedule:
            rate = TimedCycle(rate) if steps is None else Cycle(rate, steps)
        self._rate = rate
        if preset.weight_decay:
            self.optimiser = keras.optimizers.AdamW(rate, weight_decay=preset.weight_decay)
        else:
            self.optimiser = keras.optimizers.Adam(rate)
        self.optimiser.build(network.trainable_variables)
        self._held = _held(network, self.optimiser)
        self._teach = tf.function(self._steps, jit_compile=False, reduce_retracing=True)
        self._infer = tf.function(self._probabilities, jit_compile=False, reduce_retracing=True)
        self._pack = tf.function(self._bytes, jit_compile=False)

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

    def pace(self, done: float, share_a_step: float) -> None:
        """For a training by the clock: how much of its time is over, and the share of it that a step takes."""
        if isinstance(self._rate, TimedCycle):
            self._rate.tell(done, int(self.optimiser.iterations.numpy()), share_a_step)

    def state(self) -> Bytes:
        """All that the next step depends on, as bytes: the weights first, then random state and optimiser.

        One call of the graph gathers it: asking each variable would take several times as long.
        """
        state: Bytes = self._pack().numpy()
        return state

    def layout(self) -> list[str]:
        """What the bytes of `state` are; equal for networks that can take each other's."""
        return [f"{variable.dtype}{list(variable.shape)}" for variable in self._held]

    def weights_of(self, state: Bytes) -> Bytes:
        """The part of a state that is the network's weights."""
        return state[: sum(_size(variable) for variable in self.network.weights)]

    def restore(self, state: Bytes) -> None:
        """Go back to a state, or put back the weights of one."""
        for variable, value in zip(self._held, _unpacked(state, self._held), strict=False):
            variable.assign(value)

    def arrays_of(self, weights: Bytes) -> list[npt.NDArray[Any]]:
        """Weights as the network's `set_weights` takes them."""
        return _unpacked(weights, self.network.weights)

    def _bytes(self) -> Any:
        return tf.concat([tf.reshape(tf.bitcast(held.value, tf.uint8), [-1]) for held in self._held], 0)

    def _steps(self, batches: Any) -> Any:
        loss, right = tf.constant(0.0), tf.constant(0)
        for batch in batches:  # becomes a loop in the graph
            step_loss, step_right = self._step(batch) if self._strategy is None else self._shared(batch)
            loss += step_loss
            right += step_right
        return loss, right

    def _shared(self, batch: Any) -> Any:
        """A step that every device takes with its share of the batch; the optimiser adds up their gradients."""
        parts = self._strategy.run(self._share, args=(batch,))
        return [self._strategy.reduce("SUM", part, axis=None) for part in parts]

    def _share(self, batch: Any) -> Any:
        context = tf.distribute.get_replica_context()
        number, count = context.replica_id_in_sync_group, context.num_replicas_in_sync
        size = tf.shape(batch)[0]
        share = batch[size * number // count : size * (number + 1) // count]
        return self._step(share, number, count, tf.shape(share)[0] / size)

    def _step(self, batch: Any, number: Any = 0, count: int = 1, weight: Any = 1.0) -> Any:
        """Learn from a batch, or from a share of one: which of how many, and what part of it it is."""
        preset = self._preset
        pictures = tf.cast(tf.gather(self._images, batch), tf.float32) / 255
        labels = tf.gather(self._labels, batch)
        if preset.augment:
            turn = tf.cast(self.optimiser.iterations, tf.int32) * count + number
            pictures = augmented(pictures, tf.stack([self._seed, turn]))
        with tf.GradientTape() as tape:
            logits = self.network(pictures[..., None], training=True)["logits"]
            classes, smooth = logits.shape[1], preset.label_smoothing
            target = tf.one_hot(labels, classes, 1 - smooth + smooth / classes, smooth / classes)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))
            loss *= tf.cast(weight, tf.float32)
        variables = self.network.trainable_variables
        self.optimiser.apply(tape.gradient(loss, variables), variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.int32))
        return loss, right

    def _probabilities(self, images: Any) -> Any:
        pictures = tf.cast(images, tf.float32)[..., None] / 255
        return self.network(pictures, training=False)["probabilities"]


def _held(network: Network, optimiser: Any) -> list[Any]:
    """Every variable that a step reads or changes: weights, what the dropout draws from, the optimiser's."""
    weights = {id(variable) for variable in network.weights}
    others = [variable for variable in network.variables if id(variable) not in weights]
    return [*network.weights, *others, *optimiser.variables]


def _size(variable: Any) -> int:
    return math.prod([np.dtype(variable.dtype).itemsize, *map(int, variable.shape)])


def _unpacked(state: Bytes, variables: list[Any]) -> list[npt.NDArray[Any]]:
    """The values that bytes hold, as many as there are bytes for."""
    values, at = [], 0
    for variable in variables:
        if at >= len(state):
            break
        end = at + _size(variable)
        values.append(state[at:end].view(variable.dtype).reshape(tuple(variable.shape)))
        at = end
    return values
