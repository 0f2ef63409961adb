"""The command, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = {"tensorflow", "keras", "matplotlib", "rich", "pkg_resources", "scipy", "pandas"}
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


def environment(**more: str) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in _SCREENS}, **more}


def play(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "digitgame", "play", *arguments]
    return subprocess.run(
        command, env=environment(**more), capture_output=True, text=True, timeout=30, check=False
    )


def test_the_first_frame_comes_light_and_soon(small_model: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    command = [sys.executable, "-m", "digitgame", "play", "--model", str(small_model), "--mute"]
    more = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "none such", "DIGITGAME_TRACE_START": str(trace)}
    began, before = time.time(), os.times()
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    game = subprocess.Popen(command, env=environment(**more), text=True, **out)  # type: ignore[call-overload]
    try:
        while not (trace.is_file() and trace.stat().st_size):
            assert game.poll() is None, game.stdout.read() if game.stdout else ""
            assert time.time() < began + 30
            time.sleep(0.02)
        time.sleep(0.3)  # for the sound card, which is not there, to be missed in silence
    finally:
        game.kill()
        said = game.communicate()[0]
    told = json.loads(trace.read_text())
    assert said == ""
    assert HEAVY.isdisjoint(told["modules"])
    assert {"pygame", "numpy", "sqlite3"} <= set(told["modules"])
    # Seconds of processor time, as a busy machine makes it wait; benchmarks/startup.py measures those on the clock.
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < 3.0
    assert told["first_frame"] > began
    assert told["peak_mb"] is None or told["peak_mb"] < 120


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows always have a screen")
def test_without_a_screen_one_line_says_what_to_do(small_model: Path) -> None:
    done = play("--model", str(small_model))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "no screen" in done.stderr
    assert "digitgame predict" in done.stderr


@pytest.mark.parametrize("size", ["960", "960x", "10x10", "99999x99999", "axb"])
def test_a_wrong_size_is_told(size: str) -> None:
    done = play("--size", size, SDL_VIDEODRIVER="dummy")
    assert done.returncode == 2
    assert size in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_model_is_told() -> None:
    done = play("--model", "none-such", SDL_VIDEODRIVER="dummy")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "none-such" in done.stderr


def test_a_damaged_database_is_set_aside_and_the_game_begins(
    small_model: Path, home: Path, tmp_path: Path
) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "digitgame.db").write_bytes(b"no database" * 500)
    said = said_at_the_start(small_model, tmp_path, home)
    assert said.count("\n") == 1
    assert "Your scores' file was damaged: nothing in it could be read." in said
    [aside] = home.glob("digitgame.db.damaged-*")
    assert aside.name in said
    assert aside.read_bytes() == b"no database" * 500


def test_where_nothing_can_be_kept_it_plays_and_says_so(small_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = said_at_the_start(small_model, tmp_path, tmp_path / "file" / "home")
    assert said.count("\n") == 1
    assert "Not saved yet" in said
    assert "DIGITGAME_HOME" in said


def said_at_the_start(small_model: Path, tmp_path: Path, home: Path) -> str:
    """What the game says on standard error until its first frame; it is killed then."""
    trace = tmp_path / "trace.json"
    command = [sys.executable, "-m", "digitgame", "play", "--model", str(small_model), "--mute"]
    more = {"DIGITGAME_HOME": str(home), "DIGITGAME_TRACE_START": str(trace)}
    with subprocess.Popen(
        command,
        env=environment(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy", **more),
        text=True,
        stderr=subprocess.PIPE,
    ) as game:
        began = time.time()
        while not (trace.is_file() and trace.stat().st_size):
            assert game.poll() is None
            assert time.time() < began + 30
            time.sleep(0.02)
        game.kill()
        return game.communicate()[1]


def test_help_loads_no_pygame() -> None:
    code = """
import sys
from digitgame.cli import main
try:
    main(["play", "--help"])
finally:
    print("pygame" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert "Examples" in done.stdout
    assert done.stdout.endswith("False\n")


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="tells the threads of a process by /proc")
def test_the_game_multiplies_matrices_in_its_own_thread() -> None:
    """Numpy's threads would wait for each other while another program has a core: 60 ms of a frame."""
    script = (
        "import digitgame.game.start, numpy; a = numpy.ones((64, 1216), 'f4'); a @ a.T\n"
        "print(open('/proc/self/status').read().partition('Threads:')[2].split()[0])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "1"
