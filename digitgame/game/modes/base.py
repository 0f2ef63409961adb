"""What every mode has: the clock, the record, the pause, the end; and a board, in those for drawing."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

from digitgame.game import sound_cues
from digitgame.game.base_scene import BACK
from digitgame.game.board_scene import INSIDE, BoardScene
from digitgame.game.game import SOMEONE, Game
from digitgame.game.inspect import open_inside
from digitgame.game.results.explanation import RunDrawings
from digitgame.game.results.history import hand_over, in_the_table, store_run
from digitgame.game.results.scene import Results, ReviewItems
from digitgame.game.shell.initials import Initials, is_initials
from digitgame.game.shell.pause import COUNTDOWN, Pause
from digitgame.inference import Reader
from digitgame.rules import TimedRun
from digitgame.rules.duel import Duel
from digitgame.rules.fool import Fool
from digitgame.rules.modes import DAILY, Mode
from digitgame.rules.record import Recorder
from digitgame.store import Attempt, Run
from digitgame.ui.actions import Action, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop, Push, Scene, Swap, Transition
from digitgame.ui.sound import SoundName
from digitgame.ui.theme import Colour

Rules = TypeVar("Rules", bound=TimedRun | Fool | Duel)
SUBMIT: Final = Hint("submit", Action.GUESS)
SKIP: Final = Hint("skip", Action.SKIP)
# What Inside says while a run waits for it.
WAITS: Final = "The clock waits for you."


@dataclass
class ModeScene(BoardScene, ABC, Generic[Rules]):
    """One run of a mode. The clock starts with the player's first action and stops in a pause.

    Before that there is nothing to pause: Esc leads back at once. `reader` is that of the whole run, even if the game
    has another one by its end; `started` is in seconds since 1970; `_age` in seconds since the last hit or message;
    `restarted`: the player wants to begin anew; `_looked`: the network was looked into, and the clock still waits.
    """

    restarts = True
    has_clock = True
    leave_words = "End run"
    mode: Mode
    seed: int
    reader: Reader = field(init=False)
    rules: Rules = field(init=False)
    record: Recorder = field(init=False)
    attempts: list[Attempt] = field(default_factory=list)
    given_up: bool = False
    restarted: bool = False
    started: float | None = None
    _age: float = 60.0
    _looked: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reader = self.game.reader
        self.record = Recorder(self.rules)

    @property
    def moving(self) -> bool:
        return self.started is not None or super().moving

    @property
    def pace(self) -> float:
        """Seconds of the run that pass in a second."""
        return 1.0

    def update(self, seconds: float) -> Transition | None:
        super().update(seconds)
        if self._looked:
            self._looked = False
            return Push(Pause(self, left=COUNTDOWN))
        self._age += seconds
        if self.started is not None:
            self.rules.clock.tick(seconds * self.pace)
        if self.given_up and self.played:
            # Not where the time is up in the same moment.
            self.given_up = self.record.make("quit")
        if self.restarted:
            if self.played:
                self.finish()
            seed = self.seed if self.mode == DAILY else self.game.next_seed()
            return Swap(self.again(self.game, self.mode, seed))
        if self.given_up and not self.rules.over:
            # Nothing was played, so there are no results.
            return Pop()
        if self.rules.over:
            return Swap(self.finish())
        self._advance()
        return None

    def finish(self) -> Scene:
        """Store the run, if the player made a move; the scene that follows, with its results."""
        rules = self.rules
        run = Run(
            player=self.game.player,
            mode=self.mode,
            seed=self.seed,
            model=self.reader.model.digest,
            started=self.started or time.time(),
            seconds=round(rules.clock.now, 3),
            score=rules.score,
            hits=rules.hits,
            asked=_asked(rules),
            best=rules.best,
            moves=tuple(self.record.moves),
            rules=self.mode.version,
        )
        self.game.sounds.play(self._last_sound)
        marks = tuple(rules.marks) if isinstance(rules, TimedRun) else ()
        history = store_run(self.game, run, self.attempts, practice=self.practice)

        ends: dict[str, Any] = {"given_up": self.given_up, "remark": self.remark}
        shown = Results(self.game, run, self.review(), marks, history, self.again, **ends)

        def results(player: str) -> Results:
            """What follows once it is known who played."""
            if player == run.player:
                return shown
            # Whoever gets a name keeps what they did without one; anybody else gets the run.
            new = history if run.player == SOMEONE else hand_over(self.game, run, history, player)
            return replace(shown, run=replace(run, player=player), history=new)

        if self.given_up or self.restarted or history.practice or history.error or not run.score:
            return shown
        if run.player == SOMEONE:
            return Initials(self.game, run.score, results, shown.winner)
        # Somebody else may play now, and not notice whose initials are still there. What was sent to a class's board,
        # or used up a Daily, stays where it is.
        movable = self.mode != DAILY and self.game.sender is None and bool(history.uid)
        if (
            movable
            and is_initials(run.player)
            and not self.game.knows_player
            and in_the_table(self.game, run)
        ):
            return Initials(self.game, run.score, results, shown.winner, again=True)
        return shown

    @property
    def played(self) -> bool:
        """Whether anything was played, so that ending the run has results."""
        return bool(self.record.moves)

    @property
    def practice(self) -> bool:
        """Whether the run counts nowhere."""
        return False

    @property
    def cost(self) -> str:
        """What ending the run early costs."""
        return "won't count" if self.played else ""

    @property
    def pause_words(self) -> str:
        """What the pause says of the run."""
        return WAITS

    @property
    def resume_cost(self) -> str:
        """What the pause has cost, if anything."""
        return ""

    @property
    def warning(self) -> str:
        """What leaving costs beyond the run itself, if anything."""
        return ""

    @property
    def title(self) -> str:
        return self.game.title_of(self.mode)

    @property
    def remark(self) -> str:
        """What the results say of how the run ended, if anything."""
        return ""

    @abstractmethod
    def draw(self, canvas: Canvas) -> None:
        """Show the run, as a scene does."""

    def again(self, game: Game, mode: Mode, seed: int) -> Scene:
        """Another run of the same kind."""
        return type(self)(game, mode, seed)

    def review(self) -> ReviewItems:
        """What the results show of this run."""
        return RunDrawings(self.game, self.reader, tuple(self.attempts))

    @property
    def _last_sound(self) -> SoundName:
        return sound_cues.FINISHED

    @abstractmethod
    def _advance(self) -> None:
        """A frame of the run while it lasts."""

    def _begin(self) -> None:
        self.started = self.started or time.time()

    def respond(self, given: Input, view: View) -> Transition | None:
        leave = given in (Action.BACK, Action.MENU)
        if self.started is not None and (leave or isinstance(given, FocusLost)):
            return Push(Pause(self))
        return super().respond(given, view)

    def look_inside(self) -> Push:
        """Open the network. The clock waits, so the run's drawing is only looked at: nobody may practise meanwhile."""
        if self.started is None:
            return super().look_inside()
        self.board.lift()
        self._looked = True
        return Push(open_inside(self.game, strokes=self.board.ink.strokes, waits=self.pause_words))

    @property
    def side_hints(self) -> Sequence[Hint]:
        return (INSIDE, BACK if self.started is None else Hint("pause", Action.BACK))


