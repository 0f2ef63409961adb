import sys
from pathlib import Path

import click
import pytest

from digitgame import paths


def test_everything_lives_in_the_folder_that_the_user_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITGAME_HOME", str(tmp_path))
    assert paths.home() == tmp_path
    assert {paths.models(), paths.data(), paths.database()} == {
        tmp_path / "models",
        tmp_path / "data",
        tmp_path / "digitgame.db",
    }


def test_else_in_the_platforms_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for unset in ("", None):
        monkeypatch.delenv("DIGITGAME_HOME", raising=False)
        if unset is not None:
            monkeypatch.setenv("DIGITGAME_HOME", unset)
        assert paths.home() == Path(click.get_app_dir("digitgame"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes ~ from another variable")
def test_a_tilde_is_the_users_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DIGITGAME_HOME", "~/games")
    assert paths.home() == tmp_path / "games"


def test_asking_where_things_live_makes_no_folder(home: Path) -> None:
    paths.models(), paths.data(), paths.database()
    assert not home.exists()


def test_what_ships_is_found_beside_the_program() -> None:
    assert paths.assets().is_dir()
    assert paths.shipped_model().parent == paths.assets()


@pytest.mark.parametrize("name", ["a", "my-net", "mein Netz", "сеть 2", "x" * 64, "console", "v1.2"])
def test_what_can_be_a_name(name: str) -> None:
    assert paths.is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "my ",
        " my",
        ".x",
        "x.",
        "-x",
        "a/b",
        "a\\b",
        "CON",
        "nul",
        "com1.txt",
        "x" * 65,
        "字" * 80,
        "a\n",
        "a\tb",
        "a:b",
    ],
)
def test_what_cannot_be_a_name(name: str) -> None:
    assert not paths.is_name(name)


def test_on_windows_the_folder_is_the_local_one_unless_the_roaming_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIGITGAME_HOME")
    monkeypatch.setattr(click.utils, "WIN", True)
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    local, roaming = tmp_path / "Local" / "digitgame", tmp_path / "Roaming" / "digitgame"
    assert paths.home() == local
    roaming.mkdir(parents=True)
    assert paths.home() == roaming
    local.mkdir(parents=True)
    assert paths.home() == local
