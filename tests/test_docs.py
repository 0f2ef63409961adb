"""What the documentation says of commands and their JSON holds."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from digitgame import events, model, paths
from digitgame.cli import main
from digitgame.cli.app import COMMANDS
from digitgame.datasets import sources
from digitgame.datasets.drawings import framed
from digitgame.ink import write_ink
from digitgame.synth import handwriting

ROOT = Path(__file__).resolve().parents[1]
DOCS = Path(__file__).resolve().parents[1] / "docs"
SCRIPTS = (DOCS / "scripts.md").read_text("utf-8")
README = (DOCS.parent / "README.md").read_text("utf-8")


def keys(row: str) -> set[str]:
    """The keys that the last cell of a row of a table names, outside brackets."""
    [line] = [line for line in SCRIPTS.splitlines() if line.startswith(f"| `{row}` ")]
    cell = re.sub(r"\([^)]*\)", "", line.rstrip("|").rpartition("|")[2])
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_docs(name: str) -> None:
    pages = [README, *(path.read_text("utf-8") for path in DOCS.glob("*.md"))]
    assert any(f"digitgame {name}" in page for page in pages)


@pytest.mark.parametrize("kind", [events.Start, events.Batch, events.Epoch, events.Saving, events.Done])
def test_the_events_of_a_training_are_those_told(kind: type) -> None:
    assert keys(kind.__name__.lower()) == {field.name for field in fields(kind)}


def test_the_keys_of_what_commands_print(small_model: Path, tmp_path: Path) -> None:
    drawings = tmp_path / "some.jsonl"
    write_ink(drawings, handwriting.write_many(3, seed=1))
    (tmp_path / "blank.jsonl").write_text('{"strokes": []}\n')
    model = ("--model", str(small_model))
    for command in (
        ("predict", str(drawings), str(tmp_path / "blank.jsonl"), *model),
        ("evaluate", "--data", str(drawings), *model),
        ("models",),
        ("data",),
    ):
        done = CliRunner().invoke(main, [*command, "--json"])
        assert done.exit_code == 0, done.output
        told = keys(f"{command[0]} --json")
        assert told
        printed = [set(json.loads(line)) for line in done.stdout.splitlines()]
        assert all(told - {"reason"} <= one for one in printed)
        assert told == set.union(*printed)


def test_every_picture_is_there_and_is_shown() -> None:
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    linked = {
        (page.parent / name).resolve()
        for page in pages
        for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    assert linked == {path.resolve() for path in (DOCS / "pictures").iterdir()}


def shell_lines(page: Path) -> list[str]:
    """The commands of a page: the lines of its shell blocks, and those within a sentence."""
    text = page.read_text("utf-8")
    blocks = [re.sub(r"\\\n\s*", " ", block) for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
    words = r"digitgame|make|python|pip|pipx|uv|[A-Z_]+=\w+"
    inline = re.findall(rf"`((?:{words}) [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    lines = [*(line for block in blocks for line in block.splitlines()), *inline]
    # Without the comments behind them.
    return [" ".join(re.sub(r"\s+#.*", "", line).split()) for line in lines if line.strip()]


PAGES = [*sorted(ROOT.glob("*.md")), *(page for page in sorted(DOCS.glob("*.md")) if page.name != "cli.md")]
COMMAND_LINES = sorted({line for page in PAGES if page.name != "CHANGELOG.md" for line in shell_lines(page)})
# A folder of Windows, such as F:, is none for a shell here.
OURS = [
    line
    for line in COMMAND_LINES
    if line.startswith("digitgame ") and "..." not in line and not line.endswith("\\")
]
# Commands that a sentence names without their arguments.
NAMED_ALONE = ("predict", "data get")
# Why a command of the docs is not run here; the first that fits counts. All others are.
WHY_NOT = {
    r"digitgame( --debug)? (play|gallery)\b": "opens a window: tests/window and tests/game do",
    r"digitgame demo$|digitgame demo --mode training$": "opens a window",
    r"digitgame demo ": "takes long: tests/game/test_demo.py makes shorter ones",
    r"digitgame train\b(?!.*--help)": "takes long: tests/cli trains small networks with each option",
    r"digitgame board|.* --board|.*--(ex|im)port F:": "needs a server: the tests of the board have one",
    r"digitgame .*\bmnist\b(?!/)|digitgame .*http": "needs MNIST or the internet: tests/datasets has a server",
    r"digitgame (evaluate|data get|data export).*(mine|FOLDER|DATA|FILE|NAME)": "needs what a player drew",
    rf"digitgame ({'|'.join(NAMED_ALONE)})$": "is named without its arguments",
}


# They need data of these names.
ON_DATA = shell_lines(DOCS / "data.md")


def why_not(line: str) -> str:
    if line in ON_DATA:
        return "tests/datasets/test_docs.py runs it, on data of these names"
    return next((reason for pattern, reason in WHY_NOT.items() if re.match(pattern, line)), "")


@pytest.mark.parametrize("line", OURS)
def test_a_command_of_the_docs_is_one_that_there_is(line: str, small_model: Path) -> None:
    # For a duel with them.
    for name in ("ann", "NAME"):
        shutil.copytree(small_model, paths.models() / name)
    words = shlex.split(re.split(r"\s[|<>]", line)[0], posix=os.name != "nt")[1:]
    try:
        context = main.make_context("digitgame", words)
        command: click.Command = main
        while isinstance(command, click.Group):
            rest = [*context._protected_args, *context.args]
            if not rest:
                break
            called, found, rest = command.resolve_command(context, rest)
            assert found is not None
            command, context = found, found.make_context(called, rest, parent=context)
    except click.exceptions.Exit:
        # --help.
        pass
    except click.MissingParameter:
        # A sentence may name a command without what it is given.
        assert line.removeprefix("digitgame ") in NAMED_ALONE
    except (click.UsageError, SystemExit) as error:
        raise AssertionError(f"{line}: {error}") from error


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files and the models of a desk are kept for the next one: laying them takes a third of a second."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture
def desk(small_model: Path, laid: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the docs name, and models of these names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sources, "HAND_TEST", 200)
    pairs = ((tmp_path, laid / "files"), (home, laid / "home"))
    if not (laid / "home").exists():
        lay(small_model)
        for here, kept in pairs:
            shutil.copytree(here, kept)
    else:
        for here, kept in pairs:
            shutil.copytree(kept, here, dirs_exist_ok=True)
    return tmp_path


def lay(small_model: Path) -> None:
    """Lay the files into the current folder, and make the models."""
    write_ink(Path("drawings.jsonl"), handwriting.write_many(20, seed=1))
    Path("photos").mkdir()
    for name in ("seven.png", "photos/one.png"):
        image = Image.new("L", (100, 100), 255)
        image.paste(0, (45, 10, 55, 90))
        image.save(name)
    for name in ("NAME", "ann", "ours", "seed"):
        folder = Path(shutil.copytree(small_model, paths.models() / name))
        model.write_card(folder, {**model.load(folder).card, "name": name})
    shutil.copyfile(small_model / model.KERAS, "network.keras")
    write_ink(Path("mine.jsonl"), handwriting.write_many(20, seed=2))
    digits = framed(handwriting.write_many(400, seed=3), "")
    # An .npz file is a zip archive of arrays.
    with Path("archive.zip").open("wb") as archive:
        parts = {"train": digits[:300], "test": digits[300:]}
        arrays: dict[str, Any] = {f"x_{part}": some.images for part, some in parts.items()}
        arrays |= {f"y_{part}": some.labels for part, some in parts.items()}
        np.savez(archive, **arrays)
    rows = np.column_stack([digits.labels, digits.images.reshape(len(digits), -1)])
    header = ",".join(["label", *(f"pixel{at}" for at in range(28 * 28))])
    np.savetxt("train.csv", rows, "%d", ",", header=header, comments="")
    assert CliRunner().invoke(main, ["data", "get", "archive.zip", "--name", "club"]).exit_code == 0
    for name in ("ann", "ben", "mine"):
        assert CliRunner().invoke(main, ["models", "export", "ours", f"{name}.zip"]).exit_code == 0


@pytest.mark.slow
@pytest.mark.usefixtures("desk", "few_samples")
@pytest.mark.parametrize("line", [line for line in OURS if not why_not(line)])
def test_a_command_of_the_docs_works(line: str) -> None:
    if re.search(r"import (mine|ann)\.zip", line):
        # On another machine there is none of that name.
        shutil.rmtree(paths.models() / "ann")
        shutil.rmtree(paths.models() / "ours")
    if "mine" in line and "import" not in line:
        shutil.copytree(paths.models() / "ours", paths.models() / "mine")
    words = shlex.split(re.split(r"\s[|<>]", line)[0])[1:]
    done = CliRunner().invoke(main, [word for word in words if word != "..."])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("line", [line for line in COMMAND_LINES if not line.startswith("digitgame ")])
def test_what_the_docs_name_of_the_checkout_is_there(line: str) -> None:
    """Installing, and what takes long, is not run here: `.ci/run` installs, `test_benchmarks.py` starts benchmarks."""
    if line.startswith("make "):
        target = line.split()[1]
        assert re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for path in re.findall(
        r"(?<=\s)(?:benchmarks|tools|tests)/[\w/]+\.py|(?<=-r )requirements[\w-]+\.txt", line
    ):
        # A source distribution has no benchmarks and no tools.
        assert (ROOT / path).is_file() or not (ROOT / path).parent.is_dir()


def test_the_files_that_the_architecture_names_are_there() -> None:
    named = re.findall(r"`([\w/]+\.py)`", (ROOT / "docs" / "architecture.md").read_text("utf-8"))
    assert len(named) > 40
    # A source distribution has no benchmarks and no tools.
    here = [
        path
        for path in named
        if not path.startswith(("benchmarks/", "tools/")) or (ROOT / path).parent.is_dir()
    ]
    assert [
        path for path in here if not any((at / path).is_file() for at in (ROOT, ROOT / "digitgame"))
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)", text):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{page.name}: {target}"
        if anchor and path.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor[1:] in slugs, f"{page.name}: {target}{anchor}"


def test_the_page_of_commands_is_current() -> None:
    """After a change of a command: python tools/make_cli_page.py."""
    if not (ROOT / "tools").is_dir():
        pytest.skip("not part of a source distribution")
    # In a process of its own: click keeps the help option of a command that another test called without its group.
    code = "from make_cli_page import page; print(page())"
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools", capture_output=True, text=True, check=True
    ).stdout
    # Releases of click break lines at other words.
    assert (DOCS / "cli.md").read_text("utf-8").split() == made.split()


def test_the_first_screen_is_short() -> None:
    start = README.partition("\n## Play\n")[0]
    assert len(start.split()) <= 400
    assert start.count("![") == 1
    assert start.count("```sh") >= 1


def test_pictures_are_absolute_where_the_project_has_an_address() -> None:
    relative = re.findall(r"!\[[^]]*\]\((?!https:)", README)
    declared = "[project.urls]" in (ROOT / "pyproject.toml").read_text("utf-8")
    assert not (declared and relative), "an index page shows only pictures with absolute addresses"
