"""The library: what its docs show is true, wrong arrays are errors, and importing it costs nothing."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import digitgame as dg
from digitgame import api, model, paths
from digitgame.errors import DigitgameError

DOCS = Path(__file__).resolve().parents[1] / "docs"
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
X, Y = np.zeros((12, 28, 28), np.uint8), np.arange(12) % 10


def program(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_loads_nothing_heavy_until_it_is_used() -> None:
    heavy = "{'numpy', 'tensorflow', 'pygame', 'matplotlib', 'click'} & set(sys.modules)"
    code = f"import sys, digitgame; print({heavy}); digitgame.frame; print('numpy' in sys.modules)"
    assert program(code).split() == ["set()", "True"]


def test_what_it_offers_is_there_and_nothing_else() -> None:
    assert all(getattr(dg, name) is not None for name in dg.__all__)
    assert set(dg.__all__) <= set(dir(dg))
    with pytest.raises(AttributeError, match="no attribute 'Redaer'"):
        _ = dg.Redaer


def test_type_checkers_find_its_types() -> None:
    assert (Path(dg.__file__).parent / "py.typed").is_file()


@pytest.mark.slow
@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_the_examples_in_its_functions() -> None:
    done = doctest.testmod(api)
    assert (done.failed, done.attempted > 8) == (0, True)


@pytest.mark.slow
@pytest.mark.usefixtures("without_worker", "without_snapshots")
def test_the_examples_of_the_page() -> None:
    done = doctest.testfile(str(DOCS / "python.md"), module_relative=False, encoding="utf-8")
    assert (done.failed, done.attempted > 12) == (0, True)


@pytest.mark.slow
@pytest.mark.usefixtures("without_worker", "without_snapshots")
def test_the_notebook_runs_and_shows_what_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    cells = json.loads((DOCS / "python.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sum(cell.count("\n") + 1 for cell in code) <= 10
    names: dict[str, Any] = {}
    shown = [_run_cell(cell, names) for cell in code]
    assert isinstance(shown[0], Image.Image)
    assert shown[1] == 7
    assert shown[2]._repr_png_().startswith(b"\x89PNG")
    assert shown[3].endswith(" of 2,000 digits are right")
    assert isinstance(shown[4], Image.Image)
    assert "   epoch     loss  accuracy" in capsys.readouterr().out


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; returns the value of its last line, which is shown."""
    *before, last = source.splitlines()
    exec("\n".join(before), names)
    return eval(last, names)


def test_a_data_set_is_cut_to_the_count() -> None:
    (x, y), (xt, yt) = dg.load_data("hand", count=30, seed=3)
    assert (len(x), len(y), len(xt), len(yt)) == (30, 30, 30, 30)
    assert x.dtype == y.dtype == np.uint8
    (again, _), _ = dg.load_data("hand", count=30, seed=3)
    assert (again == x).all()
    with pytest.raises(ValueError, match="at least 1, not 0"):
        dg.load_data("hand", count=0)
    with pytest.raises(DigitgameError, match="There is no data 'nope'"):
        dg.load_data("nope")


def test_a_drawing_is_the_same_for_the_same_seed() -> None:
    assert dg.write(3, seed=5) == dg.write(3, seed=5) != dg.write(3, seed=6)
    assert (dg.frame(dg.write(3)) == dg.frame(dg.write(3).strokes)).all()
    with pytest.raises(ValueError, match="0 to 9, not 10"):
        dg.write(10)


def test_a_reader_is_found_by_name_and_by_folder(small_model: Path) -> None:
    assert dg.Reader().model.name == dg.Reader("shipped").model.name == "shipped"
    assert dg.Reader(small_model).model.folder == small_model
    with pytest.raises(DigitgameError, match="There is no model nope"):
        dg.Reader("nope")


def test_the_accuracy_counts_labels_that_are_right(small_model: Path) -> None:
    reader = dg.Reader(small_model)
    frames = np.stack([dg.frame(dg.write(digit, seed=1)) for digit in range(10)])
    predicted = reader.read_many(frames).argmax(1)
    assert reader.accuracy(frames, predicted) == 1.0
    assert reader.accuracy(frames, [*predicted[:5], *(predicted[5:] + 1) % 10]) == 0.5
    with pytest.raises(ValueError, match="labels must be 10 whole numbers"):
        reader.accuracy(frames, predicted[:5])
    with pytest.raises(ValueError, match="no images"):
        reader.accuracy(frames[:0], [])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ((X[0], Y), r"images must be \[N, 28, 28\]"),
        ((X.reshape(12, 784), Y), r"not uint8 \[12, 784\]"),
        ((X.astype(int), Y), "not int64"),
        ((X + 2.0, Y), "within 0 to 1, not 2 to 2"),
        ((X, Y[:5]), "labels must be 12 whole numbers"),
        ((X, Y + 1), "within 0 to 9, not 1 to 10"),
        ((X, Y / 2), "not float64"),
        (((X, Y), (X, Y), (X, Y)), "data must be a name"),
    ],
)
def test_training_refuses_arrays_that_make_no_sense(data: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        dg.train("seed", data=data, name="ours")
    assert not paths.models().exists()


def test_training_says_what_is_wrong_with_its_arguments() -> None:
    with pytest.raises(ValueError, match="preset must be one of fast, best, seed, not 'fats'"):
        dg.train("fats", data=(X, Y))
    with pytest.raises(ValueError, match="epochs must be at least 1, not 0"):
        dg.train("seed", data=(X, Y), epochs=0)


def test_training_leaves_the_models_of_the_game_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "default", lambda _: "ours")
    with pytest.raises(DigitgameError, match=r"The game uses the model ours\. Choose another name\."):
        dg.train("seed", data=(X, Y), name="ours")
