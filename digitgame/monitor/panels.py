"""The panels of the window on a training: each draws facts."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.monitor import facts
from digitgame.monitor.explainer import Explainer
from digitgame.monitor.state import ImageList, TrainingState
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.widgets import paragraph

# Design units: a panel's first line, between two images, and the side of a mistake.
_CAPTION: Final = 24
_GAP: Final = 6
_SIDE: Final = 52
# The share of the track that a moving bar fills.
_MOVING: Final = 0.2
# Design units: a cell of the confusion matrix, and where the first one stands.
_CELL: Final = 37
_CELLS_AT: Final = (44, 62)
# How much a mistake's colour is enhanced, so that one among hundreds is seen.
_SEEN: Final = 2.5
# How far a cell's colour goes before dark letters are easier to read on it.
_LIGHT: Final = 0.48
Floats = npt.NDArray[np.float32]


def progress(canvas: Canvas, area: Area, shown: facts.Progress, failed: bool, explainer: Explainer) -> None:
    """How far it is, and what is happening."""
    track = area._replace(height=8)
    canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
    if shown.share and not shown.waits:
        filled = track._replace(width=max(area.width * shown.share, 8))
        canvas.panel(filled, theme.AMBER if failed else theme.ACCENT, None, theme.SMALL_RADIUS)
    middle = area.y + 22
    canvas.text(shown.text, (area.x, middle), theme.SMALL, theme.TEXT)
    explainer.mark_in(canvas, shown.text, area.x, middle, "epoch", "Epoch")
    explainer.mark_in(canvas, shown.text, area.x, middle, "batch", "batch")
    canvas.text(shown.time_left, (area.right, middle), theme.SMALL, theme.QUIET, "midright")


def moving_bar(canvas: Canvas, area: Area, seconds: float) -> None:
    """A short bar that walks to and fro, where nobody knows how much is done; `seconds` since it began."""
    track = area._replace(height=8)
    share = 0.5 - 0.5 * math.cos(math.pi * seconds)
    width = area.width * _MOVING
    canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
    bar = track._replace(x=area.x + share * (area.width - width), width=width)
    canvas.panel(bar, theme.ACCENT, None, theme.SMALL_RADIUS)


def samples(
    canvas: Canvas,
    area: Area,
    room: float,
    caption: facts.Caption,
    images: ImageList,
    explainer: Explainer,
) -> None:
    """Twenty of the training images; their caption has `room` design units."""
    colour = theme.AMBER if caption.warning else theme.QUIET
    canvas.text(caption.text, (area.x, area.y + 10), theme.SMALL, colour, fit=room)
    explainer.mark_in(canvas, caption.text, area.x, area.y + 10, "training digits", "Training digits")
    _grid(canvas, Area(area.x, area.y + _CAPTION, area.width, area.height - _CAPTION), images, 10)


def failure(canvas: Canvas, area: Area, text: str) -> None:
    """Why there is no model."""
    canvas.panel(area, theme.PANEL, theme.AMBER)
    paragraph(canvas, text, Area(area.x + 14, area.y + 20, area.width - 28, 66))


def predictions(canvas: Canvas, area: Area, state: TrainingState, explainer: Explainer) -> None:
    """One test digit of each kind, and what the network sees in it now."""
    text, shown = facts.prediction_facts(state)
    _titled(canvas, area, "Test digits (never trained on)", text)
    explainer.mark_in(canvas, "Test digits", area.x + 14, area.y + 18, "test digits", "Test digits")
    width = (area.width - 28 + _GAP) / 10
    for column, image in enumerate(state.test_digits):
        x = area.x + 14 + column * width
        _tile(canvas, image, Area(x, area.y + 36, width - _GAP, width - _GAP))
        if column >= len(shown):
            continue
        digit, probability, right = shown[column]
        middle, colour = x + (width - _GAP) / 2, theme.ACCENT if right else theme.AMBER
        canvas.text(str(digit), (middle, area.y + 96), theme.MEDIUM, colour, "center")
        track = Area(x, area.y + 116, width - _GAP, 5)
        canvas.panel(track, theme.KEY)
        canvas.panel(track._replace(width=max(track.width * probability, 1)), colour)
        canvas.mark(right, Area(middle - 6, area.y + 127, 12, 12))


def kernels(canvas: Canvas, area: Area, images: ImageList, explainer: Explainer) -> None:
    """The weights of the first layer: blue where ink speaks for what it looks for, amber where it speaks against."""
    _titled(canvas, area, "First layer: kernels", "")
    explainer.mark_in(canvas, "First layer: kernels", area.x + 14, area.y + 18, "kernels", "kernels")
    canvas.text("positive weight", (area.right - 14, area.y + 18), theme.SMALL, theme.ACCENT, "midright")
    canvas.text("negative weight", (area.right - 140, area.y + 18), theme.SMALL, theme.AMBER, "midright")
    count = max(len(images), 1)
    columns = count if count <= 10 else -(-count // 2)
    inside = Area(area.x + 14, area.y + 34, area.width - 28, area.height - 44)
    _grid(canvas, inside, images, columns, signed=True)


def mistakes(canvas: Canvas, area: Area, state: TrainingState, explainer: Explainer) -> None:
    """The most confident mistakes, with the label and the prediction."""
    pairs, text = facts.mistake_facts(state)
    title = "Most confident mistakes"
    _titled(canvas, area, title, "actual › predicted" if pairs else "")
    explainer.mark_in(canvas, title, area.x + 14, area.y + 18, "confidence", "confident")
    canvas.text(text, area.middle, theme.SMALL, theme.QUIET, "center")
    width = (area.width - 28 + 12) / 5
    for number, (actual, predicted) in enumerate(pairs):
        x = area.x + 14 + number % 5 * width + (width - 12 - _SIDE) / 2
        y = area.y + 36 + number // 5 * 80
        _tile(canvas, state.mistakes[number], Area(x, y, _SIDE, _SIDE))
        below = y + _SIDE + 14
        canvas.text(f"{actual}", (x + 6, below), theme.SMALL, theme.TEXT)
        canvas.text("›", (x + _SIDE / 2, below), theme.SMALL, theme.QUIET, "center")
        canvas.text(f"{predicted}", (x + _SIDE - 6, below), theme.SMALL, theme.AMBER, "midright")


def confusion(canvas: Canvas, area: Area, state: TrainingState, explainer: Explainer) -> None:
    """Which digit was read as which, after the last epoch."""
    title = "Confusion matrix"
    _titled(canvas, area, title, "row: actual › column: predicted")
    explainer.mark_in(canvas, title, area.x + 14, area.y + 18, title.lower(), title)
    left, top = area.x + _CELLS_AT[0], area.y + _CELLS_AT[1]
    for digit in range(10):
        middle = _CELL * (digit + 0.5)
        canvas.text(str(digit), (left + middle, top - 12), theme.SMALL, theme.QUIET, "center")
        canvas.text(str(digit), (left - 14, top + middle), theme.SMALL, theme.QUIET, "center")
    for true, row in enumerate(state.confusion or [[0] * 10] * 10):
        for read, count in enumerate(row):
            cell = Area(left + _CELL * read, top + _CELL * true, _CELL - 2, _CELL - 2)
            share = count / max(sum(row), 1)
            # A single mistake among hundreds is to be seen.
            strength = 0.7 * (share if true == read else min(_SEEN * math.sqrt(share), 1.0))
            colour = theme.ACCENT if true == read else theme.AMBER
            canvas.panel(cell, theme.blend(theme.KEY, colour, strength), None, theme.SMALL_RADIUS)
            ink = theme.ROOM if strength > _LIGHT else theme.TEXT
            canvas.text(str(count) if count else "", cell.middle, theme.SMALL, ink, "center")
    at = (area.x + 14, area.bottom - 16)
    canvas.text(facts.confusion_facts(state), at, theme.SMALL, theme.TEXT, fit=area.width - 28)


def _titled(canvas: Canvas, area: Area, title: str, right: str) -> None:
    canvas.panel(area, theme.PANEL, theme.EDGE)
    canvas.text(title, (area.x + 14, area.y + 18), theme.SMALL, theme.TEXT)
    canvas.text(right, (area.right - 14, area.y + 18), theme.SMALL, theme.QUIET, "midright")


def _grid(canvas: Canvas, area: Area, images: ImageList, columns: int, *, signed: bool = False) -> None:
    rows = max(-(-len(images) // columns), 1)
    side = min((area.width + _GAP) / columns, (area.height + _GAP) / rows) - _GAP
    across = (area.width - side) / max(columns - 1, 1)
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        place = Area(area.x + column * across, area.y + row * (side + _GAP), side, side)
        _tile(canvas, image, place, signed=signed)


def _tile(canvas: Canvas, image: npt.NDArray[np.uint8], area: Area, *, signed: bool = False) -> None:
    rect = canvas.view.rect(area)
    canvas.surface.blit(_scaled(image.tobytes(), len(image), min(rect.size), signed), rect)


@lru_cache(maxsize=128)
def _scaled(grey: bytes, side: int, pixels: int, signed: bool) -> pygame.Surface:
    """A square image at its size on the screen, in the colours of ink or of weights."""
    values = np.frombuffer(grey, np.uint8).reshape(side, side, 1).astype(np.float32)
    ink = theme.BOARD + (np.array(theme.CHALK) - theme.BOARD) * values / 255
    colours = _signed(values / 127.5 - 1) if signed else ink
    small = pygame.image.frombuffer(colours.astype(np.uint8).tobytes(), (side, side), "RGB")
    whole = -(-pixels // side) * side
    return pygame.transform.smoothscale(pygame.transform.scale(small, (whole, whole)), (pixels, pixels))


def _signed(values: Floats) -> Floats:
    """-1 to 1 as amber to grey to blue."""
    middle, low, high = (np.array(colour, np.float32) for colour in (theme.KEY, theme.AMBER, theme.ACCENT))
    towards = np.where(values < 0, low, high)
    mixed: Floats = middle + (towards - middle) * np.abs(values)
    return mixed
