"""A training in the background of the game: started here, followed between runs, played with once it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digitgame import model, unfinished
from digitgame.errors import DigitgameError
from digitgame.formatting import model_label
from digitgame.model import Model

if TYPE_CHECKING:
    from digitgame.monitor.job import Job

PRESETS: Final = {
    "fast": "Three convolutions, digits deformed anew in each epoch. Good within a minute or two.",
    "best": "Six convolutions, more epochs: how the bundled model was made. A quarter of an hour.",
    "seed": "The small network of the browser tutorial, a thousand digits. A few seconds, and the least accurate.",
}
FINE_TUNE_HELP: Final = "Train the game's own network further, in small steps that keep what it knows."
FINE_TUNE_OTHER: Final = "Train a network of yours further, in small steps that keep what it knows."
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


@dataclass(frozen=True)
class Network:
    """A choice of what to train: the arguments for it, and a line about it.

    `resumes`: an interrupted training, which keeps the options that it began with.
    """

    arguments: tuple[str, ...]
    about: str
    resumes: bool = False


def networks(in_use: Model, models: Path, *, own_first: bool) -> dict[str, Network]:
    """What can be trained: new networks, a model of the player's further, a training that was interrupted.

    `own_first`: the network in use stands first, for players who have drawings of their own to train it on.
    """
    new = {preset: Network(("--preset", preset), about) for preset, about in PRESETS.items()}
    own = {f"{model_label(in_use.name)} (in use)": Network(("--from", str(in_use.folder)), FINE_TUNE_HELP)}
    others = {
        f"fine-tune {name}": Network(("--from", name), FINE_TUNE_OTHER)
        for name in model.names(models)
        if models / name != in_use.folder and (models / name / model.KERAS).is_file()
    }
    resumed = {
        f"continue {one.name}": Network(("--resume", one.name), _resume_help(one), resumes=True)
        for one in unfinished.resumable(models)
    }
    return (own | new if own_first else new | own) | others | resumed


@dataclass
class BackgroundTraining:
    """A training that was started in the game.

    `settled`: it is over. Then the player decides: `before` is the model that its model replaced, None where it has
    replaced none; `kept`: the player keeps the old one. `error` says why its model could not be used.
    """

    job: Job
    settled: bool = False
    kept: bool = False
    before: Model | None = None
    error: str = ""

    @property
    def running(self) -> bool:
        """It trains, and nobody has stopped it: whoever leaves the game is asked what is to become of it."""
        return not self.job.over and not self.job.stopping

    @property
    def taken(self) -> bool:
        """The game uses its model."""
        return self.before is not None

    @property
    def undecided(self) -> bool:
        """It is over, and the player may choose between its model and the old one."""
        promotion = self.job.state.promotion
        usable = promotion is not None and not promotion.guesses
        return self.settled and usable and not (self.taken or self.kept)

    def follow(self) -> None:
        """Process new events."""
        if not self.settled:
            self.job.follow()
            self.settled = self.job.over

    def use(self, take: Take) -> None:
        """Let the game use its model."""
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
            return f"use {self.name}?" if self.undecided else f"{self.name} is ready"
        if state.done or state.saving:
            return "saving"
        if state.stopping:
            return "stopping"
        if state.batch is None:
            return "getting ready"
        epochs = state.start.epochs if state.start else None
        return f"epoch {state.batch.epoch}" + (f" of {epochs}" if epochs else "")


def begin(
    trainer: Trainer, network: Network, length: str, data: Sequence[str], in_use: Path, player: str
) -> BackgroundTraining:
    """Start a training, whose model will be compared with the one in the folder `in_use`; `mine` is the player's.

    Raises OSError where no process can be started.
    """
    sources = [word for name in data for word in ("--data", name)]
    sources += [f"--player={player}"] if "mine" in data else []
    options = [] if network.resumes else [*LENGTHS[length], *sources]
    compared = ("--against", str(in_use))
    return BackgroundTraining(trainer(["train", *network.arguments, *options, *compared, "--pictures"]))


def _resume_help(one: unfinished.Unfinished) -> str:
    epochs = "1 epoch is" if one.epochs == 1 else f"{one.epochs:,} epochs are"
    return f"This training of preset {one.preset} was interrupted. {epochs} done; it goes on from there, as it began."
