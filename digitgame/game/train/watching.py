"""Watching a training without leaving the game; and leaving the game while it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.formatting import model_label
from digitgame.game.base_scene import BACK, BaseScene, Overlay, Places
from digitgame.game.game import Game
from digitgame.game.train.background import BackgroundTraining
from digitgame.ink import FRAMING
from digitgame.model import Model
from digitgame.monitor.dashboard import CHOICES_AT, KEYS, RESULT_AT, Dashboard, Page, ask
from digitgame.monitor.earlier import earlier_runs
from digitgame.monitor.facts import stop_words
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop, Quit, Scene, Swap, Transition

_CHOICES: Final = (
    Hint("keep training in the background", Action.IN_BACKGROUND),
    Hint("keep watching", Action.BACK),
)
_LEAVING: Final = (
    Hint("leave and keep training in the terminal", Action.IN_TERMINAL),
    Hint("stay", Action.BACK),
)
_KEPT: Final = "Finished epochs are saved either way."
_PLAY: Final = Hint("Play with it", Action.CONFIRM)
_USE: Final = Hint("Use it", Action.USE_NEW)
_KEEP: Final = Hint("Keep the old one", Action.USE_OLD)
_AGAIN: Final = Hint("train another", Action.TRAIN_AGAIN)
_WATCHING: Final = (*KEYS, BACK)
_OVER: Final = (*KEYS, _AGAIN, BACK)


@dataclass
class TrainingScene(BaseScene):
    """A training while it runs, and its outcome; `again` is the scene that starts another."""

    game: Game
    training: BackgroundTraining
    again: Callable[[], Scene]
    asking: bool = False
    _dashboard: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        still = self.game.settings.reduced_motion
        self._dashboard = Dashboard(self.training.job.state, earlier_runs(paths.models()), still)

    def turn_to(self, page: Page) -> None:
        """Show a page on the right."""
        self._dashboard.page = page

    @property
    def context(self) -> KeyContext:
        return KeyContext.QUESTION if self.asking else KeyContext.TRAINING

    @property
    def moving(self) -> bool:
        return not self.training.settled

    @property
    def hints(self) -> Sequence[Hint]:
        return _OVER if self.training.settled else _WATCHING

    @property
    def choices(self) -> Sequence[Hint]:
        """What the player may do with the new network."""
        before = self.training.before
        if before is not None:
            return (_PLAY, Hint(f"Back to {model_label(before.name)[:20]}", Action.USE_OLD))
        if self.training.kept:
            return (_USE,)
        return (_USE, _KEEP) if self.training.undecided else ()

    def places(self, view: View) -> Places:
        if self.asking:
            return hint_areas(self._answers, view, *CHOICES_AT, down=True)
        shown = self.choices if self._dashboard.page is Page.RESULT else ()
        return [*super().places(view), *hint_areas(shown, view, *RESULT_AT, down=True)]

    def respond(self, given: Input, view: View) -> Transition | None:
        training, leave = self.training, given in (Action.BACK, Action.MENU)
        if self.asking:
            return self._answer(given) if isinstance(given, Action) else None
        if self._dashboard.handle(given, view):
            return None
        offered = [hint.action for hint in self.choices]
        match given:
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
            case Action.USE_NEW if given in offered:
                training.use(self.game.take)
                if training.taken:
                    training.error = self.game.make_default(training.name) or ""
            case Action.USE_OLD if given in offered:
                training.kept = True
                if training.before is not None:
                    self._give_back(training.before)
            case _ if leave:
                # The menu leads back to a choice that is still to be made.
                if not training.undecided:
                    self.game.training = None
                return Pop()
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        self.training.follow()
        if self.training.settled:
            self.asking = False

    def draw(self, canvas: Canvas) -> None:
        job = self.training.job
        self._dashboard.draw(
            canvas,
            self.hints,
            failed=job.error if job.failed else None,
            question=self._ask if self.asking else None,
            current=self._current(),
            error=self.training.error,
            choices=self.choices,
        )

    @property
    def _answers(self) -> Sequence[Hint]:
        """What may become of the training when the player leaves its page."""
        return (Hint(stop_words(self.training.job.state), Action.STOP_TRAINING), *_CHOICES)

    def _ask(self, canvas: Canvas) -> None:
        ask(canvas, "Leave this page?", self._answers, _KEPT)

    def _current(self) -> str | None:
        """Which network the game uses, once that is decided."""
        training = self.training
        if not (training.taken or training.kept):
            return None
        name = training.name if training.taken else model_label(self.game.reader.model.name)
        return f"The game uses {name}."

    def _answer(self, given: Action) -> Transition | None:
        answers = (Action.STOP_TRAINING, Action.IN_BACKGROUND, Action.BACK, Action.MENU)
        self.asking = given not in answers
        if given is Action.STOP_TRAINING:
            self.training.job.stop()
        return Pop() if given is Action.IN_BACKGROUND else None

    def _give_back(self, before: Model) -> None:
        """Use the old network again. A training of the same name has renamed it, and says how."""
        promotion = self.training.job.state.promotion
        name = promotion.previous if promotion else ""
        own = name in model.names(paths.models())
        try:
            self.game.read_with(model.load(paths.models() / name, framing=FRAMING) if own else before)
        except DigitgameError as error:
            self.training.error = str(error)
            return
        self.training.before = None
        self.training.error = self.game.make_default(name if own else "") or ""


@dataclass
class LeaveTraining(Overlay):
    """The question to a player who leaves the game while a training runs."""

    context = KeyContext.QUESTION
    training: BackgroundTraining

    def handle(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked:
            given = hint_at(hint_areas(self._answers, view, *CHOICES_AT, down=True), view, given.pos) or given
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
        ask(canvas, "Training is still running", self._answers, _KEPT)

    @property
    def _answers(self) -> Sequence[Hint]:
        state = self.training.job.state
        words = (
            "stop, save your progress and leave" if state.has_progress else f"leave and {stop_words(state)}"
        )
        return (Hint(words, Action.STOP_TRAINING), *_LEAVING)
