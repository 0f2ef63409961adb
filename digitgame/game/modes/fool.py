"""Fool it: turn one digit into another in the network's eyes, or leave it torn between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from digitgame.game.inspect import xray
from digitgame.game.modes.base import DrawingModeScene
from digitgame.game.results.drawings import RunDrawings
from digitgame.game.results.grid import ReviewItems
from digitgame.rules import Clock
from digitgame.rules.fool import COUNT, FOOLED, SECONDS, Fool, Kind, Sight, fool, length
from digitgame.store import FOOLED as TRICK
from digitgame.store import Attempt
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, wrapped
from digitgame.ui.layout import SCORE_AREA, Area, column

_TASK: Final = column(64, 144)
_SCALE: Final = column(220, 240)
_BAR: Final = 264  # design units, of a probability


@dataclass
class FoolScene(DrawingModeScene[Fool]):
    """One run of challenges."""

    told: str = ""

    def __post_init__(self) -> None:
        self.rules = fool(Clock(), self.seed)
        super().__post_init__()

    @property
    def wanted(self) -> int | None:
        """The digit to draw to begin with."""
        return None if self.rules.challenge is None else self.rules.challenge.one

    def looks(self) -> ReviewItems:
        """Each drawing with the points that it brought, if it was one that was taken."""
        notes: dict[int, str] = {}
        points = iter(self.rules.points)
        for move in self.record.moves:
            if move.name in ("take", "skip"):
                got = next(points)
                if move.drawing is not None:
                    notes[move.drawing] = f"{got:,} points"
            elif move.drawing is not None:
                notes[move.drawing] = "Held, to be turned"
        return RunDrawings(self.game, self.reader, tuple(self.shots), notes)

    def _go_on(self) -> None:
        self.easel.update()
        if self.rules.turning and self.rules.held is None and self.easel.pen_up:
            self._hold()

    def _told(self) -> str:
        return self.told if self._age < theme.TOAST_SECONDS else ""

    def _draw_edge(self, canvas: Canvas) -> None:
        widgets.board_edge(canvas, theme.ACCENT, 0.8 if self.rules.held is not None else 0.4)

    def _draw_strip(self, canvas: Canvas) -> None:
        strip, worth = xray.STRIP, self._worth()
        canvas.panel(strip, theme.PANEL, theme.EDGE)
        left, right, middle = strip.x + 16, strip.right - 16, strip.middle[1]
        taken = canvas.text(self._task()[0], (left, middle), theme.MEDIUM, theme.ACCENT, "midleft")
        colour = theme.ACCENT if worth >= FOOLED else theme.TEXT
        room = right - left - taken - 8
        canvas.text(f"{worth:,} points", (right, middle), theme.MEDIUM, colour, "midright", fit=room)

    def _task(self) -> tuple[str, str]:
        """What to do, in a few words and in a sentence."""
        challenge = self.rules.challenge
        if challenge is None:
            return "All done", ""
        one, other = challenge.one, challenge.other
        if challenge.kind is Kind.BETWEEN:
            return (
                f"Half {one}, half {other}",
                f"Draw what it cannot tell: as much a {one} as a {other}. Then {{guess}}.",
            )
        if self.rules.held is None:
            return f"Draw a {one}", f"It must be sure of a {one}. Then you turn it into a {other}."
        return (
            f"Turn it into a {other}",
            f"Draw or rub out as little as you can until it reads a {other}. Then {{guess}}.",
        )

    def _draw_panel(self, canvas: Canvas) -> None:
        canvas.panel(_TASK, theme.PANEL, theme.EDGE)
        title, words = map(canvas.view.caps.fill, self._task())
        left = _TASK.x + 16
        canvas.text(title, (left, _TASK.y + 36), theme.TITLE, theme.ACCENT, "midleft", fit=_TASK.width - 32)
        for number, line in enumerate(wrapped(words, theme.SMALL, _TASK.width - 32, canvas.view)[:3]):
            canvas.text(line, (left, _TASK.y + 84 + 22 * number), theme.SMALL, theme.TEXT, "midleft")
        canvas.panel(_SCALE, theme.PANEL, theme.EDGE)
        challenge, reading = self.rules.challenge, self.easel.reading
        if challenge is not None:
            for number, digit in enumerate((challenge.one, challenge.other)):
                share = 0.0 if reading is None else float(reading.probabilities[digit])
                self._bar(canvas, digit, share, _SCALE.y + 48 + 64 * number)
        read = "Nothing to read yet" if reading is None else f"It reads a {reading.digit}"
        canvas.text(read, (left, _SCALE.bottom - 76), theme.SMALL, theme.QUIET, "midleft")
        worth = self._worth()
        words = f"Worth {worth:,} points now"
        colour = theme.ACCENT if worth >= FOOLED else theme.TEXT
        canvas.text(words, (left, _SCALE.bottom - 36), theme.MEDIUM, colour, "midleft")
        done = f"{min(len(self.rules.points) + 1, COUNT)} of {COUNT}"
        facts = [
            ("points", f"{self.rules.score:,}", theme.TEXT),
            ("challenge", done, theme.ACCENT),
            ("seconds left", f"{self.rules.left:.0f} of {SECONDS:.0f}", theme.TEXT),
        ]
        widgets.facts_row(canvas, SCORE_AREA, facts)

    def _bar(self, canvas: Canvas, digit: int, share: float, middle: float) -> None:
        left = _SCALE.x + 16
        canvas.text(str(digit), (left + 12, middle), theme.TITLE, theme.TEXT, "center")
        track = Area(left + 40, middle - 12, _BAR, 24)
        canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
        if share * _BAR >= 1:
            canvas.panel(track._replace(width=share * _BAR), theme.ACCENT, None, theme.SMALL_RADIUS)
        at = (_SCALE.right - 16, middle)
        canvas.text(widgets.percent(share), at, theme.SMALL, theme.TEXT, "midright")

    def _worth(self) -> int:
        reading = self.easel.reading
        if reading is None:
            return 0
        sight = Sight(tuple(reading.probabilities.tolist()), length(self.easel.ink.strokes))
        return self.rules.worth(sight)

    def _change(self, change: Callable[[], object]) -> None:
        """Once the board is blank, the first digit has to be drawn again."""
        change()
        if not self.easel.ink:
            self.record.make("drop")

    def _hold(self) -> None:
        """The first digit may be read for certain now."""
        challenge, reading = self.rules.challenge, self.easel.reading
        if challenge is None or reading is None or reading.rejected or reading.digit != challenge.one:
            return
        drawing, reading = self.easel.kept()
        told = tuple(reading.probabilities.tolist())
        if self.record.make("hold", Sight(told, length(drawing.strokes)), drawing=len(self.shots)):
            self.shots.append(Attempt(challenge.one, drawing, reading.digit, told, TRICK))
            self.game.sounds.play("tick")
            self._say(f"A {challenge.one}, no doubt. Now turn it into a {challenge.other}.")

    def _ask(self) -> None:
        challenge = self.rules.challenge
        if challenge is None:
            return
        drawing, reading = self.easel.kept()
        told = tuple(reading.probabilities.tolist())
        if not self.record.make("take", Sight(told, length(drawing.strokes)), drawing=len(self.shots)):
            self._say(f"First it has to be sure of a {challenge.one}.")
            return
        self.shots.append(Attempt(challenge.other, drawing, reading.digit, told, TRICK))
        points = self.rules.points[-1]
        self._say(f"{points:,} points")
        if points >= FOOLED:
            self.effects.burst(self.easel.ink.strokes)
            self.game.sounds.play("hit 2")
        else:
            self.effects.shake()
            self.game.sounds.play("miss")
        self.easel.renew()

    def _say(self, words: str) -> None:
        self.told, self._age = words, 0.0
