"""Each scene as a picture, against the picture of it that was looked at and found good.

After a change that is meant: DIGITGAME_GOLDEN=update python -m pytest tests/game/test_golden.py, then look at
tests/game/golden. The network is a small one that never changes (preset seed, synthetic handwriting), kept beside the
pictures, so that training the shipped model anew changes none of them.
"""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pygame
import pytest

from digitgame.datasets.drawings import synthetic_in_order
from digitgame.demo import run, screens
from digitgame.game import start
from digitgame.game.game import Game
from digitgame.game.inspect import why
from digitgame.game.results import explanation
from digitgame.game.shell import menu
from digitgame.inference import Reader
from digitgame.model import FORMAT, TFLITE, Model, sha256
from digitgame.monitor.replay import recorded
from digitgame.monitor.scene import MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.store import Store
from digitgame.ui.canvas import Canvas
from digitgame.ui.sound import Sounds

from . import everyscene
from .pictures import GOLDEN, SIZE, compared, different

SCREENS = {
    "title": 2.0,
    "tutorial": 1.0,
    "menu": 2.6,
    "free": 2.6,
    "help": 0.1,
    "keys": 0.1,
    "pause": 0.1,
    "results": 7.0,
    "digits": 0.1,
    "scores": 0.1,
    "initials": 0.1,
    "goals": 0.1,
    "class": 0.1,
    "projector": 1.5,
    "gallery": 0.2,
    "enlarged": 0.1,
    "copy": 3.0,
    "hiding": 3.0,
    "inside": 2.5,
    "close-up": 0.2,
    "chances": 0.2,
    "why": 0.2,
    "compare": 0.2,
    "lab": 2.5,
    "learn": 0.1,
    "pixels": 2.5,
    "kernel": 2.5,
    "kernels": 2.5,
    "relu": 2.5,
    "pooling": 2.5,
    "depth": 2.5,
    "softmax": 2.5,
    "gradient": 2.5,
    "epochs": 5.0,
    "overfitting": 5.0,
    "limits": 2.5,
    "calibration": 3.0,
    "train": 0.1,
    "training": 1.0,
    "confusion": 0.1,
    "network": 0.1,
    "outcome": 0.1,
    "leaving": 0.1,
    "name": 0.1,
    "settings": 0.1,
    "controls": 0.1,
    "sprint": 8.0,
    "sums hard": 5.0,
    "daily": 5.0,
    "fool": 3.0,
    "duel boss": 3.4,
    "versus": 0.1,
    "turn": 4.0,
    "between": 0.1,
    "winner": 1.0,
}


@pytest.fixture(scope="module")
def fixed_reader() -> Reader:
    card = {"name": "golden", "format": FORMAT, "files": {TFLITE: sha256(GOLDEN / "network" / TFLITE)}}
    return Reader(Model(GOLDEN / "network", card))


@pytest.fixture(autouse=True)
def no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand = ("synthetic", synthetic_in_order(20, 0))
    monkeypatch.setattr(start, "samples", lambda seed: by_hand)  # noqa: ARG005


@pytest.fixture(autouse=True)
def a_certain_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The menu shows the date."""
    monkeypatch.setattr(menu, "date", SimpleNamespace(today=lambda: date(2026, 3, 14)))


@pytest.fixture(autouse=True)
def enough_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some screens prepare their pictures within a frame's budget of time: on a busy machine fewer of them."""
    monkeypatch.setattr(explanation, "BUDGET", 60.0)
    monkeypatch.setattr(why, "_BUDGET", 60.0)


@pytest.mark.parametrize("name", SCREENS)
def test_a_scene_looks_as_it_did(name: str, fixed_reader: Reader, tmp_path: Path) -> None:
    out = tmp_path / "scene.png"
    written = run.run(
        reader=fixed_reader, screen=name, seconds=SCREENS[name], seed=3, size=SIZE, out=out, rate=20
    )
    assert written == 1
    compared(name, out, tmp_path / "difference.png")


@pytest.mark.usefixtures("window")
def test_every_scene_that_there_is_has_its_picture(
    fixed_reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds a scene is told here to add it to `screens.SCREENS` and to look at it."""
    # The scoreboard and the digits of several runs are the same scenes after a single one.
    monkeypatch.setattr(screens, "_RUNS", 1)
    monkeypatch.setattr(screens, "_PLAYERS", {})
    there = everyscene.names()
    assert {
        "FreeDraw",
        "Pause",
        "PlayerScene",
        "Enlarged",
        "LeaveTraining",
        "TrainingScene",
        "HiddenDigitScene",
    } <= there
    game = Game(fixed_reader, store, "Ann", Sounds(muted=True), start.samples, lambda: 3)
    shown = {type(screens.stack(game, name).top).__name__ for name in SCREENS}
    assert shown == there
    assert set(SCREENS) | {"sums easy", "sums middle"} == set(screens.screens())


@pytest.mark.parametrize("window", [SIZE], indirect=True)
@pytest.mark.parametrize("asking", [False, True])
def test_the_window_on_a_training_looks_as_it_did(canvas: Canvas, asking: bool, tmp_path: Path) -> None:
    state = TrainingState()
    for _, event in recorded()[:60]:
        state.take(event)
    scene = MonitorScene(state, asking=asking)
    scene.draw(canvas)
    pygame.image.save(canvas.surface, tmp_path / "scene.png")
    name = "watch asking" if asking else "watch"
    compared(name, tmp_path / "scene.png", tmp_path / "difference.png")


def test_a_text_may_move_by_a_pixel_but_not_become_another() -> None:
    pixels = np.zeros((40, 40, 3), int)
    pixels[10:20, 10:12] = 255
    assert not different(pixels, np.roll(pixels, 1, 1)).any()
    assert different(pixels, np.roll(pixels, 4, 1)).sum() == 40
    coloured = pixels.copy()
    coloured[10:20, 10:12] = (255, 0, 0)
    assert different(pixels, coloured).sum() == 20


def test_another_picture_is_told_from_the_golden_one(fixed_reader: Reader, tmp_path: Path) -> None:
    out = tmp_path / "scene.png"
    run.run(reader=fixed_reader, screen="title", seconds=1.0, seed=4, size=SIZE, out=out, rate=20)
    with pytest.raises(AssertionError, match="looks different"):
        compared("title", out, tmp_path / "difference.png", update=False)
    assert (tmp_path / "difference.png").is_file()
