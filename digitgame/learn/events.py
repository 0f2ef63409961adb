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
    epochs: int
    steps: int  # an epoch
    device: str
    notes: tuple[str, ...] = ()  # what a person must be told, a line each


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
    epochs: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float  # of this epoch
    left: float  # seconds, estimated, of the epochs to come


@dataclass(frozen=True)
class Saving:
    """The epochs are over, or were stopped; the network is being scored and saved."""

    epochs: int  # done
    stopped: bool


@dataclass(frozen=True)
class Done:
    """The model folder is in its place."""

    model: Path
    scores: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


Event = Start | Batch | Epoch | Saving | Done
Listener = Callable[[Event], None]
