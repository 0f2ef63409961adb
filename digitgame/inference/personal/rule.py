"""When a player's own drawings overrule the network: a drawing must be clearly nearer to the corrections.

How far a drawing is from some others is the product of two distances, each the mean of the three nearest (nearest
neighbours, Cover and Hart 1967): of its style, what the network's layers still show of how a digit is written, and of
the pen's trajectory (`trajectory.py`). How far it is from the corrections is compared with how far it is from what the
player draws for the digit read, and from what the built-in hand draws for it: a drawing that is unlike the two or three
that the player has told of that digit, but like everybody else's, is more likely another way of theirs to write it.

The weights are about those of a logistic regression on players that `benchmarks/players.py` keeps for it, the limits
such that about one in ten thousand drawings of the digit read is overruled wrongly there, with any of five networks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

LEAST: Final = 0.3  # a drawing this near in style to a correction is of its kind
FURTHEST: Final = 1.0  # one further than this is of none,
FURTHEST_PATH: Final = 0.5  # and so is one this far in trajectory
_NEAREST: Final = 3  # drawings, of those that a drawing is compared with, whose mean distance counts
_OTHERS: Final = 1  # others' drawings count as much as so many of the player's own of the digit read
# The share of its distance to those that a drawing may be away from the corrections, with the player's own known and
# without. It shrinks as the network finds the corrected digit less likely, by this power of the probability: that of
# an odd digit is a thousandth, and so a limit of 1 about 0.7.
_LIMIT: Final = 1.0
_LIMIT_WITHOUT: Final = 1.2
_LIKELY: Final = 0.05
# Who has corrected the digit read more often than that, and never told of one that was right, does not draw it: the
# latter limit grows with their number, by this power, up to this many times.
_CORRECTIONS: Final = 3
_MORE: Final = 1 / 3
_MOST_MORE: Final = 1.5
_TINY: Final = 1e-12  # the least probability that makes a difference
_SAME: Final = 1e-4  # the least distance that makes one

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
    others_styles: Array  # [N], the same of others' drawings of the digit read
    others_paths: Array


def shares(known: Known, seen: Seen, among: Mask) -> dict[int, float]:
    """How far a drawing is from the corrections of each digit that it may be, in shares of how far it may be.

    Below 1 the player's drawings, of the M those `among`, say that it is that digit. Digits that it cannot be are left
    out: those never corrected from what is read, those corrected once alone, and what it is unlike altogether.
    """
    read = int(seen.chances.argmax())
    corrected = among & (known.truths != known.reads)
    found: dict[int, float] = {}
    if not len(seen.others_styles):
        return found
    beside = _far(seen.others_styles, seen.others_paths)
    own, limit = among & (known.truths == read), _LIMIT
    if own.any():
        weight = own.sum() / (own.sum() + _OTHERS)
        beside = _far(seen.styles[own], seen.paths[own], 1) ** weight * beside ** (1 - weight)
    else:
        count = int((corrected & (known.reads == read)).sum())
        limit = _LIMIT_WITHOUT * min(max(count / _CORRECTIONS, 1) ** _MORE, _MOST_MORE)
    for truth in np.unique(known.truths[corrected & (known.reads == read)]).tolist():
        alike = corrected & (known.truths == truth)
        styles, paths = seen.styles[alike], seen.paths[alike]
        if len(styles) < 2 or styles.min() >= FURTHEST or paths.min() >= FURTHEST_PATH:
            continue
        likely = max(float(seen.chances[truth]), _TINY) ** _LIKELY
        found[truth] = _far(styles, paths) / (beside * limit * likely)
    return found


def _far(styles: Array, paths: Array, count: int = _NEAREST) -> float:
    """How far a drawing is from others: the product of both distances, each the mean of the nearest."""
    style, path = (float(np.sort(away)[:count].mean()) for away in (styles, paths))
    return max(style, _SAME) * max(path, _SAME)