@dataclass
class DrawingModeScene(ModeScene[Rules]):
    """A run in which the player draws."""

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.UNDO | Action.REDO | Action.CLEAR | Action.ERASE:
                self._change(lambda: self.board.handle(given, view))
            case Action.GUESS | Action.CONFIRM:
                if self.board.ink:
                    self.board.lift()
                    self._ask()
            case Action.SKIP if self.started is not None and self.record.make("skip"):
                self.board.renew()
                self.game.sounds.play(sound_cues.DONE)
            case Action.XRAY:
                return self.look_inside()
            case Pointer() if self.board.begins(given, view):
                self._begin()
                self._pen_down()
                self.board.handle(given, view)
            case Pointer():
                self.board.handle(given, view)
            case Action.BACK | Action.MENU | FocusLost():
                self.board.lift()
                return super().respond(given, view)
        return None

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, self.title)
        shaken = replace(canvas, view=self.effects.shaken(canvas.view))
        light, colour = self._edge
        self.draw_board(shaken, light, self._invitation, self._message(), colour, self._draw_watermark)
        self._draw_panel(canvas)
        self.effects.draw_words(canvas)

    @property
    def _invitation(self) -> str:
        return "The clock starts with your first stroke" if self.started is None else ""

    def _draw_watermark(self, canvas: Canvas) -> None:
        """Draw faintly on the blank board."""

    def _pen_down(self) -> None:
        """A stroke or an erasure begins."""

    def _change(self, change: Callable[[], object]) -> None:
        """Change the ink other than by a stroke."""
        change()

    @abstractmethod
    def _ask(self) -> None:
        """The player submits the drawing."""

    def _message(self) -> str:
        """A short message over the ink, or ""."""
        return ""

    @property
    @abstractmethod
    def _edge(self) -> tuple[float, Colour]:
        """The light of the board's edge, 0 to 1, and its colour."""

    @abstractmethod
    def _draw_panel(self, canvas: Canvas) -> None:
        """The column beside the board."""


def _asked(rules: TimedRun | Fool | Duel) -> int:
    """The number of finished digits, without disputed ones, of challenges or of rounds."""
    match rules:
        case TimedRun():
            return rules.asked
        case Fool():
            return len(rules.points)
        case Duel():
            return len(rules.rounds)
