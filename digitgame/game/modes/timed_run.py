"""A timed run: prompts answered by drawing, against the clock."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit, percent
from digitgame.game import sound_cues
from digitgame.game.base_scene import Places
from digitgame.game.board_scene import BLANK, CLEAR, UNDO
from digitgame.game.faces import draw_face
from digitgame.game.game import Game
from digitgame.game.modes import feel
from digitgame.game.modes.base import SKIP, SUBMIT, DrawingModeScene
from digitgame.game.results.explanation import RunDrawings
from digitgame.game.shell.pause import Pause
from digitgame.inference import Reader, Reading
from digitgame.inference.multi_digit import StrokeInk, groups
from digitgame.ink import BOARD, Ink, Point, frame
from digitgame.rules import Clock, RunPhase, TimedRun
from digitgame.rules.daily import PROMPTS, SECONDS, day_words, share_again
from digitgame.rules.modes import DAILY, Mode
from digitgame.rules.referee import LATER, Referee, accepts
from digitgame.rules.rewards.ranks import ranks_of
from digitgame.rules.rewards.rivals import RIVALS, Rival, next_rival, overtaken, score_at, score_curve
from digitgame.rules.sums import COUNT
from digitgame.rules.timed_run import FORGIVEN, PromptForm
from digitgame.store import DISPUTED, HIT, MISREAD, WRONG, Attempt, Run
from digitgame.ui import clipboard, theme, widgets
from digitgame.ui.actions import Action, Digit, Input
from digitgame.ui.canvas import Canvas, Hint, hint_areas, text_width
from digitgame.ui.effects import Floater
from digitgame.ui.layout import BOARD_AREA, SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Push, Scene, Swap, Transition
from digitgame.ui.sound import SoundName
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_ASK: Final = column(64, 168)
_TIME: Final = column(244, 20)
_COMBO: Final = column(276, 84)
_SEES: Final = column(372, 88)
_TASKS: Final = {
    PromptForm.TEXT: "Draw",
    PromptForm.DOTS: "How many?",
    PromptForm.MIRRORED: "Draw it unmirrored",
}
# The keys that name the digit drawn, in two rows with their places.
_DIGITS: Final = [
    ([Hint("", Digit(digit), str(digit)) for digit in digits], _SEES.x + _SEES.height + 16, y)
    for digits, y in ((range(5), _SEES.y + 26), (range(5, 10), _SEES.y + 62))
]
# The size of the heading of a mirrored digit, and what stands under the numbers of the countdown.
_UNMIRRORED: Final = 34
_SOONER: Final = "To start at once, draw what's asked."
# Said of ink that was submitted and is no digit, with the key to clear it.
NO_DIGIT: Final = "Not a digit. {clear} clears."
# How much a prompt on the board stands out from it.
_FAINT: Final = 0.09
# Seconds that the board's edge lights up after a hit.
_FLASH: Final = 0.5
# Seconds without a change until a drawing that is no digit gets a hint.
_STUCK: Final = 1.0
_log = logging.getLogger(__name__)


@dataclass
class TimedRunScene(DrawingModeScene[TimedRun]):
    """One run of Sprint, Sums or Daily.

    The clock starts at the end of the countdown, or with a stroke before that. `_count` has the seconds left to the
    start, `_results` the scene that follows once the last word was shown; `_disputed`: the misread at hand is disputed.
    `_best` is the player's best score before this run, and `_ghost` how it grew: (seconds of its time used, points). A
    Daily that was played before is `_practice`; one from the menu `waits` until the player begins it, and the scored
    one is `_used` up with its first digit. `_scored`: the scored run of the day, if it is known, `_shared` its text to
    share, and `_copied` what became of that. `_notes`: what is said of wrong answers in the results, by their drawing's
    number. `colour`: that of the prompt and of the time that is left. `_unchanged`: seconds since the ink, then at
    `_revision`, has changed; `_mourned`: the words that say which combo was lost.
    """

    _disputed: bool = False
    _referee: Referee = field(init=False)
    _parting: Parting = field(init=False)
    _count: float = feel.COUNTDOWN
    _combo: int = 0
    _results: Scene | None = None
    _ending: float = feel.ENDING
    _best: int | None = None
    _practice: bool = False
    _used: bool = False
    _ghost: Sequence[tuple[float, int]] = ()
    waits: bool = False
    colour: Colour = theme.ACCENT
    _scored: Run | None = None
    _shared: str = ""
    _copied: str = ""
    _notes: dict[int, str] = field(default_factory=dict)
    _revision: int = 0
    _unchanged: float = 0.0
    _mourned: str = ""

    def __post_init__(self) -> None:
        self.rules = self.mode.timed_run(Clock(), self.seed)
        super().__post_init__()
        self._load_best()
        self.waits = self.mode == DAILY
        self._referee = Referee(self.rules.clock)
        self._parting = Parting(self.reader)

    @property
    def title(self) -> str:
        day = (
            f" · {day_words(self.seed)}{' · practice' if self._practice else ''}"
            if self.mode == DAILY
            else ""
        )
        progress = "" if self.waits else progress_words(self.mode, self.rules.done)
        return f"{super().title}{day}{progress}"

    @property
    def practice(self) -> bool:
        return self._practice

    @property
    def warning(self) -> str:
        """Leaving a Daily in which something was drawn uses up the day's attempt."""
        scored = self.mode == DAILY and not self._practice and self.record.moves
        return "That uses up today's one scored attempt." if scored else ""

    @property
    def pause_words(self) -> str:
        return "A pause at a sum or a puzzle ends the combo." if self.rules.paused else super().pause_words

    @property
    def resume_cost(self) -> str:
        return "combo lost" if self.rules.paused else ""

    def review(self) -> RunDrawings:
        return RunDrawings(self.game, self.reader, tuple(self.attempts), self._notes)

    def _load_best(self) -> None:
        try:
            if self.mode == DAILY:
                self._practice = self.game.played_daily(self.seed)
                self._load_scored()
            best = self.game.store.runs(mode=self.mode, player=self.game.player, limit=1, finished=True)
            for run in best:
                if not run.score:
                    continue
                assert run.number is not None
                read = self.game.store.digits_read(run.number)
                self._best, self._ghost = (
                    run.score,
                    score_curve(self.mode, run.seed, run.rules, run.moves, read),
                )
        except DigitgameError as error:
            _log.debug("no best run to compare with: %s", error)

    def _load_scored(self) -> None:
        runs = self.game.store.runs(mode=DAILY, player=self.game.player)
        self._scored = run = next((run for run in runs if run.seed == self.seed), None)
        if run is not None and run.number is not None:
            read = self.game.store.digits_read(run.number)
            self._shared = share_again(run.seed, run.score, run.seconds, run.moves, read, run.rules)

    def again(self, game: Game, mode: Mode, seed: int) -> Scene:
        """Another run; whoever practises goes on without a word."""
        scene = super().again(game, mode, seed)
        if isinstance(scene, TimedRunScene) and scene._practice:
            scene.waits = False
        return scene

    @property
    def wanted(self) -> int | None:
        """The digit to draw now; None while the game waits for none."""
        return self.rules.target if self.rules.stage is RunPhase.DRAWING else None

    @property
    def moving(self) -> bool:
        return True

    @property
    def counting(self) -> bool:
        """The countdown runs."""
        return self.started is None and self._count > 0 and not self.waits

    @property
    def heat(self) -> Colour:
        return feel.heat(self.rules)

    @property
    def backdrop(self) -> Colour:
        return theme.ROOM if self.started is None else feel.backdrop(self.rules)

    def update(self, seconds: float) -> Transition | None:
        if self._results is not None:
            self.effects.update(seconds)
            self._ending -= seconds
            return Swap(self._results) if self._ending <= 0 else None
        if self.started is None and not self.waits:
            self._count_down(seconds)
        before = self.rules.left
        transition = super().update(seconds)
        changed, self._revision = self._revision != self.board.ink.revision, self.board.ink.revision
        self._unchanged = 0.0 if changed else self._unchanged + seconds
        if changed:
            self.effects.take_away(self.game.bindings.labels.fill(NO_DIGIT))
        if self.mode == DAILY and not self._practice and self.record.moves and not self._used:
            # From now on however it ends, even by a closed window, the attempt is used up.
            # Another window may have used it up since this one asked.
            self._used, self._practice = True, self.game.played_daily(self.seed)
            self.game.use_up_daily(self.seed)
        if isinstance(transition, Swap) and not self.given_up:
            # The run is stored by now; its last word stays for a moment.
            self._results = transition.scene
            return None
        self._mourn_combo()
        if self.started is not None and feel.beats(before, self.rules.left):
            self.game.sounds.play("heartbeat")
        return transition

    def _count_down(self, seconds: float) -> None:
        before, self._count = self._count, self._count - seconds
        sound = feel.countdown_sound(before, self._count)
        if sound is not None:
            self.game.sounds.play(sound)
        if self._count <= 0:
            self._age = 0.0
            self._begin()

    def _mourn_combo(self) -> None:
        lost = feel.lost_combo(self._combo, self.rules)
        self._combo = 0 if self.rules.combo_time_left == 0 else self.rules.combo
        if lost:
            self.game.sounds.play("break")
            # At the top of the board: in its middle it would lie on the ink. Below a message that stands there.
            below = self.rules.stage is RunPhase.MISREAD and self.board.message_belongs_at_top
            x, y, falls = BOARD_AREA.middle[0], BOARD_AREA.y + 40, 40
            if below:
                y, falls = BOARD_AREA.y + 81, 0
            self._mourned = f"Combo of {lost} lost"
            self.effects.fly(Floater(self._mourned, (x, y), (x, y + falls), theme.AMBER, theme.MEDIUM, 1.2))

    @property
    def _last_sound(self) -> SoundName:
        return "time" if self.rules.over else super()._last_sound

    @property
    def music_level(self) -> int:
        return 1 if self.started is None else 1 + self.rules.factor

    @property
    def hints(self) -> Sequence[Hint]:
        if self.waits:
            begin = Hint("or a click on the board: begin", Action.GUESS)
            return (begin, Hint("copy the result", Action.CLEAR)) if self._shared else (begin,)
        if self.rules.stage is RunPhase.MISREAD:
            dispute = () if self.asking else (Hint("dispute: you misread me", Action.DISPUTE),)
            return (*dispute, Hint("again", cap="Draw"), SKIP)
        return (CLEAR, UNDO, SKIP, SUBMIT)

    def _advance(self) -> None:
        reading, target = self.board.reading, self.wanted
        if self._part() or reading is None or target is None:
            return
        sure, up = reading.confidence if _counts(reading, target) else 0.0, self.board.pen_up
        if self._referee.watch(self.board.ink.revision, reading.digit, sure, pen_up=up, target=target):
            self._take()

    def _message(self) -> str:
        return misread_words(self.rules, self.board.reading, asking=self.asking)

    @property
    def _edge(self) -> tuple[float, Colour]:
        if self.rules.stage is RunPhase.MISREAD:
            return 1.0, theme.AMBER
        flash = 1 - widgets.ease_out(self._age / _FLASH)
        return max(min(0.4 + 0.15 * (self.rules.factor - 1), 1.0), flash), self.heat

    @property
    def _invitation(self) -> str:
        return "Click here to begin" if self.waits else ""

    def _draw_watermark(self, canvas: Canvas) -> None:
        # A mirrored digit would be copied as it stands there.
        mirrored = _form(self.rules) is PromptForm.MIRRORED
        if not self.waits and not self.counting and self._results is None and not mirrored:
            words = ask_facts(self.rules)[1].split(" =")[0]
            faint = theme.blend(theme.BOARDS[self.game.settings.board].colour, theme.TEXT, _FAINT)
            draw_asked(
                canvas, self.rules, words, BOARD_AREA.middle, 2.2 * theme.DIGIT, 2 * theme.TITLE, faint
            )

    def draw(self, canvas: Canvas) -> None:
        super().draw(canvas)
        canvas = replace(canvas, view=self.mirrored(canvas.view))
        if self.counting:
            grown = (
                1.0 if self.effects.still else 1 - self._count % (feel.COUNTDOWN / 3) / (feel.COUNTDOWN / 3)
            )
            widgets.board_word(canvas, feel.countdown_word(self._count), self.colour, 2 * grown)
            feel.draw_ready(canvas)
            below = (BOARD_AREA.middle[0], BOARD_AREA.bottom - 56)
            canvas.text(_SOONER, below, theme.SMALL, theme.QUIET, "center")
        elif self._results is not None:
            canvas.shade(150)
            grown = 1.0 if self.effects.still else 3 * (1 - self._ending / feel.ENDING)
            widgets.board_word(canvas, feel.last_word(self.rules), theme.TEXT, grown)
        blaze = feel.blaze(self.rules) if self._results is None else 0.0
        if blaze > 0:
            flicker = 0.0 if self.effects.still else 0.1 * math.sin(self._age * 11)
            widgets.window_edge(canvas, self.heat, blaze * (1 + flicker), self.backdrop)
        alarm = feel.alarm(self.rules.left) if self.started is not None else 0.0
        if alarm > 0:
            widgets.window_edge(canvas, theme.ALARM, 0.5 if self.effects.still else alarm, self.backdrop)

    def _draw_panel(self, canvas: Canvas) -> None:
        if self.waits:
            score = None if self._scored is None else self._scored.score
            _draw_start(canvas, *start_words(score, practice=self._practice), self._copied)
        else:
            _draw_prompt(canvas, self.rules, self.colour, asking=self.asking)
            self._draw_rivals(canvas)
        _draw_time(canvas, self.rules, self.colour)
        pulse = 0.0 if self.game.settings.reduced_motion else math.sin(self._age * 9)
        _draw_combo(canvas, self.rules, pulse, self.backdrop)
        widgets.facts_row(canvas, SCORE_AREA, run_facts(self.rules))
        if (self.waits or self.counting) and ranks_of(self.mode):
            _draw_ladder(canvas, self.mode, self._best)
            return
        picture = self.board.picture
        shown = Area(_SEES.x, _SEES.y, _SEES.height, _SEES.height)
        canvas.picture(BLANK if picture is None else picture, shown)
        if self.asking:
            for hints, x, y in _DIGITS:
                canvas.hints(hints, x, y)
            return
        left, room = shown.right + 2 * theme.UNIT, _SEES.width - shown.width - 2 * theme.UNIT
        stuck = self._unchanged >= _STUCK
        first, second, colour = sees_facts(self.rules, self.board.reading, stuck=stuck)
        canvas.text(first, (left, _SEES.y + 26), theme.MEDIUM, colour, fit=room)
        second = canvas.view.caps.fill(second)
        canvas.text(second, (left, _SEES.y + 60), theme.SMALL, theme.QUIET, fit=room)

    def _draw_rivals(self, canvas: Canvas) -> None:
        """Who is to be beaten next, and how the best run stood at this time."""
        rival, right = next_rival(self.mode, self.rules.score), _ASK.right - 2 * theme.UNIT
        if rival is not None:
            draw_face(canvas, rival, (right - 12, _ASK.y + 28), 12)
            canvas.text(rival.name, (right - 32, _ASK.y + 28), theme.SMALL, theme.TEXT, "midright")
            to_beat = f"{rival.score(self.mode):,} to beat"
            canvas.text(to_beat, (right, _ASK.y + 54), theme.SMALL, theme.QUIET, "midright")
        best = score_at(self._ghost, self.rules.used) if self._ghost else 0
        # Before the first point of either there is nothing to compare.
        if best or (self._ghost and self.rules.score):
            words, colour = ghost_facts(self.rules.score - best)
            canvas.text(words, (_ASK.x + 2 * theme.UNIT, _ASK.bottom - 14), theme.SMALL, colour)

    @property
    def asking(self) -> bool:
        """Whether the player is asked which digit it was: the misread of a sum is disputed."""
        return self._disputed and self.rules.stage is RunPhase.MISREAD

    def places(self, view: View) -> Places:
        rows = _DIGITS if self.asking else ()
        return [
            *(place for row in rows for place in hint_areas(row[0], view, *row[1:])),
            *super().places(view),
        ]

    def respond(self, given: Input, view: View) -> Transition | None:
        if self._results is not None:
            if given in (Action.BACK, Action.GUESS, Action.CONFIRM):
                self._ending = 0.0
            return None
        if self.waits and self._shared and given is Action.CLEAR:
            copied = clipboard.copy(self._shared)
            self._copied = "Copied." if copied else "This system has no clipboard to copy to."
            return None
        if self.waits and (given in (Action.GUESS, Action.CONFIRM) or self.board.begins(given, view)):
            # Another window may have used up the attempt since this one asked.
            self.waits, self._practice = False, self._practice or self.game.played_daily(self.seed)
            return None
        match given:
            case Action.DISPUTE if self.rules.prompt is not None and self.rules.prompt.is_puzzle:
                self._disputed = True
            case Action.DISPUTE:
                self._dispute()
            case Digit(digit) if self.rules.stage is RunPhase.MISREAD:
                self._name(digit)
            case _:
                transition = super().respond(given, view)
                if isinstance(transition, Push) and isinstance(transition.scene, Pause):
                    self._rest()
                return transition
        return None

    def look_inside(self) -> Push:
        self._rest()
        return super().look_inside()

    def _rest(self) -> None:
        """A break, in which a puzzle can be thought about: that ends the combo, and it earns no bonus for speed."""
        # Before a move there is no run to keep.
        if self.record.moves:
            self.record.make("pause")

    def _pen_down(self) -> None:
        if self.record.make("again"):
            self.board.renew()

    def _change(self, change: Callable[[], object]) -> None:
        """The player accepts a misread by changing the ink."""
        self.record.make("again")
        change()

    def _ask(self) -> None:
        if not self._part(at_once=True):
            self._take()

    def _take(self) -> bool:
        """The drawing is finished: count the reading; whether it counts. What is no digit does not."""
        target = self.rules.target
        if target is None or self.rules.stage is not RunPhase.DRAWING:
            return False
        drawing, reading = self.board.kept()
        if not _counts(reading, target):
            self.game.sounds.play(sound_cues.of_drawing(False, 0))
            self.effects.shake()
            self._say(self.game.bindings.labels.fill(NO_DIGIT))
            # That is true until the ink changes.
            self._revision = self.board.ink.revision
            return False
        score, factor = self.rules.score, self.rules.factor
        if not self.record.make("take", reading.digit, drawing=len(self.attempts)):
            return False
        hit, self._disputed = self.rules.read is None, False
        probabilities = tuple(reading.probabilities.tolist())
        outcome = HIT if hit else WRONG if self.rules.wrong else MISREAD
        if outcome == WRONG:
            self._notes[len(self.attempts)] = f"Wrong: {wrong_words(self.rules)}"
        self.attempts.append(Attempt(target, drawing, reading.digit, probabilities, outcome))
        self.game.sounds.play(sound_cues.of_drawing(hit, self.rules.combo))
        if not hit:
            self.effects.shake()
            return True
        self._age = 0.0
        self.effects.burst(self.board.ink.strokes, power=feel.power(self.rules))
        self._praise(self.rules.score - score, self.rules.factor > factor)
        self.board.renew()
        return True

    def _praise(self, points: int, hotter: bool) -> None:
        """The points fly from the ink to the score; a combo that grows gets a word."""
        points_of = [point for stroke in self.board.ink.strokes for point in stroke]
        x = sum(x for x, _ in points_of) / len(points_of) * BOARD_AREA.width / BOARD + BOARD_AREA.x
        y = sum(y for _, y in points_of) / len(points_of) * BOARD_AREA.height / BOARD + BOARD_AREA.y
        score = (SCORE_AREA.x + SCORE_AREA.width / 6, SCORE_AREA.y + 26)
        colour = theme.TEXT if self.rules.factor == 1 else self.heat
        self.effects.fly(Floater(f"+{points}", (x, y), score, colour))
        rival = overtaken(self.mode, self.rules.score - points, self.rules.score)
        if rival is not None:
            self.game.sounds.play("slam")
            x, y = BOARD_AREA.middle[0], BOARD_AREA.bottom - 32
            words = f"You beat {rival.name}!"
            self.effects.fly(Floater(words, (x, y), (x, y - 24), theme.AMBER, seconds=1.6))
        if hotter:
            # Above the prompt on the board, as what is said of a rival is below it.
            x, y = BOARD_AREA.middle[0], BOARD_AREA.y + 64
            round_number = feel.milestone(self.rules.combo)
            words = round_number or feel.combo_word(self.rules.factor)
            self.effects.fly(Floater(words, (x, y), (x, y - 24), self.heat, theme.TITLE, 1.3))
            self.effects.fireworks(feel.fireworks(self.rules))
            self.game.sounds.play("goal" if round_number else sound_cues.of_factor(self.rules.factor))

    def _part(self, *, at_once: bool = False) -> bool:
        """Submit the first of the answer's two last digits, if they are drawn at once; whether there was one."""
        now, target, prompt = self.rules.clock.now, self.wanted, self.rules.prompt
        if target is None or prompt is None or not self.board.pen_up:
            return False
        if self.rules.drawn + 2 != len(prompt.digits):
            return False
        self._parting.update(self.board.ink, now)
        parts = self._parting.parts
        if parts is None or not (at_once or self._parting.due(target, now)):
            return parts is not None
        first, second = parts
        self.board.renew(first)
        goes_on = self._take() and self.rules.read is None
        self.board.renew(second if goes_on else [*first, *second])
        return True

    def _name(self, digit: int) -> None:
        """The player names the digit that was drawn: only the one asked for was misread in vain."""
        if digit == self.rules.target:
            self._dispute()
        else:
            self._change(self.board.renew)

    def _dispute(self) -> None:
        wrong, target, forgiven = self.rules.wrong, self.rules.target, self.rules.forgives
        if target is not None and self.record.make("dispute"):
            self.attempts[-1] = replace(self.attempts[-1], outcome=DISPUTED)
            self._notes.pop(len(self.attempts) - 1, None)
            if wrong and forgiven:
                # The combo that was lost is back.
                self.effects.take_away(self._mourned)
            self._say(dispute_words(target, self.rules.combo, back=wrong, forgiven=forgiven))
            self.board.renew()
            self.game.sounds.play(sound_cues.DONE)

    def _say(self, words: str) -> None:
        """Say something at the top of the board for a moment."""
        x, y = BOARD_AREA.middle[0], BOARD_AREA.y + 40
        self.effects.fly(Floater(words, (x, y), (x, y - 8), self.heat, theme.MEDIUM, 1.6))


