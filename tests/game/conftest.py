"""The game on SDL's dummy driver: the same window, loop and scenes, with events posted to SDL's own queue."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

from digitgame import model
from digitgame.datasets import Images
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.start import SAMPLES
from digitgame.inference import Reader, Reading
from digitgame.ink import BOARD, FRAMING, Point, Stroke
from digitgame.store import Store
from digitgame.ui import loop
from digitgame.ui.actions import KeyBindings
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Scene, Stack, Transition
from digitgame.ui.sound import Sounds

import pygame  # isort: skip (digitgame.ui imports it in silence)
from pygame.event import Event  # isort: skip

VIEW = View(960, 600)
SEVEN: list[list[Point]] = [[(90.0, 60.0), (150.0, 55.0), (210.0, 60.0), (170.0, 150.0), (130.0, 250.0)]]
ONE: list[list[Point]] = [[(150.0, 40.0), (150.0, 150.0), (150.0, 260.0)]]


@pytest.fixture(scope="session")
def reader(small_model: Path) -> Reader:
    return Reader(model.load(small_model, framing=FRAMING))


@pytest.fixture(params=[(960, 600)], ids=lambda size: "{}x{}".format(*size))
def window(request: pytest.FixtureRequest) -> Iterator[loop.Window]:
    window = loop.Window(request.param)
    yield window
    window.close()


@pytest.fixture
def canvas(window: loop.Window) -> Canvas:
    return window.canvas()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "digitgame.db") as store:
        yield store


@pytest.fixture
def game(reader: Reader, store: Store) -> Game:
    def samples(seed: int) -> tuple[str, Images]:
        from digitgame.datasets.drawings import synthetic_in_order

        return "synthetic", synthetic_in_order(SAMPLES, seed)

    return Game(reader, store, "Ann", Sounds(muted=True), samples)


@dataclass
class Visit(Stack):
    """A stack that is left once its second frame is drawn: the one that shows what the posted events did."""

    frames: int = 0

    def draw(self, canvas: Canvas) -> None:
        super().draw(canvas)
        self.frames += 1
        if self.frames == 2:
            pygame.event.post(Event(pygame.QUIT))


@dataclass
class Player:
    """Someone at the keyboard and the mouse."""

    window: loop.Window
    scene: Scene

    @property
    def view(self) -> View:
        return self.window.canvas().view

    def does(self, *events: Event | Sequence[Event]) -> None:
        """Post events to SDL, play the loop until it has taken them all and shown the outcome, and leave."""
        for some in events:
            for event in [some] if isinstance(some, Event) else some:
                pygame.event.post(event)
        pygame.event.post(
            Event(pygame.WINDOWEXPOSED)
        )  # something to wake up for, where there is nothing else
        game = getattr(self.scene, "game", None)
        bindings = KeyBindings() if game is None else game.bindings
        loop.run(Visit([self.scene], bindings), self.window)

    def at(self, point: Point) -> tuple[int, int]:
        """The pixel of a point on the board."""
        seen = getattr(self.scene, "mirrored", lambda view: view)(self.view)
        board = seen.board
        return (
            round(board.x + point[0] * board.width / BOARD),
            round(board.y + point[1] * board.height / BOARD),
        )

    def strokes(self, strokes: Sequence[Stroke], button: int = 1) -> list[Event]:
        """Draw strokes, or rub along them with button 3."""
        events = []
        for stroke in strokes:
            first, *rest = [self.at(point) for point in stroke]
            events.append(Event(pygame.MOUSEBUTTONDOWN, button=button, pos=first))
            events += [Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(1, 0, 0)) for pos in rest]
            events.append(Event(pygame.MOUSEBUTTONUP, button=button, pos=(rest or [first])[-1]))
        return events

    def click(self, pixel: tuple[int, int]) -> list[Event]:
        return [Event(kind, button=1, pos=pixel) for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)]


def sends(scene: Scene, *events: Event, view: View = VIEW) -> Transition | None:
    """Let a scene take SDL events as the loop hands them on; the last change that it asks for."""
    game = getattr(scene, "game", None)
    stack = Stack([scene], KeyBindings() if game is None else game.bindings)
    wish = None
    for event in events:
        wish = stack.handle(event, view)
    return wish


def seeing(digit: int, confidence: float = 0.9, second: int | None = None, **more: Any) -> Reading:
    """A reading of a digit; what is left of the probability goes to a second one."""
    probabilities = np.zeros(10, np.float32)
    probabilities[(digit + 1) % 10 if second is None else second] = 1 - confidence
    probabilities[digit] = confidence
    return Reading(probabilities, {}, model="ab12", **more)


def key(name: str, mod: int = 0) -> Event:
    """A key by its name in pygame, such as "space"."""
    return Event(pygame.KEYDOWN, key=pygame.key.key_code(name), mod=mod, unicode="")


@pytest.fixture
def drawing(game: Game) -> FreeDraw:
    return FreeDraw(game)


@pytest.fixture
def player(window: loop.Window, drawing: FreeDraw) -> Player:
    return Player(window, drawing)


@pytest.fixture
def playing(window: loop.Window) -> Callable[[Scene], Player]:
    return lambda scene: Player(window, scene)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All the text drawn from now on."""
    shown: list[str] = []
    real = Canvas.text

    def text(self: Canvas, words: str, *args: object, **kwargs: object) -> float:
        shown.append(words)
        return real(self, words, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "text", text)
    return shown


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> list[Area]:
    """All panels drawn from now on."""
    found: list[Area] = []
    real = Canvas.panel

    def panel(self: Canvas, area: Area, *args: object) -> None:
        found.append(area)
        real(self, area, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "panel", panel)
    return found


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all sounds played from now on."""
    names: list[str] = []
    monkeypatch.setattr(Sounds, "play", lambda _, name: names.append(name))
    return names
