"""The store of a game: nothing that was played is lost, and no frame waits for the disk or for another program."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from digitgame.errors import UnwritableError
from digitgame.ink import Drawing
from digitgame.rules import Answer, Score
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Attempt, QueuedStore, ReadStore, Run, Store
from digitgame.store.database import BusyError, Database, to_write

SEVEN = Drawing((((10.0, 10.0), (90.5, 10.25)),))
SURE = [0.01] * 9 + [0.91]
RUN = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 700, 1, 1, 1, ())
not_as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)


def add(store: Store, answer: Answer, player: str = "Ann") -> str:
    return store.add(player, SEVEN, SURE, answer, model="ab12")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in which Ann has one right answer."""
    path = tmp_path / "digitgame.db"
    with Store(path) as store:
        store.join("Ann")
        add(store, Answer(7, 7))
    return path


@contextmanager
def locked(path: Path, mode: str = "IMMEDIATE") -> Iterator[None]:
    """Another program writes, and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        if mode == "EXCLUSIVE":
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute(f"BEGIN {mode}")
        other.execute("UPDATE players SET seen = seen")
        yield
        other.execute("ROLLBACK")


def eventually(found: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while not found():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_is_written_is_read_at_once_and_is_on_disk(path: Path) -> None:
    with QueuedStore(path) as store:
        add(store, Answer(7, 1))
        assert store.score("Ann") == Score.of([Answer(7, 7), Answer(7, 1)])
        assert store.trouble is None
        with ReadStore(path) as disk:
            assert disk.score("Ann") == store.score("Ann")
    assert store.farewell == ""


def test_a_new_home_begins_empty_and_is_read_from_disk_soon(tmp_path: Path) -> None:
    path = tmp_path / "new" / "home" / "digitgame.db"
    with QueuedStore(path) as store:
        assert store.players() == []
        store.join("Ann")
        assert store.players() == ["Ann"]
        eventually(lambda: store.players() == ["Ann"] and not store._in_memory)
    assert ReadStore(path).players() == ["Ann"]


def test_another_programs_lock_freezes_nothing_and_loses_nothing(path: Path) -> None:
    with QueuedStore(path) as store:
        with locked(path):
            slowest = 0.0
            for answer in (Answer(7, 1), Answer(7, 2), Answer(7, None), Answer(7, 7)):
                began = time.perf_counter()
                last = add(store, answer)
                assert store.players() == ["Ann"]
                slowest = max(slowest, time.perf_counter() - began)
            store.correct(last, Answer(7, 3))
            store.keep(RUN, [Attempt(9, SEVEN, 9, tuple(SURE), HIT)])
            # A frame took 5 s here before, and the run was lost.
            assert slowest < 2.5
            assert isinstance(store.trouble, BusyError)
            # What waits is there for all scenes meanwhile.
            assert [run.score for run in store.runs()] == [700]
            assert store.best_of("Ann", SPRINT) == 700
            assert store.score("Ann").total.count == 5
            with ReadStore(path) as disk:
                assert disk.runs() == []
        eventually(lambda: store.trouble is None)
        assert store.score("Ann").total.count == 5
        assert not store._in_memory
    with ReadStore(path) as disk:
        assert list(disk.answers("Ann")) == [
            *(Answer(7, 7), Answer(7, 1), Answer(7, 2), Answer(7, None), Answer(7, 3)),
        ]
        assert [run.score for run in disk.runs()] == [700]


def test_a_lock_at_the_start_costs_no_answer(path: Path) -> None:
    with locked(path, "EXCLUSIVE"):
        store = QueuedStore(path)
        store.join("Ann")
        add(store, Answer(7, 1))
        assert isinstance(store.trouble, BusyError)
    eventually(lambda: store.trouble is None)
    assert store.changed_elsewhere()
    assert list(store.answers("Ann")) == [Answer(7, 7), Answer(7, 1)]
    store.close()


def test_what_waits_at_the_end_is_taken_over_by_the_next_game(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitgame.store.queued._LAST_PATIENCE", 0.1)
    with locked(path):
        store = QueuedStore(path)
        store.join("Ann")
        add(store, Answer(7, 1))
        store.keep(RUN, [Attempt(9, SEVEN, 9, tuple(SURE), HIT)])
        store.close()
    [left] = path.parent.glob("*unsaved*")
    assert store.farewell == (
        f"What you played last could not be saved yet. It is in {left}, and the next game takes it over."
    )
    with QueuedStore(path) as store:
        store.tend()
        eventually(lambda: store.score("Ann").total.count == 2)
        [run] = store.runs()
        assert run.number is not None
        assert len(store.attempts(run.number)) == 1
    assert not list(path.parent.glob("*unsaved*"))


def test_a_correction_that_waits_at_the_end_is_taken_over_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitgame.store.queued._LAST_PATIENCE", 0.1)
    with QueuedStore(path) as store:
        store.set("volume", 3)
        first, second, third = (add(store, Answer(7, truth)) for truth in (7, 8, 9))
    with locked(path):
        store = QueuedStore(path)
        store.correct(first, Answer(7, 1))
        store.withdraw(second)
        store.correct(third, Answer(7, None))
        store.set("volume", 9)
        store.close()
    assert "the next game takes it over" in store.farewell
    with QueuedStore(path) as store:
        store.tend()
        eventually(lambda: list(store.answers("Ann")) == [Answer(7, 7), Answer(7, 1), Answer(7, None)])
        assert store.setting("volume") == 9
    assert not list(path.parent.glob("*unsaved*"))


def test_a_large_file_is_copied_beside_the_game(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, copied = Database.copy, threading.Event()

    def slow(self: Database, source: Path) -> None:
        copied.wait(30)
        copy(self, source)

    monkeypatch.setattr(Database, "copy", slow)
    with QueuedStore(path) as store:
        assert store.score("Ann").total.count == 1
        with locked(path):
            began = time.monotonic()
            add(store, Answer(7, 1))
            # The file can still be read, without that answer.
            assert store.score("Ann").total.count == 1
            assert time.monotonic() - began < 10
            copied.set()
            eventually(lambda: store.score("Ann").total.count == 2)
            assert store._in_memory
        eventually(lambda: store.score("Ann").total.count == 2 and not store._in_memory)


def test_a_full_disk_keeps_all_in_memory_until_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(path: Path, patience: float) -> Database:
        database = to_write(path, patience)
        if full:
            database.execute(f"PRAGMA max_page_count = {database.number('PRAGMA page_count')}")
        return database

    monkeypatch.setattr("digitgame.store.writer.to_write", small)
    full = True
    with QueuedStore(path) as store:
        for _ in range(300):
            add(store, Answer(7, 7))
        assert isinstance(store.trouble, UnwritableError)
        assert "disk is full" in str(store.trouble)
        assert store.score("Ann").total.right == 301
        full = False
        eventually(lambda: store.trouble is None)
        assert store.score("Ann").total.right == 301
    with ReadStore(path) as disk:
        assert disk.score("Ann").total.right == 301


def test_a_file_in_the_way_of_the_folder_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with QueuedStore(tmp_path / "file" / "digitgame.db") as store:
        store.join("Ann")
        add(store, Answer(7, 7))
        assert "Cannot make the folder" in str(store.trouble)
        assert store.score("Ann").total.right == 1
        (tmp_path / "file").unlink()
        eventually(lambda: store.trouble is None)
    assert ReadStore(store.path).score("Ann").total.right == 1


def test_where_sqlite_cannot_lock_the_game_goes_on_with_what_is_there(path: Path) -> None:
    (path.parent / "digitgame.db-shm").mkdir()
    before = path.read_bytes()
    with QueuedStore(path) as store:
        add(store, Answer(7, 1))
        assert "Cannot write" in str(store.trouble)
        assert store.score("Ann") == Score.of([Answer(7, 7), Answer(7, 1)])
        assert path.read_bytes() == before
        (path.parent / "digitgame.db-shm").rmdir()
        eventually(lambda: store.trouble is None)
    assert ReadStore(path).score("Ann").total.count == 2


@not_as_root
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_file_without_rights_is_played_with_and_never_replaced(path: Path, mode: int) -> None:
    path.chmod(mode)
    before = path.stat()
    with QueuedStore(path) as store:
        store.join("Ann")
        add(store, Answer(7, 1))
        assert isinstance(store.trouble, UnwritableError)
        assert path.stat().st_ino == before.st_ino
        path.chmod(0o600)
        eventually(lambda: store.trouble is None)
    assert ReadStore(path).score("Ann").total.count == 2


def test_only_what_others_write_is_news(path: Path) -> None:
    with QueuedStore(path) as store, Store(path) as other:
        store.changed_elsewhere()
        add(store, Answer(7, 7))
        assert not store.changed_elsewhere()
        add(other, Answer(7, 7))
        assert store.changed_elsewhere()
        assert not store.changed_elsewhere()


def test_a_change_that_never_fits_is_refused_at_once(path: Path) -> None:
    with QueuedStore(path) as store:
        for _ in range(2):
            with pytest.raises(Exception, match="does not fit"):
                store.keep(RUN, [Attempt(10, SEVEN, 9, tuple(SURE), HIT)])
        assert store.runs() == []
        add(store, Answer(7, 1))
        assert store.score("Ann").total.count == 2


def test_what_is_read_while_a_damaged_file_is_replaced_comes_from_the_new_one(tmp_path: Path) -> None:
    """A connection to the old file would take the new one's log for its own: once it ended the process."""
    path = tmp_path / "a.db"
    for name, file in (("Old", path), ("New", tmp_path / "new.db")):
        with Store(file) as one:
            one.join(name)
    with closing(QueuedStore(path)) as store:
        assert store.players() == ["Old"]

        def repair() -> None:
            path.replace(tmp_path / "aside")
            (tmp_path / "new.db").replace(path)
            store._writer.repaired = "It was damaged."
            store._writer.moving.release()

        store._writer.moving.acquire()
        threading.Timer(0.3, repair).start()
        assert store.players() == ["New"]
        # Where the new one can't be read yet, a copy in memory is.
        path.write_bytes(b"no database" * 500)
        store._writer.repaired = "It was damaged again."
        assert store.players() == []
        assert store._in_memory
