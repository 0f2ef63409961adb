"""Rejection of ink that is not a digit.

A network may have learned to recognise non-digits: its output `doubt` is their probability. The reject score of any
other network is 1 minus its confidence. A drawing whose score is above the threshold on the model's card is rejected;
without a threshold none is. `Reader` compares the two; `training/rejection.py` fits the threshold.
"""

import math

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.model import Model

Array = npt.NDArray[np.float32]


def reject_scores(probabilities: Array, learned: Array | None) -> Array:
    """Reject scores [N], 0 to 1, of calibrated `probabilities` [N, 10], or the non-digit output `learned` [N, 1]."""
    return np.asarray(1 - probabilities.max(1, initial=0) if learned is None else learned[:, 0])


def threshold(model: Model) -> float:
    """The threshold on the model's card, infinite if there is none; DigitgameError if it is not a number."""
    entry = model.card.get("refusal")
    try:
        limit = math.inf if entry is None else float(entry["threshold"])
    except (KeyError, TypeError, ValueError, OverflowError):
        limit = math.nan
    if math.isnan(limit):
        hint = "Train another with `digitgame train`, or name another with --model."
        raise DigitgameError(f"The rejection threshold on the card of {model.folder} is not a number.", hint)
    return limit
