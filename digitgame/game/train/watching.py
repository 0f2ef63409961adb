"""Watching a training without leaving the game; and leaving the game while it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import pygame
from pygame.event import Event

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.formatting import percent
from digitgame.game import common
from digitgame.game.game import Game
from digitgame.game.train.background import BackgroundTraining
from digitgame.model import Model
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, View
from digitgame.ui.scene_stack import Pop, Quit, Scene, Swap, Transition

if TYPE_CHECKING:
    from digitgame.monitor.dashboard import Dashboard

_CHOICES: Final = (
    Hint("S", "stop and save your progress", pygame.K_s),
    Hint("B", "keep training in the background", pygame.K_b),
    Hint("Esc", "keep watching", pygame.K_ESCAPE),
)
_LEAVING: Final = (
    Hint("S", "stop, save your progress and leave", pygame.K_s),
    Hint("T", "leave and keep training in the terminal", pygame.K_t),
    Hint("Esc", "stay", pygame.K_ESCAPE),
)
_KEPT: Final = "Finished epochs are saved either way."
_DRAW: Final = Hint("Enter", "play with it", pygame.K_RETURN)
_TAKE: Final = Hint("T", "use it anyway", pygame.K_t)
_AGAIN: Final = Hint("N", "train another", pygame.K_n)


@dataclass
class TrainingScene:
    """A training while it runs, and its outcome; `again` is the scene that starts another."""

    game: Game
    training: BackgroundTraining
    again: Callable[[], Scene]
    asking: bool = False
    place: ClassVar[None] = None
    see_through: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _sheet: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Imported late: those who only play need not load it.
        from digitgame.monitor.dashboard import Dashboard

        self._sheet = Dashboard(self.training.job.state)

    @property
    def moving(self) -> bool:
        return not self.training.settled

    def handle(self, event: Event, view: View) -> Transition | None:
        places = hint_areas(self._footer(), view, BOARD_AREA.x, FOOTER_Y)
        if self.asking:
            from digitgame.monitor.dashboard import CHOICES_AT

            places = hint_areas(_CHOICES, view, *CHOICES_AT, down=True)
        event = common.pressed(places, view, event) or event
        match event:
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._pointer = pos
            case Event(type=pygame.KEYDOWN, key=key) if self.asking:
                return self._answer(key)
            case Event(type=pygame.KEYDOWN, key=key):
                return self._key(key)
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        self.training.follow(self.game.take)
        if self.training.settled:
            self.asking = False

    def draw(self, canvas: Canvas) -> None:
        job = self.training.job
        failed = job.error if job.failed else None
        question = _ask if self.asking else None
        self._sheet.draw(
            canvas, self._footer(), self._pointer, failed=failed, question=question, current=self._current()
        )

    def _current(self) -> str | None:
        """Which network the game uses, once that is settled."""
        if not self.training.settled or not self.training.name:
            return None
        promotion = self.training.job.state.promotion
        rejected = promotion is not None and bool(promotion.rejection)
        name = self.training.name if self.training.taken else self.game.reader.model.name
        return self.training.trouble or in_use_words(name, self.training.before, rejected=rejected)

    def _footer(self) -> Sequence[Hint]:
        if not self.training.settled:
            return (common.BACK,)
        before = self.training.before
        if before is not None:
            return (_DRAW, Hint("B", f"back to {before.name[:16]}", pygame.K_b), _AGAIN, common.BACK)
        return (_TAKE, _AGAIN, common.BACK) if self.training.name else (_AGAIN, common.BACK)

    def _key(self, key: int) -> Transition | None:
        leave = key in (pygame.K_ESCAPE, pygame.K_TAB)
        if key == pygame.K_m:
            common.mute(self.game)
        elif not self.training.settled:
            self.asking = leave and not self.training.job.stopping
            return Pop() if leave and self.training.job.stopping else None  # saving is nothing to wait for
        elif leave:
            self.game.training = None
            return Pop()
        elif key == pygame.K_n:
            self.game.training = None
            return Swap(self.again())
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE) and self.training.taken:
            self.game.training = None
            return Pop(2)  # past the menu, to the board
        elif key == pygame.K_t and self.training.name and not self.training.taken:
            self.training.use(self.game.take)
            if self.training.taken:
                self._make_default(self.training.name)
        elif key == pygame.K_b and self.training.before is not None:
            self._give_back(self.training.before)
        return None

    def _answer(self, key: int) -> Transition | None:
        self.asking = key not in (pygame.K_s, pygame.K_b, pygame.K_ESCAPE, pygame.K_TAB)
        if key == pygame.K_s:
            self.training.job.stop()
        return Pop() if key == pygame.K_b else None

    def _give_back(self, before: Model) -> None:
        """Go back to the network from before."""
        try:
            self.game.read_with(before)
        except DigitgameError as error:
            self.training.trouble = str(error)
            return
        self.training.before = None
        own = before.folder.parent == paths.models()
        self._make_default(before.folder.name if own else "")

    def _make_default(self, name: str) -> None:
        """Make the player's choice the default model; "" for the bundled one."""
        try:
            model.set_default(paths.models(), name)
        except OSError as error:
            self.training.trouble = f"In use now, but not after a restart: {error.strerror or error}."


@dataclass
class LeaveTraining:
    """The question to a player who leaves the game while a training runs."""

    training: BackgroundTraining
    place: ClassVar[None] = None
    see_through: bool = True
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:
        from digitgame.monitor.dashboard import CHOICES_AT

        event = common.pressed(hint_areas(_LEAVING, view, *CHOICES_AT, down=True), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_s):
                self.training.job.stop()
                return Quit()
            case Event(type=pygame.KEYDOWN, key=pygame.K_t):
                return Quit()
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE):
                return Pop()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        from digitgame.monitor.dashboard import ask

        ask(canvas, "A training is running", _LEAVING, _KEPT)


def _ask(canvas: Canvas) -> None:
    from digitgame.monitor.dashboard import ask

    ask(canvas, "Leave this page?", _CHOICES, _KEPT)


def in_use_words(name: str, before: Model | None, *, rejected: bool) -> str | None:
    """Which network the game uses after a training: `name`, which took the place of `before`.

    None where the training rejected its own network: its reason stands on the page.
    """
    if before is None:
        return None if rejected else f"The game uses {name}."
    scores = before.card.get("scores")
    share = scores.get("mnist") if isinstance(scores, dict) else None
    accuracy = f", {percent(share, 2)} on MNIST" if isinstance(share, float) else ""
    return f"The game uses {name} now (before: {before.name}{accuracy})."
