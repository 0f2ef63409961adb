"""The faces of the house's rivals, drawn from circles and lines."""

from typing import Final

import pygame

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
