from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from ink.making import beside, boxed, painted, underlined

from digitgame import model
from digitgame.cli import main
from digitgame.inference import Reader
from digitgame.inference.multi_digit import StrokeInk, groups, read_digits, read_rows
from digitgame.ink import Drawing, frame, read_ink, write_ink
from digitgame.synth import handwriting
from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink


@pytest.fixture(scope="module")
def reader(small_model: Path) -> Reader:
    return Reader(model.load(small_model))


def test_single_digits_stay_whole(reader: Reader) -> None:
    drawings = [drawing for drawing in handwriting.write_many(1200, seed=21) if len(drawing.strokes) > 1]
    assert len(drawings) > 150
    split = sum(len(read_digits(reader, StrokeInk(drawing.strokes))) != 1 for drawing in drawings)
    # Some are cut off at the border, or dots.
    assert split <= 6


def test_single_digits_of_people_stay_whole(reader: Reader, shared_data: Path) -> None:
    drawings = list(read_ink(shared_data / "drawings" / "pen-30-writers.jsonl"))[::5]
    several = [drawing for drawing in drawings if len(drawing.strokes) > 1]
    split = sum(len(read_digits(reader, StrokeInk(drawing.strokes))) != 1 for drawing in several)
    assert split <= 0.003 * len(drawings)


def test_a_single_digit_is_read_as_a_frame(reader: Reader) -> None:
    for drawing in handwriting.write_many(20, seed=22):
        [reading] = read_digits(reader, StrokeInk(drawing.strokes))
        alone = reader.read_drawing(drawing.strokes)
        assert reading.digit == alone.digit
        np.testing.assert_array_equal(reading.probabilities, alone.probabilities)


def test_numbers_fall_into_their_digits(reader: Reader) -> None:
    rng = np.random.default_rng(5)
    right = 0
    for _ in range(60):
        digits = [int(digit) for digit in rng.integers(0, 10, rng.integers(2, 4))]
        strokes, places = beside(digits, rng)
        shuffled = rng.permutation(len(strokes))  # a bar may be added last
        found = groups(reader, StrokeInk([strokes[at] for at in shuffled]))
        right += [{places[shuffled[at]] for at in group} for group in found] == [
            {p} for p in range(len(digits))
        ]
    assert right >= 56


def test_rows_are_read_from_top_to_bottom_and_decimal_points_are_shown(reader: Reader) -> None:
    rng = np.random.default_rng(7)
    upper, places = beside([3, 4], rng, apart=0.5)
    lower, _ = beside([5, 2], rng, apart=0.5)
    points = np.concatenate([np.array(stroke) for stroke in upper])
    height = np.ptp(points[:, 1])
    below = [[(x, y + 1.5 * height) for x, y in stroke] for stroke in lower]
    first, second = read_rows(reader, StrokeInk([*below, *upper]))
    assert str(first) == "".join(str(one.digit) for one in read_digits(reader, StrokeInk(upper)))
    assert str(second) == "".join(str(one.digit) for one in read_digits(reader, StrokeInk(lower)))
    left = max(x for stroke, place in zip(upper, places, strict=True) if place == 0 for x, _ in stroke)
    right = min(x for stroke, place in zip(upper, places, strict=True) if place == 1 for x, _ in stroke)
    [row] = read_rows(reader, StrokeInk([*upper, [((left + right) / 2, float(points[:, 1].max()))]]))
    assert str(row) == f"{str(first)[0]}.{str(first)[1]}"


def test_pictures_of_numbers_fall_into_their_digits(reader: Reader) -> None:
    rng = np.random.default_rng(6)
    pairs = [[int(digit) for digit in rng.integers(0, 10, 2)] for _ in range(25)]
    lengths = [
        len(read_digits(reader, Components(extract_ink(painted(beside(pair, rng, apart=0.4)[0])))))
        for pair in pairs
    ]
    assert lengths.count(2) >= 23


def test_no_ink_gives_no_digits(reader: Reader) -> None:
    assert read_digits(reader, StrokeInk([])) == []
    assert read_digits(reader, StrokeInk([[]])) == []
    assert read_digits(reader, Components(extract_ink(painted([])))) == []


