"""When a player's own drawings overrule the network: two rules, of which one is enough.

Both ask how far a drawing that is read as corrected ones were lies from those, against how far it lies from what the
player, else others, draw for the digit read (nearest neighbours, Cover and Hart 1967). One looks at the style, what the
network's layers still show of how a digit is written, the other at the pen's trajectory as well (`trajectory.py`).

The constants were tuned on players that `benchmarks/players.py` keeps for it, for others' digits not to suffer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

LEAST: Final = 0.3  # a drawing this near in style to a correction is of its kind
FURTHEST: Final = 0.8  # one further than this is of none
FAR: Final = 9.0  # further than anything
_TINY: Final = 1e-12  # the least probability that makes a difference
_SAME: Final = 1e-4  # the least distance between trajectories that makes one

# By style a drawing may be this much further from the corrections than they are from each other, and must be within
# so many times its distance to the player's own drawings of the digit read, and so many times its distance to others'
# drawings of it (one pair must hold).
_SPREAD: Final = 1.6
_NEARER: Final[tuple[tuple[float, float], ...]] = ((0.6, 1.8), (0.8, 1.0))
# Where the player has drawn none, within so many times its distance to others' drawings; more for each correction
# beyond the third, less for each power of ten that the network finds the corrected digit less likely.
_OTHERS_ONLY: Final = 1.0
_MORE: Final = 0.05
_MOST_MORE: Final = 0.25
_SURE: Final = 0.05

# By trajectory what counts is the distance in trajectory times that in style to this power. It must be less than this
# share of the same to the player's own drawings of the digit read.
_STYLE: Final = 1.5
_OWN: Final = 0.42
# Where the player has drawn none: than this share of others' style and of how far apart trajectories of one way of
# writing are, the geometric mean of what is usual and of the corrections' own; a share that shrinks with the network's
# probability of the corrected digit, by its power.
_USUAL: Final = 0.05
_NONE: Final = 1.8
_LIKELY: Final = 0.1

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """The M drawings whose digits the player has told."""

    truths: Numbers  # [M]
    reads: Numbers  # [M], what the network alone read
    styles: Array  # [M, M], how far they are apart in style,
    paths: Array  # and in trajectory, those of the columns deformed to fit

    @classmethod
    def nothing(cls) -> Known:
        none, numbers = np.empty((0, 0), np.float32), np.empty(0, np.int64)
        return cls(numbers, numbers, none, none)

    @property
    def misread(self) -> list[int]:
        """The digits that corrected drawings were read as."""
        digits: list[int] = np.unique(self.reads[self.truths != self.reads]).tolist()
        return digits


@dataclass(frozen=True)
class Seen:
    """A drawing that may be overruled."""

    chances: Array  # [10], the network's probabilities
    styles: Array  # [M], how far it is in style from the player's drawings,
    paths: Array  # and in trajectory
    others: float  # how far in style from the nearest of others' drawings of the digit read


def ruling(known: Known, seen: Seen, among: Mask, reach: float = 1.0) -> int | None:
    """What the player's drawings say against the network, of the M those `among`; None where they do not.

    `reach`: by trajectory a drawing may be so many times further from the corrections.
    """
    told = _by_trajectory(known, seen, among, reach)
    return _by_style(known, seen, among) if told is None else told


def _by_trajectory(known: Known, seen: Seen, among: Mask, reach: float) -> int | None:
    read = int(seen.chances.argmax())
    corrected = among & (known.truths != known.reads)
    own = among & (known.truths == read)
    found, least = None, reach
    for truth in np.unique(known.truths[corrected & (known.reads == read)]).tolist():
        alike = np.flatnonzero(corrected & (known.truths == truth))
        style, path = float(seen.styles[alike].min()), float(seen.paths[alike].min())
        if len(alike) < 2 or style >= FURTHEST:
            continue
        if own.any():
            beside = float(seen.styles[own].min()), float(seen.paths[own].min()), _OWN
        else:
            likely = max(float(seen.chances[truth]), _TINY) ** _LIKELY
            usual = float(np.sqrt(_USUAL * _nearest(known.paths, alike).mean()))
            beside = seen.others, usual, _NONE * likely
        share = path / max(beside[1], _SAME) * (style / max(beside[0], _SAME)) ** _STYLE / beside[2]
        if share < least:
            found, least = truth, share
    return found


def _by_style(known: Known, seen: Seen, among: Mask) -> int | None:
    read = int(seen.chances.argmax())
    against = np.where(among & (known.truths != read), seen.styles, FAR)
    if not against.size or against.min() >= FURTHEST:
        return None
    nearest = int(against.argmin())
    truth, distance = int(known.truths[nearest]), float(against[nearest])
    alike = np.flatnonzero(among & (known.truths == truth) & (known.reads != truth))
    if read not in known.reads[alike] or distance >= _reach(known, alike):
        return None
    own = among & (known.truths == read)
    nearer = float(seen.styles[own].min(initial=FAR))
    # the less likely the network finds it, and the fewer corrections speak for it, the nearer it must be
    slack = _SURE * float(np.log10(max(seen.chances[truth], _TINY)))
    pairs = _NEARER
    if not own.any():
        pairs = ((1.0, _OTHERS_ONLY),)
        slack += min(_MORE * max(int((known.reads[alike] == read).sum()) - 3, 0), _MOST_MORE)
    elif seen.paths[alike].min() > seen.paths[own].min():
        return None
    near = any(distance < a * nearer and distance < (b + slack) * seen.others for a, b in pairs)
    return truth if near else None


def _reach(known: Known, alike: Numbers) -> float:
    """How far in style from corrections of one digit a drawing may be to be of their kind."""
    if len(alike) < 2:
        return LEAST
    return float(np.clip(_SPREAD * _nearest(known.styles, alike).max(), LEAST, FURTHEST))


def _nearest(distances: Array, some: Numbers) -> Array:
    """How far each of some drawings is from the nearest of the others among them."""
    nearest: Array = (distances[np.ix_(some, some)] + FAR * np.eye(len(some), dtype=np.float32)).min(1)
    return nearest
