"""The training loop: many steps in one call of TensorFlow's graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.training.augment import augmented
from digitgame.training.backend import SHARES, keras, tf
from digitgame.training.byhand import ByHand, fits
from digitgame.training.config import Preset
from digitgame.training.networks import Network
from digitgame.training.optimiser import Adam
from digitgame.training.schedule import Cycle, TimedCycle
from digitgame.training.ways import PLAIN, Way

_READ_AT_ONCE: Final = 500
Bytes = npt.NDArray[np.uint8]
ImageBatch = npt.NDArray[np.uint8]


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
        way: Way = PLAIN,
    ) -> None:
        """`steps` is the whole training's, for the schedule; None: it goes by the clock, see `pace`.

        `strategy` is the tf.distribute.Strategy under which the network was made, where several devices share a batch.
        """
        self.network = network
        # what is learnt from: without the outputs that only reading asks for
        self._to_logits = keras.Model(network.inputs, network.get_layer("logits").output)
        self._preset = preset
        self._seed = seed
        self._strategy = strategy
        # a GPU works on all of a batch at once
        graphic = bool(tf.config.list_physical_devices("GPU"))
        self._shares = 1 if graphic else min(SHARES, preset.batch_size)
        self._by_hand: ByHand | None = None
        self._may_be_by_hand = fits(network) and not (graphic or strategy or preset.augment)
        rate: Any = preset.learning_rate
        if preset.schedule:
            last = preset.last_rate
            rate = TimedCycle(rate, last) if steps is None else Cycle(rate, steps, last)
        self._rate = rate
        self.optimiser = Adam(rate, weight_decay=preset.weight_decay or None)
        self.optimiser.build(network.trainable_variables)
        self._averages = _copies(network) if preset.averaging else []
        self._held = _held(network, self.optimiser, self._averages)
        some = tf.TensorSpec([None, 28, 28], tf.uint8)
        self._infer = tf.function(self._probabilities, input_signature=[some], autograph=False)
        self._pack = tf.function(self._bytes, autograph=False)
        self._swap = tf.function(self._swapped, autograph=False)
        self.go(way)

    def go(self, way: Way) -> None:
        """From now on, take steps in this way."""
        self.way = way
        size = self._preset.batch_size
        # any number of batches and of pictures: each is built only once, when it is first called
        batches = [tf.TensorSpec([None, size, 28, 28], tf.uint8), tf.TensorSpec([None, size], tf.uint8)]
        some = tf.TensorSpec([None, 28, 28], tf.uint8)
        by_hand = self._may_be_by_hand and not way.compiled
        self._by_hand = ByHand(self.network, way.precision, self._seed) if by_hand else None
        step = self._step if self._strategy is None else self._shared
        self._one = tf.function(step, jit_compile=True, autograph=False) if way.compiled else step
        self._teach = tf.function(self._steps, input_signature=batches, autograph=False)
        self._whole = tf.function(self._epoch, input_signature=[*batches, some], autograph=False)

    def teach(self, pictures: Images) -> tuple[float, float]:
        """Take a step for each batch of pictures, one after the other: the sums of their losses and accuracies."""
        loss, right = self._teach(*self._batches(pictures))
        return float(loss), float(right) / self._preset.batch_size

    def teach_and_read(
        self, pictures: Images, images: ImageBatch
    ) -> tuple[float, float, npt.NDArray[np.float32], Bytes]:
        """`teach`, then `read` pictures [N, 28, 28], then `state`: in one call, for epochs that take no longer."""
        loss, right, read, state = self._whole(*self._batches(pictures), self._enough(images))
        return float(loss), float(right) / self._preset.batch_size, read.numpy()[: len(images)], state.numpy()

    def _batches(self, pictures: Images) -> tuple[Any, Any]:
        size = self._preset.batch_size
        images, labels = pictures.images.reshape(-1, size, 28, 28), pictures.labels.reshape(-1, size)
        return tf.constant(images), tf.constant(labels)

    def _enough(self, images: ImageBatch) -> Any:
        """Pictures to read, so many that no share is without one."""
        return tf.constant(np.resize(images, (max(len(images), self._shares), *images.shape[1:])))

    def read(self, images: ImageBatch) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of pictures [N, 28, 28], as the network is now."""
        parts = []
        for at in range(0, len(images), _READ_AT_ONCE):
            some = images[at : at + _READ_AT_ONCE]
            parts.append(self._infer(self._enough(some)).numpy()[: len(some)])
        return np.concatenate(parts) if parts else np.empty((0, 10), np.float32)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Meanwhile the network has the average of the weights that it had on its way, if the preset wants it."""
        with self._swapping(self._swap):
            yield

    @contextmanager
    def _swapping(self, swap: Callable[[], None]) -> Iterator[None]:
        if self._averages:
            swap()
        try:
            yield
        finally:
            if self._averages:
                swap()

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
        """The part of a state that is the network's weights, averaged if the preset wants it."""
        size = sum(_size(variable) for variable in self.network.weights)
        return state[-size:] if self._averages else state[:size]

    def restore(self, state: Bytes) -> None:
        """Go back to a state, or put back the weights of one."""
        for variable, value in zip(self._held, _unpacked(state, self._held), strict=False):
            variable.assign(value)

    def arrays_of(self, weights: Bytes) -> list[npt.NDArray[Any]]:
        """Weights as the network's `set_weights` takes them."""
        return _unpacked(weights, self.network.weights)

    def _bytes(self) -> Any:
        return tf.concat([tf.reshape(tf.bitcast(held.value, tf.uint8), [-1]) for held in self._held], 0)

    def _epoch(self, images: Any, labels: Any, watching: Any) -> Any:
        told = self._steps(images, labels)
        with self._swapping(self._swapped):
            read = self._probabilities(watching)
        return *told, read, self._bytes()

    def _steps(self, images: Any, labels: Any) -> Any:
        def step(number: Any, loss: Any, right: Any) -> Any:
            step_loss, step_right = self._one(images[number], tf.cast(labels[number], tf.int32))
            self._average()
            return number + 1, loss + step_loss, right + step_right

        count = tf.shape(images)[0]
        if self._by_hand is not None:
            images = self._by_hand.in_blocks(images)
        with self.way.computing(self.network):
            # one step after the other: only their shares, each on its core, go side by side
            _, loss, right = tf.while_loop(
                lambda number, *_: number < count, step, (0, 0.0, 0), parallel_iterations=1
            )
        return loss, right

    def _step(self, images: Any, labels: Any) -> Any:
        """Learn from a batch: the sum of its shares' losses and of what they read right.

        The shares know nothing of each other until their gradients are added up, so that each core takes one: an
        operation that all cores share would let them wait for each other at its end.
        """
        if self._by_hand is not None:
            return self._step_by_hand(self._by_hand, images, labels)
        parts = [self._share(images, labels, number, self._shares) for number in range(self._shares)]
        loss, right, *gradients = [tf.add_n(part) for part in zip(*parts, strict=True)]
        self.optimiser.apply(gradients, self.network.trainable_variables)
        return loss, right

    def _step_by_hand(self, network: ByHand, blocks: Any, labels: Any) -> Any:
        target = self._target(blocks, labels, self.network.get_layer("logits").units)
        step = tf.cast(self.optimiser.iterations, tf.int32)
        losses, logits, gradients = network.learn(blocks, target, self._shares, step)
        self.optimiser.apply(gradients, self.network.trainable_variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.int32))
        return tf.reduce_mean(losses), right

    def _average(self) -> None:
        """Let the average follow the weights: the last of the way counts most, however long it has been.

        Polynomial-decay averaging (Shamir and Zhang 2013, "Stochastic Gradient Descent for Non-smooth Optimization").
        """
        steps = tf.cast(self.optimiser.iterations, tf.float32)
        share = (self._preset.averaging + 1) / (self._preset.averaging + steps)
        for average, variable in zip(self._averages, self.network.weights, strict=False):
            average.assign_add(
                share * (tf.convert_to_tensor(variable.value) - tf.convert_to_tensor(average.value))
            )

    def _swapped(self) -> None:
        for average, variable in zip(self._averages, self.network.weights, strict=True):
            earlier = tf.identity(variable.value)
            variable.assign(average)
            average.assign(earlier)

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
            logits = self._to_logits(pictures[..., None], training=True)
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
        if self._by_hand is not None:
            return tf.concat(
                [tf.nn.softmax(self._by_hand.logits(self._by_hand.in_blocks(s))) for s in shares], 0
            )
        read = [self.network(tf.cast(share, tf.float32)[..., None] / 255, training=False) for share in shares]
        return tf.concat([part["probabilities"] for part in read], 0)


def _copies(network: Network) -> list[Any]:
    """A variable for the average of each of the weights, as they are now."""
    return [keras.Variable(weight.numpy(), trainable=False) for weight in network.weights]


def _held(network: Network, optimiser: Any, averages: list[Any]) -> list[Any]:
    """Every variable that a step reads or changes: weights, what the dropout draws from, the optimiser's, averages."""
    weights = {id(variable) for variable in network.weights}
    others = [variable for variable in network.variables if id(variable) not in weights]
    return [*network.weights, *others, *optimiser.variables, *averages]


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
