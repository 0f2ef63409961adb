"""The training as a terminal shows it: the table, the small curves, the best epoch, nothing wider than the terminal."""

from __future__ import annotations

import math
from io import StringIO

import pytest
from rich.console import Console

from digitgame.cli.train import view as train_view
from digitgame.cli.train.live import LiveView, bar, curve
from digitgame.cli.train.view import JsonView, PlainView
from digitgame.training.config import PRESETS
from digitgame.training.events import Batch, Epoch, Saving, Start


def tell(view: PlainView, epochs: int, best: int) -> None:
    view(Start("seed", "hand", 1_000, 200, 5_994, epochs, 20, "processor"))
    for number in range(1, epochs + 1):
        view(Batch(number, 10, 20, 0.5, 0.8))
        right = 0.5 + 0.49 * (number if number <= best else best - 1) / epochs
        is_best = number <= best
        view(
            Epoch(
                number, epochs, 1 / number, 0.9, 1.2 / number, right, 12.3, 1.5 * (epochs - number), is_best
            )
        )
    view(Saving(epochs, stopped=False))


def screen(epochs: int, best: int, height: int = 40) -> list[str]:
    """What stays on an 80-column terminal after a training."""
    out = StringIO()
    view = LiveView(Console(file=out, force_terminal=True, color_system=None, width=80, height=height))
    with view:
        tell(view, epochs, best)
    text = out.getvalue()
    last = text[text.rindex("   epoch") :]
    return [line.rstrip() for line in last.splitlines()]


def test_the_table_stays_and_the_best_epoch_is_marked() -> None:
    lines = screen(epochs=6, best=4)
    rows = [line.split() for line in lines if "/6 " in line]
    assert [row[0] for row in rows] == [f"{number}/6" for number in range(1, 7)]
    assert [row[0] for row in rows if row[-1] == "best"] == ["4/6"]
    assert max(map(len, lines)) <= 80
    [accuracy] = [line for line in lines if line.startswith("   val accuracy")]
    assert accuracy.endswith("best 82.67 % in epoch 4")
    assert "▁" in accuracy
    assert "█" in accuracy


def test_a_low_terminal_shows_the_last_epochs_and_the_best() -> None:
    lines = screen(epochs=300, best=7, height=16)
    rows = [line.split()[0] for line in lines if "/300 " in line]
    assert rows == ["7/300", *(f"{number}/300" for number in range(295, 301))]
    assert max(map(len, lines)) <= 80


def test_a_training_that_goes_on_shows_the_epochs_before_the_break() -> None:
    out = StringIO()
    view = LiveView(Console(file=out, force_terminal=True, color_system=None, width=80, height=40))
    earlier = tuple(
        Epoch(number, 4, 0.5, 0.8, 0.5, right, 1.0, 0.0, best)
        for number, right, best in ((1, 0.9, True), (2, 0.97, True), (3, 0.95, False))
    )
    with view:
        view(Start("seed", "hand", 1_000, 200, 5_994, 4, 20, "processor", done=3, earlier=earlier))
        view(Batch(4, 10, 20, 0.5, 0.8))
        view._live.refresh()  # type: ignore[union-attr]
        assert " left" not in out.getvalue()
        view(Epoch(4, 4, 0.5, 0.8, 0.5, 0.96, 1.0, 0.0))
    last = out.getvalue()[out.getvalue().rindex("   epoch") :].splitlines()
    rows = [line.split() for line in last if "/4 " in line]
    assert [row[0] for row in rows] == ["1/4", "2/4", "3/4", "4/4"]
    assert [row[0] for row in rows if row[-1] == "best"] == ["2/4"]
    assert any("96.00 %, best 97.00 % in epoch 2" in line for line in last)


def test_while_it_runs_the_time_left_is_shown() -> None:
    out = StringIO()
    view = LiveView(Console(file=out, force_terminal=True, color_system=None, width=80, height=30))
    view(Start("fast", "hand", 1_000, 200, 5_994, 10, 20, "processor"))
    view(Epoch(1, 10, 0.5, 0.9, 0.4, 0.95, 12.3, 83.0, True))
    view(Batch(2, 10, 20, 0.1234, 0.9))
    console = Console(width=80)
    with console.capture() as shown:
        console.print(view._drawn())
    view.__exit__()
    assert "2/10" in shown.get()
    assert "loss 0.1234" in shown.get()
    assert "1:23 left" in shown.get()


@pytest.mark.parametrize(
    ("values", "width", "drawn"),
    [
        ([0, 1], 10, "▁█"),
        ([3, 3, 3], 10, "▁▁▁"),
        (list(range(8)), 8, "▁▂▃▄▅▆▇█"),
        ([5, 0, 0, 7], 2, "▁█"),
        ([0, math.nan, 1], 9, "▁ █"),
        ([], 9, ""),
    ],
)
def test_a_curve_of_blocks(values: list[float], width: int, drawn: str) -> None:
    assert curve(values, width) == drawn


@pytest.mark.parametrize(
    ("value", "floor", "drawn"),
    [(1, 0, "████"), (0.5, 0, "██"), (0.5, 0.5, ""), (1, 1, "████"), (0.53, 0, "██▏")],
)
def test_a_bar_of_blocks(value: float, floor: float, drawn: str) -> None:
    assert bar(value, floor, 4) == drawn


def test_a_pipe_gets_calm_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm")
    view = train_view.view(as_json=False)
    assert type(view) is PlainView
    with view:
        tell(view, 3, 2)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["epoch", "1/3", "2/3", "3/3"]
    assert isinstance(train_view.view(as_json=True), JsonView)


def test_scraps_are_not_counted_among_the_digits() -> None:
    out = StringIO()
    scraps = PRESETS["fast"].scraps
    assert scraps
    PlainView(Console(file=out, width=200))(Start("fast", "hand", 6_240 + scraps, 200, 1, 3, 20, "processor"))
    assert (
        f"6,240 digits of hand and {scraps:,} scraps that are none to learn from, 200 to watch by"
        in out.getvalue()
    )


def test_what_is_not_taken_leads_to_no_game(capsys: pytest.CaptureFixture[str]) -> None:
    PlainView().taken("mine", "it reads less", "shipped")
    said = capsys.readouterr().out
    assert "digitgame models default mine" in said
    assert "Now: digitgame play" not in said
    PlainView().taken("mine", "", "yours")
    said = capsys.readouterr().out
    assert "The game reads with it now.\nBack to the one before: digitgame models default yours\n" in said
    assert said.endswith("Now: digitgame play\n")
    PlainView().taken("mine", "", "shipped", "shipped did (99.67 % of MNIST)")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "The game reads with it now. It reads less than shipped did (99.67 % of MNIST).",
        "Back to the one before: digitgame models default shipped",
    ]
    PlainView().taken("mine", "", "mine")
    assert "Back" not in capsys.readouterr().out