@dataclass
class Parting:
    """Checks once after each change whether the ink is two digits, and says when to submit the first of them.

    `parts`: the strokes of both, if it is two; `digit`: the first one's reading.
    """

    reader: Reader
    parts: tuple[list[list[Point]], list[list[Point]]] | None = None
    digit: int | None = None
    _revision: int = 0
    _since: float = 0.0

    def update(self, ink: Ink, now: float) -> None:
        """Split the ink if it is two digits, once it has changed."""
        if self._revision == ink.revision:
            return
        self._revision, self._since, self.parts = ink.revision, now, None
        drawn = list(ink.strokes)
        found = groups(self.reader, StrokeInk(drawn))
        if len(found) == 2:
            first, second = ([drawn[at] for at in part] for part in found)
            self.parts, self.digit = (first, second), self.reader.read(frame(first)).digit

    def due(self, target: int, now: float) -> bool:
        """Whether to submit the first digit: at once if it is the right one, else only after a while."""
        return self.parts is not None and (self.digit == target or now - self._since >= LATER)


def run_facts(run: TimedRun) -> list[Fact]:
    return [
        Fact("points", f"{run.score:,}"),
        Fact("correct", str(run.hits), theme.ACCENT),
        Fact("best combo", str(run.best)),
    ]


def ask_facts(run: TimedRun, *, asking: bool = False) -> tuple[str, str]:
    """What to do, and what is asked: the digits left to draw, or a puzzle; a sum with the digits drawn so far.

    While the game is `asking` which digit it was, there is nothing to draw.
    """
    prompt = run.prompt
    if prompt is None:
        return "Done!", ""
    answer = str(prompt.answer)
    task = _TASKS[prompt.form]
    if run.missed:
        task = f"Draw {answer} for {run.consolation} points"
    elif prompt.is_sum:
        task = "Draw the answer"
    asked = " ".join(answer[run.drawn :])
    if prompt.is_sum:
        asked = f"{prompt.words} = {answer[: run.drawn]}{'_' * (len(answer) - run.drawn)}"
    elif prompt.is_puzzle:
        asked = prompt.words
    return "" if asking else task, asked


