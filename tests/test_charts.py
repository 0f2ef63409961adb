"""Each chart is drawn whole, without a warning, and shows the numbers given; people judge its look."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from digitgame import charts
from digitgame.charts import predictions, style

HISTORY = [
    {
        "epoch": epoch,
        "loss": 1 / epoch,
        "accuracy": 1 - 0.3 / epoch,
        "val_loss": 0.8 / epoch,
        "val_accuracy": 1 - 0.1 / epoch,
    }
    for epoch in range(1, 361)
]
NAN = float("nan")
LONG = "Confusion matrix: a model of mine with a long name on mnist + hand + drawings + another"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every text drawn while the test runs; each lies within its page, and over no other."""
    found: list[str] = []
    boxes: dict[RendererAgg, dict[Text, Bbox]] = {}
    draw = Text.draw

    def draw_and_note(text: Text, page: RendererAgg) -> None:
        draw(text, page)
        if (words := text.get_text()) and text.get_visible():
            found.extend(words.splitlines())
            box = text.get_window_extent(page)
            assert 0 < box.x0 < box.x1 < page.width, words
            assert 0 < box.y0 < box.y1 < page.height, words
            boxes.setdefault(page, {})[text] = box

    monkeypatch.setattr(Text, "draw", draw_and_note)
    yield found
    assert found
    for page in boxes.values():
        for (one, a), (other, b) in combinations(page.items(), 2):
            apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
            assert apart, (one, other)


def pixels(path: Path) -> np.ndarray[Any, np.dtype[np.int64]]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def has_colour(path: Path, colour: str) -> bool:
    difference = np.abs(pixels(path) - 255 * np.array(to_rgb(colour)))
    return bool((difference.max(2) < 8).any())


@pytest.mark.parametrize("epochs", [1, 2, 12, 360])
def test_curves(epochs: int, tmp_path: Path, texts: list[str]) -> None:
    charts.curves(HISTORY[:epochs], tmp_path / "curves.png")
    assert {"Loss", "Accuracy", "training", "validation", "epoch"} <= set(texts)
    assert has_colour(tmp_path / "curves.png", style.BLUE) or epochs == 360


def test_a_chart_is_an_image_and_its_file_shows_the_same(tmp_path: Path) -> None:
    image = charts.curves(HISTORY[:3], tmp_path / "curves.png")
    assert image.size == (round(120 * 9.8), 537)
    assert (np.asarray(image) == pixels(tmp_path / "curves.png")).all()
    assert image._repr_png_() is not None
    assert (np.asarray(charts.curves(HISTORY[:3])) == np.asarray(image)).all()


def test_a_mosaic_of_floats_is_that_of_the_same_bytes() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.uint8)
    image = charts.mosaic(images)
    assert image.size == (3 * 60 + 4, 2 * 60 + 4)
    assert (np.asarray(image) == np.asarray(charts.mosaic(images / np.float32(255)))).all()
    with pytest.raises(ValueError, match=r"images \[N, H, W\], not \[28, 28\]"):
        charts.mosaic(images[0])


def test_curves_without_validation_or_without_an_epoch(tmp_path: Path, texts: list[str]) -> None:
    charts.curves([{"epoch": 1, "loss": 0.5, "accuracy": 0.9}], tmp_path / "curves.png")
    assert has_colour(tmp_path / "curves.png", style.QUIET)
    assert "1" in texts
    charts.curves([], tmp_path / "none.png")
    assert "No epoch was finished" in texts


@pytest.mark.parametrize(
    ("loss", "accuracy", "shown"),
    [
        (NAN, 0.1, {"0", "1", "10 %"}),
        (float("inf"), 0.1, {"0", "1", "10 %"}),
        (0.0003, 1.0, {"0", "0.0003", "100 %"}),
        (2e-6, 0.0, {"2e−06", "0 %"}),
        (9_800.0, 0.5, {"8000", "50 %"}),
        (3e9, 0.5, {"3e+09", "50 %"}),
    ],
)
def test_curves_of_numbers_small_and_large(
    loss: float, accuracy: float, shown: set[str], tmp_path: Path, texts: list[str]
) -> None:
    history = [{"epoch": epoch, "loss": loss, "accuracy": accuracy} for epoch in range(3, 9)]
    charts.curves(history, tmp_path / "curves.png")
    assert shown <= set(texts)


