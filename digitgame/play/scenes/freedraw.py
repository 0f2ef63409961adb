"""Draw a digit, have it read, say whether the reading was right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame.event import Event

from digitgame.ink import Ink, frame
from digitgame.ink.frame import Frame
from digitgame.play import theme, widgets, xray
from digitgame.play.canvas import Canvas
from digitgame.play.chalk import Chalk
from digitgame.play.game import Game
from digitgame.play.layout import View
from digitgame.play.pen import Pen
from digitgame.play.scenes import common, guesspanel
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.keys import Keys
from digitgame.play.scenes.menu import Menu
from digitgame.play.stage import Push, Transition
from digitgame.reading import Reading
from digitgame.rules import Phase, Round

_LEFT: Final = 1  # mouse buttons
_RIGHT: Final = 3
_NEXT_FIRST: Final = "This one is counted. Draw the next: the board clears itself."


@dataclass
class FreeDraw:
    """The main scene. After an answer the next stroke starts a clean board."""

    game: Game
    ink: Ink = field(default_factory=Ink)
    round: Round = field(default_factory=Round)
    reading: Reading | None = None  # of the ink as it is; none before it is asked for
    picture: Frame | None = None  # what the network sees of the ink; none without ink
    live: Reading | None = None  # of the ink while it is drawn, where that is wanted
    xray: bool = False
    pointer: tuple[int, int] = (-1, -1)  # the pixel last pointed at
    message: str = ""
    see_through: bool = False
    _chalk: Chalk = field(default_factory=Chalk)
    _pen: Pen = field(init=False)
    _framed: int = 0  # the ink's revision that `picture` shows
    _age: float = 60.0  # seconds since the last guess or answer
    _message_age: float = 0.0

    def __post_init__(self) -> None:
        self._pen = Pen(self.ink, theme.RUBBER)

    @property
    def moving(self) -> bool:
        return bool(self.message) or self._age < theme.BAR_SECONDS

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        match event:
            case Event(type=pygame.KEYDOWN):
                return self._key(event)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=button, pos=pos) if button in (_LEFT, _RIGHT):
                return self._press(event, view, button, pos)
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self.pointer = pos
                if not self._pen.move_rubber(view.on_board(pos)):
                    self._pen.move(view.on_board(pos))
            case Event(type=pygame.MOUSEBUTTONUP, button=button) if button in (_LEFT, _RIGHT):
                self._pen.lift()  # a wheel's notch in mid-stroke is a button too, and does not
            case Event(type=pygame.WINDOWFOCUSLOST):
                self._pen.lift()
        return None

    def update(self, seconds: float) -> None:
        self._age += seconds
        self._message_age += seconds
        if self._message_age > theme.TOAST_SECONDS:
            self.message = ""
        if self._framed != self.ink.revision:
            self._framed = self.ink.revision
            self.picture = frame(self.ink.strokes) if self.ink else None
            self.live = None
        if self.ink:
            self.game.study()
        if self.live is None and self.picture is not None and (self.game.settings.live or self.xray):
            self.live = self.game.read(self.picture)

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "digitgame", common.signature(self.game))
        self._draw_board(canvas)
        if self.xray:
            guesspanel.strip(canvas, self.round, self.reading)
            xray.draw(canvas, self.live, self.picture, self.pointer, self.game.weights)
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
        self._chalk.draw(canvas.surface, canvas.view.board, self.ink.strokes, self.ink.drawing)
        if not self.ink:
            widgets.board_invitation(canvas, "Draw a digit here")
        if self.message:
            widgets.toast(canvas, self.message)

    def _key(self, event: Event) -> Transition | None:
        control = event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META)
        match event.key:
            case pygame.K_z if control:
                self._undo()
            case _ if control or event.mod & pygame.KMOD_ALT:
                pass  # the window manager's
            case pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER:
                self._ask()
            case pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE:
                self._clear()
            case pygame.K_y:
                self._judged(self.round.right())
            case pygame.K_n:
                if not self.round.leave_unknown():
                    self._judged(self.round.wrong())
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

    def _press(self, event: Event, view: View, button: int, pos: tuple[int, int]) -> Transition | None:
        """A pen or the rubber comes down, on the board or on one of the keys shown."""
        point = view.on_board(pos)
        if view.board.collidepoint(pos):
            if button == _LEFT:
                self._changing(next_round=True)
                self._pen.press(point)
            elif self.round.phase in (Phase.DRAWING, Phase.ASKED):
                self._changing()
                self._pen.press_rubber(point)
            else:
                self._say(_NEXT_FIRST)
            return None
        key = common.pressed(guesspanel.places(self.round, view), view, event)
        if key is not None:
            return self._key(key)
        if button == _LEFT:
            for digit in range(10):
                if view.hits(widgets.bar_row(digit), pos):
                    self._truth(digit)
        return None

    def _changing(self, *, next_round: bool = False) -> None:
        """The ink is about to change: an unjudged guess no longer holds, a judged one may make way."""
        self.message = ""
        if next_round and self.round.answer is not None:
            self.ink.clear()
            self.round = Round()
        self.round.withdraw()
        if self.round.phase is Phase.DRAWING:
            self.reading = None

    def _ask(self) -> None:
        if not self.ink:
            self._say("The board is blank: draw a digit first.")
        elif self.round.answer is not None:
            self._say(_NEXT_FIRST)
        elif self.round.phase is Phase.DRAWING:
            self._pen.lift()
            self.reading = self.game.read(frame(self.ink.strokes))
            self.round.ask(self.reading.digit)
            self._age = 0.0
            self.game.sounds.play("tick")

    def _undo(self) -> None:
        if self.round.answer is not None:
            self._say(_NEXT_FIRST)
        elif self.ink:
            self._changing()
            self._pen.lift()
            self.ink.undo()

    def _clear(self) -> None:
        self._changing(next_round=True)
        self._pen.lift()
        self.ink.clear()

    def _truth(self, digit: int) -> None:
        correcting = self.round.phase is Phase.CORRECTING
        if not self.round.truth(digit):
            if self.ink and self.round.answer is None:
                self._say("Ask for a guess first: Space.")
        elif correcting:
            assert self.round.answer is not None
            self._say(self.game.correct(self.round.answer) or "")
        else:
            self._judged(True)

    def _judged(self, done: bool) -> None:
        """Count an answer that has just been given."""
        answer = self.round.answer
        if done and answer is not None and self.reading is not None:
            self._say(self.game.record(self.ink.drawn(), self.reading, answer) or "")
            self.game.sounds.play("hit" if answer.right else "miss")

    def _say(self, message: str) -> None:
        self.message = message
        self._message_age = 0.0

    def _go(self, scene: Menu | Gallery | Keys) -> Push:
        self._pen.lift()
        self.message = ""
        return Push(scene)