def ghost_facts(ahead: int) -> tuple[str, Colour]:
    """How far the run is ahead of the best one at the same time."""
    if not ahead:
        return "level with your best", theme.ACCENT
    where = "ahead of" if ahead > 0 else "behind"
    return f"{abs(ahead):,} {where} your best", theme.ACCENT if ahead > 0 else theme.AMBER


def ladder(mode: Mode, best: int | None) -> list[tuple[str, int, Rival | None]]:
    """The house's scores in a mode and the player's best, the lowest first."""
    house = [(rival.name, rival.score(mode), rival) for rival in RIVALS]
    return sorted([*house, ("your best", best or 0, None)], key=lambda one: one[1])


def time_facts(run: TimedRun) -> Fact:
    """The time left, with tenths near the end."""
    if run.left < feel.HURRY:
        return Fact("time", f"{run.left:.1f} s", theme.AMBER)
    return Fact("time", f"{run.left:.0f} s")


def combo_facts(run: TimedRun) -> tuple[Fact, Fact]:
    """The combo, which ends where its time is up, and what it multiplies points by."""
    alive = run.combo > 0 and run.combo_time_left > 0
    words = f"{run.combo} in a row" if alive else "Combo lost" if run.best else "No combo yet"
    colour = theme.TEXT if alive else theme.QUIET
    return Fact("combo", words, colour), Fact("factor", f"points × {run.factor}", theme.ACCENT)


