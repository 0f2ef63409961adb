"""Fool it: turn one digit into another in the network's eyes, or leave it torn between two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Final

import pygame

from digitgame.formatting import a_digit, counted, percent
from digitgame.game import sound_cues
from digitgame.game.board_scene import CLEAR, UNDO
from digitgame.game.modes import feel
from digitgame.game.modes.base import SKIP, SUBMIT, DrawingModeScene
from digitgame.game.modes.telling_ink import Probabilities, telling_parts
from digitgame.game.results.explanation import RunDrawings
from digitgame.inference import Reading
from digitgame.ink import BOARD, Point, Stroke, rounded
from digitgame.rules import Clock
from digitgame.rules.fool import (
    COUNT,
    FOOLED,
    MAX_POINTS,
    SECONDS,
    SURE,
    Challenge,
    Fool,
    Kind,
    Sight,
    fool,
    hint,
    length,
    next_hint,
)
from digitgame.rules.referee import accepts
from digitgame.store import FOOLED as TRICK
from digitgame.store import Attempt
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Floater
from digitgame.ui.layout import BOARD_AREA, SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Transition
from digitgame.ui.strokes import StrokeRenderer
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_TASK: Final = column(64, 132)
_SCALE: Final = column(208, 252)
_LEFT: Final = _TASK.x + 16
# Seconds until a hint, and that a trick stays on the board.
HINT_AFTER: Final = 5.0
TROPHY_SECONDS: Final = 2.5
# Seconds that a clear first digit stands with the pen up before it is locked: time for the bar of a 5 or a 7.
LOCK_AFTER: Final = 1.0
Strokes = tuple[tuple[Point, ...], ...]
# The least percentage of each digit, halfway between two, that fools the network.
_EACH: Final = round(100 * FOOLED / MAX_POINTS / 2)
# The opacity, of 255, of the board's colour over the rest of a trick.
_VEIL: Final = 170
_TOO_LATE: Final = "Time ran out before you submitted your last drawing. It didn't count."
_ERASE: Final = Hint("erase", cap="Right button")
_START_OVER: Final = Hint("start over", Action.CLEAR)
# The share of the first digit's ink from which on a change should have shown, and that from which on none can fool.
_TRIED: Final = 0.1
_TOO_MUCH: Final = 1 - FOOLED / MAX_POINTS
# The probability of the weaker digit from which on a half-and-half drawing needs only a little more of it.
_NEARLY: Final = 0.05


@dataclass
class Trophy:
    """A drawing that fooled the network, with the parts that did it."""

    strokes: list[list[Point]]
    parts: list[list[Point]]
    _whole: StrokeRenderer = field(default_factory=StrokeRenderer)

    def draw(self, canvas: Canvas, glow: Colour, slate: str) -> None:
        """The drawing in the light `glow`, faint, on the board `slate`, and those parts in the mode's colour."""
        board = canvas.view.board
        self._whole.glow, self._whole.board = glow, slate
        self._whole.draw(canvas.surface, board, self.strokes, False)
        veil = pygame.Surface(board.size)
        veil.fill(theme.BOARDS[slate].colour)
        veil.set_alpha(_VEIL)
        canvas.surface.blit(veil, board)
        width = max(round(2.2 * theme.PEN * board.width / BOARD), 2)
        for part in self.parts:
            points = [(board.x + x * board.width / BOARD, board.y + y * board.width / BOARD) for x, y in part]
            for point in points:
                pygame.draw.circle(canvas.surface, theme.MODES["fool"], point, width / 2)
            if len(points) > 1:
                pygame.draw.lines(canvas.surface, theme.MODES["fool"], False, points, width)


