"""The epochs of a training, one after the other, until there are enough of them, or no time or no patience left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images, shuffled_batches
from digitgame.events import Batch, Epoch, Listener
from digitgame.training.checkpoint import Checkpoint, Row, Work
from digitgame.training.config import Preset
from digitgame.training.loop import Bytes, Learner
from digitgame.training.training_set import Material

_CALL_SECONDS: Final = 0.25  # of steps in one call of the graph: how often the progress bar moves
_SHORT: Final = 2_000  # pictures: an epoch of no more is one call
_SNAPSHOTS: Final = 8  # epochs on the way that are kept for the game
_TIMED_EPOCHS: Final = 64  # how many to think of, where only the time is known
Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Learnt:
    """What came of an epoch."""

    epoch: int
    loss: float
    accuracy: float
    read: Probabilities  # of the pictures to watch by
    seconds: float
    whole: bool = True  # every step of it was taken
    state: Bytes | None = None  # after it, where the network may have learnt on since; None: as it is


@dataclass
class Course:
    """One training: `run` it, then look at what it became."""

    learner: Learner
    preset: Preset
    learning: Material
    watching: Images
    seed: int
    tell: Listener
    stopped: Callable[[], bool]
    limit: float | None = None  # seconds of learning; the preset's epochs do not count then
    patience: int | None = None  # epochs without a better one after which it ends, and the best one is taken
    work: Work | None = None  # where each epoch is kept
    about: dict[str, Any] = field(default_factory=dict)  # what it is a training of, for the checkpoint
    start: Sequence[np.ndarray[Any, Any]] | None = None  # the weights of a network that goes on learning

    def __post_init__(self) -> None:
        self.history: list[Row] = []
        self.snapshots: dict[int, Bytes] = {}
        self.watched: Probabilities = np.empty((0, 10), np.float32)
        self.best: Row | None = None
        self._best_weights: Bytes | None = None
        self._chosen = _spread(_TIMED_EPOCHS if self.limit else self.preset.epochs)
        self._steps_a_call = 1
        self._step_seconds = 0.0
        self._watch_seconds = 0.0
        self._earlier = 0.0
        self._began = time.perf_counter()
        self._resumed = 0

    @property
    def seconds(self) -> float:
        """Of learning, those before a break included."""
        return self._earlier + time.perf_counter() - self._began

    @property
    def epochs(self) -> int | None:
        """How many there will be at most; None where the clock says when to end."""
        return None if self.limit else self.preset.epochs

    @property
    def steps(self) -> int:
        """An epoch."""
        return -(-len(self.learning) // self.preset.batch_size)

    def go_on_from(self, kept: Checkpoint) -> None:
        """Start where a broken training ended, as if it had not been broken."""
        self.learner.restore(np.frombuffer(kept.state, np.uint8))
        self.history, self._earlier, self._resumed = list(kept.history), kept.seconds, kept.epoch
        self.snapshots = {epoch: np.frombuffer(one, np.uint8) for epoch, one in kept.snapshots.items()}
        for row in self.history:
            if _better(row, self.best):
                self.best = row
        if kept.best is not None:
            self._best_weights = np.frombuffer(kept.best[1], np.uint8)

    def told(self) -> tuple[Epoch, ...]:
        """The epochs so far, as they were told of when they were done."""
        told, best = [], None
        for row in self.history:
            better = _better(row, best)
            best = row if better else best
            scores = {name: value for name, value in row.items() if name != "epoch"}
            told.append(Epoch(int(row["epoch"]), self.epochs, **scores, left=0.0, best=better))
        return tuple(told)

    def run(self) -> None:
        """Teach."""
        self._began = time.perf_counter()
        short = not self.limit and len(self.learning) <= _SHORT
        for learnt in self._ahead() if short else self._one_by_one():
            best = self.history[-1] is self.best
            if learnt.whole:
                self._keep(learnt, best)
            self._tell_of(learnt, best)
        if self.patience and self._best_weights is not None:
            self.learner.restore(self._best_weights)
        elif self.preset.averaging:
            self.learner.restore(self.learner.weights_of(self.learner.state()))
        if self.patience or not len(self.watched):
            self._watch()

    def go_back_half_way(self) -> None:
        """Weights half way from those that a network began with to those that it came to, where it went on learning.

        They keep what it knew, and most of what it learnt (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
        models"). Measured with the model in the box and 30 corrected drawings of an odd 7, of which it read 23 %: 97 %
        and fewer of the others as it came to be, 80 % and as many of the others half way.
        """
        if self.start is None:
            return
        network = self.learner.network
        network.set_weights([(a + b) / 2 for a, b in zip(self.start, network.get_weights(), strict=True)])
        self._watch()

    def _is_over(self) -> bool:
        if not self.history:
            return False
        if self.patience and self.best and len(self.history) - self.best["epoch"] >= self.patience:
            return True
        return self._time_left() <= 0 if self.limit else len(self.history) >= self.preset.epochs

    def _time_left(self) -> float:
        """Seconds for steps before the time is over; the last look at the pictures to watch by takes its share."""
        return (self.limit or 0.0) - self.seconds - self._watch_seconds

    def _one_by_one(self) -> Iterator[Learnt]:
        """The epochs, of many calls each."""
        while not self._is_over():
            learnt = self._long(len(self.history) + 1)
            self._note(learnt)
            yield learnt
            if not learnt.whole or self.stopped():
                break

    def _ahead(self) -> Iterator[Learnt]:
        """Short epochs, of which keeping and telling takes a good part: the next is learnt meanwhile, in a thread."""
        with ThreadPoolExecutor(1) as teacher:
            coming = None if self._is_over() else teacher.submit(self._short, len(self.history) + 1)
            while coming is not None:
                learnt = coming.result()
                self._note(learnt)
                over = self._is_over() or self.stopped()
                coming = None if over else teacher.submit(self._short, learnt.epoch + 1)
                self.tell(Batch(learnt.epoch, self.steps, self.steps, learnt.loss, learnt.accuracy))
                yield learnt
                if coming is not None and self.stopped() and learnt.state is not None:
                    coming.result()
                    self.learner.restore(learnt.state)  # what was begun meanwhile does not count
                    coming = None

    def _long(self, epoch: int) -> Learnt:
        started = time.perf_counter()
        loss, accuracy, whole = self._teach(epoch)
        taught = time.perf_counter()
        with self.learner.averaged():
            read = self.learner.read(self.watching.images)
        self._watch_seconds = time.perf_counter() - taught
        return Learnt(epoch, loss, accuracy, read, time.perf_counter() - started, whole)

    def _short(self, epoch: int) -> Learnt:
        started = time.perf_counter()
        batches = self._shuffled(epoch)
        pictures = self.learning.take(batches.reshape(-1))
        loss, right, read, state = self.learner.teach_and_read(pictures, self.watching.images)
        seconds = time.perf_counter() - started
        return Learnt(epoch, loss / len(batches), right / len(batches), read, seconds, state=state)

    def _note(self, learnt: Learnt) -> None:
        """Add an epoch to what decides whether there is another."""
        self.watched = learnt.read
        val_loss, val_accuracy = self._scored(learnt.read)
        row: Row = {
            "epoch": learnt.epoch, "loss": learnt.loss, "accuracy": learnt.accuracy,
            "val_loss": val_loss, "val_accuracy": val_accuracy, "seconds": learnt.seconds,
        }  # fmt: skip
        self.history.append(row)
        if _better(row, self.best):
            self.best = row

    def _tell_of(self, learnt: Learnt, best: bool) -> None:
        scores = {name: value for name, value in self.history[-1].items() if name != "epoch"}
        self.tell(Epoch(learnt.epoch, self.epochs, **scores, left=self._left(), best=best))

    def _keep(self, learnt: Learnt, best: bool) -> None:
        """Take what must last of the network as it was, and write it where there is a place for it."""
        epoch, row = learnt.epoch, self.history[-1]
        chosen = epoch in self._chosen
        if self.work is None and not chosen and not (best and self.patience):
            return
        state = self.learner.state() if learnt.state is None else learnt.state
        weights = self.learner.weights_of(state)
        if chosen:
            self.snapshots[epoch] = weights
        if best and self.patience:
            self._best_weights = weights
        if self.work is None:
            return
        if chosen:
            self.work.keep_weights("snapshot", epoch, weights)
        if best and self.patience:
            self.work.keep_weights("best", epoch, weights)
        kept = int(self.best["epoch"]) if self.best and self.patience else None
        about, seconds = self.about, self.seconds
        self.work.keep(row, state, about, seconds=seconds, snapshots=[*self.snapshots], best=kept)

    def _left(self) -> float:
        """Seconds of the epochs to come, estimated."""
        if self.limit:
            return max(self.limit - self.seconds, 0.0)
        # the first epoch holds the building of the graph: later ones say better what is left
        recent = self.history[self._resumed :]
        seconds = [past["seconds"] for past in recent[1:] or recent]
        return float(np.median(seconds)) * (self.preset.epochs - len(self.history))

    def _teach(self, epoch: int) -> tuple[float, float, bool]:
        """The epoch's loss and accuracy, and whether every step of it was taken."""
        batches = self._shuffled(epoch)
        done, loss, right = 0, 0.0, 0.0
        while done < len(batches):
            some = batches[done : done + self._steps_now()]
            started = time.perf_counter()
            some_loss, some_right = self.learner.teach(self.learning.take(some.reshape(-1)))
            seconds = time.perf_counter() - started
            done, loss, right = done + len(some), loss + some_loss, right + some_right
            self.tell(Batch(epoch, done, len(batches), loss / done, right / done))
            if done > 1 or len(self.history) > self._resumed:  # not by the first call, which builds the graph
                self._step_seconds = max(seconds / len(some), 1e-6)
                self._steps_a_call = int(
                    min(max(_CALL_SECONDS / self._step_seconds, 1), 2 * self._steps_a_call)
                )
            if self.stopped() or (self.limit and self._time_left() <= 0):
                break
        return loss / done, right / done, done == len(batches)

    def _steps_now(self) -> int:
        """How many steps to take in one call."""
        if not self.limit:
            return self._steps_a_call
        whole = max(self.limit - self._watch_seconds, 1e-3)
        self.learner.pace(min(self.seconds / whole, 1.0), self._step_seconds / whole)
        fit = self._time_left() / self._step_seconds if self._step_seconds else 1
        return max(1, min(self._steps_a_call, round(fit)))

    def _shuffled(self, epoch: int) -> npt.NDArray[np.integer]:
        """The numbers of the pictures in each batch of an epoch."""
        return shuffled_batches(len(self.learning), self.preset.batch_size, seed=self.seed, epoch=epoch)

    def _watch(self) -> None:
        self.watched = self.learner.read(self.watching.images)

    def _scored(self, probabilities: Probabilities) -> tuple[float, float]:
        """Loss and accuracy on the pictures to watch by."""
        likelihood = probabilities[np.arange(len(probabilities)), self.watching.labels]
        right = probabilities.argmax(1) == self.watching.labels
        return float(-np.log(np.maximum(likelihood, 1e-7)).mean()), float(right.mean())


def _better(row: Row, than: Row | None) -> bool:
    """Whether an epoch reads more of the pictures to watch by, or as much with a smaller loss."""
    if than is None:
        return True
    return (row["val_accuracy"], -row["val_loss"]) > (than["val_accuracy"], -than["val_loss"])


def _spread(epochs: int) -> set[int]:
    """At most eight of the epochs, close together at first, where a network changes most; never the last."""
    if epochs <= _SNAPSHOTS:
        return set(range(1, epochs))
    return {round(epoch) for epoch in np.geomspace(1, epochs, _SNAPSHOTS + 1)[:-1]}
