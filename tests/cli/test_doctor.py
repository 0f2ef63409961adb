"""`digitgame doctor` says what is there and what is not, and needs none of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pygame
import pytest
from click.testing import CliRunner

from digitgame import __version__, paths
from digitgame.cli import main

ROOT = Path(__file__).resolve().parents[2]
# Run before anything else: as if these could not be imported, the first because it is broken.
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder
class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "pygame":
            raise RuntimeError("SDL is broken")
        if name in ("tensorflow", "keras", "matplotlib", "ai_edge_litert", "numpy", "PIL"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
import importlib.util as util
find = util.find_spec
util.find_spec = lambda name, package=None: None if name in ("tensorflow", "numpy") else find(name, package)
"""


def doctor(*words: str) -> str:
    command = [sys.executable, "-m", "digitgame", "doctor", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def doctor_here(*words: str) -> str:
    """The same within this process."""
    done = CliRunner().invoke(main, ["doctor", *words])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_it_names_versions_folders_model_and_data(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    found = json.loads(doctor("--json"))
    assert found["digitgame"] == f"{__version__}, in {ROOT / 'digitgame'}"
    assert found["Python"].startswith(sys.version.split()[0])
    assert pygame.version.ver in found["pygame"]
    assert "SDL 2." in found["pygame"]
    assert found["numpy"] == f"numpy {np.__version__}"
    assert found["click"] == f"click {version('click')}"
    assert found["TensorFlow"].startswith("tensorflow")
    assert found["LiteRT"].startswith("ai-edge-litert 2.")
    assert "(dummy)" in found["screen"]
    assert found["home"] == f"{home} (not made yet)"
    assert found["models"] == "shipped; the game uses shipped"
    assert found["reading"].startswith("a synthetic 7 is read as 7, ")
    assert (found["data"], found["scores"]) == ("none kept", "none yet")
    assert f"DIGITGAME_HOME={home}" in found["variables"]
    assert not home.exists()
    lines = doctor().splitlines()
    assert [line.split("  ")[0] for line in lines] == list(found)


def test_without_a_screen_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        assert json.loads(doctor("--json"))["screen"].startswith("none: neither DISPLAY")


def test_a_damaged_model_is_named() -> None:
    (paths.models() / "broken").mkdir(parents=True)
    (paths.models() / "broken" / "card.json").write_text("{}")
    (paths.models() / "default").write_text("broken\n")
    found = json.loads(doctor_here("--json"))
    assert "is not a model's card" in found["reading"]


def test_it_works_without_what_it_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    found = json.loads(doctor("--json"))
    assert found["pygame"] == "RuntimeError: SDL is broken"
    assert found["TensorFlow"] == found["numpy"] == "not installed"
    assert found["reading"] == "numpy is not installed"
    assert found["models"] == "shipped; the game uses shipped"


def test_the_password_of_a_board_is_not_in_a_bug_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITGAME_BOARD", "postgresql://ann:open-sesame@teacher-pc/digitgame")
    found = doctor_here()
    assert "DIGITGAME_BOARD=postgresql://ann@teacher-pc/digitgame" in found
    assert "open-sesame" not in found
