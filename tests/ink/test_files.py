import io
import json
from pathlib import Path

import pytest

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing, numbered_ink, parse_drawing, read_ink, rounded, write_ink
from digitgame.ink.drawing import MAX_POINTS

SEVEN = Drawing.of([[(10, 10), (90.5, 10.25)], [(20, 60)]], label=7, writer="Ann", time=1.5)


def line(**change: object) -> str:
    return json.dumps({"label": 7, "strokes": [[[10, 10], [90, 10]]], **change})


def test_drawings_come_back_as_they_were_written(tmp_path: Path) -> None:
    drawings = [SEVEN, Drawing.of([[(0, 0), (300, 300)]]), Drawing.of([])]
    path = tmp_path / "some.jsonl"
    write_ink(path, drawings)
    assert list(read_ink(path)) == drawings
    assert [file.name for file in tmp_path.iterdir()] == ["some.jsonl"]


def test_rounded_ink_is_what_comes_back() -> None:
    drawing = Drawing.of([[(10 / 3, 20 / 7), (200.625, 0.0049)], [(299.996, 150)]])
    back = parse_drawing(format_drawing(drawing)).strokes
    assert tuple(map(tuple, rounded(drawing.strokes))) == back
    assert back == (((3.33, 2.86), (200.62, 0.0)), ((300.0, 150.0),))


def test_other_keys_of_a_line_are_kept() -> None:
    assert parse_drawing(format_drawing(SEVEN)).extra == {"writer": "Ann", "time": 1.5}


def test_blank_lines_are_passed_over_but_counted() -> None:
    text = f"\n{line()}\n\n  \n{line(label=3)}\n"
    assert [(number, drawing.label) for number, drawing in numbered_ink(io.StringIO(text), "ink")] == [
        (2, 7),
        (5, 3),
    ]


def test_a_mark_at_the_start_of_the_file_and_a_missing_end_of_line_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "from-an-editor.jsonl"
    path.write_text("\ufeff" + line(), "utf-8")
    assert [drawing.label for drawing in read_ink(path)] == [7]


def test_a_failed_write_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    write_ink(path, [SEVEN])

    def breaks() -> object:
        yield SEVEN
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_ink(path, breaks())  # type: ignore[arg-type]
    assert list(read_ink(path)) == [SEVEN]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("seven", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"strokes": [[[1, 2]]]', "is not JSON"),
        ('{"strokes": [[[1, ' + "9" * 5000 + "]]]}", "is not JSON"),
        ("[[1, 2]]", "has no strokes"),
        ('{"label": 7}', "has no strokes"),
        (line(strokes="none"), "has no strokes"),
        (line(strokes=[["ab", "cd"]]), "is not a list of"),
        (line(strokes=[[[1, 2, 3]]]), "is not a list of"),
        (line(strokes=[[1, 2]]), "is not a list of"),
        (line(strokes=[{"12": 3}]), "is not a list of"),
        (line(strokes=[[["1", "2"]]]), "is not a list of"),
        (line(strokes=[[[True, False]]]), "is not a list of"),
        (line(strokes=[[[None, 1]]]), "is not a list of"),
        (line(strokes=[[[float("nan"), 1]]]), "nowhere near the board"),
        (line(strokes=[[[1, float("inf")]]]), "nowhere near the board"),
        (line(strokes=[[[1, 10**400]]]), "nowhere near the board"),
        (line(strokes=[[[1, 1]] * (MAX_POINTS + 1)]), "points"),
        (line(label=10), "label 10 is not a digit"),
        (line(label=-1), "label -1 is not a digit"),
        (line(label=True), "label True is not a digit"),
        (line(label="7"), "label '7' is not a digit"),
        (line(label=7.5), "label 7.5 is not a digit"),
    ],
)
def test_a_line_that_is_no_drawing_is_named(wrong: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(f"{line()}\n\n{wrong}\n{line()}\n", "utf-8")
    drawings = read_ink(path)
    assert next(drawings).label == 7
    with pytest.raises(DigitgameError, match=says) as error:
        next(drawings)
    assert f"{path}, line 3" in error.value.problem


def test_a_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(b"\x89PNG\xff\xfe\n")
    with pytest.raises(DigitgameError, match="not text"):
        list(read_ink(path))


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert parse_drawing(line(label=7.0)).label == 7


def test_a_line_of_quick_draw_is_a_drawing() -> None:
    simplified = json.dumps(
        {"word": "seven", "drawing": [[[10, 90, 40], [10, 12, 99]], [[30, 60], [50, 50]]]}
    )
    drawing = parse_drawing(simplified)
    assert drawing.strokes == (((10, 10), (90, 12), (40, 99)), ((30, 50), (60, 50)))
    assert drawing.extra == {"word": "seven"}
    timed = json.dumps({"drawing": [[[10.5, 90], [10, 12], [0, 17]]]})
    assert parse_drawing(timed).strokes == (((10.5, 10), (90, 12)),)


@pytest.mark.parametrize("stroke", [[[1, 2], [3]], [[1, 2]], [1, 2], [["a"], ["b"]], {}])
def test_a_line_like_quick_draw_s_that_is_none_is_an_error(stroke: object) -> None:
    with pytest.raises(DigitgameError, match="a stroke is not a list"):
        parse_drawing(json.dumps({"drawing": [stroke]}))
