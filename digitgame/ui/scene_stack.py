"""Scenes, and the stack that they stand on. A scene asks for a change by returning a value; it never makes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import pygame
from pygame.event import Event

from digitgame.ui.actions import Action, Input, KeyBindings, KeyContext
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View


class Scene(Protocol):
    """What the loop knows of a scene."""

    @property
    def context(self) -> KeyContext | None:
        """Which keys work here; None: the scene takes every key as a `Press`."""

    @property
    def see_through(self) -> bool:
        """Whether the scene below shows behind this one."""

    @property
    def moving(self) -> bool:
        """Whether the picture changes without an event; if not, the loop sleeps until the next one."""

    def handle(self, given: Input, view: View) -> Transition | None:
        """Take one input; the pointer's position is in the window's pixels."""

    def update(self, seconds: float) -> Transition | None:
        """Let time pass."""

    def draw(self, canvas: Canvas) -> None:
        """Show the scene and change nothing."""


@runtime_checkable
class TakesFiles(Protocol):
    """A scene that reads a file which is dropped on the window."""

    def take_file(self, path: str) -> None:
        """Take a file by its path."""


@dataclass(frozen=True)
class Push:
    """Go to a scene; the present one waits below."""

    scene: Scene


@dataclass(frozen=True)
class Pop:
    """Go back to the scene below, or to one further down; from the last one, leave."""

    count: int = 1


@dataclass(frozen=True)
class Swap:
    """Put a scene in the place of the present one."""

    scene: Scene


@dataclass(frozen=True)
class Quit:
    """Leave the game."""


@dataclass(frozen=True)
class FullScreen:
    """Switch between the whole screen and a window."""


Transition = Push | Pop | Swap | Quit | FullScreen


@dataclass
class Stack:
    """The scenes, the present one last, and the player's keys. Empty: the game is over.

    `last_word` makes the question to ask before the game is left, if there is one.
    """

    scenes: list[Scene] = field(default_factory=list)
    bindings: KeyBindings = field(default_factory=KeyBindings)
    last_word: Callable[[], Scene | None] = lambda: None

    @property
    def top(self) -> Scene:
        return self.scenes[-1]

    def __bool__(self) -> bool:
        return bool(self.scenes)

    def handle(self, event: Event, view: View) -> Transition | None:
        """Let the present scene take an event; the change that it asks for, not yet made."""
        if event.type == pygame.DROPFILE:
            if isinstance(self.top, TakesFiles):
                self.top.take_file(event.file)
            return None
        given = self.bindings.read(event, self.top.context)
        if given is Action.FULL_SCREEN:
            return FullScreen()
        return None if given is None else self.top.handle(given, self.seen(view))

    def apply(self, transition: Transition) -> None:
        """Make the change that a scene asked for; TypeError where it is none of the stack's."""
        match transition:
            case Push(scene):
                self.scenes.append(scene)
            case Pop(count):
                del self.scenes[-count:]
            case Swap(scene):
                self.scenes[-1] = scene
            case Quit():
                question = self.last_word()
                # Whoever leaves while the question is shown has answered it.
                if question is None or isinstance(self.top, type(question)):
                    self.scenes.clear()
                else:
                    self.scenes.append(question)
            case _:
                raise TypeError(f"not a change of the scene stack: {transition!r}")

    def draw(self, canvas: Canvas) -> None:
        """Draw the present scene, and those that show behind it first."""
        lowest = len(self.scenes) - 1
        while lowest > 0 and self.scenes[lowest].see_through:
            lowest -= 1
        for scene in self.scenes[lowest:]:
            scene.draw(replace(canvas, view=self.seen(canvas.view)))

    def seen(self, view: View) -> View:
        """The view with the player's keys on what it shows."""
        return replace(view, caps=self.bindings.labels)