@dataclass
class FoolScene(DrawingModeScene[Fool]):
    """One run of challenges.

    `_clear`: the ink's revision that shows a clear first digit, not locked yet, and since when, in seconds of play;
    `_warned`: the ink's revision that is not fooling the network yet, as the player knows; `_skipping`: the one that
    fools it, as a player who wants to skip it knows; `_said_of`: the revision that the message is about, None for one
    that is not about the ink; `_changed`: the ink that was drawn and erased since the first digit was locked, in board
    pixels, and `_costs` what it was for every drawing since then; `_trophy`: the last trick, until the next stroke.
    """

    message: str = ""
    _clear: tuple[int, float] | None = None
    _warned: int = -1
    _skipping: int = -1
    _said_of: int | None = None
    _changed: float = 0.0
    _costs: dict[Strokes, float] = field(default_factory=dict)
    _trophy: Trophy | None = None

    def __post_init__(self) -> None:
        self.rules = fool(Clock(), self.seed)
        super().__post_init__()
        # Whatever turns the digit counts, and costs points.
        self.board.whole = True
        # What the panel says that a drawing is worth is what it scores.
        self.board.as_kept = True

    @property
    def hints(self) -> Sequence[Hint]:
        """Once the first digit is locked, clearing the board gives it up as well."""
        return SUBMIT, _ERASE, _START_OVER if self.rules.held else CLEAR, UNDO

    @property
    def side_hints(self) -> Sequence[Hint]:
        return (SKIP, *super().side_hints)

    @property
    def wanted(self) -> int | None:
        """The digit to draw first."""
        return None if self.rules.challenge is None else self.rules.challenge.one

    @property
    def remark(self) -> str:
        """Says that the drawing on the board came too late."""
        return _TOO_LATE if self.rules.left <= 0 and self.board.ink else ""

    def review(self) -> RunDrawings:
        """Each drawing, those that were submitted with their points; the one with the most is shown first."""
        notes: dict[int, str] = {}
        submitted: list[tuple[int, int]] = []
        points = iter(self.rules.points)
        for move in self.record.moves:
            if move.name in ("take", "skip"):
                got = next(points)
                if move.drawing is not None:
                    notes[move.drawing] = f"{got:,} points"
                    submitted.append((got, move.drawing))
            elif move.drawing is not None:
                notes[move.drawing] = "First digit locked"
        best = max(submitted, default=(0, None), key=itemgetter(0))[1]
        return RunDrawings(self.game, self.reader, tuple(self.attempts), notes, best)

    def respond(self, given: Input, view: View) -> Transition | None:
        """Whatever changes the ink of a locked digit counts: a stroke, an erasure, the undoing of what was locked.

        A drawing that comes back costs what it cost before, so undo gives back the ink of what it takes back.
        """
        if given is Action.SKIP and self._keeps():
            return None
        held = self.rules.held
        before = 0.0 if held is None else length(self.board.ink.strokes)
        transition = super().respond(given, view)
        if held is not None and self.rules.held is held:
            self._changed += abs(length(self.board.ink.strokes) - before)
            if self.board.pen_up:
                self._changed = self._costs.setdefault(self.board.ink.drawn().strokes, self._changed)
        return transition

    @property
    def hint(self) -> str:
        """What helps, if the player has not been quick."""
        late = self.rules.clock.now - self.rules.asked_at >= HINT_AFTER
        words = hint_words(self.rules, self.board.reading, self._worth(), self._share()) if late else ""
        return self.game.bindings.labels.fill(f"Hint: {words}") if words else ""

    def update(self, seconds: float) -> Transition | None:
        """Each of the last seconds is heard, as in any timed run."""
        before = self.rules.left
        transition = super().update(seconds)
        if self.started is not None and feel.beats(before, self.rules.left):
            self.game.sounds.play("heartbeat")
        return transition

    def draw(self, canvas: Canvas) -> None:
        super().draw(canvas)
        alarm = feel.alarm(self.rules.left) if self.started is not None else 0.0
        if alarm > 0:
            widgets.window_edge(canvas, theme.ALARM, 0.5 if self.effects.still else alarm, self.backdrop)

    def _draw_watermark(self, canvas: Canvas) -> None:
        if self._trophy is not None and self._age < TROPHY_SECONDS:
            self._trophy.draw(canvas, self._light, self.game.settings.board)

    def _advance(self) -> None:
        revision, now = self.board.ink.revision, self.rules.clock.now
        if not self._is_clear():
            self._clear = None
        elif self._clear is None or self._clear[0] != revision:
            self._clear = revision, now
        elif now - self._clear[1] >= LOCK_AFTER:
            self._hold()

    def _is_clear(self) -> bool:
        """Whether the pen is up and the network is sure of the first digit, which is not locked yet."""
        challenge, reading = self.rules.challenge, self.board.reading
        if challenge is None or reading is None or not self.board.pen_up:
            return False
        return self.rules.turning and self.rules.held is None and _sure(challenge, reading)

    @property
    def locking(self) -> float | None:
        """How much of the wait for the lock has passed, 0 to 1; None where there is nothing to lock."""
        if self._clear is None or self.rules.held is not None or self._clear[0] != self.board.ink.revision:
            return None
        return min((self.rules.clock.now - self._clear[1]) / LOCK_AFTER, 1.0)

    def _message(self) -> str:
        stale = self._said_of not in (None, self.board.ink.revision)
        return self.message if self._age < theme.TOAST_SECONDS and not stale else ""

    @property
    def _edge(self) -> tuple[float, Colour]:
        return 0.8 if self.rules.held is not None else 0.4, theme.ACCENT

    def _draw_panel(self, canvas: Canvas) -> None:
        canvas.panel(_TASK, theme.PANEL, theme.EDGE)
        locking = self.locking
        title, words = map(canvas.view.caps.fill, task(self.rules, clear=locking is not None))
        width = _TASK.width - 32
        canvas.text(title, (_LEFT, _TASK.y + 36), theme.TITLE, theme.ACCENT, fit=width)
        if locking is not None:
            widgets.meter(canvas, Area(_LEFT, _TASK.y + 58, width, 6), locking, theme.ACCENT)
        widgets.paragraph(canvas, words, Area(_LEFT, _TASK.y + 84, width, 24))
        canvas.panel(_SCALE, theme.PANEL, theme.EDGE)
        reading = self.board.reading
        for number, (digit, chance, label) in enumerate(scale_facts(self.rules, reading)):
            y = _SCALE.y + 32 + 48 * number
            canvas.text(str(digit), (_LEFT + 12, y), theme.TITLE, theme.TEXT, "center")
            widgets.meter(canvas, Area(_LEFT + 40, y - 12, 264, 24), chance, theme.ACCENT)
            canvas.text(label, (_SCALE.right - 16, y), theme.SMALL, theme.TEXT, "midright")
        first = self.rules.turning and self.rules.held is None
        seen = "Nothing drawn yet" if reading is None else seen_words(reading, first=first)
        canvas.text(seen, (_LEFT, _SCALE.y + 118), theme.SMALL, theme.QUIET)
        right = (_SCALE.right - 16, _SCALE.y + 118)
        canvas.text(self.changed_words, right, theme.SMALL, theme.QUIET, "midright")
        words, more, colour = worth_words(self._worth(), self.rules.left)
        canvas.text(words, (_LEFT, _SCALE.y + 148), theme.MEDIUM, colour, fit=width)
        canvas.text(more, (_LEFT, _SCALE.y + 174), theme.SMALL, colour, fit=width)
        # Two lines, apart from the line above and from the edge below.
        place = Area(_LEFT, _SCALE.y + 206, width, 24)
        widgets.paragraph(canvas, self.hint, place, theme.MODES["fool"])
        widgets.facts_row(canvas, SCORE_AREA, fool_facts(self.rules))

    @property
    def changed_words(self) -> str:
        """What the ink that was changed since the first digit was locked costs."""
        reading = self.board.reading
        if reading is None or self.rules.held is None:
            return ""
        cost = self.rules.cost(self._sight(reading), round(self._changed))
        return f"Ink changed: {cost:.0%} off your score".replace("%", " %")

    def _worth(self) -> int:
        reading = self.board.reading
        if reading is None:
            return 0
        return self.rules.worth(self._sight(reading), round(self._changed))

    def _share(self) -> float:
        """How much of the first digit's ink was changed since it was locked, in parts of its length."""
        reading = self.board.reading
        return 0.0 if reading is None else self.rules.changed(self._sight(reading), round(self._changed))

    def _sight(self, reading: Reading) -> Sight:
        return _sight(reading, rounded(self.board.ink.strokes))

    def _pen_down(self) -> None:
        """What is said of a trick goes with it."""
        if self._trophy is not None:
            self._trophy, self.message = None, ""

    def _change(self, change: Callable[[], object]) -> None:
        """Once the board is blank, the first digit has to be drawn again."""
        challenge = self.rules.challenge
        change()
        if not self.board.ink and self.record.make("drop") and challenge is not None:
            self._say(f"Started over: draw {a_digit(challenge.one)} again.", self.board.ink.revision)

    def _hold(self) -> None:
        """Lock the first digit."""
        challenge = self.rules.challenge
        if challenge is not None and self._make("hold", challenge.one):
            self._clear = None
            self._changed, self._costs = 0.0, {self.board.ink.drawn().strokes: 0.0}
            self.game.sounds.play(sound_cues.DONE)
            self._say(f"First digit locked. Now turn it into {a_digit(challenge.other)}.")

    def _ask(self) -> None:
        challenge = self.rules.challenge
        if challenge is None or self._warn():
            return
        if self._is_clear():
            self._hold()
            return
        ink = (round(self._changed),) if self.rules.turning else ()
        if not self._make("take", challenge.other, *ink):
            self._say(f"Draw a clear {challenge.one} first.")
            return
        points = self.rules.points[-1]
        self.game.sounds.play(sound_cues.of_trick(points))
        if points >= FOOLED:
            strokes = [list(stroke) for stroke in self.board.ink.strokes]
            parts = telling_parts(self.reader, strokes, partial(_worth_of, challenge))
            self._trophy = Trophy(strokes, parts)
            self._say(
                "Without this part it is not fooled."
                if parts
                else "No single part fooled it, only the whole."
            )
            self.effects.burst(strokes, power=1.5)
            self.effects.fireworks(2)
            x, y = BOARD_AREA.middle[0], BOARD_AREA.y + 64
            score = (SCORE_AREA.x + SCORE_AREA.width / 6, SCORE_AREA.y + 26)
            self.effects.fly(Floater("Fooled!", (x, y), (x, y - 24), theme.MODES["fool"], theme.TITLE, 1.3))
            self.effects.fly(Floater(f"+{points:,}", BOARD_AREA.middle, score, theme.TEXT, seconds=1.0))
        else:
            self._trophy = None
            self._say(f"{counted(points, 'point')}: not fooled. It takes {FOOLED}.")
            self.effects.shake()
        self.board.renew()

    def _warn(self) -> bool:
        """Say that a drawing fools nobody yet, rather than give the challenge away; whether it was said.

        Once more submits it, if it is worth anything.
        """
        revision = self.board.ink.revision
        if (self.rules.turning and self.rules.held is None) or self._warned == revision:
            return False
        drawing, reading = self.board.kept()
        points = self.rules.worth(_sight(reading, drawing.strokes), round(self._changed))
        if points >= FOOLED:
            return False
        self._warned = revision if points else -1
        words = why_not(self.rules, reading)
        if points:
            words += f" {{guess}} again submits it for {counted(points, 'point')}."
        else:
            words += " Go on drawing, or skip it with {skip}."
        self._say(self.game.bindings.labels.fill(words), revision)
        return True

    def _keeps(self) -> bool:
        """Say that a drawing fools the network, rather than throw it away; once more skips it. Whether it was said."""
        if self.started is None or not self.board.ink:
            return False
        self.board.lift()
        revision = self.board.ink.revision
        drawing, reading = self.board.kept()
        points = self.rules.worth(_sight(reading, drawing.strokes), round(self._changed))
        if points < FOOLED or self._skipping == revision:
            return False
        self._skipping = revision
        self._say(self.game.bindings.labels.fill(skip_words(points)), revision)
        return True

    def _make(self, move: str, target: int, *ink: int) -> bool:
        """Make a move with the drawing, if the rules allow it, and keep the drawing; `ink` that was changed before."""
        drawing, reading = self.board.kept()
        sight = _sight(reading, drawing.strokes)
        if not self.record.make(move, sight, *ink, drawing=len(self.attempts)):
            return False
        self.attempts.append(Attempt(target, drawing, reading.digit, sight.probabilities, TRICK))
        return True

    def _say(self, words: str, of: int | None = None) -> None:
        """Show a message; where it is `of` a revision of the ink, only as long as that stays."""
        self.message, self._said_of, self._age = words, of, 0.0


