"""Fingers, as SDL tells of them: in shares of the window, and once more as a mouse's doing."""

from collections.abc import Sequence

import pygame
import pytest
from pygame.event import Event

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.shell.settings import SettingsScene
from digitgame.ink import Stroke
from digitgame.ui.touch import Fingers

from .conftest import ONE, SEVEN, Player

Pixel = tuple[int, int]
SCREEN = 7  # a touch device


def finger(kind: int, pixel: Pixel, size: Pixel, number: int = 0, device: int = SCREEN) -> Event:
    share = ((pixel[0] + 0.5) / size[0], (pixel[1] + 0.5) / size[1])
    return Event(
        kind, touch_id=device, finger_id=number, x=share[0], y=share[1], dx=0.0, dy=0.0, pressure=1.0
    )


def touched(player: Player, strokes: Sequence[Stroke], number: int = 0, device: int = SCREEN) -> list[Event]:
    """Strokes by a finger; after each of its events the one that SDL makes of it for programs that know no fingers."""
    events = []
    size = player.window.canvas().surface.get_size()
    for stroke in strokes:
        first, *rest = [player.at(point) for point in stroke]
        events += [
            finger(pygame.FINGERDOWN, first, size, number, device),
            Event(pygame.MOUSEBUTTONDOWN, button=1, pos=first, touch=True),
        ]
        for pixel in rest:
            events.append(finger(pygame.FINGERMOTION, pixel, size, number, device))
            events.append(Event(pygame.MOUSEMOTION, pos=pixel, rel=(0, 0), buttons=(1, 0, 0), touch=True))
        last = (rest or [first])[-1]
        events += [
            finger(pygame.FINGERUP, last, size, number, device),
            Event(pygame.MOUSEBUTTONUP, button=1, pos=last, touch=True),
        ]
    return events


@pytest.mark.parametrize("window", [(960, 600), (640, 400), (800, 900), (1920, 1200)], indirect=True)
def test_a_finger_draws_what_a_mouse_draws_at_every_size(player: Player, game: Game) -> None:
    by_mouse, by_finger = FreeDraw(game), FreeDraw(game)
    player.scene = by_mouse
    player.does(player.strokes([*SEVEN, *ONE]))
    player.scene = by_finger
    player.does(touched(player, [*SEVEN, *ONE]))
    assert by_finger.board.ink.strokes == by_mouse.board.ink.strokes
    assert len(by_finger.board.ink.strokes) == 2


def test_a_second_finger_neither_draws_nor_bends_the_first_ones_line(
    player: Player, drawing: FreeDraw
) -> None:
    first, second = touched(player, SEVEN), touched(player, ONE, number=1)
    mixed = [event for pair in zip(first, second, strict=False) for event in pair]
    player.does(mixed, second[len(first) :], first[len(second) :])
    assert drawing.board.ink.strokes == SEVEN
    player.does(touched(player, ONE, number=1))  # alone it draws
    assert drawing.board.ink.strokes == [*SEVEN, *ONE]


def test_a_finger_that_stays_when_the_first_is_lifted_draws_only_after_it_is_put_down_anew(
    player: Player, drawing: FreeDraw
) -> None:
    one, other = touched(player, SEVEN), touched(player, ONE, number=1)
    player.does(one[:2], other[:2], one[2:], other[2:])
    assert drawing.board.ink.strokes == SEVEN


def test_a_finger_presses_what_is_shown(player: Player, game: Game) -> None:
    scene = SettingsScene(game)
    player.scene = scene
    view = player.view
    pixel = view.rect(scene.items(view.caps)[4].area).center
    size = (view.width, view.height)
    player.does(finger(pygame.FINGERDOWN, pixel, size), finger(pygame.FINGERUP, pixel, size))
    assert scene.menu.chosen == 4
    assert game.settings.live


def test_a_mouse_draws_while_nobody_touches(player: Player, drawing: FreeDraw) -> None:
    player.does(touched(player, ONE), player.strokes(SEVEN))
    assert drawing.board.ink.strokes == [*ONE, *SEVEN]


def test_a_finger_that_sdl_makes_of_a_mouse_is_none(player: Player, drawing: FreeDraw) -> None:
    player.does(touched(player, SEVEN, device=-1))
    assert not drawing.board.ink


def test_a_window_that_loses_the_focus_lifts_the_finger(player: Player, drawing: FreeDraw) -> None:
    events = touched(player, SEVEN)
    player.does(events[:4], Event(pygame.WINDOWFOCUSLOST), events[4:])
    assert len(drawing.board.ink.strokes) == 1
    assert len(drawing.board.ink.strokes[0]) == 2
    player.does(touched(player, ONE))
    assert len(drawing.board.ink.strokes) == 2


def test_a_lifting_that_was_lost_does_not_lose_the_finger() -> None:
    fingers, size = Fingers(), (100, 100)
    down = finger(pygame.FINGERDOWN, (20, 30), size)
    kinds = [event.type for _ in range(2) for event in fingers.pointing(down, size)]
    assert kinds == [
        pygame.MOUSEMOTION,
        pygame.MOUSEBUTTONDOWN,
        pygame.MOUSEBUTTONUP,
        pygame.MOUSEMOTION,
        pygame.MOUSEBUTTONDOWN,
    ]


def test_a_mouse_that_rests_moves_nothing() -> None:
    fingers, size = Fingers(), (100, 100)
    given = [
        Event(pygame.MOUSEMOTION, pos=(20, 30)),
        Event(pygame.MOUSEMOTION, pos=(20, 30)),
        Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(20, 30)),
        Event(pygame.MOUSEBUTTONUP, button=1, pos=(40, 30)),
        Event(pygame.MOUSEMOTION, pos=(40, 30)),
        Event(pygame.MOUSEMOTION, pos=(20, 30)),
    ]
    taken = [list(fingers.pointing(event, size)) for event in given]
    assert taken == [[given[0]], [], [given[2]], [given[3]], [], [given[5]]]


def test_the_far_edge_is_in_the_window() -> None:
    edge = Event(pygame.FINGERDOWN, touch_id=SCREEN, finger_id=0, x=1.0, y=1.0, dx=0.0, dy=0.0, pressure=1.0)
    *_, press = Fingers().pointing(edge, (960, 600))
    assert press.pos == (959, 599)
