"""A recorded training, replayed: for pictures of the page that shows one, and for tests that walk through the game.

`tools/record_training.py` writes `assets/training.jsonl.gz`: the events of a short training of preset `fast`, one per
line, thinned to what the eye can follow. `at` is when to show it: an epoch takes a second and a half.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Final

from digitgame import paths
from digitgame.events import Done, Event, Promotion, Saving, from_json

_FILE: Final = "training.jsonl.gz"
# Seconds after the start, and what came then.
Timed = tuple[float, Event]


def recorded() -> list[Timed]:
    """The events of a training from its start to its model, in their order."""
    with gzip.open(paths.assets() / _FILE, "rt", encoding="utf-8") as lines:
        return [(record["at"], from_json(record)) for record in map(json.loads, lines)]


class Replay:
    """A `TrainingProcess` of recorded events: each call of `new` moves its clock by `step` seconds."""

    def __init__(self, events: Sequence[Timed], step: float, errors: str = "") -> None:
        self._events = list(events)
        self._step = step
        self._now = 0.0
        self.ended = False
        self.errors = errors

    def new(self) -> list[Event]:
        self._now += self._step
        due = [event for at, event in self._events if at <= self._now]
        self._events = self._events[len(due) :]
        self.ended = not self._events
        return due

    def rest(self) -> Iterator[Event]:
        yield from (event for _, event in self._events)
        self.kill()

    def stop(self) -> None:
        """End with what has come so far; after the first event, with its model."""
        ends = [event for _, event in self._events if isinstance(event, (Saving, Done, Promotion))]
        self._events = [(0.0, event) for event in ends] if self._now > 0 else []

    def close(self) -> tuple[int, str]:
        return 0, self.errors

    def kill(self) -> None:
        self._events, self.ended = [], True

    terminate = kill