def combo_note(run: TimedRun) -> str:
    """What stands below the combo: what its bar shows, or what a combo is for while there is none."""
    alive = run.combo > 0 and run.combo_time_left > 0
    return "combo time left" if alive else "Quick hits in a row multiply your points."


def misread_words(run: TimedRun, reading: Reading | None, *, asking: bool) -> str:
    """What is said of a misread or of a wrong answer, and how long the clock still waits."""
    if run.stage is not RunPhase.MISREAD:
        return ""
    assert run.prompt is not None
    if asking:
        return "Sorry! Press or click your digit."
    words = f"Wrong: {wrong_words(run)}" if run.wrong else f"{_seen(run, reading)}."
    waits = math.ceil(run.pause_left)
    return f"{words} The clock waits {waits} s." if waits else words


def dispute_words(digit: int, combo: int, *, back: bool, forgiven: bool = True) -> str:
    """What follows a dispute: the network's mistake earns no points, and the combo stays, or is `back`.

    One that is not `forgiven` breaks it.
    """
    if not forgiven and back:
        return f"Noted: {a_digit(digit)}. A combo comes back only once."
    if not forgiven:
        return f"Noted: {a_digit(digit)}. Only {FORGIVEN} disputes keep the combo."
    if combo < feel.WORTH_A_WORD:
        return f"Thanks! Noted: {a_digit(digit)}, no points."
    return f"Noted: {a_digit(digit)}. Your combo {'is back' if back else 'stays'}."