def test_ink_whose_parts_are_mostly_rejected_is_read_as_one(own_model: Path) -> None:
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, {**card, "refusal": {"threshold": -1}})
    strokes, _ = beside([2, 7], np.random.default_rng(7))
    [reading] = read_digits(Reader(model.load(own_model)), StrokeInk(strokes))
    assert reading.rejected


def test_predict_prints_the_number(tmp_path: Path, small_model: Path, reader: Reader) -> None:
    strokes, _ = beside([1, 7], np.random.default_rng(8))
    assert [reading.digit for reading in read_digits(reader, StrokeInk(strokes))] == [1, 7]
    ink, picture = tmp_path / "some.jsonl", tmp_path / "one.png"
    write_ink(ink, [Drawing.of(strokes)])
    painted(strokes).save(picture)
    run = CliRunner().invoke(main, ["predict", "--model", str(small_model), str(ink), str(picture)])
    first, second = run.stdout.splitlines()
    assert first.startswith(f"{ink}:1: 17 (sure of 1: ")
    assert second.startswith(f"{picture}: 17 (sure of 1: ")


def test_predict_as_json_has_each_digit(tmp_path: Path, small_model: Path, reader: Reader) -> None:
    strokes, _ = beside([2, 0, 4], np.random.default_rng(9))
    alone = handwriting.write(3, np.random.default_rng(9)).strokes
    ink = tmp_path / "some.jsonl"
    write_ink(ink, [Drawing.of(strokes), Drawing.of(alone)])
    run = CliRunner().invoke(main, ["predict", "--json", "--model", str(small_model), str(ink)])
    number, single = (json.loads(line) for line in run.stdout.splitlines())
    assert number["digits"] == "204"
    assert [int(np.argmax(each)) for each in number["each"]] == [2, 0, 4]
    np.testing.assert_allclose(number["probabilities"], reader.read(frame(strokes)).probabilities, atol=1e-3)
    assert single["each"] == [single["probabilities"]]


def test_an_underline_is_no_part_of_a_number(reader: Reader) -> None:
    rng = np.random.default_rng(5)
    right = 0
    for _ in range(40):
        digits = [int(digit) for digit in rng.integers(0, 10, 2)]
        readings = read_digits(reader, StrokeInk(underlined(beside(digits, rng)[0])))
        right += [reading.digit for reading in readings] == digits
    assert right >= 32


def test_a_low_stroke_beside_a_digit_is_no_1(reader: Reader) -> None:
    strokes, _ = beside([2], np.random.default_rng(1))
    high, low = [(150.0, 115.0), (150.0, 200.0)], [(130.0, 115.0), (133.0, 140.0)]
    assert [reading.digit for reading in read_digits(reader, StrokeInk([*strokes, high]))] == [2, 1]
    [reading] = read_digits(reader, StrokeInk([*strokes, low]))
    assert (reading.digit, reading.set_aside) == (2, (len(strokes),))


def test_predict_names_the_strokes_set_aside(tmp_path: Path, small_model: Path) -> None:
    rng = np.random.default_rng(12)
    plain, number = handwriting.write(3, rng).strokes, beside([2, 7], rng)[0]
    ink = tmp_path / "some.jsonl"
    write_ink(ink, [Drawing.of(strokes) for strokes in (plain, boxed(plain), boxed(number))])
    words = ["predict", "--model", str(small_model), str(ink)]
    lines = [json.loads(line) for line in CliRunner().invoke(main, [*words, "--json"]).stdout.splitlines()]
    assert [line["digits"] for line in lines] == ["3", "3", "27"]
    assert [line.get("set_aside") for line in lines] == [None, [len(plain)], [len(number)]]
    texts = CliRunner().invoke(main, words).stdout.splitlines()
    assert ": 3, " in texts[0]
    assert ": 3 without 1 other stroke, " in texts[1]
    assert ": 27 without 1 other stroke (sure of 2: " in texts[2]
