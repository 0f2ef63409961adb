"""The commands that open the game, once its window is closed or broken while a training runs."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from digitgame.cli import main
from digitgame.cli.train.signals import stop_on_request
from digitgame.game import start
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.train.background import BackgroundTraining
from digitgame.monitor.job import Job
from digitgame.monitor.replay import Replay
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Stack


class Running(Replay):
    """A training that runs until it is asked to stop, and what it was asked."""

    def __init__(self) -> None:
        super().__init__([], 1.0)
        self.asked: list[str] = []

    def stop(self) -> None:
        self.asked.append("stop")

    def close(self) -> tuple[int, str]:
        self.asked.append("close")
        return 0, ""


def plays(
    monkeypatch: pytest.MonkeyPatch, job: Callable[[], Job], error: BaseException | None = None
) -> None:
    """Let the player begin a training and leave; or let the game break then."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")

    def run(stack: Stack, window: Window, **_: Any) -> None:
        board = next(scene for scene in stack.scenes if isinstance(scene, FreeDraw))
        board.game.training = BackgroundTraining(job())
        stack.draw(window.canvas())
        if error is not None:
            raise error

    monkeypatch.setattr(start, "run", run)


@pytest.mark.parametrize("command", ["play", "gallery"])
def test_a_training_goes_on_in_the_terminal(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plays(monkeypatch, lambda: start.trainer(["predict", "nosuch.png"]))  # a process that ends in its own way
    done = CliRunner().invoke(main, [command])
    assert done.exit_code == 1, done.output
    assert "nosuch.png" in done.output


def test_ctrl_c_before_the_first_batch_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), stop_on_request(lambda: pytest.fail("there is nothing to save")):
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_after_a_batch_stops_and_once_more_interrupts() -> None:
    said: list[str] = []
    with stop_on_request(lambda: said.append("stopping")) as stopped:
        assert not stopped()
        signal.raise_signal(signal.SIGINT)
        assert (stopped(), said) == (True, ["stopping"])
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert said == ["stopping"]


@pytest.mark.parametrize(
    ("error", "asked"), [(RuntimeError("broken"), ["stop", "close"]), (KeyboardInterrupt(), ["stop"])]
)
def test_a_game_that_breaks_lets_the_training_save(
    error: BaseException, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Running()
    plays(monkeypatch, lambda: Job(running), error)
    if isinstance(error, KeyboardInterrupt):  # whoever called it prints the rest
        job = start.play(size=(960, 600), muted=True)
        assert job is not None
        assert job.stopping
    else:
        with pytest.raises(RuntimeError, match="broken"):
            start.play(size=(960, 600), muted=True)
    assert running.asked == asked
