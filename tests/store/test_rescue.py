"""Older versions, backups, and damaged files: what can be read is kept, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from digitgame import paths
from digitgame.cli import main
from digitgame.errors import DigitgameError, UnwritableError
from digitgame.ink import Drawing
from digitgame.rules import Answer
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Attempt, QueuedStore, ReadStore, Run, Store, database, rescue
from digitgame.store.schema import SCHEMA

VERSIONS = sorted((Path(__file__).parent / "versions").glob("version-*.sql"))
INK = Drawing((((10.0, 10.0), (90.5, 10.25), (20.0, 120.0)),))
SURE = tuple([0.01] * 9 + [0.91])


def of_version(file: Path, path: Path) -> int:
    """Make the database that an earlier digitgame left; its version."""
    with closing(sqlite3.connect(path)) as old:
        old.executescript(file.read_text("utf-8"))
        version: int = old.execute("PRAGMA user_version").fetchone()[0]
    return version


def played(path: Path, guesses: int = 300, runs: int = 40) -> None:
    with Store(path) as store:
        store.join("Ann")
        for number in range(guesses):
            store.add("Ann", INK, SURE, Answer(9, 9 if number % 3 else 4), model="ab12")
        for number in range(runs):
            run = Run("Ann", SPRINT, number, "ab12", 100.0, 60.0, 100 + number, 1, 1, 1, ())
            store.keep(run, [Attempt(9, INK, 9, SURE, HIT)])
        store.set("volume", 3)


def spoil(path: Path, *, pages: slice) -> bytes:
    """Overwrite pages in the middle of a file; what it holds now."""
    whole = bytearray(path.read_bytes())
    count = len(whole) // 4096
    for page in range(count)[pages]:
        whole[4096 * page : 4096 * (page + 1)] = b"\xa5" * 4096
    path.write_bytes(whole)
    return bytes(whole)


def eventually(found: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while not found():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_there_is_a_file_of_every_earlier_version() -> None:
    assert [file.stem for file in VERSIONS] == [f"version-{version}" for version in range(1, len(SCHEMA))]


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_version_keeps_everything(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    version = of_version(file, path)
    before = path.read_bytes()
    # Whoever only reads changes nothing.
    with ReadStore(path) as store:
        assert list(store.answers("Ann")) == [Answer(7, 7), Answer(7, 1)]
    assert path.read_bytes() == before
    for _ in range(2):
        with Store(path) as store:
            assert list(store.answers("Ann")) == [Answer(7, 7), Answer(7, 1)]
            assert list(store.answers("Ben")) == [Answer(3, None)]
            assert [(run.score, run.rules, len(store.attempts(1))) for run in store.runs()] == (
                [(700, 1, 2)] if version > 1 else []
            )
            assert store.setting("volume") == (3 if version > 1 else None)
    [backup] = tmp_path.glob("digitgame.db.version-*")
    assert backup.name.startswith(f"digitgame.db.version-{version}-")
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (version,)
        assert old.execute("SELECT count(*) FROM guesses").fetchone() == (3,)


def test_a_migration_that_fails_changes_nothing_and_leaves_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digitgame.db"
    of_version(VERSIONS[-1], path)
    monkeypatch.setattr(
        database, "SCHEMA", (*SCHEMA[:-1], SCHEMA[-1] + ";\nALTER TABLE birds RENAME TO fish;\n")
    )
    for _ in range(3):
        with pytest.raises(DigitgameError, match="no such table: birds"):
            Store(path)
    assert not list(tmp_path.glob("*version*"))
    monkeypatch.undo()
    with Store(path) as store:
        assert store.score("Ann").total.count == 2


@pytest.mark.slow
def test_where_the_backup_fails_the_file_is_not_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digitgame.db"
    version = of_version(VERSIONS[-1], path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digitgame.atomic.sync", full)
    with pytest.raises(UnwritableError, match=r"a backup of the scores: No space left"):
        Store(path)
    with QueuedStore(path) as store:
        assert store.score("Ann").total.count == 2
        store.join("Ann")
        assert "a backup of the scores" in str(store.trouble)
    with closing(sqlite3.connect(path)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (version,)


def set_aside(folder: Path) -> list[Path]:
    """The damaged databases in a folder, without the logs of those that were still open."""
    found = folder.glob("digitgame.db.damaged-*")
    return [file for file in found if not file.name.endswith(database.LOG_ENDINGS)]


def test_a_damaged_file_is_set_aside_and_all_that_can_be_read_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path)
    damaged = spoil(path, pages=slice(21, 23))
    with QueuedStore(path) as store:
        store.tend()
        eventually(lambda: bool(store.score("Ann").total.count and store._writer.repaired))
        kept = store.score("Ann").total.count
        # Two pages hold about forty guesses.
        assert 240 <= kept < 300 or len(store.runs()) < 40
        assert len(store.runs()) >= 30
        assert store.setting("volume") == 3
        store.add("Ann", INK, SURE, Answer(9, 9), model="ab12")
        said = store.repaired()
        assert "Your scores' file was damaged" in said
        assert store.repaired() == ""
    [aside] = set_aside(tmp_path)
    assert aside.read_bytes() == damaged
    assert aside.name in said
    with ReadStore(path) as disk:
        assert disk.score("Ann").total.count == kept + 1


def test_damage_that_is_met_while_reading_stops_no_game(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path)
    with QueuedStore(path) as store:
        assert store.score("Ann").total.count == 300
        spoil(path, pages=slice(8, None))
        with closing(sqlite3.connect(path)) as other:
            # Another connection's write makes SQLite forget the pages it holds.
            other.execute("PRAGMA user_version")
        store._db.execute("PRAGMA shrink_memory")
        store.score("Ann")
        store.runs()
        store.add("Ann", INK, SURE, Answer(9, 9), model="ab12")
        assert store.score("Ann").total.count >= 1


def test_a_repaired_file_is_read_once_nothing_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path)
    with QueuedStore(path) as store:
        spoil(path, pages=slice(8, None))
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA user_version")
        store._db.execute("PRAGMA shrink_memory")
        store.score("Ann")
        eventually(lambda: store._writer.repaired != "" and not store._writer.waiting())
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            store.add("Ann", INK, SURE, Answer(9, 9), model="ab12")
            assert store.score("Ann").total.count >= 1
            other.execute("ROLLBACK")
        eventually(lambda: not store._writer.waiting())
        assert store.score("Ann").total.count >= 1
        assert not store._in_memory


def test_a_file_that_is_set_aside_overwrites_no_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    for content in (b"first" * 2000, b"second" * 2000):
        path.write_bytes(content)
        QueuedStore(path).close()
    asides = sorted(set_aside(tmp_path), key=lambda file: len(file.name))
    assert [file.read_bytes()[:5] for file in asides] == [b"first", b"secon"]


def test_a_sound_file_is_never_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path, 3, 1)
    assert rescue.repair(path) == ""
    assert not list(tmp_path.glob("*damaged*"))


def test_rows_that_the_damaged_file_lost_come_back_from_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path, 30, 5)
    with QueuedStore(path) as store:
        store.tend()
        eventually(rescue.backup_of(path).exists)
        store.add("Ann", INK, SURE, Answer(9, 9), model="ab12")
    path.write_bytes(b"\0" * 5000)
    with QueuedStore(path) as store:
        assert "damaged" in store.repaired()
        assert store.score("Ann").total.count == 30
        assert sorted(run.score for run in store.runs()) == [100, 101, 102, 103, 104]
        assert len(list(store.drawings())) == 35


def test_the_backup_is_made_once_a_day(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    played(path, 3, 1)
    backup = rescue.backup_of(path)
    left = tmp_path / ".digitgame.db.backup.0123abcd"
    left.touch()
    os.utime(left, (1, 1))
    with closing(database.to_write(path)) as db:
        rescue.tend(db)
        assert not left.exists()
        first = backup.stat().st_ino
        rescue.tend(db)
        assert backup.stat().st_ino == first
        os.utime(backup, (1, 1))
        rescue.tend(db)
        assert backup.stat().st_ino != first
    with ReadStore(backup) as kept:
        assert kept.score("Ann").total.count == 3


NESTED = "UPDATE settings SET value = '" + '{"a":' * 50 + "1" + "}" * 50 + "'"
LONG_NUMBER = f"UPDATE settings SET value = '{'9' * 400}'"
# What a stranger's or a damaged database may hold, and which of three guesses and three runs remain.
ODD = [
    ("UPDATE guesses SET truth = 11 WHERE id = 2", 2, 3),
    ("UPDATE guesses SET truth = 'x' WHERE id = 2", 2, 3),
    ("UPDATE guesses SET guess = 10 WHERE id = 2", 2, 3),
    ("UPDATE runs SET started = 1e20 WHERE id = 2", 3, 2),
    ("UPDATE runs SET started = -1 WHERE id = 2", 3, 2),
    ("UPDATE runs SET started = 9e999 WHERE id = 2", 3, 2),
    ("UPDATE runs SET score = 9223372036854775807 WHERE id = 2", 3, 2),
    ("UPDATE runs SET hits = 9 WHERE id = 2", 3, 2),
    ("UPDATE runs SET mode = x'00' WHERE id = 2", 3, 2),
    ("UPDATE runs SET mode = 'sprint' || char(27) || '[2J' WHERE id = 2", 3, 2),
    (f"UPDATE runs SET mode = '{'x' * 1000}' WHERE id = 2", 3, 2),
    ("UPDATE runs SET seed = 'x', model = NULL WHERE id = 2", 3, 2),
    ("UPDATE runs SET rules = -1 WHERE id = 2", 3, 2),
    ("UPDATE shots SET target = 12 WHERE run = 2", 3, 3),
    ("UPDATE shots SET target = 'x', read = NULL WHERE run = 2", 3, 3),
    (f"UPDATE runs SET moves = '{'[' * 100_000}' WHERE id = 2", 3, 3),
    ("UPDATE runs SET moves = '[[1e400, \"take\", 0]]' WHERE id = 2", 3, 3),
    (f"UPDATE settings SET value = '{'[' * 100_000}'", 3, 3),
    (NESTED, 3, 3),
    (LONG_NUMBER, 3, 3),
    ("UPDATE settings SET value = 'NaN'", 3, 3),
]


@pytest.mark.parametrize(("damage", "guesses", "runs"), ODD, ids=[damage[:50] for damage, _, _ in ODD])
def test_one_odd_value_is_named_and_hides_nothing_else(damage: str, guesses: int, runs: int) -> None:
    path = paths.database()
    played(path, 3, 3)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute("PRAGMA writable_schema = ON")
        # NOT NULL cannot be lifted for a while, as CHECK can.
        other.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute(damage)
    with QueuedStore(path) as store:
        assert store.score("Ann").total.count == guesses
        assert len(store.runs()) == runs
        for read in (store.standings, store.modes, store.players, lambda: list(store.drawings())):
            read()
        store.career("Ann")
        store.by_digit("Ann", 12)
        store.best_of("Ann", SPRINT)
        store.setting("volume")
        for number in (1, 2, 3):
            store.digits_read(number)
    done = CliRunner().invoke(main, ["scores"])
    assert done.exit_code == 0
    checked = CliRunner().invoke(main, ["scores", "--check"])
    assert checked.exit_code == (0 if _harmless(damage) else 1)
    assert _harmless(damage) or " is left out: its " in checked.output


def _harmless(damage: str) -> bool:
    """A setting may be any JSON; the game takes only what it knows."""
    return damage in (NESTED, LONG_NUMBER)


def test_the_check_says_what_there_is() -> None:
    path = paths.database()
    done = CliRunner().invoke(main, ["scores", "--check"])
    assert done.exit_code == 0
    assert not path.exists()
    played(path, 3, 2)
    done = CliRunner().invoke(main, ["scores", "--check"])
    assert done.exit_code == 0
    assert "  Guesses: 3\n" in done.output
    assert "  Runs: 2\n" in done.output
    assert done.output.endswith("All is sound.\n")
    found = json.loads(CliRunner().invoke(main, ["scores", "--check", "--json"]).output)
    assert found["counts"]["drawings of runs"] == 2
    assert found["damaged"] == []
    spoil(path, pages=slice(2, 6))
    done = CliRunner().invoke(main, ["scores", "--check"])
    assert done.exit_code == 1
    assert "is damaged" in done.output
