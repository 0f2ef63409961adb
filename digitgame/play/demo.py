"""The built-in hand plays by itself: on the screen, or unseen into pictures. Same seed, same pictures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from PIL import Image
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.ink import BOARD, Point, hand
from digitgame.play import start
from digitgame.play.game import Game
from digitgame.play.handwriting import SPEED, Writing
from digitgame.play.layout import HEIGHT, WIDTH, View
from digitgame.play.loop import Window
from digitgame.play.scenes import common
from digitgame.play.scenes.calibrating import Calibrating
from digitgame.play.scenes.controls import Controls
from digitgame.play.scenes.copying import Copy
from digitgame.play.scenes.enlarged import Page
from digitgame.play.scenes.freedraw import FreeDraw
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.keys import Keys
from digitgame.play.scenes.lab import Lab
from digitgame.play.scenes.menu import Menu
from digitgame.play.scenes.modes import scene_of
from digitgame.play.scenes.modes.dueling import Dueling
from digitgame.play.scenes.modes.fooling import Fooling
from digitgame.play.scenes.modes.results import Results
from digitgame.play.scenes.modes.run import Running
from digitgame.play.scenes.scores import Scores
from digitgame.play.scenes.settings import SettingsScene
from digitgame.play.scenes.title import Title
from digitgame.play.scenes.training import Choosing
from digitgame.play.scenes.tutorial import Tutorial
from digitgame.play.sound import Sounds
from digitgame.play.stage import FullScreen, Quit, Scene, Stack
from digitgame.reading import Reader
from digitgame.rules import Phase
from digitgame.rules.modes import all_modes
from digitgame.store import Store

STEP: Final = 1 / 60  # seconds from one frame to the next
PLAYER: Final = "The hand"
_THINKS: Final = 0.3  # seconds before it writes
_LOOKS: Final = 1.0  # seconds that it looks at a reading
_PATIENCE: Final = 6
_SCREENS: Final[dict[str, Callable[[Game], Scene]]] = {
    "title": Title,
    "menu": Menu,
    "free": FreeDraw,
    "gallery": Gallery,
    "copy": lambda game: _copied(game),
    "keys": lambda game: Keys(),  # noqa: ARG005
    "lab": Lab,
    "tutorial": Tutorial,
    "calibration": Calibrating,
    "train": Choosing,
    "scores": Scores,
    "settings": SettingsScene,
    "controls": Controls,
    "results": lambda game: _looked_back(game),
}


def screens() -> list[str]:
    """Everything that a demo can show."""
    return [*_SCREENS, *all_modes()]


@dataclass
class Ghost:
    """A player made of a generator: it sees what a scene waits for, and answers with pointer and keys."""

    rng: np.random.Generator
    speed: float = SPEED
    _writing: Writing | None = None
    _wait: float = _THINKS
    _patience: int = 0  # looks that it still gives to a drawing that is not taken
    _last: Scene | None = field(default=None, repr=False)

    def plays(self, scene: Scene, view: View, seconds: float) -> list[Event]:
        """What it does in the next `seconds`."""
        if scene is not self._last:
            self._last, self._writing, self._wait = scene, None, _THINKS
        if self._writing is not None:
            return self._writes(view, seconds)
        self._wait -= seconds
        if self._wait > 0:
            return []
        self._wait = _THINKS
        if isinstance(scene, FreeDraw):
            return self._draws_freely(scene)
        if isinstance(scene, (Lab, Tutorial, Calibrating, Copy)) and not scene.easel.ink:
            self._begin(getattr(scene, "wanted", None) or 3)
        if isinstance(scene, Dueling):
            return [_key(pygame.K_RETURN)] if not scene.moving else []
        return self._runs(scene) if isinstance(scene, (Running, Fooling)) else []

    def _runs(self, scene: Running | Fooling) -> list[Event]:
        """Write the digit asked for; dispute a misread, and begin anew where nothing certain is read."""
        if scene.wanted is None:
            return [_key(pygame.K_d)]
        if not scene.easel.ink:
            self._begin(scene.wanted)
            self._patience = _PATIENCE
        else:
            self._patience -= 1
            if isinstance(scene, Fooling) and self._patience < _PATIENCE - 3:
                return [_key(pygame.K_SPACE)]
            if self._patience < 0:
                return [_key(pygame.K_c)]
        return []

    def _begin(self, digit: int) -> None:
        self._writing = Writing(hand.write(digit, self.rng), self.speed)

    def _draws_freely(self, scene: FreeDraw) -> list[Event]:
        """Write a digit, ask, judge, look at the outcome, write the next."""
        self._wait = _LOOKS
        if scene.round.phase is Phase.ASKED:
            return [_key(pygame.K_y)]
        if scene.ink and scene.round.phase is Phase.DRAWING:
            return [_key(pygame.K_SPACE)]
        self._begin(int(self.rng.integers(10)))
        return []

    def _writes(self, view: View, seconds: float) -> list[Event]:
        assert self._writing is not None
        kinds = {"down": pygame.MOUSEBUTTONDOWN, "move": pygame.MOUSEMOTION, "up": pygame.MOUSEBUTTONUP}
        events = [
            Event(kinds[what], button=1, pos=_pixel(view, point), rel=(0, 0), buttons=(1, 0, 0))
            for _, what, point in self._writing.pass_time(seconds)
        ]
        if self._writing.finished:
            self._writing, self._wait = None, _THINKS
        return events


def _pixel(view: View, point: Point) -> tuple[int, int]:
    board = view.board
    return round(board.x + point[0] * board.width / BOARD), round(board.y + point[1] * board.height / BOARD)


def _key(key: int) -> Event:
    return Event(pygame.KEYDOWN, key=key, mod=0, unicode="")


def _copied(game: Game) -> Scene:
    """The first 4 of the first data set, to be copied."""
    page = Page()
    page.add(game.albums()[0].take(4, 0, 1), game.reader)
    return Copy(game, *page.digit)


def _looked_back(game: Game) -> Scene:
    """A Sprint that the hand plays fast and unseen, and what follows it."""
    scenes = Stack([scene_of(game, "sprint", game.next_seed())])
    ghost, view = Ghost(np.random.default_rng(game.next_seed())), View(WIDTH, HEIGHT)
    while not isinstance(scenes.top, Results):
        for event in ghost.plays(scenes.top, view, STEP):
            _apply(scenes, scenes.top.handle(event, view))
        _apply(scenes, scenes.top.update(STEP))
    return scenes.top


def stack(game: Game, screen: str) -> Stack:
    """The scenes of a demo: the screen over the board."""
    if screen in _SCREENS:
        return Stack([FreeDraw(game), _SCREENS[screen](game)])
    return Stack([FreeDraw(game), scene_of(game, screen, game.next_seed())])


def frames(
    game: Game, window: Window, screen: str, seconds: float, *, xray: bool = False
) -> Iterator[pygame.Surface]:
    """Play for `seconds`, a frame each STEP; the surface is the window's and changes with the next frame."""
    scenes = stack(game, screen)
    ghost = Ghost(np.random.default_rng(game.next_seed()))
    if xray:
        scenes.top.handle(_key(pygame.K_x), window.canvas().view)
    for _ in range(max(round(seconds / STEP), 1)):
        canvas = window.canvas()
        view = common.seated(game, canvas.view)
        for event in ghost.plays(scenes.top, view, STEP):
            _apply(scenes, scenes.top.handle(event, canvas.view))
        _apply(scenes, scenes.top.update(STEP))
        scenes.draw(canvas)
        yield canvas.surface


