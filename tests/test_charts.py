"""Charts are looked at by people; here: each is drawn whole, without a warning, and shows the numbers given."""

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
from PIL import Image, ImageChops

from digitgame import charts
from digitgame.charts import letters, style
from digitgame.charts import page as paper
from digitgame.charts.page import Page
from digitgame.charts.plot import ticks, written

HISTORY = [
    {"epoch": at + 1, "loss": 1 / (at + 1), "accuracy": 1 - 0.3 / (at + 1), "val_loss": 0.8 / (at + 1),
     "val_accuracy": 1 - 0.1 / (at + 1)} for at in range(12)
]  # fmt: skip


NAN = float("nan")
LONG = "Read and misread: a model of mine with a long name on mnist + hand + drawings + another"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every text of the charts that are saved while the test runs.

    Each must be seen whole: apart from the edge of the sheet, and from every other one. What is seen of it are the
    pixels that change as it is drawn.
    """
    found: list[str] = []
    drawn: list[tuple[str, tuple[int, int, int, int]]] = []
    text, upwards, save = Page.text, Page.upwards, Page.save

    def noted(page: Page, words: str, before: Image.Image) -> None:
        box = ImageChops.difference(before, page.sheet).getbbox()
        assert box, f"{words} cannot be seen"
        assert 0 < box[0] < box[2] < page.sheet.width, f"{words} does not fit"
        assert 0 < box[1] < box[3] < page.sheet.height, f"{words} does not fit"
        drawn.append((words, box))

    def text_and_note(page: Page, x: float, y: float, words: str, *args: Any, **options: Any) -> None:
        before = page.sheet.copy()
        text(page, x, y, words, *args, **options)
        noted(page, words, before)

    def upwards_and_note(page: Page, x: float, y: float, words: str, *args: Any) -> None:
        before = page.sheet.copy()
        upwards(page, x, y, words, *args)
        noted(page, words, before)

    def save_and_check(page: Page, path: Path) -> None:
        save(page, path)
        found.extend(words for words, _ in drawn)
        for (one, a), (other, b) in combinations(drawn, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (one, other)
        drawn.clear()

    monkeypatch.setattr(Page, "text", text_and_note)
    monkeypatch.setattr(Page, "upwards", upwards_and_note)
    monkeypatch.setattr(Page, "save", save_and_check)
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
    assert not has_colour(tmp_path / "curves.png", style.ORANGE)
    charts.curves([], tmp_path / "none.png")
    assert "No epoch was finished" in texts


@pytest.mark.parametrize(
    ("loss", "accuracy", "shown"),
    [
        (NAN, 0.1, {"0.0", "1.0", "10.0 %"}),  # the training went astray
        (float("inf"), 0.1, {"0.0", "1.0", "10.0 %"}),
        (0.0003, 1.0, {"0.00000", "0.00030", "100.0 %"}),
        (2e-6, 0.0, {"2e-06", "0.0 %"}),
        (9_800.0, 0.5, {"8,000", "50.0 %"}),
        (3e9, 0.5, {"3e+09", "50.0 %"}),
    ],
)
def test_curves_of_numbers_small_and_large(
    loss: float, accuracy: float, shown: set[str], tmp_path: Path, texts: list[str]
) -> None:
    history = [{"epoch": at, "loss": loss, "accuracy": accuracy} for at in range(3, 9)]
    charts.curves(history, tmp_path / "curves.png")
    assert shown <= set(texts)
    assert not [words for words in texts if words.startswith(("-", "−"))]


def test_the_line_goes_through_the_values(tmp_path: Path) -> None:
    """Half way up the axis of loss, from 0 to a little above the highest, for a loss that is half of that."""
    losses = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5]
    history = [{"epoch": at, "loss": loss, "accuracy": 0.5} for at, loss in enumerate(losses, 1)]
    charts.curves(history, tmp_path / "curves.png")
    picture = pixels(tmp_path / "curves.png").astype(int)
    line = (np.abs(picture - [0x7B, 0x87, 0x94]).max(2) < 8)[:, 400]  # between two epochs
    rows = np.flatnonzero(line)
    top, bottom = 0.46, 3.6  # inches
    assert abs(rows.mean() + 0.5 - 120 * (bottom - 0.5 / 1.05 * (bottom - top))) < 1
    assert 2 <= len(rows) <= 4


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
    "matrix", [np.zeros((10, 10), int), np.eye(10, dtype=int) * 5, np.full((10, 10), 1_234_567)]
)
def test_confusion_of_nothing_of_no_mistake_and_of_very_many(
    matrix: np.ndarray[Any, np.dtype[np.int64]], tmp_path: Path, texts: list[str]
) -> None:
    charts.confusion(matrix, tmp_path / "confusion.png", LONG)
    assert LONG in texts


@pytest.mark.parametrize("shape", [(5, 5, 1, 8), (3, 3, 1, 32), (3, 3, 3, 22), (1, 1, 1, 1)])
def test_kernels(shape: tuple[int, ...], tmp_path: Path, texts: list[str]) -> None:
    weights = np.random.default_rng(0).normal(0, 0.3, shape).astype(np.float32)
    charts.kernels(weights, tmp_path / "kernels.png")
    assert str(min(shape[2] * shape[3], 64) - 1) in texts


def test_kernels_of_zeros(tmp_path: Path, texts: list[str]) -> None:
    charts.kernels(np.zeros((3, 3, 1, 8), np.float32), tmp_path / "kernels.png")
    assert "7" in texts


def test_kernels_that_are_no_numbers_stay_white(tmp_path: Path, texts: list[str]) -> None:
    charts.kernels(np.full((3, 3, 1, 8), NAN, np.float32), tmp_path / "kernels.png")
    assert "7" in texts
    assert (pixels(tmp_path / "kernels.png")[90:190, 24:130] == 255).all()


def test_kernels_show_their_numbers_beside_one_that_is_none(tmp_path: Path, texts: list[str]) -> None:
    weights = np.ones((3, 3, 1, 8), np.float32)
    weights[0, 0, 0, 7] = NAN
    charts.kernels(weights, tmp_path / "kernels.png")
    assert {"1.00", "−1.00"} <= set(texts)
    assert (pixels(tmp_path / "kernels.png")[90:190, 24:130] != 255).any()


def test_a_kernel_has_its_colours_where_its_weights_are(tmp_path: Path) -> None:
    weights = np.zeros((2, 2, 1, 1), np.float32)
    weights[0, 1], weights[1, 0] = 0.5, -0.5
    charts.kernels(weights, tmp_path / "kernels.png")
    picture = pixels(tmp_path / "kernels.png")
    left, top, quarter = 0.16, 0.68, 0.24  # inches
    shown = [
        "#{:02x}{:02x}{:02x}".format(*picture[round(120 * (top + y)), round(120 * (left + x))])
        for y in (quarter, 3 * quarter)
        for x in (quarter, 3 * quarter)
    ]
    assert shown == [style.SIGNED[1], style.BLUE, style.ORANGE, style.SIGNED[1]]


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


@pytest.mark.parametrize("accuracies", [[0.99] * 9 + [0.9], [1.0] * 10, [NAN] * 10, [0.2, *[NAN] * 8, 0.5]])
def test_accuracy_by_digit_marks_the_worst(accuracies: list[float], tmp_path: Path, texts: list[str]) -> None:
    charts.by_digit(accuracies, [1_135, *[1_000_000] * 9], tmp_path / "digits.png", LONG)
    worst = min((value for value in accuracies if value == value), default=1.0)
    assert has_colour(tmp_path / "digits.png", style.ORANGE) == (worst < 1)
    assert texts.count("none") == sum(value != value for value in accuracies)
    assert {"9", "1,135", "1,000,000"} <= set(texts)


@pytest.mark.parametrize("count", [3, 400])
def test_reliability_counts_the_digits_of_each_certainty(
    count: int, tmp_path: Path, texts: list[str]
) -> None:
    probabilities = np.full((count, 10), 0.02, np.float32)
    probabilities[:, 3] = np.linspace(0.41, 0.99, count)
    charts.reliability(probabilities, np.full(count, 3), tmp_path / "r.png", 0.25)
    assert "Certainty is off by 25.0 % on average" in texts
    shown = [int(text.replace(",", "")) for text in texts if text.replace(",", "").isdigit()]
    assert sum(shown) == count


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0 %"), (0.0004, "<0.1 %"), (0.25, "25.0 %"), (0.99999, "99.9 %"), (1, "100 %")],
)
def test_shares_are_not_rounded_to_all_or_nothing(share: float, shown: str) -> None:
    assert style.percent(share) == shown


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 2.1, 9, [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]),
        (0.59, 0.97, 9, [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]),
        (99, 100, 4, [99, 99.25, 99.5, 99.75, 100]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_a_scale_has_round_numbers(low: float, high: float, most: int, expected: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(expected)


def test_a_scale_of_epochs_has_whole_numbers() -> None:
    assert ticks(0.5, 1.5, 10, whole=True) == [1]
    assert ticks(0.5, 3.5, 10, whole=True) == [1, 2, 3]
    assert ticks(0.5, 100.5, 10, whole=True) == list(range(10, 101, 10))


def test_the_numbers_of_a_scale_have_the_decimals_that_they_need() -> None:
    assert list(written([0, 0.25, 0.5]).values()) == ["0.00", "0.25", "0.50"]
    assert list(written([0.575, 0.6], 100, " %").values()) == ["57.5 %", "60.0 %"]
    assert list(written([0, 20_000]).values()) == ["0", "20,000"]


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", [7, 9, 12])
def test_the_middle_of_a_number_lies_where_it_should(size: float, bold: bool) -> None:
    page = Page(1, 1)
    page.text(0.5, 0.5, "08", size, style.INK, anchor="m", middle=True, bold=bold)
    ink = ImageChops.invert(page.sheet.convert("L")).getbbox()
    assert ink is not None
    assert abs((ink[0] + ink[2]) / 2 - 60) <= 1
    assert abs((ink[1] + ink[3]) / 2 - 60) <= 1


def test_words_that_do_not_fit_are_smaller_and_at_last_cut() -> None:
    page = Page(4, 1)
    page.text(0.1, 0.5, LONG, 12, style.INK, room=3)
    ink = ImageChops.invert(page.sheet.convert("L")).getbbox()
    assert ink is not None
    assert ink[2] <= 120 * 3.1 + 1
    assert paper._fitted("1,234,567", 10, True, 0.6)[0] == "1,234,567"
    cut, size = paper._fitted(LONG * 3, 12, True, 3)
    assert cut.endswith("…")
    assert (LONG * 3).startswith(cut[:-1])
    assert letters.length(cut, size * 120 / 72, True) <= 3 * 120


@pytest.fixture
def no_bold_font(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Its file, or the package that has it, is missing."""
    for kept in (letters._font, letters.length, letters.mask):
        kept.cache_clear()
    monkeypatch.setattr(letters, request.param, "none")
    yield
    for kept in (letters._font, letters.length, letters.mask):
        kept.cache_clear()


