"""The window on a training: what it knows, shows and asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pygame
import pytest
from pygame.event import Event

from digitgame.events import Batch, Confusion, Done, Layer, Promotion, Recipe
from digitgame.monitor import diagram, facts, glossary
from digitgame.monitor.dashboard import Dashboard, Page
from digitgame.monitor.earlier import earlier_runs
from digitgame.monitor.explainer import box
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.ui import theme
from digitgame.ui.actions import LEFT, KeyBindings, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area

from .making import DONE, START, epoch


def press(scene: MonitorScene, canvas: Canvas, key: int) -> None:
    given = KeyBindings().read(Event(pygame.KEYDOWN, key=key), scene.context)
    assert given is not None
    scene.handle(given, canvas.view)


@pytest.mark.parametrize("canvas", [(960, 600), (1920, 1200), (640, 400)], indirect=True)
def test_all_there_is_to_see_is_shown(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.draw(canvas)
    shown = " | ".join(words)
    for told in ("Training on synthetic digits", "5,994 parameters", "Epoch 4 of 6 · batch 5 of 20", "1:05 left",
                 "8 of 10 right", "training 0.500", "validation 0.333", "validation 80.0 %",
                 "First layer: kernels"):  # fmt: skip
        assert told in shown
    assert words.count("best 2") == 2  # below each chart
    assert words.count("›") == 3
    colours = {tuple(canvas.surface.get_at((x, y)))[:3] for x in range(0, canvas.view.width, 2)
               for y in range(0, canvas.view.height, 2)}  # fmt: skip
    assert {theme.ACCENT, theme.AMBER, theme.PANEL} <= colours


def test_what_waits_moves(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.0, 10.3, 10.3, 10.6, 10.6])
    monkeypatch.setattr("digitgame.monitor.dashboard.time.perf_counter", lambda: next(clock))
    seen: list[list[npt.NDArray[np.uint8]]] = []
    board, still = Dashboard(TrainingState()), Dashboard(TrainingState(), still=True)
    for _ in range(3):
        seen.append([])
        for one in (board, still):
            one.draw(canvas, ())
            seen[-1].append(pygame.surfarray.array3d(canvas.surface)[32:472, 411])
    assert (seen[1][0] != seen[2][0]).any()
    assert (seen[1][1] == seen[2][1]).all()


def test_what_the_confusion_matrix_says(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    assert facts.confusion_facts(TrainingState()) == "It fills after the first epoch."
    counts = [[20 if read == true else 0 for read in range(10)] for true in range(10)]
    scene.state.take(Confusion(counts))
    assert facts.confusion_facts(scene.state) == "After epoch 3: no mistakes!"
    counts[4][9], counts[8][3] = 3, 3
    text = "After epoch 3. Most often: a 4 read as a 9, 3 of 23."
    assert facts.confusion_facts(scene.state) == text
    press(scene, canvas, pygame.K_RIGHT)
    scene.draw(canvas)
    shown = [words.count("20"), words.count("3"), text in words]
    assert shown == [10, 2 + 4, True]  # 3 stands on both axes and on both edges of the matrix, too


def test_the_network_stands_there_layer_by_layer(
    scene: MonitorScene, canvas: Canvas, words: list[str]
) -> None:
    layers = (
        Layer("Conv2D", [24, 24, 8], 208, [5, 5]),
        Layer("MaxPooling2D", [12, 12, 8], 0, [2, 2]),
        Layer("Conv2D", [12, 12, 16], 1_152, [3, 3]),
        Layer("BatchNormalization", [12, 12, 16], 64),
        Layer("ReLU", [12, 12, 16]),
        Layer("Flatten", [2304]),
        Layer("Dropout", [2304], rate=0.9),
        Layer("Dense", [64], 147_520),
        Layer("Dense", [10], 650),
        Layer("Softmax", [10]),
    )
    recipe = Recipe(layers, 128, 0.003068, deformed=True, non_digits=8_000)
    assert [(one.label, one.output, one.parameters) for one in diagram.blocks(recipe)] == [
        ("Input: your drawing", "28×28", 0),
        ("Convolution 5×5, ReLU", "24×24×8", 208),
        ("Max pooling 2×2", "12×12×8", 0),
        ("Convolution 3×3, norm, ReLU", "12×12×16", 1_216),
        ("Flatten", "2304", 0),
        ("Dropout 90 %", "2304", 0),
        ("Dense, ReLU", "64", 147_520),
        ("Dense", "10", 650),
        ("Softmax: the answer", "10", 0),
    ]
    assert set(diagram.TERMS.values()) <= set(glossary.WORDS)
    assert all(any(part in one.label for part in diagram.TERMS) for one in diagram.blocks(recipe))
    scene.state.take(recipe)
    for _ in range(2):
        press(scene, canvas, pygame.K_RIGHT)
    scene.draw(canvas)
    for text in ("Batch size 128 · learning rate 0.00307", "147,520", "12×12×16"):
        assert text in words
    why = glossary.why_below(recipe)
    assert "dropout switches off 90 % of the numbers" in why
    assert "8,000 scribbles" in why
    plain = replace(recipe, layers=layers[:1], deformed=False, non_digits=0)
    assert glossary.why_below(plain).startswith("Training is the harder test: its number is the average")


def test_why_training_is_below_is_answered_where_it_is(
    scene: MonitorScene, canvas: Canvas, words: list[str]
) -> None:
    scene.draw(canvas)
    assert glossary.WHY in words
    middle = next(area.middle for word, area in scene._dashboard.explainer.places if word == glossary.WHY)
    scene.handle(Pointer(canvas.view.point(*middle)), canvas.view)
    words.clear()
    scene.draw(canvas)
    assert any(line.startswith("Training is the harder test:") for line in words)
    above = TrainingState()
    above.take(epoch(1, accuracy=0.951))  # training: 0.95
    assert not facts.training_is_below(above)


def test_every_word_is_explained_by_the_keys(scene: MonitorScene, canvas: Canvas) -> None:
    scene.draw(canvas)
    explained = []
    for _ in range(14):
        press(scene, canvas, pygame.K_DOWN)
        explained.append(scene._dashboard.explainer.focus)
        scene.draw(canvas)
    assert {"parameters", "loss", "training", "validation", "accuracy", "epoch", "batch", "kernels"} <= set(
        explained
    )
    press(scene, canvas, pygame.K_UP)
    press(scene, canvas, pygame.K_ESCAPE)  # one step back
    assert scene._dashboard.explainer.focus == ""
    assert not scene.asking


@pytest.mark.parametrize("canvas", [(640, 400), (960, 600), (1920, 1200)], indirect=True)
def test_an_explanation_stays_on_the_page_and_off_its_word(canvas: Canvas) -> None:
    for word, text in glossary.WORDS.items():
        for x, y in ((32, 30), (800, 40), (40, 540), (700, 300)):
            at = Area(x, y, 90, 22)
            area = box(at, text, canvas.view)
            assert canvas.surface.get_rect().contains(canvas.view.rect(area)), word
            assert not canvas.view.rect(area).colliderect(canvas.view.rect(at)), word


def test_earlier_trainings_lie_below(
    scene: MonitorScene, canvas: Canvas, words: list[str], tmp_path: Path
) -> None:
    for name, value in (("fast", 0.5), ("seed", 0.25)):
        (tmp_path / name).mkdir()
        rows = f"epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,2,0.1,{value},0.9,1\n"
        (tmp_path / name / "history.csv").write_text(rows)
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "history.csv").write_text("epoch\nx\n")
    runs = earlier_runs(tmp_path)
    assert {run.name: (run.loss, run.accuracy) for run in runs} == {
        "fast": (((1, 0.5),), ((1, 0.9),)),
        "seed": (((1, 0.25),), ((1, 0.9),)),
    }
    scene._dashboard.earlier = runs
    scene.draw(canvas)
    assert {"earlier", "fast", "seed"} <= set(words)
    scene.state.take(Done(tmp_path / "seed", {}, 1.0))
    assert [curve.name for curve in scene._dashboard.charts()[0].earlier] == ["fast"]


def test_a_failure_without_a_reason_says_so(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.failed = ""
    scene.draw(canvas)
    assert any(line.startswith("Nobody knows why.") for line in words)


def test_before_the_first_event(canvas: Canvas, words: list[str]) -> None:
    MonitorScene(TrainingState()).draw(canvas)
    assert "Getting ready …" in words
    assert "Step 1 of 3: loading the digits …" in words


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
    assert (accuracy.low, accuracy.high) == (0, 1)  # the whole climb
    watch._dashboard.zoomed = True
    accuracy = watch._dashboard.charts()[1]
    assert accuracy.low == 0.9
    assert [accuracy.label(value) for value in (0.25, 0.9996, 1.0)] == ["25.0 %", "99.9 %+", "100 %"]


def test_the_axes_change_by_key_and_by_click(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    def titles() -> list[str]:
        scene.draw(canvas)
        return [chart.title for chart in scene._dashboard.charts()]

    assert titles() == ["Loss", "Accuracy"]
    press(scene, canvas, pygame.K_z)
    press(scene, canvas, pygame.K_l)
    assert titles() == ["Loss, log axis", "Accuracy"]  # too low to zoom in on
    loss = scene._dashboard.charts()[0]
    assert (loss.low, loss.high) == (0.2, 5)
    assert "1.000" in words  # half way up: the values are multiplied by the same
    for number in (4, 5, 6):
        scene.state.take(replace(epoch(number, accuracy=0.97), val_loss=0.3))
    assert titles() == ["Loss, log axis", "Accuracy, zoomed"]
    assert scene._dashboard.charts()[1].low == 0.6
    for y in (140, 320):
        scene.handle(Pointer(canvas.view.point(300, y), LEFT, pressed=True), canvas.view)
    assert titles() == ["Loss", "Accuracy"]
    scene._dashboard.log = None
    scene.state.take(replace(epoch(7), val_loss=0.01))
    assert titles()[0] == "Loss, log axis"  # where it helps


def test_a_page_is_chosen_by_a_click(scene: MonitorScene, canvas: Canvas) -> None:
    scene.draw(canvas)
    scene.handle(Pointer(canvas.view.point(860, 72), LEFT, pressed=True), canvas.view)
    pages = [scene._dashboard.page]
    press(scene, canvas, pygame.K_RIGHT)
    assert [*pages, scene._dashboard.page] == [Page.NETWORK, Page.DIGITS]


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
        ("It ended without a model.", "The disk is full.") if failed else ("Saved as m in 1:01", "95.12 %")
    ):
        assert told in words
    press(scene, canvas, pygame.K_ESCAPE)
    assert scene.choice is Choice.OVER


def test_the_outcome_is_drawn_at_once(scene: MonitorScene, canvas: Canvas, words: list[str]) -> None:
    scene.state.take(DONE)
    scene.draw(canvas)
    scene.state.take(Promotion("m", "", "shipped", {"hand": 0.94}))
    words.clear()
    scene.draw(canvas)
    for text in ("95.12 %", "94.00 %", "+1.12", "The game uses m now."):
        assert text in words
