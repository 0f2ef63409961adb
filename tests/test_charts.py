"""Charts are looked at by people; here: each is drawn whole, without a warning, and shows the numbers given."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from digitgame import charts
from digitgame.charts import style

if TYPE_CHECKING:
    from matplotlib.transforms import Bbox

HISTORY = [
    {"epoch": at + 1, "loss": 1 / (at + 1), "accuracy": 1 - 0.3 / (at + 1), "val_loss": 0.8 / (at + 1),
     "val_accuracy": 1 - 0.1 / (at + 1)} for at in range(12)
]  # fmt: skip


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every text of the charts that are saved while the test runs; no two of a chart may overlap."""
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    found: list[str] = []
    drawn: dict[Text, Bbox] = {}
    draw, save = Text.draw, Figure.savefig

    def draw_and_note(text: Text, *args: Any, **options: Any) -> None:
        draw(text, *args, **options)
        if text.get_text() and text.get_visible():
            drawn[text] = text.get_window_extent()

    def save_and_check(figure: Figure, *args: Any, **options: Any) -> None:
        drawn.clear()
        save(figure, *args, **options)
        found.extend(text.get_text() for text in drawn)
        for (one, its_box), (other, box) in combinations(drawn.items(), 2):
            assert not its_box.overlaps(box), (one.get_text(), other.get_text())

    monkeypatch.setattr(Text, "draw", draw_and_note)
    monkeypatch.setattr(Figure, "savefig", save_and_check)
    yield found
    assert found


