"""Data sets as files for other programs: idx, npz, image folders, and drawings as ink."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from digitgame import atomic, folders
from digitgame.datasets import cache
from digitgame.datasets.images import Bytes, Dataset, Images, ProgressCallback
from digitgame.errors import DigitgameError, writing
from digitgame.ink import Drawing, write_ink
from digitgame.ink.frame import Frame

_BY_SUFFIX: Final = {".npz": "npz", ".jsonl": "ink", ".ndjson": "ink"}
_ELSEWHERE: Final = "Name another place."


def format_of(out: Path) -> str:
    """The format that a file's name asks for; idx for a folder. DigitgameError for an ending that stands for none."""
    ending = out.suffix.lower()
    if ending and ending not in _BY_SUFFIX and not out.is_dir():
        known = ", ".join(f"{one} ({form})" for one, form in _BY_SUFFIX.items())
        hint = f"Name a file that ends in {known}, or a folder without an ending; or say --format."
        raise DigitgameError(f"No format has the ending {ending}.", hint, exit_code=2)
    return _BY_SUFFIX.get(ending, "idx")


def check_free(out: Path) -> None:
    """Raise DigitgameError if something is at `out` already, other than an empty folder."""
    if out.exists() and not (out.is_dir() and next(out.iterdir(), None) is None):
        raise DigitgameError(f"{out} is there already.", _ELSEWHERE, exit_code=2)


def write_images(dataset: Dataset, out: Path, form: str, progress: ProgressCallback | None = None) -> None:
    """Write both parts of a data set as "idx" or "png" into the folder `out`, or as "npz" into the file `out`.

    Images are 28x28, white on black; as PNG they lie in `train/0` to `test/9`. Raises DigitgameError if `out` is there
    already or cannot be written.
    """
    check_free(out)
    out = out.absolute()
    with writing(out):
        if form == "npz":
            with atomic.file(out) as beside, beside.open("wb") as file:
                train, test = dataset.train, dataset.test
                np.savez_compressed(
                    file,
                    x_train=train.images,
                    y_train=train.labels,
                    x_test=test.images,
                    y_test=test.labels,
                )
        elif form == "idx":
            out.parent.mkdir(parents=True, exist_ok=True)
            cache.save(out.parent, out.name, dataset.train, dataset.test)
        else:
            with folders.replacing(out) as beside:
                for part, images in (("train", dataset.train), ("test", dataset.test)):
                    _write_pngs(images, beside / part, progress)


def write_drawings(drawings: Iterable[Drawing], out: Path) -> None:
    """Write drawings as an ink file. Raises DigitgameError if `out` is there already or cannot be written."""
    check_free(out)
    with writing(out):
        write_ink(out, drawings)


def save_digit(frame: Frame, folder: Path, label: str, name: str) -> None:
    """Write a frame, float [28, 28], 0 to 1, as `folder/label/name.png`; raises DigitgameError if that fails."""
    with writing(folder):
        (folder / label).mkdir(parents=True, exist_ok=True)
        _save_png(np.rint(frame * 255).astype(np.uint8), folder / label / f"{name}.png")


def _save_png(image: Bytes, path: Path) -> None:
    Image.fromarray(image).save(path)


def _write_pngs(images: Images, folder: Path, progress: ProgressCallback | None) -> None:
    for label in range(10):
        (folder / str(label)).mkdir(parents=True)
    for number, (image, label) in enumerate(zip(images.images, images.labels.tolist(), strict=True)):
        _save_png(image, folder / str(label) / f"{number:05}.png")
        if progress and number % 100 == 99:
            progress(f"Writing {folder.name}", number + 1, len(images))
