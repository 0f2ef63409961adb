"""Arrays of images and labels as people keep them, brought to uint8 [N, 28, 28], white on black, and uint8 [N]."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from digitgame.datasets.formats.place import MOST
from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.errors import DigitgameError

AGAIN: Final = "Fetch the file again, or name another with --data."
Array = npt.NDArray[Any]
Part = Literal["train", "test"]
_PIXELS: Final = SIDE * SIDE
# The shapes of N images, without the N.
_SHAPES: Final = ((SIDE, SIDE), (SIDE, SIDE, 1), (1, SIDE, SIDE), (_PIXELS,))
_RANGES: Final = "0 to 1, -1 to 1 or 0 to 255"
# Words in an array's or a file's name.
_TRAINING: Final = re.compile(r"(?<![a-wz])(train|valid|val(?![a-z]))")
_TESTING: Final = re.compile(r"(?<![a-wz])(test|t10k|eval)")
# Rounding may leave a value this far out of its range.
_TOLERANCE: Final = 1e-3
# Bytes.
_LONGEST_LABEL: Final = 64


@dataclass(frozen=True)
class Scale:
    """How values become 0 to 255: `(value + offset) * factor`."""

    offset: float
    factor: float

    @classmethod
    def of(cls, low: float, high: float, where: str) -> "Scale":
        """The scale of pixels from `low` to `high`; raises DigitgameError, which names `where`, for any other range."""
        if low >= -_TOLERANCE and high <= 1 + _TOLERANCE:
            return cls(0, 255)
        if low >= -1 - _TOLERANCE and high <= 1 + _TOLERANCE:
            return cls(1, 127.5)
        if low >= -_TOLERANCE and high <= 255 + _TOLERANCE:
            return cls(0, 1)
        # NaN fails all of them.
        problem = f"{where} has values of {low:g} to {high:g}: pixels are {_RANGES}."
        raise DigitgameError(problem, "Scale them so.")

    def apply(self, values: Array) -> Bytes:
        """Values within the range of this scale as uint8."""
        scaled = (values.astype(np.float32) + np.float32(self.offset)) * np.float32(self.factor)
        return np.asarray(np.rint(scaled).clip(0, 255), np.uint8)


@dataclass(frozen=True)
class Described:
    """An array that is not read yet: its name, shape and type, and its rows, some at a time."""

    name: str
    shape: tuple[int, ...]
    kind: np.dtype[Any]
    blocks: Callable[[], Iterator[Array]]


def are_images(shape: tuple[int, ...]) -> bool:
    """Whether an array of this shape may hold images of 28x28 px."""
    return shape[1:] in _SHAPES


def are_labels(shape: tuple[int, ...]) -> bool:
    """Whether an array of this shape may hold labels: whole numbers, or ten columns with a single 1."""
    return len(shape) == 1 or shape[1:] in ((1,), (10,))


def to_pixels(array: Described, where: str) -> Bytes:
    """Images of any usual shape and type as uint8 [N, 28, 28]. Raises DigitgameError, which names `where`.

    Floats take four or eight times the memory, so they are read twice, in blocks: for their range, and for the pixels.
    """
    if not are_images(array.shape) or array.kind.kind not in "uifb":
        known = ", ".join(str(["N", *shape]).replace("'", "") for shape in _SHAPES)
        problem = f"{where} is {array.kind} {list(array.shape)}: images are numbers of shape {known}."
        raise DigitgameError(problem, AGAIN)
    count = array.shape[0]
    if count > MOST:
        raise DigitgameError(
            f"{where} has {count:,} images; at most {MOST:,} are read.", "Name a smaller file."
        )
    low = high = 0.0
    if count:
        # Unlike Python's, these keep NaN.
        limits = [(block.min(), block.max()) for block in array.blocks()]
        low = float(np.min([least for least, _ in limits]))
        high = float(np.max([most for _, most in limits]))
    scale = Scale.of(low, high, where)
    pixels = np.empty((count, SIDE, SIDE), np.uint8)
    start = 0
    for block in array.blocks() if count else ():
        rows = block.reshape(len(block), SIDE, SIDE)
        as_they_are = rows.dtype == np.uint8 and scale.factor == 1
        pixels[start : start + len(rows)] = rows if as_they_are else scale.apply(rows)
        start += len(rows)
    return pixels


def to_labels(array: Described, where: str) -> Bytes:
    """Labels as uint8 [N]: whole numbers of any type, digits as text, or one-hot rows. Raises DigitgameError."""
    if not are_labels(array.shape) or array.kind.kind not in "uifbUS" or array.kind.itemsize > _LONGEST_LABEL:
        problem = (
            f"{where} is {array.kind} {list(array.shape)}: labels are whole numbers [N], or one-hot [N, 10]."
        )
        raise DigitgameError(problem, AGAIN)
    if array.shape[0] > MOST:
        raise DigitgameError(f"{where} has more than {MOST:,} labels.", "Name a smaller file.")
    values = np.concatenate([*array.blocks(), np.empty((0, *array.shape[1:]), array.kind)])
    if values.ndim == 2 and values.shape[1] == 10 and values.dtype.kind in "uifb":
        wrong = np.flatnonzero((values.max(1) != 1) | (values.min(1) != 0) | (values.sum(1) != 1))
        if len(wrong):
            raise DigitgameError(f"{where}, row {wrong[0]} is not nine zeros and a single one.", AGAIN)
        return np.asarray(values.argmax(1), np.uint8)
    try:
        numbers = values.reshape(len(values)).astype(np.float64)
    except ValueError:
        raise DigitgameError(f"{where} holds text: labels are digits 0 to 9.", AGAIN) from None
    check_labels(numbers, where)
    return numbers.astype(np.uint8)


def check_labels(labels: npt.NDArray[np.number[Any]], where: str) -> None:
    """Raise DigitgameError for the first label that is not a digit."""
    wrong = np.flatnonzero(~np.isin(labels, np.arange(10)))
    if len(wrong):
        raise DigitgameError(f"{where}: label {wrong[0]} is {labels[wrong[0]]:g}, not a digit 0 to 9.", AGAIN)


def part_of(name: str) -> Part | None:
    """Which part an array or a file holds, by its name; validation images are for training. None if it doesn't say."""
    lower = name.lower()
    if _TESTING.search(lower):
        return "test"
    return "train" if _TRAINING.search(lower) else None


