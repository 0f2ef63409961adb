"""Files in free draw: the drawing saved as a picture, and a picture that is dropped on the window read."""

import io
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame import atomic, paths
from digitgame.errors import DigitgameError, next_step
from digitgame.inference import Reader
from digitgame.inference.input_files import InputDrawing, read_file
from digitgame.inference.multi_digit import read_rows
from digitgame.ink import Point
from digitgame.ink.frame import Frame
from digitgame.ui.strokes import StrokeRenderer

_SIDE: Final = 600  # pixels of a saved picture


@dataclass(frozen=True)
class FileReading:
    """What was read in a file: its name, the digits ("" without ink), how sure of the least sure one, and its frame.

    `refused`: what was read looks like no digit. `probabilities` [10] are there for a single digit.
    """

    name: str
    digits: str
    confidence: float
    refused: bool
    frame: Frame
    probabilities: npt.NDArray[np.float32] | None = None


@dataclass
class FileReader:
    """Reads a file as `digitgame predict` does. It is opened in a thread, because a photograph takes a while."""

    reading: FileReading | None = None
    _waiting: Future[InputDrawing] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    @property
    def busy(self) -> bool:
        """A file is being opened."""
        return self._waiting is not None

    def open(self, path: str) -> None:
        """Begin to read a file; of an ink file the first drawing."""
        self.forget()
        self._waiting = self._thread.submit(_first, Path(path))

    def forget(self) -> None:
        """Show no file any more."""
        self.reading = self._waiting = None

    def update(self, reader: Reader) -> str:
        """Read what was opened, with the network in use; returns what the player has to know, or ""."""
        if self._waiting is None or not self._waiting.done():
            return ""
        opened, self._waiting = self._waiting, None
        try:
            self.reading = _read(reader, opened.result())
        except (DigitgameError, OSError) as error:
            return getattr(error, "problem", None) or f"The file can't be read: {error}."
        return ""


def _first(path: Path) -> InputDrawing:
    drawing = next(read_file(path), None)
    if drawing is None:
        raise DigitgameError(f"{path.name} has no drawings.")
    return drawing


def _read(reader: Reader, drawing: InputDrawing) -> FileReading:
    name, rows = Path(drawing.file).name, read_rows(reader, drawing.ink)
    readings = [reading for row in rows for reading in row.readings]
    if not readings:
        return FileReading(name, "", 0.0, refused=True, frame=drawing.frame)
    refused = any(reading.rejected for reading in readings)
    sure = min(reading.confidence for reading in readings)
    digits = " ".join(map(str, rows))
    if len(readings) > 1:
        return FileReading(name, digits, sure, refused, drawing.frame)
    [reading] = readings
    return FileReading(name, digits, sure, refused, reading.frame, reading.probabilities)


def save_drawing(strokes: Sequence[list[Point]], folder: Path) -> Path:
    """Save a drawing as the board shows it, as a PNG in `folder`; returns the file. DigitgameError if that fails."""
    surface = pygame.Surface((_SIDE, _SIDE))
    StrokeRenderer().draw(surface, surface.get_rect(), list(strokes), drawing=False)
    content = io.BytesIO()
    pygame.image.save(surface, content, "drawing.png")
    stem = time.strftime("digit-%Y%m%d-%H%M%S")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = next(path for name in paths.numbered(stem) if not (path := folder / f"{name}.png").exists())
        atomic.write_bytes(path, content.getvalue())
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror or error}."
        raise DigitgameError(problem, next_step(error)) from error
    return path
