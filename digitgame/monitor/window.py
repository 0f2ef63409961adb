"""Opening the window on a training, and its loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from digitgame.monitor import panels
from digitgame.monitor.job import Job
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.ui.actions import Action, KeyBindings
from digitgame.ui.frame_timer import FrameTimer
from digitgame.ui.loop import Window

SIZE: Final = (960, 600)


def watch(
    job: Job,
    *,
    size: tuple[int, int] = SIZE,
    each_frame: Callable[[MonitorScene], None] = lambda _: None,
) -> Choice:
    """Show a training until the window is closed. Returns what is to become of it.

    Raises DigitgameError where there is no screen; the training goes on then.
    """
    window = Window(size)
    pygame.display.set_caption("digitgame: training")
    scene = MonitorScene(job.state)
    pace, keys = FrameTimer(), KeyBindings()
    try:
        while scene.choice is None:
            job.follow()
            scene.follow(job.trouble if job.failed else None)
            never_began = job.failed and not job.state.start
            if job.ending or never_began:  # there is nothing to look at
                return Choice.OVER
            scene.draw(window.canvas())
            pygame.display.flip()
            each_frame(scene)
            pace.wait()
            for happened in pygame.event.get():
                given = keys.read(happened, scene.context)
                if happened.type == pygame.QUIT:
                    scene.close()
                elif given is Action.FULL_SCREEN:
                    window.switch()
                elif given is not None:
                    scene.handle(given, window.canvas().view)
        return scene.choice
    finally:
        panels.forget()
        window.close()
