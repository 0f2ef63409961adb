"""Closed streams, pipes in place of files, strange homes and clocks: one plain line, and nobody waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.store import QueuedStore, ReadStore
from digitgame.training.request import Request

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes streams")
DIGITGAME = f'"{sys.executable}" -m digitgame'


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("end", ["<&-", "< /dev/null"])
def test_nothing_to_read_is_said(end: str) -> None:
    done = shell(f"{DIGITGAME} predict - {end}")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "digitgame: - is empty. Name a picture (PNG, JPEG, ...) or an ink file (.jsonl)."
    ]


def test_nobody_can_answer_a_closed_question(own_model: Path) -> None:
    paths.models().mkdir(parents=True)
    own_model.rename(paths.models() / "own")
    done = shell(f"{DIGITGAME} models remove own <&-")
    assert done.returncode == 1
    assert "No confirmation, nothing removed." in done.stderr
    assert (paths.models() / "own" / model.CARD).is_file()


def test_files_never_get_the_numbers_of_closed_streams() -> None:
    code = (
        "import os, sys; from digitgame.cli.output import open_closed_streams; open_closed_streams();"
        "file = os.open(sys.argv[1], os.O_RDONLY);"
        "print('lost'); print('lost', file=sys.stderr); sys.stdin.read(); os._exit(file)"
    )
    done = shell(f'"{sys.executable}" -c "{code}" "{__file__}" <&- >&- 2>&-')
    assert done.returncode > 2


def test_a_command_runs_without_any_stream(small_model: Path, tmp_path: Path) -> None:
    line = tmp_path / "ink.jsonl"
    line.write_text('{"strokes": [[[150, 50], [150, 250]]]}\n')
    closed = shell(f'{DIGITGAME} predict --model "{small_model}" "{line}" <&- >&- 2>&-')
    assert closed.returncode == 0


def test_a_pipe_in_the_place_of_a_file_blocks_nothing(tmp_path: Path) -> None:
    database = tmp_path / "digitgame.db"
    card = tmp_path / model.CARD
    for pipe in (database, card):
        os.mkfifo(pipe)
    with pytest.raises(DigitgameError, match="is not a model folder"):
        model.load(tmp_path)
    with pytest.raises(DigitgameError, match="It is no file"):
        ReadStore(database)
    store = QueuedStore(database)
    assert store.trouble or store.players() == []
    store.close()


def test_a_pipe_among_pictures_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "3").mkdir()
    os.mkfifo(tmp_path / "3" / "a.png")
    done = shell(f'{DIGITGAME} evaluate --data "{tmp_path}"')
    assert "has no images in its folders 0 to 9" in done.stderr


@pytest.mark.parametrize("name", ["DIGITGAME_HOME", "HOME"])
def test_a_home_that_leads_nowhere_is_one_line_and_makes_no_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unset in ("DIGITGAME_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(unset, raising=False)
    monkeypatch.setenv(name, "~nobody-has-this-name")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    done = shell(f'cd "{tmp_path}" && {DIGITGAME} scores')
    assert done.returncode == 1
    assert "leads nowhere: set DIGITGAME_HOME to a folder of yours" in done.stderr
    assert "Unexpected" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_clock_before_1980_is_told_before_a_training(monkeypatch: pytest.MonkeyPatch) -> None:
    early = time.localtime(0)
    monkeypatch.setattr(time, "localtime", lambda *_: early)
    with pytest.raises(DigitgameError, match=r"clock of this machine says 19(69|70)\. Set it first"):
        Request().check()
