"""A training that was recorded, replayed: for pictures of the page that shows one, and for walks through it.

`assets/training.jsonl.gz` is what `digitgame train --preset fast --data hand --epochs 8 --pictures --json` printed, an
event a line, thinned to what the eye can follow. `at` is when to show it: an epoch takes a second and a half.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Final

from digitgame import paths
from digitgame.monitor.process import Event, TrainingProcess

_FILE: Final = "training.jsonl.gz"


def recorded() -> list[Event]:
    """The events of a training from its start to its model, in their order."""
    with gzip.open(paths.assets() / _FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Replay(TrainingProcess):
    """Events that come by themselves: each time that somebody asks, `step` seconds have passed.

    `trouble`: what is said on the error stream.
    """

    def __init__(self, events: Sequence[Event], step: float, trouble: str = "") -> None:
        self._events = list(events)
        self._step = step
        self._now = 0.0
        self._errors = [trouble]
        self.ended = False

    def new(self) -> list[Event]:
        self._now += self._step
        due = [event for event in self._events if event["at"] <= self._now]
        self._events = self._events[len(due) :]
        self.ended = not self._events
        return due

    def rest(self) -> Iterator[Event]:
        yield from self._events
        self._events, self.ended = [], True

    def stop(self) -> None:
        """It ends with what has come so far; where there was a first epoch, with its model."""
        ends = [event for event in self._events if event["event"] in ("saving", "done", "taken")]
        self._events = [{**event, "at": 0.0} for event in ends] if self._now > 0 else []

    def close(self) -> tuple[int, str]:
        return 0, self.errors

    def kill(self) -> None:
        self._events, self.ended = [], True
