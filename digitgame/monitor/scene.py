"""The scene in the window on a training."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from digitgame import paths
from digitgame.monitor.dashboard import CHOICES_AT, KEYS, Dashboard, ask
from digitgame.monitor.earlier import earlier_runs
from digitgame.monitor.facts import stop_words
from digitgame.monitor.state import TrainingState
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import FOOTER_Y, View

_CHOICES: Final = (
    Hint("keep training in the terminal", Action.IN_TERMINAL),
    Hint("keep watching", Action.BACK),
)
_FOOTER: Final = (*KEYS, Hint("close", Action.BACK), Hint("full screen", cap="F11"))


class Choice(Enum):
    """How the window was closed."""

    STOP = "stop"
    KEEP_TRAINING = "keep training"
    OVER = "over"


@dataclass
class MonitorScene:
    """Shows a training, and asks before it closes. `failed` says why the training ended without a model."""

    state: TrainingState
    choice: Choice | None = None
    failed: str | None = None
    asking: bool = False
    _dashboard: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dashboard = Dashboard(self.state, earlier_runs(paths.models()))

    @property
    def over(self) -> bool:
        """There is nothing left to stop."""
        return self.state.done is not None or self.failed is not None

    def follow(self, failed: str | None) -> None:
        """Take in whether the training has failed; once it is over there is nothing to ask."""
        self.failed = failed
        self.asking = self.asking and not self.over

    def close(self) -> None:
        """Close the window once the training is over; ask before; asked twice, close and let it train on."""
        if self.over:
            self.choice = Choice.OVER
        elif self.asking:
            self.choice = Choice.KEEP_TRAINING
        self.asking = True

    @property
    def context(self) -> KeyContext:
        return KeyContext.QUESTION if self.asking else KeyContext.TRAINING

    def handle(self, given: Input, view: View) -> None:
        if isinstance(given, Pointer) and given.clicked:
            places = hint_areas(_FOOTER, view, 32, FOOTER_Y)
            if self.asking:
                places = hint_areas(self._choices, view, *CHOICES_AT, down=True)
            given = hint_at(places, view, given.pos) or given
        if not self.asking and self._dashboard.handle(given, view):
            return
        match given:
            case Action.STOP_TRAINING if self.asking:
                self.choice = Choice.STOP
            case Action.IN_TERMINAL if self.asking:
                self.choice = Choice.KEEP_TRAINING
            case Action.BACK if self.asking:
                self.asking = False
            case Action.BACK | Action.QUIT:
                self.close()

    def draw(self, canvas: Canvas) -> None:
        question = self._ask if self.asking else None
        self._dashboard.draw(canvas, _FOOTER, failed=self.failed, question=question)

    @property
    def _choices(self) -> Sequence[Hint]:
        return (Hint(stop_words(self.state), Action.STOP_TRAINING), *_CHOICES)

    def _ask(self, canvas: Canvas) -> None:
        ask(canvas, "Close the window?", self._choices, "Finished epochs are kept either way.")
