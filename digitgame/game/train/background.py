"""A training in the background of the game: started here, followed between runs, played with once it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digitgame.errors import DigitgameError
from digitgame.model import Model

if TYPE_CHECKING:
    from digitgame.monitor.job import Job

PRESETS: Final = {
    "fast": "Three convolutions, digits deformed anew in each epoch. Good within a minute or two.",
    "best": "Six convolutions, more epochs: how the bundled model was made. A quarter of an hour.",
    "seed": "The small network of the browser tutorial, a thousand digits. A few seconds, and the least accurate.",
}
FINE_TUNE: Final = "the one in use"
FINE_TUNE_HELP: Final = "Train the game's own network further, in small steps that keep what it knows."
LENGTHS: Final[dict[str, tuple[str, ...]]] = {
    "recommended": (),
    "1 epoch": ("--epochs", "1"),
    "3 epochs": ("--epochs", "3"),
    "10 epochs": ("--epochs", "10"),
    "30 epochs": ("--epochs", "30"),
    "30 seconds": ("--time", "30"),
    "1 minute": ("--time", "60"),
    "5 minutes": ("--time", "300"),
    "15 minutes": ("--time", "900"),
}
DATA: Final[dict[str, tuple[str, ...]]] = {"MNIST + synthetic": ("auto",), "synthetic only": ("hand",)}
WITH_OWN: Final[dict[str, tuple[str, ...]]] = {
    "MNIST + synthetic + yours": ("auto", "mine"),
    "synthetic + yours": ("hand", "mine"),
}
# Starts `digitgame` with arguments.
Trainer = Callable[[Sequence[str]], "Job"]
# Uses a model by its name; returns the one before.
Take = Callable[[str], Model]


@dataclass
class BackgroundTraining:
    """A training that was started in the game.

    `settled`: it is over, and the game has chosen its model. `before` is the model that it replaced, None where it
    has replaced none; `error` says why it could not.
    """

    job: Job
    settled: bool = False
    before: Model | None = None
    error: str = ""

    @property
    def taken(self) -> bool:
        """The game uses its model."""
        return self.before is not None

    def follow(self, take: Take) -> None:
        """Process new events; once it is over, `take` its model by name, unless the training rejected it."""
        if self.settled:
            return
        self.job.follow()
        self.settled = self.job.over
        promotion = self.job.state.promotion
        if self.settled and promotion and not promotion.rejection:
            self.use(take)

    def use(self, take: Take) -> None:
        """Let the game use its model, rejected or not."""
        try:
            self.before, self.error = take(self.name), ""
        except (DigitgameError, OSError) as error:
            self.error = str(error)

    @property
    def name(self) -> str:
        """The model's; empty before there is one."""
        return self.job.state.promotion.name if self.job.state.promotion else ""

    def status(self) -> str:
        """How far it is, for the menu."""
        state = self.job.state
        if self.job.failed:
            return "ended without a model"
        if self.taken:
            return f"{self.name} is in use"
        if state.promotion:
            return f"{self.name} is ready"
        if state.done or state.saving:
            return "saving"
        if state.batch is None:
            return "getting ready"
        epochs = state.start.epochs if state.start else None
        return f"epoch {state.batch.epoch}" + (f" of {epochs}" if epochs else "")


def begin(
    trainer: Trainer, preset: str, length: str, data: Sequence[str], in_use: Path | None = None
) -> BackgroundTraining:
    """Start a training of a preset or, for FINE_TUNE, of the model in the folder `in_use`.

    Raises OSError where no process can be started.
    """
    network = ("--from", str(in_use)) if preset == FINE_TUNE else ("--preset", preset)
    sources = [word for name in data for word in ("--data", name)]
    return BackgroundTraining(trainer(["train", *network, *LENGTHS[length], *sources, "--pictures"]))
