"""The board on a real server: who may do what, and whether its tables are right."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.rules.modes import SPRINT, Mode
from digitgame.scoreboard import server
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import Machine
from digitgame.scoreboard.server import Board, Query
from digitgame.scoreboard.shared_run import SharedRun, line_of, of_json, to_json
from digitgame.store import HIT, Attempt, Run

from .conftest import PLAYERS_PASSWORD, TEACHER_PASSWORD, players, set_up
from .postgres import Server

INK = Drawing((((10.0, 10.0), (90.5, 10.25), (20.0, 120.0)),))
SHOT = Attempt(9, INK, 9, tuple([0.01] * 9 + [0.91]), HIT)
HERE = Machine(str(uuid.UUID(int=1)), "pc-01")
THERE = Machine(str(uuid.UUID(int=2)), "pc-02")


def shared_run(player: str = "Ann", score: int = 700, mode: Mode = SPRINT, ago: float = 0.0) -> SharedRun:
    run = Run(player, mode, 7, "ab12", time.time() - ago - 60, 60.0, score, 5, 6, 4, ())
    return SharedRun(str(uuid.uuid4()), run, (SHOT,))


def send(board: Board, run: SharedRun, machine: Machine = HERE) -> str:
    return board.keep(line_of(to_json(run)), machine)


def table(board: Board, **query: object) -> list[tuple[str, int]]:
    found = board.standings(Query(**{"mode": "sprint", **query}))  # type: ignore[arg-type]
    return [(one.player, one.score) for one in found]


def test_a_run_is_kept_once_however_often_it_is_sent(board: Board) -> None:
    sent = shared_run()
    assert [send(board, sent) for _ in range(3)] == ["kept", "known", "known"]
    assert send(board, sent, THERE) == "known"
    assert table(board) == [("Ann", 700)]
    [(_, found)] = board.records()
    assert of_json(found) == replace(sent, machine="pc-01")
    [entry] = board.standings(Query())
    assert (entry.machine, entry.hits, entry.asked, entry.best) == ("pc-01", 5, 6, 4)
    assert abs(entry.played - time.time()) < 5


def test_each_player_has_one_line_of_the_best_run(board: Board) -> None:
    for player, score in (("Ann", 500), ("Ben", 900), ("Ann", 800), ("Eve", 900), ("Ann", 600)):
        send(board, shared_run(player, score))
    send(board, shared_run("Ann", 5, Mode("sums", "hard")), THERE)
    # Of equals, whoever came first.
    assert table(board) == [("Ben", 900), ("Eve", 900), ("Ann", 800)]
    assert table(board, limit=1) == [("Ben", 900)]
    assert table(board, player="ann") == [("Ann", 800)]
    assert table(board, mode="sums hard", machine="PC-02") == [("Ann", 5)]
    assert table(board, machine="pc-02") == []
    assert board.modes() == ["sprint", "sums hard"]
    assert [(one.mode, one.score) for one in board.standings(Query(limit=1))] == [
        ("sprint", 900),
        ("sums hard", 5),
    ]
    assert [(one.player, one.score) for one in board.latest(limit=2)] == [("Ann", 5), ("Ann", 600)]


def test_a_short_list_is_the_head_of_a_long_one(board: Board, configure: Callable[..., None]) -> None:
    configure(per_minute=6000)
    for mode in (SPRINT, Mode("sums", "easy")):
        # Equal scores, a player far ahead of all with many runs, and one whose best run is among the last.
        for number in range(24):
            send(board, shared_run(f"Player {number % 12}", 100 * (number % 7), mode))
            send(board, shared_run("Zoe", 900 + number % 3, mode))
    send(board, shared_run("Ann", 1, SPRINT))
    long = board.standings(Query(limit=60))
    assert len(long) == 27
    for limit in (1, 3, 10, 13):
        heads = [[one for one in long if one.mode == mode][:limit] for mode in ("sprint", "sums easy")]
        assert board.standings(Query(limit=limit)) == [*heads[0], *heads[1]]
        assert board.standings(Query("sprint", limit=limit)) == heads[0]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Ann", "ANN", " ann ", "a\u200bnn", "\uff21nn"),
        ("Zo\u00eb  K", "ZOE\u0308 K", "zo\u00eb k"),
        ("Łukasz", "ŁUKASZ"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
    ids=lambda names: names[0],
)
def test_a_name_in_different_spellings_is_one_player(board: Board, spellings: tuple[str, ...]) -> None:
    for score, name in enumerate(spellings, 1):
        assert send(board, shared_run(name, score)) == "kept"
    send(board, shared_run("Anna", 100))
    assert table(board) == [("Anna", 100), (spellings[0].replace("  ", " "), len(spellings))]


def test_a_clock_that_is_wrong_moves_no_run(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """One machine's clock is an hour ahead, one's an hour behind, one's days: each run ended when it did."""
    now = time.time()
    for name, wrong in (("Ann", 3600.0), ("Ben", -3600.0), ("Eve", 4 * 86_400.0)):
        late = shared_run(name, 100)
        late = replace(late, run=replace(late.run, started=now + wrong - 60 - 10))
        monkeypatch.setattr("time.time", lambda wrong=wrong: now + wrong)
        assert send(board, late) == "kept"
    monkeypatch.undo()
    assert [abs(one.played - (now - 10)) < 5 for one in board.standings(Query())] == [True] * 3
    # One that was played offline two days ago is not of today, though it comes in now.
    send(board, shared_run("Old", 999, ago=2 * 86_400))
    assert ("Old", 999) not in table(board, period="today")
    assert ("Old", 999) in table(board)


