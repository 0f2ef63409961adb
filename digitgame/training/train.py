"""Training from top to bottom: data, network, epochs, score, save."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame.datasets import Dataset, Images
from digitgame.errors import DigitgameError
from digitgame.events import Done, Listener, Saving, Start
from digitgame.ink import FRAMING
from digitgame.model import KERAS, called
from digitgame.training.aside import Making, thread
from digitgame.training.backend import keras, quiet
from digitgame.training.checkpoint import Checkpoint, Work
from digitgame.training.config import Plan, Preset
from digitgame.training.course import Course
from digitgame.training.devices import Devices, find
from digitgame.training.export import Trained, save
from digitgame.training.live_preview import Looker
from digitgame.training.loop import Learner
from digitgame.training.networks import NETWORKS
from digitgame.training.training_set import Material, Numbers
from digitgame.training.trial import choose_way

_SMALLEST: Final = 20  # pictures that one can learn from at all


def train(
    digits: Dataset,
    plan: Plan,
    folder: Path,
    *,
    making: Making | None = None,
    tell: Listener = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    work: Work | None = None,
    pictures: bool = False,
    devices: Sequence[str] | None = None,
) -> Done:
    """Train a network on `digits`, score it on their test part, and save it as `folder`.

    `making` is what was begun beside, more pictures to score on among it; without, the little that must be is begun.
    `tell` hears each event as it happens; once `stopped` says so, training ends after the batch and what there is
    is saved. With `work`, each finished epoch is kept there, and a training that it keeps goes on, to the same
    network as if it had not been broken. With `pictures`, events tell what a window shows. `devices` are those to
    train on, as TensorFlow calls them: without, all GPUs, else the processor. Raises DigitgameError where there is
    too little to learn from, or where what is kept is of another training; nothing is written then.
    """
    if making is None:
        with thread() as aside:
            return train(
                digits, plan, folder, making=Making.of(aside, plan), tell=tell, stopped=stopped,
                work=work, pictures=pictures, devices=devices,
            )  # fmt: skip
    started = time.perf_counter()
    preset = plan.recipe()
    own = any(source.name == "mine" for source in digits.sources)
    chosen, watching = _split(digits.train, preset, plan.seed, twins=own)
    learning = Material(digits.train, chosen, making.scraps() if making.scraps else Images.none())
    found = find(devices)
    start = _start(Path(plan.start), work) if plan.start else None
    course = _course(digits, plan, preset, learning, watching, found, start)
    course.tell, course.stopped, course.work = tell, stopped, work
    kept = _kept(work, course, digits) if work else None
    choose_way(course, found, kept)
    network = course.learner.network
    tell(
        Start(
            plan.preset, digits.name, len(learning), len(watching), int(network.count_params()), course.epochs,
            course.steps, f"{found.told}, {course.learner.way}", digits.notes, kept.epoch if kept else 0, course.told(),
        )
    )  # fmt: skip
    if pictures:
        looker = Looker(course, tell)
        looker.start()
        course.tell = looker
    earlier = kept.seconds if kept else 0.0
    course.run()
    course.go_back_half_way()
    course.tell(_ending(course, plan))
    trained = Trained(
        network=network,
        recipe=_recipe(plan, preset) | ({"start": called(Path(plan.start))} if plan.start else {}),
        digits=digits,
        learnt=len(chosen),
        tests=making.tests,
        scraps=making.scraps_to_measure,
        watched=(course.watched, watching),
        history=course.history,
        snapshots={epoch: course.learner.arrays_of(one) for epoch, one in course.snapshots.items()},
        seconds=earlier + time.perf_counter() - started,
    )
    scores = save(trained, folder, making.aside)
    if work:
        work.over = not stopped() or work.epochs == course.epochs
    done = Done(folder, scores, time.perf_counter() - started)
    tell(done)
    return done


def _recipe(plan: Plan, preset: Preset) -> dict[str, Any]:
    """What the card tells of how it was taught."""
    wishes = {"limit": plan.limit, "patience": plan.patience, "start": plan.start and Path(plan.start).name}
    asked = {name: value for name, value in wishes.items() if value is not None}
    return {"preset": plan.preset, **vars(preset), "seed": plan.seed, **asked}


def _start(folder: Path, work: Work | None) -> list[np.ndarray[Any, Any]]:
    """The weights of the model in `folder`, as they were when the training that `work` keeps was begun."""
    kept = work.start() if work else None
    if kept is not None:
        with np.load(io.BytesIO(kept)) as arrays:
            return [arrays[name] for name in arrays.files]
    if work and work.epochs:
        raise DigitgameError(
            f"The training of {work.name} was begun by another version of digitgame: its start is not kept.",
            "Begin anew with --fresh.",
        )
    with quiet():
        weights: list[np.ndarray[Any, Any]] = keras.models.load_model(folder / KERAS).get_weights()
    if work:
        packed = io.BytesIO()
        np.savez(packed, *weights)
        work.keep_start(packed.getvalue())
    return weights


def _course(
    digits: Dataset,
    plan: Plan,
    preset: Preset,
    learning: Material,
    watching: Images,
    devices: Devices,
    start: Sequence[np.ndarray[Any, Any]] | None,
) -> Course:
    """The training as it is before its first step: same plan, same digits, same course.

    `start` are the weights of a network that goes on learning.
    """
    keras.utils.set_random_seed(plan.seed)
    steps = -(-len(learning) // preset.batch_size) * preset.epochs
    with quiet(), devices.scope():
        network = NETWORKS[preset.network]()
        if start is not None:
            network.set_weights(start)
        learner = Learner(
            network,
            preset,
            steps=None if plan.limit else steps,
            seed=plan.seed,
            strategy=devices.strategy,
        )
    about = {
        "framing": FRAMING,
        "recipe": _recipe(plan, preset),
        "layout": learner.layout(),
        "data": [{"name": source.name, "sha256": source.sha256} for source in digits.sources],
    }
    return Course(
        learner, preset, learning, watching, plan.seed, lambda _: None, lambda: False,
        limit=plan.limit, patience=plan.patience, about=about, start=start,
    )  # fmt: skip


def _kept(work: Work, course: Course, digits: Dataset) -> Checkpoint | None:
    """Let a course start where the broken training in a work folder ended, if there is one."""
    kept = work.read()
    if kept is None:
        work.begin()
        return None
    if kept.about.get("data") != course.about["data"]:
        names = ", ".join(source.name for source in digits.sources)
        raise DigitgameError(
            f"{names}: these are not the digits that the training of {work.name} began with.",
            "Put the same ones back, or begin anew with --fresh.",
        )
    what = next((name for name, value in course.about.items() if kept.about.get(name) != value), None)
    if what:
        raise DigitgameError(
            f"The training of {work.name} was begun by another version of digitgame: its {what} differs.",
            "Begin anew with --fresh.",
        )
    course.go_on_from(kept)
    return kept


def _ending(course: Course, plan: Plan) -> Saving:
    done, stopped = len(course.history), course.stopped()
    best = int(course.best["epoch"]) if course.best and plan.patience else None
    early = bool(plan.patience and best and not stopped and done - best >= plan.patience)
    return Saving(done, stopped, early, best if best != done else None)


def _split(pictures: Images, preset: Preset, seed: int, *, twins: bool = False) -> tuple[Numbers, Images]:
    """The numbers of the pictures to learn from, and those to watch by, drawn at random; the latter at most a fifth.

    `twins`: some pictures come several times; none is watched by that is learnt from.
    """
    if len(pictures) < _SMALLEST:
        raise DigitgameError(
            f"{len(pictures)} pictures are too few to learn from.",
            f"Give at least {_SMALLEST}, or add `--data hand`.",
        )
    order = np.random.default_rng(seed).permutation(len(pictures))
    held = min(preset.validation, len(pictures) // 5)
    chosen, watched = order[held:][: preset.pictures], order[:held]
    if twins:
        marks = np.array([zlib.crc32(image) for image in pictures.images])
        alone = watched[~np.isin(marks[watched], marks[chosen])]
        watched = alone if len(alone) else watched
    return chosen, pictures[watched]
