"""Recorded trainings, as the game watches them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from digitgame.events import Event as TrainingEvent
from digitgame.events import from_json
from digitgame.game.game import Game
from digitgame.game.train.background import BackgroundTraining
from digitgame.game.train.options import TrainingOptions
from digitgame.game.train.watching import TrainingScene
from digitgame.monitor.job import Job
from digitgame.monitor.replay import Replay


class Recorded(Replay):
    """The events of a training that nobody runs, two at a time."""

    def __init__(self, lines: Sequence[dict[str, Any]], errors: str = "") -> None:
        super().__init__([(at // 2, from_json(line)) for at, line in enumerate(lines)], 1.0, errors)
        self._now = -1.0
        self.asked = 0

    def new(self) -> list[TrainingEvent]:
        events = super().new()
        self.ended = not events
        return events

    def stop(self) -> None:
        self.asked += 1


def packed(*shape: int) -> str:
    pixels = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    return base64.b64encode(pixels.tobytes()).decode()


def lines(against: str | None = "", *, guesses: bool = False) -> list[dict[str, Any]]:
    """A training of two epochs, to its end; without `against` it goes on."""
    events: list[dict[str, Any]] = [
        {"event": "start", "preset": "seed", "data": "hand", "parameters": 5_994, "epochs": 2, "device": "processor",
         "train": 1_000, "validation": 200, "steps": 20, "done": 0, "notes": []},
        {"event": "samples", "samples": packed(20, 28, 28), "sample_labels": [*range(10)] * 2,
         "ten": packed(10, 28, 28), "ten_labels": [*range(10)]},
        {"event": "batch", "epoch": 1, "step": 10, "steps": 20, "loss": 1.0, "accuracy": 0.5},
        {"event": "epoch", "epoch": 1, "epochs": 2, "loss": 1.0, "accuracy": 0.6, "val_loss": 0.9,
         "val_accuracy": 0.7, "seconds": 1.0, "left": 1.0, "best": True},
        {"event": "preview", "kernels": packed(8, 5, 5), "kernel_shape": [8, 5, 5], "read": np.eye(10).tolist(),
         "mistakes": packed(3, 28, 28), "mistaken": [[4, 9, 0.98], [7, 1, 0.9], [8, 3, 0.7]]},
    ]  # fmt: skip
    if against is None:
        return events
    done = {"event": "done", "model": "models/new", "scores": {"hand": 0.97}, "seconds": 3.0}
    return [
        *events,
        {"event": "saving", "epochs": 2, "stopped": False},
        done,
        {
            "event": "promotion",
            "name": "new",
            "objection": against,
            "previous": "shipped",
            "previous_scores": {"hand": 0.9812},
            "asks": True,
            "guesses": guesses,
        },
    ]


def watched(game: Game, events: Sequence[dict[str, Any]], errors: str = "") -> TrainingScene:
    game.training = BackgroundTraining(Job(Recorded(events, errors)))
    return TrainingScene(game, game.training, again=lambda: TrainingOptions(game))
