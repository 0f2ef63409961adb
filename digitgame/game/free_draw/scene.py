"""Draw any digit, let the network guess, say whether it was right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from digitgame import paths
from digitgame.board.drawing_board import DrawingBoard
from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit, percent
from digitgame.game.base_scene import Places
from digitgame.game.board_scene import BLANK, CLEAR, INSIDE, UNDO, BoardScene
from digitgame.game.free_draw.files import FileReader, FileReading, save_drawing
from digitgame.game.free_draw.guess_round import GuessRound
from digitgame.game.free_draw.second_thoughts import Suspense, second_thoughts
from digitgame.game.gallery import open_gallery
from digitgame.game.game import SOMEONE
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu import Menu
from digitgame.inference import Reading
from digitgame.rules import Phase, Round, Score, Tally
from digitgame.rules.modes import FREE_DRAW
from digitgame.ui import theme, widgets
from digitgame.ui.actions import RIGHT, Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.effects import Floater
from digitgame.ui.layout import BOARD_AREA, GUESS_AREA, PICTURE_AREA, SCORE_AREA, Area, View
from digitgame.ui.scene_stack import Push, Scene, Transition
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_NAME: Final = Hint("or a click: name it", cap="0 – 9")
_UNDO_ANSWER: Final = Hint("undo answer", Action.UNDO)
_LEFT: Final = GUESS_AREA.x + 2 * theme.UNIT
_TEXT_LEFT: Final = GUESS_AREA.x + 128
_LINES: Final = (GUESS_AREA.y + 28, GUESS_AREA.y + 56, GUESS_AREA.y + 96)
# The middle of the guess, and of what is said on the way to it. A streak is named from so many on.
_GUESS_AT: Final = (GUESS_AREA.x + 64, GUESS_AREA.middle[1])
_SAID_AT: Final = (BOARD_AREA.middle[0], BOARD_AREA.y + 56)
_WORTH_A_WORD: Final = 3
# The probability from which the second digit is worth a line.
_RUNNER_UP: Final = 0.005


@dataclass
class FreeDraw(BoardScene):
    """The main scene. After an answer the next stroke starts a clean board. So does another player.

    `_player`: who drew last.
    """

    judging: GuessRound = field(init=False)
    file: FileReader = field(default_factory=FileReader)
    message: str = ""
    side_hints = (
        INSIDE,
        Hint("gallery", Action.GALLERY),
        Hint("menu", Action.MENU),
        Hint("help", Action.HELP),
    )
    # Seconds since the last guess or answer, and since the message.
    _age: float = 60.0
    _message_age: float = 0.0
    suspense: Suspense = field(default_factory=Suspense)
    _player: str = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._player = self.game.player
        self.board = DrawingBoard(self.game, self.game)
        self.judging = GuessRound(self.game, self.board)

    @property
    def round(self) -> Round:
        return self.judging.round

    @property
    def reading(self) -> Reading | None:
        """The guess for the present ink; None before the player asks for one."""
        return self.judging.reading

    @property
    def moving(self) -> bool:
        grows = self._age < theme.BAR_SECONDS or not self.suspense.over
        return bool(self.message) or grows or self.file.busy or super().moving

    @property
    def hints(self) -> Sequence[Hint]:
        match self.round.phase:
            case Phase.DRAWING:
                return (CLEAR, UNDO, Hint("live", Action.LIVE), Hint("erase", cap="Right button"))
            case Phase.ASKED:
                return (_NAME, CLEAR, UNDO)
            case Phase.CORRECTING:
                return (_NAME, Hint("skip", Action.GUESS_WRONG), _UNDO_ANSWER)
            case Phase.ANSWERED:
                return (Hint("the next digit", cap="Draw"), CLEAR, _UNDO_ANSWER)

    @property
    def _panel_hints(self) -> tuple[Sequence[Hint], float]:
        """The keys in the panel, one below the other from x."""
        if self.file.reading is not None:
            return (), _LEFT
        match self.round.phase:
            case Phase.DRAWING:
                return (Hint("guess", Action.GUESS),), _LEFT
            case Phase.ASKED:
                right, wrong = judging_words(self.reading)
                return (Hint(right, Action.GUESS_RIGHT), Hint(wrong, Action.GUESS_WRONG)), _TEXT_LEFT
        return (), _LEFT

    def places(self, view: View) -> Places:
        hints, x = self._panel_hints
        return [*hint_areas(hints, view, x, _LINES[2], down=True), *super().places(view)]

    def take_file(self, path: str) -> None:
        """Read a picture or an ink file that is dropped on the window, as `digitgame predict` would."""
        self.board.lift()
        self._say("Reading the file …")
        self.file.open(path)

    def respond(self, given: Input, view: View) -> Transition | None:
        if not isinstance(given, Pointer) or given.pressed:
            self.file.forget()
        match given:
            case Pointer() if self.board.begins(given, view):
                refusal = self.judging.draw_on(rubbing=given.button == RIGHT)
                self._say(refusal or "")
                if refusal is None:
                    self.board.handle(given, view)
            case Pointer(clicked=True):
                digit = next((d for d in range(10) if view.hits(widgets.bar_row(d), given.pos)), None)
                if digit is not None:
                    self._judged(self.judging.truth(digit))
            case Action.UNDO:
                self._say(self.judging.undo())
            case Action.REDO:
                self._say(self.judging.redo())
            case Action.CLEAR | Action.ERASE:
                self._say(self.judging.clear())
            case Action.GUESS | Action.CONFIRM:
                self._ask()
            case Action.GUESS_RIGHT:
                self._judged(self.judging.right())
            case Action.GUESS_WRONG:
                # What the network said of its guess is no answer to that.
                self.effects.floaters.clear()
                self._say(self.judging.wrong())
            case Digit(digit):
                self._judged(self.judging.truth(digit))
            case Action.BACK if self.round.leave_unknown():
                pass
            case Action.BACK | Action.MENU:
                return self._go(Menu(self.game))
            case Action.GALLERY:
                return self._go(open_gallery(self.game))
            case Action.HELP:
                return self._go(Help())
            case Action.XRAY:
                return self.look_inside()
            case Action.SAVE:
                self._say(self._save())
            case Action.LIVE:
                self.game.settings.live = not self.game.settings.live
                state = "on" if self.game.settings.live else "off"
                self._say(self.game.keep_setting("live") or f"Live reading {state}.")
            case _:
                self.board.handle(given, view)
        return None

    def update(self, seconds: float) -> None:
        self._age += seconds
        self._message_age += seconds
        self._go_on_thinking(seconds)
        if self.game.player != self._player:
            before, self._player = self._player, self.game.player
            # Whoever gets a name is still the same person.
            if before != SOMEONE:
                self.judging.begin_anew()
        if self._message_age > theme.TOAST_SECONDS:
            self.message = ""
        self.effects.update(seconds)
        self.judging.follow()
        if self.file.busy:
            problem = self.file.update(self.game.reader)
            if not self.file.busy:
                self._say(problem)
                self._age = 0.0
        if self.board.ink:
            self.game.study()
        self.board.update(read=self.game.settings.live or self.reading is not None)
        self.hear_pen(seconds)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, FREE_DRAW.title)
        answer = self.round.answer
        colour = theme.AMBER if answer is not None and not answer.right else theme.ACCENT
        self.draw_board(canvas, 0.5 if answer is None else 1.0, "Draw a digit here", self.message, colour)
        self._draw_guess(canvas)
        self._draw_bars(canvas)
        if self.suspense.words:
            canvas.outlined(self.suspense.words, _SAID_AT, theme.TITLE, theme.TEXT)
        elif not self.suspense.over and self.reading is not None and not self.effects.still:
            self._draw_landing(canvas, self.reading)
        self.effects.draw_words(canvas)

    def _draw_landing(self, canvas: Canvas, reading: Reading) -> None:
        """The digit on its way from the board to its place in the panel."""
        landed = widgets.ease_out(self.suspense.landed)
        (x, y), (to_x, to_y) = BOARD_AREA.middle, _GUESS_AT
        at = (x + (to_x - x) * landed, y + (to_y - y) * landed)
        size = theme.DIGIT * (3 - 2 * landed) * (0.5 if reading.rejected else 1)
        canvas.digit(reading.digit, at, size, theme.QUIET if reading.rejected else theme.ACCENT)

    def _draw_guess(self, canvas: Canvas) -> None:
        """The panel that leads through a round: what the network sees, and what the player may do next."""
        canvas.panel(GUESS_AREA, theme.PANEL, theme.EDGE)
        read = self.file.reading
        picture = self.board.picture if read is None else read.frame
        canvas.picture(BLANK if picture is None else picture, PICTURE_AREA)
        caption = (PICTURE_AREA.middle[0], (PICTURE_AREA.bottom + GUESS_AREA.bottom) / 2)
        canvas.text("what I see", caption, theme.SMALL, theme.QUIET, "center")
        facts = guess_facts(self.round, self._said, drawn=picture is not None)
        if self.suspense.words:
            facts = GuessFacts("Hmm …", self.suspense.words)
        if read is not None:
            facts = file_facts(read)
        left = _LEFT if facts.digit is None else _TEXT_LEFT
        width = PICTURE_AREA.x - left - theme.UNIT
        if facts.digit is not None and (self.suspense.over or self.effects.still):
            canvas.digit(facts.digit, _GUESS_AT, theme.DIGIT * (0.5 if facts.small else 1), facts.colour)
        canvas.text(facts.title, (left, _LINES[0]), theme.MEDIUM, theme.TEXT, fit=width)
        canvas.text(facts.line, (left, _LINES[1]), theme.SMALL, theme.QUIET, fit=width)
        if facts.right is not None:
            canvas.mark(facts.right, Area(left, _LINES[2] - 12, 44, 44))
        if not self.suspense.words:
            hints, x = self._panel_hints
            canvas.hints(hints, x, _LINES[2], down=True)

    def _draw_bars(self, canvas: Canvas) -> None:
        shown, grown = self._said, widgets.ease_out(self._age / theme.BAR_SECONDS)
        if shown is None and self.game.settings.live:
            shown, grown = self.board.reading, 1.0
        chances = None if shown is None else shown.probabilities.tolist()
        if self.file.reading is not None:
            read = self.file.reading.probabilities
            chances, grown = (
                None if read is None else read.tolist(),
                widgets.ease_out(self._age / theme.BAR_SECONDS),
            )
        widgets.bars(canvas, chances, grown, digit_counts(self.game.score.digits))
        widgets.facts_row(canvas, SCORE_AREA, scoreboard_facts(self.game.score))

    def _save(self) -> str:
        """Save the drawing as a PNG; returns what to say about it."""
        if not self.board.ink:
            return "Nothing drawn yet."
        try:
            path = save_drawing(self.board.ink.strokes, paths.home() / "pictures")
        except DigitgameError as error:
            return str(error)
        return f"Saved as {path.name} in {path.parent}"

    def _ask(self) -> None:
        before = self.reading
        self._say(self.judging.ask())
        if self.reading is not before and self.reading is not None:
            self._age = 0.0
            strokes = self.board.ink.strokes
            thoughts = second_thoughts(self.game.read_drawing, strokes, self.reading.digit)
            self.suspense = Suspense(thoughts, age=0.0)

    @property
    def _said(self) -> Reading | None:
        """The guess, once the network has said it."""
        return None if self.suspense.words else self.reading

    def _go_on_thinking(self, seconds: float) -> None:
        if self.round.phase is not Phase.ASKED:
            self.suspense.skip()
        match self.suspense.update(seconds):
            case "thought":
                self.game.sounds.play("hmm")
            case "landing":
                self._age = 0.0
                self.game.sounds.play("slam")
                if self.suspense.thoughts and self.reading is not None:
                    rejected = self.reading.rejected
                    words = "no, not a digit?" if rejected else f"no, {a_digit(self.reading.digit)}!"
                    self.effects.fly(Floater(words, _SAID_AT, _SAID_AT, theme.ACCENT, theme.TITLE, 1.0))

    def _judged(self, message: str) -> None:
        """Celebrate a guess that the player has just called right, the more of them in a row the more."""
        self.suspense.skip()
        # What the network said of its guess gives way to the answer.
        self.effects.floaters.clear()
        if not message and self.round.answer is not None and self.round.answer.right:
            streak = self.game.score.streak
            self.effects.burst(self.board.ink.strokes, power=min(1.4 + 0.2 * streak, 3.0))
            self.effects.fireworks(min(1 + streak // 3, 6))
            x, y = _SAID_AT
            self.effects.fly(
                Floater(streak_word(streak), (x, y), (x, y - 24), _streak_heat(streak), theme.TITLE, 1.2)
            )
        self._say(message)

    def _say(self, message: str) -> None:
        self.message = message
        self._message_age = 0.0

    def _go(self, scene: Scene) -> Push:
        """Open another scene; the player comes back to a fresh round without a message."""
        self.board.lift()
        self.judging.leave()
        self.message = ""
        return Push(scene)


def streak_word(streak: int) -> str:
    """What a right guess is called, the last of a `streak`."""
    return f"{streak} in a row!" if streak >= _WORTH_A_WORD else "Yes!"


def _streak_heat(streak: int) -> Colour:
    return theme.HEAT[min(streak // 2, len(theme.HEAT) - 1)]


def judging_words(reading: Reading | None) -> tuple[str, str]:
    """What Y and N say of a guess. Where it doubts that the ink is a digit, "right" could mean that doubt."""
    if reading is None or not reading.rejected:
        return "right", "wrong"
    return f"it's {a_digit(reading.digit)}", "no digit"


def scoreboard_facts(score: Score) -> list[Fact]:
    return [
        Fact("right", str(score.total.right), theme.ACCENT),
        Fact("wrong", str(score.total.wrong), theme.AMBER),
        Fact("accuracy", percent(score.total.accuracy)),
        Fact("streak", str(score.streak)),
        Fact("best streak", str(score.best)),
    ]


def digit_counts(digits: Sequence[Tally]) -> list[str]:
    """How many guesses of each digit were correct, of how many."""
    return [f"{tally.right}/{tally.count}" if tally.count else "–" for tally in digits]


class GuessFacts(NamedTuple):
    """What the panel says: two lines, the guess as a digit (small if the ink looks like none), and the judgement."""

    title: str
    line: str
    digit: int | None = None
    colour: Colour = theme.ACCENT
    right: bool | None = None
    small: bool = False


def file_facts(read: FileReading) -> GuessFacts:
    """What the panel says of a file that was dropped on the window."""
    if not read.digits:
        return GuessFacts("No ink", read.name)
    sure = f"{percent(read.confidence)} sure"
    if read.refused:
        return GuessFacts("Not a digit?", f"maybe {read.digits}: {read.name}")
    if len(read.digits) == 1:
        return GuessFacts(sure, read.name, int(read.digits))
    return GuessFacts(f"I see {read.digits}", f"{sure}: {read.name}")


def guess_facts(round_: Round, reading: Reading | None, *, drawn: bool) -> GuessFacts:
    """What the panel says in a round; `drawn`: there is ink."""
    if reading is None:
        if drawn:
            return GuessFacts("Ready?", "Ask the AI for its guess.")
        return GuessFacts("Draw a digit", "Any size, anywhere on the board.")
    digit, sure, answer = reading.digit, f"{percent(reading.confidence)} sure", round_.answer
    if answer is None:
        if reading.rejected:
            line = f"maybe {a_digit(digit)}: {percent(reading.confidence)}"
            return GuessFacts("Not a digit?", line, digit, theme.QUIET, small=True)
        if reading.overruled is not None:
            return GuessFacts("Your style", f"else I'd see {a_digit(reading.overruled)}", digit)
        second = int(np.argsort(reading.probabilities)[-2])
        chance = float(reading.probabilities[second])
        line = f"or {a_digit(second)}: {percent(chance)}" if chance >= _RUNNER_UP else ""
        return GuessFacts(sure, line, digit)
    if answer.right:
        return GuessFacts("Right!", sure, digit, theme.ACCENT, True)
    if round_.phase is Phase.CORRECTING:
        title, line = f"Not {a_digit(answer.guess)}", "Which digit is it?"
    else:
        title = "Wrong" if answer.truth is None else f"It was {a_digit(answer.truth)}"
        line = f"I was {sure}"
    return GuessFacts(title, line, digit, theme.AMBER, False)
