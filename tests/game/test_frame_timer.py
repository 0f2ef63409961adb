"""Frames at a steady rate."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pygame
import pytest

from digitgame.ui.loop import FRAMES, FrameTimer


@dataclass
class Slow:
    """A machine that wakes a program later than it asked for."""

    late: float = 0.0  # seconds
    now: float = 100.0

    def perf_counter(self) -> float:
        return self.now

    def wait(self, ms: int) -> None:
        self.now += ms / 1000 + self.late


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    machine = Slow()
    monkeypatch.setattr(time, "perf_counter", machine.perf_counter)
    monkeypatch.setattr(pygame.time, "wait", machine.wait)
    return machine


@pytest.mark.parametrize("late", [0.0, 0.002, 0.004, 0.012])
def test_a_frame_that_is_woken_late_delays_no_other(slow: Slow, late: float) -> None:
    steps, began, slow.late = FrameTimer(), slow.now, late
    passed = [steps.wait() for _ in range(4 * FRAMES)]
    assert slow.now - began == pytest.approx(4, abs=1 / FRAMES)
    assert sum(passed) == pytest.approx(slow.now - began)


def test_after_a_long_break_nothing_is_caught_up(slow: Slow) -> None:
    steps = FrameTimer()
    steps.wait()
    slow.now += 5
    assert steps.passed() == pytest.approx(5)
    began = slow.now
    for _ in range(FRAMES):
        steps.wait()
    assert slow.now - began == pytest.approx(1, abs=2.5 / FRAMES)


def test_work_is_part_of_a_frame(slow: Slow) -> None:
    steps, began = FrameTimer(), slow.now
    for _ in range(FRAMES):
        slow.now += 0.010
        steps.wait()
    assert slow.now - began == pytest.approx(1, abs=1 / FRAMES)
