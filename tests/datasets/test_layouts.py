"""What happens with data sets as people have them, and the table of it in docs/data.md.

`DIGITGAME_TABLE=update pytest tests/datasets/test_layouts.py` writes the table anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.datasets import Images
from digitgame.datasets.sources import load, load_test
from digitgame.errors import DigitgameError
from digitgame.inference import Reader, dataset_check

from . import layouts
from .layouts import LAYOUTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"
_BEGIN, _END = "<!-- layouts: made by tests/datasets/test_layouts.py -->\n", "<!-- end of layouts -->\n"
# These hold the same 100 and 50 digits, to be read as they are, or to be put right.
_WHOLE = [
    *("the four idx files, gzipped or not", "idx files with a dot (`train-images.idx3-ubyte`)"),
    *(
        "EMNIST's files (`emnist-digits-...`)",
        "EMNIST's images under MNIST's names",
        "black on white (inverted)",
    ),
    *("mirrored", "turned a quarter to the left", "QMNIST's files (labels of eight columns)"),
    *("torchvision's folders (`MNIST/raw`), seen from above", "Kaggle's folders (`NAME/NAME`)"),
    *("`mnist_train.csv` and `mnist_test.csv`, without titles", "a folder of `.npy` files", "`mnist.pkl.gz`"),
    "a zip archive of idx files",
    *(name for name in LAYOUTS if name.startswith("npz:") and "alone" not in name),
]


@pytest.fixture(autouse=True)
def small_reader(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled model may change; this one does not."""
    reader = Reader(model.load(small_model))
    monkeypatch.setattr(dataset_check, "_bundled", lambda: reader)


def outcome(path: Path, tmp_path: Path) -> str:
    """What `train` would make of it, in words for the table."""
    try:
        found = load([str(path)], cache=tmp_path / "cache", seed=0, check=dataset_check.checked)
    except DigitgameError as error:
        return f"not read: {shown(str(error), path)}"
    counts = f"{len(found.train):,} + {len(found.test):,}"
    return " ".join([f"read ({counts}).", *(shown(note, path) for note in found.notes)])


def shown(text: str, path: Path) -> str:
    """A message without the temporary folder of the test."""
    folder = path if path.is_dir() else path.parent
    text = text.replace(f"{folder}/", "").replace(str(folder), "FOLDER").replace("|", "\\|")
    return re.sub(r"\b(layout)\b", "FOLDER", text)


def table(tmp_path: Path) -> str:
    lines = ["| what you have | what happens (training + test digits) |", "|---|---|"]
    for number, (name, build) in enumerate(LAYOUTS.items()):
        lines.append(f"| {name} | {outcome(build(tmp_path / str(number) / 'layout'), tmp_path)} |")
    return "\n".join(lines) + "\n"


def test_the_table_in_the_docs_is_what_happens(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    before, rest = text.split(_BEGIN)
    written, after = rest.split(_END)
    made = table(tmp_path)
    if os.environ.get("DIGITGAME_TABLE") == "update":
        PAGE.write_text(f"{before}{_BEGIN}{made}{_END}{after}", "utf-8")
    else:
        assert written == made
    assert "never be printed" not in made


@pytest.mark.parametrize("name", _WHOLE)
def test_the_digits_come_out_upright_with_their_labels(name: str, tmp_path: Path) -> None:
    path = LAYOUTS[name](tmp_path / "layout")
    found = load([str(path)], cache=tmp_path / "cache", seed=0, check=dataset_check.checked)
    for part, expected in ((found.train, layouts.TRAIN), (found.test, layouts.TEST)):
        assert part.images.dtype == part.labels.dtype == np.uint8
        assert np.array_equal(part.labels, expected.labels)
        # Floats are rounded; mnist.pkl.gz was divided by 256.
        assert np.abs(part.images.astype(int) - expected.images).max() <= 1
    tested = load_test(str(path), cache=tmp_path / "cache", check=dataset_check.checked)
    assert np.array_equal(tested.test.labels, layouts.TEST.labels)


@pytest.mark.parametrize(
    "name",
    [
        "images in `train/0` to `test/9`",
        "images in `training/zero`, ...",
        "images called `3_12.png` in one folder",
        "images called `img12-label3.png`",
        "images with their labels in `labels.csv`",
        "a zip archive of image folders",
    ],
)
def test_image_files_get_their_labels(name: str, tmp_path: Path) -> None:
    found = load([str(LAYOUTS[name](tmp_path / "layout"))], cache=tmp_path / "cache", seed=0)
    images, expected = Images.joined([found.train, found.test]), layouts.FEW_TRAIN
    if len(images) > len(expected):
        images, expected = found.test, layouts.FEW_TEST
    assert np.array_equal(np.bincount(images.labels), np.bincount(expected.labels))
    # Each is nearest to the digit that it was saved from.
    apart = np.abs(images.images[:, None].astype(int) - expected.images[None]).sum((2, 3))
    assert np.array_equal(expected.labels[apart.argmin(1)], images.labels)


def test_a_folder_called_mnist_is_not_mnist(tmp_path: Path) -> None:
    path = LAYOUTS["five of the ten digits"](tmp_path / "mnist")
    found = load([str(path)], cache=tmp_path / "cache", seed=0)
    assert found.name == "mnist (yours)"
    with pytest.raises(DigitgameError, match="MNIST cannot be fetched"):
        load(["mnist"], cache=tmp_path / "cache", seed=0)


def test_a_folder_that_is_called_mnist_is_named_where_mnist_cannot_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LAYOUTS["five of the ten digits"](tmp_path / "mnist")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DigitgameError) as caught:
        load(["mnist"], cache=tmp_path / "cache", seed=0)
    assert "./mnist" in caught.value.hint
