"""A run: prompts answered by drawing, against the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import pygame
from pygame.event import Event

from digitgame.play import theme, widgets, xray
from digitgame.play.canvas import Canvas
from digitgame.play.easel import Easel
from digitgame.play.effects import Effects
from digitgame.play.game import Game
from digitgame.play.layout import View
from digitgame.play.parting import Parting
from digitgame.play.scenes import common
from digitgame.play.scenes.modes import runpanel
from digitgame.play.scenes.modes.ending import finish
from digitgame.play.scenes.modes.results import Results
from digitgame.play.scenes.pause import Pause
from digitgame.play.stage import Push, Swap, Transition
from digitgame.rules import Clock, Course, Recorder, Referee, Stage
from digitgame.rules.modes import course
from digitgame.store import DISPUTED, HIT, MISREAD, Shot

_FLASH: Final = 0.5  # seconds that the board's edge tells of a hit


@dataclass
class Running:
    """One run of Sprint, Sums or Daily. The clock starts with the first stroke and stops in a pause."""

    game: Game
    mode: str
    seed: int
    easel: Easel = field(init=False)
    course: Course = field(init=False)
    record: Recorder = field(init=False)
    shots: list[Shot] = field(default_factory=list)
    xray: bool = False
    given_up: bool = False
    see_through: bool = False
    effects: Effects = field(default_factory=Effects)
    _referee: Referee = field(init=False)
    _parting: Parting = field(init=False)
    _started: float | None = None  # seconds since 1970
    _age: float = 60.0  # seconds since the last hit

    def __post_init__(self) -> None:
        clock = Clock()
        self.course = course(self.mode, clock, self.seed)
        self.record = Recorder(self.course)
        self._referee = Referee(clock)
        self.easel = Easel(self.game.reader)
        self._parting = Parting(self.game.reader)
        self.effects.still = self.game.settings.reduced_motion

    @property
    def moving(self) -> bool:
        return self._started is not None or self.effects.moving

    @property
    def wanted(self) -> int | None:
        """The digit that a drawing is waited for; None while none is."""
        return self.course.target if self.course.stage is Stage.DRAWING else None

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        if event.type == pygame.WINDOWFOCUSLOST:
            self.easel.lift()
            return Push(Pause(self)) if self._started is not None else None
        key = common.pressed(runpanel.places(self.course, view), view, event) or event
        if key.type == pygame.KEYDOWN:
            return self._key(key)
        if self.easel.begins(event, view):
            self._started = self._started or time.time()
            if self.record.make("again"):
                self.easel.clear()
        self.easel.handle(event, view)
        return None

    def update(self, seconds: float) -> Transition | None:
        self._age += seconds
        self.effects.update(seconds)
        if self._started is not None:
            self.course.clock.tick(seconds)
        self.easel.update()
        if self.course.stage is Stage.OVER or self.given_up:
            return Swap(self._finished())
        reading, target = self.easel.reading, self.course.target
        if self._part():
            return None
        if reading is not None and target is not None and self.course.stage is Stage.DRAWING:
            taken = self._referee.watch(
                self.easel.ink.revision,
                reading.digit,
                0.0 if reading.refused else reading.certainty,
                pen_up=self.easel.pen_up,
                target=target,
            )
            if taken:
                self._take()
        return None

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, self.mode.capitalize(), common.signature(self.game))
        board = replace(canvas, view=self.effects.shaken(canvas.view))
        self._draw_board(board)
        easel = self.easel
        if self.xray:
            runpanel.strip(canvas, self.course, xray.STRIP)
            xray.draw(canvas, easel.reading, easel.picture, easel.pointer, self.game.weights)
        else:
            runpanel.draw(
                canvas,
                self.course,
                easel.reading,
                easel.picture,
                self._age,
                self.game.settings.reduced_motion,
            )
        widgets.footer(canvas, runpanel.board_hints(self.course), runpanel.ELSEWHERE)

    def _draw_board(self, canvas: Canvas) -> None:
        misread = self.course.stage is Stage.MISREAD
        flash = 1 - widgets.ease_out(self._age / _FLASH)
        heat = (self.course.factor - 1) / 3
        colour = theme.AMBER if misread else theme.ACCENT
        widgets.board_edge(canvas, colour, 1.0 if misread else max(0.4 + 0.5 * heat, flash))
        self.easel.draw(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        if self._started is None:
            widgets.board_invitation(canvas, "The clock starts with your first stroke")
        elif misread:
            widgets.toast(canvas, f"I read a {self.course.read}. The clock waits for you.")

    def _key(self, event: Event) -> Transition | None:
        control = event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META)
        match event.key:
            case pygame.K_z if control:
                self._change(self.easel.undo)
            case _ if control or event.mod & pygame.KMOD_ALT:
                pass
            case pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE:
                self._change(self.easel.clear)
            case pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER if self.easel.reading is not None:
                self.easel.lift()
                if not self._part(at_once=True):
                    self._take()
            case pygame.K_d:
                self._dispute()
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

    def _change(self, change: Callable[[], None]) -> None:
        """Undo or clear; a misread that stood is taken as it is."""
        self.record.make("again")
        change()

    def _take(self) -> None:
        """The drawing is finished: count what was read of it."""
        target = self.course.target
        if target is None:
            return
        drawing, reading = self.easel.kept()
        if not self.record.make("take", reading.digit, drawing=len(self.shots)):
            return
        hit = self.course.stage is not Stage.MISREAD
        told = tuple(reading.probabilities.tolist())
        self.shots.append(Shot(target, drawing, reading.digit, told, HIT if hit else MISREAD))
        if not hit:
            self.effects.shake()
            self.game.sounds.play("miss")
            return
        self._age = 0.0
        self.effects.burst(self.easel.ink.strokes)
        self.easel.clear()
        factor = self.course.factor
        self.game.sounds.play("hit" if factor == 1 else f"hit {factor}")

    @property
    def _two_wanted(self) -> bool:
        """Whether two digits are asked for that may both be drawn at once."""
        prompt = self.course.prompt
        return self.wanted is not None and prompt is not None and self.course.drawn + 2 == len(prompt.digits)

    def _part(self, *, at_once: bool = False) -> bool:
        """Take the first of two digits drawn at once; whether there was one to take."""
        now, target = self.course.clock.now, self.wanted
        if target is None or not self._two_wanted or not self.easel.pen_up:
            return False
        self._parting.look(self.easel.ink, now)
        parts = self._parting.parts
        if parts is None or not (at_once or self._parting.due(target, now)):
            return parts is not None
        first, second = parts
        self.easel.show(first)
        self._take()
        self.easel.show([*first, *second] if self.course.stage is Stage.MISREAD else second)
        return True

    def _dispute(self) -> None:
        if self.record.make("dispute"):
            self.shots[-1] = replace(self.shots[-1], outcome=DISPUTED)
            self.easel.clear()
            self.game.sounds.play("tick")

    def _finished(self) -> Results:
        """Keep the run and look back on it."""
        return finish(
            self.game, self.mode, self.seed, self._started, self.record, self.course, self.shots, Running
        )
