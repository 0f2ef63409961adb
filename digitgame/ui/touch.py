"""A finger as a pointer: one at a time, so that a hand on the screen draws no zigzag.

A pen arrives as a mouse or as a finger, whichever the system calls it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

_FINGERS: Final = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)
_MOUSE: Final = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION)
_FROM_THE_MOUSE: Final = -1  # the touch device that SDL makes up for a mouse
_LEFT: Final = 1
_NONE: Final = (0, 0, 0)
_PRESSED: Final = (1, 0, 0)
Pixel = tuple[int, int]


@dataclass
class Fingers:
    """Turns the events of the first finger into a pointer's; those of further fingers come to nothing.

    SDL repeats what a finger does as a mouse's doing: those events come to nothing as well.
    """

    _finger: tuple[int, int] | None = None  # device and finger that points
    _at: Pixel = (0, 0)

    def pointing(self, event: Event, size: Pixel) -> Iterator[Event]:
        """The events to play for one that was fetched; `size`: the window's, in pixels."""
        if event.type in _MOUSE and getattr(event, "touch", False):
            return
        if event.type == pygame.WINDOWFOCUSLOST:
            self._finger = None  # what it does until it is lifted is meant for something else
        if event.type not in _FINGERS:
            yield event
        elif event.touch_id != _FROM_THE_MOUSE:
            yield from self._touched(event, _pixel(event, size))

    def _touched(self, event: Event, pixel: Pixel) -> Iterator[Event]:
        finger = (event.touch_id, event.finger_id)
        if event.type == pygame.FINGERDOWN and self._finger in (None, finger):
            if self._finger is not None:
                yield self._button(pygame.MOUSEBUTTONUP, self._at)  # its lifting was lost
            self._finger = finger
            yield self._moved(pixel, _NONE)
            yield self._button(pygame.MOUSEBUTTONDOWN, pixel)
        elif self._finger == finger:
            if pixel != self._at:
                yield self._moved(pixel, _PRESSED)
            if event.type == pygame.FINGERUP:
                self._finger = None
                yield self._button(pygame.MOUSEBUTTONUP, pixel)

    def _moved(self, pixel: Pixel, buttons: tuple[int, int, int]) -> Event:
        way = (pixel[0] - self._at[0], pixel[1] - self._at[1])
        self._at = pixel
        return Event(pygame.MOUSEMOTION, pos=pixel, rel=way, buttons=buttons, touch=True)

    def _button(self, kind: int, pixel: Pixel) -> Event:
        return Event(kind, button=_LEFT, pos=pixel, touch=True)


def _pixel(event: Event, size: Pixel) -> Pixel:
    """Where a finger is: SDL tells it in shares of the window."""
    width, height = size
    return min(int(event.x * width), width - 1), min(int(event.y * height), height - 1)