def parts(arrays: Mapping[str, Described], where: str, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images among named arrays, told by their shapes and names; either may be empty.

    Without names that say so (`arr_0`, ...), the first pair of images and labels is for training, a second one for
    testing. Raises DigitgameError if there are no images, or no labels for some.
    """
    images = [one for one in arrays.values() if are_images(one.shape) and not _is_labels_name(one.name)]
    labels = [one for one in arrays.values() if are_labels(one.shape)]
    if not images:
        found = ", ".join(f"{one.name} {list(one.shape)}" for one in list(arrays.values())[:6]) or "nothing"
        raise DigitgameError(f"{where} has no array of images of {SIDE}x{SIDE} px: it holds {found}.", AGAIN)
    named = any(part_of(one.name) for one in images)
    result: dict[Part, list[Images]] = {"train": [], "test": []}
    for at, one in enumerate(images):
        part = part_of(one.name) or ("train" if named or at == 0 else "test")
        fitting = [label for label in labels if not named or _same_part(label.name, one.name)]
        # Of several in one part, such as training and validation, those of the same length belong together.
        label = next((label for label in fitting if label.shape[0] == one.shape[0]), None)
        if label is None:
            counts = f": {fitting[0].name} has {fitting[0].shape[0]:,}" if fitting else ""
            problem = f"{where}, {one.name} has {one.shape[0]:,} images but no labels of as many{counts}."
            raise DigitgameError(problem, "Add the labels, or name data that has them.")
        labels.remove(label)
        if not (only_test and part == "train"):
            pixels = to_pixels(one, f"{where}, {one.name}")
            result[part].append(Images(pixels, to_labels(label, f"{where}, {label.name}")))
    left = next((label for label in labels if part_of(label.name)), None)
    if left is not None:
        raise DigitgameError(f"{where} has labels ({left.name}) but no images that go with them.", AGAIN)
    return Images.joined(result["train"]), Images.joined(result["test"])


def _is_labels_name(name: str) -> bool:
    return re.search(r"label|target|^y|_y$", name.lower()) is not None


def _same_part(label: str, images: str) -> bool:
    """Whether two names mean one part: training and validation are told apart."""
    kinds = [("val" in name.lower(), part_of(name)) for name in (label, images)]
    return kinds[0] == kinds[1]
