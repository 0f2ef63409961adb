"""Small data sets in the layouts that people have, written as the programs that they come from write them."""

from __future__ import annotations

import gzip
import pickle
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.datasets import Images
from digitgame.datasets.drawings import synthetic_in_order

from .making import idx_bytes, idx_files, one_hot, put

Pixels = npt.NDArray[np.uint8]
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def digits(count: int, seed: int) -> Images:
    return synthetic_in_order(count, seed)


TRAIN, TEST = digits(100, 1), digits(50, 2)
# Image files are framed one by one, which takes longer.
FEW_TRAIN, FEW_TEST = TRAIN[:60], TEST[:20]


def changed(change: Callable[[Pixels], Pixels]) -> Callable[[Path], Path]:
    """The four idx files with MNIST's names and other images."""
    parts = [Images(np.ascontiguousarray(change(part.images)), part.labels) for part in (TRAIN, TEST)]
    return lambda folder: put(folder, idx_files(*parts))


def shuffled(folder: Path) -> Path:
    rng = np.random.default_rng(3)
    return put(
        folder, idx_files(*(Images(part.images, rng.permutation(part.labels)) for part in (TRAIN, TEST)))
    )


def off_by_one(folder: Path) -> Path:
    return put(folder, idx_files(*(Images(part.images, (part.labels + 1) % 10) for part in (TRAIN, TEST))))


def some_blank(folder: Path) -> Path:
    images = TRAIN.images.copy()
    images[:7] = 0
    return put(folder, idx_files(Images(images, TRAIN.labels), TEST))


def noise(folder: Path) -> Path:
    rng = np.random.default_rng(3)
    parts = (Images(rng.integers(0, 256, part.images.shape, np.uint8), part.labels) for part in (TRAIN, TEST))
    return put(folder, idx_files(*parts))


def emnist(folder: Path) -> Path:
    files = {}
    for part, images in (("train", TRAIN), ("test", TEST)):
        transposed = np.ascontiguousarray(images.images.transpose(0, 2, 1))
        files[f"emnist-digits-{part}-images-idx3-ubyte.gz"] = gzip.compress(idx_bytes(transposed))
        files[f"emnist-digits-{part}-labels-idx1-ubyte.gz"] = gzip.compress(idx_bytes(images.labels))
    return put(folder, files)


def emnist_balanced(folder: Path) -> Path:
    files = {}
    for part, images in (("train", TRAIN), ("test", TEST)):
        transposed = np.ascontiguousarray(images.images.transpose(0, 2, 1))
        labels = images.labels.copy()
        labels[::7] = 40
        files[f"emnist-balanced-{part}-images-idx3-ubyte"] = idx_bytes(transposed)
        files[f"emnist-balanced-{part}-labels-idx1-ubyte"] = idx_bytes(labels)
    return put(folder, files)


def qmnist(folder: Path) -> Path:
    files = {}
    for part, images in (("train", TRAIN), ("test", TEST)):
        rows = np.zeros((len(images), 8), ">i4")
        rows[:, 0], rows[:, 5] = images.labels, np.arange(len(images))
        labels = b"\0\0\x0c\x02" + struct.pack(">2I", *rows.shape) + rows.tobytes()
        files[f"qmnist-{part}-images-idx3-ubyte.gz"] = gzip.compress(idx_bytes(images.images))
        files[f"qmnist-{part}-labels-idx2-int.gz"] = gzip.compress(labels)
    return put(folder, files)


def torchvision(folder: Path) -> Path:
    put(folder / "MNIST" / "raw", idx_files(TRAIN, TEST) | idx_files(TRAIN, TEST, gz=True))
    return folder


def kaggle_folders(folder: Path) -> Path:
    for name, content in idx_files(TRAIN, TEST).items():
        put(folder / name, {name: content})
    return folder


def two_sets(folder: Path) -> Path:
    for name in ("MNIST", "FashionMNIST"):
        put(folder / name / "raw", idx_files(TRAIN, TEST))
    return folder


def row(label: int, image: Pixels) -> str:
    return ",".join(map(str, (label, *image.reshape(784).tolist())))


def kaggle_csv(folder: Path) -> Path:
    folder.mkdir(parents=True)
    titles = ",".join(("label", *(f"pixel{n}" for n in range(784))))
    rows = [row(int(label), image) for image, label in zip(TRAIN.images, TRAIN.labels, strict=True)]
    (folder / "train.csv").write_text("\n".join([titles, *rows]) + "\n")
    unlabelled = [line.partition(",")[2] for line in (titles, *rows[:20])]
    (folder / "test.csv").write_text("\n".join(unlabelled) + "\n")
    return folder


def kaggle_test_csv(folder: Path) -> Path:
    return kaggle_csv(folder) / "test.csv"


