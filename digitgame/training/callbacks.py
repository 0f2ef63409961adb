"""What happens between the steps of `fit`: averaging, validation, checkpoints, and when to end.

They share a `Progress` and stand in the order of `train.train`: each may use what those before it have noted.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Batch, Epoch
from digitgame.training.backend import keras, tf
from digitgame.training.checkpoint import Checkpoint, CheckpointDirectory, Row, pack, unpack
from digitgame.training.networks import Network

_RISING: Final = 0.2  # of the training
_SNAPSHOTS: Final = 8  # epochs whose weights the game can show
_TIMED_EPOCHS: Final = 64  # epochs to choose snapshots from under a time limit
_AT_ONCE: Final = 500  # images to predict
Weights = list[npt.NDArray[Any]]
Logs = dict[str, Any]


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

    It ends after `epochs`, `limit` seconds, or `patience` epochs without a better one; None where that sets no end.
    `whole`: every step of the last epoch was taken. `resumed` epochs and `earlier` seconds came before an interruption.
    """

    epochs: int | None
    steps: int  # an epoch
    patience: int | None = None
    limit: float | None = None
    history: list[Row] = field(default_factory=list)
    snapshots: dict[int, Weights] = field(default_factory=dict)  # after some of the epochs
    best: Row | None = None  # the epoch with the highest validation accuracy, then the lowest loss
    best_weights: Weights | None = None
    probabilities: npt.NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 10), np.float32))
    resumed: int = 0
    whole: bool = True
    earlier: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Of training, those before an interruption included."""
        return self.earlier + time.perf_counter() - self.began

    @property
    def out_of_patience(self) -> bool:
        return bool(self.patience and self.best and len(self.history) - self.best["epoch"] >= self.patience)

    @property
    def is_over(self) -> bool:
        """No epoch is left, by number, patience or seconds."""
        if self.out_of_patience or (self.limit and self.seconds >= self.limit):
            return True
        return self.epochs is not None and len(self.history) >= self.epochs

    def add(self, row: Row) -> None:
        """Note a finished epoch."""
        self.history.append(row)
        if self.best is None or _score(row) > _score(self.best):
            self.best = row

    def resume(self, kept: Checkpoint, network: Network) -> None:
        """Take over the epochs of a checkpoint."""
        for row in kept.history:
            self.add(row)
        self.resumed, self.earlier = len(kept.history), kept.seconds
        self.snapshots = {epoch: unpack(data, network.weights) for epoch, data in kept.snapshots.items()}
        self.best_weights = unpack(kept.best, network.weights) if kept.best else None

    def batch_event(self, batch: int, logs: Logs) -> Batch:
        """The event of the steps up to `batch`."""
        loss, accuracy = float(logs["loss"]), float(logs["accuracy"])
        return Batch(len(self.history) + 1, batch + 1, self.steps, loss, accuracy)

    def epoch_event(self, row: Row, left: float = 0.0) -> Epoch:
        """The event of a finished epoch; it was the best one so far unless an earlier one was better."""
        so_far = self.history[: int(row["epoch"])]
        scores = {name: value for name, value in row.items() if name != "epoch"}
        best = max(so_far, key=_score) is row
        return Epoch(int(row["epoch"]), self.epochs, **scores, left=left, best=best)

    def left(self) -> float:
        """Seconds of the epochs to come, estimated without the first one, in which the graph is built."""
        if self.epochs is None:
            return max((self.limit or 0.0) - self.seconds, 0.0)
        recent = [row["seconds"] for row in self.history[self.resumed :]]
        return float(np.median(recent[1:] or recent)) * (self.epochs - len(self.history))


class AverageWeights(keras.callbacks.Callback):  # type: ignore[misc]
    """Keep `network`, which computes in float32, at the weights that are validated and saved.

    These are those of the network that `fit` trains or, with `averaging`, their average over all steps, in which the
    last 1 / (averaging + 1) counts: polynomial-decay averaging (Shamir and Zhang 2013, "Stochastic Gradient Descent for
    Non-smooth Optimization"). Keras' own moving average forgets at a fixed pace, and leaves out the statistics of
    batch normalisation.
    """

    def __init__(self, network: Network, averaging: float, steps_per_call: int) -> None:
        super().__init__()
        self._network, self._averaging, self._steps = network, averaging, steps_per_call

    def on_train_begin(self, logs: Logs | None = None) -> None:  # noqa: ARG002
        pairs = list(zip(self._network.weights, self.model.weights, strict=True))

        @tf.function(autograph=False)  # type: ignore[untyped-decorator]
        def blend(part: Any) -> None:
            for average, weight in pairs:
                average.assign(average + part * (weight - average))

        self._blend = blend

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._averaging:
            calls = int(self.model.optimizer.iterations.numpy()) / self._steps
            self._blend(tf.constant((self._averaging + 1) / (self._averaging + calls), tf.float32))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self.update()

    def update(self) -> None:
        """Copy the weights of the network that `fit` trains; an average is up to date after each call of steps."""
        if not self._averaging:
            self._network.set_weights(self.model.get_weights())


class Validate(keras.callbacks.Callback):  # type: ignore[misc]
    """Score the validation images after each epoch and note the epoch.

    Unlike the validation of `fit` it runs the network that is saved, and keeps the probabilities.
    """

    def __init__(self, progress: Progress, network: Network, images: Images) -> None:
        super().__init__()
        self._progress, self._images = progress, images

        @tf.function(input_signature=[tf.TensorSpec([None, 28, 28], tf.uint8)], autograph=False)  # type: ignore[untyped-decorator]
        def probabilities(pixels: Any) -> Any:
            return network(tf.cast(pixels, tf.float32)[..., None] / 255, training=False)["probabilities"]

        self._probabilities = probabilities
        self.seconds = 0.0  # of the last validation

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._progress.whole = batch + 1 >= self._progress.steps

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        started = time.perf_counter()
        loss, accuracy = self.run()
        ended = time.perf_counter()
        self.seconds = ended - started
        row = {"epoch": epoch + 1, "loss": float(logs["loss"]), "accuracy": float(logs["accuracy"])}
        self._progress.add(row | {"val_loss": loss, "val_accuracy": accuracy, "seconds": ended - self._began})

    def run(self) -> tuple[float, float]:
        """Loss and accuracy on the validation images."""
        probabilities, labels = self.predict(self._images.images), self._images.labels
        self._progress.probabilities = probabilities
        likelihood = probabilities[np.arange(len(labels)), labels]
        accuracy = (probabilities.argmax(1) == labels).mean()
        return float(-np.log(np.maximum(likelihood, 1e-7)).mean()), float(accuracy)

    def predict(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of images [N, 28, 28]."""
        parts = [self._probabilities(images[at : at + _AT_ONCE]) for at in range(0, len(images), _AT_ONCE)]
        return np.concatenate([part.numpy() for part in parts]) if parts else np.empty((0, 10), np.float32)


@dataclass
class KeepEpochs:
    """After each whole epoch keep snapshots, the best weights, and a checkpoint to resume from.

    `state` are the variables that the next step depends on; `about` describes the training. Keras' BackupAndRestore
    keeps neither the state of the dropout nor the averaged weights.
    """

    progress: Progress
    network: Network
    state: Sequence[Any]
    about: dict[str, Any]
    checkpoints: CheckpointDirectory | None

    def keep(self) -> None:
        """Keep the last epoch."""
        progress, number = self.progress, len(self.progress.history)
        if not progress.whole:
            return
        if number in _spread(progress.epochs or _TIMED_EPOCHS):
            progress.snapshots[number] = self.network.get_weights()
        if progress.patience and progress.best is progress.history[-1]:
            progress.best_weights = self.network.get_weights()
        if self.checkpoints:
            state = pack([variable.numpy() for variable in self.state])
            snapshots = {epoch: pack(weights) for epoch, weights in progress.snapshots.items()}
            best = pack(progress.best_weights or [])
            values = self.about, progress.history, progress.seconds, state, best, snapshots
            self.checkpoints.keep(Checkpoint(*values))


class TimeLimit(keras.callbacks.Callback):  # type: ignore[misc]
    """End when the time is over, and move the learning rate along its `cycle`, if it has one, by the clock."""

    def __init__(self, progress: Progress, validate: Validate, cycle: Cycle | None) -> None:
        super().__init__()
        self._progress, self._validate, self._cycle = progress, validate, cycle
        self._limit = progress.limit or 0.0
        self._call = 0.0  # seconds that a call of steps takes

    @property
    def _left(self) -> float:
        """Seconds for steps; the next validation will take as long as the last one."""
        return self._limit - self._validate.seconds - self._progress.seconds

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()
        if self._cycle:
            done = min(1 - (self._left - self._call / 2) / self._limit, 1.0)
            self.model.optimizer.learning_rate = float(self._cycle.at(done))

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        # The very first call builds the graph.
        if batch + 1 < self._progress.steps or self._progress.history:
            self._call = time.perf_counter() - self._began
        self.on_epoch_end(0, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._left <= self._call / 2:
            self.model.stop_training = True


def _score(row: Row) -> tuple[float, float]:
    return row["val_accuracy"], -row["val_loss"]


def _spread(epochs: int) -> set[int]:
    """At most eight of the epochs, close together at first, where a network changes most; never the last."""
    if epochs <= _SNAPSHOTS:
        return set(range(1, epochs))
    return {round(epoch) for epoch in np.geomspace(1, epochs, _SNAPSHOTS + 1)[:-1]}
