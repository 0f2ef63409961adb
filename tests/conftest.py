"""What every test stands on: a home of its own, no network, and a model to read with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digitgame import ink, model, paths

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_HOMES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, empty and temporary; what a test starts inherits it."""
    away = tmp_path_factory.mktemp("home")
    for name in _HOMES:
        monkeypatch.setenv(name, str(away))
    monkeypatch.setenv("DIGITGAME_HOME", str(away / "digitgame"))
    monkeypatch.setenv("DIGITGAME_OFFLINE", "1")
    return away / "digitgame"


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that may be looked into but not changed: the shipped one, else a small one trained here."""
    folder = tmp_path_factory.mktemp("models") / "small"
    if (paths.shipped_model() / model.CARD).is_file():
        shutil.copytree(paths.shipped_model(), folder)
    else:
        away = tmp_path_factory.mktemp("training")
        recipe = ("--preset", "seed", "--data", "hand", "--hand", "2000", "--epochs", "20", "--name", "small")
        subprocess.run(
            [sys.executable, "-m", "digitgame", "train", *recipe],
            env={**os.environ, "DIGITGAME_HOME": str(away), "DIGITGAME_OFFLINE": "1"},
            check=True,
            capture_output=True,
        )
        (away / "models" / "small").rename(folder)
    model.load(folder, framing=ink.FRAMING)
    return folder


@pytest.fixture
def own_model(small_model: Path, tmp_path: Path) -> Path:
    """A model folder that the test may break."""
    return Path(shutil.copytree(small_model, tmp_path / "own"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """MNIST and people's drawings, where they lie beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs MNIST and drawings in ../shared/data, which this machine lacks")
    return SHARED