def task(rules: Fool, *, clear: bool = False) -> tuple[str, str]:
    """What to do, in a few words and in sentences; keys stand in braces. `clear`: the first digit is about to lock."""
    challenge = rules.challenge
    if challenge is None:
        return "Done!", ""
    one, other = a_digit(challenge.one), a_digit(challenge.other)
    if challenge.kind is Kind.BETWEEN:
        title = f"Half {challenge.one}, half {challenge.other}"
        words = f"Make the AI see {one} and {other} at once: {_EACH} % or more of each."
        return title, f"{words} Then press {{guess}}."
    if rules.held is None and clear:
        words = "It locks when the bar is full. Draw on if it isn't finished, or press {guess}."
        return f"Draw {one}", f"A clear {challenge.one}! {words}"
    if rules.held is None:
        return f"Draw {one}", f"Start with a clear {challenge.one}. Then turn it into {other}."
    words = (
        f"Draw and erase as little as you can until the AI sees {other}. Undo is free. Then press {{guess}}."
    )
    return f"Turn it into {other}", words


def seen_words(reading: Reading, *, first: bool) -> str:
    """What the network sees in the drawing; only the `first` digit, which is to be turned, has to be a clear one."""
    return "Not a digit yet" if reading.rejected and first else f"I see {a_digit(reading.digit)}"


