"""MNIST's own file format, idx: big-endian sizes, then numbers. Gzipped or not, whatever the file's name says.

EMNIST and QMNIST come in it too: EMNIST's images are transposed, QMNIST's labels have eight columns.
"""

import gzip
import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from digitgame.datasets.formats.arrays import AGAIN, check_labels
from digitgame.datasets.formats.place import MOST, Place, open_unpacked, visible
from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.datasets.stack import stacked
from digitgame.errors import DigitgameError

Part = Literal["train", "t10k"]
PARTS: Final[tuple[Part, ...]] = ("train", "t10k")
# Unsigned bytes in three dimensions and in one; QMNIST's labels, int32 in two, whose first column is the digit.
IMAGES_MAGIC: Final = 0x803
LABELS_MAGIC: Final = 0x801
WIDE_LABELS_MAGIC: Final = 0xC02
_MOST_COLUMNS: Final = 64
# Rows of a file that are read at once.
_AT_ONCE: Final = 4_096
# MNIST's names and those of its kin: emnist-digits-test-images-idx3-ubyte, qmnist-train-labels-idx2-int.gz
_NAME: Final = re.compile(
    r"(?P<set>.*?)[-_.]?(?P<part>train|t10k|test)(ing)?[-_.](?P<what>image|label)s?"
    r"([-_.]?idx\d)?([-_.](ubyte|int))?(\.gz)?",
    re.IGNORECASE,
)
_CERTAIN: Final = re.compile("idx|ubyte", re.IGNORECASE)


@dataclass(frozen=True)
class Files:
    """The idx files of one data set: those of a part that is there, or of which one file is."""

    name: str
    train: tuple[Place | None, Place | None] | None = None
    t10k: tuple[Place | None, Place | None] | None = None


def file_names(part: Part) -> tuple[str, str]:
    """The usual names of a part's image and label files, unpacked."""
    return f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"


def spellings(name: str) -> tuple[str, ...]:
    """The spellings of the file name `name`: with or without `.gz`, with `-` or `.` before `idx`."""
    dotted = name.replace("-idx", ".idx")
    return (f"{name}.gz", name, f"{dotted}.gz", dotted)


def find(folder: Path, name: str) -> Path | None:
    """The file of that name in `folder`, under any of its spellings; unpacked before gzipped."""
    found = [folder / spelling for spelling in spellings(name) if (folder / spelling).is_file()]
    return min(found, key=lambda path: path.suffix == ".gz", default=None)


def has_part(folder: Path, part: Part) -> bool:
    """True if `folder` holds at least one of the part's two files."""
    return any(find(folder, name) for name in file_names(part))


def is_idx(place: Place) -> bool:
    """Whether a file has the name of an idx file; a name without `idx` in it only if the content is idx."""
    if _NAME.fullmatch(place.name) is None or not place.is_file():
        return False
    return _CERTAIN.search(place.name) is not None or starts_as_idx(place)


def starts_as_idx(place: Place) -> bool:
    """Whether a file starts as idx files do."""
    try:
        with open_unpacked(place) as file:
            start = file.read(4)
    except (OSError, EOFError, zlib.error):
        return False
    return start in [struct.pack(">I", magic) for magic in (IMAGES_MAGIC, LABELS_MAGIC, WIDE_LABELS_MAGIC)]


def sets_in(folder: Place) -> list[Files]:
    """The data sets of idx files in a folder, MNIST's own names first.

    A file may also lie in a folder of its own name, as archives of Kaggle's have it.
    """
    found: dict[str, dict[str, dict[str, Place]]] = {}
    for place in visible(folder):
        match = _NAME.fullmatch(place.name)
        if match is None:
            continue
        file = next(filter(is_idx, visible(place)), None) if place.is_dir() else place
        if file is None or not is_idx(file):
            continue
        part = "train" if match["part"].lower() == "train" else "t10k"
        files = found.setdefault(match["set"], {}).setdefault(part, {})
        # Unpacked before gzipped, a file before one in a folder.
        what = match["what"].lower()
        if what not in files or (files[what].suffix == ".gz" and file.suffix != ".gz"):
            files[what] = file
    return [
        Files(name, **{part: (pair.get("image"), pair.get("label")) for part, pair in parts.items()})
        for name, parts in sorted(found.items())
    ]


def read_files(files: Files, folder: Place, part: Part) -> tuple[Images, tuple[str, ...]]:
    """The images of a part, upright, and notes on what was done to them. No images if the part is not there.

    EMNIST's are transposed back, and its letters left out. Raises DigitgameError if a file is missing, damaged or does
    not match.
    """
    pair = files.train if part == "train" else files.t10k
    if pair is None:
        return Images.none(), ()
    prefix = f"{files.name}-" if files.name else ""
    for path, name in zip(pair, file_names(part), strict=True):
        if path is None:
            hint = "Put the missing file beside the others."
            raise DigitgameError(f"{folder} has no {prefix}{name} (.gz or not).", hint, exit_code=2)
    images_file, labels_file = pair
    assert images_file is not None
    assert labels_file is not None
    is_emnist = files.name.lower().startswith("emnist")
    images, labels = read_images(images_file), read_labels(labels_file, has_letters=is_emnist)
    if len(images) != len(labels):
        counts = f"{len(images):,} images but {labels_file.name} has {len(labels):,} labels"
        raise DigitgameError(f"{images_file} has {counts}.", AGAIN)
    if not is_emnist:
        return Images(images, labels), ()
    notes = ["EMNIST stores its images transposed; they were turned upright."]
    digits = labels < 10
    if "letters" in files.name.lower() or not digits.any():
        raise DigitgameError(
            f"{labels_file} holds letters, no digits.", "Name EMNIST's digits or its balanced set."
        )
    if not digits.all():
        images, labels = images[digits], labels[digits]
        notes.append("its letters were left out.")
    return Images(np.ascontiguousarray(images.transpose(0, 2, 1)), labels), tuple(notes)


