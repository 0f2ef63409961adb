"""Draw any digit, let the network guess, say whether it was right."""

from __future__ import annotations

from dataclasses import dataclass, field

import pygame
from pygame.event import Event

from digitgame.board.drawing_board import LEFT, RIGHT, DrawingBoard, HistoryStep, step
from digitgame.game import common
from digitgame.game.free_draw import guess_panel
from digitgame.game.free_draw.guess_round import GuessRound
from digitgame.game.free_draw.scoreboard import digit_counts, scoreboard_facts
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import Game
from digitgame.game.inspect import xray
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu import Menu
from digitgame.inference import Reading
from digitgame.ink import Ink
from digitgame.ink.frame import Frame
from digitgame.rules import Round
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, View
from digitgame.ui.scene_stack import Push, Transition


@dataclass
class FreeDraw:
    """The main scene. After an answer the next stroke starts a clean board."""

    game: Game
    easel: DrawingBoard = field(init=False)
    judging: GuessRound = field(init=False)
    xray: bool = False
    message: str = ""
    see_through: bool = False
    # Seconds since the last guess or answer, and since the message.
    _age: float = 60.0
    _message_age: float = 0.0

    def __post_init__(self) -> None:
        self.easel = DrawingBoard(self.game, self.game)
        self.judging = GuessRound(self.game, self.easel)

    @property
    def ink(self) -> Ink:
        return self.easel.ink

    @property
    def round(self) -> Round:
        return self.judging.round

    @property
    def reading(self) -> Reading | None:
        """The guess for the present ink; None before the player asks for one."""
        return self.judging.reading

    @property
    def picture(self) -> Frame | None:
        """What the network sees of the ink; None without ink."""
        return self.easel.picture

    @property
    def live(self) -> Reading | None:
        """The live reading, updated while the player draws, if it is switched on."""
        return self.easel.reading

    @property
    def moving(self) -> bool:
        return bool(self.message) or self._age < theme.BAR_SECONDS

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        if self.easel.begins(event, view):
            trouble = self.judging.draw_on(rubbing=event.button == RIGHT)
            self._say(trouble or "")
            if trouble is None:
                self.easel.handle(event, view)
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
        self.judging.follow()
        if self.ink:
            self.game.study()
        self.easel.update(read=self.game.settings.live or self.xray)

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "digitgame", common.signature(self.game))
        self._draw_board(canvas)
        if self.xray:
            guess_panel.strip(canvas, self.round, self.reading)
            xray.draw(canvas, self.live, self.picture, self.easel.pointer, self.game.weights)
        else:
            self._draw_panels(canvas)
        widgets.footer(canvas, guess_panel.board_hints(self.round), guess_panel.ELSEWHERE)

    def _draw_panels(self, canvas: Canvas) -> None:
        grown = widgets.ease_out(self._age / theme.BAR_SECONDS)
        landed = widgets.ease_out(self._age / theme.POP_SECONDS)
        guess_panel.draw(canvas, self.round, self.reading, self.picture, landed)
        shown = self.reading
        if shown is None and self.game.settings.live:
            shown, grown = self.live, 1.0
        chances = None if shown is None else shown.probabilities.tolist()
        widgets.bars(canvas, chances, grown, digit_counts(self.game.score.digits))
        widgets.facts_row(canvas, SCORE_AREA, scoreboard_facts(self.game.score))

    def _draw_board(self, canvas: Canvas) -> None:
        answer = self.round.answer
        colour = theme.AMBER if answer is not None and not answer.right else theme.ACCENT
        widgets.board_edge(canvas, colour, 0.5 if answer is None else 1.0)
        self.easel.draw(canvas)
        if not self.ink:
            widgets.board_invitation(canvas, "Draw a digit here")
        if self.message:
            widgets.toast(canvas, self.message, at_top=self.easel.low)

    def _key(self, event: Event) -> Transition | None:
        match step(event):
            case HistoryStep.UNDO:
                self._say(self.judging.undo())
            case HistoryStep.REDO:
                self._say(self.judging.redo())
        if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META | pygame.KMOD_ALT):
            return None  # the window manager's
        match event.key:
            case pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER:
                self._ask()
            case pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE:
                self._say(self.judging.clear())
            case pygame.K_y:
                self._say(self.judging.right())
            case pygame.K_n:
                self._say(self.judging.wrong())
            case _ if (digit := common.digit(event)) is not None:
                self._say(self.judging.truth(digit))
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
                return self._go(Help())
            case pygame.K_m:
                common.mute(self.game)
        return None

    def _press(self, event: Event, view: View) -> Transition | None:
        """The pointer presses beside the board: one of the keys shown, or a digit's row."""
        if event.button != LEFT:
            return None
        key = common.pressed(guess_panel.places(self.round, view), view, event)
        if key is not None:
            return self._key(key)
        for digit in range(10):
            if view.hits(widgets.bar_row(digit), event.pos):
                self._say(self.judging.truth(digit))
        return None

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
        self.easel.lift()
        self.judging.leave()
        self.message = ""
        return Push(scene)