def two_csv(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, part in (("mnist_train.csv", TRAIN), ("mnist_test.csv", TEST)):
        rows = [row(int(label), image) for image, label in zip(part.images, part.labels, strict=True)]
        (folder / name).write_text("\n".join(rows) + "\n")
    return folder


def label_last_csv(folder: Path) -> Path:
    folder.mkdir(parents=True)
    lines = [",".join((*(f"pixel{n}" for n in range(1, 785)), "class"))]
    lines += [
        ",".join((*map(str, image.reshape(784).tolist()), str(label)))
        for image, label in zip(TRAIN.images, TRAIN.labels, strict=True)
    ]
    path = folder / "mnist_784.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def arrays(names: str, change: Callable[[Pixels], npt.NDArray[np.generic]]) -> Callable[[Path], Path]:
    """An .npz of four arrays: the names of the images and labels to train on, then to test on."""

    def build(folder: Path) -> Path:
        folder.mkdir(parents=True)
        x, y, xt, yt = names.split()
        path = folder / "digits.npz"
        named = {x: change(TRAIN.images), y: TRAIN.labels, xt: change(TEST.images), yt: TEST.labels}
        np.savez(path, **named)  # type: ignore[arg-type]
        return path

    return build


def one_pair(folder: Path) -> Path:
    folder.mkdir(parents=True)
    np.savez(folder / "digits.npz", data=TRAIN.images, labels=TRAIN.labels.astype(np.int64))
    return folder / "digits.npz"


def one_hot_labels(folder: Path) -> Path:
    folder.mkdir(parents=True)
    y_train, y_test = one_hot(TRAIN.labels), one_hot(TEST.labels)
    np.savez(folder / "digits.npz", x_train=TRAIN.images, y_train=y_train, x_test=TEST.images, y_test=y_test)
    return folder / "digits.npz"


def npy_files(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, array in {
        "train_images": TRAIN.images,
        "train_labels": TRAIN.labels.astype(float),
        "test_images": TEST.images,
        "test_labels": TEST.labels,
    }.items():
        np.save(folder / f"{name}.npy", array)
    return folder


def mnist_pickle(folder: Path) -> Path:
    folder.mkdir(parents=True)
    parts = [
        ((part.images.reshape(-1, 784) / 256).astype(np.float32), part.labels.astype(np.int64))
        for part in (TRAIN[:80], TRAIN[80:], TEST)
    ]
    path = folder / "mnist.pkl.gz"
    path.write_bytes(gzip.compress(pickle.dumps(tuple(parts), protocol=2)))
    return path


class _Danger:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("this must never be printed",)


def danger_pickle(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "mnist.pkl.gz").write_bytes(gzip.compress(pickle.dumps(((_Danger(), TRAIN.labels),))))
    return folder / "mnist.pkl.gz"


def save(image: Pixels, path: Path, *, enlarged: int = 4) -> None:
    """An image as a PNG, larger than it is, as a person would save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    side = image.shape[0] * enlarged
    Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC).save(path)


def images(name: Callable[[str, int, int], str], *, parted: bool = True) -> Callable[[Path], Path]:
    """PNG files; `name` is called with the part, the label and a number."""

    def build(folder: Path) -> Path:
        for part, some in (("train", FEW_TRAIN), ("test", FEW_TEST)) if parted else (("train", FEW_TRAIN),):
            for number, (image, label) in enumerate(zip(some.images, some.labels, strict=True)):
                save(image, folder / name(part, int(label), number))
        return folder

    return build


def listed_images(folder: Path) -> Path:
    lines = ["filename,label"]
    for number, (image, label) in enumerate(zip(FEW_TRAIN.images, FEW_TRAIN.labels, strict=True)):
        save(image, folder / "images" / f"img_{number:04}.png")
        lines.append(f"img_{number:04}.png,{label}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    return folder


def bad_images(folder: Path) -> Path:
    images(lambda _, label, number: f"{label}/{number}.png", parted=False)(folder)
    Image.new("L", (40, 40), 255).save(folder / "3" / "blank.png")
    (folder / "5" / "cut.png").write_bytes((folder / "5" / "5.png").read_bytes()[:-40])
    (folder / "7" / "text.png").write_text("hello")
    return folder


def hidden_files(folder: Path) -> Path:
    images(lambda part, label, number: f"{part}/{label}/{number}.png")(folder)
    put(folder / "train" / "3", {"Thumbs.db": b"x", ".DS_Store": b"x", "._3.png": b"x"})
    put(folder / "__MACOSX" / "train", {"._3.png": b"x"})
    return folder


def zipped(build: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """What `build` makes, in `archive.zip`, below a folder of its own."""

    def make(folder: Path) -> Path:
        inner = build(folder / "inner")
        top = inner if inner.is_dir() else inner.parent
        with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(top.rglob("*")):
                packed.write(file, Path("archive") / file.relative_to(top))
        shutil.rmtree(folder / "inner")
        return folder / "archive.zip"

    return make


def plain(folder: Path) -> Path:
    return put(folder, idx_files(TRAIN, TEST, gz=True))


def train_only(folder: Path) -> Path:
    return put(folder, idx_files(TRAIN, None))


def test_only(folder: Path) -> Path:
    return put(folder, idx_files(None, TEST))


def dotted(folder: Path) -> Path:
    return put(folder, idx_files(TRAIN, TEST, dot=True))


def five_digits(folder: Path) -> Path:
    return put(folder, idx_files(*(part[part.labels < 5] for part in (TRAIN, TEST))))


def unequal(folder: Path) -> Path:
    return put(folder, idx_files(TRAIN, Images(TEST.images, TRAIN.labels)))


def nothing(folder: Path) -> Path:
    return put(folder, {"notes.txt": b"hello"})


def parquet(folder: Path) -> Path:
    return put(folder, {"train.parquet": b"PAR1" + bytes(50)}) / "train.parquet"


def _same(pixels: Pixels) -> Pixels:
    return pixels


LAYOUTS: dict[str, Callable[[Path], Path]] = {
    "the four idx files, gzipped or not": plain,
    "idx files with a dot (`train-images.idx3-ubyte`)": dotted,
    "five of the ten digits": five_digits,
    "50 images, 100 labels": unequal,
    "EMNIST's files (`emnist-digits-...`)": emnist,
    "EMNIST's balanced set, with letters": emnist_balanced,
    "EMNIST's images under MNIST's names": changed(lambda pixels: pixels.transpose(0, 2, 1)),
    "black on white (inverted)": changed(lambda pixels: 255 - pixels),
    "mirrored": changed(lambda pixels: pixels[:, :, ::-1]),
    "turned a quarter to the left": changed(lambda pixels: np.rot90(pixels, 1, (1, 2))),
    "labels shuffled": shuffled,
    "labels off by one": off_by_one,
    "some images blank": some_blank,
    "no digits at all": noise,
    "QMNIST's files (labels of eight columns)": qmnist,
    "torchvision's folders (`MNIST/raw`), seen from above": torchvision,
    "two data sets side by side": two_sets,
    "Kaggle's folders (`NAME/NAME`)": kaggle_folders,
    "training files only": train_only,
    "test files only": test_only,
    "Kaggle's `train.csv` and `test.csv`": kaggle_csv,
    "Kaggle's `test.csv` alone": kaggle_test_csv,
    "`mnist_train.csv` and `mnist_test.csv`, without titles": two_csv,
    "OpenML's CSV, label last": label_last_csv,
    "npz: `x_train`, ... as Keras has them": arrays("x_train y_train x_test y_test", _same),
    "npz: float32, 0 to 1": arrays("x_train y_train x_test y_test", lambda x: (x / 255).astype(np.float32)),
    "npz: float32, 0 to 255": arrays("x_train y_train x_test y_test", lambda x: x.astype(np.float32)),
    "npz: float64, -1 to 1": arrays("x_train y_train x_test y_test", lambda x: x / 127.5 - 1),
    "npz: int64 [n, 28, 28, 1]": arrays(
        "x_train y_train x_test y_test", lambda x: x.astype(np.int64).reshape(-1, 28, 28, 1)
    ),
    "npz: [n, 1, 28, 28]": arrays("x_train y_train x_test y_test", lambda x: x.reshape(-1, 1, 28, 28)),
    "npz: [n, 784]": arrays("x_train y_train x_test y_test", lambda x: x.reshape(-1, 784)),
    "npz: one-hot labels": one_hot_labels,
    "npz: `train_images`, `train_labels`, ...": arrays(
        "train_images train_labels test_images test_labels", _same
    ),
    "npz: `X`, `y` and `Xtest`, `ytest`": arrays("X y Xtest ytest", _same),
    "npz: `data` and `labels` alone": one_pair,
    "npz: `arr_0` to `arr_3`": arrays("arr_0 arr_1 arr_2 arr_3", _same),
    "a folder of `.npy` files": npy_files,
    "`mnist.pkl.gz`": mnist_pickle,
    "a pickle that would run code": danger_pickle,
    "images in `0` to `9`": images(lambda _, label, number: f"{label}/{number}.png", parted=False),
    "images in `train/0` to `test/9`": images(lambda part, label, number: f"{part}/{label}/{number}.png"),
    "images in `training/zero`, ...": images(
        lambda part, label, number: f"{part}ing/{_WORDS[label]}/{number}.png"
    ),
    "images in `digit_0`, ...": images(lambda _, label, number: f"digit_{label}/{number}.png", parted=False),
    "images called `3_12.png` in one folder": images(
        lambda _, label, number: f"{label}_{number}.png", parted=False
    ),
    "images called `img12-label3.png`": images(
        lambda _, label, number: f"img{number}-label{label}.png", parted=False
    ),
    "images with their labels in `labels.csv`": listed_images,
    "what systems hide in folders (`Thumbs.db`, `__MACOSX`)": hidden_files,
    "images of which some are bad": bad_images,
    "a zip archive of idx files": zipped(kaggle_folders),
    "a zip archive of image folders": zipped(
        images(lambda part, label, number: f"{part}/{label}/{number}.png")
    ),
    "a zip archive with `train.csv`": zipped(kaggle_csv),
    "a Parquet file": parquet,
    "a folder without digits": nothing,
}
