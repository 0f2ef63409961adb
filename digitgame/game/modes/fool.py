"""Fool it: turn one digit into another in the network's eyes, or leave it torn between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digitgame.formatting import a_digit
from digitgame.game import sound_cues
from digitgame.game.modes import fool_panel
from digitgame.game.modes.base import DrawingModeScene
from digitgame.game.results.drawings import RunDrawings
from digitgame.game.results.grid import ReviewItems
from digitgame.rules import Clock
from digitgame.rules.fool import FOOLED, Fool, Sight, fool, length
from digitgame.store import FOOLED as TRICK
from digitgame.store import Attempt
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas


@dataclass
class FoolScene(DrawingModeScene[Fool]):
    """One run of challenges."""

    message: str = ""

    def __post_init__(self) -> None:
        self.rules = fool(Clock(), self.seed)
        super().__post_init__()

    @property
    def wanted(self) -> int | None:
        """The digit to draw first."""
        return None if self.rules.challenge is None else self.rules.challenge.one

    def review(self) -> ReviewItems:
        """Each drawing, those that were submitted with their points."""
        notes: dict[int, str] = {}
        points = iter(self.rules.points)
        for move in self.record.moves:
            if move.name in ("take", "skip"):
                got = next(points)
                if move.drawing is not None:
                    notes[move.drawing] = f"{got:,} points"
            elif move.drawing is not None:
                notes[move.drawing] = "First digit locked"
        return RunDrawings(self.game, self.reader, tuple(self.attempts), notes)

    def _go_on(self) -> None:
        self.board.update()
        if self.rules.turning and self.rules.held is None and self.board.pen_up:
            self._hold()

    def _message(self) -> str:
        return self.message if self._age < theme.TOAST_SECONDS else ""

    def _draw_edge(self, canvas: Canvas) -> None:
        widgets.board_edge(canvas, theme.ACCENT, 0.8 if self.rules.held is not None else 0.4)

    def _draw_strip(self, canvas: Canvas) -> None:
        fool_panel.strip(canvas, self.rules, self._worth())

    def _draw_panel(self, canvas: Canvas) -> None:
        fool_panel.draw(canvas, self.rules, self.board.reading, self._worth())

    def _worth(self) -> int:
        reading = self.board.reading
        if reading is None:
            return 0
        sight = Sight(tuple(reading.probabilities.tolist()), length(self.board.ink.strokes))
        return self.rules.worth(sight)

    def _change(self, change: Callable[[], object]) -> None:
        """Once the board is blank, the first digit has to be drawn again."""
        change()
        if not self.board.ink:
            self.record.make("drop")

    def _hold(self) -> None:
        """Lock the first digit once the network is sure of it."""
        challenge, reading = self.rules.challenge, self.board.reading
        if challenge is None or reading is None or reading.rejected or reading.digit != challenge.one:
            return
        drawing, reading = self.board.kept()
        probabilities = tuple(reading.probabilities.tolist())
        if self.record.make(
            "hold", Sight(probabilities, length(drawing.strokes)), drawing=len(self.attempts)
        ):
            self.attempts.append(Attempt(challenge.one, drawing, reading.digit, probabilities, TRICK))
            self.game.sounds.play(sound_cues.DONE)
            self._say(f"First digit locked. Now turn it into {a_digit(challenge.other)}.")

    def _ask(self) -> None:
        challenge = self.rules.challenge
        if challenge is None:
            return
        drawing, reading = self.board.kept()
        probabilities = tuple(reading.probabilities.tolist())
        if not self.record.make(
            "take", Sight(probabilities, length(drawing.strokes)), drawing=len(self.attempts)
        ):
            self._say(f"Draw a clear {challenge.one} first.")
            return
        self.attempts.append(Attempt(challenge.other, drawing, reading.digit, probabilities, TRICK))
        points = self.rules.points[-1]
        self._say(f"{points:,} points")
        self.game.sounds.play(sound_cues.of_trick(points))
        if points >= FOOLED:
            self.effects.burst(self.board.ink.strokes)
        else:
            self.effects.shake()
        self.board.renew()

    def _say(self, words: str) -> None:
        self.message, self._age = words, 0.0
