"""Runs come to the board exactly once, whatever breaks in between."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import REFUSED, Machine, Outbox
from digitgame.scoreboard.sender import Sender
from digitgame.scoreboard.server import Board, BoardError, Query
from digitgame.store import QueuedStore, Store

from .conftest import players
from .postgres import Server
from .test_server import SHOT, shared_run

NOWHERE = Address("postgresql://nobody@127.0.0.1:1/nowhere")


class FakeBoard:
    """A board that is no server: what was kept, and what it answers next."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.answers: list[str | Exception] = []
        self.connections = 0

    def connect(self, address: Address) -> Board:
        assert address == NOWHERE
        self.connections += 1
        return self  # type: ignore[return-value]

    def keep(self, line: str, machine: Machine) -> str:
        assert machine.name
        answer = self.answers.pop(0) if self.answers else "kept"
        if isinstance(answer, Exception):
            raise answer
        if answer == "kept, but nobody hears of it":
            self.kept.append(line)
            raise BoardError("The line is cut.")
        if answer == "kept":
            if line in self.kept:
                return "known"
            self.kept.append(line)
        return answer

    def close(self) -> None:
        """Nothing is open."""


def play(path: Path, *scores: int, to_send: bool = True) -> None:
    with Store(path) as store:
        for score in scores:
            store.keep(shared_run(score=score).run, [SHOT], to_send=to_send)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "digitgame.db"


@pytest.fixture
def fake() -> FakeBoard:
    return FakeBoard()


@pytest.fixture
def sender(path: Path, fake: FakeBoard) -> Iterator[Sender]:
    one = Sender(path, NOWHERE, connect=fake.connect, prepare=lambda: None, pause=(0.02, 0.05))
    yield one
    one.close()


def eventually(found: Callable[[], bool]) -> None:
    # A busy machine may write a run only after the sender has looked for it, which then looks again 20 seconds later.
    until = time.monotonic() + 60
    while not found():
        assert time.monotonic() < until
        time.sleep(0.01)


def count(path: Path, state: int = 1) -> int:
    with Outbox(path) as outbox:
        return outbox.count(state)


def test_what_waits_is_sent_and_only_that(path: Path, fake: FakeBoard, sender: Sender) -> None:
    play(path, 1, 2, to_send=False)
    play(path, *range(10, 35))
    assert count(path) == 25
    assert sender.send() == 25
    assert len(fake.kept) == 25
    assert count(path) == 0
    assert sender.send() == 0
    assert fake.connections == 1


def test_a_run_is_sent_when_it_is_finished(path: Path, fake: FakeBoard, sender: Sender) -> None:
    with QueuedStore(path) as store:
        sender.start()
        eventually(lambda: sender.status.trouble == "")
        for number in range(3):
            store.keep(shared_run().run, [SHOT], to_send=True)
            sender.wake()
            eventually(partial(lambda count: len(fake.kept) == count, number + 1))
        assert store.trouble is None
    assert sender.notice() == ""


def test_a_run_that_comes_to_the_disk_late_is_not_forgotten(
    path: Path, fake: FakeBoard, sender: Sender
) -> None:
    sender.start()
    sender.wake()
    time.sleep(1.0)
    play(path, 1)
    eventually(lambda: len(fake.kept) == 1)


