"""Data sets at a path on this machine: find out the format, and read it."""

from pathlib import Path
from typing import Final

from digitgame.datasets import drawings
from digitgame.datasets.formats import folders, idx, npz, sprite
from digitgame.datasets.images import Images, Kind, ProgressCallback, hold_out
from digitgame.errors import DigitgameError

KNOWN: Final = (
    "four idx files, mnist.npz, the sprite mnist_images.png with mnist_labels_uint8, an ink file (.jsonl), "
    "or folders 0 to 9 of images"
)
INK_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
# (kind, training images, test images)
Loaded = tuple[Kind, Images, Images]


def read(path: Path, *, only_test: bool = False, progress: ProgressCallback | None = None) -> Loaded:
    """Read the digits of a file or a folder, split into training and test images.

    MNIST and the sprite come split; of drawings and folders of images one in six is held out. With `only_test`
    there are no training images, and all drawings and image files are for testing.
    Raises DigitgameError if there is nothing at `path`, if the format is unknown, or if the data is damaged.
    """
    if path.is_dir():
        return _folder(path, only_test, progress)
    if not path.is_file():
        hint = f"Name one that holds {KNOWN}."
        raise DigitgameError(f"There is no file or folder {path}.", hint, exit_code=2)
    return _file(path, only_test, progress)


def _folder(path: Path, only_test: bool, progress: ProgressCallback | None) -> Loaded:
    if idx.has_part(path, "t10k") or idx.has_part(path, "train"):
        train = Images.none() if only_test else idx.read_part(path, "train")
        return "scans", train, idx.read_part(path, "t10k")
    for name in (sprite.IMAGES, npz.FILE):
        if (path / name).is_file():
            return _file(path / name, only_test, progress)
    if (path / sprite.LABELS).is_file():
        problem = f"{path} has {sprite.LABELS} but no {sprite.IMAGES}."
        raise DigitgameError(problem, "Put it there.", exit_code=2)
    if folders.holds_digits(path):
        return _split(folders.read(path, progress), "images", only_test)
    raise DigitgameError(f"{path} holds no digits in a known format.", f"Known: {KNOWN}.", exit_code=2)


def _file(path: Path, only_test: bool, progress: ProgressCallback | None) -> Loaded:
    suffix = path.suffix.lower()
    if suffix in (".npz", ".png"):
        train, test = npz.read(path) if suffix == ".npz" else sprite.read(path)
        return "scans", Images.none() if only_test else train, test
    if suffix in INK_SUFFIXES:
        return _split(drawings.from_ink_file(path, progress), "drawings", only_test)
    if any(path == idx.find(path.parent, name) for part in idx.PARTS for name in idx.file_names(part)):
        return _folder(path.parent, only_test, progress)
    if suffix in folders.SUFFIXES:
        hint = f"Read it with `digitgame predict {path}`."
        raise DigitgameError(f"{path} is one image, not a set of labelled digits.", hint, exit_code=2)
    raise DigitgameError(f"{path} is not a known kind of file.", f"Known: {KNOWN}.", exit_code=2)


def _split(whole: Images, kind: Kind, only_test: bool) -> Loaded:
    return (kind, Images.none(), whole) if only_test else (kind, *hold_out(whole))
