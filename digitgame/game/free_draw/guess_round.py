"""A drawing in free draw, from its first stroke to the player's answer, and the way back."""

from dataclasses import dataclass, field
from typing import Final

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game import sound_cues
from digitgame.game.game import Game, RecordedAnswer
from digitgame.inference import Reader, Reading
from digitgame.ink import Point
from digitgame.rules import Phase, Round

_NEXT_FIRST: Final = "Already counted. {undo} undoes your answer."
_NO_INK: Final = "Nothing drawn yet. Draw a digit, then press {guess}."


# A drawing that is judged and has made way for the next one: undo leads back to it.
_Counted = tuple[list[list[Point]], Round, Reading, RecordedAnswer]


@dataclass
class GuessRound:
    """The round that is played with the ink on a drawing board. Each move returns a message to the player, or "".

    `_filed` is this drawing's answer as it was counted, `_counted` the drawing before it.
    """

    game: Game
    board: DrawingBoard
    round: Round = field(default_factory=Round)
    reading: Reading | None = None
    _reader: Reader | None = None
    _filed: RecordedAnswer | None = None
    _counted: _Counted | None = None

    def follow(self) -> None:
        """Drop a guess that is not judged yet where a training has brought the game another reader."""
        if self._reader is not self.game.reader:
            self._reader, self.board.reading = self.game.reader, None
            if self.round.withdraw():
                self.reading = None

    def draw_on(self, *, rubbing: bool) -> str | None:
        """The pen or the eraser comes down: a pen begins the next drawing where this one is judged.

        None where the ink may be changed, else a message to the player.
        """
        if self.round.answer is not None:
            if rubbing:
                return self._named(_NEXT_FIRST)
            self.leave()
        self._changed()
        return None

    def leave(self) -> None:
        """Make way for the next drawing, if this one is judged; undo leads back to it."""
        if self.round.answer is None:
            return
        assert self.reading is not None
        assert self._filed is not None
        self._counted = list(self.board.ink.strokes), self.round, self.reading, self._filed
        self.board.renew()
        self.round, self.reading, self._filed = Round(), None, None

    def begin_anew(self) -> None:
        """A blank board for another player, with nothing to undo; not while an answer waits for its digit."""
        if self.round.phase is not Phase.CORRECTING:
            self.board.renew()
            self.round, self.reading, self._filed, self._counted = Round(), None, None, None

    def ask(self) -> str:
        """Let the network guess."""
        if not self.board.ink:
            return self._named(_NO_INK)
        if self.round.answer is not None:
            return self._named(_NEXT_FIRST)
        if self.round.phase is Phase.DRAWING:
            self.board.lift()
            self.board.update(read=False)
            strokes = self.board.ink.strokes
            self.reading = self.game.judge(self.game.read_drawing(strokes), strokes)
            self.board.picture = self.reading.frame
            self.round.ask(self.reading.digit)
            self.game.sounds.play(sound_cues.DONE)
        return ""

    def clear(self) -> str:
        if self.round.answer is not None:
            self.leave()
        else:
            self.board.clear()
        self._changed()
        return ""

    def undo(self) -> str:
        """Undo the answer, else the last change of the ink, else the step from the last drawing to this one."""
        if self.round.answer is not None:
            return self._take_back()
        if self.board.undo():
            self._changed()
        elif self._counted is not None and self._counted[-1].player == self.game.player:
            strokes, self.round, self.reading, self._filed = self._counted
            self._counted = None
            self.board.renew(strokes)
        return ""

    def redo(self) -> str:
        """Redo the change of the ink that was undone."""
        if self.round.answer is None and self.board.redo():
            self._changed()
        return ""

    def right(self) -> str:
        return self._judged(self.round.right())

    def wrong(self) -> str:
        """The guess is wrong; a second time: the player does not name the true digit.

        Where the guess doubted that the ink is a digit, the player agrees: that is no wrong guess.
        """
        if self.round.phase is Phase.ASKED and self.reading is not None and self.reading.rejected:
            self.clear()
            return self._named("No digit: nothing counted. {undo} brings it back.")
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
        self.game.sounds.play(sound_cues.DONE)
        return "Answer undone. Is the guess right?"

    def _judged(self, done: bool) -> str:
        """Count an answer that has just been given, or say why there was none to give."""
        answer = self.round.answer
        if done and answer is not None and self.reading is not None:
            self._filed = self.game.record(self.board.ink.drawn(), self.reading, answer)
            self.game.sounds.play(sound_cues.of_guess(answer.right, self.game.score.streak))
            return self._filed.error
        if self.round.phase is Phase.CORRECTING:
            return self._named("Which digit is it? {undo} undoes your answer.")
        if answer is not None:
            return self._named(_NEXT_FIRST)
        return self._named("Let the AI guess first: press {guess}." if self.board.ink else _NO_INK)

    def _changed(self) -> None:
        self.round.withdraw()
        self.reading = None

    def _named(self, words: str) -> str:
        """A message with the player's keys in place of actions such as {undo}."""
        return self.game.bindings.labels.fill(words)
