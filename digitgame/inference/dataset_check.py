"""The check of a data set: does it make sense? The bundled model reads a sample before anybody trains on it.

Images that are black on white or transposed are put right where that is sure. Shuffled labels, blank images, and what
is no digit at all are named, never changed.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digitgame import model, paths
from digitgame.datasets import Dataset, Images
from digitgame.errors import DigitgameError
from digitgame.formatting import percent
from digitgame.inference.reader import Reader
from digitgame.ink import FRAMING

# Images that are tried, and the fewest that say anything.
SAMPLE: Final = 300
_FEWEST: Final = 50
# The accuracy from which data are left alone: strangers' digits may be hard to read.
_FINE: Final = 0.7
# Images are changed if that makes the model read so many, so many more than before, and than any other change would.
_SURE: Final = 0.85
_GAIN: Final = 0.3
_LEAD: Final = 0.1
# Readings that are as clear as those of digits, though they are not those of the labels.
_CLEAR: Final = 0.7
_CONFIDENT: Final = 0.9
# Data sets that are known, or written here.
_TRUSTED: Final = ("mnist", "hand", "mine")
Pixels = npt.NDArray[np.uint8]
_log = logging.getLogger(__name__)

# What may be wrong with images [N, 28, 28], and what puts it right.
_TURNS: Final[dict[str, Callable[[Pixels], Pixels]]] = {
    "": lambda images: images,
    "transposed": lambda images: images.transpose(0, 2, 1),
    "mirrored": lambda images: images[:, :, ::-1],
    "upside down": lambda images: images[:, ::-1],
    "turned by 180 degrees": lambda images: images[:, ::-1, ::-1],
    "turned a quarter to the right": lambda images: np.rot90(images, 1, (1, 2)),
    "turned a quarter to the left": lambda images: np.rot90(images, -1, (1, 2)),
    "mirrored along the other diagonal": lambda images: images[:, ::-1, ::-1].transpose(0, 2, 1),
}


class Fault(NamedTuple):
    """What is wrong with all images of a data set alike."""

    turn: str = ""
    inverted: bool = False

    def __str__(self) -> str:
        return " and ".join(filter(None, ("black on white" if self.inverted else "", self.turn)))

    def put_right(self, images: Pixels) -> Pixels:
        """The images without the fault, uint8 [N, 28, 28]."""
        turned = _TURNS[self.turn](images)
        return np.ascontiguousarray(255 - turned if self.inverted else turned)


def checked(dataset: Dataset) -> Dataset:
    """A data set with one source, its images put right if that is sure, with a note on what was found.

    Raises DigitgameError if all images are blank. MNIST itself, synthetic digits and the player's own are not tried,
    and nothing is if the bundled model cannot be read.
    """
    if dataset.sources[0].name in _TRUSTED:
        return dataset
    blank = [_blank(part.images) for part in (dataset.train, dataset.test)]
    blanks, count = sum(int(part.sum()) for part in blank), len(dataset.train) + len(dataset.test)
    if blanks == count:
        raise DigitgameError(f"{dataset.name} holds blank images only.", "Name other data.")
    notes = [f"{dataset.name}: {blanks:,} of its {count:,} images are blank."] if blanks else []
    part, left_out = (dataset.train, blank[0]) if len(dataset.train) else (dataset.test, blank[1])
    sample = _sample(part, left_out)
    reader = _bundled()
    if reader is None or len(sample) < _FEWEST:
        return _noted(dataset, notes)
    fault, found = diagnose(reader, sample)
    notes += [f"{dataset.name}: {line}" for line in found]
    if fault is None:
        return _noted(dataset, notes)
    train, test = (
        Images(fault.put_right(part.images), part.labels) for part in (dataset.train, dataset.test)
    )
    return Dataset.of(dataset.name, train, test, dataset.sources[0].kind, (*dataset.notes, *notes))


def diagnose(reader: Reader, sample: Images) -> tuple[Fault | None, list[str]]:
    """What to put right with images like the sample, None if nothing or if it isn't sure; and lines that say so."""
    before = reader.read_all(sample.images)
    digits = before.probabilities.argmax(1)
    accuracy = float((digits == sample.labels).mean())
    if accuracy >= _FINE:
        return None, []
    scores = {
        fault: float((reader.read_many(fault.put_right(sample.images)).argmax(1) == sample.labels).mean())
        for fault in (Fault(turn, inverted) for turn, inverted in product(_TURNS, (False, True)))
        if str(fault)
    }
    best, second = sorted(scores, key=lambda fault: -scores[fault])[:2]
    now, fixed = percent(accuracy), percent(scores[best])
    if scores[best] - accuracy >= _GAIN:
        if scores[best] >= _SURE and scores[best] - scores[second] >= _LEAD:
            return best, [
                f"its images are {best}; they were put right. (The bundled model reads {fixed} of a sample as "
                f"labelled, {now} before.)"
            ]
        return None, [
            f"its images may be {best}: so the bundled model would read {fixed} of a sample as labelled, not {now}. "
            "They are used unchanged."
        ]
    clear = float(((before.probabilities.max(1) >= _CONFIDENT) & ~before.rejected).mean())
    meant = _other_labels(digits, sample.labels)
    if meant:
        swaps = ", ".join(f"{label} for {digit}" for label, digit in meant.items())
        return None, [f"its labels seem to stand for other digits ({swaps}). They are used unchanged."]
    if clear >= _CLEAR:
        return None, [
            f"the bundled model is sure of most images, but only {now} are what their labels say. Are the labels "
            "shuffled? They are used unchanged."
        ]
    return None, [f"the bundled model reads only {now} of a sample as labelled. Are these digits 0 to 9?"]


def _other_labels(digits: npt.NDArray[np.intp], labels: Pixels) -> dict[int, int]:
    """Which digit each label stands for, if nearly all of each stand for one; without those that are right."""
    meant = {}
    agreeing = 0
    for label in np.unique(labels).tolist():
        counts = np.bincount(digits[labels == label], minlength=10)
        meant[label] = int(counts.argmax())
        agreeing += int(counts.max())
    is_clear = agreeing >= _SURE * len(labels) and len(set(meant.values())) == len(meant) > 1
    return {label: digit for label, digit in meant.items() if label != digit} if is_clear else {}


def _sample(images: Images, left_out: npt.NDArray[np.bool_]) -> Images:
    rows = np.flatnonzero(~left_out)
    chosen = np.linspace(0, max(len(rows) - 1, 0), min(SAMPLE, len(rows))).round().astype(int)
    return images[rows[chosen]]


def _blank(images: Pixels) -> npt.NDArray[np.bool_]:
    return np.asarray(images.max((1, 2)) == images.min((1, 2)))


def _noted(dataset: Dataset, notes: list[str]) -> Dataset:
    return dataset if not notes else dataset.with_notes(notes)


@lru_cache(1)
def _bundled() -> Reader | None:
    try:
        return Reader(model.load(paths.shipped_model(), framing=FRAMING))
    except DigitgameError as error:
        _log.debug("Data sets are not tried: %s", error)
        return None
