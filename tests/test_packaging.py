"""What is installed is what is needed, and says what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from digitgame.errors import TRAINING, DigitgameError, install_command, require

ROOT = Path(__file__).resolve().parents[1]
# Only training needs these, and importing what Keras has saved; Keras and h5py come with TensorFlow.
ONLY_TRAINING = {"h5py", "keras", *TRAINING}
# Started by Python before anything else: as if what only training needs were not installed.
WITHOUT = f"""
import sys
from importlib.abc import MetaPathFinder
class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in {ONLY_TRAINING!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
import importlib.util as util
find = util.find_spec
util.find_spec = lambda name, package=None: None if name in {ONLY_TRAINING!r} else find(name, package)
"""


def requirements(text: str) -> set[str]:
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def test_the_requirements_of_playing_are_those_of_the_project_without_training() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    [listed] = re.findall(r"^dependencies = \[\n(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    everything = set(re.findall(r'"(.+)"', listed))
    playing = requirements((ROOT / "requirements-play.txt").read_text("utf-8"))
    assert playing < everything
    assert {re.split("[<>=]", one)[0] for one in everything - playing} == ONLY_TRAINING


@pytest.mark.parametrize(("python", "name"), [("3.10", "pygame"), ("3.13", "pygame"), ("3.14", "pygame-ce")])
def test_there_is_one_pygame_for_each_python(python: str, name: str) -> None:
    asked = map(Requirement, requirements((ROOT / "requirements-play.txt").read_text("utf-8")))
    here = [
        one.name for one in asked if one.marker is None or one.marker.evaluate({"python_version": python})
    ]
    assert [one for one in here if one.startswith("pygame")] == [name]
    assert "tensorflow" not in here


def test_the_credits_go_wherever_the_program_goes() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'license-files = ["LICENSE", "NOTICE"]' in project
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert all(name in notice for name in ("LeCun", "Alpaydin", "CC BY-SA 3.0", "CC BY 4.0"))


@pytest.fixture
def without_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs start in an environment that has only what playing needs."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(WITHOUT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT)]))


@pytest.mark.slow
@pytest.mark.usefixtures("without_training")
@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        (("train", "--data", "hand"), ("Training needs TensorFlow and matplotlib.", "tensorflow matplotlib")),
        (("train", "--watch"), ("Training needs TensorFlow and matplotlib.", "tensorflow matplotlib")),
        (
            ("models", "import", "net.keras"),
            ("Importing a Keras network needs TensorFlow and matplotlib.", "tensorflow matplotlib"),
        ),
        (("evaluate", "--data", "hand", "--out", "report"), ("A report needs matplotlib.", "matplotlib")),
    ],
)
def test_what_is_missing_is_said_in_one_line_before_anything_is_done(
    words: tuple[str, ...], lacks: tuple[str, str], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "net.keras").write_bytes(b"")
    command = [sys.executable, "-m", "digitgame", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60)
    problem, packages = lacks
    assert done.returncode == 1
    line = f"digitgame: {problem} Install with: {sys.executable} -m pip install {packages}\n"
    assert (done.stdout, done.stderr) == ("", line)
    assert not (home / "models").exists()
    assert not (tmp_path / "report").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("without_training")
@pytest.mark.parametrize("words", [("evaluate", "--data", "hand"), ("models",), ("predict", "seven.jsonl")])
def test_the_rest_works_without_training(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "seven.jsonl").write_text('{"strokes": [[[60, 60], [240, 60], [120, 260]]]}\n')
    command = [sys.executable, "-m", "digitgame", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_that_installs_names_this_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert install_command("a", "b") == f"{sys.executable} -m pip install a b"
    monkeypatch.chdir(Path(sys.executable).parents[1])
    assert install_command("a") == f"{Path('bin', 'python')} -m pip install a" or os.name == "nt"
    require("Playing", "click")
    with pytest.raises(DigitgameError, match=r"Flying needs wings_of_wax\. Install with: "):
        require("Flying", "click", "wings_of_wax")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_play_sets_up_less_than_training_and_training_what_playing_needs() -> None:
    def steps(target: str) -> str:
        command = ["make", "--dry-run", "--always-make", "VENV=/nowhere/venv", target]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout

    assert "--requirement requirements-play.txt" in steps("play")
    assert "--no-deps --editable ." in steps("play")
    assert "--quiet" not in steps("train")
    assert "--editable ." in steps("train")
    assert "touch /nowhere/venv/.ready-play" in steps("train")


@pytest.mark.skipif(not (ROOT / ".github").is_dir(), reason="not part of a source distribution")
def test_the_workflow_tries_each_system_and_names_no_other_index() -> None:
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    assert "os: [ubuntu-latest, macos-latest, windows-latest]" in workflow
    assert 'python: ["3.10", "3.13"]' in workflow
    assert "--resolution lowest-direct" in workflow
    assert "pip uninstall --yes pygame && python -m pip install pygame-ce" in workflow
    beyond = workflow.partition("\n  next:\n")[2]
    assert "continue-on-error: true" in beyond
    assert "--pre tensorflow" in beyond
    assert 'python: "3.14"' in beyond
    assert "index-url" not in workflow