def fool_facts(rules: Fool) -> list[Fact]:
    return [
        Fact("points", f"{rules.score:,}"),
        Fact("challenge", f"{min(len(rules.points) + 1, COUNT)} of {COUNT}", theme.ACCENT),
        Fact("seconds left", f"{rules.left:.1f}", theme.AMBER)
        if rules.left < feel.HURRY
        else Fact("seconds left", f"{rules.left:.0f}"),
    ]


def scale_facts(rules: Fool, reading: Reading | None) -> list[tuple[int, float, str]]:
    """The challenge's two digits, each with its probability, also in percent."""
    if rules.challenge is None:
        return []
    digits = (rules.challenge.one, rules.challenge.other)
    chances = [0.0 if reading is None else float(reading.probabilities[digit]) for digit in digits]
    return [(digit, chance, percent(chance)) for digit, chance in zip(digits, chances, strict=True)]


def worth_words(points: int, left: float = SECONDS) -> tuple[str, str, Colour]:
    """The points that the drawing would score, and in another line whether they are enough; `left`: seconds."""
    words, fooled = f"Score if submitted: {points:,}", points >= FOOLED
    if fooled and left < feel.HURRY:
        return words, "Submit it now!", theme.AMBER
    if fooled:
        return words, "That fools the AI. Submit it!", theme.ACCENT
    return words, f"You need {FOOLED} points to fool the AI.", theme.TEXT


