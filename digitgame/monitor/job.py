"""A training that is followed: where its events come from, what is known so far, and what the terminal needs later."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from digitgame.events import Batch, Confusion, Event, Loading, Preview, Recipe, Samples
from digitgame.monitor.process import TrainingProcess
from digitgame.monitor.replay import Replay
from digitgame.monitor.state import TrainingState
from digitgame.signals import ended_by


@dataclass
class Job:
    """What a window follows; `history` is for the terminal: all but batches and what only a window shows.

    `terminated`: this process, and the training, were asked to end now.
    """

    source: TrainingProcess | Replay
    state: TrainingState = field(default_factory=TrainingState)
    history: list[Event] = field(default_factory=list)
    terminated: bool = False

    def follow(self) -> None:
        """Take in what is new; never waits."""
        for event in self.source.new():
            self.state.take(event)
            if not isinstance(event, (Loading, Recipe, Batch, Samples, Preview, Confusion)):
                self.history.append(event)

    def stop(self) -> None:
        """Ask it to end after this batch and to save; before its first batch it ends at once."""
        self.state.stop()
        self.source.stop()

    @property
    def stopping(self) -> bool:
        """It was asked to save and end."""
        return self.state.stopping

    @property
    def failed(self) -> bool:
        """It ended, and there is no model."""
        return self.source.ended and self.state.done is None

    @property
    def over(self) -> bool:
        """Nothing more will come: the game's choice of model is known, or there is no model."""
        return self.state.promotion is not None or self.source.ended

    @property
    def error(self) -> str:
        """Why it ended without a model; empty where it did not."""
        if not self.failed:
            return ""
        reported = self.source.errors.strip().removeprefix("digitgame: ")
        return reported or f"The training was killed: perhaps memory ran out. {self.resume_hint}".rstrip()

    @property
    def resume_hint(self) -> str:
        """How to resume; empty where no epoch is finished."""
        if not self.state.epochs_done:
            return ""
        return "Finished epochs are kept. Resume with: digitgame train --resume"

    @contextmanager
    def terminated_with_us(self) -> Iterator[None]:
        """Meanwhile SIGTERM, and a terminal that closes, end the training too, which reports what it has kept.

        SDL would take SIGTERM for a click on the window's cross, and ask.
        """

        def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
            self.terminated = True
            self.source.terminate()

        with ended_by(end):
            yield
