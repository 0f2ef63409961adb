"""The personal layer: what a player corrected is read right at once, without any training.

A drawing that is read as corrected ones were, and lies nearer to them than to what the player and others draw for the
digit that the network reads, takes the corrections' digit (nearest neighbours, Cover and Hart 1967). How far drawings
are apart is measured on the maps of the network's last convolution, where how a digit is written still shows, and on
its `features`.
The guard: the same rule is tried on each of the player's own drawings with that drawing left out, and the network is
overruled in favour of a digit only where that was right there, and hardly ever wrong. Where the player has drawn
nothing else yet, sixty drawings by the built-in hand of the digit read stand in for theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import Drawing, frame, hand
from digitgame.reading.reader import Reader, Reading

MOST: Final = 200  # drawings of a player that count, the latest
_AT_ONCE: Final = 6  # drawings read at each step: a frame of the game has time for as many
_OTHERS: Final = 60  # drawings by the built-in hand, of each digit that was corrected
_SEED: Final = 4_321
_FEATURES: Final = 0.5  # the weight of the features beside the maps
# distances are between rows of length 1: 0 to the square root of 2
_LEAST: Final = 0.3  # a drawing this near to a correction is of its kind
_FURTHEST: Final = 0.8  # one further than this is of none
_SPREAD: Final = 1.6  # how much further than the corrections from each other a drawing may be,
# a drawing must be nearer to a correction than so many times its distance to the player's own drawings of the digit
# read, and than so many times its distance to others' drawings of it (one pair must hold), than the latter alone where
# the player has drawn none. Tuned on players that benchmarks/players.py keeps for it, for others' digits not to suffer.
_NEARER: Final[tuple[tuple[float, float], ...]] = ((0.7, 2.2), (0.9, 1.2))
_OTHERS_ONLY: Final = 1.1
_MORE: Final = (
    0.05  # more of the latter for each correction beyond the third, while the player has drawn none
)
_MOST_MORE: Final = 0.25
_SURE: Final = (
    0.05  # less of the latter for each power of ten that the network finds the corrected digit less likely
)
_TINY: Final = 1e-12  # the least probability that makes a difference
_RIGHT: Final = 5  # times as often as wrong the rule must have been right
_FAR: Final = 9.0  # further than anything
Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass
class Personal:
    """What one player's drawings tell about their hand. It belongs to the reader's thread."""

    reader: Reader
    waiting: deque[Drawing] = field(default_factory=deque)  # not yet read
    _styles: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))  # [M, S], of length 1
    _truths: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))  # [M]
    _chances: Array = field(default_factory=lambda: np.empty((0, 10), np.float32))  # [M, 10], what was read
    _between: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))  # [M, M], distances
    _others: dict[int, Array] = field(default_factory=dict)  # styles of others' drawings of a digit
    _others_read: dict[int, int] = field(default_factory=dict)  # how many of _OTHERS, of each digit
    _trusted: dict[int, float] | None = field(
        default_factory=dict
    )  # digits that may overrule, and how surely

    @classmethod
    def of(cls, reader: Reader, drawings: Iterable[Drawing]) -> Personal:
        """The layer of a player who made these drawings, each with its true digit as label."""
        return cls(reader, deque((drawing for drawing in drawings if drawing.label is not None), MOST))

    def add(self, drawing: Drawing) -> None:
        """A drawing whose digit the player has told, as its label."""
        assert drawing.label is not None
        self.waiting.append(drawing)

    @property
    def _reads(self) -> npt.NDArray[np.int64]:
        """[M]: the digits that the network read."""
        reads: npt.NDArray[np.int64] = self._chances.argmax(1)
        return reads

    def work(self) -> bool:
        """Do a step of what is to be done, of a few milliseconds; whether that was not yet all."""
        if self.waiting:
            self._read_some()
        elif (digit := self._to_compare()) is not None:
            self._read_others(digit)
        elif self._trusted is None:
            self._trusted = self._tried()
        return bool(self.waiting) or self._trusted is None

    def judge(self, reading: Reading) -> Reading:
        """The reading, overruled where the player's corrections say so; as it is while there is work to do."""
        if self.waiting or self._trusted is None or not len(self._truths) or "features" not in reading.layers:
            return reading
        style = _style(reading)
        distances = _distances(style, self._styles)[0]
        nearest = int(distances.argmin())
        if reading.refused and self._truths[nearest] == reading.digit and distances[nearest] < _LEAST:
            return replace(reading, refused=False)  # the player has said that such ink is this digit
        truth = self._ruling(distances, reading.probabilities, style, np.ones(len(distances), bool))
        if truth not in self._trusted:
            return reading
        share = np.float32(self._trusted[truth])
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
        known = len(self._styles)
        self._styles = np.concatenate([self._styles.reshape(-1, styles.shape[1]), styles])
        new = _distances(styles, self._styles)
        self._between = np.block([[self._between, new[:, :known].T], [new]])[-MOST:, -MOST:]
        self._styles = self._styles[-MOST:]
        truths = [drawing.label for drawing in some if drawing.label is not None]
        self._truths = np.concatenate([self._truths, np.array(truths, np.int64)])[-MOST:]
        chances = np.stack([reading.probabilities for reading in readings])
        self._chances = np.concatenate([self._chances, chances])[-MOST:]
        self._trusted = None

    def _to_compare(self) -> int | None:
        """A digit that drawings were misread as, of which too few drawings by others are known."""
        misreads: list[int] = np.unique(self._reads[self._truths != self._reads]).tolist()
        return next((digit for digit in misreads if self._others_read.get(digit, 0) < _OTHERS), None)

    def _read_others(self, digit: int) -> None:
        """Some more drawings of a digit by the built-in hand, of those that the network reads right."""
        known_of = self._others_read.get(digit, 0)
        rng = np.random.default_rng([_SEED, digit, known_of])
        self._others_read[digit] = known_of + _AT_ONCE
        readings = [self.reader.read(frame(hand.write(digit, rng).strokes)) for _ in range(_AT_ONCE)]
        styles = [_style(reading) for reading in readings if reading.digit == digit]
        known = self._others.get(digit, np.empty((0, self._styles.shape[1]), np.float32))
        self._others[digit] = np.concatenate([known, *styles])

    def _tried(self) -> dict[int, float]:
        """The guard: the digits in whose favour the rule was right on the player's own drawings."""
        right: dict[int, int] = {}
        wrong: dict[int, int] = {}
        for at in self._disputable():
            among = np.ones(len(self._truths), bool)
            among[at] = False
            told = self._ruling(self._between[at], self._chances[at], self._styles[[at]], among)
            if told is not None:
                count = right if told == self._truths[at] else wrong
                count[told] = count.get(told, 0) + 1
        tried = {digit: (count, wrong.get(digit, 0)) for digit, count in right.items()}
        return {digit: (r + 1) / (r + w + 1.5) for digit, (r, w) in tried.items() if r >= _RIGHT * w}

    def _disputable(self) -> list[int]:
        """The player's drawings that are nearest to one of a digit that was corrected: the rule may speak of them."""
        corrected = np.unique(self._truths[self._truths != self._reads])
        if not len(corrected):
            return []
        against = np.where(self._truths[None] != self._reads[:, None], self._between, _FAR)
        np.fill_diagonal(against, _FAR)
        near = against.min(1) < _FURTHEST
        found: list[int] = np.flatnonzero(near & np.isin(self._truths[against.argmin(1)], corrected)).tolist()
        return found

    def _ruling(self, distances: Array, chances: Array, style: Array, among: Mask) -> int | None:
        """The digit that some of the player's drawings say against the network's; None where they do not.

        `distances` [M] to the player's drawings, of which those count that are in `among`; `chances` [10] are the
        network's.
        """
        read = int(chances.argmax())
        against = np.where(among & (self._truths != read), distances, _FAR)
        if not against.size or against.min() >= _FURTHEST:
            return None
        nearest = int(against.argmin())
        truth, distance = int(self._truths[nearest]), float(against[nearest])
        alike = np.flatnonzero(among & (self._truths == truth) & (self._reads != truth))
        if read not in self._reads[alike] or distance >= self._reach(alike):
            return None
        others = float(_distances(style, self._others[read]).min(initial=_FAR))
        own = float(distances[among & (self._truths == read)].min(initial=_FAR))
        # the less likely the network finds it, and the fewer corrections speak for it, the nearer it must be
        slack = _SURE * float(np.log10(max(chances[truth], _TINY)))
        pairs = _NEARER
        if own == _FAR:
            pairs = ((1.0, _OTHERS_ONLY),)
            slack += min(_MORE * max(int((self._reads[alike] == read).sum()) - 3, 0), _MOST_MORE)
        near = any(distance < a * own and distance < (b + slack) * others for a, b in pairs)
        return truth if near else None

    def _reach(self, alike: npt.NDArray[np.int64]) -> float:
        """How far from corrections of one digit a drawing may be to be of their kind."""
        if len(alike) < 2:
            return _LEAST
        between = self._between[np.ix_(alike, alike)] + _FAR * np.eye(len(alike), dtype=np.float32)
        return float(np.clip(_SPREAD * between.min(1).max(), _LEAST, _FURTHEST))


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
