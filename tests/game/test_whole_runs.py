"""A whole run of each mode, from recorded events: they are laid down beforehand, each with its time, and the game's own
loop takes them from SDL's queue while a clock of the test's lets a minute pass in seconds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.board.playback import SPEED, schedule
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.modes.feel import COUNTDOWN
from digitgame.game.modes.fool import LOCK_AFTER
from digitgame.game.results.scene import Results
from digitgame.game.shell.menu import Menu
from digitgame.game.start import opening
from digitgame.inference import neighbours
from digitgame.ink import BOARD, Drawing, Stroke, frame
from digitgame.rules import Answer, Clock, replay
from digitgame.rules.duel import REST, Won, duel
from digitgame.rules.fool import Challenge, Fool, Kind, Sight, challenges, length
from digitgame.rules.modes import DAILY, FOOL, FREE_DRAW, SPRINT, Mode
from digitgame.rules.sums import LEVELS
from digitgame.rules.timed_run import Mark
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, Attempt, Run, Store
from digitgame.synth import handwriting
from digitgame.ui import loop
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Stack

from .conftest import ONE, SEVEN, key

STEP: Final = 0.05  # seconds of the game's time that a frame takes
SHOWN: Final = 8  # one frame in so many is drawn
CTRL: Final = pygame.KMOD_CTRL
FOUR: Final[list[Stroke]] = [  # open at the top: a 4
    [(90.0, 50.0), (80.0, 130.0), (200.0, 140.0)],
    [(200.0, 50.0), (195.0, 260.0)],
]
LID: Final[list[Stroke]] = [[(90.0, 50.0), (200.0, 50.0)]]  # which closes it: a 9

pytestmark = [
    pytest.mark.usefixtures("fast_clock"),
    pytest.mark.parametrize("window", [(640, 400)], indirect=True),
]


@dataclass
class Recording:
    """Events with the seconds at which they come."""

    view: View
    events: list[tuple[float, Event]] = field(default_factory=list)
    now: float = 0.2

    def waits(self, seconds: float) -> Recording:
        self.now += seconds
        return self

    def presses(self, *names: str, mod: int = 0) -> Recording:
        for name in names:
            self.events.append((self.now, key(name, mod)))
            self.now += STEP
        return self

    def draws(self, strokes: Sequence[Stroke], speed: float = 2 * SPEED, button: int = 1) -> Recording:
        """Draw at a speed in board units a second, or rub out with button 3."""
        kinds = {"down": pygame.MOUSEBUTTONDOWN, "move": pygame.MOUSEMOTION, "up": pygame.MOUSEBUTTONUP}
        board, at = self.view.board, 0.0
        for at, what, (x, y) in schedule(Drawing.of(strokes), speed):
            pos = (round(board.x + x * board.width / BOARD), round(board.y + y * board.width / BOARD))
            event = Event(kinds[what], button=button, pos=pos, rel=(0, 0), buttons=(1, 0, 0))
            self.events.append((self.now + at, event))
        self.now += at
        return self


@dataclass
class Reel(Stack):
    """A stack whose frames bring what was recorded for their time; after it, the window is closed."""

    recording: list[tuple[float, Event]] = field(default_factory=list)
    over: Callable[[Reel], bool] = lambda reel: False  # noqa: ARG005
    limit: float = 200.0  # seconds
    frames: int = 0
    met: list[str] = field(default_factory=list)  # the names of the scenes, one after the other

    def draw(self, canvas: Canvas) -> None:
        name = type(self.top).__name__
        if self.met[-1:] != [name]:
            self.met.append(name)
        if self.frames % SHOWN == 0:
            super().draw(canvas)
        self.frames += 1
        now = self.frames * STEP
        while self.recording and self.recording[0][0] <= now:
            pygame.event.post(self.recording.pop(0)[1])
        if self.over(self) or now > self.limit:
            pygame.event.post(Event(pygame.QUIT))
        pygame.event.post(Event(pygame.WINDOWEXPOSED))  # the loop sleeps without an event


@pytest.fixture
def fast_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fast:
        def wait(self) -> float:
            return STEP

        def passed(self) -> float:
            return STEP

    monkeypatch.setattr(loop, "FrameTimer", Fast)
    monkeypatch.setattr(neighbours, "MOST", 40)


def clearly(game: Game, digit: int, seed: int = 0) -> list[Stroke]:
    """A drawing that the network is sure to read as `digit`, wherever the pixels cut it."""
    rng = np.random.default_rng((seed, digit))
    while True:
        strokes = handwriting.write(digit, rng).strokes
        coarse = [[(round(x), round(y)) for x, y in stroke] for stroke in strokes]
        for reading in (game.reader.read(frame(strokes)), game.reader.read(frame(coarse))):
            if reading.digit != digit or reading.confidence < 0.97 or reading.rejected:
                break
        else:
            return list(strokes)


def asked_in(mode: Mode, seed: int, most: int) -> list[int]:
    """The digits that a timed run asks for, the first `most` of them at most."""
    run = mode.timed_run(Clock(), seed)
    prompts = chain([run.prompt], run.prompts)
    return list(islice((digit for prompt in prompts if prompt for digit in prompt.digits), most))


def played(game: Game, window: Window, recording: Recording, mode: Mode, seed: int) -> tuple[Results, Reel]:
    """Play a mode from the menu's side to its results, with the events recorded."""
    game.next_seed = lambda: seed
    stack = opening(game, mode)
    found: list[Results] = []

    def over(reel: Reel) -> bool:
        if isinstance(reel.top, Results):
            found.append(reel.top)
        return bool(found) and not found[-1].moving

    reel = Reel(
        stack.scenes, stack.bindings, recording=sorted(recording.events, key=lambda e: e[0]), over=over
    )
    loop.run(reel, window)
    assert found, f"the run did not end: {reel.met}"
    return found[-1], reel