def test_the_line_goes_through_the_values(tmp_path: Path) -> None:
    """At 1 / 2.1 of the axis' height for a loss of 0.5 after one of 1."""
    losses = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5]
    history = [{"epoch": at, "loss": loss, "accuracy": 0.5} for at, loss in enumerate(losses, 1)]
    charts.curves(history, tmp_path / "curves.png")
    between_two_epochs = pixels(tmp_path / "curves.png")[:, 400]
    line = np.abs(between_two_epochs - 255 * np.array(to_rgb(style.QUIET))).max(1) < 8
    height = len(line)
    expected = height * (1 - (0.196 + (0.897 - 0.196) / 2.1))
    assert abs(np.flatnonzero(line).mean() + 0.5 - expected) < 1


def test_confusion_shows_counts_and_shares(tmp_path: Path, texts: list[str]) -> None:
    matrix = np.diag([1000, 1135, *[980] * 8])
    matrix[4, 9], matrix[7, 1] = 20, 3
    predictions.confusion(matrix, "MNIST", tmp_path / "confusion.png")
    shown = {"MNIST", "1,135", "20", "2.0 %", "98.0 %", "3", "0.3 %", "predicted digit", "actual digit"}
    assert shown <= set(texts)
    picture = pixels(tmp_path / "confusion.png")
    middle = [round(0.66 * 120 * place) for place in (4.15, 9.15)]
    mistake = picture[round(0.6 * 120) + middle[0], round(0.95 * 120) + middle[1]]
    assert np.abs(mistake - 255 * np.array(to_rgb(style.MISTAKES[-1]))).max() < 8, "row 4, column 9"


@pytest.mark.parametrize(
    "matrix", [np.zeros((10, 10), int), np.eye(10, dtype=int) * 5, np.full((10, 10), 1_234_567)]
)
def test_confusion_of_nothing_of_no_mistake_and_of_very_many(
    matrix: np.ndarray[Any, np.dtype[np.int64]], tmp_path: Path, texts: list[str]
) -> None:
    predictions.confusion(matrix, LONG, tmp_path / "confusion.png")
    assert LONG in texts


@pytest.mark.parametrize("shape", [(5, 5, 1, 8), (3, 3, 1, 32), (3, 3, 3, 22), (1, 1, 1, 1)])
@pytest.mark.parametrize("scale", [0.3, 0])
def test_kernels(shape: tuple[int, ...], scale: float, tmp_path: Path, texts: list[str]) -> None:
    weights = np.random.default_rng(0).normal(0, scale, shape).astype(np.float32)
    charts.kernels(weights, tmp_path / "kernels.png")
    assert str(min(shape[2] * shape[3], 64) - 1) in texts


def test_kernels_show_their_numbers_beside_one_that_is_none(tmp_path: Path, texts: list[str]) -> None:
    weights = np.ones((3, 3, 1, 8), np.float32)
    weights[..., 0] = NAN
    charts.kernels(weights, tmp_path / "kernels.png")
    assert {"1.00", "−1.00"} <= set(texts)
    picture = pixels(tmp_path / "kernels.png")
    assert (picture[90:190, 24:130] == 255).all()
    assert (picture[90:190, 160:260] != 255).any()


def test_a_kernel_has_its_colours_where_its_weights_are(tmp_path: Path) -> None:
    weights = np.zeros((2, 2, 1, 1), np.float32)
    weights[0, 1], weights[1, 0] = 0.5, -0.5
    charts.kernels(weights, tmp_path / "kernels.png")
    picture = pixels(tmp_path / "kernels.png")
    shown = [
        picture[round(120 * (0.68 + y)), round(120 * (0.16 + x))] for y in (0.24, 0.72) for x in (0.24, 0.72)
    ]
    middle = style.SIGNED[1]
    expected = [255 * np.array(to_rgb(colour)) for colour in (middle, style.BLUE, style.ORANGE, middle)]
    assert np.abs(np.array(shown) - expected).max() <= 2


