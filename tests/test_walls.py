"""The floor plan holds: each room imports what it may, and no command loads what it does not need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "digitgame"


def rooms(*names: str) -> set[str]:
    return {f"digitgame.{name}" for name in names}


EVERYWHERE = {
    "digitgame.errors",
    "digitgame.events",
    "digitgame.formatting",
    "digitgame.paths",
    "digitgame.quiet",
    "digitgame.atomic",
    "digitgame.signals",
    "digitgame.__version__",
}
# room -> what it may import besides itself, the standard library and EVERYWHERE
ROOMS = {
    "errors": set[str](),
    "events": set[str](),
    "formatting": set[str](),
    "quiet": set[str](),
    "atomic": set[str](),
    "signals": set[str](),
    "paths": {"click"},
    "rules": set[str](),
    "model": set[str](),
    "charts": {"numpy", "PIL"},
    "ink": {"numpy"},
    "synth": {"numpy", "digitgame.ink"},
    "vision": {"numpy", "PIL", "digitgame.ink"},
    "store": {"digitgame.ink", "digitgame.rules"},
    "datasets": {"numpy", "PIL", *rooms("ink", "vision", "synth", "store")},
    "inference": {"numpy", "PIL", "ai_edge_litert", *rooms("ink", "vision", "synth", "datasets", "model")},
    "verify": rooms("ink", "model", "inference", "rules", "store"),
    "training": {"numpy", "tensorflow", "keras", "click"}
    | rooms("ink", "synth", "datasets", "model", "inference", "charts"),
    "ui": {"numpy", "pygame", *rooms("ink", "rules", "store")},
    "board": {"numpy", "pygame", *rooms("ui", "ink", "inference")},
    "monitor": {"numpy", "pygame", *rooms("ui")},
    "game": {
        "numpy",
        "pygame",
        "PIL",
        *rooms("board", "ui", "monitor", "inference", "rules", "store", "datasets"),
    }
    | rooms("ink", "synth", "model"),
    "demo": {
        "numpy",
        "pygame",
        "PIL",
        *rooms("game", "board", "ui", "monitor", "inference", "rules", "store"),
    }
    | rooms("ink", "synth"),
}
ENTRANCES = {
    "__init__",
    "__main__",
    "cli",
}  # these may enter every room, but load none before it is asked for
HEAVY = ("tensorflow", "keras", "pygame", "matplotlib", "ai_edge_litert", "numpy", "PIL")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def files_of(room: str) -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if room_of(path) == room]


def imports(tree: ast.AST) -> Iterator[str]:
    """What is imported, wherever in the file: another room as `digitgame.room`, else the package's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "rooms are imported by their full names"
            package = node.module or ""
            modules = (
                [f"{package}.{alias.name}" for alias in node.names] if package == "digitgame" else [package]
            )
        else:
            continue
        for module in modules:
            parts = module.split(".")
            yield ".".join(parts[:2]) if parts[0] == "digitgame" else parts[0]


def test_every_file_lies_in_a_room() -> None:
    assert {room_of(path) for path in PACKAGE.rglob("*.py")} == set(ROOMS) | ENTRANCES


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_may(room: str) -> None:
    may = ROOMS[room] | EVERYWHERE | {f"digitgame.{room}"} | sys.stdlib_module_names
    wrong = {
        f"{path.relative_to(PACKAGE)}: {module}"
        for path in files_of(room)
        for module in imports(ast.parse(path.read_text("utf-8")))
        if module not in may
    }
    assert not wrong


@pytest.mark.parametrize("path", files_of("cli"), ids=lambda path: path.name)
def test_a_command_loads_nothing_heavy_before_it_is_run(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    at_once: list[ast.stmt] = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert set(imports(ast.Module(at_once, []))).isdisjoint(HEAVY)


def loaded_by(code: str, tmp_path: Path, *, exit_code: int = 0) -> set[str]:
    """The packages that a fresh interpreter has loaded after running `code`."""
    report = tmp_path / "modules"
    then = f"open({str(report)!r}, 'w').write(' '.join(sys.modules))"
    program = f"import sys\ntry:\n    {code}\nfinally:\n    {then}"
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == exit_code, done.stderr
    return {module.partition(".")[0] for module in report.read_text().split()}


def command(*arguments: str) -> str:
    return f"from digitgame.cli import main; main({list(arguments)!r})"


def test_rules_and_the_model_folder_load_the_standard_library_alone(tmp_path: Path) -> None:
    before = loaded_by("pass", tmp_path)
    for room in ("rules", "model"):
        added = loaded_by(f"import digitgame.{room}", tmp_path) - before - {"digitgame"}
        assert added <= sys.stdlib_module_names


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in (
    "train", "play", "predict", "evaluate", "models", "data", "gallery"))], ids=" ".join)  # fmt: skip
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert loaded_by(command(*arguments), tmp_path).isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "code", ["import digitgame.ui", "import digitgame.game.start", "import digitgame.monitor.window"]
)
def test_playing_loads_no_tensorflow(code: str, tmp_path: Path) -> None:
    assert loaded_by(code, tmp_path).isdisjoint({"tensorflow", "keras", "matplotlib"})


def test_reading_loads_neither_tensorflow_nor_a_window(small_model: Path, tmp_path: Path) -> None:
    drawings = tmp_path / "drawings.jsonl"
    drawings.write_text('{"label": 1, "strokes": [[[150, 40], [140, 250]]]}\n')
    named = ("--model", str(small_model))
    for arguments in (("predict", str(drawings), *named), ("evaluate", "--data", str(drawings), *named)):
        loaded = loaded_by(command(*arguments), tmp_path)
        assert "ai_edge_litert" in loaded
        assert loaded.isdisjoint({"tensorflow", "keras", "pygame", "matplotlib"})
