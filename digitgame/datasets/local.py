"""Digits on this machine: telling what a path holds, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from digitgame.datasets import drawings
from digitgame.datasets.formats import folders, idx, npz, sprite
from digitgame.datasets.images import Images, Kind, Progress, hold_out
from digitgame.errors import DigitgameError

KNOWN: Final = (
    "four idx files, mnist.npz, the sprite mnist_images.png with mnist_labels_uint8, an ink file (.jsonl), "
    "or folders 0 to 9 of pictures"
)
_INK_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
Read = tuple[Kind, Images, Images]  # what it is, to learn from, to test on


def read(path: Path, *, only_test: bool = False, progress: Progress | None = None) -> Read:
    """The digits that a file or a folder holds, parted into those to learn from and those to test on.

    MNIST and the sprite come parted; drawings and folders of pictures keep one in six to test on. With
    `only_test` nothing is to learn from, and drawings and folders of pictures are to test on as a whole.
    Raises DigitgameError where there is nothing at `path`, where it is not known, or where it is damaged.
    """
    if path.is_dir():
        return _folder(path, only_test, progress)
    if not path.is_file():
        raise DigitgameError(
            f"There is no file or folder {path}.", f"Name one that holds {KNOWN}.", exit_code=2
        )
    return _file(path, only_test, progress)


def _folder(path: Path, only_test: bool, progress: Progress | None) -> Read:
    if idx.has_part(path, "t10k") or idx.has_part(path, "train"):
        train = Images.none() if only_test else idx.read_part(path, "train")
        return "scans", train, idx.read_part(path, "t10k")
    for name in (sprite.IMAGES, npz.FILE):
        if (path / name).is_file():
            return _file(path / name, only_test, progress)
    if (path / sprite.LABELS).is_file():
        raise DigitgameError(
            f"{path} has {sprite.LABELS} but no {sprite.IMAGES}.", "Put it there.", exit_code=2
        )
    if folders.holds_digits(path):
        return _parted(folders.read(path, progress), "pictures", only_test)
    raise DigitgameError(f"{path} holds no digits that are known here.", f"Known: {KNOWN}.", exit_code=2)


def _file(path: Path, only_test: bool, progress: Progress | None) -> Read:
    suffix = path.suffix.lower()
    if suffix in (".npz", ".png"):
        train, test = npz.read(path) if suffix == ".npz" else sprite.read(path)
        return "scans", Images.none() if only_test else train, test
    if suffix in _INK_SUFFIXES:
        return _parted(drawings.from_ink_file(path, progress), "drawings", only_test)
    if any(path == idx.find(path.parent, name) for part in idx.PARTS for name in idx.file_names(part)):
        return _folder(path.parent, only_test, progress)
    if suffix in folders.SUFFIXES:
        hint = f"Read it with `digitgame predict {path}`."
        raise DigitgameError(f"{path} is one picture, not a set of labelled digits.", hint, exit_code=2)
    raise DigitgameError(f"{path} is no kind of file that is known here.", f"Known: {KNOWN}.", exit_code=2)


def _parted(whole: Images, kind: Kind, only_test: bool) -> Read:
    return (kind, Images.none(), whole) if only_test else (kind, *hold_out(whole))
