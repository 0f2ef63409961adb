"""What a training tells of itself while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Start:
    """The data is there and the network built."""

    preset: str
    data: str
    train: int  # pictures to learn from
    validation: int  # and to watch by
    parameters: int
    epochs: int | None  # None: as many as there is time for
    steps: int  # an epoch
    device: str
    notes: tuple[str, ...] = ()  # what a person must be told, a line each
    done: int = 0  # epochs that an earlier, broken training has done already


@dataclass(frozen=True)
class Batch:
    """Some steps further in an epoch; loss and accuracy are those of the epoch so far."""

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Epoch:
    """An epoch is done. Validation is read without dropout, by the network as it is after the epoch."""

    epoch: int
    epochs: int | None
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float  # of this epoch
    left: float  # seconds, estimated, of the epochs to come
    best: bool = False  # the best one so far, by the validation's accuracy, then its loss


@dataclass(frozen=True)
class Saving:
    """The epochs are over, or were stopped; the network is being scored and saved."""

    epochs: int  # done
    stopped: bool  # by the person
    early: bool = False  # no epoch was better for as long as patience allows
    best: int | None = None  # the epoch whose network is saved, where it is not the last


@dataclass(frozen=True)
class Done:
    """The model folder is in its place."""

    model: Path
    scores: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


Event = Start | Batch | Epoch | Saving | Done
Listener = Callable[[Event], None]
