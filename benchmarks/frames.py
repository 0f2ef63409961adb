"""Time of a frame with everything on, at several sizes of the window, without a screen.

    python benchmarks/frames.py [--model NAME|FOLDER] [--only LOAD ...] [--size WIDTHxHEIGHT ...]

The loads. "empty": nothing but a title and the keys, which says how busy the machine is. "free draw": a digit is drawn,
two pointer moves a frame, with the live reading and its bars. "sprint": the same in a run, with dust in the air all the
time. Every frame frames and reads the ink, draws and shows everything. "grains": the same with as many grains as may
fly at once, 1,200, in every frame. "after it": the page that follows a Sprint, from
the frame that keeps the run on; its drawings are explained one after the other and laid beside sample digits. "duel":
all the frames of a Duel. "menu": the menu, whose cards play themselves. "inside": a digit is drawn while every map of
every layer is shown. "close-up": the kernel of a deep layer slides. "why": ink is covered, a few milliseconds a frame.
"lessons": twenty frames of drawing on each page of Learn.
SDL's dummy driver stands in for the screen, so what the screen itself takes is not in it.
"reading" is what a stroke adds to a frame until its reading stands: framing it and reading it. "of the processor" is
the time that the game itself had the processor, which other programs on a busy machine do not lengthen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import digitgame.ui  # noqa: F401  # isort: skip (first: it sets how numpy works in the game)

import numpy as np  # isort: skip
from drawn import chosen  # isort: skip

from digitgame.rules.modes import SPRINT, Mode

from digitgame.inference import Reader  # isort: skip
from digitgame.ui.actions import LEFT, Action, Pointer  # isort: skip

if TYPE_CHECKING:
    from digitgame.game.game import Game
    from digitgame.model import Model
    from digitgame.ui.layout import View
    from digitgame.ui.loop import Window
    from digitgame.ui.scene_stack import Scene

SIZES = ((640, 400), (960, 600), (1920, 1200), (3840, 2160))
FRAMES = 200
DRAWN = 60  # drawings of the Sprint that is looked back on
NAMES = ("frame, median / p99", "of the processor", "reading", "of the processor")
Times = tuple[list[float], list[float], list[float], list[float]]
Measured = tuple[str, list[float], list[float], list[float], list[float]]


def main() -> None:
    """Print a line a size and load."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--size", nargs="*", default=["x".join(map(str, size)) for size in SIZES])
    given = parser.parse_args()
    network = chosen(given.model)
    os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIGITGAME_HOME"] = folder
        for width, height in (map(int, size.split("x")) for size in given.size):
            size = width, height
            for name, *times in measure(size, network, given.only):
                rows = [f"{what} {described(seconds)}" for what, seconds in zip(NAMES, times, strict=True)]
                print(f"{size[0]:>5} x {size[1]:<5} {name:<10} {'  '.join(rows)}", flush=True)


def described(seconds: list[float]) -> str:
    """Median and 99th percentile in ms."""
    if not seconds:
        return "    –         "
    cuts = statistics.quantiles(seconds, n=100)
    return f"{cuts[49] * 1e3:5.2f} / {cuts[98] * 1e3:5.2f} ms"


def measure(size: tuple[int, int], network: Model, only: Sequence[str] = ()) -> Iterator[Measured]:
    """Of each load, the seconds of each frame, and of framing and reading the ink of each; each twice, as NAMES."""
    from digitgame import paths
    from digitgame.game.free_draw.scene import FreeDraw
    from digitgame.game.game import Game
    from digitgame.game.modes.timed_run import TimedRunScene
    from digitgame.game.start import samples
    from digitgame.store import Store
    from digitgame.ui.loop import Window, spare_frames
    from digitgame.ui.sound import Sounds

    window = Window(size)
    with Store(Path(paths.database())) as store:
        game = Game(Reader(network), store, "bench", Sounds(muted=True), samples)
        loads: dict[str, Callable[[], Times]] = {
            "empty": lambda: still(window, game),
            "free draw": lambda: timed(FreeDraw(game), window, game),
            "sprint": lambda: timed(TimedRunScene(game, SPRINT, 7), window, game),
            "grains": lambda: timed(TimedRunScene(game, SPRINT, 7), window, game, most=True),
            "after it": lambda: looked_back(window, game),
            "duel": lambda: dueled(window, game),
            "menu": lambda: previewed(window, game),
            "inside": lambda: looked_into(window, game),
            "close-up": lambda: opened(window, game, "close-up"),
            "why": lambda: opened(window, game, "why"),
            "lessons": lambda: taught(window, game),
        }
        spare_frames()
        for name, load in loads.items():
            if not only or name in only:
                yield (name, *load())
    window.close()


