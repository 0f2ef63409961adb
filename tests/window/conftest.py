"""A real window on a screen of its own, and a person who holds a real pointer and presses real keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ImageGrab

from digitgame.game.first_run.tutorial import TAUGHT
from digitgame.ink import BOARD, Drawing, Stroke
from digitgame.processes import python_command
from digitgame.store import Store
from digitgame.ui import theme
from digitgame.ui.layout import Area, View

# A board unit is two pixels, so whole board units come through the pointer exactly.
SIZE = (1200, 750)
PATIENCE = 240.0  # seconds; a busy machine, or TensorFlow that loads, takes its time
Picture = npt.NDArray[np.uint8]  # [row, column, colour]


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """A screen without a window manager, the name of an X display; each test process has one of its own."""
    for tool in ("Xvfb", "xdotool"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}, which this machine lacks (Debian: apt install xvfb xdotool)")
    out, into = os.pipe()
    command = ["Xvfb", "-displayfd", str(into), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[into], stderr=subprocess.DEVNULL)
    os.close(into)
    # Xvfb picks a free number and writes it once it is ready.
    with os.fdopen(out) as number:
        yield f":{int(number.readline())}"
    server.terminate()
    server.wait()


def share(picture: Picture, colour: theme.Colour) -> float:
    """How much of a picture has a colour."""
    return float((np.abs(picture.astype(int) - colour).max(-1) <= 2).mean())


def whole(drawing: Drawing) -> Drawing:
    """A drawing with its points at whole board units."""
    strokes = (tuple((float(round(x)), float(round(y))) for x, y in stroke) for stroke in drawing.strokes)
    return Drawing(tuple(strokes), drawing.label)


@dataclass
class Desk:
    """The game in its window, and everything that a person can do with it and see of it."""

    display: str
    process: subprocess.Popen[bytes]
    window: str = ""

    def xdotool(self, *words: object) -> str:
        """Run xdotool with a chain of commands."""
        command = ["xdotool", *map(str, words)]
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    @property
    def view(self) -> View:
        return View(*self._geometry()[2:])

    def _geometry(self) -> tuple[int, int, int, int]:
        lines = self.xdotool("getwindowgeometry", "--shell", self.window).split()
        found = dict(line.split("=") for line in lines)
        return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])

    def stroke_words(self, strokes: Sequence[Stroke], button: int = 1) -> list[object]:
        """The chain of commands that draws strokes with the pointer."""
        left, top, width, height = self._geometry()
        board = View(width, height).board.move(left, top)
        words: list[object] = []
        for stroke in strokes:
            at = [
                (round(board.x + x * board.width / BOARD), round(board.y + y * board.width / BOARD))
                for x, y in stroke
            ]
            words += ["mousemove", *at[0], "mousedown", button]
            for pixel in at[1:]:
                words += ["mousemove", *pixel]
            words += ["mouseup", button]
        return words

    def draw(self, strokes: Sequence[Stroke], button: int = 1) -> None:
        self.xdotool(*self.stroke_words(strokes, button))

    def press(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def look(self) -> Picture:
        """What the window shows."""
        left, top, width, height = self._geometry()
        whole = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        return np.asarray(whole.crop((left, top, left + width, top + height)))

    def part(self, area: Area) -> Picture:
        """What an area of the window shows."""
        rect = self.view.rect(area)
        return self.look()[rect.top : rect.bottom, rect.left : rect.right]

    def take_focus(self) -> None:
        """Find the window and let it hear the keys."""
        self.window = self.xdotool("search", "--sync", "--class", "digitgame").split()[-1]
        self.xdotool("windowfocus", "--sync", self.window)

    def shows(self, colour: theme.Colour) -> int:
        """How many pixels of the window have a colour."""
        return int((self.look() == np.array(colour)).all(2).sum())

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait for something to be seen."""
        end = time.monotonic() + PATIENCE
        while not seen():
            assert self.process.poll() is None, "the game ended"
            assert time.monotonic() < end, f"not seen within {PATIENCE} s: {what}"
            time.sleep(0.2)


# `digitgame` whose trainings go as `quickly.py` has them, with few synthetic digits.
TRAINS_QUICKLY = """
from quickly import QUICKLY
from digitgame.cli import main
from digitgame.monitor import process
command = process.python_command
process.python_command = lambda _, *words: command(QUICKLY, *words, "--hand", "600")
main()
"""


@contextmanager
def opened(screen: str, home: Path, *arguments: str) -> Iterator[Desk]:
    """`digitgame` with a window of its own, focused; what it prints is kept. Its trainings are short."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    environment.update(DISPLAY=screen, DIGITGAME_HOME=str(home))
    command = python_command(TRAINS_QUICKLY, *arguments)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with _running(Desk(screen, process)) as desk:
        desk.take_focus()
        yield desk


@contextmanager
def _running(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
    finally:
        desk.process.kill()
        desk.process.wait()


@pytest.fixture(params=["free"])
def desk(
    request: pytest.FixtureRequest, screen: str, home: Path, small_model: Path, tmp_path: Path
) -> Iterator[Desk]:
    """The game, started as a person starts it, in the mode of the fixture's parameter; its window focused.

    "first": for the first time; "": later.
    """
    trace = tmp_path / "trace.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    environment.update(DISPLAY=screen, DIGITGAME_HOME=str(home), DIGITGAME_TRACE_START=str(trace))
    environment["DIGITGAME_SEED"] = "7"
    mode = ["--mode", request.param] if request.param not in ("", "first") else []
    if not request.param:
        with Store(home / "digitgame.db") as store:
            store.set(TAUGHT, True)
    arguments = [
        "play",
        *mode,
        "--model",
        str(small_model),
        "--player",
        "Ann",
        "--size",
        "{}x{}".format(*SIZE),
    ]
    process = subprocess.Popen([sys.executable, "-m", "digitgame", *arguments], env=environment)
    with _running(Desk(screen, process)) as desk:
        desk.until(lambda: trace.is_file() and trace.stat().st_size > 0, "the first frame")
        assert json.loads(trace.read_text())["modules"]
        desk.take_focus()
        yield desk
