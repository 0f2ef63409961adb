"""Somebody who presses keys and waves the pointer in no order at all, in every scene."""

from __future__ import annotations

import random
import shutil
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field

import pygame
from pygame.event import Event

from digitgame import paths
from digitgame.demo.classroom import ClassTables
from digitgame.events import Promotion
from digitgame.game.class_board.projector import Projector
from digitgame.game.class_board.scene import ClassScores
from digitgame.game.first_run.tutorial import TAUGHT
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.enlarged import Enlarged
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import SOMEONE, Game
from digitgame.game.inspect.chances import Chances
from digitgame.game.inspect.inside import Inside
from digitgame.game.learn.scene import Lesson, Lessons
from digitgame.game.modes.base import ModeScene
from digitgame.game.modes.versus import VersusScene
from digitgame.game.results.scene import Results
from digitgame.game.shell.initials import Initials
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.pause import Pause
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.start import _last_word, opening
from digitgame.game.train.options import TrainingOptions
from digitgame.game.train.watching import LeaveTraining, TrainingScene
from digitgame.monitor.job import Job
from digitgame.monitor.replay import Replay, Timed, recorded
from digitgame.rules import Round
from digitgame.rules.modes import ALL_MODES, FREE_DRAW
from digitgame.synth import handwriting
from digitgame.ui.canvas import Canvas
from digitgame.ui.scene_stack import FullScreen, Push, Quit, Scene, Stack, Transition
from digitgame.ui.touch import Fingers

_MADE = "fast"  # the model that every training makes
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
NAMES = [
    "space",
    "return",
    "escape",
    "tab",
    "backspace",
    "delete",
    "up",
    "down",
    "left",
    "right",
    "f1",
    "page down",
]


def key(name: str, mod: int = 0) -> Event:
    return Event(pygame.KEYDOWN, key=pygame.key.key_code(name), mod=mod, unicode="")


