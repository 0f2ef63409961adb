"""The window on a training, and its loop."""

from collections.abc import Callable

import pygame

from digitgame.monitor.job import Job
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.ui.actions import Action, KeyBindings
from digitgame.ui.loop import FrameTimer, Window


def watch(job: Job, *, each_frame: Callable[[MonitorScene], None] = lambda _: None) -> Choice:
    """Show a training until the window is closed; returns how.

    Raises DigitgameError where there is no screen; the training continues.
    """
    window = Window()
    pygame.display.set_caption("digitgame: training")
    scene = MonitorScene(job.state)
    timer, keys = FrameTimer(), KeyBindings()
    try:
        while scene.choice is None:
            job.follow()
            scene.follow(job.error if job.failed else None)
            if job.terminated or (job.failed and job.state.start is None):
                return Choice.OVER
            scene.draw(window.canvas())
            pygame.display.flip()
            each_frame(scene)
            timer.wait()
            for event in pygame.event.get():
                given = keys.read(event, scene.context)
                if event.type == pygame.QUIT:
                    scene.close()
                elif given is Action.FULL_SCREEN:
                    window.switch()
                elif given is not None:
                    scene.handle(given, window.canvas().view)
        return scene.choice
    finally:
        window.close()
