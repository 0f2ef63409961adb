"""The events of a training, from the process that trains to whoever shows it; JSON lines carry them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, get_args

# A line on the input of `train --pictures`: end after this batch and save.
STOP: Final = "stop"


@dataclass(frozen=True)
class Start:
    """The data is loaded and the network is built.

    `train` and `validation` count images, `steps` those of an epoch; `epochs` is None under a time limit. `notes` are
    for a person. `done` epochs came before an interruption: `earlier`.
    """

    preset: str
    data: str
    train: int
    validation: int
    parameters: int
    epochs: int | None
    steps: int
    device: str
    notes: tuple[str, ...] = ()
    done: int = 0
    earlier: tuple[Epoch, ...] = ()


@dataclass(frozen=True)
class Loading:
    """TensorFlow is being loaded: the digits are there, the network is not."""


@dataclass(frozen=True)
class Layer:
    """A layer of the network: its kind as Keras calls it, the shape of its output, and its parameters.

    `kernel` is the height and the width of a convolution's kernels, or the side of what pooling takes the largest of;
    empty for other layers. `rate` is the share of units that dropout drops.
    """

    kind: str
    shape: list[int]
    parameters: int = 0
    kernel: list[int] = field(default_factory=list)
    rate: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """What is trained, layer by layer, and how; `learning_rate` is the highest.

    `deformed`: the digits are deformed anew in each epoch. `non_digits` counts those to train on.
    """

    layers: tuple[Layer, ...]
    batch_size: int
    learning_rate: float
    deformed: bool
    non_digits: int


@dataclass(frozen=True)
class Samples:
    """Training images and one test image of each digit (`ten`): base64 of bytes [N, 28, 28], and their labels."""

    samples: str
    sample_labels: list[int]
    ten: str
    ten_labels: list[int]


@dataclass(frozen=True)
class Batch:
    """Some steps of an epoch are done; loss and accuracy are averages over the epoch so far."""

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Epoch:
    """An epoch is done, the `best` so far or not, after `seconds`; those `left` are an estimate."""

    epoch: int
    epochs: int | None
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    left: float
    best: bool = False


@dataclass(frozen=True)
class Preview:
    """The network as it is now. Images are base64 of bytes.

    `kernels` of the first layer have `kernel_shape` [N, height, width]: 0 is the most negative weight, 255 the most
    positive. `read` holds ten probabilities for each of `Samples.ten`. `mistakes` [N, 28, 28] are the most confident
    ones; `mistaken` has the label, the prediction and the confidence of each.
    """

    kernels: str
    kernel_shape: list[int]
    read: list[list[float]]
    mistakes: str
    mistaken: list[list[float]]


@dataclass(frozen=True)
class Confusion:
    """How many validation digits were read as which after the last epoch: a row a true digit, a column a prediction."""

    counts: list[list[int]]


@dataclass(frozen=True)
class Saving:
    """The last of `epochs` is over, `stopped` by a person or `early`, by patience; `best` is saved instead of it."""

    epochs: int
    stopped: bool
    early: bool = False
    best: int | None = None


@dataclass(frozen=True)
class Done:
    """The model folder is in its place; `resume_hint` says how to resume a training that was stopped early."""

    model: Path
    scores: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    resume_hint: str = ""


@dataclass(frozen=True)
class Promotion:
    """The game uses the model `name` instead of `previous` from now on, unless `objection` says why not.

    `previous_scores` are those of the previous one on the sets that the new one was scored on, as far as they were
    measured. `asks`: nothing is decided, the player chooses; then `objection` speaks against the new one. `guesses`:
    it reads no better than guessing.
    """

    name: str
    objection: str = ""
    previous: str = ""
    previous_scores: dict[str, float] = field(default_factory=dict)
    asks: bool = False
    guesses: bool = False


Event = Start | Loading | Recipe | Samples | Batch | Epoch | Preview | Confusion | Saving | Done | Promotion
Listener = Callable[[Event], None]
_KINDS: Final[dict[str, type[Any]]] = {kind.__name__.lower(): kind for kind in get_args(Event)}


def to_json(event: Event) -> dict[str, Any]:
    """An event as a JSON object."""
    record = {"event": type(event).__name__.lower(), **asdict(event)}
    return record | {"model": str(event.model)} if isinstance(event, Done) else record


def from_json(record: Mapping[str, Any]) -> Event:
    """The event of a JSON object, which may have other keys too. Raises ValueError for anything else."""
    try:
        kind = _KINDS[record["event"]]
        values = {one.name: record[one.name] for one in fields(kind) if one.name in record}
        if kind is Start:
            values["notes"] = tuple(values.get("notes", ()))
            values["earlier"] = tuple(Epoch(**epoch) for epoch in values.get("earlier", ()))
        if kind is Recipe:
            values["layers"] = tuple(Layer(**layer) for layer in values["layers"])
        if kind is Done:
            values["model"] = Path(values["model"])
        event: Event = kind(**values)
    except (KeyError, TypeError) as error:
        raise ValueError(f"This is no event of a training: {error}") from error
    return event