def pixels(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


def has_colour(path: Path, colour: str) -> bool:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool((np.abs(pixels(path).astype(int) - wanted).max(2) < 8).any())


@pytest.mark.parametrize("epochs", [1, 2, 12, 12 * 30])
def test_curves(epochs: int, tmp_path: Path, texts: list[str]) -> None:
    history = [{**row, "epoch": at + 1} for at, row in enumerate(HISTORY * 30)][:epochs]
    charts.curves(history, tmp_path / "curves.png")
    assert {"Loss", "Accuracy", "training", "validation", "epoch"} <= set(texts)
    assert has_colour(tmp_path / "curves.png", style.BLUE)


def test_curves_without_validation_or_without_an_epoch(tmp_path: Path, texts: list[str]) -> None:
    charts.curves([{"epoch": 1, "loss": 0.5, "accuracy": 0.9}], tmp_path / "curves.png")
    assert has_colour(tmp_path / "curves.png", style.QUIET)
    charts.curves([], tmp_path / "none.png")
    assert "No epoch was finished" in texts


def test_confusion_shows_counts_and_shares(tmp_path: Path, texts: list[str]) -> None:
    matrix = np.diag([1000, 1135, *[980] * 8])
    matrix[4, 9] = 20
    matrix[7, 1] = 3
    charts.confusion(matrix, tmp_path / "confusion.png", "MNIST")
    assert {"MNIST", "1,135", "980", "20", "2.0 %", "98.0 %", "3", "0.3 %", "read as", "true digit"} <= set(
        texts
    )
    assert has_colour(tmp_path / "confusion.png", style.MID_ORANGE)


@pytest.mark.parametrize(
    "matrix", [np.zeros((10, 10), int), np.eye(10, dtype=int) * 5, np.full((10, 10), 123_456)]
)
def test_confusion_of_nothing_of_no_mistake_and_of_very_many(
    matrix: np.ndarray[Any, np.dtype[np.int64]], tmp_path: Path, texts: list[str]
) -> None:
    charts.confusion(matrix, tmp_path / "confusion.png", "edges")
    assert "edges" in texts


@pytest.mark.parametrize("shape", [(5, 5, 1, 8), (3, 3, 1, 32), (3, 3, 3, 22), (1, 1, 1, 1)])
def test_kernels(shape: tuple[int, ...], tmp_path: Path, texts: list[str]) -> None:
    weights = np.random.default_rng(0).normal(0, 0.3, shape).astype(np.float32)
    charts.kernels(weights, tmp_path / "kernels.png")
    assert str(min(shape[2] * shape[3], 64) - 1) in texts


def test_kernels_of_zeros(tmp_path: Path, texts: list[str]) -> None:
    charts.kernels(np.zeros((3, 3, 1, 8), np.float32), tmp_path / "kernels.png")
    assert "7" in texts


@pytest.mark.parametrize("wrong", [0, 1, 7, 40])
def test_mistakes_shows_the_surest_first(wrong: int, tmp_path: Path, texts: list[str]) -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 10
    probabilities = np.full((60, 10), 0.02, np.float32)
    probabilities[np.arange(60), labels] = 0.82
    for at in range(wrong):
        probabilities[at] = 0.01
        probabilities[at, (labels[at] + 1) % 10] = 0.5 + at / 100
    charts.mistakes(
        rng.integers(0, 256, (60, 28, 28)).astype(np.uint8), labels, probabilities, tmp_path / "m.png"
    )
    captions = [text for text in texts if " read as " in text]
    assert len(captions) == min(wrong, 25)
    if wrong:
        last = (wrong - 1) % 10
        assert captions[0] == f"{last} read as {(last + 1) % 10}"
        assert f"{50 + wrong - 1:.1f} %" in texts
    else:
        assert "No digit misread" in texts


def test_feature_maps_follow_the_layers(tmp_path: Path, texts: list[str]) -> None:
    shapes = {"pool2": (4, 4, 48), "conv1": (24, 24, 16), "conv3": (4, 4, 96), "pool1": (12, 12, 3)}
    layers: dict[str, np.ndarray[Any, Any]] = {name: np.ones(shape) for name, shape in shapes.items()}
    charts.feature_maps(np.zeros((28, 28)), {**layers, "features": np.ones(64)}, tmp_path / "maps.png")
    shown = [text.partition(":")[0] for text in texts if ":" in text]
    assert shown == ["conv1", "pool1", "pool2", "conv3"]
    assert "pool1: 12×12" in texts
    assert "conv3: 4×4, 12 of 96" in texts


@pytest.mark.parametrize(
    "accuracies", [[0.99] * 9 + [0.9], [1.0] * 10, [float("nan")] * 10, [0.2, *[float("nan")] * 8, 0.5]]
)
def test_accuracy_by_digit_marks_the_worst(accuracies: list[float], tmp_path: Path, texts: list[str]) -> None:
    charts.by_digit(accuracies, [1_135] * 10, tmp_path / "digits.png", "a on b")
    worst = min((value for value in accuracies if value == value), default=1.0)
    assert has_colour(tmp_path / "digits.png", style.ORANGE) == (worst < 1)
    assert texts.count("none") == sum(value != value for value in accuracies)
    assert "9\n1,135" in texts


@pytest.mark.parametrize("count", [3, 400])
def test_reliability_counts_the_digits_of_each_certainty(
    count: int, tmp_path: Path, texts: list[str]
) -> None:
    probabilities = np.full((count, 10), 0.02, np.float32)
    probabilities[:, 3] = np.linspace(0.41, 0.99, count)
    charts.reliability(probabilities, np.full(count, 3), tmp_path / "r.png", 0.25)
    assert "Certainty is off by 25.0 % on average" in texts
    shown = [int(text) for text in texts if text.isdigit()]
    assert sum(shown) == count


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0 %"), (0.0004, "<0.1 %"), (0.25, "25.0 %"), (0.99999, "99.9 %"), (1, "100 %")],
)
def test_shares_are_not_rounded_to_all_or_nothing(share: float, shown: str) -> None:
    assert style.percent(share) == shown


def test_nothing_is_written_outside_the_users_folder(home: Path, tmp_path: Path) -> None:
    program = "from pathlib import Path; from digitgame import charts; charts.curves([], Path('curves.png'))"
    env = {key: value for key, value in os.environ.items() if key != "MPLCONFIGDIR"}
    env["PYTHONPATH"] = str(Path(charts.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "curves.png").is_file()
    assert [path.name for path in home.parent.iterdir()] == [home.name]
    assert (home / "cache" / "matplotlib").is_dir()