def wrong_words(run: TimedRun) -> str:
    """The right answer of a puzzle, and what the player answered, as far as it was drawn."""
    prompt = run.prompt
    assert prompt is not None
    answer = str(prompt.answer)
    given = f"{answer[: run.drawn]}{run.read}{'_' * (len(answer) - run.drawn - 1)}"
    right = f"{prompt.words} = {answer}" if prompt.is_sum else f"it's {answer}"
    return f"{right}. You: {given}."


def sees_facts(run: TimedRun, reading: Reading | None, *, stuck: bool = False) -> tuple[str, str, Colour]:
    """The live reading in two lines, or the misread that waits for the player; a key stands in braces.

    `stuck`: the drawing has not changed for a while.
    """
    if run.stage is RunPhase.MISREAD:
        assert run.prompt is not None
        if run.wrong:
            words = f"Draw it for {run.consolation} points, or dispute."
            return f"Wrong: it's {run.prompt.answer}", words, theme.AMBER
        return _seen(run, reading), "Draw it again, or dispute.", theme.AMBER
    if reading is None:
        if run.missed and run.prompt is not None:
            return f"It's {run.prompt.answer}", "Draw anywhere, any size.", theme.QUIET
        if not run.marks:
            title = "Draw! The clock runs." if run.clock.now else "Get ready!"
            return title, "Draw anywhere, any size.", theme.QUIET
        return "Next!", "Draw anywhere, any size.", theme.QUIET
    sure = percent(reading.confidence)
    if reading.rejected and reading.digit != run.target:
        if stuck:
            return "Not a digit", "Draw on, or press {clear} to clear.", theme.QUIET
        return "Not a digit yet", f"maybe {a_digit(reading.digit)}: {sure}", theme.QUIET
    if reading.rejected and stuck:
        return _seen(run, reading), "Not clear yet. Draw on, or {clear} clears.", theme.TEXT
    return _seen(run, reading), f"{sure} sure", theme.TEXT


