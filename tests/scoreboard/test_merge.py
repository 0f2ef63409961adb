"""Files of runs: merged by their UUIDs, without doubles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitgame import paths
from digitgame.cli import main
from digitgame.errors import DigitgameError
from digitgame.rules.modes import Mode
from digitgame.scoreboard.merge import Merged, export, merge
from digitgame.scoreboard.outbox import Outbox
from digitgame.store import Store

from .test_server import SHOT, shared_run


def machine(folder: Path, player: str, *scores: int) -> Path:
    """The database of a machine on which somebody has played."""
    path = folder / "digitgame.db"
    with Store(path) as store:
        for score in scores:
            run = replace(shared_run(player, score).run, started=1_700_000_000.5)
            store.keep(run, [SHOT, replace(SHOT, read=4)])
    return path


def table(path: Path) -> list[tuple[str, int]]:
    with Store(path) as store:
        return [(run.player, run.score) for run in store.runs()]


def test_thirty_machines_are_merged_in_any_order_and_any_number_of_times(tmp_path: Path) -> None:
    files = []
    for number in range(5):
        home = tmp_path / f"pc-{number}"
        home.mkdir()
        files.append(tmp_path / f"{number}.runs.jsonl")
        assert export(machine(home, f"Player {number}", 100 + number, 200 + number), files[-1]) == 2
    here = tmp_path / "pc-0" / "digitgame.db"
    assert merge(here, [tmp_path]) == Merged(new=8, known=2, files=5)
    assert merge(here, [*files, files[0]]) == Merged(new=0, known=12, files=6)
    assert len(table(here)) == 10
    # What was merged is handed on, and comes back as what it was.
    assert export(here, tmp_path / "all.runs.jsonl") == 10
    assert merge(tmp_path / "pc-3" / "digitgame.db", [tmp_path / "all.runs.jsonl"]) == Merged(8, 2, 0, 1)
    with Store(here) as store:
        [run] = store.runs(player="Player 4", limit=1)
        assert run.number is not None
        assert (run.score, run.started, run.mode) == (204, 1_700_000_000.5, Mode("sprint"))
        assert store.attempts(run.number) == [SHOT, replace(SHOT, read=4)]
    with Outbox(here) as outbox:
        assert outbox.count() == 0


def test_a_player_in_another_spelling_is_the_one_who_is_known(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    here = machine(tmp_path / "a", "Zo\u00eb", 1)
    export(machine(tmp_path / "b", " ZOE\u0308", 2), tmp_path / "b.runs.jsonl")
    assert merge(here, [tmp_path / "b.runs.jsonl"]).new == 1
    assert table(here) == [("Zo\u00eb", 2), ("Zo\u00eb", 1)]


def test_runs_from_before_they_had_uids_come_once(tmp_path: Path) -> None:
    import sqlite3

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    here, there = machine(tmp_path / "a", "Ann", 1), machine(tmp_path / "b", "Ben", 2)
    for path in (here, there):
        db = sqlite3.connect(path)
        db.execute("UPDATE runs SET uid = 'before-1'")
        db.commit()
        db.close()
        export(path, path.with_name("x.runs.jsonl"))
    for _ in range(2):
        merge(here, [here.with_name("x.runs.jsonl"), there.with_name("x.runs.jsonl")])
    assert table(here) == [("Ben", 2), ("Ann", 1)]


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "x"},
        {"score": "many"},
        {"score": -1},
        {"shots": [{"target": 11}]},
        {"shots": "none"},
        {"moves": "[[["},
        {"player": "a\nb"},
        {"player": "x" * 65},
        {"machine": "\x1b[31m"},
        {"started": 1e300},
    ],
    ids=str,
)
def test_a_damaged_line_is_passed_over(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "a.runs.jsonl"
    path = machine(tmp_path, "Ann", 1, 2)
    export(path, file)
    header, first, second = file.read_text("utf-8").splitlines()
    broken = json.dumps({**json.loads(first), **change})
    file.write_text("\n".join([header, broken, second, "[1", "", "{}"]), "utf-8")
    there = tmp_path / "there.db"
    found = merge(there, [file])
    # Damaged moves are none, and a check will doubt the run.
    damaged = 2 if "moves" in change else 3
    assert found == Merged(4 - damaged, 0, damaged, 1)


def scores(*words: str) -> Result:
    return CliRunner().invoke(main, ["scores", *words])


def test_the_command(tmp_path: Path, home: Path) -> None:
    home.mkdir(parents=True)
    machine(home, "Ann", 1, 2)
    with Store(paths.database()) as store:
        store.keep(shared_run("Ben", 3).run, [SHOT])
    file = tmp_path / "pc-07.runs.jsonl"
    assert scores("--export", str(file)).stdout == f"3 runs in {file}.\n"
    assert scores("--import", str(tmp_path)).stdout == "From 1 file: 0 new, 3 known.\n"
    assert scores("--export", str(file), "--player", "ben").stdout == f"1 run in {file}.\n"
    paths.database().unlink()
    assert json.loads(scores("--import", str(file), "--json").stdout) == {
        "new": 1,
        "known": 0,
        "damaged": 0,
        "files": 1,
    }
    for words, said in (
        (("--import", str(tmp_path / "none.jsonl")), "No such file or directory"),
        (("--import", __file__), "is no file of runs. Write one with `digitgame scores --export FILE`."),
        (("--import", str(home)), "has no files of runs. They end in .runs.jsonl"),
        (("--export", str(tmp_path / "no" / "x.jsonl")), "No such file or directory"),
        (("--export", "x", "--board"), "not two of them"),
    ):
        done = scores(*words)
        assert done.exit_code in (1, 2)
        assert said in done.output


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    target = tmp_path / "missing" / "runs.jsonl"
    with pytest.raises(DigitgameError, match="cannot be written") as refused:
        export(tmp_path / "digitgame.db", target)
    assert refused.value.problem.startswith(f"{target} cannot")