@pytest.mark.parametrize("no_bold_font", ["_BOLD", "_PACKAGE_OF_BOLD"], indirect=True)
@pytest.mark.usefixtures("no_bold_font")
def test_without_the_bold_font_the_plain_one_does(tmp_path: Path, texts: list[str]) -> None:
    assert letters._font(20, True).getname() == letters._font(20, False).getname()
    charts.curves(HISTORY, tmp_path / "curves.png")
    charts.kernels(np.ones((3, 3, 1, 8), np.float32), tmp_path / "kernels.png")
    assert {"Loss", "−1.00"} <= set(texts)


def test_the_fonts_are_those_that_other_packages_bring() -> None:
    assert letters._font(20, False).getname() == ("Aileron", "Regular")
    assert letters._font(20, True).getname() == ("FreeSans", "Bold")


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_all_letters_that_are_drawn(bold: bool) -> None:
    def seen(letter: str) -> bytes:
        return letters.mask(letter, 30, bold)[0].tobytes()

    drawn = {letter: seen(letter) for letter in map(chr, range(ord("!"), 127))} | {
        letter: seen(letter) for letter in "×−…üßéñŁЖπ"
    }
    assert seen("\N{CJK UNIFIED IDEOGRAPH-6570}") not in drawn.values(), "an empty box"
    assert len(set(drawn.values())) == len(drawn)
    assert all(any(picture) for picture in drawn.values())


