"""The menu: where to go, who plays, and the network that reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

from digitgame.play import theme, widgets
from digitgame.play.canvas import Canvas, Hint, hint_areas, y_middle
from digitgame.play.game import Game
from digitgame.play.layout import BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.keys import Keys
from digitgame.play.scenes.name import Name
from digitgame.play.stage import FullScreen, Pop, Push, Quit, Transition
from digitgame.rules import Score

_LIST: Final = Area(32, 176, 480, 48)  # the first line
_CARDS: Final = Area(536, 176, 392, 360)
_LINES: Final = ("play", "gallery", "keys", "player", "sound", "full screen", "quit")
_KEYS: Final = {  # line -> the key that chooses it, and its cap
    "play": (pygame.K_ESCAPE, "Esc"),
    "gallery": (pygame.K_g, "G"),
    "keys": (pygame.K_h, "H"),
    "player": (pygame.K_p, "P"),
    "sound": (pygame.K_m, "M"),
    "full screen": (pygame.K_F11, "F11"),
    "quit": (pygame.K_q, "Q"),
}
_SCORES: Final = (
    ("mnist", "reads MNIST"),
    ("drawings", "reads drawings"),
    ("hand", "reads the built-in hand"),
)
_FOOTER: Final = (Hint("Up Down", "choose"), Hint("Enter", "go", pygame.K_RETURN))


@dataclass
class Menu:
    """A list to choose from by arrow keys, by each line's own key or by the pointer."""

    game: Game
    chosen: int = 0
    see_through: bool = False
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_FOOTER, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP):
                self.chosen = (self.chosen - 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_DOWN):
                self.chosen = (self.chosen + 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER | pygame.K_SPACE):
                return self._go(_LINES[self.chosen])
            case Event(type=pygame.KEYDOWN, key=pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=key):
                for line, (own, _) in _KEYS.items():
                    if key == own:
                        return self._go(line, pygame.key.name(key))
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos) if self._point(view, pos):
                return self._go(_LINES[self.chosen])
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        canvas.text("digitgame", (_LIST.x, 84), theme.TITLE, theme.TEXT, "midleft")
        tagline = "Draw a digit. The network reads it. You keep the score."
        canvas.text(tagline, (_LIST.x, 132), theme.SMALL, theme.QUIET, "midleft")
        for number, line in enumerate(_LINES):
            self._draw_line(canvas, number, line)
        below = _draw_card(canvas, _CARDS.y, "The network", card_facts(self.game.reader.model.card))
        _draw_card(canvas, below, self.game.player, score_facts(self.game.score))
        widgets.footer(canvas, _FOOTER, ())

    def _draw_line(self, canvas: Canvas, number: int, line: str) -> None:
        area = _line_area(number)
        chosen = number == self.chosen
        canvas.panel(area, theme.KEY if chosen else theme.ROOM, theme.ACCENT if chosen else None)
        middle = y_middle(area)
        words = line.capitalize()
        taken = canvas.text(words, (area.x + 16, middle), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.text(_KEYS[line][1], (area.right - 16, middle), theme.SMALL, theme.QUIET, "midright")
        value = {"player": self.game.player, "sound": "off" if self.game.sounds.muted else "on"}.get(line)
        if value:
            room = area.width - taken - 104
            at = (area.x + 16 + taken + 16, middle)
            canvas.text(value, at, theme.MEDIUM, theme.ACCENT, "midleft", fit=room)

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the line under the pointer; whether there is one."""
        for number in range(len(_LINES)):
            if view.hits(_line_area(number), pixel):
                self.chosen = number
                return True
        return False

    def _go(self, line: str, typed: str = "") -> Transition | None:
        match line:
            case "gallery":
                return Push(Gallery(self.game))
            case "keys":
                return Push(Keys())
            case "player":
                return Push(Name(self.game, typed))
            case "sound":
                common.mute(self.game)
                return None
            case "full screen":
                return FullScreen()
            case "quit":
                return Quit()
        return Pop()


def _line_area(number: int) -> Area:
    return _LIST._replace(y=_LIST.y + number * _LIST.height, height=_LIST.height - 8)


def _draw_card(canvas: Canvas, y: float, title: str, facts: Sequence[tuple[str, str]]) -> float:
    """A panel of names and values, as high as they need; where the next one may begin."""
    panel = Area(_CARDS.x, y, _CARDS.width, 64 + 32 * len(facts))
    canvas.panel(panel, theme.PANEL, theme.EDGE)
    left, right = panel.x + 24, panel.right - 24
    canvas.text(title, (left, y + 32), theme.MEDIUM, theme.TEXT, "midleft", fit=right - left)
    for number, (name, value) in enumerate(facts):
        middle = y + 68 + 32 * number
        taken = canvas.text(name, (left, middle), theme.SMALL, theme.QUIET, "midleft")
        canvas.text(
            value, (right, middle), theme.SMALL, theme.TEXT, "midright", fit=right - left - taken - 16
        )
    return panel.bottom + 2 * theme.UNIT


def card_facts(card: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a model's card tells in the menu: names and values, five lines at most."""
    facts = [("name", str(card["name"]))]
    if "preset" in card:
        facts.append(("preset", str(card["preset"])))
    scores = card.get("scores")
    if isinstance(scores, dict):
        for name, told in _SCORES:
            if isinstance(scores.get(name), float):
                facts.append((told, f"{scores[name]:.1%}".replace("%", " %")))
    return facts


def score_facts(score: Score) -> list[tuple[str, str]]:
    """A player's score over all runs."""
    accuracy = score.total.accuracy
    return [
        ("read right", f"{score.total.right} of {score.total.count}"),
        ("accuracy", "–" if accuracy is None else widgets.percent(accuracy)),
        ("best streak", str(score.best)),
    ]
