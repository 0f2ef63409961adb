"""The bot at play, through the command."""

import os
import re
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from digitgame import paths
from digitgame.cli import main
from digitgame.demo import autoplayer, screens, soundtrack
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Step
from digitgame.game.game import Game
from digitgame.game.results.scene import Results
from digitgame.game.shell.title import Title
from digitgame.inference import Reader
from digitgame.rules.modes import Mode
from digitgame.ui.loop import Window

SMALL = ("--size", "480x300")


@pytest.fixture(autouse=True)
def dummy_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")  # the command sets it: put it back afterwards


def run(model: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["demo", "--model", str(model), *SMALL, *arguments])


def test_a_gif_moves(small_model: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "sprint.gif"
    done = run(small_model, "--mode", "sprint", "--seconds", "2", "--rate", "10", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "20 frames" in done.output
    with Image.open(out) as gif:
        assert gif.size == (480, 300)
        frames = []
        for at in range(gif.n_frames):
            gif.seek(at)
            frames.append(np.asarray(gif.convert("RGB")))
    assert len(frames) >= 10
    assert any((one != frames[0]).any() for one in frames[1:])


def test_a_folder_of_frames_and_the_same_seed_gives_the_same_ones(small_model: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        done = run(
            small_model, "--mode", "title", "--seconds", "1", "--rate", "6", "--out", str(tmp_path / folder)
        )
        assert done.exit_code == 0, done.output
    one, two = ([path.read_bytes() for path in sorted((tmp_path / f).iterdir())] for f in ("one", "two"))
    assert len(one) == 6
    assert one == two


def test_an_image_is_the_last_frame(small_model: Path, tmp_path: Path) -> None:
    for out in ("frames", "last.png"):
        done = run(
            small_model, "--mode", "title", "--seconds", "1", "--rate", "60", "--out", str(tmp_path / out)
        )
        assert done.exit_code == 0, done.output
    *_, last = sorted((tmp_path / "frames").iterdir())
    assert (tmp_path / "last.png").read_bytes() == last.read_bytes()


def test_nothing_of_a_demo_is_kept(small_model: Path, tmp_path: Path) -> None:
    assert (
        run(small_model, "--mode", "free", "--seconds", "4", "--out", str(tmp_path / "x.png")).exit_code == 0
    )
    assert not paths.database().exists()


def test_an_unknown_mode_and_a_place_that_cannot_be_written_are_told(
    small_model: Path, tmp_path: Path
) -> None:
    done = run(small_model, "--mode", "chess")
    assert done.exit_code == 2
    assert "Did you mean" in done.output
    (tmp_path / "file").write_text("in the way")
    done = run(small_model, "--seconds", "0.1", "--out", str(tmp_path / "file" / "x.gif"))
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert "cannot be written" in done.output


def test_on_a_screen_it_plays_to_its_end(small_model: Path) -> None:
    assert os.environ["SDL_VIDEODRIVER"] == "dummy"
    assert run(small_model, "--mode", "sprint", "--seconds", "0.3").exit_code == 0


@pytest.mark.parametrize("mode", ["sprint", "sums easy", "sums hard", "daily", "fool", "duel boss"])
def test_the_hand_plays_a_whole_run(mode: str, game: Game, window: Window, reader: Reader) -> None:
    assert reader
    game.next_seed = lambda: 5
    game.settings.reduced_motion = True
    scenes = screens.stack(game, mode)
    hand = autoplayer.Autoplayer(np.random.default_rng(2), speed=3000)
    view = window.canvas().view
    for _ in range(60 * 200):
        screens.step(scenes, hand, view)
        if isinstance(scenes.top, Results):
            break
    assert isinstance(scenes.top, Results)
    assert scenes.top.run.hits >= {"fool": 2, "duel boss": 3}.get(mode, 10)
    assert game.store.best_of("Ann", Mode.parse(mode)) == scenes.top.run.score


def test_the_hand_draws_what_calibration_asks_for(game: Game, window: Window) -> None:
    game.next_seed = lambda: 1
    scenes = screens.stack(game, "calibration")
    hand = autoplayer.Autoplayer(np.random.default_rng(2), speed=3000)
    scene, view = scenes.top, window.canvas().view
    assert isinstance(scene, CalibrationScene)
    for _ in range(60 * 60):
        screens.step(scenes, hand, view)
        if scene.wanted is None:
            break
    assert [answer.right for answer in scene.rules.answers if answer.truth == 0] == [True, True]
    assert scene.rules.right >= 18


def test_the_hand_goes_through_the_tutorial_and_copies_again(game: Game, window: Window) -> None:
    view = window.canvas().view
    for screen, over in (
        ("tutorial", lambda scene: scene.step is Step.DONE),
        ("copy", lambda scene: scene.rules.tries == 2),
    ):
        scenes = screens.stack(game, screen)
        scene, hand = scenes.top, autoplayer.Autoplayer(np.random.default_rng(2), speed=3000)
        for _ in range(60 * 60):
            screens.step(scenes, hand, view)
            if over(scene):
                break
        assert over(scene), screen


def test_the_results_are_shown_whoever_played_before(game: Game, window: Window) -> None:
    """Whoever has initials is asked for them after a run, which nobody answers here."""
    assert window
    game.join("ANN")
    Title(game)
    assert isinstance(screens.stack(game, "results").top, Results)


def test_a_run_that_was_played_unseen_is_not_heard(game: Game, window: Window) -> None:
    assert window
    game.sounds = soundtrack.Soundtrack()
    screens.stack(game, "results")
    assert isinstance(game.sounds, soundtrack.Soundtrack)
    assert game.sounds._played == []


def test_the_command_and_its_help_know_every_screen() -> None:
    shown = " ".join(CliRunner().invoke(main, ["demo", "--help"]).output.split())
    for screen in screens.screens():
        assert re.search(rf"\b{screen}\b[,( ]", shown), screen


def test_several_sprints_are_told_digit_by_digit(
    game: Game, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window
    monkeypatch.setattr(screens, "_RUNS", 2)
    game.next_seed = lambda: 5
    scene = screens.stack(game, "digits").top
    assert isinstance(scene, Results)
    assert scene.trend
    assert [len(trend.runs) for trend in scene.history.trends] == [2] * 10


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_a_film_has_pictures_and_sound(small_model: Path, tmp_path: Path) -> None:
    out = tmp_path / "sprint.mp4"
    done = run(small_model, "--mode", "sprint", "--seconds", "4", "--rate", "10", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "40 frames" in done.output
    samples = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(out), "-f", "s16le", "-ac", "1", "-"],
        capture_output=True,
        check=True,
    ).stdout
    heard = np.frombuffer(samples, np.int16)
    assert len(heard) / 32_000 == pytest.approx(4, abs=0.2)
    # The countdown is heard at once.
    assert np.abs(heard[:16_000]).max() > 2_000


def test_without_ffmpeg_a_film_is_a_gif_and_a_wav(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(
        small_model, "--mode", "sprint", "--seconds", "1", "--rate", "10", "--out", str(tmp_path / "x.mp4")
    )
    assert done.exit_code == 0, done.output
    assert "no ffmpeg" in done.output
    assert (tmp_path / "x.gif").exists()
    with wave.open(str(tmp_path / "x.wav")) as sound:
        assert sound.getnframes() == sound.getframerate()
    assert not (tmp_path / "x.mp4").exists()
