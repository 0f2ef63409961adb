"""What is known of a training so far, from its events."""

import base64
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.events import (
    Batch,
    Confusion,
    Done,
    Epoch,
    Event,
    Loading,
    Preview,
    Promotion,
    Recipe,
    Samples,
    Saving,
    Start,
)

# Images [N, height, width].
ImageList = npt.NDArray[np.uint8]
_FRAME: Final = (28, 28)


def _no_images() -> ImageList:
    return np.empty((0, *_FRAME), np.uint8)


@dataclass
class TrainingState:
    """Everything that the window shows; only `take` and `stop` change it, and `version` counts the changes.

    `epochs` are the finished ones, those before an interruption among them; `first_epoch` holds its batches.
    `predictions` are ten probabilities for each test digit, of the network in `preview_epoch`; `mistaken` holds label,
    prediction and confidence of each image in `mistakes`; `confusion` has the counts after `confusion_epoch`.
    """

    loading: bool = False
    start: Start | None = None
    recipe: Recipe | None = None
    batch: Batch | None = None
    epochs: list[Epoch] = field(default_factory=list)
    first_epoch: list[Batch] = field(default_factory=list)
    stopping: bool = False
    saving: bool = False
    done: Done | None = None
    promotion: Promotion | None = None
    samples: ImageList = field(default_factory=_no_images)
    test_digits: ImageList = field(default_factory=_no_images)
    test_labels: list[int] = field(default_factory=list)
    predictions: list[list[float]] = field(default_factory=list)
    preview_epoch: int = 0
    kernels: ImageList = field(default_factory=_no_images)
    mistakes: ImageList = field(default_factory=_no_images)
    mistaken: list[list[float]] = field(default_factory=list)
    confusion: list[list[int]] = field(default_factory=list)
    confusion_epoch: int = 0
    version: int = 0

    def take(self, event: Event) -> None:
        self.version += 1
        match event:
            case Loading():
                self.loading = True
            case Start():
                self.start, self.epochs = event, [*event.earlier]
            case Recipe():
                self.recipe = event
            case Batch():
                self.batch = event
                if event.epoch == 1:
                    self.first_epoch.append(event)
            case Epoch():
                self.epochs.append(event)
            case Saving():
                self.saving = True
            case Done():
                self.done, self.saving = event, False
            case Promotion():
                self.promotion = event
            case Samples():
                self.samples = unpacked(event.samples, _FRAME)
                self.test_digits, self.test_labels = unpacked(event.ten, _FRAME), event.ten_labels
            case Preview():
                _, height, width = event.kernel_shape
                self.kernels = unpacked(event.kernels, (height, width))
                self.predictions = event.read
                self.preview_epoch = max(self.batch.epoch if self.batch else 0, self.epochs_done)
                self.mistakes, self.mistaken = unpacked(event.mistakes, _FRAME), event.mistaken
            case Confusion():
                self.confusion, self.confusion_epoch = event.counts, self.epochs_done

    def stop(self) -> None:
        """The training was asked to save and end."""
        self.stopping = True
        self.version += 1

    @property
    def has_progress(self) -> bool:
        """There is something to save."""
        return self.batch is not None or bool(self.epochs)

    @property
    def epochs_done(self) -> int:
        """Finished epochs, those before an interruption among them."""
        return max(len(self.epochs), self.epochs[-1].epoch if self.epochs else 0)

    @property
    def best(self) -> Epoch | None:
        return next((epoch for epoch in reversed(self.epochs) if epoch.best), None)

    def curve(self, name: str) -> list[tuple[float, float]]:
        """(Epochs done, an epoch's `name`): training's fills the first epoch and reaches into the present one."""
        batches = [batch for batch in self.first_epoch if batch.step < batch.steps]
        points = [_point(batch, name) for batch in batches if hasattr(batch, name)]
        points += [(float(epoch.epoch), float(getattr(epoch, name))) for epoch in self.epochs]
        batch = self.batch
        if batch is not None and hasattr(batch, name) and batch.epoch > max(self.epochs_done, 1):
            points.append(_point(batch, name))
        return points


def _point(batch: Batch, name: str) -> tuple[float, float]:
    return batch.epoch - 1 + batch.step / batch.steps, float(getattr(batch, name))


def unpacked(text: str, size: tuple[int, int]) -> ImageList:
    """Images from base64."""
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, *size)