def test_a_hostile_client_changes_nothing(postgres: Server, board: Board) -> None:
    """Whoever has the players' password can call what the game calls, and nothing else."""
    import psycopg

    send(board, shared_run())
    with server.connect(players(postgres)) as raw:
        for statement in (
            "UPDATE digitgame.runs SET score = 9",
            "DELETE FROM digitgame.runs",
            "TRUNCATE digitgame.runs",
            "DROP TABLE digitgame.runs",
            "INSERT INTO digitgame.players (key, name) VALUES ('x', 'x')",
            "SELECT * FROM digitgame.machines",
            "UPDATE digitgame.settings SET per_minute = 1000000",
            "SELECT digitgame.judge(1, 'confirmed', '')",
            "SELECT digitgame.remove('Ann', NULL, NULL)",
            "CREATE TABLE mine (x int)",
            "CREATE TABLE public.mine (x int)",
            "CREATE TABLE digitgame.mine (x int)",
            "CREATE TEMP TABLE runs (x int)",
            "CREATE SCHEMA mine",
            "SELECT lo_create(0)",
            "SELECT lo_from_bytea(0, 'x')",
            "CREATE FUNCTION digitgame.lower(text) RETURNS text LANGUAGE sql AS 'SELECT 1'",
            "ALTER ROLE digitgame_teacher PASSWORD 'x'",
            "SET ROLE digitgame_teacher",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT pg_terminate_backend(pg_backend_pid())",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
    assert table(board) == [("Ann", 700)]


def test_nobody_floods_the_board(board: Board, configure: Callable[..., None]) -> None:
    configure(per_minute=5, machines=2)
    answers = [send(board, shared_run()) for _ in range(20)]
    assert answers[:5] == ["kept"] * 5
    assert answers.count("kept") <= 6
    assert answers[-1] == "later"
    # Another machine is not held up, and no more machines come in than may.
    assert send(board, shared_run(), THERE) == "kept"
    made_up = [Machine(str(uuid.uuid4()), "pc") for _ in range(5)]
    assert {send(board, shared_run(), one) for one in made_up} == {"full"}
    configure(machines=3)
    assert send(board, shared_run(), made_up[0]) == "kept"


def test_the_allowance_of_a_machine_grows_with_time(
    postgres: Server, board: Board, configure: Callable[..., None]
) -> None:
    configure(per_minute=1)
    assert [send(board, shared_run()) for _ in range(2)] == ["kept", "later"]
    with server.connect(Address.parse(postgres.url())) as raw:
        raw.execute("UPDATE digitgame.machines SET at = at - interval '1 hour'")
    assert [send(board, shared_run()) for _ in range(2)] == ["kept", "later"]


@pytest.mark.parametrize(
    "line",
    [
        "nothing",
        "[]",
        "{}",
        '{"uid": "x"}',
        '{"uid": "00000000-0000-0000-0000-000000000001"}',
        "9" * 1_000_001,
        '{"uid": "\\u0000"}',
    ],
    ids=lambda line: line[:20],
)
def test_what_is_no_run_is_refused(postgres: Server, board: Board, line: str) -> None:
    assert answer(postgres, line).startswith("refused: ")
    assert board.about().runs == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("player", " "),
        ("player", "\u200b"),
        ("player", "x" * 65),
        ("player", "a\x1b[31mb"),
        ("score", 2_000_000_000),
        ("score", -1),
        ("hits", 7),
        ("seconds", 1e9),
        ("rules", 0),
        ("started", 1e300),
    ],
)
def test_values_out_of_bounds_are_refused(postgres: Server, board: Board, name: str, value: object) -> None:
    assert answer(postgres, json.dumps({**to_json(shared_run()), name: value})).startswith("refused: ")
    assert board.about().runs == 0


def answer(postgres: Server, line: str) -> str:
    """What the board says to any text as a run."""
    with server.connect(players(postgres)) as raw:
        row = raw.execute("SELECT digitgame.keep(%s, 'pc', 1.0, %s)", (uuid.UUID(int=1), line)).fetchone()
    assert row is not None
    return str(row[0])


