"""After a run: the points, the personal best, and every drawing with what was asked for and what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import pygame
from pygame.event import Event

from digitgame.ink import Drawing, frame
from digitgame.ink.frame import Frame
from digitgame.play import clipboard, theme, widgets
from digitgame.play.canvas import Canvas, Hint, hint_areas
from digitgame.play.game import Game
from digitgame.play.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.stage import Pop, Scene, Swap, Transition
from digitgame.play.theme import Colour
from digitgame.rules import Mark
from digitgame.rules.daily import share
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, Run, Shot

_COLUMNS: Final = 8
_ROWS: Final = 4
_PAGE: Final = _COLUMNS * _ROWS
_CELL: Final = Area(32, 160, 60, 60)
_STEP: Final = (60.0, 96.0)
_WHY: Final = Area(536, 152, 392, 392)
_FACTS: Final = Area(32, 64, 896, 72)
_AGAIN: Final = Hint("Enter", "play again", pygame.K_RETURN)
_CHOOSE: Final = Hint("Arrows", "choose a drawing")
_SHARE: Final = Hint("C", "copy to share", pygame.K_c)
_NAMES: Final = {  # of the hits and of the best, where they are not those of a course
    "fool": ("fooled", "best trick"),
    "duel": ("won", "in a row"),
}
_OUTCOMES: Final = {
    HIT: "Read as asked",
    DISPUTED: "Misread, disputed",
    MISREAD: "Misread, drawn again",
    FOOLED: "Drawn to fool it",
}
Again = Callable[[Game, str, int], Scene]


@dataclass
class Results:
    """Arrows or the pointer choose a drawing, beside which stands how its reading grew, stroke by stroke."""

    game: Game
    run: Run
    shots: tuple[Shot, ...]
    marks: tuple[Mark, ...]
    before: int | None  # the best score until now
    trouble: str
    again: Again
    chosen: int = 0
    told: str = ""
    see_through: bool = False
    moving: bool = False
    _pictures: list[Frame] = field(init=False)

    def __post_init__(self) -> None:
        self._pictures = [frame(shot.drawing.strokes) for shot in self.shots]
        wrong = (at for at, shot in enumerate(self.shots) if shot.outcome != HIT)
        self.chosen = next(wrong, 0)  # what most wants a look

    @property
    def _hints(self) -> tuple[Hint, ...]:
        return (_AGAIN, _CHOOSE, *((_SHARE,) if self.run.mode == "daily" else ()))

    def handle(self, event: Event, view: View) -> Transition | None:
        places = [
            *hint_areas(self._hints, view, BOARD_AREA.x, FOOTER_Y),
            *hint_areas((common.BACK,), view, BARS_AREA.x, FOOTER_Y),
        ]
        event = common.pressed(places, view, event) or event
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1, pygame.K_UP: -_COLUMNS, pygame.K_DOWN: _COLUMNS}
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER):
                seed = self.run.seed if self.run.mode == "daily" else self.game.next_seed()
                return Swap(self.again(self.game, self.run.mode, seed))
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_c) if self.run.mode == "daily":
                text = share(self.run.seed, self.run.score, self.run.seconds, self.marks)
                self.told = "Copied." if clipboard.copy(text) else "This system has no clipboard to copy to."
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
            case Event(type=pygame.KEYDOWN, key=key) if key in steps:
                self.chosen = min(max(self.chosen + steps[key], 0), max(len(self.shots) - 1, 0))
            case Event(type=pygame.MOUSEMOTION | pygame.MOUSEBUTTONDOWN, pos=pos):
                first = self.chosen // _PAGE * _PAGE
                for at in range(first, min(first + _PAGE, len(self.shots))):
                    if view.hits(_cell(at - first), pos):
                        self.chosen = at
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, f"{self.run.mode.capitalize()}: the run", common.signature(self.game))
        self._draw_facts(canvas)
        first = self.chosen // _PAGE * _PAGE
        for at in range(first, min(first + _PAGE, len(self.shots))):
            self._draw_shot(canvas, at, _cell(at - first))
        canvas.panel(_WHY, theme.PANEL, theme.EDGE)
        if self.shots:
            steps = readings_by_stroke(self.game, self.shots[self.chosen].drawing)
            _draw_why(canvas, self.shots[self.chosen], self._pictures[self.chosen], steps)
        else:
            canvas.text("Nothing was drawn.", _WHY.middle, theme.SMALL, theme.QUIET, "center")
        if self.trouble or self.told:
            widgets.toast(canvas, self.trouble or self.told)
        widgets.footer(canvas, self._hints, (common.BACK,))

    def _draw_facts(self, canvas: Canvas) -> None:
        run = self.run
        if self.before is None or run.score > self.before:
            best = ("your best so far" if self.before is not None else "your first", "New best!")
        else:
            best = ("your best", f"{self.before:,}")
        accuracy = run.accuracy
        hits, longest = _NAMES.get(run.mode.split()[0], ("digits read as asked", "best combo"))
        facts = [
            ("points", f"{run.score:,}", theme.ACCENT),
            (best[0], best[1], theme.TEXT),
            (hits, f"{run.hits} of {run.asked}", theme.TEXT),
            ("accuracy", "–" if accuracy is None else widgets.percent(accuracy), theme.TEXT),
            (longest, f"{run.best:,}", theme.TEXT),
            ("disputed", str(sum(s.outcome == DISPUTED for s in self.shots)), theme.AMBER),
        ]
        widgets.facts_row(canvas, _FACTS, facts)

    def _draw_shot(self, canvas: Canvas, at: int, cell: Area) -> None:
        shot = self.shots[at]
        if at == self.chosen:
            canvas.panel(cell._replace(height=_STEP[1] - 8), theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        canvas.picture(self._pictures[at], Area(cell.x + 6, cell.y + 6, 48, 48))
        words = f"{shot.target}" if shot.outcome == HIT else f"{shot.target} › {shot.read}"
        canvas.text(words, (cell.middle[0], cell.y + 72), theme.SMALL, _colour(shot), "center")


def _colour(shot: Shot) -> Colour:
    return theme.ACCENT if shot.outcome == HIT else theme.AMBER


def _cell(place: int) -> Area:
    row, column = divmod(place, _COLUMNS)
    return _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])


def readings_by_stroke(game: Game, drawing: Drawing) -> tuple[tuple[float, ...], ...]:
    """The probabilities after the first stroke, after the second, and so on."""
    return _by_stroke(game.reader.read_many, drawing.strokes)


@lru_cache(maxsize=4)
def _by_stroke(
    read: Callable[[Frame], Frame], strokes: tuple[tuple[tuple[float, float], ...], ...]
) -> tuple[tuple[float, ...], ...]:
    frames = np.stack([frame(strokes[:count]) for count in range(1, len(strokes) + 1)])
    return tuple(map(tuple, read(frames).tolist()))


def turning_stroke(steps: tuple[tuple[float, ...], ...]) -> int | None:
    """The number (from 0) of the stroke that gave the drawing its last reading; None where no stroke turned it."""
    digits = [max(range(10), key=step.__getitem__) for step in steps]
    turned = [at for at in range(1, len(digits)) if digits[at] != digits[at - 1]]
    return turned[-1] if turned else None


def _draw_why(canvas: Canvas, shot: Shot, picture: Frame, steps: tuple[tuple[float, ...], ...]) -> None:
    """Large, with what it was read as, and how that came about."""
    left, top = _WHY.x + 16, _WHY.y + 16
    canvas.picture(picture, Area(left, top, 112, 112))
    x = left + 128
    outcome = _OUTCOMES[shot.outcome]
    canvas.text(f"Asked for a {shot.target}", (x, top + 20), theme.MEDIUM, theme.TEXT, "midleft")
    sure = widgets.percent(shot.probabilities[shot.read])
    canvas.text(f"I read a {shot.read}, {sure} sure", (x, top + 54), theme.SMALL, _colour(shot), "midleft")
    canvas.text(outcome, (x, top + 84), theme.SMALL, theme.QUIET, "midleft")
    turned = turning_stroke(steps)
    for number, step in enumerate(steps[:7]):
        y = top + 152 + 26 * number
        digit = max(range(10), key=step.__getitem__)
        words = f"after stroke {number + 1}"
        colour = theme.AMBER if number == turned else theme.QUIET
        canvas.text(words, (left, y), theme.SMALL, colour, "midleft")
        bar = Area(left + 160, y - 7, 120, 14)
        canvas.panel(bar, theme.KEY, None, theme.SMALL_RADIUS)
        if step[digit] * bar.width >= 1:
            canvas.panel(bar._replace(width=step[digit] * bar.width), theme.ACCENT, None, theme.SMALL_RADIUS)
        told = f"{digit}, {widgets.percent(step[digit])}"
        canvas.text(told, (_WHY.right - 16, y), theme.SMALL, theme.TEXT, "midright")
    if turned is not None:
        words = f"Stroke {turned + 1} turned it."
        canvas.text(words, (left, _WHY.bottom - 24), theme.SMALL, theme.AMBER, "midleft")
