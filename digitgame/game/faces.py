"""The faces of the house's rivals, and medals, drawn from circles and lines."""

from typing import Final

import pygame

from digitgame.rules.rewards.ranks import Rank
from digitgame.rules.rewards.rivals import Rival
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.theme import Colour

# By name: the colour, the size of the eyes, the mouth's middle below its corners (above them for a frown).
_LOOKS: Final[dict[str, tuple[Colour, float, float]]] = {
    "Pip": (theme.HEAT[1], 0.2, 0.3),
    "Dot": (theme.HEAT[2], 0.13, 0.15),
    "Max": (theme.HEAT[3], 0.16, 0.0),
    "Boss": (theme.ALARM, 0.12, -0.2),
}
# A rank's colour, and its medal's.
RANK_COLOURS: Final[dict[Rank, Colour]] = {
    "S": theme.AMBER,
    "A": theme.ACCENT,
    "B": theme.TEXT,
    "C": theme.QUIET,
}
# How far a mood moves the mouth's middle, and where that stays on the face.
_MOOD: Final = 0.4
_SADDEST: Final = -0.28
_GLADDEST: Final = 0.42


def draw_face(
    canvas: Canvas, rival: Rival, middle: tuple[float, float], radius: float, mood: float = 0.0
) -> None:
    """A face around a point, in design units; `mood`: from -1, sad, to 1, glad."""
    colour, eye, smile = _LOOKS[rival.name]
    smile = min(max(smile + _MOOD * mood, _SADDEST), _GLADDEST)
    x, y = middle

    def at(right: float, down: float) -> tuple[int, int]:
        return canvas.view.point(x + right * radius, y + down * radius)

    ink, line = theme.ROOM, canvas.view.pixels(radius * 0.12)
    pygame.draw.circle(canvas.surface, colour, at(0, 0), canvas.view.pixels(radius))
    for side in (-1, 1):
        pygame.draw.circle(canvas.surface, ink, at(0.36 * side, -0.15), canvas.view.pixels(eye * radius))
        if smile < 0:
            # A brow that frowns.
            pygame.draw.line(canvas.surface, ink, at(0.6 * side, -0.5), at(0.15 * side, -0.3), line)
    mouth = [at(-0.4, 0.4), at(0, 0.4 + smile), at(0.4, 0.4)]
    pygame.draw.lines(canvas.surface, ink, False, mouth, line)


def medal(canvas: Canvas, rank: Rank | None, middle: tuple[float, float], radius: float) -> None:
    """A medal with a rank's letter, on a ribbon; an empty place for none."""
    x, y = middle
    if rank is None:
        disc = canvas.view.point(x, y)
        pygame.draw.circle(
            canvas.surface, theme.EDGE, disc, canvas.view.pixels(radius), canvas.view.pixels(1.5)
        )
        return
    colour = RANK_COLOURS[rank]
    ribbon = theme.blend(theme.PANEL, colour, 0.55)
    for side in (-1, 1):
        shape = [
            (x + side * 0.75 * radius, y - 1.5 * radius),
            (x + side * 0.2 * radius, y - 1.5 * radius),
            (x, y),
        ]
        canvas.polygon(shape, ribbon)
    pygame.draw.circle(canvas.surface, colour, canvas.view.point(x, y), canvas.view.pixels(radius))
    size = theme.SMALL if radius < 15 else theme.MEDIUM
    canvas.text(rank, (x, y), size, theme.ROOM, "center")
