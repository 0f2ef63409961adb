"""The window, the loop and its frame rate: the only place that touches the window or the event queue."""

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.quiet import quiet
from digitgame.ui import canvas, theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import FullScreen, Quit, Stack
from digitgame.ui.touch import Fingers

# Frames a second while something moves, and the most seconds that one frame may stand for.
FRAMES: Final = 60
_STEP: Final = 1 / FRAMES
_LONGEST: Final = 0.1
# The loop sleeps for so many ms at most, because a scene may count the seconds without an event.
_NAP: Final = 1000
# The first window's size where the screen is not larger than usual, and how much of a small one it may take.
FIRST_SIZE: Final = (960, 600)
_MOST_OF_THE_SCREEN: Final = 0.9
_NO_SCREEN: Final = (
    "Play on a desktop or under `xvfb-run`; `digitgame predict` and `digitgame evaluate` need no screen."
)
_EVENTS: Final = (
    pygame.QUIT,
    pygame.KEYDOWN,
    pygame.TEXTINPUT,
    pygame.MOUSEBUTTONDOWN,
    pygame.MOUSEBUTTONUP,
    pygame.MOUSEMOTION,
    pygame.FINGERDOWN,
    pygame.FINGERMOTION,
    pygame.FINGERUP,
    pygame.WINDOWFOCUSLOST,
    pygame.WINDOWSIZECHANGED,
    pygame.WINDOWEXPOSED,
    pygame.DROPFILE,
)


def first_size(screen: tuple[int, int]) -> tuple[int, int]:
    """The size of the first window on a screen, both in pixels: half as wide as the screen, 960 at least, if it fits.

    A screen with more pixels has smaller ones, or shows everything larger, so the window has more of them as well.
    """
    width, height = screen
    wanted = max(min(width, height * 16 / 9) / 2, FIRST_SIZE[0])
    fits = min(_MOST_OF_THE_SCREEN * width, _MOST_OF_THE_SCREEN * height * FIRST_SIZE[0] / FIRST_SIZE[1])
    wide = round(min(wanted, fits))
    return wide, round(wide * FIRST_SIZE[1] / FIRST_SIZE[0])


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


class Window:
    """The window, or the whole screen."""

    def __init__(self, size: tuple[int, int] | None = None, *, full_screen: bool = False) -> None:
        """Open it, without a `size` as large as suits the screen; DigitgameError where there is no screen."""
        self.full = False
        if not has_screen():
            raise DigitgameError("There is no screen to play on.", _NO_SCREEN)
        try:
            # SDL complains of a missing display on its own.
            with quiet():
                pygame.display.init()
            driver = pygame.display.get_driver()
            if driver in ("offscreen", "dummy") and not os.environ.get("SDL_VIDEODRIVER"):
                # SDL would play unseen.
                raise pygame.error("the display that is named cannot be reached")
            if driver == "x11":
                # Frames go straight to the window: through OpenGL they cost 100 MB for Mesa and take as long.
                os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
            pygame.font.init()
            pygame.display.set_caption("digitgame")
            pygame.display.set_icon(_icon())
            self._size = size or first_size(pygame.display.get_desktop_sizes()[0])
            pygame.display.set_mode(self._size, pygame.RESIZABLE)
            if full_screen:
                self.switch()
        except pygame.error as error:
            raise DigitgameError(f"There is no screen to play on ({error}).", _NO_SCREEN) from error
        pygame.event.set_blocked(None)
        pygame.event.set_allowed(_EVENTS)

    def switch(self) -> None:
        """From the window to the whole screen, or back."""
        if not self.full:
            self._size = self.canvas().surface.get_size()
        self.full = not self.full
        if self.full:
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            # The first call leaves the full screen, the next one gives the size back.
            pygame.display.set_mode(self._size)
            pygame.display.set_mode(self._size, pygame.RESIZABLE)

    def canvas(self) -> Canvas:
        """What to draw on now: the window may have changed its size since the last frame."""
        surface = pygame.display.get_surface()
        assert surface is not None
        return Canvas(surface, View(*surface.get_size()))

    def close(self) -> None:
        """Close the window, and pygame, whose fonts don't outlive it."""
        canvas.forget_fonts()
        pygame.quit()


def has_screen() -> bool:
    """Whether this process may have a screen, as far as the environment shows."""
    if sys.platform in ("win32", "darwin") or os.environ.get("SDL_VIDEODRIVER"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def run(
    stack: Stack,
    window: Window,
    *,
    after_first_frame: Callable[[], None] | None = None,
    each_frame: Callable[[], None] = lambda: None,
) -> None:
    """Play until the stack is empty. Events are fetched once a frame.

    While nothing moves, the loop sleeps, and `each_frame` is called once a second.
    """
    timer, fingers = FrameTimer(), Fingers()
    seconds = 0.0
    while stack:
        transition = stack.top.update(seconds)
        if transition is not None:
            stack.apply(transition)
            if not stack:
                return
        stack.draw(window.canvas())
        pygame.display.flip()
        if after_first_frame is not None:
            after_first_frame()
            after_first_frame = None
            spare_frames()
        each_frame()
        seconds = min(timer.wait(), _LONGEST)
        events = []
        if not stack.top.moving:
            # This returns at once where there is an event; peek() would free the event that it shows.
            event = pygame.event.wait(_NAP)
            slept = timer.passed()
            seconds = slept if event.type == pygame.NOEVENT else 0.0
            events += [] if event.type == pygame.NOEVENT else [event]
        events += pygame.event.get()
        size = window.canvas().surface.get_size()
        _dispatch(stack, window, [one for event in events for one in fingers.pointing(event, size)])


def spare_frames() -> None:
    """Keep the garbage collector off all that is loaded by now: going through it takes a whole frame's time."""
    gc.freeze()
    gc.enable()


def _dispatch(stack: Stack, window: Window, events: list[Event]) -> None:
    """Hand events to the present scene and make the changes that it asks for."""
    for event in events:
        transition = Quit() if event.type == pygame.QUIT else stack.handle(event, window.canvas().view)
        if isinstance(transition, FullScreen):
            window.switch()
        elif transition is not None:
            stack.apply(transition)
        if not stack:
            return


def _icon() -> pygame.Surface:
    """A chalk 8 on a board; drawn, so that it needs no file."""
    side = 64
    icon = pygame.Surface((side, side), pygame.SRCALPHA)
    pygame.draw.rect(icon, theme.BOARD, icon.get_rect(), border_radius=12)
    pygame.draw.rect(icon, theme.ACCENT, icon.get_rect(), 4, border_radius=12)
    digit = pygame.font.Font(None, 60).render("8", True, theme.CHALK)
    icon.blit(digit, digit.get_rect(center=(side // 2, side // 2 + 1)))
    return icon