def looked_back(window: Window, game: Game) -> Times:
    """End a Sprint of DRAWN drawings, keep it, and look at one after the other while the samples are still read."""
    import pygame

    from digitgame.game.modes.timed_run import TimedRunScene
    from digitgame.ink import frame
    from digitgame.store import HIT, MISREAD, Attempt
    from digitgame.synth import handwriting
    from digitgame.ui.scene_stack import Swap

    canvas, rng = window.canvas(), np.random.default_rng(2)
    ended = TimedRunScene(game, SPRINT, 7, given_up=True)
    for number in range(DRAWN):
        drawing = handwriting.write(number % 10, rng)
        reading = game.reader.read(frame(drawing.strokes))
        outcome = HIT if number % 9 else MISREAD
        ended.attempts.append(
            Attempt(number % 10, drawing, reading.digit, tuple(reading.probabilities.tolist()), outcome)
        )
    ended.record.make("skip")
    wall: list[float] = []
    own: list[float] = []
    began, at_first = time.perf_counter(), time.process_time()
    over = ended.update(1 / 60)
    assert isinstance(over, Swap)
    scene = over.scene
    for at in range(1, FRAMES + 1):
        scene.draw(canvas)
        pygame.display.flip()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - at_first)
        began, at_first = time.perf_counter(), time.process_time()
        if at % 10 == 0:
            scene.handle(Action.RIGHT, canvas.view)
        scene.update(1 / 60)
    return wall, own, [], []


def dueled(window: Window, game: Game) -> Times:
    """A whole Duel in which the network names every digit: it looks on while each of them clears."""
    import pygame

    from digitgame.game.modes.duel import DuelScene

    canvas = window.canvas()
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    scene.draw(canvas)
    scene.handle(Action.CONFIRM, canvas.view)
    wall: list[float] = []
    own: list[float] = []
    over = None
    while over is None:
        began, at_first = time.perf_counter(), time.process_time()
        over = scene.update(1 / 60)
        scene.draw(canvas)
        pygame.display.flip()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - at_first)
    return wall, own, [], []