def _seen(run: TimedRun, reading: Reading | None) -> str:
    """What the network sees in the drawing, or saw in the misread one."""
    if reading is not None and reading.rejected and reading.digit != run.target:
        return "Not a digit"
    digit = run.read if run.read is not None else reading.digit if reading is not None else 0
    return f"I see {a_digit(digit)}"


def _counts(reading: Reading, target: int) -> bool:
    return accepts(reading.digit, target, rejected=reading.rejected, reject_score=reading.reject_score)


def progress_words(mode: Mode, done: int) -> str:
    """How far a run is whose prompts are counted."""
    count = {"daily": PROMPTS, "sums": COUNT}.get(mode.name)
    return f" · {min(done + 1, count)} of {count}" if count else ""


def start_words(score: int | None, *, practice: bool) -> tuple[str, str]:
    """What stands before a Daily: whether it counts, how long it is; `score`: of the day's scored run, if known."""
    length = f"{PROMPTS} digits and sums, {SECONDS / 60:.0f} minutes."
    if practice:
        points = "" if score is None else f": {score:,} points"
        return f"Played today{points}", f"{length} Runs are practice now: only the first one counts."
    words = "Today's first run is the one that counts. Leave it, and it's used up. After it you can practise."
    return "Your one scored attempt", f"{length} {words}"


