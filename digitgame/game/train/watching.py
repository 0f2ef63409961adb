"""Watching a training without leaving the game; and leaving the game while it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BACK, BaseScene, Overlay, Places
from digitgame.game.game import Game
from digitgame.game.train.background import BackgroundTraining
from digitgame.model import Model
from digitgame.monitor.dashboard import CHOICES_AT, Dashboard, ask
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop, Quit, Scene, Swap, Transition

_CHOICES: Final = (
    Hint("stop and save your progress", Action.STOP_TRAINING),
    Hint("keep training in the background", Action.IN_BACKGROUND),
    Hint("keep watching", Action.BACK),
)
_LEAVING: Final = (
    Hint("stop, save your progress and leave", Action.STOP_TRAINING),
    Hint("leave and keep training in the terminal", Action.IN_TERMINAL),
    Hint("stay", Action.BACK),
)
_KEPT: Final = "Finished epochs are saved either way."
_PLAY: Final = Hint("play with it", Action.CONFIRM)
_TAKE: Final = Hint("use it anyway", Action.USE_NEW)
_AGAIN: Final = Hint("train another", Action.TRAIN_AGAIN)


@dataclass
class TrainingScene(BaseScene):
    """A training while it runs, and its outcome; `again` is the scene that starts another."""

    game: Game
    training: BackgroundTraining
    again: Callable[[], Scene]
    asking: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _dashboard: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dashboard = Dashboard(self.training.job.state)

    @property
    def context(self) -> KeyContext:
        return KeyContext.QUESTION if self.asking else KeyContext.TRAINING

    @property
    def moving(self) -> bool:
        return not self.training.settled

    @property
    def hints(self) -> Sequence[Hint]:
        if not self.training.settled:
            return (BACK,)
        before = self.training.before
        if before is not None:
            return (_PLAY, Hint(f"back to {before.name[:16]}", Action.USE_OLD), _AGAIN, BACK)
        return (_TAKE, _AGAIN, BACK) if self.training.name else (_AGAIN, BACK)

    def places(self, view: View) -> Places:
        return hint_areas(_CHOICES, view, *CHOICES_AT, down=True) if self.asking else super().places(view)

    def respond(self, given: Input, view: View) -> Transition | None:  # noqa: ARG002
        training, leave = self.training, given in (Action.BACK, Action.MENU)
        match given:
            case Pointer(pos=pos):
                self._pointer = pos
            case Action() if self.asking:
                return self._answer(given)
            case _ if not training.settled:
                # Nobody has to wait for the saving.
                self.asking = leave and not training.job.stopping
                return Pop() if leave and training.job.stopping else None
            case Action.TRAIN_AGAIN:
                self.game.training = None
                return Swap(self.again())
            case Action.CONFIRM if training.taken:
                self.game.training = None
                # Past the menu, to the board.
                return Pop(2)
            case Action.USE_NEW if training.name and not training.taken:
                training.use(self.game.take)
                if training.taken:
                    self._make_default(training.name)
            case Action.USE_OLD if training.before is not None:
                self._give_back(training.before)
            case _ if leave:
                self.game.training = None
                return Pop()
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        self.training.follow(self.game.take)
        if self.training.settled:
            self.asking = False

    def draw(self, canvas: Canvas) -> None:
        job = self.training.job
        self._dashboard.draw(
            canvas,
            self.hints,
            self._pointer,
            failed=job.error if job.failed else None,
            question=_ask if self.asking else None,
            current=self._current(),
        )

    def _current(self) -> str | None:
        """Which network the game uses, once that is settled."""
        if not self.training.settled or not self.training.name:
            return None
        promotion = self.training.job.state.promotion
        rejected = promotion is not None and bool(promotion.rejection)
        name = self.training.name if self.training.taken else self.game.reader.model.name
        return self.training.error or in_use_words(name, self.training.before, rejected=rejected)

    def _answer(self, given: Action) -> Transition | None:
        answers = (Action.STOP_TRAINING, Action.IN_BACKGROUND, Action.BACK, Action.MENU)
        self.asking = given not in answers
        if given is Action.STOP_TRAINING:
            self.training.job.stop()
        return Pop() if given is Action.IN_BACKGROUND else None

    def _give_back(self, before: Model) -> None:
        try:
            self.game.read_with(before)
        except DigitgameError as error:
            self.training.error = str(error)
            return
        self.training.before = None
        own = before.folder.parent == paths.models()
        self._make_default(before.folder.name if own else "")

    def _make_default(self, name: str) -> None:
        """Make the player's choice the default model; "" for the bundled one."""
        try:
            model.set_default(paths.models(), name)
        except OSError as error:
            self.training.error = f"In use now, but not after a restart: {error.strerror or error}."


@dataclass
class LeaveTraining(Overlay):
    """The question to a player who leaves the game while a training runs."""

    context = KeyContext.QUESTION
    training: BackgroundTraining

    def handle(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked:
            given = hint_at(hint_areas(_LEAVING, view, *CHOICES_AT, down=True), view, given.pos) or given
        match given:
            case Action.STOP_TRAINING:
                self.training.job.stop()
                return Quit()
            case Action.IN_TERMINAL:
                return Quit()
            case Action.BACK:
                return Pop()
        return None

    def draw(self, canvas: Canvas) -> None:
        ask(canvas, "A training is running", _LEAVING, _KEPT)


def _ask(canvas: Canvas) -> None:
    ask(canvas, "Leave this page?", _CHOICES, _KEPT)


def in_use_words(name: str, before: Model | None, *, rejected: bool) -> str | None:
    """Which network the game uses after a training: `name`, which took the place of `before`.

    None where the training rejected its own network: its reason stands on the page.
    """
    if before is None:
        return None if rejected else f"The game uses {name}."
    return f"The game uses {name} now. Before: {before.name}."
