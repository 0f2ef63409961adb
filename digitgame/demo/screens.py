"""The demo screens: every scene of the game by name, with something in it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

import numpy as np

from digitgame.board.playback import SPEED
from digitgame.demo.autoplayer import Autoplayer
from digitgame.demo.classroom import ClassTables, MovingTables
from digitgame.game.class_board.projector import Projector
from digitgame.game.class_board.scene import ClassScores
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.gallery.enlarged import Enlarged, GalleryPage
from digitgame.game.gallery.hidden_digit import MODE, HiddenDigitScene
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import Game
from digitgame.game.inspect import open_example
from digitgame.game.inspect.chances import Chances
from digitgame.game.inspect.close_up import CloseUp
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.inspect.why import Why
from digitgame.game.learn import lessons
from digitgame.game.learn.scene import PAGES, Lesson
from digitgame.game.modes import scene_of
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.modes.versus import VersusScene, VersusTurn
from digitgame.game.results.scene import Results
from digitgame.game.shell.goals import GoalsScene
from digitgame.game.shell.help import Help
from digitgame.game.shell.initials import Initials
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.pause import Pause
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.shell.title import Title
from digitgame.game.train.background import BackgroundTraining
from digitgame.game.train.options import TrainingOptions
from digitgame.game.train.watching import LeaveTraining, TrainingScene
from digitgame.rules.daily import seed_of
from digitgame.rules.modes import ALL_MODES, DAILY, SPRINT, VERSUS, Mode
from digitgame.scoreboard.server import Query
from digitgame.ui.layout import HEIGHT, WIDTH, View
from digitgame.ui.scene_stack import FullScreen, Quit, Scene, Stack, Swap, Transition
from digitgame.ui.sound import Sounds

# Seconds from one frame to the next.
STEP: Final = 1 / 60
# Runs played before the digits are compared from run to run.
_RUNS: Final = 4
# Players, and how fast they write in board units a second.
_PLAYERS: Final = {"Ada": 900.0, "Grace": 620.0, "Alan": 480.0, "Blaise": 330.0}
# Seconds of a run before its pause, and of a training before it is shown.
_INTO_RUN: Final = 9.0
_INTO_TRAINING: Final = 6.0

# The Daily of seed 0.
_FIRST_DAY: Final = date(2026, 1, 1)

Shown = Scene | Sequence[Scene]


def screens() -> list[str]:
    """Everything that a demo can show."""
    return [*SCREENS, *map(str, ALL_MODES)]


def stack(game: Game, screen: str) -> Stack:
    """The scenes of a demo: the screen over the board."""
    if screen not in SCREENS:
        mode, seed = Mode.parse(screen), game.next_seed()
        # A Daily's seed is its day, which its title shows.
        seed = seed_of(_FIRST_DAY + timedelta(days=seed % 365)) if mode == DAILY else seed
        return Stack([FreeDraw(game), scene_of(game, mode, seed)])
    shown = SCREENS[screen](game)
    return Stack([FreeDraw(game), *(shown if isinstance(shown, Sequence) else [shown])])


def step(scenes: Stack, bot: Autoplayer, view: View) -> None:
    """Let the bot play for one frame; changes of the window are left out."""
    for given in bot.plays(scenes.top, view, STEP):
        apply(scenes, scenes.top.handle(given, view))
    apply(scenes, scenes.top.update(STEP))


def apply(scenes: Stack, transition: Transition | None) -> None:
    """Make a change that a scene asked for; those of the window are left out."""
    if transition is not None and not isinstance(transition, (FullScreen, Quit)):
        scenes.apply(transition)


def _played(game: Game, run: int, until: Callable[[Scene], bool], speed: float = SPEED) -> Scene:
    """The scene in which `until` comes true while the bot plays Sprint number `run` unseen."""
    seed = game.next_seed() + run
    scenes = Stack([scene_of(game, SPRINT, seed)])
    bot, view = Autoplayer(np.random.default_rng(seed), speed), View(WIDTH, HEIGHT)
    # A film would begin with all sounds of the run at once.
    heard, game.sounds = game.sounds, Sounds(muted=True)
    try:
        while not until(scenes.top):
            step(scenes, bot, view)
            if isinstance(scenes.top, Initials):
                # Somebody with initials played before: the bot is them.
                scenes.apply(Swap(scenes.top.then(game.player)))
    finally:
        game.sounds = heard
    return scenes.top


def _first_four(game: Game) -> GalleryPage:
    """The first 4 of the first data set."""
    page = GalleryPage()
    page.add(game.datasets()[0].take(4, 0, 1), game.reader)
    return page


def _enlarged(game: Game) -> Scene:
    """A digit of a page, with others before it and after it."""
    page, dataset = GalleryPage(), game.datasets()[0]
    page.add(dataset.take(None, 0, 20), game.reader)
    page.choose(7)
    return Enlarged(game, page, dataset.description)


def _hiding(game: Game) -> Scene:
    picture, label = _first_four(game).digit
    return HiddenDigitScene(game, MODE, game.next_seed(), picture=picture, label=label)


def _close_up(game: Game) -> Scene:
    """A map of the second convolution; all of Inside for a network that shows none."""
    shown = open_example(game)
    convolutions = shown.drawing.layers.convolutions[:2]
    return CloseUp(game, shown.drawing, name=convolutions[-1].name, number=3) if convolutions else shown


def _scored(game: Game, page: type[Chances] | type[Why]) -> Scene:
    """A page on the score of an 8; all of Inside for a network that shows no scores."""
    shown = open_example(game)
    return shown if shown.drawing.layers.missing else page(game, shown.drawing, digit=8)


def _named(game: Game) -> Sequence[Scene]:
    """Who plays, over the menu, where some have played."""
    me = game.player
    for name in (*_PLAYERS, me):
        game.join(name)
    return [Menu(game), PlayerScene(game)]


def _paused(game: Game) -> Sequence[Scene]:
    run = _played(game, 0, lambda top: isinstance(top, TimedRunScene) and top.rules.clock.now >= _INTO_RUN)
    assert isinstance(run, TimedRunScene)
    return [run, Pause(run)]


def _results(game: Game, run: int = 0, speed: float = SPEED) -> Results:
    results = _played(game, run, lambda top: isinstance(top, Results), speed)
    assert isinstance(results, Results)
    return results


def _trend(game: Game) -> Scene:
    """The digits of several Sprints, one after the other."""
    for run in range(_RUNS):
        results = _results(game, run)
    results.trend = True
    return results


def _ranked(game: Game) -> Scene:
    """The scoreboard after a Sprint by each of several players."""
    me = game.player
    for run, (name, speed) in enumerate(_PLAYERS.items()):
        game.join(name)
        _results(game, run, speed)
    game.join(me)
    _results(game)
    return ScoresScene(game)


def _match(game: Game, *points: int) -> VersusScene:
    """A match against another player, with the points of the turns so far."""
    me = game.player
    for name in ("Ada", me):
        game.join(name)
    match = VersusScene(game, VERSUS, game.next_seed())
    match.rival = match.rivals.index("Ada")
    for one in points:
        match.count(one)
    return match


def _turn(game: Game) -> VersusTurn:
    match = _match(game, 1240)
    return VersusTurn(game, VERSUS, match.match.turn_seed, stage=match)


def _training(game: Game) -> BackgroundTraining:
    from digitgame.monitor.job import Job
    from digitgame.monitor.replay import Replay, recorded

    training = BackgroundTraining(Job(Replay(recorded(), STEP)))
    for _ in range(round(_INTO_TRAINING / STEP)):
        training.follow()
    game.training = training
    return training


def _watched(game: Game, page: str) -> Scene:
    """A training, with a certain page on the right."""
    from digitgame.monitor.dashboard import Page

    scene = TrainingScene(game, _training(game), again=lambda: TrainingOptions(game))
    scene.turn_to(Page[page])
    return scene


def _outcome(game: Game) -> Scene:
    """A training that is over, and waits for the player's choice."""
    training = _training(game)
    while not training.settled:
        training.follow()
    return TrainingScene(game, training, again=lambda: TrainingOptions(game))


