"""MNIST's own file format, idx: big-endian sizes, then bytes. Gzipped or not, whatever the file's name says."""

import gzip
import hashlib
import struct
import zlib
from pathlib import Path
from typing import IO, Final, Literal, cast

import numpy as np
import numpy.typing as npt

from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.errors import DigitgameError

Part = Literal["train", "t10k"]
PARTS: Final[tuple[Part, ...]] = ("train", "t10k")
# unsigned bytes in three dimensions, and in one
IMAGES_MAGIC: Final = 0x803
LABELS_MAGIC: Final = 0x801
# Images in a file: a header that claims more is damaged or hostile. Training and test images take 420 MB at most.
MOST: Final = 270_000
_GZIP: Final = b"\x1f\x8b"
_AGAIN: Final = "Fetch the file again, or name another folder with --data."


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


def read_part(folder: Path, part: Part) -> Images:
    """The images of a folder of idx files; DigitgameError if a file is missing, damaged or does not match."""
    paths = []
    for name in file_names(part):
        path = find(folder, name)
        if path is None:
            hint = "Put the missing file beside the others."
            raise DigitgameError(f"{folder} has no {name} (.gz or not).", hint, exit_code=2)
        paths.append(path)
    images, labels = read_images(paths[0]), read_labels(paths[1])
    if len(images) != len(labels):
        counts = f"{len(images):,} images but {paths[1].name} has {len(labels):,} labels"
        raise DigitgameError(f"{paths[0]} has {counts}.", _AGAIN)
    return Images(images, labels)


def read_images(path: Path) -> Bytes:
    """The images of an idx file, uint8 [N, 28, 28]; raises DigitgameError if it is foreign or damaged."""
    return _read(path, IMAGES_MAGIC, (SIDE, SIDE))


def read_labels(path: Path) -> Bytes:
    """The labels of an idx file, uint8 [N], each 0 to 9; raises DigitgameError if it is foreign or damaged."""
    labels = _read(path, LABELS_MAGIC, ())
    check_labels(labels, str(path))
    return labels


def check_labels(labels: npt.NDArray[np.integer], where: str) -> None:
    """Raise DigitgameError for the first label that is not a digit."""
    wrong = np.flatnonzero((labels < 0) | (labels > 9))
    if len(wrong):
        raise DigitgameError(f"{where}: label {wrong[0]} is {labels[wrong[0]]}, not a digit 0 to 9.", _AGAIN)


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


def _read(path: Path, magic: int, shape: tuple[int, ...]) -> Bytes:
    what = "images" if shape else "labels"
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            return _parse(cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw, path, magic, shape)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DigitgameError(f"{path} is cut short or damaged: its gzip stream breaks off.", _AGAIN) from None
    except (struct.error, ValueError):
        raise DigitgameError(f"{path} is not an idx file of {what}: it is too short.", _AGAIN) from None


def _parse(file: IO[bytes], path: Path, magic: int, shape: tuple[int, ...]) -> Bytes:
    what = "images" if shape else "labels"
    found, count = struct.unpack(">2I", file.read(8))
    if found != magic:
        problem = f"{path} is not an idx file of {what}: it starts with {found:#010x}, not {magic:#010x}."
        raise DigitgameError(problem, _AGAIN)
    if count > MOST:
        raise DigitgameError(f"{path} claims {count:,} {what}; at most {MOST:,} are read.", _AGAIN)
    if shape:
        size = struct.unpack(">2I", file.read(8))
        if size != shape:
            raise DigitgameError(f"{path} has images of {size[1]}x{size[0]} px, not {SIDE}x{SIDE}.", _AGAIN)
    expected = count * int(np.prod(shape, dtype=int))
    data = file.read(expected)
    if len(data) < expected:
        raise DigitgameError(f"{path} is cut short: {len(data):,} of {expected:,} bytes are there.", _AGAIN)
    if file.read(1):
        raise DigitgameError(f"{path} is longer than the {count:,} {what} that its header names.", _AGAIN)
    return np.asarray(np.frombuffer(data, np.uint8).reshape(count, *shape))
