"""The lessons: an overview with the stars, and a scene that shows one page beside a board."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.board_scene import CLEAR, BoardScene
from digitgame.game.game import Game
from digitgame.game.learn import stars
from digitgame.game.learn.decide import Limits, Softmax
from digitgame.game.learn.descend import Gradient
from digitgame.game.learn.layers import Depth, Pooling, Relu
from digitgame.game.learn.page import BOARD, STAGE, Page
from digitgame.game.learn.see import Kernel, Kernels, Pixels
from digitgame.game.learn.small_network import Digits
from digitgame.game.learn.train import Epochs, Overfitting, Training
from digitgame.game.shell.menu_cards import CardMenu
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, wrapped
from digitgame.ui.effects import Floater
from digitgame.ui.layout import WIDTH, Area, View, full_width
from digitgame.ui.list_menu import Item
from digitgame.ui.scene_stack import Push, Transition

PAGES: Final[tuple[type[Page], ...]] = (
    Pixels, Kernel, Kernels, Relu, Pooling, Depth, Softmax, Gradient, Epochs, Overfitting, Limits,
)  # fmt: skip
_TASK: Final = full_width(492, 56)
_HEADLINE: Final = full_width(64, 20)
_TEXT: Final = full_width(104, 66)
_METER: Final = 120.0
# The seed of the sample of each digit: plain, large, in the middle.
_SAMPLES: Final = (5, 154, 200, 231, 245, 131, 163, 49, 163, 163)
# From star to star in the line above, and the cards of the overview in a row.
_STAR: Final = 26.0
_IN_A_ROW: Final = 4
_TURN: Final = (Hint("", Action.LEFT, "‹"), Hint("page", Action.RIGHT, "›"))


def star_area(number: int) -> Area:
    """The place of a page's star in the line above."""
    left = WIDTH - BOARD.x - _STAR * len(PAGES)
    return Area(left + _STAR * number, 24, _STAR, 24)


def task_words(page: Page, earned: Collection[str]) -> str:
    """What to do now; the last words where all is done, with the first page whose star is not among those `earned`."""
    if page.finished:
        if type(page) is not PAGES[-1]:
            return "Well done! Go on to the next page."
        for number, other in enumerate(PAGES[:-1], 1):
            if other.name not in earned:
                return f"Well done! Page {number} still has a star for you."
        return "Well done! That was the last star."
    many = len(page.goals) > 1
    return (f"{page.reached + 1} of {len(page.goals)}: " if many else "") + page.goals[page.reached]