def _class(game: Game) -> Scene:
    """The table of a class, half a minute old."""
    game.tables = tables = ClassTables()
    return ClassScores(game, now=lambda: tables.look(Query("sprint")).as_of + 30)


def _projector(_: Game) -> Scene:
    """A class's scoreboard on the wall, while a run comes in."""
    now = ClassTables().look(Query("sprint")).as_of
    return Projector(MovingTables().look, SPRINT, now=lambda: now)


SCREENS: Final[dict[str, Callable[[Game], Shown]]] = {
    "title": Title,
    "tutorial": Tutorial,
    "menu": Menu,
    "free": FreeDraw,
    "help": lambda game: Help(keys=False),  # noqa: ARG005
    "keys": lambda game: Help(),  # noqa: ARG005
    "pause": _paused,
    "results": _results,
    "digits": _trend,
    "scores": _ranked,
    "initials": lambda game: Initials(game, 4_820, lambda _: Menu(game)),
    "goals": GoalsScene,
    "class": _class,
    "projector": _projector,
    "turn": _turn,
    "between": lambda game: _match(game, 1240, 1810, 2350),
    "winner": lambda game: _match(game, 1240, 1810, 2350, 1960),
    "gallery": Gallery,
    "enlarged": _enlarged,
    "copy": lambda game: CopyScene(game, *_first_four(game).digit),
    "hiding": _hiding,
    "inside": open_example,
    "close-up": _close_up,
    "compare": lambda game: Compare(game, open_example(game).drawing),
    "chances": lambda game: _scored(game, Chances),
    "why": lambda game: _scored(game, Why),
    "lab": KernelLab,
    "learn": lessons,
    **{page.name: partial(Lesson, number=number) for number, page in enumerate(PAGES)},
    "calibration": CalibrationScene,
    "train": TrainingOptions,
    "training": lambda game: TrainingScene(game, _training(game), again=lambda: TrainingOptions(game)),
    "confusion": lambda game: _watched(game, "CONFUSION"),
    "network": lambda game: _watched(game, "NETWORK"),
    "outcome": _outcome,
    "leaving": lambda game: [Menu(game), LeaveTraining(_training(game))],
    "name": _named,
    "settings": SettingsScene,
    "controls": KeyBindingsScene,
}
