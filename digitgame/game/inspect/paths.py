"""Lines that lead back from a map, a unit or a digit to the maps that add most to it, and on to the drawing."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pygame

from digitgame.inference.evidence import feeders
from digitgame.inference.layers import Flatten, Forward, Step
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas

# Of how many maps the lines of one step come, and the least share of the strongest that earns one.
_LINES: Final = 3
_LEAST: Final = 0.15
_POINTS: Final = 16


class Tile(NamedTuple):
    """A map or a unit: the column of its layer, counted from the left, and its number. Column -1 is the drawing."""

    column: int
    number: int


@dataclass(frozen=True)
class Link:
    """A map that feeds another; `share`: what it adds beside the strongest one, -1 to 1."""

    source: Tile
    target: Tile
    share: float


def links(forward: Forward, column: int, number: int) -> list[Link]:
    """The lines from a tile back to the drawing: to the maps that add most to it, and on from the first of them.

    `column` counts the layers that have one, as `shown_outputs` does; behind the last stand the ten scores.
    """
    shown = [at for at, step in enumerate(forward.steps) if not isinstance(step.layer, Flatten)]
    found: list[Link] = []
    target = Tile(column, number)
    while 0 <= target.column < len(shown):
        strongest = _strongest(forward.steps, shown[target.column], target.number)
        found += [Link(Tile(target.column - 1, one), target, share) for one, share in strongest]
        if not strongest or strongest[0][1] <= 0:
            break
        target = Tile(target.column - 1, strongest[0][0])
    return found


def _strongest(steps: tuple[Step, ...], at: int, number: int) -> list[tuple[int, float]]:
    """The maps before a layer that matter most for one of its own, with their shares; first the one that adds most."""
    fed = feeders(steps[at], number)
    if at and isinstance(steps[at - 1].layer, Flatten):
        # The values of a map stand apart in the row: those of all maps at one place follow each other.
        fed = fed.reshape(-1, steps[at - 1].input.shape[-1]).sum(0)
    most = float(np.abs(fed).max(initial=0.0))
    if most < 1e-6:
        return []
    order = [int(one) for one in np.argsort(-np.abs(fed))[:_LINES] if abs(fed[one]) >= _LEAST * most]
    return sorted(((one, float(fed[one]) / most) for one in order), key=lambda pair: -pair[1])


def draw_line(canvas: Canvas, source: pygame.Rect, target: pygame.Rect, share: float) -> None:
    """A curve from the right edge of one tile to the left edge of another: blue where it adds, amber where it takes."""
    colour = theme.ACCENT if share > 0 else theme.AMBER
    colour = theme.blend(theme.ROOM, colour, 0.35 + 0.65 * abs(share))
    start, end, thick = source.midright, target.midleft, canvas.view.pixels(1 + abs(share))
    if thick > 2:
        pygame.draw.lines(canvas.surface, colour, False, curve(start, end, thick // 2), thick - 2)
    # Smooth edges, above and below.
    for away in {0, thick - 1}:
        pygame.draw.aalines(canvas.surface, colour, False, curve(start, end, away))


@lru_cache(maxsize=64)
def curve(start: tuple[int, int], end: tuple[int, int], away: int) -> tuple[tuple[float, float], ...]:
    """Points of a line that leaves and arrives level, `away` pixels below."""
    at = np.linspace(0, 1, _POINTS)
    rise = at * at * (3 - 2 * at)
    across = start[0] + (end[0] - start[0]) * at
    down = start[1] + away + (end[1] - start[1]) * rise
    return tuple(zip(across.tolist(), down.tolist(), strict=True))
