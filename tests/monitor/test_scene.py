"""The window on a training: what it knows, shows and asks."""

from __future__ import annotations

from typing import Any

import pygame
import pytest
from pygame.event import Event

from digitgame.monitor.panels import share_done
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.ui import canvas as canvas_module
from digitgame.ui import theme
from digitgame.ui.actions import LEFT, KeyBindings, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.chart import Chart, Curve, accuracy_scale, epoch_marks, loss_scale
from digitgame.ui.layout import Area


@pytest.fixture
def scene(events: list[dict[str, Any]]) -> MonitorScene:
    watch = MonitorScene(TrainingState())
    for event in events:
        watch.state.take(event)
    return watch


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line that is written while the test runs."""
    found: list[str] = []
    text = Canvas.text

    def note(canvas: Canvas, line: str, *others: Any, **named: Any) -> float:
        found.append(line)
        return text(canvas, line, *others, **named)

    monkeypatch.setattr(canvas_module.Canvas, "text", note)
    return found


def press(scene: MonitorScene, canvas: Canvas, key: int) -> None:
    given = KeyBindings().read(Event(pygame.KEYDOWN, key=key), scene.context)
    assert given is not None
    scene.handle(given, canvas.view)


def test_curves_reach_into_the_epoch_that_goes_on(scene: MonitorScene) -> None:
    assert scene.state.curve("loss") == [(0.5, 2), (1, 2), (2, 1), (3, 2 / 3), (3.25, 0.5)]
    assert scene.state.curve("val_loss") == [(1, 1), (2, 0.5), (3, 1 / 3)]
    assert scene.state.best is not None
    assert scene.state.best["epoch"] == 2


@pytest.mark.parametrize("canvas", [(960, 600), (1920, 1200), (640, 400)], indirect=True)
def test_all_there_is_to_see_is_shown(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.draw(canvas)
    shown = " | ".join(words)
    for told in ("Learning hand", "5,994 parameters", "Epoch 4 of 6", "1:05 left", "8 of 10 right",
                 "training 0.500", "validation 0.333", "validation 80.0 %", "First layer"):  # fmt: skip
        assert told in shown
    assert words.count("best 2") == 2  # below each chart
    assert words.count("as") == 3
    colours = {tuple(canvas.surface.get_at((x, y)))[:3] for x in range(0, canvas.view.width, 2)
               for y in range(0, canvas.view.height, 2)}  # fmt: skip
    assert {theme.ACCENT, theme.AMBER, theme.PANEL} <= colours


def test_where_only_the_time_is_known_the_bar_goes_by_it() -> None:
    state = TrainingState()
    state.take({"event": "start", "epochs": None})
    assert share_done(state) == 0
    for event, share in (
        (
            {"event": "batch", "epoch": 1, "step": 5, "steps": 10},
            0.5,
        ),  # nobody knows yet how far an epoch carries
        ({"event": "epoch", "epoch": 1, "seconds": 4.0, "left": 16.0}, 0.2),
        ({"event": "batch", "epoch": 2, "step": 5, "steps": 10}, 0.3),
        ({"event": "epoch", "epoch": 2, "seconds": 4.0, "left": 12.0}, 0.4),
        ({"event": "epoch", "epoch": 3, "seconds": 12.0, "left": 0.0}, 1.0),
        ({"event": "saving"}, 1.0),
    ):
        state.take(event)
        assert share_done(state) == pytest.approx(share)


def test_what_was_seen_long_ago_says_when(
    scene: MonitorScene, canvas: Canvas, words: list[str], events: list[dict[str, Any]]
) -> None:
    scene.draw(canvas)
    assert "8 of 10 right" in words
    for epoch in (4, 5):
        scene.state.take({**next(event for event in events if event["event"] == "epoch"), "epoch": epoch})
    words.clear()
    MonitorScene(scene.state).draw(canvas)
    assert "8 of 10 right in epoch 3" in words


def test_before_the_first_event_and_for_one_that_is_not_known(canvas: Canvas, words: list[str]) -> None:
    scene = MonitorScene(TrainingState())
    scene.state.take({"event": "something new"})
    scene.draw(canvas)
    assert "Getting ready …" in words
    assert "Loading TensorFlow …" in words


def test_the_first_epochs_way_leaves_the_scale_to_the_epochs(events: list[dict[str, Any]]) -> None:
    watch = MonitorScene(TrainingState())
    watch.state.take(events[0])
    for step in range(1, 20):
        watch.state.take(
            {"event": "batch", "epoch": 1, "step": step, "steps": 20, "loss": 9.0, "accuracy": 0.1}
        )
    assert watch._sheet.charts()[0].high == 10
    for epoch in (1, 2, 3, 4):
        watch.state.take({"event": "epoch", "epoch": epoch, "loss": 0.9, "accuracy": 0.95, "val_loss": 0.5,
                          "val_accuracy": 0.97})  # fmt: skip
    loss, accuracy = watch._sheet.charts()
    assert loss.high == 1
    assert accuracy.low == 0.9


def test_pointing_at_a_chart_tells_the_values_there(
    scene: MonitorScene, canvas: Canvas, words: list[str]
) -> None:
    chart = scene._sheet.charts()[0]
    plot = chart.plot
    x = plot.x + plot.width * 2.2 / 6
    scene.handle(Pointer(canvas.view.point(x, plot.y + 20)), canvas.view)
    scene.draw(canvas)
    assert "epoch 2" in words
    assert "validation 0.500" in words
    assert "validation 90.0 %" in words
    words.clear()
    scene.handle(Pointer((1, 1)), canvas.view)
    scene.draw(canvas)
    assert "epoch 2" not in words


def test_what_has_not_changed_is_not_drawn_anew(
    scene: MonitorScene, canvas: Canvas, words: list[str]
) -> None:
    scene.draw(canvas)
    before = len(words)
    scene.draw(canvas)
    assert len(words) == before


@pytest.mark.parametrize(
    ("key", "choice"), [(pygame.K_s, Choice.STOP), (pygame.K_t, Choice.GO_ON), (pygame.K_ESCAPE, None)]
)
def test_closing_asks_what_is_to_become_of_it(
    scene: MonitorScene, canvas: Canvas, words: list[str], key: int, choice: Choice | None
) -> None:
    press(scene, canvas, pygame.K_s)
    assert scene.choice is None
    scene.close()
    scene.draw(canvas)
    assert "Close the window?" in words
    press(scene, canvas, key)
    assert scene.choice is choice
    assert scene.asking == (choice is not None)


def test_the_answer_may_be_clicked(scene: MonitorScene, canvas: Canvas) -> None:
    press(scene, canvas, pygame.K_ESCAPE)
    scene.handle(Pointer(canvas.view.point(270, 278), LEFT, pressed=True), canvas.view)
    assert scene.choice is Choice.STOP


def test_closing_twice_loses_nothing(scene: MonitorScene) -> None:
    for _ in range(2):
        scene.close()
    assert scene.choice is Choice.GO_ON


@pytest.mark.parametrize("failed", [True, False])
def test_nothing_is_asked_any_more_once_it_is_over(
    scene: MonitorScene, canvas: Canvas, words: list[str], failed: bool
) -> None:
    scene.close()
    scene.follow(None)
    assert scene.asking
    scene.draw(canvas)
    if not failed:
        scene.state.take({"event": "done", "scores": {"hand": 0.9512}, "model": "models/m", "seconds": 61.0})
    scene.follow("The disk is full." if failed else None)
    assert scene.choice is None
    words.clear()
    scene.draw(canvas)
    assert "Close the window?" not in words
    scene.close()
    assert scene.choice is Choice.OVER


@pytest.mark.parametrize("failed", [True, False])
def test_what_is_over_closes_at_once(
    scene: MonitorScene, canvas: Canvas, words: list[str], failed: bool
) -> None:
    scene.failed = "The disk is full." if failed else None
    if not failed:
        scene.state.take({"event": "done", "scores": {"hand": 0.9512}, "model": "models/m", "seconds": 61.0})
    scene.draw(canvas)
    for told in (
        ("It ended without a model.", "The disk is full.")
        if failed
        else ("Saved as m, in 1:01", "Reads 95.12 % of the built-in hand")
    ):
        assert told in words
    press(scene, canvas, pygame.K_ESCAPE)
    assert scene.choice is Choice.OVER


@pytest.mark.parametrize(
    ("against", "less", "told"),
    [
        ("", "", "The game reads with it now."),
        (
            "",
            "shipped did (99.67 % of MNIST)",
            "The game reads with it now. It reads less than",
        ),
        (
            "it reads 97.10 % of hand, and best 98.20 %",
            "",
            "The game keeps the network it has: it reads 97.10 % of",
        ),
    ],
)
def test_it_says_whether_the_game_takes_the_network(
    scene: MonitorScene, canvas: Canvas, words: list[str], against: str, less: str, told: str
) -> None:
    scores = {"hand": 0.971, "mnist": 0.9951}
    scene.state.take({"event": "done", "scores": scores, "model": "models/m", "seconds": 61.0})
    scene.draw(canvas)
    scene.state.take({"event": "taken", "name": "m", "against": against, "less": less})
    words.clear()
    scene.draw(canvas)  # at once, however little time went by
    assert "Reads 99.51 % of MNIST's test digits" in words
    assert "97.10 % of the built-in hand" in words
    assert any(line.startswith(told) for line in words)


def test_what_a_person_must_be_told_of_the_digits_is_told(canvas: Canvas, words: list[str]) -> None:
    scene = MonitorScene(TrainingState())
    note = "MNIST is not cached."
    start = {
        "event": "start",
        "preset": "seed",
        "data": "hand",
        "parameters": 1,
        "device": "x",
        "notes": [note],
    }
    scene.state.take(start)
    scene.draw(canvas)
    assert note in words


@pytest.mark.parametrize(
    ("last", "marks"),
    [(3, [0, 1, 2, 3]), (10, [*range(11)]), (18, [*range(0, 19, 2)]), (99, [*range(0, 91, 10)])],
)
def test_the_scale_of_epochs(last: float, marks: list[int]) -> None:
    assert list(epoch_marks(last, 10)) == marks


def test_the_last_epoch_of_the_scale_stays_off_the_edge(canvas: Canvas) -> None:
    Chart("Loss", Area(32, 64, 440, 164), [], 4_000, 0, 1, str).draw(canvas, None, None)
    scale = canvas.view.scale
    right, bottom = round(472 * scale), round(228 * scale)
    beside = pygame.surfarray.array3d(canvas.surface)[right - 5 : right - 3, bottom - 20 : bottom - 6]
    assert (beside == beside[0, 0]).all()


@pytest.mark.parametrize(
    ("values", "high"),
    [([], 1), ([2.3, 0.1], 3), ([0.9], 1), ([0.04], 0.05), ([float("nan"), 0.5], 0.5), ([0.0], 1)],
)
def test_the_scale_of_losses(values: list[float], high: float) -> None:
    low, top = loss_scale(values)
    assert low == 0
    assert top == pytest.approx(high)


@pytest.mark.parametrize(
    ("values", "low"),
    [([], 0), ([0.1, 0.9], 0), ([0.97, 0.99], 0.95), ([0.2, *[0.94] * 9], 0.9), ([1.0], 0.98)],
)
def test_the_scale_of_accuracies(values: list[float], low: float) -> None:
    assert accuracy_scale(values) == (low, 1)


def test_a_chart_of_one_epoch_or_none(canvas: Canvas) -> None:

    for points in ([], [(1.0, 0.5)], [(1.0, float("nan")), (2.0, 0.4)]):
        curves = [Curve("training", points, theme.QUIET), Curve("validation", points, theme.ACCENT)]
        Chart("Loss", Area(32, 64, 440, 164), curves, 3, 0, 1, str).draw(canvas, 1.0, 1.0)


def test_what_lies_beyond_the_scale_is_left_out(canvas: Canvas) -> None:

    area = Area(32, 64, 440, 164)
    shown = []
    for points in ([(0.5, 9.0), (1.0, 0.5), (2.0, 0.4)], [(1.0, 0.5), (2.0, 0.4)]):
        canvas.surface.fill(theme.ROOM)
        Chart("Loss", area, [Curve("validation", points, theme.ACCENT)], 3, 0, 1, "{:.1f}".format).draw(
            canvas, None, None
        )
        shown.append(pygame.surfarray.array3d(canvas.surface).copy())
    assert (shown[0] == shown[1]).all()
