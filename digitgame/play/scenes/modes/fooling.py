"""Fool it: turn one digit into another in the network's eyes, or leave it torn between two."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Final

import pygame
from pygame.event import Event

from digitgame.play import theme, widgets, xray
from digitgame.play.canvas import Canvas, hint_areas, wrapped
from digitgame.play.easel import Easel
from digitgame.play.effects import Effects
from digitgame.play.game import Game
from digitgame.play.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, SCORE_AREA, Area, View
from digitgame.play.scenes import common
from digitgame.play.scenes.modes import runpanel
from digitgame.play.scenes.modes.ending import finish
from digitgame.play.scenes.pause import Pause
from digitgame.play.stage import Push, Swap, Transition
from digitgame.rules import Clock, Recorder
from digitgame.rules.fool import COUNT, FOOLED, SECONDS, Fool, Kind, Sight, fool, length
from digitgame.store import FOOLED as TRICK
from digitgame.store import Shot

_TASK: Final = Area(536, 64, 392, 144)
_SCALE: Final = Area(536, 220, 392, 240)
_BAR: Final = 264  # design units, of a probability
_HINTS: Final = (runpanel.TAKE, runpanel.CLEAR, runpanel.UNDO, runpanel.SKIP)


@dataclass
class Fooling:
    """One run of challenges. The clock starts with the first stroke."""

    game: Game
    mode: str
    seed: int
    easel: Easel = field(init=False)
    rules: Fool = field(init=False)
    record: Recorder = field(init=False)
    shots: list[Shot] = field(default_factory=list)
    xray: bool = False
    given_up: bool = False
    see_through: bool = False
    told: str = ""
    effects: Effects = field(default_factory=Effects)
    _started: float | None = None
    _age: float = 60.0  # seconds since the last message

    def __post_init__(self) -> None:
        self.rules = fool(Clock(), self.seed)
        self.record = Recorder(self.rules)
        self.easel = Easel(self.game.reader)
        self.effects.still = self.game.settings.reduced_motion

    @property
    def moving(self) -> bool:
        return self._started is not None or self.effects.moving

    @property
    def wanted(self) -> int | None:
        """The digit to draw to begin with."""
        return None if self.rules.challenge is None else self.rules.challenge.one

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        if event.type == pygame.WINDOWFOCUSLOST:
            self.easel.lift()
            return Push(Pause(self)) if self._started is not None else None
        places = [
            *hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y),
            *hint_areas(runpanel.ELSEWHERE, view, BARS_AREA.x, FOOTER_Y),
        ]
        key = common.pressed(places, view, event) or event
        if key.type == pygame.KEYDOWN:
            return self._key(key)
        if self.easel.begins(event, view):
            self._started = self._started or time.time()
        self.easel.handle(event, view)
        return None

    def update(self, seconds: float) -> Transition | None:
        self._age += seconds
        self.effects.update(seconds)
        if self._started is not None:
            self.rules.clock.tick(seconds)
        self.easel.update()
        if self.rules.over or self.given_up:
            ended = finish(
                self.game, self.mode, self.seed, self._started, self.record, self.rules, self.shots, Fooling
            )
            return Swap(ended)
        if (
            self.rules.turning
            and self.rules.held is None
            and self.easel.pen_up
            and self.easel.reading is not None
        ):
            self._hold()
        return None

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Fool it", common.signature(self.game))
        board = replace(canvas, view=self.effects.shaken(canvas.view))
        widgets.board_edge(board, theme.ACCENT, 0.8 if self.rules.held is not None else 0.4)
        self.easel.draw(board)
        self.effects.draw(board, theme.ACCENT)
        if self._started is None:
            widgets.board_invitation(board, "The clock starts with your first stroke")
        elif self.told and self._age < theme.TOAST_SECONDS:
            widgets.toast(board, self.told)
        if self.xray:
            self._strip(canvas)
            xray.draw(canvas, self.easel.reading, self.easel.picture, self.easel.pointer, self.game.weights)
        else:
            self._panel(canvas)
        widgets.footer(canvas, _HINTS, runpanel.ELSEWHERE)

    def _strip(self, canvas: Canvas) -> None:
        canvas.panel(xray.STRIP, theme.PANEL, theme.EDGE)
        at = (xray.STRIP.x + 16, xray.STRIP.middle[1])
        words = f"{self._task()[0]}  {self._worth()} points"
        canvas.text(words, at, theme.MEDIUM, theme.ACCENT, "midleft", fit=xray.STRIP.width - 32)

    def _task(self) -> tuple[str, str]:
        """What to do, in a few words and in a sentence."""
        challenge = self.rules.challenge
        if challenge is None:
            return "All done", ""
        one, other = challenge.one, challenge.other
        if challenge.kind is Kind.BETWEEN:
            return (
                f"Half {one}, half {other}",
                f"Draw what it cannot tell: as much a {one} as a {other}. Then Space.",
            )
        if self.rules.held is None:
            return f"Draw a {one}", f"It must be sure of a {one}. Then you turn it into a {other}."
        return (
            f"Turn it into a {other}",
            f"Draw or rub out as little as you can until it reads a {other}. Then Space.",
        )

    def _panel(self, canvas: Canvas) -> None:
        canvas.panel(_TASK, theme.PANEL, theme.EDGE)
        title, words = self._task()
        left = _TASK.x + 16
        canvas.text(title, (left, _TASK.y + 36), theme.TITLE, theme.ACCENT, "midleft", fit=_TASK.width - 32)
        for number, line in enumerate(wrapped(words, theme.SMALL, _TASK.width - 32, canvas.view)[:3]):
            canvas.text(line, (left, _TASK.y + 84 + 22 * number), theme.SMALL, theme.TEXT, "midleft")
        canvas.panel(_SCALE, theme.PANEL, theme.EDGE)
        challenge, reading = self.rules.challenge, self.easel.reading
        if challenge is not None:
            for number, digit in enumerate((challenge.one, challenge.other)):
                share = 0.0 if reading is None else float(reading.probabilities[digit])
                self._bar(canvas, digit, share, _SCALE.y + 48 + 64 * number)
        read = "Nothing to read yet" if reading is None else f"It reads a {reading.digit}"
        canvas.text(read, (left, _SCALE.bottom - 76), theme.SMALL, theme.QUIET, "midleft")
        worth = self._worth()
        words = f"Worth {worth:,} points now"
        colour = theme.ACCENT if worth >= FOOLED else theme.TEXT
        canvas.text(words, (left, _SCALE.bottom - 36), theme.MEDIUM, colour, "midleft")
        done = f"{min(len(self.rules.points) + 1, COUNT)} of {COUNT}"
        facts = [
            ("points", f"{self.rules.score:,}", theme.TEXT),
            ("challenge", done, theme.ACCENT),
            ("seconds left", f"{self.rules.left:.0f} of {SECONDS:.0f}", theme.TEXT),
        ]
        widgets.facts_row(canvas, SCORE_AREA, facts)

    def _bar(self, canvas: Canvas, digit: int, share: float, middle: float) -> None:
        left = _SCALE.x + 16
        canvas.text(str(digit), (left + 12, middle), theme.TITLE, theme.TEXT, "center")
        track = Area(left + 40, middle - 12, _BAR, 24)
        canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
        if share * _BAR >= 1:
            canvas.panel(track._replace(width=share * _BAR), theme.ACCENT, None, theme.SMALL_RADIUS)
        at = (_SCALE.right - 16, middle)
        canvas.text(widgets.percent(share), at, theme.SMALL, theme.TEXT, "midright")

    def _worth(self) -> int:
        reading = self.easel.reading
        if reading is None:
            return 0
        sight = Sight(tuple(reading.probabilities.tolist()), length(self.easel.ink.strokes))
        return self.rules.worth(sight)

    def _key(self, event: Event) -> Transition | None:
        control = event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META)
        match event.key:
            case pygame.K_z if control:
                self.easel.undo()
                if not self.easel.ink:
                    self.record.make("drop")
            case _ if control or event.mod & pygame.KMOD_ALT:
                pass
            case pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE:
                self.easel.clear()
                self.record.make("drop")
            case pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER:
                self._take()
            case pygame.K_s if self._started is not None and self.record.make("skip"):
                self.easel.clear()
                self.game.sounds.play("tick")
            case pygame.K_x:
                self.xray = not self.xray
            case pygame.K_m:
                common.mute(self.game)
            case pygame.K_ESCAPE | pygame.K_TAB:
                self.easel.lift()
                return Push(Pause(self))
        return None

    def _hold(self) -> None:
        """The first digit may be read for certain now."""
        challenge, reading = self.rules.challenge, self.easel.reading
        assert reading is not None
        if challenge is None or reading.digit != challenge.one or reading.refused:
            return
        drawing, reading = self.easel.kept()
        told = tuple(reading.probabilities.tolist())
        if self.record.make("hold", Sight(told, length(drawing.strokes)), drawing=len(self.shots)):
            self.shots.append(Shot(challenge.one, drawing, reading.digit, told, TRICK))
            self.game.sounds.play("tick")
            self._say(f"A {challenge.one}, no doubt. Now turn it into a {challenge.other}.")

    def _take(self) -> None:
        challenge = self.rules.challenge
        if challenge is None or not self.easel.ink:
            return
        self.easel.lift()
        drawing, reading = self.easel.kept()
        told = tuple(reading.probabilities.tolist())
        if not self.record.make("take", Sight(told, length(drawing.strokes)), drawing=len(self.shots)):
            self._say(f"First it has to be sure of a {challenge.one}.")
            return
        self.shots.append(Shot(challenge.other, drawing, reading.digit, told, TRICK))
        points = self.rules.points[-1]
        self._say(f"{points:,} points")
        if points >= FOOLED:
            self.effects.burst(self.easel.ink.strokes)
            self.game.sounds.play("hit 2")
        else:
            self.effects.shake()
            self.game.sounds.play("miss")
        self.easel.clear()

    def _say(self, words: str) -> None:
        self.told, self._age = words, 0.0
