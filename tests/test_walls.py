"""The floor plan holds: each room imports what it may, and no command loads what it does not need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest

from digitgame.cli.app import COMMANDS

PACKAGE = Path(__file__).resolve().parents[1] / "digitgame"


def rooms(*names: str) -> set[str]:
    return {f"digitgame.{name}" for name in names}


EVERYWHERE = rooms(
    *("errors", "events", "formatting", "paths", "quiet", "atomic", "folders", "processes", "signals"),
    "__version__",
)
# What each room may import besides itself, the standard library and EVERYWHERE.
ROOMS = {
    "errors": set[str](),
    "events": set[str](),
    "formatting": set[str](),
    "quiet": set[str](),
    "atomic": set[str](),
    "folders": set[str](),
    "processes": set[str](),
    "signals": set[str](),
    "paths": {"click"},
    "unfinished": set[str](),
    "rules": set[str](),
    "model": set[str](),
    "charts": {"matplotlib", "numpy", "PIL"},
    "ink": {"numpy"},
    "synth": {"numpy", *rooms("ink")},
    "vision": {"numpy", "PIL", *rooms("ink")},
    "store": rooms("ink", "rules"),
    "scoreboard": {"psycopg", *rooms("store", "rules")},
    "datasets": {"numpy", "PIL", "h5py", *rooms("ink", "vision", "synth", "store")},
    "inference": {"numpy", "PIL", "ai_edge_litert", *rooms("ink", "vision", "datasets", "model")},
    "verify": rooms("ink", "model", "inference", "rules", "store"),
    "training": {"numpy", "tensorflow", "keras", "click"}
    | rooms("ink", "synth", "datasets", "model", "inference", "charts", "unfinished"),
    "exchange": {"numpy", "h5py", "ai_edge_litert", "flatbuffers"}
    | rooms("model", "datasets", "inference", "ink", "training"),
    "ui": {"numpy", "pygame", "font_fredoka_one", "font_hanken_grotesk", *rooms("ink")},
    "board": {"numpy", "pygame", *rooms("ui", "ink", "inference")},
    "monitor": {"numpy", "pygame", *rooms("ui")},
    "game": {"numpy", "pygame", "PIL"}
    | rooms("board", "ui", "monitor", "inference", "rules", "store", "datasets", "ink", "synth", "model")
    | rooms("unfinished", "scoreboard"),
    "demo": {"numpy", "pygame", "PIL"}
    | rooms("game", "board", "ui", "monitor", "inference", "rules", "store", "scoreboard", "ink", "synth"),
}
# Commands may import every room, but load none before they run.
ENTRANCES = {"__init__", "__main__", "api", "cli"}
MOST_FILES = 15
HEAVY = ("tensorflow", "keras", "pygame", "matplotlib", "ai_edge_litert", "numpy", "PIL", "psycopg")


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


def modules() -> dict[str, Path]:
    """Every module of the package by its name in it, such as "game.modes"; a package by its `__init__`."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported_modules(path: Path, known: Collection[str]) -> set[str]:
    """The modules of the package that a file imports, wherever in the file."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("digitgame.") for alias in node.names} & set(known)
        elif isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("digitgame."):
            package = f"{node.module}.".removeprefix("digitgame.")
            for alias in node.names:
                name = package + alias.name
                found |= {name if name in known else package.removesuffix(".")} & set(known)
    return found


def circles(graph: Mapping[str, Collection[str]]) -> list[set[str]]:
    """The groups of modules that import each other, directly or through others."""

    def reach(start: str) -> set[str]:
        seen, ahead = set[str](), [start]
        while ahead:
            new = set(graph[ahead.pop()]) - seen
            seen |= new
            ahead += new
        return seen

    reached = {name: reach(name) for name in graph}
    found: list[set[str]] = []
    for name in sorted(graph):
        if name in reached[name] and not any(name in circle for circle in found):
            found.append({other for other in reached[name] if name in reached[other]})
    return found


def test_a_circle_is_found() -> None:
    graph = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["d"], "e": ["a"]}
    assert circles(graph) == [{"a", "b", "c"}, {"d"}]


def test_no_modules_import_each_other() -> None:
    known = modules()
    # The package itself imports the library on its first use, and everything may ask it for the version.
    del known[""]
    graph = {name: imported_modules(path, known) - {name} for name, path in known.items()}
    assert circles(graph) == []


def test_no_folder_has_too_many_files() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert not [folder.name for folder in folders if len(list(folder.glob("*.py"))) > MOST_FILES]


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


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)], ids=" ".join
)
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