def _draw_start(canvas: Canvas, title: str, words: str, copied: str) -> None:
    """Before a Daily."""
    canvas.panel(_ASK, theme.PANEL, theme.MODES["daily"])
    left, width = _ASK.x + 2 * theme.UNIT, _ASK.width - 4 * theme.UNIT
    canvas.text(title, (left, _ASK.y + 36), theme.MEDIUM, theme.MODES["daily"], fit=width)
    widgets.paragraph(canvas, words, Area(left, _ASK.y + 76, width, 72))
    canvas.text(copied, (left, _ASK.bottom - 20), theme.SMALL, theme.ACCENT, fit=width)


def _draw_prompt(canvas: Canvas, run: TimedRun, colour: Colour, *, asking: bool) -> None:
    canvas.panel(_ASK, theme.PANEL, theme.EDGE)
    task, asked = ask_facts(run, asking=asking)
    if not asked:
        canvas.text(task, _ASK.middle, theme.MEDIUM, theme.TEXT, "center")
        return
    canvas.text(task, (_ASK.x + 2 * theme.UNIT, _ASK.y + 28), *task_style(run))
    line = theme.TITLE if "=" in asked else 3 * theme.TITLE // 2
    x, y = _ASK.middle
    # A long line above needs room.
    roomy = run.missed or _form(run) is PromptForm.MIRRORED
    below, size = (14, 0.8 * theme.DIGIT) if roomy else (0, theme.DIGIT)
    draw_asked(canvas, run, asked, (x, y + below), size, line, colour)


