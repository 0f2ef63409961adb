"""The group itself: help that costs nothing, and errors of one line."""

import subprocess
import sys

import pytest

from digitgame.cli.app import COMMANDS


def digitgame(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "digitgame", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_without_a_word_it_shows_its_help() -> None:
    done = digitgame()
    shown = " ".join((done.stdout + done.stderr).split())
    assert "Commands:" in shown
    for name, told in COMMANDS.items():
        assert f"{name} {told}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    help_text = " ".join(digitgame(name, "--help").stdout.split())
    assert COMMANDS[name] in help_text
    assert "Examples:" in help_text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bogus",), "--bogus"),
        (("trian",), "trian"),
        (("train", "--preset", "huge"), "huge"),
        (("train", "--epochs", "x"), "'x'"),
        (("predict",), "FILE"),
        (("play", "--size", "3"), "'3'"),
        (("evaluate", "--min-accuracy", "200"), "200"),
    ],
)
def test_misuse_is_one_line_with_the_next_step(words: tuple[str, ...], told: str) -> None:
    done = digitgame(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("digitgame: ")
    assert told in line
    assert "--help`." in line