def test_digits_are_as_high_in_both_fonts_and_as_wide_as_each_other() -> None:
    for bold in (False, True):
        mask, (_, base) = letters.mask("0", 100, bold)
        rows = np.flatnonzero((np.asarray(mask) > 127).any(1))
        assert abs(base - rows[0] - 200 * letters.HALF_A_DIGIT) <= 2
        assert abs(base - rows[-1]) <= 3  # a 0 reaches below the line that a 1 stands on
        assert len({letters.length(str(digit), 20, bold) for digit in range(10)}) == 1


@pytest.mark.parametrize("points", [7, 8, 8.5, 9, 10])
@pytest.mark.parametrize(
    "words", ["2 read as 6", "6 the frame", "<0.1 % read", "ink says yes", "true digit", "99.9 %"]
)
def test_words_stay_apart_from_each_other_however_small(words: str, points: float) -> None:
    """The widest gaps are those between words, and wide enough to be seen."""
    mask, _ = letters.mask(words, points * 120 / 72)
    columns = np.asarray(mask).max(0) > 25
    gaps = sorted(map(len, "".join("x" if ink else " " for ink in columns).strip().split("x")), reverse=True)
    spaces = words.count(" ")
    assert gaps[spaces - 1] >= 3
    assert gaps[spaces - 1] > gaps[spaces]