def task_style(run: TimedRun) -> tuple[int, Colour]:
    """How large the heading of a prompt is, and its colour: nobody may miss that a digit is not to be copied."""
    mirrored = _form(run) is PromptForm.MIRRORED
    return (_UNMIRRORED, theme.ACCENT) if mirrored else (theme.MEDIUM, theme.QUIET)


def _form(run: TimedRun) -> PromptForm:
    """How the prompt is shown; as text where none is left."""
    return PromptForm.TEXT if run.prompt is None else run.prompt.form


def draw_asked(
    canvas: Canvas, run: TimedRun, asked: str, at: tuple[float, float], size: float, line: int, colour: Colour
) -> None:
    """What is asked, around a point: a digit or dots of a `size`, or a line of text `line` high."""
    form = _form(run)
    x, y = at
    if form is PromptForm.DOTS:
        widgets.dots(canvas, len(asked), (x, y), 0.65 * size, colour)
    elif asked.isdigit():
        canvas.digit(int(asked), (x, y), size, colour, mirrored=form is PromptForm.MIRRORED)
    else:
        canvas.text(asked, (x, y + 6), line, colour, "center", fit=_ASK.width - 32)


def _draw_time(canvas: Canvas, run: TimedRun, own: Colour) -> None:
    _, words, colour = time_facts(run)
    fill = theme.AMBER if colour == theme.AMBER else own
    widgets.meter(canvas, _TIME._replace(width=_TIME.width - 72), run.left / run.seconds, fill, theme.PANEL)
    canvas.text(words, (_TIME.right, _TIME.middle[1]), theme.MEDIUM, colour, "midright")


def _draw_combo(canvas: Canvas, run: TimedRun, pulse: float, ground: Colour) -> None:
    """The combo, brighter the longer it lasts; below it the time left to keep it alive, if any. `pulse`: -1 to 1.

    Its light fades into `ground`.
    """
    heat = (run.factor - 1) / 3
    glow = min(heat * (1 + 0.15 * pulse), 1.0)
    if glow > 0:
        radius = canvas.view.pixels(theme.RADIUS)
        widgets.halo(canvas, canvas.view.rect(_COMBO), theme.ACCENT, glow, radius, ground)
    canvas.panel(_COMBO, theme.PANEL, theme.blend(theme.EDGE, theme.ACCENT, glow))
    combo, factor = combo_facts(run)
    middle, left = _COMBO.y + 30, _COMBO.x + 2 * theme.UNIT
    canvas.text(combo.value, (left, middle), theme.MEDIUM, combo.colour)
    canvas.text(factor.value, (_COMBO.right - 16, middle), theme.MEDIUM, factor.colour, "midright")
    note, low, width = combo_note(run), _COMBO.bottom - 23, _COMBO.width - 4 * theme.UNIT
    canvas.text(note, (left, low), theme.SMALL, theme.QUIET, fit=width)
    left_over = run.combo_time_left
    if run.combo > 0 and left_over > 0:
        beside = text_width(note, theme.SMALL, canvas.view) + 2 * theme.UNIT
        track = Area(left + beside, low - 5, width - beside, 10)
        widgets.meter(canvas, track, left_over, theme.blend(theme.AMBER, theme.ACCENT, left_over))


def _draw_ladder(canvas: Canvas, mode: Mode, best: int | None) -> None:
    canvas.panel(_SEES, theme.PANEL, theme.EDGE)
    rungs = ladder(mode, best)
    width = _SEES.width / len(rungs)
    for number, (name, score, rival) in enumerate(rungs):
        x = _SEES.x + width * (number + 0.5)
        if rival is None:
            canvas.text("You", (x, _SEES.y + 24), theme.MEDIUM, theme.ACCENT, "center")
        else:
            draw_face(canvas, rival, (x, _SEES.y + 24), 15)
        canvas.text(name, (x, _SEES.y + 52), theme.SMALL, theme.QUIET, "center", fit=width)
        colour = theme.ACCENT if rival is None else theme.TEXT
        canvas.text(f"{score:,}" if score else "–", (x, _SEES.y + 72), theme.SMALL, colour, "center")
