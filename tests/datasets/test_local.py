"""Finding out what a path holds; ink files and folders of images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitgame.datasets import Images, local
from digitgame.errors import DigitgameError
from digitgame.ink import frame, read_ink
from digitgame.vision import decode
from digitgame.vision.picture import frame_image

from .making import idx_files, ink_line, noise, put, put_ink, put_npz, put_sprite, same

TRAIN, TEST = noise(10, 1), noise(2, 2)
BOTH = Images.joined([TRAIN, TEST])


def put_digit(path: Path, at: int = 60) -> Path:
    """A dark stroke on light paper."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.full((120, 100, 3), 250, np.uint8)
    picture[20:100, at // 2 : at // 2 + 9] = 20
    picture[20:29, at // 2 : 90] = 20
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture(params=["idx", "idx file", "npz", "npz folder", "sprite", "sprite folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same twelve images in every format that comes split, 10 and 2."""
    kind = request.param
    if kind.startswith("idx"):
        put(tmp_path, idx_files(TRAIN, TEST, gz=True))
        return tmp_path / "train-images-idx3-ubyte.gz" if kind == "idx file" else tmp_path
    path = (
        put_npz(tmp_path / "mnist.npz", TRAIN, TEST) if kind.startswith("npz") else put_sprite(tmp_path, BOTH)
    )
    return path.parent if kind.endswith("folder") else path


def test_every_format_gives_the_same_images(place: Path) -> None:
    kind, train, test, _ = local.read(place)
    assert kind == "scans"
    assert same(train, TRAIN)
    assert same(test, TEST)


def test_only_the_test_part_is_given_where_asked(place: Path) -> None:
    _, train, test, _ = local.read(place, only_test=True)
    assert len(train) == 0
    assert same(test, TEST)


def test_test_files_alone_are_enough_to_test_but_not_to_learn(tmp_path: Path) -> None:
    put(tmp_path, idx_files(None, TEST))
    assert same(local.read(tmp_path, only_test=True)[2], TEST)
    with pytest.raises(DigitgameError, match="train-images-idx3-ubyte"):
        local.read(tmp_path)


def test_an_ink_file_is_framed_drawing_by_drawing_and_parted(tmp_path: Path) -> None:
    path = put_ink(tmp_path / "mine.jsonl", 60)
    expected = [np.rint(frame(drawing.strokes) * 255).astype(np.uint8) for drawing in read_ink(path)]
    kind, nothing, whole, _ = local.read(path, only_test=True)
    assert kind == "drawings"
    assert len(nothing) == 0
    assert np.array_equal(whole.images, expected)
    assert list(whole.labels) == [n % 10 for n in range(60)]
    _, train, test, _ = local.read(path)
    assert len(train) + len(test) == 60
    assert 1 <= len(test) < 30
    assert all(any(np.array_equal(image, other) for other in whole.images) for image in test.images)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ink_line(3) + "\n\n" + ink_line(None) + "\n", "line 3 has no label"),
        ('{"label": 3, "strokes": []}\n', "line 1 has no ink"),
        (ink_line(3) + "\n" + ink_line(12) + "\n", "line 2: the label 12"),
        (ink_line(3)[:-4], "line 1 is not JSON"),
        ("\n", "has no drawings"),
    ],
)
def test_an_ink_file_that_nothing_can_be_learned_from_is_named(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(DigitgameError) as caught:
        local.read(path)
    assert reason in caught.value.problem
    assert str(path) in caught.value.problem


def test_a_folder_of_images_is_framed_as_predict_frames_them(tmp_path: Path) -> None:
    names = ["2/b.png", "2/a.JPG", "7/x.bmp", "7/y.gif", "0/z.webp"]
    paths = [put_digit(tmp_path / name, 30 + 9 * n) for n, name in enumerate(names)]
    (tmp_path / "2" / "notes.txt").write_text("not a picture")
    (tmp_path / "2" / "._a.png").write_text("what a Mac leaves behind")
    kind, _, whole, _ = local.read(tmp_path, only_test=True)
    assert kind == "images"
    assert list(whole.labels) == [0, 2, 2, 7, 7]
    for image, at in zip(whole.images, (4, 1, 0, 2, 3), strict=True):
        with Image.open(paths[at]) as picture:
            assert np.array_equal(image, np.rint(frame_image(picture) * 255))


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    put_digit(tmp_path / "1" / "good.png")
    for name, content in (("text.png", b"hello"), ("cut.png", (tmp_path / "1/good.png").read_bytes()[:-40])):
        bad = put_digit(tmp_path / "5" / name)
        bad.write_bytes(content)
        with pytest.raises(DigitgameError) as caught:
            local.read(tmp_path)
        assert str(bad) in caught.value.problem
        bad.unlink()


def test_a_cut_jpeg_is_named(tmp_path: Path) -> None:
    bad = put_digit(tmp_path / "5" / "cut.jpg")
    bad.write_bytes(bad.read_bytes()[:-300])
    with pytest.raises(DigitgameError, match=r"cut\.jpg is a damaged picture"):
        local.read(tmp_path)


def test_a_blank_and_a_huge_picture_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_digit(tmp_path / "5" / "a.png")
    with monkeypatch.context() as patch:
        patch.setattr(decode, "MAX_MEMORY", 20_000)
        with pytest.raises(DigitgameError, match=r"a\.png is too large a picture"):
            local.read(tmp_path)
    Image.new("L", (50, 50), 255).save(path)
    with pytest.raises(DigitgameError, match=r"a\.png is blank"):
        local.read(tmp_path)


def test_folders_without_images_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "3").mkdir()
    with pytest.raises(DigitgameError, match="no images in its folders 0 to 9"):
        local.read(tmp_path)


def test_the_error_for_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    put(tmp_path, {"notes.txt": b"hello"})
    photo = put_digit(tmp_path / "photo.jpg")
    for path, reason in (
        (tmp_path / "nowhere", "There is no file or folder"),
        (tmp_path, "holds no digits"),
        (tmp_path / "notes.txt", "not a known kind of file"),
        (photo, "one image"),
    ):
        with pytest.raises(DigitgameError) as caught:
            local.read(path)
        assert reason in caught.value.problem
        assert str(path) in caught.value.problem
        assert caught.value.exit_code == 2
        assert caught.value.hint


def test_labels_of_a_sprite_without_its_picture_are_told(tmp_path: Path) -> None:
    put_sprite(tmp_path, TEST).unlink()
    with pytest.raises(DigitgameError, match=r"no mnist_images\.png"):
        local.read(tmp_path)


def test_bad_files_are_named_together(tmp_path: Path) -> None:
    put_digit(tmp_path / "1" / "good.png")
    for number in range(12):
        (tmp_path / "1" / f"photo{number:02}.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(64))
    with pytest.raises(DigitgameError) as caught:
        local.read(tmp_path)
    assert "12 of the 13 images" in caught.value.problem
    assert "1/photo00.heic is a HEIC picture" in caught.value.problem
    assert "1/photo07.heic is" in caught.value.problem
    assert "photo08" not in caught.value.problem
    assert caught.value.problem.endswith("; and 4 more.")
    assert "Most Compatible" in caught.value.hint
    Image.new("L", (40, 40), 255).save(tmp_path / "1" / "blank.png")
    with pytest.raises(DigitgameError, match="13 of the 14 images") as caught:
        local.read(tmp_path)
    assert caught.value.hint == "Repair them or take them out of the folder."
