"""The window on a training: what it knows, shows and asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pygame
import pytest
from pygame.event import Event

from digitgame.events import Batch, Done, Epoch, Promotion, Saving, Start
from digitgame.events import Event as TrainingEvent
from digitgame.monitor import facts
from digitgame.monitor.facts import share_done
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.ui import canvas as canvas_module
from digitgame.ui import theme
from digitgame.ui.actions import LEFT, KeyBindings, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.chart import Chart, Curve, accuracy_scale, epoch_marks, loss_scale
from digitgame.ui.layout import Area

START = Start("seed", "hand", 1_000, 200, 5_994, 6, 20, "processor")
DONE = Done(Path("models/m"), {"hand": 0.9512}, 61.0)


def epoch(number: int, *, accuracy: float = 0.9, seconds: float = 1.0, left: float = 1.0) -> Epoch:
    return Epoch(number, 6, 0.9, 0.95, 0.5, accuracy, seconds, left)


@pytest.fixture
def scene(events: list[TrainingEvent]) -> MonitorScene:
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


def test_curves_reach_into_the_present_epoch(scene: MonitorScene) -> None:
    assert scene.state.curve("loss") == [(0.5, 2), (1, 2), (2, 1), (3, 2 / 3), (3.25, 0.5)]
    assert scene.state.curve("val_loss") == [(1, 1), (2, 0.5), (3, 1 / 3)]
    assert scene.state.best is not None
    assert scene.state.best.epoch == 2


@pytest.mark.parametrize("canvas", [(960, 600), (1920, 1200), (640, 400)], indirect=True)
def test_all_there_is_to_see_is_shown(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.draw(canvas)
    shown = " | ".join(words)
    for told in ("Training on synthetic digits", "5,994 parameters", "Epoch 4 of 6", "1:05 left", "8 of 10 right",
                 "training 0.500", "validation 0.333", "validation 80.0 %", "First layer"):  # fmt: skip
        assert told in shown
    assert words.count("best 2") == 2  # below each chart
    assert words.count("›") == 3
    colours = {tuple(canvas.surface.get_at((x, y)))[:3] for x in range(0, canvas.view.width, 2)
               for y in range(0, canvas.view.height, 2)}  # fmt: skip
    assert {theme.ACCENT, theme.AMBER, theme.PANEL} <= colours


def test_with_a_time_limit_the_bar_goes_by_the_time() -> None:
    state = TrainingState()
    state.take(replace(START, epochs=None))
    assert share_done(state) == 0
    # How far an epoch carries is unknown until the first one is over.
    for event, share in (
        (Batch(1, 5, 10, 0.5, 0.5), 0.5),
        (epoch(1, seconds=4.0, left=16.0), 0.2),
        (Batch(2, 5, 10, 0.5, 0.5), 0.3),
        (epoch(2, seconds=4.0, left=12.0), 0.4),
        (epoch(3, seconds=12.0, left=0.0), 1.0),
        (Saving(3, stopped=False), 1.0),
    ):
        state.take(event)
        assert share_done(state) == pytest.approx(share)


def test_what_the_header_says(scene: MonitorScene) -> None:
    assert facts.header_facts(TrainingState()) == ("Getting ready …", "")
    title = "Training on synthetic digits"
    assert facts.header_facts(scene.state) == (title, "seed, 5,994 parameters, processor")
    scene.state.take(replace(START, data="mnist+mine"))
    assert facts.header_facts(scene.state)[0] == "Training on MNIST + your drawings"


def test_what_the_progress_bar_says(scene: MonitorScene) -> None:
    def said(state: TrainingState, *, failed: bool = False) -> tuple[str, str]:
        return facts.progress_facts(state, failed)[1:]

    state = TrainingState()
    assert said(state) == ("Loading TensorFlow …", "")
    state.take(START)
    assert said(state) == ("Building the network …", "")
    assert facts.progress_facts(scene.state, False) == (3.25 / 6, "Epoch 4 of 6", "1:05 left")
    assert said(scene.state, failed=True) == ("It ended without a model.", "")
    scene.state.take(replace(START, epochs=None))
    assert said(scene.state)[0] == "Epoch 4"
    scene.state.take(Saving(4, stopped=True))
    assert said(scene.state) == ("Scoring and saving …", "")
    scene.state.take(Done(Path("models/m"), {}, 61.0))
    assert said(scene.state) == ("Saved as m in 1:01", "")


def test_what_stands_above_the_training_images(scene: MonitorScene) -> None:
    assert facts.samples_facts(TrainingState()) == ("", False)
    assert facts.samples_facts(scene.state) == ("Training digits", False)
    scene.state.take(replace(START, notes=("MNIST is not cached.", "More.")))
    assert facts.samples_facts(scene.state) == ("MNIST is not cached.", True)


def test_what_the_test_digits_say(scene: MonitorScene) -> None:
    assert facts.prediction_facts(TrainingState()) == ("", [])
    text, predictions = facts.prediction_facts(scene.state)
    assert text == "8 of 10 right"
    assert predictions[7] == (7, 0.9, True)
    assert predictions[8] == (0, 0.9, False)
    for number in (4, 5):
        scene.state.take(epoch(number))
    assert facts.prediction_facts(scene.state)[0] == "8 of 10 right in epoch 3"


def test_what_the_mistakes_say(scene: MonitorScene) -> None:
    assert facts.mistake_facts(scene.state) == ([(4, 9), (7, 1), (8, 3)], "")
    state = TrainingState()
    assert facts.mistake_facts(state) == ([], "Updates after every epoch")
    state.take(DONE)
    assert facts.mistake_facts(state) == ([], "It ended before the first update.")
    state.take(epoch(1, accuracy=1.0))
    assert facts.mistake_facts(state) == ([], "No mistakes!")


def test_what_the_outcome_says() -> None:
    state = TrainingState()
    state.take(Done(Path("models/m"), {}, 61.0))
    assert facts.outcome_facts(state) == ("Training complete", "", ("", False))
    state.take(Done(Path("models/m"), {"hand": 0.971, "mnist": 0.9951}, 61.0))
    title, others = "99.51 % accuracy on MNIST", "97.10 % on synthetic digits"
    assert facts.outcome_facts(state) == (title, others, ("", False))
    warning = "shipped scored higher: 99.67 % on MNIST."
    state.take(Promotion("m", "", "shipped", warning))
    assert facts.outcome_facts(state).verdict == (f"The game uses this model now. {warning}", False)
    state.take(Promotion("m", "training was stopped early"))
    verdict = ("The game keeps its current model: training was stopped early.", True)
    assert facts.outcome_facts(state).verdict == verdict
    assert facts.outcome_facts(state, "The game uses m.").verdict == ("The game uses m.", True)


def test_a_failure_without_a_reason_says_so(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.failed = ""
    scene.draw(canvas)
    assert any(line.startswith("Nobody knows why.") for line in words)


def test_before_the_first_event(canvas: Canvas, words: list[str]) -> None:
    MonitorScene(TrainingState()).draw(canvas)
    assert "Getting ready …" in words
    assert "Loading TensorFlow …" in words


def test_the_first_epoch_leaves_the_scale_to_the_epochs() -> None:
    watch = MonitorScene(TrainingState())
    watch.state.take(START)
    for step in range(1, 20):
        watch.state.take(Batch(1, step, 20, 9.0, 0.1))
    assert watch._dashboard.charts()[0].high == 10
    for number in (1, 2, 3, 4):
        watch.state.take(epoch(number, accuracy=0.97))
    loss, accuracy = watch._dashboard.charts()
    assert loss.high == 1
    assert accuracy.low == 0.9
    assert [accuracy.label(value) for value in (0.25, 0.9996, 1.0)] == ["25.0 %", "99.9 %+", "100 %"]


def test_pointing_at_a_chart_shows_the_values_there(
    scene: MonitorScene, canvas: Canvas, words: list[str]
) -> None:
    chart = scene._dashboard.charts()[0]
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
    ("key", "choice"),
    [(pygame.K_s, Choice.STOP), (pygame.K_t, Choice.KEEP_TRAINING), (pygame.K_ESCAPE, None)],
)
def test_closing_asks_what_to_do(
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
    assert scene.choice is Choice.KEEP_TRAINING


@pytest.mark.parametrize("failed", [True, False])
def test_nothing_is_asked_any_more_once_it_is_over(
    scene: MonitorScene, canvas: Canvas, words: list[str], failed: bool
) -> None:
    scene.close()
    scene.follow(None)
    assert scene.asking
    scene.draw(canvas)
    if not failed:
        scene.state.take(DONE)
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
        scene.state.take(DONE)
    scene.draw(canvas)
    for told in (
        ("It ended without a model.", "The disk is full.")
        if failed
        else ("Saved as m in 1:01", "95.12 % accuracy on synthetic digits")
    ):
        assert told in words
    press(scene, canvas, pygame.K_ESCAPE)
    assert scene.choice is Choice.OVER


def test_the_outcome_is_drawn_at_once(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.state.take(DONE)
    scene.draw(canvas)
    scene.state.take(Promotion("m"))
    words.clear()
    scene.draw(canvas)
    assert "95.12 % accuracy on synthetic digits" in words
    assert "The game uses this model now." in words


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
