"""A drawing in free draw, from its first stroke to the player's answer, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.game import Game, RecordedAnswer
from digitgame.inference import Reader, Reading
from digitgame.ink import Point, frame
from digitgame.rules import Phase, Round

_NEXT_FIRST: Final = "This one is counted. {undo} takes the answer back."
_NO_INK: Final = "The board is blank. Draw a digit, then ask: {guess}."
_NOT_ASKED: Final = "Ask for a guess first: {guess}."
_WHICH: Final = "Which digit was it? {undo} takes your answer back."
_TAKEN_BACK: Final = "Taken back, and not counted. Is the guess right?"


@dataclass(frozen=True)
class _Counted:
    """A drawing that is judged and has made way for the next one: undoing leads back to it."""

    strokes: list[list[Point]]
    round: Round
    reading: Reading
    filed: RecordedAnswer


@dataclass
class GuessRound:
    """The round that is played with the ink on an easel. Each doing returns what to tell the player, "" for nothing."""

    game: Game
    easel: DrawingBoard
    round: Round = field(default_factory=Round)
    reading: Reading | None = None  # of the ink as it is; none before it is asked for
    _reader: Reader | None = None  # what read the drawing as it stands: a training may bring another one
    _filed: RecordedAnswer | None = None  # the answer as it was counted
    _counted: _Counted | None = None  # the last drawing, if this one is another

    def follow(self) -> None:
        """A guess by a reader that the game no longer reads with holds no more, unless it is judged."""
        if self._reader is not self.game.reader:
            self._reader, self.easel.reading = self.game.reader, None
            if self.round.withdraw():
                self.reading = None

    def draw_on(self, *, rubbing: bool) -> str | None:
        """The pen or the rubber comes down: a pen begins the next drawing where this one is judged.

        None where the ink may be changed, else what to tell the player.
        """
        if self.round.answer is not None:
            if rubbing:
                return self._told(_NEXT_FIRST)
            self.leave()
        self._changed()
        return None

    def leave(self) -> None:
        """Go on to the next drawing, where this one is judged; undoing leads back to it."""
        if self.round.answer is None:
            return
        assert self.reading is not None
        assert self._filed is not None
        self._counted = _Counted(list(self.easel.ink.strokes), self.round, self.reading, self._filed)
        self.easel.renew()
        self.round, self.reading, self._filed = Round(), None, None

    def ask(self) -> str:
        """Have the ink read."""
        if not self.easel.ink:
            return self._told(_NO_INK)
        if self.round.answer is not None:
            return self._told(_NEXT_FIRST)
        if self.round.phase is Phase.DRAWING:
            self.easel.lift()
            strokes = self.easel.ink.strokes
            self.reading = self.game.judge(self.game.read(frame(strokes)), strokes)
            self.round.ask(self.reading.digit)
            self.game.sounds.play("tick")
        return ""

    def clear(self) -> str:
        if self.round.answer is not None:
            self.leave()
        else:
            self.easel.clear()
        self._changed()
        return ""

    def undo(self) -> str:
        """Take back the answer, else what was last done to the ink, else the way from the last drawing to this one."""
        counted = self._counted
        if self.round.answer is not None:
            return self._take_back()
        if self.easel.undo():
            self._changed()
        elif counted is not None and counted.filed.player == self.game.player:
            self.easel.renew(counted.strokes)
            self.round, self.reading, self._filed = counted.round, counted.reading, counted.filed
            self._counted = None
        return ""

    def redo(self) -> str:
        """Make again what was taken back of the ink."""
        if self.round.answer is None and self.easel.redo():
            self._changed()
        return ""

    def right(self) -> str:
        return self._judged(self.round.right())

    def wrong(self) -> str:
        """The guess is wrong; said once more, the true digit is left unsaid."""
        return "" if self.round.leave_unknown() else self._judged(self.round.wrong())

    def truth(self, digit: int) -> str:
        """The player names the digit; after `wrong` the answer that is counted changes."""
        if self.round.phase is not Phase.CORRECTING:
            return self._judged(self.round.truth(digit))
        self.round.truth(digit)
        assert self.round.answer is not None
        assert self._filed is not None
        return self.game.correct(self._filed, self.round.answer) or ""

    def _take_back(self) -> str:
        assert self._filed is not None
        error = self.game.take_back(self._filed)
        if error is not None:
            return error
        self.round.take_back()
        self._filed = None
        self.game.sounds.play("tick")
        return _TAKEN_BACK

    def _judged(self, done: bool) -> str:
        """Count an answer that has just been given, or tell why there was none to give."""
        answer = self.round.answer
        if done and answer is not None and self.reading is not None:
            self._filed = self.game.record(self.easel.ink.drawn(), self.reading, answer)
            self.game.sounds.play("hit" if answer.right else "miss")
            return self._filed.error
        if self.round.phase is Phase.CORRECTING:
            return self._told(_WHICH)
        if answer is not None:
            return self._told(_NEXT_FIRST)
        return self._told(_NOT_ASKED if self.easel.ink else _NO_INK)

    def _changed(self) -> None:
        """The ink is another one: a guess that is not judged no longer speaks of it."""
        self.round.withdraw()
        self.reading = None

    def _told(self, words: str) -> str:
        """Words in which keys are named by what they do, such as {undo}, with the player's keys."""
        return self.game.bindings.labels.fill(words)
