"""The notebook of the course runs from its first cell to its last, and says what the page says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "learn.ipynb"


def cells(kind: str) -> list[str]:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_no_output_is_kept() -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook["cells"])
    assert NOTEBOOK.stat().st_size < 20_000


def test_it_has_the_eleven_steps_of_the_page() -> None:
    page = NOTEBOOK.with_suffix(".md").read_text("utf-8")
    steps = [line for text in cells("markdown") for line in text.splitlines() if line.startswith("## ")]
    assert [step.partition(".")[0] for step in steps] == [f"## {number}" for number in range(1, 12)]
    assert all(step in page.splitlines() for step in steps)


@pytest.mark.slow
def test_every_cell_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, Any] = {"__name__": "notebook"}
    for number, code in enumerate(cells("code")):
        exec(compile(code, f"cell {number}", "exec"), names)
    # One kernel, by hand and by `convolve`; pooling keeps the winner.
    assert names["by_hand"] == pytest.approx(float(names["edges"][10, 12]), abs=1e-5)
    assert names["pooled"][5, 6] == names["positive"][names["row"], names["column"]]
    assert names["receptive_field"](names["seed"]) == 16
    # Steps against the gradient lower the loss; the small network comes out as Keras computes it.
    assert names["losses"] == sorted(names["losses"], reverse=True)
    assert names["losses"][-1] < names["losses"][0] / 2
    assert np.abs(names["numpy_answer"] - names["keras_answer"]).max() < 1e-4
    assert len(names["epochs"]) == 5
    assert names["result"].accuracy > 0.97
    assert names["rejected"].mean() > 0.8
    assert "of 60 non-digits are rejected" in capsys.readouterr().out
