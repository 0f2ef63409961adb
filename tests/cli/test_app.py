"""The group itself: help that costs nothing, and errors of one line."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from digitgame import model, paths
from digitgame.cli import main
from digitgame.cli.app import COMMANDS
from digitgame.datasets import sources
from digitgame.ink import write_ink
from digitgame.rules.modes import SPRINT
from digitgame.store import Run, Store
from digitgame.synth import handwriting


def digitgame(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "digitgame", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def here(*words: str) -> subprocess.CompletedProcess[str]:
    """The same within this process, a quarter of a second sooner, for what leaves no trace in it."""
    done = CliRunner().invoke(main, words, prog_name="digitgame")
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def test_without_a_word_it_shows_its_help() -> None:
    done = digitgame()
    shown = " ".join((done.stdout + done.stderr).split())
    assert "Commands:" in shown
    for name, expected in COMMANDS.items():
        assert f"{name} {expected}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    help_text = " ".join(here(name, "--help").stdout.split())
    assert COMMANDS[name] in help_text
    assert "Examples:" in help_text


@pytest.mark.parametrize(
    ("words", "expected"),
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
def test_misuse_is_one_line_with_the_next_step(words: tuple[str, ...], expected: str) -> None:
    done = here(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("digitgame: ")
    assert expected in line
    assert "--help`." in line


def test_nothing_is_logged_unless_asked_for(home: Path) -> None:
    with_a_damaged_run(home)
    assert digitgame("scores").stderr == ""
    logged = digitgame("--debug", "scores").stderr
    assert "DEBUG digitgame.store.rows: Run 1 is left out: its score is damaged\n" in logged


def test_debug_shows_the_traceback_of_an_error() -> None:
    words = ("scores", "--mode", "chess")
    [line] = digitgame(*words).stderr.splitlines()
    assert line.startswith("digitgame: No run of mode chess.")
    assert "Traceback" in digitgame("--debug", *words).stderr


def test_a_variable_switches_the_log_on_for_a_program_that_another_starts(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_damaged_run(home)
    monkeypatch.setenv("DIGITGAME_DEBUG", "1")
    logged = digitgame("scores").stderr
    assert "DEBUG digitgame.store.rows: Run 1" in logged


def with_a_damaged_run(home: Path) -> None:
    """A database with one run whose score is no number."""
    with Store(home / "digitgame.db") as store:
        store.join("Ann")
        store.keep(Run("Ann", SPRINT, 1, "ab", 0.0, 60.0, 5, 5, 5, 5, ()), [])
    with sqlite3.connect(home / "digitgame.db") as database:
        database.execute("UPDATE runs SET score = 'many'")


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


@needs_full
@pytest.mark.parametrize(
    "words", [["--help"], ["train", "--help"], ["models"], ["data", "--json"], ["predict", "PICTURE"]]
)
def test_an_output_that_takes_nothing_is_one_line(words: list[str], tmp_path: Path) -> None:
    picture = tmp_path / "one.png"
    one = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(one).line((30, 8, 30, 52), fill=0, width=6)
    one.save(picture)
    command = [sys.executable, "-m", "digitgame", *(str(picture) if w == "PICTURE" else w for w in words)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("digitgame: The output cannot be written: ")
    assert "one.png" not in line


@pytest.mark.skipif(os.name == "nt", reason="Windows reports a closed pipe otherwise")
def test_who_reads_no_more_is_no_success(tmp_path: Path) -> None:
    drawings = tmp_path / "many.jsonl"
    write_ink(drawings, handwriting.write_many(20, seed=1) * 400)
    command = [sys.executable, "-m", "digitgame", "predict", "--json", str(drawings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith('{"file"')
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_where_nobody_answers_nothing_is_removed(own_model: Path) -> None:
    shutil.copytree(own_model, paths.models() / "mine")
    command = [sys.executable, "-m", "digitgame", "models", "remove", "mine"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("nothing removed. Use --yes in scripts.")
    assert model.names(paths.models()) == ["mine"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may make another")
@pytest.mark.parametrize(
    "command",
    [
        "models default shipped",
        "data get mnist",
        "data get http://127.0.0.1:9/x",
        "train --data hand --hand 100",
    ],
)
@pytest.mark.parametrize("home", ["/proc/x", "/proc/x/y"])
def test_a_home_that_cannot_be_made_says_what_to_do(
    command: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITGAME_HOME", home)
    done = here(*command.split())
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "/proc/x" in line
    assert line.endswith(" Set DIGITGAME_HOME to a folder of yours.")


def test_scores_need_no_place_to_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for home in (blocked, blocked / "deeper"):
        monkeypatch.setenv("DIGITGAME_HOME", str(home))
        done = here("scores")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("No scores yet.")
        assert here("scores", "--check").stdout.splitlines()[-1] == done.stdout.rstrip()
    assert blocked.read_text() == "in the way"


@pytest.mark.parametrize("words", [["data", "get", "http://127.0.0.1:9/x"], ["models", "default", "shipped"]])
def test_a_file_in_the_place_of_our_folder_is_told_with_what_to_do(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "file"
    home.write_text("in the way")
    monkeypatch.setenv("DIGITGAME_HOME", str(home))
    done = here(*words)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "DIGITGAME_HOME" in line
    assert home.read_text() == "in the way"


def test_progress_shows_nothing_where_there_is_no_error_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.cli.progress import progress

    monkeypatch.setattr(sys, "stderr", None)  # a windowed program's
    with progress() as show:
        show("Reading", 1, 2)


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("trian",), "No such command 'trian'. Did you mean 'train'?"),
        (("scroes", "--json"), "No such command 'scroes'. Did you mean 'scores'?"),
        (("train", "--pictur"), "No such option '--pictur'. See"),
        (("train", "--epoch", "3"), "Did you mean '--epochs'?"),
        (("demo", "--mode", "insid"), "There is no mode insid. Did you mean 'inside'? See"),
        (("play", "--mode", "sum"), "Did you mean 'sums easy' or 'sums middle' or 'sums hard'?"),
        (("demo", "--mode", "qqq"), "There is no mode qqq. See"),
        (("scores", "--check", "--mode", "sprint"), "--check looks at the whole file: leave out --mode."),
    ],
)
def test_a_wrong_word_brings_the_nearest_one_that_is_in_the_help(
    words: tuple[str, ...], nearest: str
) -> None:
    [line] = here(*words).stderr.splitlines()
    assert nearest in line


@pytest.mark.parametrize(
    "words", [("evaluate", "--min-accuracy", "nan"), ("demo", "--seconds", "nan"), ("train", "--time", "nan")]
)
def test_what_is_no_number_is_no_number(words: tuple[str, ...]) -> None:
    done = here(*words)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "nan is not a number." in line


def test_the_version_has_a_short_option() -> None:
    assert here("-V").stdout == here("--version").stdout != ""


def test_the_help_lists_the_variables_that_the_program_obeys() -> None:
    lines = here("--help").stdout.splitlines()
    for name in ("DIGITGAME_HOME", "DIGITGAME_OFFLINE", "DIGITGAME_SEED", "DIGITGAME_DEBUG", "NO_COLOR"):
        assert any(line.split()[:1] == [name] for line in lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_quiet_or_verbose(name: str) -> None:
    text = here(name, "--help").stdout
    assert "-q, --quiet" in text
    assert "-v, --verbose" in text


def test_quiet_leaves_out_notes_and_verbose_logs(
    home: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "HAND_TEST", 200)
    words = ("evaluate", "--data", "auto", "--model", str(small_model))
    assert here(*words).stderr.startswith("MNIST is not cached")
    quiet = here(*words, "-q")
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert quiet.stdout.startswith("small on ")
    with_a_damaged_run(home)
    assert digitgame("scores", "-v").stderr.startswith("DEBUG digitgame.store.rows: Run 1 is left out")


def test_a_quiet_training_shows_nothing() -> None:
    from digitgame.cli.output import be_quiet
    from digitgame.cli.train.live import terminal_view
    from digitgame.cli.train.view import View

    with click.Context(click.Command("train")) as context:
        assert type(terminal_view()) is not View
        be_quiet(context)
        assert type(terminal_view()) is View


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_what_a_code_page_lacks_is_replaced(
    encoding: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(home / "digitgame.db") as store:
        store.join("Łukasz")
        store.keep(Run("Łukasz", SPRINT, 1, "ab", 0.0, 60.0, 5, 5, 5, 5, ()), [])
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    for words in (("scores",), ("models", "show", "shipped"), ("predict", "zé√.png")):
        command = [sys.executable, "-m", "digitgame", *words]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert done.returncode == (1 if words[0] == "predict" else 0), done.stderr
        assert b"Unexpected" not in done.stderr
        assert b"Traceback" not in done.stderr
    done = subprocess.run([*command[:3], "scores", "--csv"], capture_output=True, check=True, timeout=60)
    assert "Łukasz" in done.stdout.decode("utf-8")


def test_json_and_csv_are_not_mixed() -> None:
    done = here("scores", "--json", "--csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Give --json or --csv, not both." in done.stderr


def test_a_declined_question_removes_nothing_and_exits_with_1(own_model: Path) -> None:
    shutil.copytree(own_model, paths.models() / "mine")
    command = [sys.executable, "-m", "digitgame", "models", "remove", "mine", "--json"]
    done = subprocess.run(command, input="n\n", capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (1, "")
    assert done.stderr.endswith("digitgame: Nothing was removed.\n")
    assert model.names(paths.models()) == ["mine"]


def test_models_are_listed_chosen_and_removed_as_json(own_model: Path) -> None:
    shutil.copytree(own_model, paths.models() / "mine")
    assert json.loads(here("models", "list", "--json").stdout) == json.loads(here("models", "--json").stdout)
    assert here("models", "list").stdout == here("models").stdout
    assert json.loads(here("models", "default", "mine", "--json").stdout) == {"default": "mine"}
    removed = json.loads(here("models", "remove", "mine", "--yes", "--json").stdout)
    assert removed == {"removed": "mine", "default": "shipped"}
    assert here("models", "--json", "list").returncode == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("digitgame ev", ["evaluate"]),
        ("digitgame evaluate --model m", ["mine"]),
        ("digitgame train --from s", ["shipped"]),
        ("digitgame evaluate --data h", ["hand"]),
        ("digitgame play --mode sp", ["sprint"]),
        ("digitgame demo --mode ins", ["inside"]),
        ("digitgame scores --mode sums", ["sums easy", "sums middle", "sums hard"]),
    ],
)
def test_the_shell_completes(
    words: str, expected: list[str], own_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(own_model, paths.models() / "mine")
    monkeypatch.setenv("_DIGITGAME_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    code = "from digitgame.cli import main; main(prog_name='digitgame')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert [line.removeprefix("plain,") for line in done.stdout.splitlines()] == expected


def test_names_and_messages_send_no_commands_to_the_terminal(home: Path, tmp_path: Path) -> None:
    strange = tmp_path / "seven\x1b[2J.jsonl"
    strange.write_text('{"strokes": [[[10, 10], [90, 90]]], "label": "' + "9" * 100_000 + '"}')
    done = digitgame("predict", str(strange))
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert len(done.stderr) < 1200
    assert "is not a digit 0 to 9" in done.stderr
    done = digitgame("scores", "--mode", "\x1b[31m" + "x" * 5000)
    assert "\x1b" not in done.stderr
    assert len(done.stderr) < 1200
    with_a_damaged_run(home)
    with sqlite3.connect(home / "digitgame.db") as database:
        database.execute("UPDATE runs SET mode = 'sprint' || char(27) || '[2J'")
    assert "\x1b" not in digitgame("--debug", "scores").stderr
