"""Frames at a steady rate, though other programs keep the processor a while longer than asked for."""

from __future__ import annotations

import time
from typing import Final

import pygame

FRAMES: Final = 60  # a second, while something moves
_STEP: Final = 1 / FRAMES


class FrameTimer:
    """Says when the next frame is due.

    `pygame.time.Clock` counts from the frame before, however late that one came: beside a training that has every
    core it is woken some milliseconds late each time, and 50 frames a second are left. Here a frame that comes late
    moves none of those after it, unless it is more than a frame late: nothing is caught up then.
    """

    def __init__(self) -> None:
        self._due = self._last = time.perf_counter()

    def wait(self) -> float:
        """Sleep until the next frame is due; the seconds since `wait` or `passed` was called last."""
        now = time.perf_counter()
        self._due += _STEP
        if self._due < now - _STEP:
            self._due = now
        if self._due > now:
            pygame.time.wait(int(1000 * (self._due - now)))
        return self.passed()

    def passed(self) -> float:
        """The seconds since `wait` or `passed` was called last."""
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds
