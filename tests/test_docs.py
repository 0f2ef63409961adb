"""What the documentation says of commands and their JSON holds."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from digitgame import events
from digitgame.cli import main
from digitgame.cli.app import COMMANDS
from digitgame.ink import write_ink
from digitgame.synth import handwriting

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
