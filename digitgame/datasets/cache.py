"""The data sets kept on this machine, a folder of unpacked idx files each; and fetching MNIST."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from digitgame import atomic, paths
from digitgame.datasets.formats import idx
from digitgame.datasets.images import Images, Progress
from digitgame.errors import DigitgameError, next_step

MNIST: Final = "mnist"
# sha256 of the unpacked files
MNIST_SHA256: Final = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MNIST_COUNTS: Final = (60_000, 10_000)  # pictures to learn from and to test on
MIRRORS: Final = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
)
PATIENCE: Final = 10.0  # seconds for a mirror to answer
_MEND: Final = "Fetch it again with `digitgame data get mnist`."


@dataclass(frozen=True)
class Kept:
    """A data set on the shelf."""

    name: str
    folder: Path
    train: int  # pictures, as the sizes of the files tell
    test: int
    size: int  # bytes on disk


def difference_from_mnist(train: Images, test: Images) -> str | None:
    """The first of MNIST's four files whose digest these pictures do not give; None for MNIST itself.

    Where nothing is to learn from, the test part alone decides.
    """
    for part, pictures in zip(idx.PARTS, (train, test), strict=True):
        for name, array in zip(idx.file_names(part), (pictures.images, pictures.labels), strict=True):
            if (part == "t10k" or len(train)) and idx.sha256(array) != MNIST_SHA256[name]:
                return name
    return None


def is_mnist(train: Images, test: Images) -> bool:
    """True where these are MNIST's pictures, in its order."""
    learning, testing = MNIST_COUNTS
    alike = len(test) == testing and len(train) in (0, learning)
    return alike and difference_from_mnist(train, test) is None


def is_name(name: str) -> bool:
    """True for what can be typed anywhere, and be a folder's name on every platform."""
    return re.fullmatch(r"[A-Za-z0-9_.+-]+", name) is not None and paths.is_name(name)


def keep(cache: Path, name: str, train: Images, test: Images) -> Path:
    """Put a data set on the shelf, in place of one of the same name.

    The folder is filled beside its place and renamed, so that half of one is never seen.
    Raises DigitgameError where the disk is full or closed to us.
    """
    final = cache / name
    try:
        with atomic.folder(final) as beside:
            for part, images in zip(idx.PARTS, (train, test), strict=True):
                images_name, labels_name = idx.file_names(part)
                idx.write(beside / images_name, images.images)
                idx.write(beside / labels_name, images.labels)
    except OSError as error:
        problem = f"{final} cannot be written: {error.strerror or error}."
        raise DigitgameError(problem, next_step(error)) from None
    return final


def fetch_mnist(
    cache: Path,
    *,
    progress: Progress | None = None,
    patience: float = PATIENCE,
    mirrors: Sequence[str] | None = None,
) -> Path:
    """Fetch MNIST from the first mirror that gives it whole, check its digests, and put it on the shelf.

    Raises DigitgameError, with each mirror's reason, where none does.
    """
    from digitgame.datasets import remote  # http and ssl: 30 ms that the game need not spend

    remote.make(cache)  # where that fails, no mirror helps
    reasons = []
    for mirror in mirrors or MIRRORS:
        try:
            _, train, test = remote.read(mirror, cache=cache, progress=progress, patience=patience)
        except DigitgameError as error:
            reasons.append(error.problem)
            continue
        wrong = difference_from_mnist(train, test)
        if wrong is None:
            return keep(cache, MNIST, train, test)
        reasons.append(f"{mirror} gives another {wrong} than MNIST's: its sha256 differs.")
    hint = "Download it by hand, then `digitgame data get FOLDER`; or go on without it: --data hand."
    raise DigitgameError(f"MNIST cannot be fetched. {' '.join(reasons)}", hint)


def has(cache: Path, name: str) -> bool:
    """True where a data set of that name is on the shelf, whole or not."""
    return is_name(name) and idx.has_part(cache / name, "t10k")


def is_whole(cache: Path, name: str) -> bool:
    """True where it is there and sound; reads all of it."""
    try:
        if not has(cache, name):
            return False
        read(cache, name)
    except DigitgameError:
        return False
    return True


def read(cache: Path, name: str, *, only_test: bool = False) -> tuple[Images, Images]:
    """A data set on the shelf; MNIST's digests are checked. Raises DigitgameError where it is damaged."""
    folder = cache / name
    if name != MNIST:
        train = Images.none() if only_test else idx.read_part(folder, "train")
        return train, idx.read_part(folder, "t10k")
    try:
        train, test = idx.read_part(folder, "train"), idx.read_part(folder, "t10k")
    except DigitgameError as error:
        raise DigitgameError(error.problem, _MEND) from None
    wrong = difference_from_mnist(train, test)
    if wrong:
        raise DigitgameError(f"{folder / wrong} has been altered: its sha256 is not MNIST's.", _MEND)
    return (Images.none() if only_test else train), test


def kept(cache: Path) -> list[Kept]:
    """What is on the shelf, sorted by name."""
    folders = sorted(cache.iterdir()) if cache.is_dir() else []
    return [_kept(folder) for folder in folders if folder.name[0] != "." and has(cache, folder.name)]


def _kept(folder: Path) -> Kept:
    counts = []
    for part in idx.PARTS:
        labels = idx.find(folder, idx.file_names(part)[1])
        counts.append(max(labels.stat().st_size - 8, 0) if labels else 0)
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    return Kept(folder.name, folder, counts[0], counts[1], size)


def remove(cache: Path, name: str) -> None:
    """Take a data set off the shelf; DigitgameError where that is not allowed."""
    try:
        shutil.rmtree(cache / name)
    except OSError as error:
        problem = f"{cache / name} cannot be removed: {error.strerror or error}."
        raise DigitgameError(problem, "Check who may write there, or remove it by hand.") from None


def sweep(cache: Path) -> None:
    """Remove what a download or a copy left behind when its process was killed."""
    for folder in cache.glob(".*") if cache.is_dir() else ():
        shutil.rmtree(folder, ignore_errors=True)


def sample(cache: Path, count: int, seed: int) -> Images | None:
    """Some of MNIST's test digits, 0 to 9 again and again; None where MNIST is not kept, or damaged.

    Reads no more of the pictures than it takes.
    """
    images, labels = (cache / MNIST / name for name in idx.file_names("t10k"))
    try:
        known = idx.read_labels(labels)
        rng = np.random.default_rng(seed)
        rows = [int(rng.choice(np.flatnonzero(known == at % 10))) for at in range(count)]
        return Images(idx.read_some(images, rows, (28, 28)), known[rows])
    except (OSError, ValueError, DigitgameError):  # the caller has another way
        return None
