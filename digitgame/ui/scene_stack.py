"""Scenes, and the stack that they stand on. A scene asks for a change by returning a value; it never makes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from pygame.event import Event

from digitgame.ui.actions import Bindings, KeyContext
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View


class Scene(Protocol):
    """What the loop knows of a scene.

    One that is no board says in `place` which keys work in it: a Place, or None where every key comes untranslated.
    """

    see_through: bool  # the scene below shows behind this one

    @property
    def moving(self) -> bool:
        """Whether the picture changes without an event; where not, the loop sleeps until the next one."""
        ...

    def handle(self, event: Event, view: View) -> Transition | None:
        """Take one event, its positions in the window's pixels."""
        ...

    def update(self, seconds: float) -> Transition | None:
        """Let time pass."""
        ...

    def draw(self, canvas: Canvas) -> None:
        """Show the scene and change nothing."""
        ...


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
    """The scenes, the present one last, and the player's keys. Empty: the game is over."""

    scenes: list[Scene] = field(default_factory=list)
    bindings: Bindings = field(default_factory=Bindings)
    last_word: Callable[[], Scene | None] = lambda: None  # what is to be asked before the game is left

    @property
    def top(self) -> Scene:
        return self.scenes[-1]

    def __bool__(self) -> bool:
        return bool(self.scenes)

    def translated(self, event: Event) -> Event:
        """An event with the key that the present scene knows for what the player pressed."""
        return self.bindings.translated(event, _place(self.top))

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
                if question is None or isinstance(self.top, type(question)):  # asked already
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
            scene.draw(replace(canvas, view=self.seen(scene, canvas.view)))

    def seen(self, scene: Scene, view: View) -> View:
        """The view of a scene: with the player's keys on what it shows."""
        return replace(view, caps=self.bindings.caps(_place(scene)))


def _place(scene: Scene) -> KeyContext | None:
    place: KeyContext | None = getattr(scene, "place", KeyContext.BOARD)
    return place