@dataclass
class Wanderer:
    """A stack of scenes, and events for it from one generator."""

    game: Game
    rng: random.Random
    stack: Stack = field(default_factory=Stack)
    events: int = 0
    seen: set[str] = field(default_factory=set)  # the names of the scenes that had an event
    players: set[str] = field(default_factory=set)
    fingers: Fingers = field(default_factory=Fingers)
    runs: int = 0  # that ended with a drawing taken, and were not for practice: each has to be in the store
    # Not the results themselves: each keeps its pictures.
    counted: list[weakref.ref[Scene]] = field(default_factory=list)
    trainings: int = 0  # that were begun
    rounds: dict[int, Round] = field(default_factory=dict)  # of free draw, each that had an answer
    _recorded: list[Timed] = field(default_factory=recorded)

    def __post_init__(self) -> None:
        self.game.trainer = self._train
        self.game.next_seed = lambda: self.rng.randrange(2**31)
        if not (paths.models() / _MADE).is_dir():
            shutil.copytree(self.game.reader.model.folder, paths.models() / _MADE)

    @property
    def answers(self) -> int:
        """The answers in free draw that count and were not taken back: each has to be in the store."""
        return sum(one.answer is not None for one in self.rounds.values())

    def _train(self, arguments: Sequence[str]) -> Job:
        """A recorded training, faster or slower: it ends with a model that is taken or not, or with none."""
        assert arguments[0] == "train"
        if self.rng.random() < 0.1:
            raise OSError("no more processes")
        self.trainings += 1
        events, step = self._recorded, self.rng.choice([0.02, 0.1, 0.4])
        if self.rng.random() < 0.3:
            broken = events[: self.rng.randrange(len(events))]
            return Job(Replay(broken, step, "digitgame: The disk is full."))
        against = self.rng.choice(["", "it reads 90.00 % of mnist, the one before 99.00 %"])
        guesses = self.rng.random() < 0.2
        end = Promotion(_MADE, against, "shipped", {"hand": 0.99}, asks=True, guesses=guesses)
        return Job(Replay([*events[:-1], (events[-1][0], end)], step))

    def frame(self, canvas: Canvas) -> None:
        """One frame: some events, some time, and the picture now and then."""
        if not self.stack or self.rng.random() < 0.03:
            self.game.store.set(TAUGHT, self.rng.random() < 0.7)
            board = opening(self.game, self.rng.choice([FREE_DRAW, None, None, None, None, *ALL_MODES]))
            board.last_word = lambda: _last_word(self.game)
            self.stack = board
            if self.rng.random() < 0.4:
                self.game.join(SOMEONE)
            # A scoreboard of a class, and its view for a projector, as `digitgame board show` opens it.
            self.game.tables = ClassTables() if self.rng.random() < 0.3 else None
            if self.game.tables is not None and self.rng.random() < 0.1:
                board.scenes[:] = [Projector(self.game.tables.look)]
            elif self.game.tables is not None and self.rng.random() < 0.2:
                board.scenes.append(ClassScores(self.game))
            if self.rng.random() < 0.5:
                self.game.bindings.reset()  # with keys lost to other actions fewer and fewer runs would be ended
            if len(board.scenes) > 2 and self.rng.random() < 0.4:
                del board.scenes[2:]  # the menu
        size = canvas.surface.get_size()
        for event in [one for some in self.some(canvas) for one in self.fingers.pointing(some, size)]:
            self.events += 1
            top = self.stack.top
            self.seen.add(type(top).__name__)
            self.apply(self.stack.handle(event, canvas.view))
            if not self.stack:
                return
            scene = self.stack.top
            if isinstance(scene, FreeDraw) and scene.judging.round.answer is not None:
                self.rounds[id(scene.judging.round)] = scene.judging.round
        waits = self.rng.choice([[1 / 60], [1 / 60], [0.1, 1.0], [0.02, 0.4, 0.4]])
        # Few runs would reach their end: most keys lead out of them.
        if isinstance(self.stack.top, ModeScene) and self.rng.random() < 0.03:
            waits = [1.0] * 60
        for seconds in waits:
            if self.stack:
                self.apply(self.stack.top.update(seconds))
        self.players.add(self.game.player)
        if self.stack and self.rng.random() < 0.2:
            self.stack.draw(canvas)

    def apply(self, transition: Transition | None) -> None:
        if transition is None or isinstance(transition, FullScreen):
            return
        before = self.stack.top if self.stack else None
        self.stack.apply(transition)
        if isinstance(transition, Quit) and not self.stack:
            self.game.training = None  # the next game knows nothing of it
        top = self.stack.top if self.stack else None
        if top is None or isinstance(transition, Push) or isinstance(before, Initials):
            return
        # The results wait behind the question for initials, which only a run that is kept asks.
        kept = isinstance(top, Results) and top.run.moves and not top.history.practice
        if (kept or isinstance(top, Initials)) and not any(top is one() for one in self.counted):
            self.counted.append(weakref.ref(top))
            self.runs += 1

    def some(self, canvas: Canvas) -> list[Event]:
        """What might happen within one frame."""
        rng, size = self.rng, canvas.surface.get_size()
        pixel = (rng.randrange(-50, size[0] + 50), rng.randrange(-50, size[1] + 50))
        button = rng.choice([1, 1, 2, 3, 4])
        digit = str(rng.randrange(10))
        mod = rng.choice([0, 0, 0, pygame.KMOD_CTRL, pygame.KMOD_ALT])
        kind = rng.choice([pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP])
        share = (rng.uniform(0, 1), rng.uniform(0, 1))
        finger = Event(kind, touch_id=1, finger_id=rng.randrange(2), x=share[0], y=share[1])
        move = Event(pygame.MOUSEMOTION, pos=pixel, rel=(1, 1), buttons=(1, 0, 0))
        text = Event(pygame.TEXTINPUT, text=rng.choice(["a", "é", "字", " ", "\n"]))
        if isinstance(self.stack.top, PlayerScene):
            return [text, text, key(rng.choice(["return", "escape", "backspace"]))]
        if isinstance(self.stack.top, Menu) and self.game.training is not None and rng.random() < 0.2:
            return [key("q")]  # which asks what is to become of it
        if isinstance(self.stack.top, Menu) and rng.random() < 0.7:
            return [key(rng.choice("sufldvtttbggggkcccppppooohmqeexx"))]
        if isinstance(self.stack.top, VersusScene) and rng.random() < 0.5:
            return [key(rng.choice(["space", "return", "right", "left"]))]
        if isinstance(self.stack.top, (TrainingOptions, TrainingScene, LeaveTraining)) and rng.random() < 0.3:
            return [key(rng.choice(["return", "escape", "s", "b", "t", "n", "down", "right"]))]
        if isinstance(self.stack.top, SettingsScene) and rng.random() < 0.6:
            return [key("up"), key("return")]
        if isinstance(self.stack.top, KeyBindingsScene) and rng.random() < 0.5:
            return [key(rng.choice(["down", "right"])), key("return"), key(rng.choice(LETTERS), mod)]
        if isinstance(self.stack.top, (ScoresScene, ClassScores)) and rng.random() < 0.4:
            return [key(rng.choice(["down", "right", "return"]))]
        if isinstance(self.stack.top, Gallery) and rng.random() < 0.4:
            return [key(rng.choice(["return", "return", "s", "d", "a"]))]
        if isinstance(self.stack.top, Enlarged) and rng.random() < 0.6:
            return [key(rng.choice(["p", "p", "l", "x", "right"]))]
        if isinstance(self.stack.top, Inside) and rng.random() < 0.3:
            return [*[key("right")] * rng.randrange(14), key(rng.choice(["v", "return", "down"]))]
        if isinstance(self.stack.top, Chances) and rng.random() < 0.3:
            return [key("return")]
        if isinstance(self.stack.top, (Lessons, Lesson)) and rng.random() < 0.4:
            return [key(rng.choice(["return", "space", "right", "left", "up", "down"]))]
        if isinstance(self.stack.top, Pause):
            return [key(rng.choice(["return", "escape", "return", "q"]))]
        if rng.random() < 1 / 6:
            return self.written(canvas)
        return rng.choice(
            [
                [key(rng.choice(NAMES))],
                [key(rng.choice(LETTERS), mod)],
                [Event(pygame.MOUSEBUTTONDOWN, button=button, pos=pixel), move],
                [move],
                [finger],
                [move, Event(pygame.MOUSEBUTTONUP, button=button, pos=pixel)],
                [text],
                [Event(pygame.WINDOWFOCUSLOST)],
                [key("space"), key(rng.choice(["y", digit]))],
                [key("space"), key("n"), key(rng.choice(["n", digit]))],
            ]
        )

    def written(self, canvas: Canvas) -> list[Event]:
        """A digit, often the one that the scene waits for."""
        import numpy as np

        wanted = getattr(self.stack.top, "wanted", None)
        digit = self.rng.randrange(10) if wanted is None or self.rng.random() < 0.2 else wanted
        board, events = canvas.view.board, []
        for stroke in handwriting.write(digit, np.random.default_rng(self.rng.randrange(2**32))).strokes:
            pixels = [
                (round(board.x + x * board.width / 300), round(board.y + y * board.width / 300))
                for x, y in stroke
            ]
            events.append(Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pixels[0]))
            events += [Event(pygame.MOUSEMOTION, pos=p, rel=(0, 0), buttons=(1, 0, 0)) for p in pixels[1:]]
            events.append(Event(pygame.MOUSEBUTTONUP, button=1, pos=pixels[-1]))
        return events
