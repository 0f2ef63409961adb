"""The training as a terminal shows it: the table, the small curves, the best epoch, nothing wider than the terminal."""

from __future__ import annotations

import json
import math
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from digitgame.cli.train.command import train
from digitgame.cli.train.live import LiveView, curve, terminal_view
from digitgame.cli.train.view import JsonView, PlainView
from digitgame.events import Batch, Done, Epoch, Promotion, Saving, Start
from digitgame.training.config import PRESETS


def show(view: PlainView, epochs: int, best: int) -> None:
    view.show(Start("seed", "hand", 1_000, 200, 5_994, epochs, 20, "processor"))
    for number in range(1, epochs + 1):
        view.show(Batch(number, 10, 20, 0.5, 0.8))
        right = 0.5 + 0.49 * (number if number <= best else best - 1) / epochs
        is_best = number <= best
        view.show(
            Epoch(
                number, epochs, 1 / number, 0.9, 1.2 / number, right, 12.3, 1.5 * (epochs - number), is_best
            )
        )
    view.show(Saving(epochs, stopped=False))


def screen(epochs: int, best: int, height: int = 40) -> list[str]:
    """What stays on an 80-column terminal after a training."""
    out = StringIO()
    view = LiveView(Console(file=out, force_terminal=True, color_system=None, width=80, height=height))
    with closing(view):
        show(view, epochs, best)
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
        Epoch(number, 4, 0.5, 0.8, 0.5, right, 1.0, 5.0, best)
        for number, right, best in ((1, 0.9, True), (2, 0.97, True), (3, 0.95, False))
    )
    with closing(view):
        view.show(Start("seed", "hand", 1_000, 200, 5_994, 4, 20, "processor", done=3, earlier=earlier))
        view.show(Batch(4, 10, 20, 0.5, 0.8))
        view._live.refresh()
        assert "0:05 left" in out.getvalue()
        view.show(Epoch(4, 4, 0.5, 0.8, 0.5, 0.96, 1.0, 0.0))
    last = out.getvalue()[out.getvalue().rindex("   epoch") :].splitlines()
    rows = [line.split() for line in last if "/4 " in line]
    assert [row[0] for row in rows] == ["1/4", "2/4", "3/4", "4/4"]
    assert [row[0] for row in rows if row[-1] == "best"] == ["2/4"]
    assert any("96.00 %, best 97.00 % in epoch 2" in line for line in last)


def test_the_scores_come_below_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = LiveView(Console(force_terminal=True, color_system=None, width=80, height=40))
    show(view, epochs=3, best=3)
    view.show(Done(tmp_path, {"hand": 0.9512}))
    view.show(Promotion("mine"))
    lines = capsys.readouterr().out.splitlines()
    scores = next(at for at, line in enumerate(lines) if "95.12 %" in line)
    assert lines[-1] == "Now: digitgame play"
    assert not any("epoch" in line or "saving" in line for line in lines[scores:])


def test_while_it_runs_the_time_left_is_shown() -> None:
    out = StringIO()
    view = LiveView(Console(file=out, force_terminal=True, color_system=None, width=80, height=30))
    view.show(Start("fast", "hand", 1_000, 200, 5_994, 10, 20, "processor"))
    view.show(Epoch(1, 10, 0.5, 0.9, 0.4, 0.95, 12.3, 83.0, True))
    view.show(Batch(2, 10, 20, 0.1234, 0.9))
    console = Console(width=80)
    with console.capture() as shown:
        console.print(view._drawn())
    view.close()
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


def test_a_pipe_gets_calm_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm")
    view = terminal_view()
    assert type(view) is PlainView
    with closing(view):
        show(view, 3, 2)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["epoch", "1/3", "2/3", "3/3"]


def test_non_digits_are_not_counted_among_the_digits() -> None:
    out = StringIO()
    non_digits = PRESETS["fast"].scraps
    assert non_digits
    start = Start("fast", "mnist+hand", 6_240 + non_digits, 200, 1, 3, 20, "processor")
    PlainView(Console(file=out, width=200)).show(start)
    assert out.getvalue().startswith(
        f"Training on 6,240 digits (MNIST + synthetic digits) + {non_digits:,} non-digits; validating on 200."
    )


def test_scores_are_printed_under_the_names_of_their_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PlainView().show(Done(tmp_path, {"club": 0.25, "hand": 0.9512, "mnist": 1.0}, 61.0, "Resume it."))
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "",
        "Accuracy on MNIST                100.00 %",
        "Accuracy on synthetic digits      95.12 %",
        "Accuracy on club                  25.00 %",
        "(To score it on people's drawings, name an ink file with --drawings.)",
        "",
        f"Saved {tmp_path} in 1:01.",
        "Resume it.",
    ]


def test_a_declined_model_leads_to_no_game(capsys: pytest.CaptureFixture[str]) -> None:
    PlainView().show(Promotion("mine", "it is less accurate", "shipped"))
    assert capsys.readouterr().out.splitlines() == [
        "The game keeps its current model: it is less accurate.",
        "To use this one anyway: digitgame models default mine",
    ]
    view = PlainView()
    view.show(Done(Path("mine"), {"mnist": 0.995, "hand": 0.99}))
    capsys.readouterr()
    view.show(Promotion("mine", "", "shipped", {"mnist": 0.9967, "hand": 0.98}))
    assert capsys.readouterr().out.splitlines() == [
        "The one before (shipped) reads MNIST better: 99.67 % instead of 99.50 %.",
        "The game uses this model now.",
        "To go back: digitgame models default shipped",
        "Now: digitgame play",
    ]
    PlainView().show(Promotion("mine", "", "shipped", asks=True))
    assert capsys.readouterr().out.splitlines() == [
        "The game keeps its current model until you choose this one.",
        "To use this one: digitgame models default mine",
    ]
    PlainView().show(Promotion("mine", "", "mine"))
    assert "go back" not in capsys.readouterr().out


def test_a_script_gets_json_and_only_a_window_hears_of_the_promotion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for for_window in (False, True):
        view = JsonView(for_window=for_window)
        view.show(Batch(1, 2, 3, 0.5, 0.25))
        view.show(Done(tmp_path))
        view.show(Promotion("mine"))
        records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [record["event"] for record in records] == ["batch", "done"] + ["promotion"] * for_window
        assert records[0] == {
            "event": "batch",
            "epoch": 1,
            "step": 2,
            "steps": 3,
            "loss": 0.5,
            "accuracy": 0.25,
        }
        assert records[1]["model"] == str(tmp_path)


def test_help_shows_every_option_in_a_group() -> None:
    text = CliRunner().invoke(train, ["--help"]).output
    shown = [option for option in train.params if not getattr(option, "hidden", False)]
    assert len(shown) >= 17
    assert "--help" in text
    for option in shown:
        assert f"  {option.opts[0]}" in text
    assert text.index("Examples:") < text.index("What to learn:") < text.index("When to stop:")
