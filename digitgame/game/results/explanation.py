"""The drawings of a run, and why the network saw what it saw: stroke by stroke, and beside similar samples."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame.formatting import a_digit, percent
from digitgame.game.game import Game
from digitgame.inference import Reader, Reading
from digitgame.inference.neighbours import Neighbour, Neighbours
from digitgame.ink import Stroke, frame
from digitgame.ink.frame import Frame
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, WRONG, Attempt
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, column
from digitgame.ui.theme import Colour

PANEL: Final = column(152, 392)
# Seconds of work within a frame.
BUDGET: Final = 0.004
_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_PICTURE: Final = Area(_LEFT, PANEL.y + 16, 88, 88)
# The last strokes are read one by one, up to _MAX_PARTS, or the fifths of an only stroke; _CARDS of them are shown.
_MAX_PARTS: Final = 40
_FIFTHS: Final = 5
_CARDS: Final = 5
_CARD: Final = Area(_LEFT, PANEL.y + 144, 72, 96)
# The side of a small picture, and how many samples of each digit are shown.
_SMALL: Final = 52
_NEAR: Final = 3
_NEAR_TOP: Final = PANEL.y + 282
_OUTCOMES: Final = {
    HIT: "Correct",
    DISPUTED: "Misread, disputed",
    MISREAD: "Drawn again",
    WRONG: "Wrong answer",
    FOOLED: "Drawn to trick the AI",
}
Probabilities = tuple[float, ...]


@dataclass
class Explanation:
    """The explanation of one drawing, worked out bit by bit.

    `note` replaces the outcome's words. `steps` are the probabilities after each of the last strokes (or parts of the
    only one), and `pictures` the frames read then. `near` holds the closest samples of both digits of `pair`,
    `nearest` the closest of all. `_reading` is that of the whole drawing, `_among` the number of samples compared.
    """

    attempt: Attempt
    reader: Reader
    samples: Neighbours
    note: str = ""
    steps: list[Probabilities] = field(default_factory=list)
    pictures: list[Frame] = field(default_factory=list)
    near: dict[int, list[Neighbour]] = field(default_factory=dict)
    nearest: Neighbour | None = None
    _reading: Reading | None = None
    _among: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        """The target, and the digit that the network saw instead, or the next most likely one."""
        target, read = self.attempt.target, self.attempt.read
        if read != target:
            return target, read
        others = [digit for digit in range(10) if digit != target]
        return target, max(others, key=self.attempt.probabilities.__getitem__)

    @property
    def strokes(self) -> Sequence[Stroke]:
        return self.attempt.drawing.strokes

    @property
    def parts(self) -> int:
        """How many parts explain the drawing: its strokes, or the fifths of its only one."""
        return len(self.strokes) if len(self.strokes) > 1 else _FIFTHS

    @property
    def first(self) -> int:
        """The number, from 0, of the first part that is read."""
        return max(self.parts - _MAX_PARTS, 0)

    @property
    def turned(self) -> int | None:
        """The part, from 0, that gave the drawing its last reading; None where none did, or before all is read."""
        if self.first + len(self.steps) < self.parts:
            return None
        turned = turning_step(self.steps)
        return None if turned is None else self.first + turned

    def work(self) -> bool:
        """Work for a few milliseconds; whether there is more to do."""
        until, read = time.perf_counter() + BUDGET, len(self.steps)
        while (count := self.first + len(self.steps) + 1) <= self.parts:
            if time.perf_counter() > until:
                return True
            begun = self._begun(count)
            whole = self.attempt.outcome == FOOLED
            self._reading = self.reader.read(frame(begun)) if whole else self.reader.read_drawing(begun)
            self.pictures.append(self._reading.frame)
            self.steps.append(tuple(self._reading.probabilities.tolist()))
        if len(self.steps) > read:
            # The samples take as long as some parts, so they wait for the next frame.
            return True
        if self._among == len(self.samples) and not self.samples.done:
            self.samples.work()
        if self._among != len(self.samples) and self._reading is not None:
            self._among = len(self.samples)
            self.near = {digit: self.samples.nearest(self._reading, digit, _NEAR) for digit in self.pair}
            self.nearest = next(iter(self.samples.nearest(self._reading, None, 1)), None)
        return not self.samples.done

    def _begun(self, count: int) -> Sequence[Stroke]:
        if len(self.strokes) > 1:
            return self.strokes[:count]
        only = self.strokes[0]
        return [only[: -(-len(only) * count // _FIFTHS)]]

    def shown(self) -> range:
        """The parts, from 0, that fit on the panel: the turning one in their middle, else the last ones."""
        read = self.first + len(self.steps)
        start = read - _CARDS if self.turned is None else min(self.turned - _CARDS // 2, read - _CARDS)
        start = max(start, self.first)
        return range(start, min(start + _CARDS, read))


@dataclass
class RunDrawings:
    """Every drawing with its target and its reading; `_why` explains the chosen one.

    `reader` is the run's. `notes`: the outcome of some drawings, by their number. `best`: the number of the drawing to
    show first, None for the first misread.
    """

    game: Game
    reader: Reader
    attempts: tuple[Attempt, ...]
    notes: Mapping[int, str] = field(default_factory=dict)
    best: int | None = None
    _pictures: dict[int, Frame] = field(default_factory=dict)
    _why: Explanation | None = None

    def __len__(self) -> int:
        return len(self.attempts)

    @property
    def first(self) -> int:
        """The most interesting one."""
        if self.best is not None:
            return self.best
        return next((at for at, attempt in enumerate(self.attempts) if attempt.outcome != HIT), 0)

    def picture(self, at: int) -> Frame | None:
        """None until it is framed."""
        return self._pictures.get(at)

    def caption(self, at: int) -> tuple[str, Colour]:
        return caption(self.attempts[at])

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare the shown page and the chosen drawing, for a few milliseconds; whether there is more to do."""
        if not self.attempts:
            return False
        until, framed = time.perf_counter() + BUDGET, len(self._pictures)
        for at in shown:
            if at not in self._pictures:
                if time.perf_counter() > until:
                    return True
                self._pictures[at] = frame(self.attempts[at].drawing.strokes)
        if len(self._pictures) > framed:
            return True
        if self._why is None or self._why.attempt is not self.attempts[chosen]:
            samples = self.game.neighbours(self.reader)
            self._why = Explanation(self.attempts[chosen], self.reader, samples, self.notes.get(chosen, ""))
            return True
        return self._why.work()

    def draw(self, canvas: Canvas, at: int) -> None:
        if not self.attempts:
            x, y = PANEL.middle
            canvas.text("Nothing drawn.", (x, y - 16), theme.MEDIUM, theme.TEXT, "center")
            canvas.text("Play again and draw something!", (x, y + 16), theme.SMALL, theme.QUIET, "center")
        elif self._why is not None and self._why.attempt is self.attempts[at]:
            draw(canvas, self._why, self.picture(at))


