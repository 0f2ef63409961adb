"""Knowing what is not a digit: how much a network doubts, and from where on a drawing is refused.

A network may have learnt to tell ink that is not a digit: its output `doubt` is the probability of that. One that
has not doubts as much as it is unsure of its digit. Above the threshold of the model's card a drawing is refused;
without a threshold none is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.ink import frame_many
from digitgame.synth import non_digits

if TYPE_CHECKING:
    from digitgame.inference.reader import Reader
    from digitgame.model import Model

ACCEPTED: Final = 0.995  # of the digits that the threshold is fitted on: people's are stranger
_EACH: Final = 100  # scraps of each kind to measure with
_SEED: Final = 990_001  # no training draws its scraps with it
Array = npt.NDArray[np.float32]
Frames = dict[str, Array]  # by kind of scrap, [N, 28, 28]


def doubts(probabilities: Array, learnt: Array | None) -> Array:
    """How much of a doubt there is that each drawing is a digit: [N], 0 to 1.

    `probabilities` [N, 10], calibrated; `learnt` [N, 1], what the network itself says, where it has learnt to.
    """
    doubt: Array = 1 - probabilities.max(1, initial=0) if learnt is None else learnt[:, 0]
    return doubt


def threshold(model: Model) -> float:
    """The doubt above which a model's card has a drawing refused; infinite where it names none."""
    refusal = model.card.get("refusal")
    try:
        limit = math.inf if refusal is None else float(refusal["threshold"])
    except (KeyError, TypeError, ValueError):
        limit = math.nan
    if math.isnan(limit):
        hint = "Train another with `digitgame train`, or name another with --model."
        raise DigitgameError(
            f"The card of {model.folder} has a threshold of refusal that is no number.", hint
        )
    return limit


def fit(
    digits: Mapping[str, Array], of_scraps: Mapping[str, Array], accept: float = ACCEPTED
) -> dict[str, Any]:
    """What the card tells of refusing: the threshold that accepts a share `accept` of each kind of digits at least.

    `digits`: the doubts [N] about digits that were held out of training, by source; `of_scraps`: about scraps, by
    kind. The result has `threshold`, `accepted` and `refused`, a share each, and `not_a_digit`, the mean share refused
    of the kinds that people most often draw.
    """
    limit = max(float(np.quantile(some, accept, method="higher")) for some in digits.values() if len(some))
    refused = {kind: _share(some > limit) for kind, some in of_scraps.items()}
    measured = [refused[kind] for kind in non_digits.KINDS_MEASURED if kind in refused]
    return {
        "threshold": limit,
        "accepted": {source: _share(some <= limit) for source, some in digits.items() if len(some)},
        "refused": refused,
        "not_a_digit": round(float(np.mean(measured)), 4) if measured else None,
    }


def _share(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)


def scrap_frames(each: int = _EACH, seed: int = _SEED) -> Frames:
    """Frames [each, 28, 28] of scraps of every kind that there is, learnt or not, by kind."""
    written = {}
    for number, kind in enumerate((*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT)):
        if kind != "empty":  # no ink is told without a network
            drawings = non_digits.write_many(each, seed + number, [kind])
            written[kind] = frame_many([drawing.strokes for drawing in drawings])
    return written


def scrap_doubts(reader: Reader, frames: Frames) -> dict[str, Array]:
    """How much a reader doubts scraps, by kind: see `scrap_frames`."""
    return {kind: reader.read_all(some).doubts for kind, some in frames.items()}
