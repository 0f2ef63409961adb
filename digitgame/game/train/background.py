"""A training in the background of the game: started here, followed between runs, its network used once it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digitgame.errors import DigitgameError
from digitgame.model import Model

if TYPE_CHECKING:
    from digitgame.monitor.job import Job

PRESETS: Final = {
    "fast": "Three convolutions; every epoch deforms the digits anew. Good within a minute or two.",
    "best": "Six convolutions, more epochs, like the bundled model. Takes a quarter of an hour.",
    "seed": "The small network of the browser tutorial on a thousand digits. Takes seconds; reads worst.",
}
FINE_TUNE: Final = "the one in use"
FINE_TUNE_ABOUT: Final = "The network in use goes on learning, in small steps so that it forgets nothing."
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
DATA: Final[dict[str, tuple[str, ...]]] = {
    "MNIST + synthetic": ("auto",),
    "synthetic": ("hand",),
}
WITH_OWN: Final[dict[str, tuple[str, ...]]] = {
    "MNIST + synthetic + yours": ("auto", "mine"),
    "synthetic + yours": ("hand", "mine"),
}
Trainer = Callable[[Sequence[str]], "Job"]  # starts `digitgame` with these arguments
Take = Callable[[str], Model]  # reads with a model by its name from now on; returns the one before


@dataclass
class BackgroundTraining:
    """A training that was begun in the game."""

    job: Job
    settled: bool = False  # it is over, and the game has made up its mind
    before: Model | None = None  # the network that it took the place of; None while it has not
    trouble: str = ""  # why it cannot

    @property
    def taken(self) -> bool:
        """The game reads with its network."""
        return self.before is not None

    def follow(self, take: Take) -> None:
        """Take in what is new; once it is over, `take` its network by name if the training says so."""
        if self.settled:
            return
        self.job.follow()
        if not self.job.over:
            return
        self.settled = True
        said = self.job.state.taken
        if said and not said["against"]:
            self.use(take)

    def use(self, take: Take) -> None:
        """Let the game read with its network, whatever was said against it."""
        try:
            self.before, self.trouble = take(self.name), ""
        except (DigitgameError, OSError) as error:
            self.trouble = str(error)

    @property
    def name(self) -> str:
        """The model's; nothing before it is there."""
        return str(self.job.state.taken.get("name", ""))

    def status(self) -> str:
        """How it stands, in a few words."""
        state: Any = self.job.state
        if self.job.failed:
            return "ended without a model"
        if self.taken:
            return f"{self.name} reads now"
        if state.taken:
            return f"{self.name} is ready"
        if state.done or state.saving:
            return "saving"
        if not state.batch:
            return "getting ready"
        epochs = state.start.get("epochs")
        return f"epoch {state.batch['epoch']}" + (f" of {epochs}" if epochs else "")


def begin(
    trainer: Trainer, preset: str, length: str, data: Sequence[str], in_use: Path | None = None
) -> BackgroundTraining:
    """Start a training of a preset, or, for FINE_TUNE, of the model in the folder `in_use`.

    OSError where no process can be started.
    """
    network = ("--from", str(in_use)) if preset == FINE_TUNE else ("--preset", preset)
    sources = [word for name in data for word in ("--data", name)]
    return BackgroundTraining(trainer(["train", *network, *LENGTHS[length], *sources, "--pictures"]))