@pytest.mark.parametrize("wrong", [0, 1, 7, 40])
def test_mistakes_shows_the_most_confident_first(wrong: int, tmp_path: Path, texts: list[str]) -> None:
    labels = np.arange(60) % 10
    probabilities = np.full((60, 10), 0.02, np.float32)
    probabilities[np.arange(60), labels] = 0.82
    for at in range(wrong):
        probabilities[at] = 0.01
        probabilities[at, (labels[at] + 1) % 10] = 0.5 + at / 100
    images = np.random.default_rng(0).integers(0, 256, (60, 28, 28)).astype(np.uint8)
    predictions.mistakes(images, labels, probabilities, tmp_path / "mistakes.png")
    captions = [text for text in texts if " → " in text and len(text) < 6]
    assert len(captions) == min(wrong, 25)
    if wrong:
        last = (wrong - 1) % 10
        assert f"{last} → {(last + 1) % 10}" in captions
        assert f"{50 + wrong - 1:.1f} %" in texts
        assert f"{wrong} of 60 misread. Most confident mistakes; actual → predicted" in texts
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


@pytest.mark.parametrize("accuracies", [[0.99] * 9 + [0.9], [1.0] * 10, [NAN] * 10, [0.2, *[NAN] * 8, 0.5]])
def test_accuracy_by_digit_marks_the_worst(accuracies: list[float], tmp_path: Path, texts: list[str]) -> None:
    predictions.by_digit(accuracies, [1_135, *[1_000_000] * 9], LONG, tmp_path / "digits.png")
    worst = min((value for value in accuracies if value == value), default=1.0)
    assert has_colour(tmp_path / "digits.png", style.ORANGE) == (worst < 1)
    assert texts.count("none") == sum(value != value for value in accuracies)
    assert {"9", "1,135", "1,000,000"} <= set(texts)


@pytest.mark.parametrize("count", [3, 400])
def test_reliability_counts_the_digits_of_each_confidence(
    count: int, tmp_path: Path, texts: list[str]
) -> None:
    probabilities = np.full((count, 10), 0.02, np.float32)
    probabilities[:, 3] = np.linspace(0.41, 0.99, count)
    predictions.reliability(probabilities, np.full(count, 3), 0.0025, tmp_path / "reliability.png")
    assert "Calibration error (ECE): 0.25 %" in texts
    assert sum(int(text) for text in texts if text.isdigit()) == count


def test_all_charts_of_predictions(tmp_path: Path, texts: list[str]) -> None:
    """Three of four 0s are right and the fourth is read as a 1, as is the 7."""
    labels, predicted = np.array([0, 0, 0, 0, 7]), np.array([0, 0, 0, 1, 1])
    probabilities = np.full((5, 10), 0.01)
    probabilities[np.arange(5), predicted] = 0.91
    charts.evaluation(np.zeros((5, 28, 28)), labels, probabilities, tmp_path, "MNIST", 0.3)
    names = {"confusion.png", "accuracy.png", "reliability.png", "mistakes.png"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {"Confusion matrix: MNIST", "Accuracy by digit: MNIST", "0 → 1", "7 → 1"} <= set(texts)
    assert (texts.count("75.0 %"), texts.count("none")) == (2, 8)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "name",
    ["Zoë & Łukasz", "数字 😀 עברית", "\udcff\x00\u202e", "two\nlines\tof it", "$x^2$ _ \\frac", LONG * 3],
)
def test_any_name_can_stand_in_a_title(name: str, tmp_path: Path, texts: list[str]) -> None:
    predictions.confusion(np.eye(10, dtype=int), name, tmp_path / "confusion.png")
    assert not any("\n" in text for text in texts)


def test_charts_write_nothing_elsewhere_and_load_matplotlib_only_to_draw(home: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from digitgame import charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        "charts.prepare()\n"
        "prepared = {name for name in sys.modules if name.startswith('matplotlib')}\n"
        "charts.curves([], Path('curves.png'))\n"
        "assert prepared == {name for name in sys.modules if name.startswith('matplotlib')}\n"
        "assert not {'matplotlib.pyplot', 'pygame', 'tensorflow'} & set(sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(charts.__file__).parents[2])}
    env.pop("MPLCONFIGDIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["curves.png"]
    assert [path.name for path in home.parent.iterdir()] == [home.name]
    assert [path.name for path in home.iterdir()] == ["cache"]
