"""The dataset cache: the data sets kept on this machine, each a folder of unpacked idx files; and fetching MNIST."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from digitgame import folders, paths
from digitgame.datasets.formats import idx
from digitgame.datasets.images import Images, ProgressCallback
from digitgame.errors import DigitgameError, writing

if TYPE_CHECKING:
    from digitgame.datasets.download import Allowance

MNIST: Final = "mnist"
# The sha256 of the unpacked files.
MNIST_SHA256: Final = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
# Training and test images.
MNIST_COUNTS: Final = (60_000, 10_000)
MIRRORS: Final = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
)
_FETCH_AGAIN: Final = "Fetch it again with `digitgame data get mnist`."
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class CachedDataset:
    """A data set in the cache: how many training and test images it has, and its bytes on disk."""

    name: str
    folder: Path
    train: int
    test: int
    size: int


def difference_from_mnist(train: Images, test: Images) -> str | None:
    """The first of MNIST's files whose sha256 differs; None if none does. Training images may be missing."""
    for part, images in zip(idx.PARTS, (train, test), strict=True):
        for name, array in zip(idx.file_names(part), (images.images, images.labels), strict=True):
            if (part == "t10k" or len(train)) and idx.sha256(array) != MNIST_SHA256[name]:
                return name
    return None


def is_mnist(train: Images, test: Images) -> bool:
    """True if these are MNIST's images, in its order."""
    train_count, test_count = MNIST_COUNTS
    same_size = len(test) == test_count and len(train) in (0, train_count)
    return same_size and difference_from_mnist(train, test) is None


def is_name(name: str) -> bool:
    """True if a data set may have this name: easy to type, and a folder's name on every platform."""
    return re.fullmatch(r"[A-Za-z0-9_.+-]+", name) is not None and paths.is_name(name)


def save(cache: Path, name: str, train: Images, test: Images) -> Path:
    """Keep a data set in the cache, replacing its namesake; returns its folder. DigitgameError if that fails."""
    final = cache / name
    with writing(final), folders.replacing(final) as beside:
        for part, images in zip(idx.PARTS, (train, test), strict=True):
            for file, array in zip(idx.file_names(part), (images.images, images.labels), strict=True):
                idx.write(beside / file, array)
    return final


def fetch_mnist(
    cache: Path,
    *,
    progress: ProgressCallback | None = None,
    allowance: Allowance | None = None,
    mirrors: Sequence[str] | None = None,
) -> Path:
    """Fetch MNIST from the first mirror that serves it whole, check its sha256 and cache it; returns its folder.

    Each mirror has an `allowance`, or all share the one that is given. Raises DigitgameError, with each mirror's
    reason, if none serves it.
    """
    # http and ssl take 30 ms to import, which the game need not spend.
    from digitgame.datasets import remote

    # If this fails, no mirror helps.
    remote.make_folder(cache)
    reasons = []
    for mirror in mirrors or MIRRORS:
        try:
            _, train, test, _ = remote.read(mirror, cache=cache, progress=progress, allowance=allowance)
        except DigitgameError as error:
            reasons.append(error.problem)
            continue
        wrong = difference_from_mnist(train, test)
        if wrong is None:
            return save(cache, MNIST, train, test)
        reasons.append(f"The {wrong} of {mirror} is not MNIST's: its sha256 differs.")
    hint = "Download it by hand, then `digitgame data get FOLDER`; or go on without it: --data hand."
    raise DigitgameError(f"MNIST cannot be fetched. {' '.join(reasons)}", hint)


def has(cache: Path, name: str) -> bool:
    """True if a data set of that name is in the cache, complete or not."""
    return is_name(name) and idx.has_part(cache / name, "t10k")


def is_complete(cache: Path, name: str) -> bool:
    """True if a data set is in the cache and undamaged; reads all of it."""
    try:
        if not has(cache, name):
            return False
        read(cache, name)
    except DigitgameError as error:
        _log.debug("The cached data set %s is damaged: %s", name, error)
        return False
    return True


def read(cache: Path, name: str, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of a cached data set; DigitgameError if damaged, or not MNIST by its sha256."""
    folder = cache / name
    if name != MNIST:
        train = Images.none() if only_test else idx.read_part(folder, "train")
        return train, idx.read_part(folder, "t10k")
    try:
        train, test = idx.read_part(folder, "train"), idx.read_part(folder, "t10k")
    except DigitgameError as error:
        raise DigitgameError(error.problem, _FETCH_AGAIN) from None
    wrong = difference_from_mnist(train, test)
    if wrong:
        raise DigitgameError(f"{folder / wrong} has been altered: its sha256 is not MNIST's.", _FETCH_AGAIN)
    return (Images.none() if only_test else train), test


def cached_datasets(cache: Path) -> list[CachedDataset]:
    """The data sets in the cache, sorted by name."""
    folders = sorted(cache.iterdir()) if cache.is_dir() else []
    return [_described(folder) for folder in folders if folder.name[0] != "." and has(cache, folder.name)]


def _described(folder: Path) -> CachedDataset:
    """A cached data set; the sizes of its label files give the counts."""
    counts = []
    for part in idx.PARTS:
        labels = idx.find(folder, idx.file_names(part)[1])
        counts.append(max(labels.stat().st_size - 8, 0) if labels else 0)
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    return CachedDataset(folder.name, folder, counts[0], counts[1], size)


def remove(cache: Path, name: str) -> None:
    """Remove a data set; raises DigitgameError if that is not allowed."""
    try:
        folders.remove(cache / name)
    except OSError as error:
        problem = f"{cache / name} cannot be removed: {error.strerror or error}."
        raise DigitgameError(problem, "Check who may write there, or remove it by hand.") from None


def sample(cache: Path, count: int, seed: int) -> Images | None:
    """`count` of MNIST's test digits, 0 to 9 in turn, reading only these rows; None if it is missing or damaged."""
    images, labels_file = (cache / MNIST / name for name in idx.file_names("t10k"))
    try:
        labels = idx.read_labels(labels_file)
        rng = np.random.default_rng(seed)
        rows = [int(rng.choice(np.flatnonzero(labels == index % 10))) for index in range(count)]
        return Images(idx.read_some(images, rows, (28, 28)), labels[rows])
    except (OSError, ValueError, DigitgameError) as error:
        _log.debug("No sample of MNIST: %s", error)
        return None