def kept(game: Game, store: Store, mode: Mode) -> tuple[Run, list[Attempt]]:
    """What the store holds of a mode's only run; played again from its moves and its ink, it gives the same score."""
    (run,) = store.runs(mode=mode)
    attempts = store.attempts(run.number or 0)
    again = mode.rules(Clock(), run.seed)
    readings = [game.reader.read(frame(attempt.drawing.strokes)) for attempt in attempts]
    looks: list[object] = [reading.digit for reading in readings]
    if isinstance(again, Fool):
        looks = [
            Sight(tuple(reading.probabilities.tolist()), length(attempt.drawing.strokes))
            for reading, attempt in zip(readings, attempts, strict=True)
        ]
    assert replay(again, run.moves, looks)
    assert again.score == run.score
    return run, attempts


def test_a_whole_sprint(game: Game, window: Window, store: Store) -> None:
    recording = Recording(window.canvas().view)
    asked = asked_in(SPRINT, 7, 60)
    for number, digit in enumerate(asked):
        if number == 3:  # misread, and drawn again
            recording.draws(clearly(game, (digit + 1) % 10)).waits(1.4)
        if number == 5:  # misread, and disputed
            recording.draws(clearly(game, (digit + 1) % 10)).waits(1.4).presses("d")
            continue
        if number == 8:
            recording.presses("s")
            continue
        if number == 10:  # a slip, taken back
            recording.draws(ONE).presses("z", mod=CTRL)
        recording.draws(clearly(game, digit)).waits(0.6)
    results, reel = played(game, window, recording, SPRINT, 7)
    assert reel.met[-2:] == ["TimedRunScene", "Results"]
    run, attempts = kept(game, store, SPRINT)
    assert run.seconds == pytest.approx(60, abs=10)  # what a misread stopped the clock for comes on top
    marks = list(results.marks)
    assert marks.count(Mark.HIT) == run.hits >= 20
    assert (marks[5], marks[8]) == (Mark.DISPUTED, Mark.SKIPPED)
    assert [attempt.outcome for attempt in attempts[:7]] == [HIT, HIT, HIT, MISREAD, HIT, HIT, DISPUTED]
    assert [attempt.target for attempt in attempts[:4]] == [asked[0], asked[1], asked[2], asked[3]]
    assert results.run.score == run.score > 20 * 100


