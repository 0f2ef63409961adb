"""A training that is followed: its process, what is known of it so far, and what a terminal wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from digitgame.monitor.process import Event, TrainingProcess
from digitgame.monitor.state import TrainingState
from digitgame.signals import ended_by

_FOR_THE_TERMINAL: Final = ("start", "epoch", "saving", "done", "taken")


@dataclass
class Job:
    """What a window follows, and what is left for the terminal once the window is closed."""

    feed: TrainingProcess
    state: TrainingState = field(default_factory=TrainingState)
    told: list[Event] = field(default_factory=list)  # without batches and pictures, of which there are many
    stopping: bool = False  # it was asked to end and save what there is
    ending: bool = False  # whoever ends this process has ended it as well

    def follow(self) -> None:
        """Take in what is new; never waits."""
        for event in self.feed.new():
            self.state.take(event)
            if event.get("event") in _FOR_THE_TERMINAL:
                self.told.append(event)

    def stop(self) -> None:
        """Ask it to end after the batch and to save what there is."""
        self.stopping = True
        self.feed.stop()

    @property
    def failed(self) -> bool:
        """It ended, and there is no model."""
        return self.feed.ended and not self.state.done

    @property
    def over(self) -> bool:
        """There is nothing more to wait for: it is known whether the game takes the network, or why there is none."""
        return bool(self.state.taken) or self.feed.ended

    @property
    def trouble(self) -> str:
        """Why it ended without a model."""
        if not self.failed:
            return ""
        return self.feed.errors.strip().removeprefix("digitgame: ") or self._killed()

    def _killed(self) -> str:
        """For one that ended without a word."""
        kept = (
            " Finished epochs are kept. Go on with: digitgame train --resume"
            if self.state.curve("val_loss")
            else ""
        )
        return f"It was ended from outside: perhaps there was not enough memory.{kept}"

    @contextmanager
    def ended_from_outside(self) -> Iterator[None]:
        """SIGTERM to this process, and a terminal that closes, end the training too, which tells what it has kept.

        SDL would take SIGTERM for a click on the window's cross, and ask.
        """

        def end(number: int, frame: Any) -> None:  # noqa: ARG001
            self.ending = True
            self.feed.terminate()

        with ended_by(end):
            yield
