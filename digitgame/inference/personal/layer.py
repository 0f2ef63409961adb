"""The personal layer: what a player corrected is read right at once, without any training.

A drawing that is read as corrected ones were, and is clearly more like them than like what the player and others draw
for the digit that the network reads, takes the corrections' digit (`ruling.py`). What is compared is its style, on the
maps of the network's last convolution, where how a digit is written still shows, and on its `features`; and the
trajectory of the pen (`trajectory.py`). Others are sixty drawings by the built-in hand.
The guard: the same rule is tried on each of the player's own drawings with that drawing left out, and the network is
overruled in favour of a digit only where that was right there, and hardly ever wrong, and only for a drawing that is
about as near to the corrections as those are to each other.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from digitgame.inference.personal.rule import LEAST, Array, Known, Seen, shares
from digitgame.inference.personal.trajectory import apart, trajectory
from digitgame.inference.reader import Reader, Reading
from digitgame.ink import Drawing, Stroke, frame
from digitgame.synth import handwriting

MOST: Final = 200  # drawings of a player that count, the latest
_AT_ONCE: Final = 6  # drawings read at each step: a frame of the game has time for as many
_TRIED_AT_ONCE: Final = 20  # drawings that the rule is tried on at each step
_OTHERS: Final = 60  # drawings by the built-in hand, of each digit that was corrected
_SEED: Final = 4_321
_FEATURES: Final = 0.5  # the weight of the features beside the maps
_RIGHT: Final = 5  # times as often as wrong the rule must have been right
# A correction that the rule is tried on is left out, and the others are fewer and so further from it than all are from
# a new drawing: without this reach it was a network's luck whether three corrections can vouch for each other.
_REACH: Final = 1.5
# A drawing may be so many times as far from the corrections as those are from each other, all measured by the rule.
_SPREAD: Final = 2.5


@dataclass(frozen=True)
class Trust:
    """What the guard found of a digit in whose favour the network may be overruled."""

    surely: float  # how surely that is right, 0 to 1
    reach: float  # the largest share of the rule that counts, at most 1


@dataclass
class Personal:
    """What one player's drawings tell about their hand. It belongs to the reader's thread."""

    reader: Reader
    waiting: deque[Drawing] = field(default_factory=deque)  # not yet read
    _styles: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))  # [M, S], of length 1
    _paths: Array = field(default_factory=lambda: np.empty((0, 0, 2), np.float32))  # [M, P, 2], trajectories
    _chances: Array = field(default_factory=lambda: np.empty((0, 10), np.float32))  # [M, 10], what was read
    _known: Known = field(default_factory=Known.nothing)
    # others' drawings of a digit: styles, trajectories, and how many of _OTHERS were written
    _others: dict[int, tuple[Array, Array]] = field(default_factory=dict)
    _others_read: dict[int, int] = field(default_factory=dict)
    # of the player's drawings, those that the rule is still to be tried on
    _to_try: deque[int] | None = None
    # what the rule told of others: the true digit, and the share of each that it may be
    _tried: list[tuple[int, dict[int, float]]] = field(default_factory=list)
    _trusted: dict[int, Trust] | None = field(default_factory=dict)  # digits that may overrule

    @classmethod
    def of(cls, reader: Reader, drawings: Iterable[Drawing]) -> Personal:
        """The layer of a player who made these drawings, each with its true digit as label."""
        return cls(reader, deque((drawing for drawing in drawings if drawing.label is not None), MOST))

    def add(self, drawing: Drawing) -> None:
        """A drawing whose digit the player has told, as its label."""
        assert drawing.label is not None
        self.waiting.append(drawing)

    @property
    def known(self) -> int:
        """How many drawings have been taken in."""
        return len(self._known.truths)

    def work(self) -> bool:
        """Do a step of what is to be done, of a few milliseconds; whether that was not yet all."""
        if self.waiting:
            self._read_some()
        elif (digit := self._to_compare()) is not None:
            self._read_others(digit)
        elif self._trusted is None:
            self._try_some()
        return bool(self.waiting) or self._trusted is None

    def judge(self, reading: Reading, strokes: Sequence[Stroke]) -> Reading:
        """The reading of a drawing, overruled where the player's corrections say so; while there is work as it is."""
        known = self._known
        if self.waiting or self._trusted is None or not len(known.truths) or "features" not in reading.layers:
            return reading
        style = _style(reading)
        styles = _distances(style, self._styles)[0]
        nearest = int(styles.argmin())
        if reading.refused and known.truths[nearest] == reading.digit and styles[nearest] < LEAST:
            return replace(reading, refused=False)  # the player has said that such ink is this digit
        if not self._trusted or reading.digit not in known.misread:
            return reading
        path = trajectory(strokes)[None]
        seen = self._seen(reading.probabilities, style, path, styles, apart(path, self._paths)[0])
        told = shares(known, seen, np.ones(len(styles), bool))
        if not told:
            return reading
        truth = min(told, key=lambda digit: told[digit])
        if truth not in self._trusted or told[truth] >= self._trusted[truth].reach:
            return reading
        share = np.float32(self._trusted[truth].surely)
        probabilities = reading.probabilities * (1 - share)
        probabilities[truth] += share
        return replace(
            reading, probabilities=probabilities, doubt=0.0, refused=False, overruled=reading.digit
        )

    def _read_some(self) -> None:
        some = [self.waiting.popleft() for _ in range(min(len(self.waiting), _AT_ONCE))]
        readings = [self.reader.read(frame(drawing.strokes)) for drawing in some]
        if "features" not in readings[0].layers:  # a network that tells nothing of how a digit is written
            self.waiting.clear()
            return
        styles = np.concatenate([_style(reading) for reading in readings])
        paths = np.stack([trajectory(drawing.strokes) for drawing in some])
        known = self._known
        self._styles = np.concatenate([self._styles.reshape(-1, styles.shape[1]), styles])
        self._paths = np.concatenate([self._paths.reshape(-1, *paths.shape[1:]), paths])
        new = _distances(styles, self._styles)
        before = len(known.truths)
        between = np.block([[known.styles, new[:, :before].T], [new]])
        to_new = apart(self._paths[:before], paths)
        ways = np.block([[known.paths, to_new], [apart(paths, self._paths)]])
        truths = np.array([drawing.label for drawing in some], np.int64)
        reads = np.array([reading.digit for reading in readings], np.int64)
        chances = np.stack([reading.probabilities for reading in readings])
        self._styles, self._paths = self._styles[-MOST:], self._paths[-MOST:]
        self._chances = np.concatenate([self._chances, chances])[-MOST:]
        self._known = Known(
            np.concatenate([known.truths, truths])[-MOST:],
            np.concatenate([known.reads, reads])[-MOST:],
            between[-MOST:, -MOST:],
            ways[-MOST:, -MOST:],
        )
        self._trusted = self._to_try = None

    def _to_compare(self) -> int | None:
        """A digit that drawings were misread as, of which too few drawings by others are known."""
        few = (digit for digit in self._known.misread if self._others_read.get(digit, 0) < _OTHERS)
        return next(few, None)

    def _read_others(self, digit: int) -> None:
        """Some more drawings of a digit by the built-in hand, of those that the network reads right."""
        known_of = self._others_read.get(digit, 0)
        rng = np.random.default_rng([_SEED, digit, known_of])
        self._others_read[digit] = known_of + _AT_ONCE
        for strokes in [handwriting.write(digit, rng).strokes for _ in range(_AT_ONCE)]:
            reading, path = self.reader.read(frame(strokes)), trajectory(strokes)[None]
            if reading.digit == digit:
                style = _style(reading)
                styles, paths = self._others.get(digit, (style[:0], path[:0]))
                self._others[digit] = np.concatenate([styles, style]), np.concatenate([paths, path])

    def _seen(self, chances: Array, style: Array, path: Array, styles: Array, paths: Array) -> Seen:
        """A drawing beside others' of the digit that the network reads: its style [1, S], trajectory [1, P, 2]."""
        others = self._others.get(int(chances.argmax()))
        if others is None:
            return Seen(chances, styles, paths, np.empty(0, np.float32), np.empty(0, np.float32))
        return Seen(chances, styles, paths, _distances(style, others[0])[0], apart(path, others[1])[0])

    def _try_some(self) -> None:
        """The guard: try the rule on some of the player's own drawings, after the last one trust what was right."""
        known = self._known
        if self._to_try is None:  # the rule speaks of what is read as corrected drawings were
            disputable = np.flatnonzero(np.isin(known.reads, known.misread)).tolist()
            self._to_try, self._tried = deque(disputable), []
        for at in [self._to_try.popleft() for _ in range(min(len(self._to_try), _TRIED_AT_ONCE))]:
            among = np.ones(len(known.truths), bool)
            among[at] = False
            alone = self._chances[at], self._styles[[at]], self._paths[[at]]
            told = shares(known, self._seen(*alone, known.styles[at], known.paths[at]), among)
            self._tried.append((int(known.truths[at]), told))
        if not self._to_try:
            self._trusted = self._trustworthy()

    def _trustworthy(self) -> dict[int, Trust]:
        """The digits in whose favour the rule was right, how surely, and how near to them a drawing must be."""
        right, wrong, spread = Counter[int](), Counter[int](), dict[int, list[float]]()
        for truth, told in self._tried:
            if truth in told:
                spread.setdefault(truth, []).append(max(told[truth], 1e-9))
            digit = min(told, key=lambda digit: told[digit], default=truth)
            if told.get(digit, _REACH) < _REACH:
                (right if digit == truth else wrong)[digit] += 1
        return {
            digit: Trust(
                (count + 1) / (count + wrong[digit] + 1.5),
                min(_SPREAD * float(np.exp(np.log(spread[digit]).mean())), 1.0),
            )
            for digit, count in right.items()
            if count >= _RIGHT * wrong[digit]
        }


def _style(reading: Reading) -> Array:
    """How a digit is written, as the network sees it: [1, S], of length 1."""
    last = max((name for name in reading.layers if name.startswith("conv")), key=_number, default=None)
    features = _FEATURES * _unit(reading.layers["features"])
    maps = np.empty(0, np.float32) if last is None else _unit(np.sqrt(np.maximum(reading.layers[last], 0)))
    return _unit(np.concatenate([maps, features]))[None]


def _number(layer: str) -> int:
    digits = layer.removeprefix("conv")
    return int(digits) if digits.isdigit() else -1


def _unit(values: Array) -> Array:
    """All values in a row, of length 1."""
    row = values.reshape(-1)
    unit: Array = row / max(float(np.linalg.norm(row)), 1e-9)
    return unit


def _distances(some: Array, others: Array) -> Array:
    """Between rows of length 1: [N, M]."""
    distances: Array = np.sqrt(np.maximum(2 - 2 * some @ others.T, 0))
    return distances