@pytest.mark.parametrize("mode", [*(Mode("sums", level) for level in LEVELS), DAILY], ids=str)
def test_whole_sums_and_a_whole_daily(
    game: Game, window: Window, store: Store, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording, seed = Recording(window.canvas().view), 20_260_309
    wanted = asked_in(mode, seed, 100)
    if mode == DAILY:  # the one scored attempt waits for the player
        recording.presses("return").waits(COUNTDOWN)
    for digit in wanted:
        recording.draws(clearly(game, digit), speed=4 * SPEED).waits(0.55)
    if mode == DAILY:  # the day gives the seed, not the game
        monkeypatch.setattr("digitgame.game.modes.seed_of", lambda day: seed)  # noqa: ARG005
    results, _ = played(game, window, recording, mode, seed)
    run, attempts = kept(game, store, mode)
    assert (run.hits, run.asked, run.seed) == (len(wanted), len(wanted), seed)
    assert [attempt.target for attempt in attempts] == [attempt.read for attempt in attempts] == wanted
    assert results.run.accuracy == 1
    assert run.best == len(wanted)  # drawn fast enough: the combo never cooled
    assert run.seconds < 120


def test_a_whole_fool_it(game: Game, window: Window, store: Store) -> None:
    seed, tasks = next(
        (s, t) for s in range(10_000) if (t := list(challenges(rng(s))))[0] == Challenge(Kind.TURN, 4, 9)
    )
    recording = Recording(window.canvas().view)
    recording.draws(FOUR).waits(LOCK_AFTER + 0.3).draws(LID).waits(0.2).presses("space").waits(
        0.3
    )  # turned, and taken
    # Nowhere between: Space brings a warning, however often.
    recording.draws(clearly(game, tasks[1].one)).waits(0.2).presses("space", "space", "s").waits(0.3)
    recording.draws(clearly(game, tasks[2].one)).waits(LOCK_AFTER + 0.3).presses("c").waits(
        0.1
    )  # held, and dropped again
    # Taken back, held, and not taken, since it is not turned.
    recording.presses("z", mod=CTRL).waits(LOCK_AFTER + 0.2).presses("space", "space", "s").waits(0.3)
    recording.presses("s", "s", "s")
    results, reel = played(game, window, recording, FOOL, seed)
    assert reel.met[-2:] == ["FoolScene", "Results"]
    run, attempts = kept(game, store, FOOL)
    assert run.asked == 6
    assert run.hits == 1  # the 4 that became a 9
    assert 500 <= run.best <= run.score <= 1000 + 100
    assert [move.name for move in run.moves] == [
        *("hold", "take", "skip", "hold", "drop", "hold", "skip", "skip", "skip", "skip")
    ]
    assert [(attempt.target, attempt.outcome) for attempt in attempts[:2]] == [(4, FOOLED), (9, FOOLED)]
    assert (attempts[0].read, attempts[1].read) == (4, 9)
    assert len(results.items) == len(attempts)
    notes = results.items.notes  # type: ignore[attr-defined]
    assert notes[0] == "First digit locked"
    assert notes[1] == f"{run.best} points"
    assert list(notes) == list(range(len(attempts)))
    assert results.chosen == 1  # the one with the most points
    assert list(store.drawings()) == []  # nothing of it is learnt from


def test_a_whole_duel(game: Game, window: Window, store: Store) -> None:
    digits, seed = duel(Clock(), 7).digits, 7
    recording = Recording(window.canvas().view).presses("return").waits(COUNTDOWN)
    for digit in digits[:4]:  # named while it is still fog, which no network does
        recording.waits(0.4).presses(str(digit)).waits(REST + 2 * STEP)
    recording.waits(0.4).presses(str((digits[4] + 1) % 10))  # wrong: the network has all the time
    recording.waits(1.0).presses(str(digits[4]))  # too late to think better of it
    results, reel = played(game, window, recording, Mode("duel", "boss"), seed)
    assert reel.met[-2:] == ["DuelScene", "Results"]
    run, attempts = kept(game, store, Mode("duel", "boss"))
    assert attempts == []
    assert (run.hits, run.asked, run.best) == (4, 10, 4)
    assert 4 * 150 < run.score <= 4 * 200
    assert [past.won for past in results.items.rounds[:4]] == [Won.YOU] * 4  # type: ignore[attr-defined]
    assert results.items.rounds[4].won is not Won.YOU  # type: ignore[attr-defined]
    presses = [move.digit for move in run.moves if move.name == "press"]
    assert presses == [*digits[:4], (digits[4] + 1) % 10]


def test_a_whole_session_of_free_drawing(game: Game, window: Window, store: Store) -> None:
    recording = Recording(window.canvas().view)
    recording.draws(SEVEN).presses("space").waits(0.3).presses("y").waits(0.3)
    recording.draws(ONE).presses("z", mod=CTRL).presses("y", mod=CTRL)  # taken back, made again
    recording.presses("space", "n").waits(0.1).presses("z", mod=CTRL).presses("1").waits(
        0.2
    )  # a slip of the finger
    recording.draws(SEVEN).draws([SEVEN[0][:3]], button=3).presses("z", mod=CTRL)  # rubbed out, put back
    recording.presses("c").presses("z", mod=CTRL).presses("space", "n", "4").waits(0.3)
    recording.presses("tab").waits(0.2).presses("tab").waits(0.2)  # the menu, and back
    reel = Reel(
        opening(game, FREE_DRAW).scenes,
        recording=sorted(recording.events, key=lambda e: e[0]),
        over=lambda reel: not reel.recording and isinstance(reel.top, FreeDraw),
    )
    loop.run(reel, window)
    assert reel.met == ["FreeDraw", "Menu", "FreeDraw"]
    assert list(store.answers("Ann")) == [Answer(7, 7), Answer(1, 1), Answer(7, 4)]
    drawings = list(store.drawings())
    assert [len(drawing.strokes[0]) for drawing in drawings] == [len(s[0]) for s in (SEVEN, ONE, SEVEN)]
    assert game.score == store.score("Ann")


def test_a_run_from_the_menu_and_back(game: Game, window: Window, store: Store) -> None:
    """Chosen in the menu, paused when the focus is lost, ended early, looked back on, left."""
    game.next_seed = lambda: 7
    recording = Recording(window.canvas().view)
    (first,) = asked_in(SPRINT, 7, 1)
    recording.presses("tab").waits(0.2).presses("s").waits(0.2).draws(clearly(game, first)).waits(0.6)
    recording.events.append((recording.now, Event(pygame.WINDOWFOCUSLOST)))
    recording.waits(5.0).presses("q").waits(0.2).presses("t", "t", "escape").waits(0.2)
    reel = Reel(
        opening(game, FREE_DRAW).scenes,
        recording=sorted(recording.events, key=lambda e: e[0]),
        over=lambda reel: not reel.recording and isinstance(reel.top, Menu),
        limit=60.0,
    )
    loop.run(reel, window)
    assert reel.met == ["FreeDraw", "Menu", "TimedRunScene", "Pause", "Results", "Menu"]
    (run,) = store.runs(mode=SPRINT)
    assert run.hits == 1
    assert run.seconds < 3  # the pause does not count


def rng(seed: int) -> random.Random:
    return random.Random(seed)
