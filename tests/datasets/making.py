"""Small data sets in every format, written here byte by byte rather than by the code under test."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.datasets import Images

SHARED = Path(__file__).parents[3] / "shared" / "data"


def noise(count: int, seed: int = 0) -> Images:
    """Pictures of nothing, each unlike the others, with labels 0 to 9 in turn."""
    images = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)
    return Images(images, (np.arange(count) % 10).astype(np.uint8))


def same(one: Images, other: Images) -> bool:
    return np.array_equal(one.images, other.images) and np.array_equal(one.labels, other.labels)


def idx_bytes(array: npt.NDArray[np.uint8]) -> bytes:
    magic = {3: b"\0\0\x08\x03", 1: b"\0\0\x08\x01"}[array.ndim]
    return magic + b"".join(struct.pack(">I", side) for side in array.shape) + array.tobytes()


def idx_files(
    train: Images | None, test: Images | None, *, gz: bool = False, dot: bool = False
) -> dict[str, bytes]:
    """The usual idx files by name."""
    files = {}
    for part, pictures in (("train", train), ("t10k", test)):
        if pictures is not None:
            files[f"{part}-images-idx3-ubyte"] = idx_bytes(pictures.images)
            files[f"{part}-labels-idx1-ubyte"] = idx_bytes(pictures.labels)
    if dot:
        files = {name.replace("-idx", ".idx"): content for name, content in files.items()}
    if gz:
        files = {f"{name}.gz": gzip.compress(content) for name, content in files.items()}
    return files


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def one_hot(labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    rows = np.zeros((len(labels), 10), np.uint8)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def put_sprite(folder: Path, pictures: Images, mode: str = "L") -> Path:
    """The tutorial's two files; returns the picture's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mnist_images.png"
    Image.fromarray(pictures.images.reshape(len(pictures), 784)).convert(mode).save(path)
    (folder / "mnist_labels_uint8").write_bytes(one_hot(pictures.labels).tobytes())
    return path


def put_npz(path: Path, train: Images, test: Images) -> Path:
    np.savez(path, x_train=train.images, y_train=train.labels, x_test=test.images, y_test=test.labels)
    return path


def ink_line(label: int | None, at: float = 50.0) -> str:
    """A bent stroke; each `at` gives another drawing."""
    known = {} if label is None else {"label": label}
    return json.dumps({**known, "strokes": [[[at, 40], [at + 7 + at % 13, 90], [120, 200 - at % 31]]]})


def put_ink(path: Path, count: int) -> Path:
    path.write_text("".join(ink_line(n % 10, 10 + n) + "\n" for n in range(count)), "utf-8")
    return path
