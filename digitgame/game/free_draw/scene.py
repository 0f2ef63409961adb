"""Draw any digit, let the network guess, say whether it was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import percent
from digitgame.game.base_scene import Places
from digitgame.game.board_scene import XRAY, BoardScene
from digitgame.game.free_draw import guess_panel
from digitgame.game.free_draw.guess_round import GuessRound
from digitgame.game.gallery.scene import Gallery
from digitgame.game.inspect import xray
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu import Menu
from digitgame.inference import Reading
from digitgame.rules import Round, Score, Tally
from digitgame.ui import theme, widgets
from digitgame.ui.actions import RIGHT, Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import SCORE_AREA, View
from digitgame.ui.scene_stack import Push, Transition
from digitgame.ui.widgets import Fact


@dataclass
class FreeDraw(BoardScene):
    """The main scene. After an answer the next stroke starts a clean board."""

    judging: GuessRound = field(init=False)
    xray: bool = False
    message: str = ""
    side_hints = (
        XRAY,
        Hint("gallery", Action.GALLERY),
        Hint("menu", Action.MENU),
        Hint("help", Action.HELP),
    )
    # Seconds since the last guess or answer, and since the message.
    _age: float = 60.0
    _message_age: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
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
        return bool(self.message) or self._age < theme.BAR_SECONDS

    @property
    def hints(self) -> Sequence[Hint]:
        return guess_panel.board_hints(self.round)

    def places(self, view: View) -> Places:
        hints, x, y = guess_panel.panel_hints(self.round)
        return [*hint_areas(hints, view, x, y, down=True), *super().places(view)]

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Pointer() if self.board.begins(given, view):
                refusal = self.judging.draw_on(rubbing=given.button == RIGHT)
                self._say(refusal or "")
                if refusal is None:
                    self.board.handle(given, view)
            case Pointer(clicked=True):
                digit = next((d for d in range(10) if view.hits(widgets.bar_row(d), given.pos)), None)
                if digit is not None:
                    self._say(self.judging.truth(digit))
            case Action.UNDO:
                self._say(self.judging.undo())
            case Action.REDO:
                self._say(self.judging.redo())
            case Action.CLEAR | Action.ERASE:
                self._say(self.judging.clear())
            case Action.GUESS | Action.CONFIRM:
                self._ask()
            case Action.GUESS_RIGHT:
                self._say(self.judging.right())
            case Action.GUESS_WRONG:
                self._say(self.judging.wrong())
            case Digit(digit):
                self._say(self.judging.truth(digit))
            case Action.BACK if self.round.leave_unknown():
                pass
            case Action.BACK | Action.MENU:
                return self._go(Menu(self.game))
            case Action.GALLERY:
                return self._go(Gallery(self.game))
            case Action.HELP:
                return self._go(Help())
            case Action.XRAY:
                self.xray = not self.xray
            case Action.LIVE:
                self.game.settings.live = not self.game.settings.live
                state = "on" if self.game.settings.live else "off"
                self._say(self.game.keep_settings() or f"Live reading {state}.")
            case _:
                self.board.handle(given, view)
        return None

    def update(self, seconds: float) -> None:
        self._age += seconds
        self._message_age += seconds
        if self._message_age > theme.TOAST_SECONDS:
            self.message = ""
        self.judging.follow()
        if self.board.ink:
            self.game.study()
        self.board.update(read=self.game.settings.live or self.xray)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "digitgame")
        answer = self.round.answer
        colour = theme.AMBER if answer is not None and not answer.right else theme.ACCENT
        light = 0.5 if answer is None else 1.0
        self.draw_board(canvas, light, "Draw a digit here", self.message, colour)
        if self.xray:
            guess_panel.strip(canvas, self.round, self.reading)
            reading, picture = self.board.reading, self.board.picture
            xray.draw(canvas, reading, picture, self.board.pointer, self.game.weights)
        else:
            self._draw_panels(canvas)

    def _draw_panels(self, canvas: Canvas) -> None:
        grown = widgets.ease_out(self._age / theme.BAR_SECONDS)
        landed = widgets.ease_out(self._age / theme.POP_SECONDS)
        guess_panel.draw(canvas, self.round, self.reading, self.board.picture, landed)
        shown = self.reading
        if shown is None and self.game.settings.live:
            shown, grown = self.board.reading, 1.0
        chances = None if shown is None else shown.probabilities.tolist()
        widgets.bars(canvas, chances, grown, digit_counts(self.game.score.digits))
        widgets.facts_row(canvas, SCORE_AREA, scoreboard_facts(self.game.score))

    def _ask(self) -> None:
        before = self.reading
        self._say(self.judging.ask())
        if self.reading is not before:
            self._age = 0.0

    def _say(self, message: str) -> None:
        self.message = message
        self._message_age = 0.0

    def _go(self, scene: Menu | Gallery | Help) -> Push:
        """Open another scene; the player comes back to a fresh round without a message."""
        self.board.lift()
        self.judging.leave()
        self.message = ""
        return Push(scene)


def scoreboard_facts(score: Score) -> list[Fact]:
    accuracy = score.total.accuracy
    return [
        Fact("right", str(score.total.right), theme.ACCENT),
        Fact("wrong", str(score.total.wrong), theme.AMBER),
        Fact("accuracy", "–" if accuracy is None else percent(accuracy)),
        Fact("streak", str(score.streak)),
        Fact("best streak", str(score.best)),
    ]


def digit_counts(digits: Sequence[Tally]) -> list[str]:
    """How many guesses of each digit were correct, of how many."""
    return [f"{tally.right}/{tally.count}" if tally.count else "–" for tally in digits]
