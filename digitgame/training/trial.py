"""In which way a training computes. Which one is the fastest on a GPU nobody can know beforehand: each is tried."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from typing import Final

import numpy as np

from digitgame.datasets import Images
from digitgame.training.backend import quiet, tf
from digitgame.training.checkpoint import Checkpoint
from digitgame.training.course import Course
from digitgame.training.devices import Devices
from digitgame.training.loop import Learner
from digitgame.training.ways import PLAIN, Way, of_the_processor

WAYS: Final = (PLAIN, Way(compiled=True), Way("bfloat16"), Way("bfloat16", compiled=True))
_STEPS: Final = 8  # a call
_CALLS: Final = 3  # that are timed, after the one that builds the graph
_WORTH: Final = 300_000  # pictures, all epochs together: for fewer, trying takes longer than it saves


def choose_way(course: Course, devices: Devices, kept: Checkpoint | None) -> None:
    """Let a course compute as is fastest on its devices; one that was broken off, as it did before."""
    learner, preset = course.learner, course.preset
    to_come = course.steps * preset.epochs * preset.batch_size
    if kept:
        learner.go(Way(**kept.about.get("way", {})))
    elif not devices.graphic:
        learner.go(of_the_processor())
    elif course.limit or to_come >= _WORTH:
        some = course.learning.take(np.arange(_STEPS * preset.batch_size) % len(course.learning))
        # devices that share a batch are tried without XLA, which would have to compile what they tell each other
        ways = [way for way in WAYS if not (way.compiled and devices.strategy)]
        learner.go(fastest(learner, some, ways))
    course.about["way"] = asdict(learner.way)


def fastest(learner: Learner, pictures: Images, ways: Iterable[Way] = WAYS) -> Way:
    """The way in which steps on batches of `pictures` take the least time; the learner is left as it was.

    A way that the device does not know, that fails, or that comes to losses that are not finite is out.
    """
    before, way_before = learner.state(), learner.way
    took = dict.fromkeys(ways, math.inf)
    for way in took:
        with quiet(), suppress(tf.errors.OpError, ValueError, TypeError, NotImplementedError):
            learner.go(way)
            took[way] = _seconds(learner, pictures)
        learner.restore(before)
    learner.go(way_before)
    best = min(took, key=lambda way: took[way], default=PLAIN)
    return best if math.isfinite(took.get(best, math.inf)) else PLAIN


def _seconds(learner: Learner, pictures: Images) -> float:
    """What a call takes; infinity where a loss is not finite."""
    learner.teach(pictures)
    seconds = []
    for _ in range(_CALLS):
        started = time.perf_counter()
        loss, _ = learner.teach(pictures)
        seconds.append(time.perf_counter() - started if math.isfinite(loss) else math.inf)
    return max(seconds) if math.inf in seconds else min(seconds)