def skip_words(points: int) -> str:
    """What the first press of the key that skips says of a drawing that fools the network."""
    return f"This fools me! {{guess}} submits it for {points:,} points. {{skip}} again skips it."


def hint_words(rules: Fool, reading: Reading | None, points: int, changed: float = 0.0) -> str:
    """What helps with a drawing that would score these points; "" where nothing is the matter with it.

    `changed` is the ink that was changed since the lock, in parts of the first digit's length. Keys stand in braces.
    """
    challenge = rules.challenge
    if challenge is None or points >= FOOLED:
        return ""
    one, other = a_digit(challenge.one), a_digit(challenge.other)
    if reading is None:
        if rules.held is not None:
            return f"Your {challenge.one} is gone. Undo brings it back."
        return f"First draw a plain {challenge.one}." if rules.turning else hint(challenge)
    if not rules.turning:
        return _halfway_words(challenge, reading)
    if rules.held is None:
        if _sure(challenge, reading):
            return ""
        if reading.digit == challenge.other:
            return f"I see {other} already. Undo, and let the {challenge.one} lock first."
        return f"I have to be {SURE:.0%} sure that it is {one}.".replace("%", " %")
    if _only_ink(challenge, reading):
        return f"I see {other}, but too much ink changed: undo some."
    if changed >= _TOO_MUCH:
        return "Too much ink changed: undo some, or skip with {skip}."
    if reading.digit == challenge.other:
        return f"Nearly {other}! Go on a little."
    if changed < _TRIED:
        return hint(challenge)
    if reading.digit == challenge.one:
        return f"Still {one}. {next_hint(challenge)} Or skip with {{skip}}."
    return f"I see {a_digit(reading.digit)} now. {next_hint(challenge)} Or undo some."


