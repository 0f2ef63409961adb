"""X-ray: the output of every layer of the network for the drawing, live."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.inference import Reading
from digitgame.inference.layers import Layers
from digitgame.ink.frame import FRAME, Frame
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View, column
from digitgame.ui.theme import Colour

# STRIP above the layers is left to the mode. _TOP: frame, kernel, map and pooling of the chosen map.
STRIP: Final = column(64, 40)
_TOP: Final = column(112, 104)
_SIDE: Final = 84
_MAPS: Final = column(240, 104)
_SECOND: Final = column(368, 56)
_EVIDENCE: Final = column(448, 72)
# Design units between first-layer maps, and from a caption's middle to its picture.
_GAP: Final = 4
_LABEL: Final = 10
_WINS: Final = "The highest score wins."
Array = npt.NDArray[np.float32]
Colours = npt.NDArray[np.uint8]
# Row and column.
Cell = tuple[int, int]


def top_captions(chosen: int) -> tuple[str, str, str, str]:
    """The captions of frame, kernel, map and pooling; `chosen`: the map's number from 0."""
    return "Input patch", "Kernel", f"Map {chosen + 1}", "Max pool 2×2"


def layer_words(layer: int, kernels: int) -> str:
    """The caption of the first or the second layer."""
    name, does = ("First", "find") if layer == 1 else ("Second", "combine")
    return f"{name} layer: {kernels} kernels {does} edges"


def evidence_facts(digit: int, evidence: Array) -> tuple[str, str]:
    """What speaks for and against a digit in all; `evidence` [F], each feature's share of the digit's score."""
    positive, negative = float(evidence[evidence > 0].sum()), float(-evidence[evidence < 0].sum())
    return f"Evidence for {digit}: {positive:.1f}", f"against: {negative:.1f}"


def draw(
    canvas: Canvas,
    reading: Reading | None,
    picture: Frame | None,
    pointer: tuple[int, int],
    network: Layers,
    *,
    waits: str = "X-ray: draw and watch every layer work.",
) -> None:
    """The whole column. The map under `pointer`, a pixel, is shown large; `waits`: the words before a reading."""
    if reading is None or picture is None or "conv1" not in reading.layers:
        canvas.panel(column(112, 432), theme.PANEL, theme.EDGE)
        canvas.text(waits, (732, 328), theme.SMALL, theme.QUIET, "center", fit=376)
        return
    maps = reading.layers["conv1"]
    pointed = pointed_map(canvas.view, maps.shape[2], pointer)
    chosen = int(maps.max((0, 1)).argmax()) if pointed is None else pointed
    _draw_top(canvas, reading, picture, chosen, spot_in_map(canvas.view, maps, chosen, pointer), network)
    _draw_maps(canvas, maps, chosen, network)
    _draw_second(canvas, reading)
    _draw_evidence(canvas, reading, network)


def strip(
    canvas: Canvas, left: str, right: str, colour: Colour = theme.ACCENT, right_colour: Colour = theme.TEXT
) -> None:
    """The line above the column, where the mode says what its own panel would."""
    canvas.panel(STRIP, theme.PANEL, theme.EDGE)
    x, end, y = STRIP.x + 16, STRIP.right - 16, STRIP.middle[1]
    taken = canvas.text(left, (x, y), theme.MEDIUM, colour, fit=end - x)
    canvas.text(right, (end, y), theme.MEDIUM, right_colour, "midright", fit=end - x - taken - 8)


def map_area(number: int, count: int) -> Area:
    """The place of a first-layer map."""
    _, columns, side = _arranged(count)
    row, column = divmod(number, columns)
    across = (_MAPS.width - side) / max(columns - 1, 1)
    return Area(_MAPS.x + column * across, _MAPS.y + row * (side + _GAP), side, side)


