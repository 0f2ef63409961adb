"""What happens between the steps of `fit`: averaging, validation, checkpoints, reports, and when to end.

They share a `Progress` and stand in the order of `train.train`: each may use what those before it have noted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Batch, Epoch, Listener
from digitgame.training.backend import keras, tf
from digitgame.training.checkpoint import Checkpoint, Row, Work, pack, unpack
from digitgame.training.config import Preset
from digitgame.training.networks import Network
from digitgame.training.schedule import cycle

_SNAPSHOTS: Final = 8  # epochs on the way that are kept for the game
_TIMED_EPOCHS: Final = 64  # how many to think of, where only the time is known
_AT_ONCE: Final = 500  # images to predict
Weights = list[npt.NDArray[Any]]
Logs = dict[str, Any]


@dataclass
class Progress:
    """How far a training is."""

    epochs: int | None  # at most; None where the clock says when to end
    steps: int  # an epoch
    history: list[Row] = field(default_factory=list)
    snapshots: dict[int, Weights] = field(default_factory=dict)  # after some of the epochs
    best: Row | None = None  # the epoch with the highest validation accuracy, then the lowest loss
    best_weights: Weights | None = None
    probabilities: npt.NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 10), np.float32))
    resumed: int = 0  # epochs that were done before a break
    whole: bool = True  # every step of the last epoch was taken
    earlier: float = 0.0  # seconds before a break
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Of training, those before a break included."""
        return self.earlier + time.perf_counter() - self.began

    def add(self, row: Row) -> None:
        """Note a finished epoch."""
        self.history.append(row)
        if self.best is None or _score(row) > _score(self.best):
            self.best = row

    def resume(self, kept: Checkpoint, network: Network) -> None:
        """Take over the epochs of a checkpoint."""
        for row in kept.history:
            self.add(row)
        self.resumed, self.earlier = kept.epoch, kept.seconds
        self.snapshots = {epoch: unpack(one, network.weights) for epoch, one in kept.snapshots.items()}
        self.best_weights = unpack(kept.best[1], network.weights) if kept.best else None

    def out_of_patience(self, patience: int | None) -> bool:
        return bool(patience and self.best and len(self.history) - self.best["epoch"] >= patience)

    def is_over(self, patience: int | None, limit: float | None) -> bool:
        """Whether no epoch is left, by number, patience or seconds."""
        if self.out_of_patience(patience) or (limit and self.seconds >= limit):
            return True
        return self.epochs is not None and len(self.history) >= self.epochs

    def epoch_event(self, row: Row, left: float) -> Epoch:
        """The event of a finished epoch; it was the best one so far unless an earlier one was better."""
        so_far = self.history[: int(row["epoch"])]
        scores = {name: value for name, value in row.items() if name != "epoch"}
        best = max(so_far, key=_score) is row
        return Epoch(int(row["epoch"]), self.epochs, **scores, left=left, best=best)


class AverageWeights(keras.callbacks.Callback):  # type: ignore[misc]
    """Keep `network`, which computes in float32, at the weights that are validated and saved.

    These are those of the network that `fit` trains or, with `averaging`, their average over its way, in which the
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
        """Take over the weights of the network that learns; an average is up to date after each call of steps."""
        if not self._averaging:
            self._network.set_weights(self.model.get_weights())


class Validate(keras.callbacks.Callback):  # type: ignore[misc]
    """Score the validation images after each epoch and note the epoch.

    Unlike the validation of `fit` it runs the network that is saved, and keeps the probabilities.
    """

    def __init__(self, progress: Progress, network: Network, images: Images) -> None:
        super().__init__()
        self._progress, self._images = progress, images
        spec = [tf.TensorSpec([None, 28, 28], tf.uint8)]
        self._network = tf.function(
            lambda pixels: network(tf.cast(pixels, tf.float32)[..., None] / 255, training=False)[
                "probabilities"
            ],
            input_signature=spec,
            autograph=False,
        )
        self.seconds = 0.0  # that the last validation took

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._progress.whole = batch + 1 >= self._progress.steps

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        assert logs is not None
        started = time.perf_counter()
        loss, accuracy = self.run()
        ended = time.perf_counter()
        self.seconds = ended - started
        self._progress.add({
            "epoch": epoch + 1, "loss": float(logs["loss"]), "accuracy": float(logs["accuracy"]),
            "val_loss": loss, "val_accuracy": accuracy, "seconds": ended - self._began,
        })  # fmt: skip

    def run(self) -> tuple[float, float]:
        """Loss and accuracy on the validation images."""
        probabilities, labels = self.predict(self._images.images), self._images.labels
        self._progress.probabilities = probabilities
        likelihood = probabilities[np.arange(len(labels)), labels]
        accuracy = (probabilities.argmax(1) == labels).mean()
        return float(-np.log(np.maximum(likelihood, 1e-7)).mean()), float(accuracy)

    def predict(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Probabilities [N, 10] of images [N, 28, 28]."""
        parts = [self._network(images[at : at + _AT_ONCE]) for at in range(0, len(images), _AT_ONCE)]
        return np.concatenate([part.numpy() for part in parts]) if parts else np.empty((0, 10), np.float32)