@dataclass
class Lesson(BoardScene):
    """A page, its goals and the board. Left and Right turn pages, a digit's key writes that digit.

    `_pages`: those that were open before, with what was done on them.
    """

    number: int = 0
    message: str = ""
    page: Page = field(init=False)
    digits: Digits = field(default_factory=Digits)
    earned: set[str] = field(init=False)
    _pages: dict[int, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        # A lesson shows all that was drawn, so no stroke is set aside.
        self.board.whole = True
        self.earned = stars.earned(self.game)
        self.open(self.number)

    @property
    def board_area(self) -> Area:
        return BOARD._replace(x=WIDTH - BOARD.x - BOARD.width) if self.game.settings.left_handed else BOARD

    def mirrored(self, view: View) -> View:
        # The page itself changes sides.
        return replace(view, board_area=self.board_area)

    @property
    def moving(self) -> bool:
        return self.page.moving or self.page.waiting or super().moving

    @property
    def hints(self) -> Sequence[Hint]:
        drawing = (Hint("write a digit", cap="0 – 9"), CLEAR) if self.page.uses_drawing else ()
        return (*_TURN, *self.page.hints, *drawing, BACK)

    @property
    def side_hints(self) -> Sequence[Hint]:
        return ()

    def respond(self, given: Input, view: View) -> Transition | None:
        answer = self.page.respond(given, view)
        if answer is True:
            return None
        if answer:
            return answer
        match given:
            case Action.LEFT | Action.RIGHT:
                self.open((self.number + (1 if given is Action.RIGHT else -1)) % len(PAGES))
            case Digit(value):
                sample = handwriting.write(value, np.random.default_rng(_SAMPLES[value]))
                self.board.renew([list(stroke) for stroke in sample.strokes])
            case Pointer(clicked=True, pos=pos) if not self.board.begins(given, view):
                at = view.area_at(map(star_area, range(len(PAGES))), pos)
                if at is not None:
                    self.open(at)
            case _ if not self.board.handle(given, view):
                return super().respond(given, view)
        return None

    def update(self, seconds: float) -> None:
        super().update(seconds)
        before = self.page.reached
        self.page.update(seconds)
        if self.page.reached == before:
            return
        if not self.page.finished:
            self.game.sounds.play("hit 1")
            return
        self.game.sounds.play("star")
        self.effects.burst(self.board.ink.strokes)
        self.effects.fly(Floater("A star!", _TASK.middle, star_area(self.number).middle, theme.AMBER))
        if self.page.name not in self.earned:
            self.earned.add(self.page.name)
            self.message = stars.earn(self.game, self.page.name)

    def draw(self, canvas: Canvas) -> None:
        title = f"{self.number + 1} of {len(PAGES)}"
        canvas = self.draw_frame(canvas, title, "")
        for number, page in enumerate(PAGES):
            area = star_area(number)
            colour = theme.AMBER if page.name in self.earned else theme.EDGE
            widgets.star(canvas, area.middle, 10, colour)
            if number == self.number:
                canvas.panel(Area(area.x + 5, area.bottom + 2, area.width - 10, 3), theme.ACCENT)
        canvas.text(self.page.title, (_HEADLINE.x, 76), theme.MEDIUM, theme.ACCENT, fit=_HEADLINE.width)
        widgets.paragraph(canvas, self.page.text, _TEXT)
        self.draw_board(canvas, 0.5, "Draw here")
        self.page.draw(canvas)
        self._draw_task(canvas)
        self.effects.draw_words(canvas)

    def _draw_task(self, canvas: Canvas) -> None:
        done = self.page.finished
        canvas.panel(_TASK, theme.PANEL, theme.AMBER if done else theme.EDGE)
        x, y = _TASK.x + 28, _TASK.middle[1]
        widgets.star(canvas, (x, y), 13, theme.AMBER if done else theme.EDGE)
        right = _TASK.right - 16
        if not done:
            share, words = self.page.progress()
            right -= canvas.text(words, (right, y), theme.SMALL, theme.TEXT, "midright", fit=150) + 12
            track = Area(right - _METER, y - 6, _METER, 12)
            widgets.meter(canvas, track, min(share, 1.0), theme.AMBER)
            right -= _METER + 16
        words = self.message or task_words(self.page, self.earned)
        place = Area(x + 28, y, right - x - 28, 30)
        lines = len(wrapped(words, theme.SMALL, place.width, canvas.view))
        widgets.paragraph(canvas, words, place._replace(y=y - 11 * (lines - 1)))

    def open(self, number: int) -> None:
        """Turn to a page, which is as it was left."""
        self.number, self.message = number, ""
        if number in self._pages:
            self.page = self._pages[number]
            self.page.opened()
            self.board.update()
            return
        stage = STAGE._replace(x=BOARD.x) if self.game.settings.left_handed else STAGE
        self.page = self._pages[number] = PAGES[number](self.game, self.board, stage)
        if isinstance(self.page, Training):
            # They are written once for both pages, since it takes seconds.
            self.page.digits = self.digits
        self.board.update()


@dataclass
class Lessons(BaseScene):
    """The overview: a card a page, with its star. It leads to one lesson, which keeps what was done on its pages."""

    context = KeyContext.ANYWHERE
    game: Game
    menu: CardMenu = field(default_factory=CardMenu)
    hints = (Hint("choose", cap="Arrows"), Hint("open", Action.CONFIRM), BACK)
    earned: set[str] = field(init=False)
    _lesson: Lesson | None = None

    def __post_init__(self) -> None:
        self.earned = stars.earned(self.game)
        left = (number for number, page in enumerate(PAGES) if page.name not in self.earned)
        self.menu.chosen = next(left, 0)

    def items(self) -> list[Item]:
        """The cards."""
        return [
            Item(page.title, Area(32 + 227 * (n % _IN_A_ROW), 112 + 148 * (n // _IN_A_ROW), 215, 136))
            for n, page in enumerate(PAGES)
        ]

    def respond(self, given: Input, view: View) -> Transition | None:
        if choose(self.game, self.menu, given, view, self.items()) is not None:
            if self._lesson is None:
                self._lesson = Lesson(self.game, number=self.menu.chosen)
            else:
                self._lesson.open(self.menu.chosen)
            return Push(self._lesson)
        return super().respond(given, view)

    def update(self, seconds: float) -> None:  # noqa: ARG002
        self.earned = stars.earned(self.game)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Learn", overview_words(len(self.earned & {page.name for page in PAGES})))
        words = "How does it see? Each page has one idea, and something to do on your own drawing."
        canvas.text(words, (32, 80), theme.SMALL, theme.QUIET, fit=896)
        for number, (page, item) in enumerate(zip(PAGES, self.items(), strict=True)):
            area, chosen = item.area, number == self.menu.chosen
            canvas.panel(area, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
            canvas.text(str(number + 1), (area.x + 16, area.y + 28), theme.MEDIUM, theme.ACCENT)
            colour = theme.AMBER if page.name in self.earned else theme.EDGE
            widgets.star(canvas, (area.right - 28, area.y + 28), 14, colour)
            widgets.paragraph(canvas, page.title, Area(area.x + 16, area.y + 72, area.width - 32, 44))


def overview_words(earned: int) -> str:
    """How many stars the player has."""
    return f"{earned} of {len(PAGES)} stars"
