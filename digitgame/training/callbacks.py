"""What happens between the steps of `fit`: averaging, validation, checkpoints, and when to end."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Batch, Epoch, Listener
from digitgame.training.backend import keras
from digitgame.training.checkpoint import Checkpoint, CheckpointDirectory
from digitgame.training.networks import Network, predictor

# The part of a training in which the learning rate rises.
_RISING: Final = 0.2
# Epochs whose weights the game can show, chosen from so many under a time limit.
_SNAPSHOTS: Final = 8
_TIMED_EPOCHS: Final = 64
# Images that are predicted together.
_AT_ONCE: Final = 500
Logs = dict[str, Any]
# Loss and accuracy.
Scores = tuple[float, float]


class Cycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A learning rate that rises to `peak` for the first fifth, then falls to `last` of it, both in a line.

    Smith and Topin 2018, "Super-Convergence", much shortened.
    """

    def __init__(self, peak: float, steps: int, last: float) -> None:
        self.peak, self.steps, self.last = peak, max(steps, 1), last

    def __call__(self, step: Any) -> Any:
        return self.at(keras.ops.cast(step, "float32") / self.steps)

    def at(self, done: Any) -> Any:
        """The rate when `done` of the training, 0 to 1, is over."""
        rising = done / _RISING + 0.02
        falling = self.last + (1 - self.last) * (1 - done) / (1 - _RISING)
        return self.peak * keras.ops.clip(keras.ops.minimum(rising, falling), 1e-3, 1.0)