class KeepEpochs(keras.callbacks.Callback):  # type: ignore[misc]
    """After each whole epoch keep what must last: snapshots, the best weights, and a checkpoint to resume from.

    Keras' BackupAndRestore keeps neither the state of the dropout nor the averaged weights.
    """

    def __init__(
        self,
        progress: Progress,
        network: Network,
        state: Sequence[Any],
        work: Work | None,
        about: dict[str, Any],
        patience: int | None,
    ) -> None:
        """`state` are the variables that the next step depends on; `about` says what it is a training of."""
        super().__init__()
        self._progress, self._network, self._state = progress, network, state
        self._work, self._about, self._patience = work, about, patience
        self._chosen = _spread(progress.epochs or _TIMED_EPOCHS)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        progress, work, number = self._progress, self._work, epoch + 1
        if not progress.whole:
            return
        row = progress.history[-1]
        best = bool(self._patience) and progress.best is row
        chosen = number in self._chosen
        weights = self._network.get_weights() if best or chosen else []
        if chosen:
            progress.snapshots[number] = weights
        if best:
            progress.best_weights = weights
        if work is None:
            return
        if chosen:
            work.keep_weights("snapshot", number, pack(weights))
        if best:
            work.keep_weights("best", number, pack(weights))
        kept = int(progress.best["epoch"]) if progress.best and self._patience else None
        state = pack([variable.numpy() for variable in self._state])
        work.keep(
            row, state, self._about, seconds=progress.seconds, snapshots=[*progress.snapshots], best=kept
        )


class Report(keras.callbacks.Callback):  # type: ignore[misc]
    """Send the events of batches and epochs; an epoch's once it is kept."""

    def __init__(self, progress: Progress, report: Listener, limit: float | None) -> None:
        super().__init__()
        self._progress, self._report, self._limit = progress, report, limit

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        assert logs is not None
        epoch, steps = len(self._progress.history) + 1, self._progress.steps
        self._report(Batch(epoch, batch + 1, steps, float(logs["loss"]), float(logs["accuracy"])))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._report(self._progress.epoch_event(self._progress.history[-1], self._left()))

    def _left(self) -> float:
        """Seconds of the epochs to come, estimated without the first one, in which the graph is built."""
        progress = self._progress
        if self._limit or progress.epochs is None:
            return max((self._limit or 0.0) - progress.seconds, 0.0)
        recent = [row["seconds"] for row in progress.history[progress.resumed :]]
        return float(np.median(recent[1:] or recent)) * (progress.epochs - len(progress.history))


class EndEarly(keras.callbacks.Callback):  # type: ignore[misc]
    """End after the call of steps in which somebody asked for it, or after an epoch that used up the patience.

    Keras' EarlyStopping knows one measure; the best epoch here is the most accurate one, then that of the lowest loss.
    """

    def __init__(self, progress: Progress, patience: int | None, stopped: Callable[[], bool]) -> None:
        super().__init__()
        self._progress, self._patience, self._stopped = progress, patience, stopped

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._stopped():
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if self._stopped() or self._progress.out_of_patience(self._patience):
            self.model.stop_training = True


class TimeLimit(keras.callbacks.Callback):  # type: ignore[misc]
    """End when the time is over, and let the learning rate go its cycle by the clock."""

    def __init__(self, progress: Progress, limit: float, preset: Preset, validate: Validate) -> None:
        super().__init__()
        self._progress, self._limit, self._preset, self._validate = progress, limit, preset, validate
        self._call = 0.0  # seconds

    @property
    def _left(self) -> float:
        """Seconds for steps; the last validation takes its part of the time."""
        return self._limit - self._validate.seconds - self._progress.seconds

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        self._began = time.perf_counter()
        if self._preset.schedule:
            done = min(1 - (self._left - self._call / 2) / self._limit, 1.0)
            rate = self._preset.learning_rate * float(cycle(done, self._preset.last_rate))
            self.model.optimizer.learning_rate = rate

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:  # noqa: ARG002
        if batch + 1 < self._progress.steps or self._progress.history:
            self._call = time.perf_counter() - self._began
        if self._left <= self._call / 2:
            self.model.stop_training = True

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