def test_an_outage_is_said_once_and_its_end_once(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = [BoardError("The network is down.")] * 5
    play(path, 1, 2)
    sender.start()
    eventually(lambda: bool(sender.status.trouble))
    said = [sender.notice() for _ in range(3)]
    assert said[0] == "The class's scoreboard can't be reached. Your runs wait here and are sent later."
    assert said[1:] == ["", ""]
    eventually(lambda: len(fake.kept) == 2)
    eventually(lambda: not sender.status.waiting and not sender.status.trouble)
    assert sender.words == ""
    assert [sender.notice() for _ in range(3)] == [
        "All your runs are on the class's scoreboard now.",
        "",
        "",
    ]


def test_runs_that_wait_are_counted(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = [BoardError("The network is down.")] * 1000
    play(path, 1)
    sender.start()
    eventually(lambda: sender.words == "1 run waits for the class board")
    play(path, 2)
    eventually(lambda: sender.words == "2 runs wait for the class board")


def test_an_answer_that_is_lost_doubles_nothing(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = ["kept", "kept, but nobody hears of it"]
    play(path, 1, 2, 3)
    with pytest.raises(BoardError):
        sender.send()
    assert count(path) == 2
    assert sender.send() == 2
    assert len(fake.kept) == 3


def test_a_run_that_the_board_refuses_holds_up_no_other(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = ["refused: its score", "kept"]
    play(path, 1, 2)
    assert sender.send() == 1
    assert (count(path), count(path, REFUSED)) == (0, 1)


def test_a_machine_over_its_limit_waits(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = ["kept", "later"]
    play(path, 1, 2)
    assert sender.send() == 1
    assert count(path) == 1
    assert sender.send() == 1


def test_a_damaged_row_is_not_the_end(path: Path, fake: FakeBoard, sender: Sender) -> None:
    fake.answers = ["refused: a number in it is damaged"]
    play(path, 1, 2)
    other = sqlite3.connect(path)
    other.execute("UPDATE runs SET score = x'00', started = 'noon' WHERE id = 1")
    other.commit()
    other.close()
    sender.start()
    eventually(lambda: len(fake.kept) == 1)
    eventually(lambda: (count(path), count(path, REFUSED)) == (0, 1))


def test_what_waits_survives_a_database_that_cannot_be_written(path: Path) -> None:
    """A game whose disk is full leaves its runs in a file for the next game, which sends them."""
    play(path, 1)
    with QueuedStore(path) as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        store.keep(shared_run(score=2).run, [SHOT], to_send=True)
    holder.close()
    assert "next game" in store.farewell
    with QueuedStore(path) as store:
        store.tend()
        eventually(lambda: count(path) == 2)


def test_a_copied_folder_on_another_machine_is_another_machine(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(path, 1)
    monkeypatch.setattr("platform.node", lambda: "pc-01.school")
    with Outbox(path) as outbox:
        first, again = outbox.machine(), outbox.machine()
        monkeypatch.setattr("platform.node", lambda: "pc-02")
        second = outbox.machine()
        outbox.set("board", {"url": "postgresql:///x", "machine": "by the window"})
        assert outbox.machine() == replace(second, name="by the window")
    assert first == again
    assert (first.name, second.name) == ("pc-01", "pc-02")
    assert first.uid != second.uid


def test_a_server_that_is_killed_in_between_gets_each_run_once(
    postgres: Server, board: Board, path: Path
) -> None:
    address = players(postgres)
    sender = Sender(path, address, pause=(0.1, 0.2))
    try:
        sender.start()
        for number in range(3):
            play(path, *range(10 * number, 10 * number + 5))
            sender.wake()
            eventually(lambda: sender.status.sent > 0)
            postgres.kill()
            play(path, *range(10 * number + 5, 10 * number + 10))
            sender.wake()
            eventually(lambda: bool(sender.status.trouble))
            assert sender.notice()
            postgres.start()
            eventually(lambda: not sender.status.waiting and not sender.status.trouble)
            assert sender.notice()
    finally:
        sender.close()
    board.close()
    with Board(address) as again:
        assert again.about().runs == 30
        assert sorted(one["score"] for _, one in again.records()) == list(range(30))
        assert [one.score for one in again.standings(Query())] == [29]


def test_a_changed_password_and_a_new_one_in_time(postgres: Server, board: Board, path: Path) -> None:
    from .conftest import set_up

    assert board
    play(path, 1)
    try:
        set_up(postgres, players_password="something else")
        with pytest.raises(BoardError, match="refuses the password"):
            Sender(path, players(postgres)).send()
        assert count(path) == 1
    finally:
        set_up(postgres)
    assert Sender(path, players(postgres)).send() == 1