@dataclass
class Progress:
    """How far a training is.

    It ends after `epochs` of so many `steps`, `limit` seconds, or `patience` epochs without a better one; None where
    that sets no end. `snapshots` are the packed weights after some of the epochs, `best_weights` those after the best
    one; `earlier` seconds came before an interruption.
    """

    epochs: int | None
    steps: int
    patience: int | None = None
    limit: float | None = None
    history: list[Epoch] = field(default_factory=list)
    snapshots: dict[int, bytes] = field(default_factory=dict)
    best_weights: bytes = b""
    earlier: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Of training, those before an interruption included."""
        return self.earlier + time.perf_counter() - self.began

    @property
    def best(self) -> Epoch | None:
        """The epoch with the highest validation accuracy, then the lowest loss."""
        return max(self.history, key=lambda epoch: (epoch.val_accuracy, -epoch.val_loss), default=None)

    @property
    def out_of_patience(self) -> bool:
        return bool(self.patience and self.best and len(self.history) - self.best.epoch >= self.patience)

    @property
    def is_over(self) -> bool:
        """No epoch is left, by number, patience or seconds."""
        timed_out = self.limit and self.seconds >= self.limit
        return bool(self.out_of_patience or timed_out or len(self.history) == self.epochs)

    def add(self, scores: Scores, val_scores: Scores, seconds: float) -> Epoch:
        """Note a finished epoch."""
        epoch = Epoch(len(self.history) + 1, self.epochs, *scores, *val_scores, seconds, left=0.0)
        self.history.append(epoch)
        self.history[-1] = replace(epoch, left=self._left(), best=self.best is epoch)
        return self.history[-1]

    def resume(self, kept: Checkpoint) -> None:
        """Take over the epochs of a checkpoint."""
        self.history = [Epoch(**{"epochs": self.epochs, "left": 0.0, **row}) for row in kept.history]
        self.earlier, self.best_weights, self.snapshots = kept.seconds, kept.best, kept.snapshots

    def _left(self) -> float:
        """Seconds of the epochs to come, estimated without the first one, in which the graph is built."""
        if self.epochs is None:
            return max((self.limit or 0.0) - self.seconds, 0.0)
        seconds = [epoch.seconds for epoch in self.history]
        return float(np.median(seconds[1:] or seconds)) * (self.epochs - len(self.history))


class AverageWeights(keras.callbacks.Callback):  # type: ignore[misc]
    """Keep `network`, which computes in float32, at the weights that are validated and saved.

    These are those of the network that `fit` trains or, with `averaging`, their average over all steps, in which the
    last 1 / (averaging + 1) counts: polynomial-decay averaging (Shamir and Zhang 2013, "Stochastic Gradient Descent for
    Non-smooth Optimization"). Keras' own forgets at a fixed pace, and leaves out batch normalisation's statistics.
    """

    def __init__(self, network: Network, averaging: float, steps_per_call: int) -> None:
        super().__init__()
        self._network, self._averaging, self._steps = network, averaging, steps_per_call

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._averaging:
            calls = int(self.model.optimizer.iterations.numpy()) / self._steps
            part = (self._averaging + 1) / (self._averaging + calls)
            for average, weight in zip(self._network.weights, self.model.weights, strict=True):
                average.assign(average + part * (weight - average))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self.update()

    def update(self) -> None:
        """Copy the weights of the network that `fit` trains; an average is up to date after each call of steps."""
        if not self._averaging:
            self._network.set_weights(self.model.get_weights())


class Validation:
    """Scores a network on the validation `images`.

    Unlike the validation of `fit` it runs the network that is saved, and keeps the `probabilities` [N, 10]. `seconds`
    are those that the last one took.
    """

    def __init__(self, network: Network, images: Images) -> None:
        self.network, self.images = network, images
        self.predictor = predictor(network)
        # Its graph is traced now, while the non-digits may still be drawn.
        self.predictor.get_concrete_function()
        self.probabilities = np.empty((0, 10), np.float32)
        self.seconds = 0.0

    def run(self) -> Scores:
        """Score the images."""
        began, labels = time.perf_counter(), self.images.labels
        self.probabilities = self.predict(self.images.images)
        likelihood = self.probabilities[np.arange(len(labels)), labels]
        loss = -np.log(np.maximum(likelihood, 1e-7)).mean()
        accuracy = (self.probabilities.argmax(1) == labels).mean()
        self.seconds = time.perf_counter() - began
        return float(loss), float(accuracy)

    def predict(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of images [N, 28, 28]."""
        some = (images[at : at + _AT_ONCE, ..., None] for at in range(0, len(images), _AT_ONCE))
        # The other outputs, each layer's maps, have fifty times as many bytes: those of one batch at a time.
        parts = [self.predictor(one.astype(np.float32) / np.float32(255))["probabilities"] for one in some]
        return np.concatenate([np.empty((0, 10), np.float32), *parts])


@dataclass(eq=False)
class KeepEpochs(keras.callbacks.Callback):  # type: ignore[misc]
    """After each epoch validate, keep a checkpoint to resume from, and report; end when `stopped`.

    `state` are the variables that the next step depends on; `about` describes the training. Keras' BackupAndRestore
    keeps neither the state of the dropout nor the averaged weights.
    """

    progress: Progress
    validation: Validation
    state: Sequence[Any]
    about: dict[str, Any]
    checkpoints: CheckpointDirectory | None
    report: Listener
    stopped: Callable[[], bool]

    def __post_init__(self) -> None:
        super().__init__()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        self._step = batch + 1
        self.report(Batch(len(self.progress.history) + 1, self._step, self.progress.steps, *_scores(logs)))
        self.model.stop_training |= self.stopped()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:  # noqa: ARG002
        val_scores = self.validation.run()
        seconds = time.perf_counter() - self._began
        event = self.progress.add(_scores(logs), val_scores, seconds)
        # An epoch is reported once it is kept; one that was stopped on the way is not kept.
        if self._step >= self.progress.steps:
            self.keep()
        self.report(event)
        self.model.stop_training |= self.stopped() or self.progress.out_of_patience

    def keep(self) -> None:
        """Keep the last epoch."""
        progress, number = self.progress, len(self.progress.history)
        weights = pack(self.validation.network.weights)
        # At most eight, close together at first, where a network changes most; never the last.
        epochs = progress.epochs or _TIMED_EPOCHS
        if number < epochs and number in np.geomspace(1, epochs, _SNAPSHOTS + 1).round():
            progress.snapshots[number] = weights
        if progress.patience and progress.history[-1].best:
            progress.best_weights = weights
        if self.checkpoints:
            rows = [vars(epoch) for epoch in progress.history]
            kept = pack(self.state), progress.best_weights, progress.snapshots
            self.checkpoints.keep(Checkpoint(self.about, rows, progress.seconds, *kept))


@dataclass(eq=False)
class TimeLimit(keras.callbacks.Callback):  # type: ignore[misc]
    """End when the time is over, and move the learning rate along its `cycle`, if it has one, by the clock."""

    progress: Progress
    validation: Validation
    cycle: Cycle | None
    limit: float
    # Seconds that a call of steps takes.
    call: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def _left(self) -> float:
        """Seconds for steps; the next validation will take as long as the last one."""
        return self.limit - self.validation.seconds - self.progress.seconds

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()
        if self.cycle:
            done = min(1 - (self._left - self.call / 2) / self.limit, 1.0)
            self.model.optimizer.learning_rate = float(self.cycle.at(done))

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        # The very first call builds the graph.
        if batch + 1 < self.progress.steps or self.progress.history:
            self.call = time.perf_counter() - self._began
        self.on_epoch_end(0, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._left <= self.call / 2:
            self.model.stop_training = True


def pack(variables: Sequence[Any]) -> bytes:
    """The values of variables, one after the other."""
    return b"".join(variable.numpy().tobytes() for variable in variables)


def unpack(data: bytes, variables: Sequence[Any]) -> list[npt.NDArray[Any]]:
    """Back from `pack`: arrays with the dtypes and the shapes of the variables."""
    fields = [(str(at), one.dtype, tuple(one.shape)) for at, one in enumerate(variables)]
    [values] = np.frombuffer(data, fields)
    return list(values)


def _scores(logs: Logs) -> Scores:
    return float(logs["loss"]), float(logs["accuracy"])