def looked_into(window: Window, game: Game) -> Times:
    """Draw in Inside: every frame works out and shows every map of every layer."""
    from digitgame.game.inspect import open_inside
    from digitgame.game.inspect.inside_page import BOARD

    canvas, scene = window.canvas(), open_inside(game)
    small = replace(canvas.view, board_area=BOARD)
    moves = pointer(small)
    scene.handle(Pointer(moves[0], LEFT, pressed=True), canvas.view)
    scene.update(1 / 60)
    scene.draw(canvas)

    def frame(number: int) -> None:
        for pos in moves[2 * number : 2 * number + 2]:
            scene.handle(Pointer(pos), canvas.view)
        scene.update(1 / 60)
        scene.draw(canvas)

    return *measured(frame, len(moves) // 2), [], []


def still(window: Window, game: Game) -> Times:
    """A scene with a title and keys, and nothing to work out."""
    from digitgame.game.base_scene import BACK, BaseScene

    canvas, scene = window.canvas(), BaseScene()
    scene.game = game

    def frame(_: int) -> None:
        scene.draw_frame(canvas, "Empty")
        canvas.hints([BACK], 32, 572)

    return *measured(frame, FRAMES), [], []


def opened(window: Window, game: Game, screen: str) -> Times:
    """A page of Inside that moves by itself."""
    from digitgame.demo.screens import stack

    canvas, scene = window.canvas(), stack(game, screen).top

    def frame(_: int) -> None:
        scene.update(1 / 60)
        scene.draw(canvas)

    return *measured(frame, FRAMES), [], []


def taught(window: Window, game: Game) -> Times:
    """Each page of the lessons, drawn upon."""
    from digitgame.game.learn.scene import PAGES, Lesson

    canvas = window.canvas()
    lessons = [Lesson(game, number=number) for number in range(len(PAGES))]
    moves = pointer(lessons[0].mirrored(canvas.view))
    for scene in lessons:
        scene.handle(Pointer(moves[0], LEFT, pressed=True), canvas.view)
        for pos in moves[1:60]:
            scene.handle(Pointer(pos), canvas.view)
        scene.update(1 / 60)
        scene.draw(canvas)

    def frame(number: int) -> None:
        scene, at = lessons[number // 20], 60 + number % 20 * 2
        for pos in moves[at : at + 2]:
            scene.handle(Pointer(pos), canvas.view)
        scene.update(1 / 60)
        scene.draw(canvas)

    return *measured(frame, 20 * len(lessons)), [], []


def measured(frame: Callable[[int], None], count: int) -> tuple[list[float], list[float]]:
    """Seconds, and seconds of the processor, of so many frames, each shown."""
    import pygame

    wall: list[float] = []
    own: list[float] = []
    for number in range(count):
        began, at_first = time.perf_counter(), time.process_time()
        frame(number)
        pygame.display.flip()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - at_first)
    return wall, own


def previewed(window: Window, game: Game) -> Times:
    """The menu, whose cards play themselves."""
    from digitgame.game.shell.menu import Menu

    canvas, scene = window.canvas(), Menu(game)

    def frame(_: int) -> None:
        scene.update(1 / 60)
        scene.draw(canvas)

    return *measured(frame, 2 * FRAMES), [], []


def timed(scene: Scene, window: Window, game: Game, *, most: bool = False) -> Times:
    """Draw in a scene for FRAMES frames; `most`: with as many grains as may fly, all the time."""
    import pygame

    from digitgame.ink import frame

    canvas = window.canvas()
    moves = pointer(canvas.view)
    scene.handle(Pointer(moves[0], LEFT, pressed=True), canvas.view)
    scene.update(1 / 60)
    scene.draw(canvas)  # fonts and brushes are made once
    wall: list[float] = []
    own: list[float] = []
    wall_reading: list[float] = []
    own_reading: list[float] = []
    for at in range(0, len(moves), 2):
        if (most or at % 60 == 0) and hasattr(scene, "effects"):
            scene.effects.burst([[(60.0, 60.0), (240.0, 240.0)]], power=6.0 if most else 1.0)
        began, at_first = time.perf_counter(), time.process_time()
        for pos in moves[at : at + 2]:
            scene.handle(Pointer(pos), canvas.view)
        scene.update(1 / 60)
        scene.draw(canvas)
        pygame.display.flip()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - at_first)
        strokes = scene.board.ink  # type: ignore[attr-defined]
        began, at_first = time.perf_counter(), time.process_time()
        game.reader.read(frame(strokes.strokes))
        wall_reading.append(time.perf_counter() - began)
        own_reading.append(time.process_time() - at_first)
    return wall, own, wall_reading, own_reading


def pointer(view: View) -> list[tuple[int, int]]:
    """The pixels of a pointer that writes an 8, twice a frame."""
    from digitgame.synth import handwriting

    moves: list[tuple[int, int]] = []
    for stroke in handwriting.write(8, np.random.default_rng(1)).strokes:
        points = np.array(stroke) * view.board.width / 300 + view.board.topleft
        dense = [np.linspace(a, b, 6)[:-1] for a, b in pairwise(points)]
        moves += [(int(x), int(y)) for x, y in np.concatenate(dense)]
    return (moves * 20)[: 2 * FRAMES]


if __name__ == "__main__":
    main()
