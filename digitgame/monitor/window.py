"""The window on a training, and its loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from digitgame.monitor import panels
from digitgame.monitor.job import Job
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.ui.frame_timer import FrameTimer
from digitgame.ui.loop import Window

SIZE: Final = (960, 600)


def watch(
    job: Job,
    *,
    size: tuple[int, int] = SIZE,
    each_frame: Callable[[MonitorScene], None] = lambda _: None,
) -> Choice:
    """Show a training until the window is closed; returns how.

    Raises DigitgameError where there is no screen; the training continues.
    """
    window = Window(size)
    pygame.display.set_caption("digitgame: training")
    scene = MonitorScene(job.state)
    timer = FrameTimer()
    try:
        while scene.choice is None:
            job.follow()
            scene.follow(job.error if job.failed else None)
            never_started = job.failed and job.state.start is None
            if job.terminated or never_started:
                return Choice.OVER
            scene.draw(window.canvas())
            pygame.display.flip()
            each_frame(scene)
            timer.wait()
            for event in pygame.event.get():
                if event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
                    window.switch()
                else:
                    scene.handle(event, window.canvas().view)
        return scene.choice
    finally:
        panels.forget()
        window.close()
