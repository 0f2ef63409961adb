"""Playing runs: drawings that the network is sure of, as events of the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pygame
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.results.scene import Results
from digitgame.ink import Drawing, frame
from digitgame.rules.duel import GRACE
from digitgame.synth import handwriting
from digitgame.ui.scene_stack import Swap, Transition

from .conftest import VIEW, key, sends


def clearly(digit: int, game: Game, seed: int = 0, *, rejected: bool = False) -> Drawing:
    """A drawing that the network is sure to read as `digit`, rejected or not."""
    rng = np.random.default_rng(seed)
    while True:
        drawing = handwriting.write(digit, rng)
        reading = game.reader.read(frame(drawing.strokes))
        if reading.digit == digit and reading.confidence > 0.95 and reading.rejected == rejected:
            return drawing


def strokes(drawing: Drawing) -> list[Event]:
    board, events = VIEW.board, []
    for stroke in drawing.strokes:
        pixels = [(round(board.x + x * 1.6), round(board.y + y * 1.6)) for x, y in stroke]
        events.append(Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pixels[0]))
        events += [Event(pygame.MOUSEMOTION, pos=p, rel=(0, 0), buttons=(1, 0, 0)) for p in pixels[1:]]
        events.append(Event(pygame.MOUSEBUTTONUP, button=1, pos=pixels[-1]))
    return events


def does(
    scene: TimedRunScene | FoolScene | DuelScene, events: Sequence[Event], seconds: float = 0.0
) -> Transition | None:
    """Hand events over, then let time pass; the first wish of the scene."""
    for event in events:
        wish = sends(scene, event)
        if wish is not None:
            return wish
    for _ in range(max(round(seconds * 60), 1)):
        wish = scene.update(1 / 60)
        if wish is not None:
            return wish
    return None


def begin(scene: DuelScene) -> None:
    """Begin a duel; let the countdown pass, and the moment in which no key counts."""
    does(scene, [key("return")])
    while scene.rules.elapsed < GRACE:
        scene.update(1 / 60)


def draws(scene: TimedRunScene, digit: int | None) -> Transition | None:
    """Draw a digit; after the last one, wait for the results."""
    if digit is None:
        return does(scene, [], 2.0)
    return does(scene, strokes(clearly(digit, scene.game)), 0.5)


def other(digit: int | None) -> int:
    assert digit is not None
    return 1 if digit == 0 else 0  # a circle and a line are never taken for each other


def finished(wish: Transition | None) -> Results:
    assert isinstance(wish, Swap)
    assert isinstance(wish.scene, Results)
    return wish.scene