def _apply(scenes: Stack, transition: object) -> None:
    if transition is not None and not isinstance(transition, (FullScreen, Quit)):
        scenes.apply(transition)  # type: ignore[arg-type]


def run(
    *,
    reader: Reader,
    screen: str,
    seconds: float,
    seed: int,
    size: tuple[int, int],
    out: Path | None,
    rate: int,
    xray: bool = False,
    reduced_motion: bool = False,
) -> int:
    """Play `screen` by the built-in hand: on the screen, or into `out`; the number of pictures written.

    `out`: a .gif, a .png (the last frame), or a folder for one PNG a frame. A demo keeps nothing of what it
    plays. Raises DigitgameError where there is no screen to show it on or `out` cannot be written.
    """
    if out is not None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    window = Window(size)
    try:
        with tempfile.TemporaryDirectory() as away, Store(Path(away) / "demo.db") as store:
            game = Game(reader, store, PLAYER, Sounds(muted=True), start.samples, lambda: seed)
            game.settings.reduced_motion = reduced_motion
            shown = frames(game, window, screen, seconds, xray=xray)
            return _watch(shown) if out is None else _write(shown, out, rate)
    finally:
        window.close()


def _watch(shown: Iterator[pygame.Surface]) -> int:
    """Show frames in the window until they end, or a key, a click or a finger ends them."""
    clock = pygame.time.Clock()
    ends = (pygame.QUIT, pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN, pygame.FINGERDOWN)
    for _ in shown:
        pygame.display.flip()
        clock.tick(round(1 / STEP))
        if any(event.type in ends for event in pygame.event.get()):
            break
    return 0


def _write(shown: Iterator[pygame.Surface], out: Path, rate: int) -> int:
    """Frames into a file or a folder, `rate` of them a second."""
    every = max(round(1 / STEP / rate), 1)
    kind = out.suffix.lower()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".png":
            *_, last = (_picture(surface) for surface in shown)
            last.save(out)
            return 1
        taken = (_picture(surface) for at, surface in enumerate(shown) if at % every == 0)
        if kind == ".gif":
            return _write_gif(taken, out, every)
        out.mkdir(exist_ok=True)
        count = 0
        for count, picture in enumerate(taken, 1):
            picture.save(out / f"{count - 1:05}.png")
        return count
    except OSError as error:
        problem = f"{out} cannot be written: {error.strerror or error}."
        raise DigitgameError(problem, "Name another place with --out.") from error


def _write_gif(taken: Iterator[Image.Image], out: Path, every: int) -> int:
    """A GIF that repeats; all frames share the colours of the first and the last."""
    pictures = list(taken)
    both = Image.new("RGB", (pictures[0].width, 2 * pictures[0].height))
    both.paste(pictures[len(pictures) // 2], (0, 0))
    both.paste(pictures[-1], (0, pictures[0].height))
    palette = both.quantize(128, dither=Image.Dither.NONE)
    few = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    few[0].save(
        out, save_all=True, append_images=few[1:], duration=round(1000 * STEP * every), loop=0, optimize=False
    )
    return len(few)


def _picture(surface: pygame.Surface) -> Image.Image:
    return Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
