"""What is known of a training so far, from its events."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

ImageList = npt.NDArray[np.uint8]  # [N, height, width]
CurvePoint = tuple[float, float]  # epochs done, value
_SIDE = 28


@dataclass
class TrainingState:
    """Everything that the window shows; `take` is the only thing that changes it."""

    start: Mapping[str, Any] = field(default_factory=dict)
    batch: Mapping[str, Any] = field(default_factory=dict)
    epochs: list[Mapping[str, Any]] = field(default_factory=list)
    first: list[Mapping[str, Any]] = field(default_factory=list)  # the batches of the first epoch
    done: Mapping[str, Any] = field(default_factory=dict)
    taken: Mapping[str, Any] = field(default_factory=dict)  # whether the game reads with it now, and why not
    saving: bool = False
    samples: ImageList = field(default_factory=lambda: np.empty((0, _SIDE, _SIDE), np.uint8))
    ten: ImageList = field(default_factory=lambda: np.empty((0, _SIDE, _SIDE), np.uint8))
    ten_labels: list[int] = field(default_factory=list)
    read: list[list[float]] = field(default_factory=list)
    looked: int = 0  # the epoch in which the network was looked at last
    kernels: ImageList = field(default_factory=lambda: np.empty((0, 5, 5), np.uint8))
    mistakes: ImageList = field(default_factory=lambda: np.empty((0, _SIDE, _SIDE), np.uint8))
    mistaken: list[list[float]] = field(default_factory=list)
    version: int = 0  # counts the changes

    def take(self, event: Mapping[str, Any]) -> None:
        """Learn of one event; one of a kind that is not known is passed over."""
        self.version += 1
        match event.get("event"):
            case "start":
                self.start = event
            case "batch":
                self.batch = event
                if event["epoch"] == 1:
                    self.first.append(event)
            case "epoch":
                self.epochs.append(event)
            case "saving":
                self.saving = True
            case "done":
                self.done, self.saving = event, False
            case "taken":
                self.taken = event
            case "samples":
                self.samples = unpacked(event["samples"], (_SIDE, _SIDE))
                self.ten, self.ten_labels = unpacked(event["ten"], (_SIDE, _SIDE)), event["ten_labels"]
            case "look":
                _, height, width = event["kernel_shape"]
                self.kernels = unpacked(event["kernels"], (height, width))
                self.read = event["read"]
                self.looked = max(
                    int(self.batch.get("epoch", 0)), len(self.epochs) + int(self.start.get("done", 0))
                )
                self.mistakes, self.mistaken = unpacked(event["mistakes"], (_SIDE, _SIDE)), event["mistaken"]

    def curve(self, name: str) -> list[CurvePoint]:
        """The values of an epoch's `name` so far; training's fills the first epoch and reaches into the present one."""
        points = [
            _point(batch, name) for batch in self.first if name in batch and batch["step"] < batch["steps"]
        ]
        points += [(float(epoch["epoch"]), float(epoch[name])) for epoch in self.epochs]
        batch = self.batch
        if name in batch and batch["epoch"] > max(len(self.epochs) + int(self.start.get("done", 0)), 1):
            points.append(_point(batch, name))
        return points

    @property
    def best(self) -> Mapping[str, Any] | None:
        """The best epoch so far."""
        marked = [epoch for epoch in self.epochs if epoch.get("best")]
        return marked[-1] if marked else None


def _point(batch: Mapping[str, Any], name: str) -> CurvePoint:
    return batch["epoch"] - 1 + batch["step"] / batch["steps"], float(batch[name])


def unpacked(text: str, size: tuple[int, int]) -> ImageList:
    """Pictures from base64."""
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, *size)
