"""Opening the window on a training, and its loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from digitgame.play.loop import Window
from digitgame.watch import panels
from digitgame.watch.feed import Event, Feed
from digitgame.watch.scene import Choice, Watch
from digitgame.watch.state import State

SIZE: Final = (960, 600)
_FRAMES: Final = 60  # a second


def watch(
    feed: Feed,
    seen: Callable[[Event], None],
    *,
    size: tuple[int, int] = SIZE,
    each_frame: Callable[[Watch], None] = lambda _: None,
) -> Choice:
    """Show a training until the window is closed; `seen` hears each event. Returns what is to become of it.

    Raises DigitgameError where there is no screen; the training goes on then.
    """
    window = Window(size)
    pygame.display.set_caption("digitgame: training")
    scene = Watch(State())
    clock = pygame.time.Clock()
    try:
        while scene.choice is None:
            for event in feed.new():
                seen(event)
                scene.state.take(event)
            scene.failed = feed.ended and not scene.state.done
            if scene.failed and not scene.state.start:  # it never began: there is nothing to look at
                return Choice.OVER
            scene.draw(window.canvas())
            pygame.display.flip()
            each_frame(scene)
            clock.tick(_FRAMES)
            for happened in pygame.event.get():
                if happened.type == pygame.KEYDOWN and happened.key == pygame.K_F11:
                    window.switch()
                else:
                    scene.handle(happened, window.canvas().view)
        return scene.choice
    finally:
        panels.forget()
        window.close()
