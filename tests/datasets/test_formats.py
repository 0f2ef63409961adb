"""idx files, npz files and the sprite: what is read, and each way in which a file can be wrong."""

from __future__ import annotations

import gzip
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitgame.datasets import Images
from digitgame.datasets.formats import idx, npz, sprite
from digitgame.errors import DigitgameError

from .making import idx_bytes, idx_files, noise, one_hot, put, put_npz, put_sprite, same

TRAIN, TEST = noise(12, 1), noise(6, 2)
IMAGES, LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


@pytest.mark.parametrize("gz", [False, True])
@pytest.mark.parametrize("dot", [False, True])
def test_idx_files_are_read_in_all_their_spellings(tmp_path: Path, gz: bool, dot: bool) -> None:
    put(tmp_path, idx_files(TRAIN, TEST, gz=gz, dot=dot))
    assert same(idx.read_part(tmp_path, "train"), TRAIN)
    assert same(idx.read_part(tmp_path, "t10k"), TEST)


def test_gzip_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    packed = gzip.compress(idx_bytes(TEST.images))
    put(tmp_path, {IMAGES: packed, f"{LABELS}.gz": idx_bytes(TEST.labels)})
    assert same(idx.read_part(tmp_path, "t10k"), TEST)


def test_what_is_written_as_idx_is_idx(tmp_path: Path) -> None:
    idx.write(tmp_path / "a", TEST.images)
    idx.write(tmp_path / "b", TEST.labels)
    assert (tmp_path / "a").read_bytes() == idx_bytes(TEST.images)
    assert (tmp_path / "b").read_bytes() == idx_bytes(TEST.labels)


GOOD = idx_bytes(TEST.images)
BROKEN_IDX = [
    (IMAGES, GOOD[:-1], "cut short: 4,703 of 4,704 bytes"),
    (IMAGES, GOOD + b"\0", "longer than the 6 images"),
    (IMAGES, GOOD[:10], "too short"),
    (IMAGES, b"", "too short"),
    (IMAGES, b"<html>not here</html>", "starts with 0x3c68746d, not 0x00000803"),
    (IMAGES, idx_bytes(TEST.labels), "not an idx file of images"),
    (IMAGES, struct.pack(">4I", 0x803, 6, 32, 28) + bytes(6 * 32 * 28), "28x32 px, not 28x28"),
    (IMAGES, struct.pack(">4I", 0x803, 2**31, 28, 28), "claims 2,147,483,648 images"),
    (IMAGES, gzip.compress(GOOD)[:-20], "gzip stream breaks off"),
    (IMAGES, gzip.compress(GOOD)[:50] + bytes(20) + gzip.compress(GOOD)[70:], "gzip stream breaks off"),
    (IMAGES, b"\x1f\x8bnot a gzip", "gzip stream breaks off"),
    (LABELS, idx_bytes(np.array([0, 1, 2, 10, 4, 5], np.uint8)), "label 3 is 10"),
    (LABELS, idx_bytes(TEST.labels[:5]), "6 images but t10k-labels-idx1-ubyte has 5 labels"),
]


@pytest.mark.parametrize(("name", "content", "reason"), BROKEN_IDX)
def test_a_broken_idx_file_is_named_with_its_fault(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    put(tmp_path, idx_files(None, TEST) | {name: content})
    with pytest.raises(DigitgameError) as caught:
        idx.read_part(tmp_path, "t10k")
    assert reason in caught.value.problem
    assert name in caught.value.problem
    assert caught.value.hint


def test_a_missing_idx_file_is_named(tmp_path: Path) -> None:
    put(tmp_path, {IMAGES: GOOD})
    with pytest.raises(DigitgameError, match=LABELS):
        idx.read_part(tmp_path, "t10k")


def test_npz_is_read(tmp_path: Path) -> None:
    train, test = npz.read(put_npz(tmp_path / "a.npz", TRAIN, TEST))
    assert same(train, TRAIN)
    assert same(test, TEST)


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.folder),)


def test_npz_runs_nothing_that_a_file_holds(tmp_path: Path) -> None:
    trap, path = tmp_path / "sprung", tmp_path / "a.npz"
    trapped = np.array([Trap(trap)], object)
    np.savez(path, x_train=trapped, y_train=TRAIN.labels, x_test=TEST.images, y_test=TEST.labels)
    with pytest.raises(DigitgameError, match=r"not a \.npz file of plain numbers"):
        npz.read(path)
    assert not trap.exists()


