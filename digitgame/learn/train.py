"""Training from top to bottom: data, network, epochs, score, save."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame import charts
from digitgame.digits import Digits, Pictures, shuffled_batches
from digitgame.errors import DigitgameError
from digitgame.learn.backend import keras, quiet, tf
from digitgame.learn.events import Batch, Done, Epoch, Listener, Saving, Start
from digitgame.learn.loop import Learner
from digitgame.learn.networks import NETWORKS
from digitgame.learn.presets import PRESETS, Preset
from digitgame.learn.save import Tests, Trained, save

_CALL_SECONDS: Final = 0.25  # of steps in one call of the graph: how often the progress bar moves
_SMALLEST: Final = 20  # pictures that one can learn from at all
_SNAPSHOTS: Final = 8  # epochs on the way that are kept for the game


@dataclass(frozen=True)
class Plan:
    """What to train, on what, and how; None leaves it to the preset."""

    preset: str = "fast"
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
    seed: int = 1

    def recipe(self) -> Preset:
        """The preset, with what was asked for otherwise."""
        wishes = {"epochs": self.epochs, "batch_size": self.batch_size, "learning_rate": self.learning_rate}
        return replace(PRESETS[self.preset], **{k: v for k, v in wishes.items() if v is not None})  # type: ignore[arg-type]


def train(
    digits: Digits,
    plan: Plan,
    folder: Path,
    *,
    tests: Callable[[], Tests] = tuple,
    tell: Listener = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Done:
    """Train a network on `digits`, score it on their test part and on `tests`, and save it as `folder`.

    `tests` gives more pictures to score on, each set with its name; it is asked once the epochs are over.
    `tell` hears each event as it happens; once `stopped` says so, training ends after the batch and what there is
    is saved. Raises DigitgameError where there is too little to learn from; nothing is written then.
    """
    started = time.perf_counter()
    preset = plan.recipe()
    learning, watching = _split(digits.train, preset, plan.seed)
    keras.utils.set_random_seed(plan.seed)
    with quiet():
        network = NETWORKS[preset.network]()
        steps = -(-len(learning) // preset.batch_size)
        learner = Learner(network, preset, learning, steps=steps * preset.epochs, seed=plan.seed)
    tell(
        Start(
            plan.preset, digits.name, len(learning), len(watching), int(network.count_params()),
            preset.epochs, steps, _device(), digits.notes,
        )
    )  # fmt: skip
    course = _Course(learner, preset, learning, watching, plan.seed, tell, stopped)
    with ThreadPoolExecutor(1) as aside:
        written = course.run(lambda: aside.submit(_aside, tests))
        more = written.result()
    tell(Saving(len(course.history), course.stopped()))
    trained = Trained(
        network=network,
        recipe={"preset": plan.preset, **vars(preset), "seed": plan.seed},
        digits=digits,
        tests=more,
        watched=(course.watched, watching),
        history=course.history,
        snapshots=course.snapshots,
        seconds=time.perf_counter() - started,
    )
    scores = save(trained, folder)
    done = Done(folder, scores, time.perf_counter() - started)
    tell(done)
    return done


def _split(pictures: Pictures, preset: Preset, seed: int) -> tuple[Pictures, Pictures]:
    """The pictures to learn from and those to watch by, drawn at random; the latter at most a fifth."""
    if len(pictures) < _SMALLEST:
        raise DigitgameError(
            f"{len(pictures)} pictures are too few to learn from.",
            f"Give at least {_SMALLEST}, or add `--data hand`.",
        )
    order = np.random.default_rng(seed).permutation(len(pictures))
    held = min(preset.validation, len(pictures) // 5)
    return pictures[order[held:][: preset.pictures]], pictures[order[:held]]


def _aside(tests: Callable[[], Tests]) -> Tests:
    """What can be made ready while TensorFlow learns and Python is idle."""
    more = tests()
    charts.prepare()
    return more


def _device() -> str:
    cards = tf.config.list_logical_devices("GPU")
    return f"{len(cards)} GPU" if cards else "processor"


@dataclass
class _Course:
    """The epochs, one after the other."""

    learner: Learner
    preset: Preset
    learning: Pictures
    watching: Pictures
    seed: int
    tell: Listener
    stopped: Callable[[], bool]

    def __post_init__(self) -> None:
        self.history: list[dict[str, float]] = []
        self.snapshots: dict[int, list[np.ndarray[Any, Any]]] = {}
        self.watched = np.empty((0, 10), np.float32)
        self._chosen = _spread(self.preset.epochs)
        self._steps_a_call = 1

    def run(self, going: Callable[[], Future[Tests]]) -> Future[Tests]:
        """Teach; `going` is called once the graph is built, when Python has time. Returns what that returned."""
        aside = None
        for epoch in range(1, self.preset.epochs + 1):
            started = time.perf_counter()
            loss, accuracy = self._teach(epoch)
            val_loss, val_accuracy = self._watch()
            seconds = time.perf_counter() - started
            row = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
            self.history.append({"epoch": epoch, **row, "seconds": seconds})
            if epoch in self._chosen:
                self.snapshots[epoch] = self.learner.network.get_weights()
            # the first epoch holds the building of the graph: later ones say better what is left
            recent = [past["seconds"] for past in self.history[1:]] or [seconds]
            left = float(np.median(recent)) * (self.preset.epochs - epoch)
            self.tell(Epoch(epoch, self.preset.epochs, **row, seconds=seconds, left=left))
            aside = aside or going()
            if self.stopped():
                break
        assert aside is not None  # there is at least one epoch
        return aside

    def _teach(self, epoch: int) -> tuple[float, float]:
        batches = shuffled_batches(len(self.learning), self.preset.batch_size, seed=self.seed, epoch=epoch)
        done, loss, right = 0, 0.0, 0.0
        while done < len(batches):
            some = batches[done : done + self._steps_a_call]
            started = time.perf_counter()
            some_loss, some_right = self.learner.teach(some)
            seconds = time.perf_counter() - started
            done, loss, right = done + len(some), loss + some_loss, right + some_right
            self.tell(Batch(epoch, done, len(batches), loss / done, right / done))
            if self.stopped():
                break
            if done > 1 or epoch > 1:  # not by the first call, which builds the graph
                pace = len(some) * _CALL_SECONDS / max(seconds, 1e-6)
                self._steps_a_call = int(min(max(pace, 1), 2 * self._steps_a_call))
        return loss / done, right / done

    def _watch(self) -> tuple[float, float]:
        self.watched = probabilities = self.learner.read(self.watching.images)
        likelihood = probabilities[np.arange(len(probabilities)), self.watching.labels]
        right = probabilities.argmax(1) == self.watching.labels
        return float(-np.log(np.maximum(likelihood, 1e-7)).mean()), float(right.mean())


def _spread(epochs: int) -> set[int]:
    """At most eight of the epochs, close together at first, where a network changes most; never the last."""
    if epochs <= _SNAPSHOTS:
        return set(range(1, epochs))
    return {round(epoch) for epoch in np.geomspace(1, epochs, _SNAPSHOTS + 1)[:-1]}
