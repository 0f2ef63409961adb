"""What every test stands on: a home of its own, no network, and a model to read with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SMALL_MODEL = Path(__file__).parent / "model"
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
    # Matplotlib's list of the system's fonts takes a second to make: it is made once.
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.getbasetemp() / "matplotlib"))
    return away / "digitgame"


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that tests may read but not change: preset `seed`, trained once on synthetic handwriting.

    It never changes, so that no test depends on the weights of the bundled model.
    """
    return Path(shutil.copytree(SMALL_MODEL, tmp_path_factory.mktemp("models") / "small"))


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