BROKEN_NPZ = [
    ({"x_test": None}, "has labels (y_test) but no images"),
    ({"y_test": None}, "x_test has 6 images but no labels of as many"),
    ({"x_train": TRAIN.images[:, :20], "x_test": TEST.images[:, 5:]}, "it holds x_train [12, 20, 28]"),
    ({"x_train": TRAIN.images.astype(np.float32) * 3}, "x_train has values of 0 to 765"),
    ({"x_train": np.full((12, 28, 28), np.nan, np.float32)}, "x_train has values of nan"),
    ({"x_train": TRAIN.images.astype(np.complex64)}, "x_train is complex64 [12, 28, 28]"),
    ({"y_train": TRAIN.labels[:3]}, "12 images but no labels of as many: y_train has 3"),
    ({"y_test": TEST.labels.astype(float) / 2}, "label 1 is 0.5, not a digit"),
    ({"y_test": np.array([0, 1, 2, 3, -1, 5])}, "label 4 is -1"),
    ({"y_test": np.array(list("012a45"))}, "y_test holds text"),
    ({"y_test": np.ones((6, 10))}, "row 0 is not nine zeros"),
]


@pytest.mark.parametrize(("change", "reason"), BROKEN_NPZ)
def test_a_wrong_array_is_named(tmp_path: Path, change: dict[str, np.ndarray | None], reason: str) -> None:
    good = {"x_train": TRAIN.images, "y_train": TRAIN.labels, "x_test": TEST.images, "y_test": TEST.labels}
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as packed:
        for key, array in (good | change).items():
            if array is not None:
                with packed.open(f"{key}.npy", "w") as file:
                    np.save(file, array)
    with pytest.raises(DigitgameError) as caught:
        npz.read(path)
    assert reason in caught.value.problem
    assert str(path) in caught.value.problem


@pytest.mark.parametrize("cut", [0, 40, 5_000])
def test_a_npz_file_that_is_none_is_named(tmp_path: Path, cut: int) -> None:
    path = put_npz(tmp_path / "a.npz", TRAIN, TEST)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DigitgameError, match=r"not a \.npz file"):
        npz.read(path)


def test_a_npz_file_with_a_flipped_bit_is_refused(tmp_path: Path) -> None:
    path = put_npz(tmp_path / "a.npz", TRAIN, TEST)
    content = bytearray(path.read_bytes())
    content[3_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(DigitgameError, match="damaged"):
        npz.read(path)


def test_a_npz_file_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npz, "_MOST_UNPACKED", 20 * 784)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x_train.npy", bytes(20 * 784 + 1))
    with pytest.raises(DigitgameError, match="more than 15,680 bytes"):
        npz.read(tmp_path / "a.npz")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "I;16", "P"])
def test_the_sprite_is_read_in_every_mode_and_split_as_the_tutorial_does(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sprite, "_BAND", 5)  # several bands, the last one short
    pictures = noise(13)
    path = put_sprite(tmp_path, pictures, mode if mode not in ("I;16", "P") else "L")
    if mode == "I;16":
        deep = pictures.images.reshape(13, 784).astype(np.uint16) * 256
        Image.fromarray(deep).save(path)
    elif mode == "P":
        grey = Image.fromarray(pictures.images.reshape(13, 784))
        grey.putpalette([tone for tone in range(256) for _ in range(3)])
        grey.save(path)
    with Image.open(path) as saved:
        assert saved.mode in (mode, mode[0])  # an earlier Pillow opens 16 bits as "I"
    train, test = sprite.read(path)
    assert (len(train), len(test)) == (10, 3)  # floor of 13 * 5/6
    assert same(Images.joined([train, test]), pictures)


def test_a_coloured_sprite_is_read_by_its_red(tmp_path: Path) -> None:
    path = put_sprite(tmp_path, noise(6), "RGB")
    red = noise(6, 9).images.reshape(6, 784)
    Image.fromarray(np.stack([red, red * 0, 255 - red], -1)).save(path)
    train, test = sprite.read(path)
    assert np.array_equal(Images.joined([train, test]).images.reshape(6, 784), red)