def _halfway_words(challenge: Challenge, reading: Reading) -> str:
    """Which of the two digits a drawing halfway between them lacks, whichever of them was drawn first."""
    one, other = challenge.one, challenge.other
    if reading.digit not in (one, other):
        seen = a_digit(reading.digit)
        return f"I see {seen}. Undo some, or make it more like {a_digit(one)} and {a_digit(other)}."
    weak = one if reading.digit == other else other
    if reading.probabilities[weak] >= _NEARLY:
        return f"Nearly! A little more {weak}."
    how = hint(Challenge(Kind.TURN, reading.digit, weak))
    return f"A little more {weak}: {how[0].lower()}{how[1:]}"


def why_not(rules: Fool, reading: Reading) -> str:
    """Why a drawing does not count as fooling the network."""
    challenge = rules.challenge
    if challenge is not None and rules.turning and reading.digit == challenge.other:
        if _only_ink(challenge, reading):
            return "Too much ink changed: undo some."
        return f"Not fooled yet: I'm not sure it's {a_digit(challenge.other)}."
    return f"Not fooled yet: I see {a_digit(reading.digit)}."


def _sure(challenge: Challenge, reading: Reading) -> bool:
    """Whether the network is sure of the first digit."""
    rejected, score = reading.rejected, reading.reject_score
    if reading.probabilities[challenge.one] < SURE:
        return False
    return accepts(reading.digit, challenge.one, rejected=rejected, reject_score=score)


def _only_ink(challenge: Challenge, reading: Reading) -> bool:
    """Whether a turned digit would have fooled the network, had less ink been changed."""
    return MAX_POINTS * float(reading.probabilities[challenge.other]) >= FOOLED


def _worth_of(challenge: Challenge, probabilities: Probabilities) -> float:
    """How well ten probabilities meet a challenge, 0 to 1."""
    other = float(probabilities[challenge.other])
    if challenge.kind is Kind.BETWEEN:
        return 2 * min(float(probabilities[challenge.one]), other)
    return other


def _sight(reading: Reading, strokes: Sequence[Stroke]) -> Sight:
    return Sight(tuple(reading.probabilities.tolist()), length(strokes))
