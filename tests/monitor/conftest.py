"""A display that nobody sees, and the events of a training that nobody ran."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View


@pytest.fixture
def canvas(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """A canvas of 960x600 pixels, or of the size that the test asks for."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    import pygame

    from digitgame.monitor import panels
    from digitgame.ui import canvas as module

    size = getattr(request, "param", (960, 600))
    pygame.display.init()
    pygame.font.init()
    yield Canvas(pygame.display.set_mode(size), View(*size))
    module.forget()
    panels.forget()
    pygame.quit()


def packed(*shape: int) -> str:
    pixels = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    return base64.b64encode(pixels.tobytes()).decode()


@pytest.fixture
def events() -> list[dict[str, Any]]:
    """Three epochs of six; the second is the best."""
    told: list[dict[str, Any]] = [
        {"event": "start", "preset": "seed", "data": "hand", "parameters": 5_994, "epochs": 6, "device": "processor",
         "done": 0},
        {"event": "samples", "samples": packed(20, 28, 28), "sample_labels": [*range(10)] * 2,
         "ten": packed(10, 28, 28), "ten_labels": [*range(10)]},
    ]  # fmt: skip
    for epoch, right in ((1, 0.6), (2, 0.9), (3, 0.8)):
        told.append(
            {"event": "batch", "epoch": epoch, "step": 10, "steps": 20, "loss": 2 / epoch, "accuracy": 0.5}
        )
        told.append({"event": "epoch", "epoch": epoch, "loss": 2 / epoch, "accuracy": right - 0.1,
                     "val_loss": 1 / epoch, "val_accuracy": right, "seconds": 1.0, "left": 65.0,
                     "best": epoch < 3})  # fmt: skip
    read = [[0.9 if at == (digit if digit < 8 else 0) else 0.01 for at in range(10)] for digit in range(10)]
    told.append({"event": "look", "kernels": packed(8, 5, 5), "kernel_shape": [8, 5, 5], "read": read,
                 "mistakes": packed(3, 28, 28), "mistaken": [[4, 9, 0.98], [7, 1, 0.9], [8, 3, 0.7]]})  # fmt: skip
    told.append({"event": "batch", "epoch": 4, "step": 5, "steps": 20, "loss": 0.5, "accuracy": 0.9})
    return told