def read_part(folder: Path, part: Part) -> Images:
    """The images of a folder of idx files; DigitgameError if a file is missing, damaged or does not match."""
    images, labels = (find(folder, name) for name in file_names(part))
    return read_files(Files("", train=(images, labels), t10k=(images, labels)), folder, part)[0]


def read_images(path: Place) -> Bytes:
    """The images of an idx file, uint8 [N, 28, 28]; raises DigitgameError if it is foreign or damaged."""
    return _read(path, (IMAGES_MAGIC,))


def read_labels(path: Place, *, has_letters: bool = False) -> Bytes:
    """The labels of an idx file, uint8 [N], each 0 to 9; raises DigitgameError if it is foreign or damaged."""
    labels = _read(path, (LABELS_MAGIC, WIDE_LABELS_MAGIC))
    if not has_letters:
        check_labels(labels, str(path))
    return labels


def read_some(path: Path, rows: list[int], shape: tuple[int, ...]) -> Bytes:
    """Some rows of an unpacked idx file, without reading the rest; `shape` is that of one row."""
    start, size = 8 + 4 * len(shape), int(np.prod(shape, dtype=int))
    with path.open("rb") as file:
        data = bytearray()
        for row in rows:
            file.seek(start + row * size)
            data += file.read(size)
    return np.frombuffer(bytes(data), np.uint8).reshape(len(rows), *shape)


def header(array: Bytes) -> bytes:
    """The header of the idx file that would hold `array`, images or labels."""
    return struct.pack(f">{1 + array.ndim}I", 0x800 + array.ndim, *array.shape)


def write(path: Path, array: Bytes) -> None:
    """Write images or labels as an unpacked idx file."""
    with path.open("wb") as file:
        file.write(header(array))
        file.write(np.ascontiguousarray(array).data)


def sha256(array: Bytes) -> str:
    """sha256 of the unpacked idx file that would hold `array`, as hex."""
    digest = hashlib.sha256(header(array))
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _read(path: Place, magics: Iterable[int]) -> Bytes:
    what = "images" if IMAGES_MAGIC in magics else "labels"
    try:
        with open_unpacked(path) as file:
            return _parse(file, path, tuple(magics), what)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DigitgameError(f"{path} is cut short or damaged: its gzip stream breaks off.", AGAIN) from None
    except (struct.error, ValueError):
        raise DigitgameError(f"{path} is not an idx file of {what}: it is too short.", AGAIN) from None


def _parse(file: IO[bytes], path: Place, magics: tuple[int, ...], what: str) -> Bytes:
    found, count = struct.unpack(">2I", file.read(8))
    if found not in magics:
        problem = f"{path} is not an idx file of {what}: it starts with {found:#010x}, not {magics[0]:#010x}."
        raise DigitgameError(problem, AGAIN)
    if count > MOST:
        raise DigitgameError(f"{path} claims {count:,} {what}; at most {MOST:,} are read.", AGAIN)
    shape: tuple[int, ...] = struct.unpack(f">{(found & 0xFF) - 1}I", file.read(4 * ((found & 0xFF) - 1)))
    kind: npt.DTypeLike = np.uint8
    if found == IMAGES_MAGIC and shape != (SIDE, SIDE):
        raise DigitgameError(f"{path} has images of {shape[1]}x{shape[0]} px, not {SIDE}x{SIDE}.", AGAIN)
    if found == WIDE_LABELS_MAGIC:
        kind = ">i4"
        if not 0 < shape[0] <= _MOST_COLUMNS:
            raise DigitgameError(f"{path} has labels of {shape[0]:,} columns; QMNIST's have 8.", AGAIN)
    size = int(np.prod(shape, dtype=int)) * np.dtype(kind).itemsize

    def rows() -> Iterator[npt.NDArray[Any]]:
        for start in range(0, count, _AT_ONCE):
            some = min(_AT_ONCE, count - start)
            data = file.read(some * size)
            if len(data) < some * size:
                there = f"{start * size + len(data):,} of {count * size:,} bytes are there"
                raise DigitgameError(f"{path} is cut short: {there}.", AGAIN)
            yield np.frombuffer(data, kind).reshape(some, *shape)

    is_images = found == IMAGES_MAGIC
    empty = np.empty((0, *shape), kind)
    values = stacked(rows(), count) if is_images else np.concatenate([empty, *rows()])
    if file.read(1):
        raise DigitgameError(f"{path} is longer than the {count:,} {what} that its header names.", AGAIN)
    if found == WIDE_LABELS_MAGIC:
        digits = values[:, 0]
        check_labels(digits, str(path))
        values = digits.astype(np.uint8)
    return np.asarray(values)
