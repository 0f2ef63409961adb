"""Putting a game together: the window first, so that it shows while the rest is loaded."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digitgame import paths
from digitgame.errors import DigitgameError, UnwritableError
from digitgame.game.base_scene import BaseScene
from digitgame.game.first_run.tutorial import TAUGHT, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery import open_gallery
from digitgame.game.game import SOMEONE, Game
from digitgame.game.modes import scene_of
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.player import given
from digitgame.game.shell.title import Title
from digitgame.inference import Reader, untrusted
from digitgame.rules.modes import FREE_DRAW, Mode
from digitgame.scoreboard.outbox import address_of, machine_name
from digitgame.store import QueuedStore, Store
from digitgame.ui.loop import Window, run
from digitgame.ui.scene_stack import Scene, Stack
from digitgame.ui.sound import Sounds

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.datasets.browse import BrowsableDataset
    from digitgame.monitor.job import Job
    from digitgame.scoreboard.sender import Sender
    from digitgame.scoreboard.tables import Viewer

# Sample digits at a time: loading more of them would delay a frame.
SAMPLES: Final = 10
# Environment variables: the seed of every run; a file to write to after the first frame, for tests and benchmarks.
_SEED: Final = "DIGITGAME_SEED"
_TRACE: Final = "DIGITGAME_TRACE_START"


def play(
    *,
    model_name: str | None = None,
    player: str | None = None,
    size: tuple[int, int] | None = None,
    full_screen: bool = False,
    muted: bool = False,
    reduced_motion: bool = False,
    mode: Mode | None = None,
    seed: int | None = None,
    first: Callable[[Game], Stack] | None = None,
    notify: Callable[[str], None] = lambda _: None,
) -> Job | None:
    """Open the window and play until it is closed, at once in `mode` if there is one.

    With `seed` each run is the one of that seed, as on every machine; without it each is another one. `first` makes the
    first scenes; without it they are those of `opening`. Where nothing can be written, or the database is damaged, the
    game runs all the same, and `notify` gets the reason. Returns the training that was begun in the game, unless its
    outcome was seen: it may still run. Raises DigitgameError where there is no screen or no such model, for a database
    of a newer version or of another program, and for a name that is too long.
    """
    wanted = given(player or "")
    chosen = untrusted.find(model_name)
    store = QueuedStore(paths.database())
    board: tuple[Sender, Viewer, str] | None = None
    try:
        board, no_board = _board(store)
        known = store.players()
        name = wanted or (known[0] if known else SOMEONE)
        window = Window(size, full_screen=full_screen)
        sounds = Sounds(muted=muted)
        try:
            game = Game(Reader(chosen), store, name, sounds, samples, _seed if seed is None else lambda: seed)
            if board is not None:
                game.sender, game.tables, game.machine = board
            game.trainer = None if isinstance(store.trouble, UnwritableError) else trainer
            trouble = game.notice() or no_board
            if trouble:
                notify(trouble)
            game.settings.reduced_motion |= reduced_motion
            sounds.muted |= game.settings.muted

            def first_frame() -> None:
                _trace()
                sounds.open()
                store.tend()
                if board is not None:
                    board[0].start()

            scenes = opening(game, mode, trouble) if first is None else first(game)
            scenes.last_word = lambda: _last_word(game)
            _run(game, scenes, window, first_frame)
            return game.training.job if game.training is not None else None
        finally:
            sounds.close()
            window.close()
    finally:
        if board is not None:
            sender, tables, _ = board
            tables.close()
            sender.close()
            if sender.words:
                notify(f"{sender.words}; the next game sends them.")
        store.close()
        if store.farewell:
            notify(store.farewell)


def _run(game: Game, scenes: Stack, window: Window, first_frame: Callable[[], None]) -> None:
    """Run the scenes. An error, or Ctrl-C, that ends them leaves a training time to save its finished epochs."""
    try:
        run(
            scenes,
            window,
            after_first_frame=first_frame,
            each_frame=lambda: game.sounds.update(music_level(scenes)),
        )
    except BaseException as error:
        if game.training is None or game.training.job.over:
            raise
        game.training.job.stop()
        if not isinstance(error, KeyboardInterrupt):
            window.close()
            game.training.job.source.close()
            raise


def _board(store: Store) -> tuple[tuple[Sender, Viewer, str] | None, str]:
    """What sends runs to the scoreboard of a class and loads its tables, and what this machine is called there.

    None where this machine has joined no board, or can't; then why it can't, for the player.
    """
    try:
        address = address_of(store)
        if address is None:
            return None, ""
        # Loaded for a board only.
        from digitgame.scoreboard import server
        from digitgame.scoreboard.sender import Sender
        from digitgame.scoreboard.tables import Viewer

        server.require()
        return (Sender(paths.database(), address), Viewer(address), machine_name(store)), ""
    except DigitgameError as error:
        return None, str(error)


def opening(game: Game, mode: Mode | None, message: str = "") -> Stack:
    """The scenes to begin with: the board with a message, over it the menu, over that the title or a run of `mode`.

    New players begin with the tutorial, with Sprint chosen in the menu below it.
    """
    board = FreeDraw(game, message=message)
    if mode == FREE_DRAW:
        return Stack([board], game.bindings)
    menu = Menu(game, attract=lambda: Title(game, board))
    if mode is None:
        if game.store.setting(TAUGHT):
            return Stack([board, menu, Title(game, board)], game.bindings)
        menu.choose("sprint")
        return Stack([board, menu, Tutorial(game)], game.bindings)
    menu.choose(mode.name, mode.level)
    return Stack([board, menu, scene_of(game, mode)], game.bindings)


def music_level(scenes: Stack) -> int:
    """The layers of music for the present scene; a panel over another scene leaves one."""
    top = scenes.top
    return top.music_level if isinstance(top, BaseScene) else 1


def gallery(game: Game, dataset: BrowsableDataset | None, digit: int | None) -> Stack:
    """The gallery over the board, at `dataset` if it is one of its own, and at one digit or all."""
    if dataset is not None:
        others = game.datasets()
        game.datasets = lambda: [dataset, *others]
    return Stack([FreeDraw(game), Menu(game), open_gallery(game, digit)], game.bindings)


def trainer(arguments: Sequence[str]) -> Job:
    """Start a training in a process of its own; the modules that follow it are loaded now, not with the game."""
    from digitgame.monitor.job import Job
    from digitgame.monitor.process import TrainingProcess

    return Job(TrainingProcess(arguments))


def _last_word(game: Game) -> Scene | None:
    """A question to a player who leaves while a training runs."""
    if game.training is None or not game.training.running:
        return None
    from digitgame.game.train.watching import LeaveTraining

    return LeaveTraining(game.training)


def _seed() -> int:
    """The seed of the next run: random, or that of the environment, for tests and for fair matches."""
    given = os.environ.get(_SEED, "")
    return int(given) if given.isdigit() else random.SystemRandom().randrange(2**31)


def samples(seed: int) -> tuple[str, Images]:
    """A few sample digits, one of each, and their source; the data sets are imported at the first call."""
    from digitgame.datasets import cache, drawings

    mnist = cache.sample(paths.data(), SAMPLES, seed)
    if mnist is not None:
        return "MNIST test digits", mnist
    return "synthetic", drawings.synthetic_in_order(SAMPLES, seed)


def _trace() -> None:
    """Write the time of the first frame, the peak memory in MB and the imported packages, if asked to."""
    file = os.environ.get(_TRACE)
    if not file:
        return
    trace: dict[str, object] = {"first_frame": time.time(), "peak_mb": None}
    trace["modules"] = sorted({name.partition(".")[0] for name, loaded in sys.modules.items() if loaded})
    # Not getrusage: on Linux that counts what the process that started this one used before it did.
    status = Path("/proc/self/status")
    if status.exists():
        trace["peak_mb"] = int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) / 1024
    Path(file).write_text(json.dumps(trace), "utf-8")