def _rows(*changes: tuple[int, int, int]) -> bytes:
    rows = one_hot(TEST.labels)
    for row, column, value in changes:
        rows[row, column] = value
    return rows.tobytes()


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (_rows((3, 3, 0)), "row 3 is 0 0 0 0 0 0 0 0 0 0"),
        (_rows((4, 9, 1), (5, 0, 1)), "row 4 is 0 0 0 0 1 0 0 0 0 1"),
        (_rows((2, 2, 255)), "row 2 is 0 0 255"),
        (_rows()[:-1], "59 bytes; the 6 rows of mnist_images.png take 60"),
        (_rows() + bytes(10), "70 bytes"),
        (b"", "0 bytes"),
    ],
)
def test_wrong_labels_of_a_sprite_are_named_by_row(tmp_path: Path, labels: bytes, reason: str) -> None:
    path = put_sprite(tmp_path, TEST)
    (tmp_path / "mnist_labels_uint8").write_bytes(labels)
    with pytest.raises(DigitgameError) as caught:
        sprite.read(path)
    assert reason in caught.value.problem
    assert "mnist_labels_uint8" in caught.value.problem


def test_a_sprite_without_labels_says_where_they_belong(tmp_path: Path) -> None:
    path = put_sprite(tmp_path, TEST)
    (tmp_path / "mnist_labels_uint8").unlink()
    with pytest.raises(DigitgameError, match="labels belong beside"):
        sprite.read(path)


def test_a_picture_of_another_width_is_no_sprite(tmp_path: Path) -> None:
    path = put_sprite(tmp_path, TEST)
    Image.new("L", (783, 6)).save(path)
    with pytest.raises(DigitgameError, match="783 px wide"):
        sprite.read(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"no picture at all, but words", "is not a PNG image"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is cut short after 10 bytes"),
    ],
)
def test_the_error_for_a_broken_png_does_not_blame_its_labels(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "some.png").write_bytes(content)
    with pytest.raises(DigitgameError, match=reason):
        sprite.read(tmp_path / "some.png")


def test_one_small_picture_is_no_sprite_without_labels(tmp_path: Path) -> None:
    Image.new("L", (28, 28)).save(tmp_path / "some.png")
    with pytest.raises(DigitgameError, match="28 px wide: a sprite of digits has 784"):
        sprite.read(tmp_path / "some.png")


@pytest.mark.parametrize("size", [0, 20, 200, -5])
def test_a_sprite_cut_short_is_damaged(tmp_path: Path, size: int) -> None:
    path = put_sprite(tmp_path, TEST)
    path.write_bytes(path.read_bytes()[: size if size >= 0 else -1_000])
    with pytest.raises(DigitgameError, match=r"is empty|is cut short"):
        sprite.read(path)


def test_a_sprite_with_a_flipped_bit_is_damaged(tmp_path: Path) -> None:
    path = put_sprite(tmp_path, TEST)
    content = bytearray(path.read_bytes())
    content[1_000] ^= 4
    path.write_bytes(content)
    with pytest.raises(DigitgameError, match="cut short or damaged"):
        sprite.read(path)


def test_a_header_that_claims_an_absurd_height_is_refused_unread(tmp_path: Path) -> None:
    path = put_sprite(tmp_path, TEST)
    content = bytearray(path.read_bytes())
    content[20:24] = struct.pack(">I", 2**31 - 1)
    path.write_bytes(content)
    with pytest.raises(DigitgameError, match="2,147,483,647 rows"):
        sprite.read(path)


def test_a_sprite_with_a_wrong_checksum_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    put_sprite(tmp_path, TRAIN)
    path = tmp_path / sprite.IMAGES
    good = path.read_bytes()
    for at in (good.index(b"IDAT") + 20, good.index(b"IEND") - 6, len(good) - 2):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(DigitgameError, match="cut short or damaged"):
            sprite.read(path)
    path.write_bytes(good)
    assert same(Images.joined(sprite.read(path)), TRAIN)


def test_a_npz_file_is_checked_beyond_its_arrays(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    good = {"x_train": TRAIN.images, "y_train": TRAIN.labels, "x_test": TEST.images, "y_test": TEST.labels}
    with zipfile.ZipFile(path, "w") as packed:
        for key, array in good.items():
            with packed.open(f"{key}.npy", "w") as file:
                np.save(file, array)
                file.write(b"and more")
    content = path.read_bytes()
    assert same(npz.read(path)[0], TRAIN)
    path.write_bytes(content.replace(b"and more", b"and less"))
    with pytest.raises(DigitgameError, match="damaged"):
        npz.read(path)