@lru_cache(maxsize=8)
def _arranged(count: int) -> tuple[int, int, float]:
    """Rows, columns and side of first-layer maps, as large as possible."""
    layouts = []
    for rows in range(1, count + 1):
        columns = -(-count // rows)
        layouts.append((min(_MAPS.width / columns, _MAPS.height / rows) - _GAP, rows, columns))
    side, rows, columns = max(layouts)
    return rows, columns, side


def pointed_map(view: View, count: int, pixel: tuple[int, int]) -> int | None:
    """The map under the pointer."""
    return view.area_at((map_area(number, count) for number in range(count)), pixel)


def spot_in_map(view: View, maps: Array, chosen: int, pixel: tuple[int, int]) -> Cell:
    """Row and column of the map's point under the pointer, else of the strongest one."""
    rect = view.rect(map_area(chosen, maps.shape[2]))
    rows, columns = maps.shape[:2]
    if rect.collidepoint(pixel):
        return (pixel[1] - rect.y) * rows // rect.height, (pixel[0] - rect.x) * columns // rect.width
    row, column = divmod(int(maps[:, :, chosen].argmax()), columns)
    return row, column


def _draw_top(
    canvas: Canvas, reading: Reading, picture: Frame, chosen: int, spot: Cell, network: Layers
) -> None:
    """The frame, a kernel, its map, and the pooling of that: the strongest of each four points."""
    gap = (_TOP.width - 4 * _SIDE) / 3
    areas = [Area(_TOP.x + n * (_SIDE + gap), _TOP.y, _SIDE, _SIDE) for n in range(4)]
    one = reading.layers["conv1"][:, :, chosen]
    canvas.picture(picture, areas[0])
    size = FRAME - one.shape[0] + 1
    box(canvas, areas[0], spot, (size, size), FRAME)
    kernels = network.first_kernels
    if chosen < len(kernels):
        show(canvas, signed(kernels[chosen]), areas[1])
    show(canvas, bright(one), areas[2])
    box(canvas, areas[2], spot, (1, 1), len(one))
    pooled = reading.layers.get("pool1")
    if pooled is not None:
        show(canvas, bright(pooled[:, :, chosen]), areas[3])
        corner = (spot[0] // 2, spot[1] // 2)
        box(canvas, areas[2], (2 * corner[0], 2 * corner[1]), (2, 2), len(one))
        box(canvas, areas[3], corner, (1, 1), len(pooled))
    for area, name in zip(areas, top_captions(chosen), strict=True):
        at = (area.middle[0], area.bottom + _LABEL + 2)
        canvas.text(name, at, theme.SMALL, theme.QUIET, "center", fit=_SIDE + gap)


def box(canvas: Canvas, area: Area, spot: Cell, size: Cell, cells: int) -> None:
    """Mark `size` cells from `spot` (row, column) in a square picture of `cells` by `cells`."""
    rect = canvas.view.rect(area)
    side = min(rect.size)
    top, left = (rect.y + spot[0] * side // cells, rect.x + spot[1] * side // cells)
    high, wide = (max(part * side // cells, 3) for part in size)
    line = canvas.view.pixels(1.5)
    pygame.draw.rect(canvas.surface, theme.AMBER, pygame.Rect(left, top, wide, high).inflate(2, 2), line)


def _draw_maps(canvas: Canvas, maps: Array, chosen: int, network: Layers) -> None:
    """Every first-layer map, with the kernel that made it in its corner."""
    count = maps.shape[2]
    _caption(canvas, _MAPS, layer_words(1, count), "point at one")
    pictures, kernels = bright(maps), network.first_kernels
    for number in range(count):
        area = map_area(number, count)
        show(canvas, pictures[:, :, number], area, theme.AMBER if number == chosen else theme.EDGE)
        if number < len(kernels):
            side = area.width * 0.34
            corner = Area(area.right - side, area.bottom - side, side, side)
            show(canvas, _kernel(kernels[number].tobytes()), corner)


@lru_cache(maxsize=128)
def _kernel(numbers: bytes) -> Colours:
    """A kernel's colours, cached: every frame draws the same kernels."""
    kernel = np.frombuffer(numbers, np.float32)
    side = round(len(kernel) ** 0.5)
    return signed(kernel.reshape(side, side))


def _draw_second(canvas: Canvas, reading: Reading) -> None:
    """The second layer's maps side by side, in as many rows as they need."""
    maps = reading.layers.get("conv2")
    if maps is None:
        return
    count, side = maps.shape[2], maps.shape[0]
    _caption(canvas, _SECOND, layer_words(2, count), "")
    columns = max(round((count * _SECOND.width / _SECOND.height) ** 0.5), 1)
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, side + 1, side + 1), np.float32)
    sheet[:count, :side, :side] = maps.transpose(2, 0, 1)
    tiled = sheet.reshape(rows, columns, side + 1, side + 1).transpose(0, 2, 1, 3)
    tiled = tiled.reshape(rows * (side + 1), columns * (side + 1))
    show(canvas, bright(tiled), _SECOND)


def _draw_evidence(canvas: Canvas, reading: Reading, network: Layers) -> None:
    """A bar for each feature: up where it speaks for the predicted digit, down where it speaks against it."""
    digit = reading.digit
    features = reading.layers.get("features")
    evidence = network.evidence_for(digit, features) if features is not None else features
    if evidence is None or not evidence.size:
        return
    _caption(canvas, _EVIDENCE, *evidence_facts(digit, evidence), (theme.ACCENT, theme.AMBER))
    rect = canvas.view.rect(_EVIDENCE)
    canvas.surface.fill(theme.PANEL, rect)
    strongest = max(float(np.abs(evidence).max()), 1e-6)
    middle = rect.centery
    for number, value in enumerate(evidence.tolist()):
        left = rect.x + number * rect.width // len(evidence)
        wide = max(rect.x + (number + 1) * rect.width // len(evidence) - left - 1, 1)
        high = round(abs(value) / strongest * rect.height / 2)
        bar = pygame.Rect(left, middle - high if value > 0 else middle, wide, high)
        canvas.surface.fill(theme.ACCENT if value > 0 else theme.AMBER, bar)
    canvas.surface.fill(theme.EDGE, pygame.Rect(rect.x, middle, rect.width, 1))
    canvas.text(_WINS, (_EVIDENCE.x, _EVIDENCE.bottom + 12), theme.SMALL, theme.QUIET, fit=_EVIDENCE.width)


def _caption(
    canvas: Canvas,
    area: Area,
    left: str,
    right: str,
    colours: tuple[Colour, Colour] = (theme.QUIET, theme.ACCENT),
) -> None:
    y = area.y - _LABEL
    taken = canvas.text(left, (area.x, y), theme.SMALL, colours[0], fit=area.width)
    if right:
        canvas.text(right, (area.right, y), theme.SMALL, colours[1], "midright", fit=area.width - taken - 8)


def show(canvas: Canvas, colours: Colours, area: Area, edge: Colour | None = None) -> None:
    """An image [rows, columns, 3] filling an area, with sharp pixels."""
    rect = canvas.view.rect(area)
    rows, columns = colours.shape[:2]
    small = pygame.image.frombuffer(np.ascontiguousarray(colours).tobytes(), (columns, rows), "RGB")
    if edge is not None:
        line = 2 * canvas.view.pixels(1)
        canvas.surface.fill(edge, rect.inflate(line, line))
    canvas.surface.blit(pygame.transform.scale(small, rect.size), rect)


def bright(values: Array) -> Colours:
    """Activations, 0 and up, as brightness: the strongest of all is white. A last axis of colours is added."""
    top = max(float(values.max()), 1e-6)
    share = np.clip(values / top, 0, 1) ** 0.7
    lit: Colours = _ramp()[(share * 255).astype(np.uint8)]
    return lit


@lru_cache(maxsize=1)
def _ramp() -> Colours:
    """256 colours from the board's to chalk, through its glow."""
    steps = [theme.blend(theme.BOARD, theme.GLOW, s / 128) for s in range(128)]
    steps += [theme.blend(theme.GLOW, theme.CHALK, s / 127) for s in range(128)]
    return np.array(steps, np.uint8)


def signed(values: Array) -> Colours:
    """Weights as colours: blue above 0, amber below, dark near 0."""
    strength = np.clip(np.abs(values) / max(float(np.abs(values).max()), 1e-6), 0, 1)[..., None]
    tint = np.where((values > 0)[..., None], np.array(theme.ACCENT), np.array(theme.AMBER))
    colours: Colours = (np.array(theme.BOARD) + (tint - np.array(theme.BOARD)) * strength).astype(np.uint8)
    return colours
