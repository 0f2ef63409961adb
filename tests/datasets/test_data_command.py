"""`digitgame data`, as a person types it."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitgame.cli import main
from digitgame.datasets import cache

from .conftest import Web
from .making import idx_files, noise, put, put_ink, put_sprite

TRAIN, TEST = noise(10, 1), noise(2, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIGITGAME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*words: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, words)], input=typed)


def failed(result: Result, code: int) -> str:
    """The one line that a failed command prints."""
    assert result.exit_code == code
    assert result.output.startswith("digitgame: ")
    assert result.output.count("\n") == 1
    return result.output


def test_a_data_set_is_kept_listed_and_cleared(tmp_path: Path, home: Path) -> None:
    folder = put(tmp_path / "small", idx_files(TRAIN, TEST, gz=True))
    assert "digitgame data get mnist" in run().output
    got = run("get", folder)
    assert got.exit_code == 0
    assert got.output == f"Kept in {home / 'data' / 'small'}. Now: digitgame train --data small\n"
    run("get", folder, "--name", "again")
    listed = run()
    assert "small: 10 training and 2 test images" in listed.output
    assert str(home / "data") in listed.output
    assert "Removed again" in run("clear", "again", "--yes").output
    printed = json.loads(run("--json").output)
    assert printed["folder"] == str(home / "data")
    assert [(one["name"], one["train"], one["test"]) for one in printed["sets"]] == [("small", 10, 2)]
    assert Path(printed["sets"][0]["folder"]).is_dir()
    assert printed["sets"][0]["bytes"] == sum(p.stat().st_size for p in (home / "data" / "small").iterdir())


def test_clearing_all_asks_first(tmp_path: Path) -> None:
    run("get", put_sprite(tmp_path / "s", TRAIN))
    assert run("clear", typed="n\n").exit_code == 1
    assert len(json.loads(run("--json").output)["sets"]) == 1
    assert "Removed mnist_images:" in run("clear", typed="y\n").output
    assert json.loads(run("--json").output)["sets"] == []
    assert "Nothing is kept" in run("clear").output


def test_an_address_is_kept(web: Web) -> None:
    address = web.serve("served", idx_files(TRAIN, TEST))
    assert "--data own" in run("get", address, "--name", "own").output
    assert json.loads(run("--json").output)["sets"][0]["train"] == 10


def test_what_fails_is_one_line(tmp_path: Path, web: Web, home: Path) -> None:
    broken = put(tmp_path / "broken", idx_files(TRAIN, TEST) | {"t10k-labels-idx1-ubyte": b"hello"})
    assert "t10k-labels-idx1-ubyte is not an idx file" in failed(run("get", broken), 1)
    assert "no data 'nowhere'" in failed(run("get", "nowhere"), 2)
    assert "holds no digits" in failed(run("get", f"{web.url}/nothing"), 1)
    assert "not kept" in failed(run("get", put_ink(tmp_path / "a.jsonl", 5)), 2)
    assert "No data set mnist is kept" in failed(run("clear", "mnist"), 2)
    assert run("get").exit_code == 2
    assert not [path for path in (home / "data").glob("*") if path.is_dir()]


def test_a_file_in_the_folders_place_is_one_line(tmp_path: Path, home: Path) -> None:
    home.write_text("in the way")
    assert "cannot be written" in failed(run("get", put(tmp_path / "small", idx_files(TRAIN, TEST))), 1)


def test_mnist_that_is_kept_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("DIGITGAME_OFFLINE", "1")
    assert "MNIST cannot be fetched" in failed(run("get", "mnist"), 1)
    put(home / "data" / "mnist", idx_files(TRAIN, TEST))
    assert "MNIST cannot be fetched" in failed(run("get", "mnist"), 1)  # these are not MNIST's
    monkeypatch.setattr(cache, "difference_from_mnist", lambda *_: None)
    assert run("get", "mnist").output.startswith(f"Kept in {home / 'data' / 'mnist'}.")


def test_what_may_not_be_removed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("get", put_sprite(tmp_path / "s", TRAIN))

    def forbidden(*_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", forbidden)
    line = failed(run("clear", "--yes"), 1)
    assert "mnist_images cannot be removed: Permission denied. Check who may write there" in line


@pytest.mark.parametrize("words", [["--help"], ["get", "-h"], ["clear", "-h"]])
def test_help_has_examples(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 0
    assert "Examples:\n" in result.output
    assert "digitgame data " in result.output


def test_remove_and_list_are_the_verbs_and_speak_json(tmp_path: Path, home: Path) -> None:
    kept = json.loads(run("get", put_sprite(tmp_path / "s", TRAIN), "--name", "s", "--json").output)
    assert kept == {"name": "s", "folder": str(home / "data" / "s")}
    assert run("list").output == run().output
    assert json.loads(run("list", "--json").output) == json.loads(run("--json").output)
    assert run("--json", "list").exit_code == 2
    removed = json.loads(run("remove", "s", "--yes", "--json").output)
    assert removed["removed"] == ["s"]
    assert removed["bytes"] > 1000
    assert json.loads(run("remove", "--json").output) == {"removed": [], "bytes": 0}
    help_text = run("--help").output
    assert "remove" in help_text
    assert "clear" not in help_text