@pytest.mark.parametrize("points", [7, 8, 8.5, 9, 10])
@pytest.mark.parametrize(
    "words", ["2 read as 6", "6 the frame", "1,634", "ink says yes", "true digit", "99.9 %"]
)
def test_letters_are_as_far_apart_for_their_size_however_small(words: str, points: float) -> None:
    pixels = points * 120 / 72
    assert letters.length(words, pixels) / pixels == pytest.approx(
        letters.length(words, 200) / 200, rel=0.025
    )


def pixels_of_heading(words: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    page = Page(6, 1)
    page.heading(words)
    ink = ImageChops.invert(page.sheet.convert("L")).getbbox()
    assert ink is not None
    assert 0 < ink[0] < ink[2] < page.sheet.width
    assert 0 < ink[1] < ink[3] < 0.44 * 120, "it reaches into the chart"
    return np.asarray(page.sheet)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë & Łukasz",
        "цифры ψηφία",
        "数字 😀 עברית",
        "\udcff\x00\u202e",
        "two\nlines\tof it",
        "Ångström |gjpqy",
    ],
)
def test_names_in_any_letters_can_stand_in_a_title(name: str) -> None:
    pixels_of_heading(f"Read right: {name}")


def test_a_title_is_one_line_of_whole_letters() -> None:
    assert np.array_equal(pixels_of_heading("two\n lines"), pixels_of_heading("two lines"))
    assert np.array_equal(pixels_of_heading("u\u0308ber"), pixels_of_heading("\u00fcber"))


def test_drawing_loads_nothing_large_and_writes_the_chart_alone(home: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from digitgame import charts\n"
        "charts.curves([], Path('curves.png'))\n"
        "assert not {'matplotlib', 'pygame', 'tensorflow'} & set(sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(charts.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["curves.png"]
    assert not home.exists()
