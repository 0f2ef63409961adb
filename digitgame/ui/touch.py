"""A finger as a pointer: one at a time, so that a palm on the screen draws no zigzag.

A pen arrives as a mouse or as a finger, whichever the system calls it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

from digitgame.ui.actions import LEFT

_FINGERS: Final = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)
_MOUSE: Final = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION)
# The touch device that SDL invents for a mouse.
_FROM_THE_MOUSE: Final = -1
Pixel = tuple[int, int]


@dataclass
class Fingers:
    """Turns the events of the first finger into a mouse's and drops those of further fingers.

    It also drops the mouse events that SDL sends for fingers, and a mouse's that rests: SDL reports it anew when
    another window has covered this one. `_finger`: the device and the finger that points; `_mouse`: where the mouse is.
    """

    _finger: tuple[int, int] | None = None
    _at: Pixel = (0, 0)
    _mouse: Pixel | None = None

    def pointing(self, event: Event, size: Pixel) -> Iterator[Event]:
        """The events to play for one that was fetched; `size`: the window's, in pixels."""
        if event.type in _MOUSE and getattr(event, "touch", False):
            return
        if event.type in _MOUSE:
            rested, self._mouse = event.pos == self._mouse, event.pos
            if rested and event.type == pygame.MOUSEMOTION:
                return
        if event.type == pygame.WINDOWFOCUSLOST:
            # Until it is lifted, the finger now points at something else.
            self._finger = None
        if event.type not in _FINGERS:
            yield event
        elif event.touch_id != _FROM_THE_MOUSE:
            yield from self._touched(event, _pixel(event, size))

    def _touched(self, event: Event, pixel: Pixel) -> Iterator[Event]:
        finger = (event.touch_id, event.finger_id)
        if event.type == pygame.FINGERDOWN and self._finger in (None, finger):
            if self._finger is not None:
                # The event of its lifting was lost.
                yield _button(pygame.MOUSEBUTTONUP, self._at)
            self._finger = finger
            yield self._moved(pixel)
            yield _button(pygame.MOUSEBUTTONDOWN, pixel)
        elif self._finger == finger:
            if pixel != self._at:
                yield self._moved(pixel)
            if event.type == pygame.FINGERUP:
                self._finger = None
                yield _button(pygame.MOUSEBUTTONUP, pixel)

    def _moved(self, pixel: Pixel) -> Event:
        self._at = pixel
        return Event(pygame.MOUSEMOTION, pos=pixel)


def _button(kind: int, pixel: Pixel) -> Event:
    return Event(kind, button=LEFT, pos=pixel)


def _pixel(event: Event, size: Pixel) -> Pixel:
    """The pixel of a finger, which SDL gives as a fraction of the window."""
    width, height = size
    return min(int(event.x * width), width - 1), min(int(event.y * height), height - 1)