def turning_step(steps: list[Probabilities]) -> int | None:
    """The number (from 0) of the step that brought the final reading; None where it never changed."""
    digits = [max(range(10), key=step.__getitem__) for step in steps]
    turned = [at for at in range(1, len(digits)) if digits[at] != digits[at - 1]]
    return turned[-1] if turned else None


def colour_of(attempt: Attempt) -> Colour:
    """The colour of a drawing's reading: as it was meant to be read, or not."""
    meant = attempt.read == attempt.target or attempt.outcome == FOOLED
    return theme.ACCENT if meant else theme.AMBER


def caption(attempt: Attempt) -> tuple[str, Colour]:
    """A drawing's target, and what the network saw instead."""
    words = str(attempt.target) if attempt.read == attempt.target else f"{attempt.target} › {attempt.read}"
    return words, colour_of(attempt)


def head_facts(attempt: Attempt, note: str) -> tuple[str, str, str]:
    """The target, the reading, and the outcome."""
    sure = percent(attempt.probabilities[attempt.read])
    reading = f"I saw {a_digit(attempt.read)} ({sure} sure)"
    drawn = "Your" if attempt.outcome == FOOLED else "Target:"
    return f"{drawn} {attempt.target}", reading, note or _OUTCOMES[attempt.outcome]


def turning_words(attempt: Attempt) -> str:
    """What happened at the part that brought the final reading."""
    if attempt.read == attempt.target:
        return "Here it recognised the digit"
    return f"Here it switched to {a_digit(attempt.read)}"


