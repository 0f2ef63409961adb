"""The training loop: many steps in one call of TensorFlow's graph."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.digits import Pictures
from digitgame.learn.augment import augmented
from digitgame.learn.backend import SHARES, tf
from digitgame.learn.networks import Network
from digitgame.learn.optimiser import Adam
from digitgame.learn.presets import Preset
from digitgame.learn.schedule import Cycle, TimedCycle

_READ_AT_ONCE: Final = 500
Bytes = npt.NDArray[np.uint8]


class Learner:
    """A network with its optimiser, taught a few steps at a time."""

    def __init__(
        self,
        network: Network,
        preset: Preset,
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
        self._seed = seed
        self._strategy = strategy
        # a GPU works on all of a batch at once
        self._shares = 1 if tf.config.list_physical_devices("GPU") else min(SHARES, preset.batch_size)
        rate: Any = preset.learning_rate
        if preset.schedule:
            rate = TimedCycle(rate) if steps is None else Cycle(rate, steps)
        self._rate = rate
        self.optimiser = Adam(rate, weight_decay=preset.weight_decay or None)
        self.optimiser.build(network.trainable_variables)
        self._held = _held(network, self.optimiser)
        size = preset.batch_size
        batches = [tf.TensorSpec([None, size, 28, 28], tf.uint8), tf.TensorSpec([None, size], tf.uint8)]
        some = tf.TensorSpec([None, 28, 28], tf.uint8)
        # any number of batches and of pictures: built only once
        self._teach = tf.function(self._steps, input_signature=batches, jit_compile=False)
        self._infer = tf.function(self._probabilities, input_signature=[some], jit_compile=False)
        self._pack = tf.function(self._bytes, jit_compile=False)

    def teach(self, pictures: Pictures) -> tuple[float, float]:
        """Take a step for each batch of pictures, one after the other: the sums of their losses and accuracies."""
        size = self._preset.batch_size
        images, labels = pictures.images.reshape(-1, size, 28, 28), pictures.labels.reshape(-1, size)
        loss, right = self._teach(tf.constant(images), tf.constant(labels))
        return float(loss), float(right) / size

    def read(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of pictures [N, 28, 28], as the network is now."""
        parts = []
        for at in range(0, len(images), _READ_AT_ONCE):
            some = images[at : at + _READ_AT_ONCE]
            enough = np.resize(
                some, (max(len(some), self._shares), *some.shape[1:])
            )  # no share without a picture
            parts.append(self._infer(tf.constant(enough)).numpy()[: len(some)])
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

    def _steps(self, images: Any, labels: Any) -> Any:
        loss, right = tf.constant(0.0), tf.constant(0)
        for number in tf.range(tf.shape(images)[0]):  # becomes a loop in the graph
            batch = images[number], tf.cast(labels[number], tf.int32)
            step_loss, step_right = self._step(*batch) if self._strategy is None else self._shared(*batch)
            loss += step_loss
            right += step_right
        return loss, right

    def _step(self, images: Any, labels: Any) -> Any:
        """Learn from a batch: the sum of its shares' losses and of what they read right.

        The shares know nothing of each other until their gradients are added up, so that each core takes one: an
        operation that all cores share would let them wait for each other at its end.
        """
        parts = [self._share(images, labels, number, self._shares) for number in range(self._shares)]
        loss, right, *gradients = [tf.add_n(part) for part in zip(*parts, strict=True)]
        self.optimiser.apply(gradients, self.network.trainable_variables)
        return loss, right

    def _shared(self, images: Any, labels: Any) -> Any:
        """A step that every device takes with its share of the batch; the optimiser adds up their gradients."""
        parts = self._strategy.run(self._replica_step, args=(images, labels))
        return [self._strategy.reduce("SUM", part, axis=None) for part in parts]

    def _replica_step(self, images: Any, labels: Any) -> Any:
        context = tf.distribute.get_replica_context()
        loss, right, *gradients = self._share(
            images, labels, context.replica_id_in_sync_group, context.num_replicas_in_sync
        )
        self.optimiser.apply(gradients, self.network.trainable_variables)
        return loss, right

    def _share(self, images: Any, labels: Any, number: Any, count: int) -> list[Any]:
        """What a share of a batch, one of `count`, adds to its loss, what is read right of it, and its gradients."""
        preset, size = self._preset, self._preset.batch_size
        start, stop = size * number // count, size * (number + 1) // count
        pictures, labels = tf.cast(images[start:stop], tf.float32) / 255, labels[start:stop]
        if preset.augment:
            turn = tf.cast(self.optimiser.iterations, tf.int32) * count + number
            pictures = augmented(pictures, tf.stack([self._seed, turn]))
        with tf.GradientTape() as tape:
            logits = self.network(pictures[..., None], training=True)["logits"]
            target = self._target(pictures, labels, logits.shape[1])
            loss = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(target, logits)) / size
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.int32))
        return [loss, right, *tape.gradient(loss, self.network.trainable_variables)]

    def _target(self, pictures: Any, labels: Any, classes: int) -> Any:  # noqa: ARG002 (a teacher would look at them)
        """The probabilities that the network should come to, [N, classes]."""
        smooth = self._preset.label_smoothing
        return tf.one_hot(labels, classes, 1 - smooth + smooth / classes, smooth / classes)

    def _probabilities(self, images: Any) -> Any:
        """Of the ten digits, [N, 10]; here too each core takes a share."""
        count, of = tf.shape(images)[0], self._shares
        shares = [images[count * n // of : count * (n + 1) // of] for n in range(of)]
        read = [self.network(tf.cast(share, tf.float32)[..., None] / 255, training=False) for share in shares]
        return tf.concat([part["probabilities"] for part in read], 0)


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
