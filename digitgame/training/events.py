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
    earlier: tuple[Epoch, ...] = ()  # these


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


@dataclass(frozen=True)
class Samples:
    """Pictures that a window shows throughout: base64 of bytes [N, 28, 28], and the digits they show."""

    samples: str  # of what is learnt from
    sample_labels: list[int]
    ten: str  # one of each digit, not learnt from, read again and again
    ten_labels: list[int]


@dataclass(frozen=True)
class Look:
    """What the network looks like now. Pictures are base64 of bytes."""

    kernels: str  # of the first layer, kernel_shape [maps, height, width]: 0 the most negative, 255 the most positive
    kernel_shape: list[int]
    read: list[list[float]]  # the probabilities of each of the ten
    mistakes: str  # what is misread most surely [N, 28, 28]
    mistaken: list[list[float]]  # of each: the true digit, the digit read, how surely


Event = Start | Samples | Batch | Epoch | Look | Saving | Done
Listener = Callable[[Event], None]
