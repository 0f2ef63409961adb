"""The personal layer: what a player corrected is recognised at once, without any training.

A drawing that is predicted as corrected ones were, and is clearly more like them than like what the player and others
draw for the predicted digit, takes the corrections' digit (`rule.py`). Its style is compared, on the maps of the
network's last convolution, where how a digit is written still shows, and on its `features`; and the trajectory of the
pen (`trajectory.py`). The others are sixty synthetic drawings.
The guard: the same rule is tried on each of the player's own drawings with that drawing left out. The network is
overruled in favour of a digit only if that was right there, and hardly ever wrong, and only for a drawing that is about
as near to the corrections as those are to each other.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from digitgame.inference.personal.rule import SAME_STYLE, Array, LabelledDrawings, Query, distance_ratios
from digitgame.inference.personal.trajectory import distances as trajectory_distances
from digitgame.inference.personal.trajectory import trajectory
from digitgame.inference.reader import Reader, Reading
from digitgame.ink import Drawing, Stroke, frame
from digitgame.ink.set_aside import without

# A player's latest drawings, which count.
MOST: Final = 200
# Drawings read, and drawings that the rule is tried on, at each step: as many as a frame of the game has time for.
READ_PER_STEP: Final = 6
TRIED_PER_STEP: Final = 20
# Synthetic drawings of each digit that was corrected.
_SYNTHETIC: Final = 60
_SEED: Final = 4_321
# The weight of the features beside the maps.
_FEATURES: Final = 0.5
# The rule must have been right this many times as often as wrong.
_RIGHT: Final = 5
# A trial leaves the drawing itself out, so the nearest corrections are one fewer and further away than in use: it gets
# a looser limit. Without it, whether three corrections passed depended on the network.
_TRIAL_LIMIT: Final = 1.5
# A drawing may be so many times as far from the corrections as those are from each other, all measured by the rule.
_SPREAD: Final = 2.5


@dataclass(frozen=True)
class TrustedDigit:
    """The guard's result for a digit in whose favour the network may be overruled.

    `confidence`, 0 to 1, that this is right; `limit`, the distance ratio below which it happens, at most 1.
    """

    confidence: float
    limit: float


@dataclass
class Personal:
    """What one player's drawings say about their handwriting. It belongs to the reader's thread.

    `_earlier` are drawings that are still to be read, None where there are none, and `_added` those added since.
    Of the M latest drawings: `_styles` [M, S] of length 1, `_trajectories` [M, P, 2] and the network's
    `_probabilities` [M, 10]. `_synthetic` has the styles and trajectories of synthetic drawings by digit,
    `_synthetic_count` how many of `_SYNTHETIC` were generated. While the guard is at work `_to_try` has the rows that
    the rule is still to be tried on, `_trials` the true digit and the ratios of the others, and `_trusted` is None.
    """

    reader: Reader
    _earlier: Iterator[Drawing] | None = None
    _added: deque[Drawing] = field(default_factory=deque)
    _styles: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))
    _trajectories: Array = field(default_factory=lambda: np.empty((0, 0, 2), np.float32))
    _probabilities: Array = field(default_factory=lambda: np.empty((0, 10), np.float32))
    _known: LabelledDrawings = field(default_factory=LabelledDrawings.none)
    _synthetic: dict[int, tuple[Array, Array]] = field(default_factory=dict)
    _synthetic_count: dict[int, int] = field(default_factory=dict)
    _to_try: deque[int] | None = None
    _trials: list[tuple[int, dict[int, float]]] = field(default_factory=list)
    _trusted: dict[int, TrustedDigit] | None = field(default_factory=dict)

    @classmethod
    def of(cls, reader: Reader, drawings: Iterable[Drawing]) -> Personal:
        """The layer of a player who made these drawings, each with its true digit as label."""
        return cls(reader, (drawing for drawing in drawings if drawing.label is not None))

    def add(self, drawing: Drawing) -> None:
        """Add a drawing whose label the player has confirmed or corrected."""
        assert drawing.label is not None
        self._added.append(drawing)

    @property
    def known(self) -> int:
        """The number of drawings that have been read."""
        return len(self._known.labels)

    @property
    def waiting(self) -> bool:
        """Whether there may be drawings that have not been read."""
        return self._earlier is not None or bool(self._added)

    def work(self) -> bool:
        """Do a step of the work, a few milliseconds; returns whether there is more to do."""
        if self.waiting:
            self._read_some()
        elif (digit := self._without_synthetic()) is not None:
            self._read_synthetic(digit)
        elif self._trusted is None:
            self._try_some()
        return self.waiting or self._trusted is None

    def judge(self, reading: Reading, strokes: Sequence[Stroke]) -> Reading:
        """The reading of a drawing, overruled if the player's corrections say so; unchanged while there is work."""
        known = self._known
        if self.waiting or self._trusted is None or not self.known or "features" not in reading.layers:
            return reading
        style = _style(reading)
        styles = _distances(style, self._styles)[0]
        nearest = int(styles.argmin())
        if reading.rejected and known.labels[nearest] == reading.digit and styles[nearest] < SAME_STYLE:
            # The player has said that such ink is this digit.
            return replace(reading, rejected=False)
        if not self._trusted or reading.digit not in known.misread:
            return reading
        path = trajectory(without(strokes, reading.set_aside))[None]
        paths = trajectory_distances(path, self._trajectories)[0]
        query = self._query(reading.probabilities, style, path, styles, paths)
        ratios = distance_ratios(known, query, np.ones(len(styles), bool))
        if not ratios:
            return reading
        digit = min(ratios, key=lambda digit: ratios[digit])
        if digit not in self._trusted or ratios[digit] >= self._trusted[digit].limit:
            return reading
        weight = np.float32(self._trusted[digit].confidence)
        probabilities = reading.probabilities * (1 - weight)
        probabilities[digit] += weight
        return replace(
            reading, probabilities=probabilities, reject_score=0.0, rejected=False, overruled=reading.digit
        )

    def _read_some(self) -> None:
        some = list(itertools.islice(self._earlier or (), READ_PER_STEP))
        if len(some) < READ_PER_STEP:
            self._earlier = None
        some += [self._added.popleft() for _ in range(min(len(self._added), READ_PER_STEP - len(some)))]
        if not some:
            return
        readings = [self.reader.read_drawing(drawing.strokes) for drawing in some]
        # A network without features shows nothing of how a digit is written.
        if "features" not in readings[0].layers:
            self._earlier = None
            self._added.clear()
            return
        styles = np.concatenate([_style(reading) for reading in readings])
        kept = [without(one.strokes, reading.set_aside) for one, reading in zip(some, readings, strict=True)]
        paths = np.stack([trajectory(strokes) for strokes in kept])
        known, before = self._known, self.known
        self._styles = np.concatenate([self._styles.reshape(-1, styles.shape[1]), styles])
        self._trajectories = np.concatenate([self._trajectories.reshape(-1, *paths.shape[1:]), paths])
        new = _distances(styles, self._styles)
        all_styles = np.block([[known.styles, new[:, :before].T], [new]])
        to_new = trajectory_distances(self._trajectories[:before], paths)
        from_new = trajectory_distances(paths, self._trajectories)
        all_paths = np.block([[known.trajectories, to_new], [from_new]])
        labels = np.array([drawing.label for drawing in some], np.int64)
        predictions = np.array([reading.digit for reading in readings], np.int64)
        probabilities = np.stack([reading.probabilities for reading in readings])
        self._styles, self._trajectories = self._styles[-MOST:], self._trajectories[-MOST:]
        self._probabilities = np.concatenate([self._probabilities, probabilities])[-MOST:]
        self._known = LabelledDrawings(
            np.concatenate([known.labels, labels])[-MOST:],
            np.concatenate([known.predictions, predictions])[-MOST:],
            all_styles[-MOST:, -MOST:],
            all_paths[-MOST:, -MOST:],
        )
        self._trusted = self._to_try = None

    def _without_synthetic(self) -> int | None:
        """A digit that corrected drawings were taken for and of which too few synthetic drawings were read."""
        few = (digit for digit in self._known.misread if self._synthetic_count.get(digit, 0) < _SYNTHETIC)
        return next(few, None)

    def _read_synthetic(self, digit: int) -> None:
        """Read some more synthetic drawings of a digit, and keep those that the network recognises."""
        # Imported at the first correction, because it is nothing that the game's start needs.
        from digitgame.datasets.drawings import synthetic_drawings

        done = self._synthetic_count.get(digit, 0)
        self._synthetic_count[digit] = done + READ_PER_STEP
        for drawing in synthetic_drawings(digit, READ_PER_STEP, (_SEED, digit, done)):
            reading, path = self.reader.read(frame(drawing.strokes)), trajectory(drawing.strokes)[None]
            if reading.digit == digit:
                style = _style(reading)
                styles, paths = self._synthetic.get(digit, (style[:0], path[:0]))
                self._synthetic[digit] = np.concatenate([styles, style]), np.concatenate([paths, path])

    def _query(self, probabilities: Array, style: Array, path: Array, styles: Array, paths: Array) -> Query:
        """The query of a drawing with its style [1, S] and trajectory [1, P, 2]."""
        synthetic = self._synthetic.get(int(probabilities.argmax()))
        if synthetic is None:
            nobody = np.empty(0, np.float32)
            return Query(probabilities, styles, paths, nobody, nobody)
        to_styles, to_paths = _distances(style, synthetic[0])[0], trajectory_distances(path, synthetic[1])[0]
        return Query(probabilities, styles, paths, to_styles, to_paths)

    def _try_some(self) -> None:
        """The guard: try the rule on some of the player's own drawings; after the last one trust what was right."""
        known = self._known
        if self._to_try is None:
            # The rule concerns what is predicted as corrected drawings were.
            disputable = np.flatnonzero(np.isin(known.predictions, known.misread)).tolist()
            self._to_try, self._trials = deque(disputable), []
        for row in [self._to_try.popleft() for _ in range(min(len(self._to_try), TRIED_PER_STEP))]:
            among = np.ones(self.known, bool)
            among[row] = False
            alone = self._probabilities[row], self._styles[[row]], self._trajectories[[row]]
            query = self._query(*alone, known.styles[row], known.trajectories[row])
            self._trials.append((int(known.labels[row]), distance_ratios(known, query, among)))
        if not self._to_try:
            self._trusted = self._trustworthy()

    def _trustworthy(self) -> dict[int, TrustedDigit]:
        """The digits in whose favour the rule was right in the trials."""
        right, wrong, spread = Counter[int](), Counter[int](), dict[int, list[float]]()
        for label, ratios in self._trials:
            if label in ratios:
                spread.setdefault(label, []).append(max(ratios[label], 1e-9))
            digit = min(ratios, key=lambda digit: ratios[digit], default=label)
            if ratios.get(digit, _TRIAL_LIMIT) < _TRIAL_LIMIT:
                (right if digit == label else wrong)[digit] += 1
        return {
            digit: TrustedDigit(
                (count + 1) / (count + wrong[digit] + 1.5),
                min(_SPREAD * float(np.exp(np.log(spread[digit]).mean())), 1.0),
            )
            for digit, count in right.items()
            if count >= _RIGHT * wrong[digit]
        }


def _style(reading: Reading) -> Array:
    """How a digit is written, as the network sees it: [1, S], of length 1."""
    numbers = [int(name[4:]) for name in reading.layers if re.fullmatch(r"conv\d+", name)]
    maps = np.empty(0, np.float32)
    if numbers:
        maps = _unit(np.sqrt(np.maximum(reading.layers[f"conv{max(numbers)}"], 0)))
    return _unit(np.concatenate([maps, _FEATURES * _unit(reading.layers["features"])]))[None]


def _unit(values: Array) -> Array:
    """All values in a row, scaled to length 1."""
    row = values.reshape(-1)
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9))


def _distances(some: Array, others: Array) -> Array:
    """Distances [N, M] between rows [N, S] and [M, S] of length 1."""
    return np.asarray(np.sqrt(np.maximum(2 - 2 * some @ others.T, 0)))