def test_the_teacher_removes_a_player_and_the_runs_stay_away(board: Board, teacher: Board) -> None:
    bens = shared_run("Ben", 900)
    for one in (shared_run("Ann"), bens, shared_run("Ben")):
        send(board, one)
    assert teacher.remove(player="BEN") == 2
    assert table(board) == [("Ann", 700)]
    assert send(board, bens) == "known"
    assert table(board) == [("Ann", 700)]
    assert board.about().players == 1
    assert teacher.remove(run=board.standings(Query())[0].uid) == 1
    assert teacher.remove(player="nobody") == 0
    assert teacher.remove() == 0


def test_hidden_names_are_initials_for_all_but_the_teacher(
    board: Board, teacher: Board, configure: Callable[..., None]
) -> None:
    configure(initials=True)
    send(board, shared_run("ann kowalska-żuk"))
    assert table(board) == [("A. K. Ż.", 700)]
    assert board.latest(limit=1)[0].player == "A. K. Ż."
    assert next(board.records())[1]["player"] == "A. K. Ż."
    assert table(teacher) == [("ann kowalska-żuk", 700)]


def test_only_the_teacher_judges(board: Board, teacher: Board) -> None:
    send(board, shared_run())
    [entry] = board.standings(Query())
    with pytest.raises(DigitgameError, match="Only the teacher may do that"):
        board.judge(entry.nr, "confirmed", "")
    teacher.judge(entry.nr, "doubtful", "its moves break the rules")
    [entry] = board.standings(Query())
    assert (entry.verdict, entry.reason) == ("doubtful", "its moves break the rules")
    assert (board.about().teacher, teacher.about().teacher) == (False, True)


def test_no_password_is_in_an_error_or_in_the_servers_log(
    postgres: Server, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret = "s3cret-in-the-address"
    for url in (
        postgres.url("digitgame_players", secret),
        postgres.url("digitgame_players", None) + f"?password={secret}",
        postgres.url("nobody", secret),
        postgres.url("digitgame_players", secret) + "?sslmode=nonsense",
        postgres.url("digitgame_players", secret).replace(str(postgres.port), "1"),
        postgres.url("digitgame_players", secret) + "?nonsense=1",
    ):
        with pytest.raises(DigitgameError) as caught:
            Board(Address.parse(url))
        assert secret not in f"{caught.value} {caught.value!r} {caught.value.__cause__}"
    with server.connect(Address.parse(postgres.url())) as raw:
        raw.execute("ALTER SYSTEM SET log_statement = 'all'")
        raw.execute("SELECT pg_reload_conf()")
        time.sleep(0.2)
        set_up(postgres, players_password="another one", teacher_password="a third one")
        set_up(postgres)
        raw.execute("ALTER SYSTEM RESET log_statement")
        raw.execute("SELECT pg_reload_conf()")
    log = (postgres.folder / "log").read_text()
    assert "ALTER ROLE" in log
    for password in (secret, "another one", "a third one", PLAYERS_PASSWORD, TEACHER_PASSWORD):
        assert password not in log
        assert password not in caplog.text
    assert board.about().version == 1


def test_a_board_that_is_not_there_says_what_to_do(postgres: Server) -> None:
    with pytest.raises(DigitgameError, match="digitgame board setup"):
        Board(Address.parse(postgres.url(database="nowhere")))
    with (
        pytest.raises(DigitgameError, match="digitgame board setup"),
        Board(Address.parse(postgres.url(database="postgres"))) as other,
    ):
        other.about()


@pytest.mark.usefixtures("made")
def test_a_new_board_gives_out_passwords_once(postgres: Server) -> None:
    """In a cluster that has the roles already it gives out none."""
    with server.connect(Address.parse(postgres.url(database="postgres"))) as raw:
        raw.execute("DROP DATABASE IF EXISTS second")
    settings = {"per_minute": 60, "machines": 60, "zone": None, "initials": False}
    address = Address.parse(postgres.url(database="second"))
    first = server.set_up(address, **settings)  # type: ignore[arg-type]
    again = server.set_up(address, **settings)  # type: ignore[arg-type]
    assert (again.players_password, again.teacher_password) == (None, None)
    try:
        new = server.set_up(address, **settings, new_passwords=True)  # type: ignore[arg-type]
        assert new.players_password
        user = postgres.url("digitgame_players", new.players_password, "second")
        with Board(Address.parse(user)) as other:
            assert not other.about().teacher
    finally:
        set_up(postgres)
    assert any("listen_addresses" in hint for hint in first.hints)
    assert any("pg_hba.conf" in hint for hint in first.hints)


def test_a_server_that_says_nothing_is_given_up(
    postgres: Server, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_SILENCE", 0.2)
    sent = shared_run()
    with server.connect(Address.parse(postgres.url())) as raw, raw.transaction():
        raw.execute("LOCK TABLE digitgame.runs")
        began = time.monotonic()
        with pytest.raises(DigitgameError, match="can't be reached"):
            send(board, sent)
        assert time.monotonic() - began < 5
    # The server may have taken it since.
    with Board(players(postgres)) as again:
        assert send(again, sent) in ("kept", "known")
        assert again.about().runs == 1
