"""Draw a digit, have it read, say whether the reading was right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame.event import Event

from digitgame.ink import Ink, Point, frame
from digitgame.ink.frame import Frame
from digitgame.play import theme, widgets, xray
from digitgame.play.bindings import Place
from digitgame.play.canvas import Canvas
from digitgame.play.easel import LEFT, RIGHT, Easel, Step, step
from digitgame.play.game import Filed, Game
from digitgame.play.layout import View
from digitgame.play.scenes import common, guesspanel
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.keys import Keys
from digitgame.play.scenes.menu import Menu
from digitgame.play.stage import Push, Transition
from digitgame.reading import Reader, Reading
from digitgame.rules import Phase, Round

_NEXT_FIRST: Final = "This one is counted. Draw the next, or take the answer back: {undo}."
_NO_INK: Final = "The board is blank: draw a digit, then ask for a guess with {guess}."
_NOT_ASKED: Final = "Ask for a guess first: {guess}."
_WHICH: Final = "Which digit was it? {undo} takes your answer back."
_TAKEN_BACK: Final = "Taken back, and not counted. Is the guess right?"


@dataclass(frozen=True)
class _Counted:
    """A drawing that is judged and has made way for the next one: undoing leads back to it."""

    strokes: list[list[Point]]
    round: Round
    reading: Reading
    filed: Filed


@dataclass
class FreeDraw:
    """The main scene. After an answer the next stroke starts a clean board."""

    game: Game
    easel: Easel = field(init=False)
    round: Round = field(default_factory=Round)
    reading: Reading | None = None  # of the ink as it is; none before it is asked for
    xray: bool = False
    message: str = ""
    see_through: bool = False
    _reader: Reader | None = None  # what read the drawing as it stands: a training may bring another one
    _filed: Filed | None = None  # the answer as it was counted
    _counted: _Counted | None = None  # the last drawing, if this one is another
    _age: float = 60.0  # seconds since the last guess or answer
    _message_age: float = 0.0

    def __post_init__(self) -> None:
        self.easel = Easel(self.game)

    @property
    def ink(self) -> Ink:
        return self.easel.ink

    @property
    def picture(self) -> Frame | None:
        """What the network sees of the ink; None without ink."""
        return self.easel.picture

    @property
    def live(self) -> Reading | None:
        """What is read of the ink while it is drawn, where that is wanted."""
        return self.easel.reading

    @property
    def moving(self) -> bool:
        return bool(self.message) or self._age < theme.BAR_SECONDS

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        if self.easel.begins(event, view):
            self._begin(event, view)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            return self._press(event, view)
        else:
            self.easel.handle(event, view)
        return None

    def update(self, seconds: float) -> None:
        self._age += seconds
        self._message_age += seconds
        if self._message_age > theme.TOAST_SECONDS:
            self.message = ""
        if self._reader is not self.game.reader:
            self._reader, self.easel.reading = self.game.reader, None
            if self.round.withdraw():
                self.reading = None
        if self.ink:
            self.game.study()
        self.easel.update(read=self.game.settings.live or self.xray)

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "digitgame", common.signature(self.game))
        self._draw_board(canvas)
        if self.xray:
            guesspanel.strip(canvas, self.round, self.reading)
            xray.draw(canvas, self.live, self.picture, self.easel.pointer, self.game.weights)
        else:
            self._draw_panels(canvas)
        widgets.footer(canvas, guesspanel.board_hints(self.round), guesspanel.ELSEWHERE)

    def _draw_panels(self, canvas: Canvas) -> None:
        grown = widgets.ease_out(self._age / theme.BAR_SECONDS)
        landed = widgets.ease_out(self._age / theme.POP_SECONDS)
        guesspanel.draw(canvas, self.round, self.reading, self.picture, landed)
        shown = self.reading
        if shown is None and self.game.settings.live:
            shown, grown = self.live, 1.0
        widgets.bars(
            canvas, None if shown is None else shown.probabilities.tolist(), grown, self.game.score.digits
        )
        widgets.scoreboard(canvas, self.game.score)

    def _draw_board(self, canvas: Canvas) -> None:
        answer = self.round.answer
        colour = theme.AMBER if answer is not None and not answer.right else theme.ACCENT
        widgets.board_edge(canvas, colour, 0.5 if answer is None else 1.0)
        self.easel.draw(canvas)
        if not self.ink:
            widgets.board_invitation(canvas, "Draw a digit here")
        if self.message:
            widgets.toast(canvas, self.message)

    def _key(self, event: Event) -> Transition | None:
        match step(event):
            case Step.UNDO:
                self._undo()
            case Step.REDO if self.round.answer is None and self.easel.redo():
                self._changed()
        if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META | pygame.KMOD_ALT):
            return None  # the window manager's
        match event.key:
            case pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER:
                self._ask()
            case pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE:
                self._clear()
            case pygame.K_y:
                self._judge(self.round.right())
            case pygame.K_n:
                if not self.round.leave_unknown():
                    self._judge(self.round.wrong())
            case _ if (digit := common.digit(event)) is not None:
                self._truth(digit)
            case pygame.K_ESCAPE if self.round.leave_unknown():
                pass
            case pygame.K_ESCAPE | pygame.K_TAB:
                return self._go(Menu(self.game))
            case pygame.K_g:
                return self._go(Gallery(self.game))
            case pygame.K_x:
                self.xray = not self.xray
            case pygame.K_l:
                self.game.settings.live = not self.game.settings.live
                self._say(
                    self.game.keep_settings() or f"Live reading {'on' if self.game.settings.live else 'off'}."
                )
            case pygame.K_h | pygame.K_F1:
                return self._go(Keys())
            case pygame.K_m:
                common.mute(self.game)
        return None

    def _begin(self, event: Event, view: View) -> None:
        """The pen or the rubber comes down on the board. A pen begins the next drawing where this one is judged."""
        if self.round.answer is not None:
            if event.button == RIGHT:
                self._tell(_NEXT_FIRST)
                return
            self._next()
        self._changed()
        self.easel.handle(event, view)

    def _press(self, event: Event, view: View) -> Transition | None:
        """The pointer presses beside the board: one of the keys shown, or a digit's row."""
        if event.button != LEFT:
            return None
        key = common.pressed(guesspanel.places(self.round, view), view, event)
        if key is not None:
            return self._key(key)
        for digit in range(10):
            if view.hits(widgets.bar_row(digit), event.pos):
                self._truth(digit)
        return None

    def _changed(self) -> None:
        """The ink is another one: a guess that is not judged no longer speaks of it."""
        self.message = ""
        self.round.withdraw()
        self.reading = None

    def _next(self) -> None:
        """A blank board for the next drawing; undoing leads back to this one, which is judged."""
        assert self.reading is not None
        assert self._filed is not None
        self._counted = _Counted(list(self.ink.strokes), self.round, self.reading, self._filed)
        self.easel.renew()
        self.round, self.reading, self._filed = Round(), None, None

    def _ask(self) -> None:
        if not self.ink:
            self._tell(_NO_INK)
        elif self.round.answer is not None:
            self._tell(_NEXT_FIRST)
        elif self.round.phase is Phase.DRAWING:
            self.easel.lift()
            self.reading = self.game.read(frame(self.ink.strokes))
            self.round.ask(self.reading.digit)
            self._age = 0.0
            self.game.sounds.play("tick")

    def _undo(self) -> None:
        """Take back the answer, else what was last done to the ink, else the way from the last drawing to this one."""
        counted = self._counted
        if self.round.answer is not None:
            self._take_back()
        elif self.easel.undo():
            self._changed()
        elif counted is not None and counted.filed.player == self.game.player:
            self.easel.renew(counted.strokes)
            self.round, self.reading, self._filed = counted.round, counted.reading, counted.filed
            self._counted = None
            self._say("")

    def _take_back(self) -> None:
        assert self._filed is not None
        trouble = self.game.take_back(self._filed)
        if trouble is None:
            self.round.take_back()
            self._filed = None
            self.game.sounds.play("tick")
        self._say(trouble or _TAKEN_BACK)

    def _clear(self) -> None:
        if self.round.answer is not None:
            self._next()
        else:
            self.easel.clear()
        self._changed()

    def _truth(self, digit: int) -> None:
        """The player names the digit; after an N the answer that is counted changes."""
        if self.round.phase is not Phase.CORRECTING:
            self._judge(self.round.truth(digit))
        elif self.round.truth(digit):
            assert self.round.answer is not None
            assert self._filed is not None
            self._say(self.game.correct(self._filed, self.round.answer) or "")

    def _judge(self, done: bool) -> None:
        """Count an answer that has just been given, or tell why there was none to give."""
        answer = self.round.answer
        if done and answer is not None and self.reading is not None:
            self._filed = self.game.record(self.ink.drawn(), self.reading, answer)
            self._say(self._filed.trouble)
            self.game.sounds.play("hit" if answer.right else "miss")
        elif self.round.phase is Phase.CORRECTING:
            self._tell(_WHICH)
        elif answer is not None:
            self._tell(_NEXT_FIRST)
        else:
            self._tell(_NOT_ASKED if self.ink else _NO_INK)

    def _tell(self, words: str) -> None:
        """Say something in which keys are named by what they do, such as {undo}."""
        self._say(self.game.bindings.caps(Place.BOARD).fill(words))

    def _say(self, message: str) -> None:
        self.message = message
        self._message_age = 0.0

    def _go(self, scene: Menu | Gallery | Keys) -> Push:
        """To another scene. What was said of the last drawing is over when the player comes back."""
        self.easel.lift()
        if self.round.answer is not None:
            self._next()
        self.message = ""
        return Push(scene)