def step_facts(step: Probabilities, pair: tuple[int, int]) -> list[tuple[str, Colour]]:
    """Both digits' probabilities after a part, the more likely one in its colour if it beats all others."""
    likely = max(range(10), key=step.__getitem__)
    return [
        (f"{digit}  {percent(step[digit])}", colour if digit == likely else theme.QUIET)
        for digit, colour in zip(pair, (theme.ACCENT, theme.AMBER), strict=True)
    ]


def match_words(nearest: Neighbour | None, source: str) -> str:
    """The closest sample, and where it is from; None while the search goes on."""
    if nearest is None:
        return "Finding similar digits …"
    return f"Closest match: {a_digit(nearest.digit)} ({source})"


def draw(canvas: Canvas, why: Explanation, picture: Frame | None) -> None:
    _draw_head(canvas, why, picture)
    _draw_strokes(canvas, why)
    if len(why.samples) or not why.samples.done:
        _draw_samples(canvas, why)


def _draw_head(canvas: Canvas, why: Explanation, picture: Frame | None) -> None:
    attempt = why.attempt
    if picture is not None:
        canvas.picture(picture, _PICTURE)
    x, top, room = _PICTURE.right + 16, _PICTURE.y, _RIGHT - _PICTURE.right - 16
    target, reading, outcome = head_facts(attempt, why.note)
    canvas.text(target, (x, top + 14), theme.MEDIUM, theme.TEXT, fit=room)
    canvas.text(reading, (x, top + 46), theme.SMALL, colour_of(attempt), fit=room)
    canvas.text(outcome, (x, top + 72), theme.SMALL, theme.QUIET, fit=room)


def _draw_strokes(canvas: Canvas, why: Explanation) -> None:
    """A card for each part: the drawing after it, and how likely each of the two digits was then."""
    y = _CARD.y - 16
    title = "As the stroke grew" if len(why.strokes) == 1 else "Stroke by stroke"
    canvas.text(title, (_LEFT, y), theme.SMALL, theme.QUIET)
    if why.turned is not None:
        canvas.text(turning_words(why.attempt), (_RIGHT, y), theme.SMALL, colour_of(why.attempt), "midright")
    for place, part in enumerate(why.shown()):
        step = why.steps[part - why.first]
        x = _CARD.x + place * _CARD.width
        area = Area(x, _CARD.y, _SMALL, _SMALL)
        if part == why.turned:
            canvas.panel(area.inside(-3), colour_of(why.attempt), None, theme.SMALL_RADIUS)
        canvas.picture(why.pictures[part - why.first], area)
        one, other = why.pair
        _draw_share(canvas, Area(x, area.bottom + 5, _SMALL, 6), step[one], step[other])
        for row, (words, tint) in enumerate(step_facts(step, why.pair)):
            canvas.text(words, (x, area.bottom + 22 + 20 * row), theme.SMALL, tint)


def _draw_share(canvas: Canvas, track: Area, one: float, other: float) -> None:
    """How likely each of two digits is: blue from the left, amber from the right."""
    canvas.panel(track, theme.KEY, None, 2)
    rect = canvas.view.rect(track)
    wide = round(rect.width * one)
    canvas.surface.fill(theme.ACCENT, (rect.left, rect.top, wide, rect.height))
    wide = round(rect.width * other)
    canvas.surface.fill(theme.AMBER, (rect.right - wide, rect.top, wide, rect.height))


def _draw_samples(canvas: Canvas, why: Explanation) -> None:
    """The closest samples of both digits side by side, and the closest of all."""
    width = _NEAR * _SMALL + (_NEAR - 1) * 6
    for digit, x in zip(why.pair, (_LEFT, _RIGHT - width), strict=True):
        near = why.near.get(digit, [])
        canvas.text(f"Similar {digit}s", (x, _NEAR_TOP - 16), theme.SMALL, theme.QUIET)
        for place, sample in enumerate(near):
            area = Area(x + place * (_SMALL + 6), _NEAR_TOP, _SMALL, _SMALL)
            if why.nearest is not None and sample.index == why.nearest.index:
                canvas.panel(area.inside(-3), theme.ACCENT, None, theme.SMALL_RADIUS)
            canvas.picture(sample.image, area)
    words = match_words(why.nearest, why.samples.source)
    canvas.text(words, (_LEFT, _NEAR_TOP + _SMALL + 26), theme.SMALL, theme.TEXT, fit=_RIGHT - _LEFT)
