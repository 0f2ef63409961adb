"""When a player's own drawings overrule the network: a drawing must be clearly nearer to the corrections.

The distance of a drawing from a group of others is the product of two, each the mean of the three nearest (nearest
neighbours, Cover and Hart 1967): in style, as the network's layers show how a digit is written, and in the pen's
trajectory (`trajectory.py`). The distance from the corrections is compared with that from the player's own drawings of
the predicted digit, and from synthetic ones: a drawing that is unlike the two or three known of the player, but like
everybody else's, is probably another way in which the player writes that digit.

The weights are near those of a logistic regression on players that `benchmarks/players.py` reserves for it. With the
limits about one in ten thousand drawings of the predicted digit is overruled wrongly there, by any of five networks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# A drawing this near in style to a correction is of the same kind; one this far in style or trajectory is of none.
SAME_STYLE: Final = 0.3
MAX_STYLE: Final = 1.0
MAX_TRAJECTORY: Final = 0.5
# The mean distance of so many nearest drawings counts.
_NEAREST: Final = 3
# The synthetic drawings count as much as so many of the player's own of the predicted digit.
_SYNTHETIC_WEIGHT: Final = 1
# The largest allowed ratio of the distance to the corrections to that to the predicted digit's drawings; the second one
# applies if the player has drawn none of these. It is multiplied by this power of the probability that the network
# gives the corrected digit: a probability of 0.001 turns 1 into 0.7.
_LIMIT: Final = 1.15
_LIMIT_WITHOUT_OWN: Final = 1.35
_PROBABILITY_POWER: Final = 0.05
# A player who has corrected the predicted digit more often than that, and never confirmed it, does not draw it: the
# latter limit grows with the number of corrections, by this power, up to this many times.
_CORRECTIONS: Final = 3
_GROWTH_POWER: Final = 1 / 3
_MAX_GROWTH: Final = 1.5
# The least probability and the least distance that make a difference.
_MIN_PROBABILITY: Final = 1e-12
_MIN_DISTANCE: Final = 1e-4

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LabelledDrawings:
    """The M drawings whose digits the player has confirmed or corrected.

    `labels` [M] are the true digits, `predictions` [M] the network's own; `styles` and `trajectories` [M, M] are the
    distances between the drawings, in trajectory with the one of the column deformed to fit.
    """

    labels: Numbers
    predictions: Numbers
    styles: Array
    trajectories: Array

    @classmethod
    def none(cls) -> LabelledDrawings:
        distances, digits = np.empty((0, 0), np.float32), np.empty(0, np.int64)
        return cls(digits, digits, distances, distances)

    @property
    def misread(self) -> list[int]:
        """The digits that corrected drawings were taken for."""
        # Not np.unique, which imports all of numpy.ma: longer than a frame.
        return sorted(set(self.predictions[self.labels != self.predictions].tolist()))


@dataclass(frozen=True)
class Query:
    """A drawing that may be overruled, by its distances.

    `probabilities` [10] are the network's; `styles` and `trajectories` [M] the distances from the player's drawings,
    `synthetic_styles` and `synthetic_trajectories` [N] those from synthetic ones of the predicted digit.
    """

    probabilities: Array
    styles: Array
    trajectories: Array
    synthetic_styles: Array
    synthetic_trajectories: Array


def distance_ratios(known: LabelledDrawings, query: Query, among: Mask) -> dict[int, float]:
    """The distance of a drawing from the corrections of each possible digit, relative to the allowed one.

    Below 1 the player's drawings, of the M those `among`, say that it is that digit. Left out are digits that the
    prediction was never corrected to, those corrected once only, and those that the drawing does not resemble at all.
    """
    predicted = int(query.probabilities.argmax())
    corrected = among & (known.labels != known.predictions) & (known.predictions == predicted)
    ratios: dict[int, float] = {}
    if not len(query.synthetic_styles):
        return ratios
    reference = _distance(query.synthetic_styles, query.synthetic_trajectories)
    own, limit = among & (known.labels == predicted), _LIMIT
    if own.any():
        weight = own.sum() / (own.sum() + _SYNTHETIC_WEIGHT)
        own_distance = _distance(query.styles[own], query.trajectories[own], 1)
        reference = own_distance**weight * reference ** (1 - weight)
    else:
        growth = max(int(corrected.sum()) / _CORRECTIONS, 1) ** _GROWTH_POWER
        limit = _LIMIT_WITHOUT_OWN * min(growth, _MAX_GROWTH)
    for digit in sorted(set(known.labels[corrected].tolist())):
        # All drawings corrected to that digit, whatever they were taken for.
        alike = among & (known.labels != known.predictions) & (known.labels == digit)
        styles, trajectories = query.styles[alike], query.trajectories[alike]
        if len(styles) < 2 or styles.min() >= MAX_STYLE or trajectories.min() >= MAX_TRAJECTORY:
            continue
        likely = max(float(query.probabilities[digit]), _MIN_PROBABILITY) ** _PROBABILITY_POWER
        ratios[digit] = _distance(styles, trajectories) / (reference * limit * likely)
    return ratios


def _distance(styles: Array, trajectories: Array, count: int = _NEAREST) -> float:
    """The distance from a group: the product of both distances, each the mean of the nearest."""
    style, trajectory = (float(np.sort(distances)[:count].mean()) for distances in (styles, trajectories))
    return max(style, _MIN_DISTANCE) * max(trajectory, _MIN_DISTANCE)
