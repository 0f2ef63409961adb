"""A display that nobody sees, and the events of a training that nobody ran."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from digitgame.events import Batch, Epoch, Event, Preview, Samples, Start
from digitgame.monitor.scene import MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.ui import canvas as canvas_module
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View


@pytest.fixture
def canvas(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """A canvas of 960x600 pixels, or of the size that the test asks for."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    import pygame

    from digitgame.ui.canvas import forget_fonts

    size = getattr(request, "param", (960, 600))
    pygame.display.init()
    pygame.font.init()
    yield Canvas(pygame.display.set_mode(size), View(*size))
    forget_fonts()
    pygame.quit()


def packed(*shape: int) -> str:
    pixels = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    return base64.b64encode(pixels.tobytes()).decode()


@pytest.fixture
def events() -> list[Event]:
    """Three epochs of six; the second is the best."""
    events: list[Event] = [
        Start("seed", "hand", 1_000, 200, 5_994, 6, 20, "processor"),
        Samples(packed(20, 28, 28), [*range(10)] * 2, packed(10, 28, 28), [*range(10)]),
    ]
    for epoch, accuracy in ((1, 0.6), (2, 0.9), (3, 0.8)):
        events.append(Batch(epoch, 10, 20, 2 / epoch, 0.5))
        events.append(
            Epoch(epoch, 6, 2 / epoch, accuracy - 0.1, 1 / epoch, accuracy, 1.0, 65.0, best=epoch < 3)
        )
    predictions = [
        [0.9 if at == (digit if digit < 8 else 0) else 0.01 for at in range(10)] for digit in range(10)
    ]
    mistaken = [[4, 9, 0.98], [7, 1, 0.9], [8, 3, 0.7]]
    events.append(Preview(packed(8, 5, 5), [8, 5, 5], predictions, packed(3, 28, 28), mistaken))
    events.append(Batch(4, 5, 20, 0.5, 0.9))
    return events


@pytest.fixture
def scene(events: list[Event]) -> MonitorScene:
    watch = MonitorScene(TrainingState())
    for event in events:
        watch.state.take(event)
    return watch


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line that is written while the test runs."""
    found: list[str] = []
    text = Canvas.text

    def note(canvas: Canvas, line: str, *others: Any, **named: Any) -> float:
        found.append(line)
        return text(canvas, line, *others, **named)

    monkeypatch.setattr(canvas_module.Canvas, "text", note)
    return found
