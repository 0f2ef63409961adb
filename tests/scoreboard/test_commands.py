"""`digitgame board` and `digitgame scores --board`, on a real server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitgame import model, paths
from digitgame.cli import main
from digitgame.inference import Reader
from digitgame.ink import FRAMING
from digitgame.scoreboard import server, tables
from digitgame.scoreboard.server import Board
from digitgame.store import Store

from .conftest import PLAYERS_PASSWORD, TEACHER_PASSWORD
from .postgres import Server
from .test_server import SHOT, send, shared_run


def digitgame(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, words, input=typed)


def joins(postgres: Server, *more: str) -> Result:
    url = postgres.url("digitgame_players", None)
    return digitgame("board", "join", url, *more, typed=f"{PLAYERS_PASSWORD}\n")


def as_teacher(postgres: Server, *words: str) -> Result:
    return digitgame(*words, "--url", postgres.url("digitgame_teacher", None), typed=f"{TEACHER_PASSWORD}\n")


def lines_of(done: Result) -> list[str]:
    """What a command printed. Earlier versions of click's test runner print a space where an answer is hidden."""
    return [line for line in done.stdout.splitlines() if line.strip()]


def plays(*scores: int, to_send: bool = True) -> None:
    with Store(paths.database()) as store:
        for score in scores:
            store.keep(shared_run(score=score).run, [SHOT], to_send=to_send)


def test_a_machine_joins_sends_and_leaves(postgres: Server, board: Board, home: Path) -> None:
    done = joins(postgres, "--machine", "pc-07")
    assert done.exit_code == 0, done.output
    assert "Joined. 0 runs of 0 players on the board so far." in done.output
    # The password is in a file of its own, that nobody else reads, and nowhere else.
    kept = home / "board.pgpass"
    assert PLAYERS_PASSWORD in kept.read_text()
    assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0
    assert PLAYERS_PASSWORD not in done.output
    for file in home.rglob("*"):
        assert file == kept or PLAYERS_PASSWORD.encode() not in file.read_bytes()

    plays(700, 500)
    facts = json.loads(digitgame("board", "status", "--json").stdout)
    assert (facts["machine"], facts["waiting"], facts["reachable"], facts["teacher"]) == (
        "pc-07",
        2,
        True,
        False,
    )
    refused = digitgame("board", "leave")
    assert refused.exit_code == 1
    assert "2 runs still wait to be sent." in refused.output
    assert digitgame("board", "send").stdout == "Sent 2 runs.\n"
    assert board.about().runs == 2
    lines = digitgame("board", "status").stdout.splitlines()
    assert lines[2:4] == ["Waiting to be sent: 0 runs", "On the board: 2 runs of 1 player on 1 machine"]
    assert digitgame("board", "leave").exit_code == 0
    assert not kept.exists()
    done = digitgame("board", "status")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "digitgame board join ADDRESS" in done.stderr


@pytest.mark.usefixtures("made")
def test_a_password_on_the_command_line_is_refused(postgres: Server) -> None:
    for words in (("board", "join"), ("board", "setup"), ("scores", "--board", "--url")):
        done = digitgame(*words, postgres.url("digitgame_players", "open-sesame"))
        assert done.exit_code == 2
        assert "Leave the password out of the address" in done.output
        assert "open-sesame" not in done.output


def test_a_wrong_password_joins_nothing(postgres: Server, board: Board, home: Path) -> None:
    assert board
    done = digitgame("board", "join", postgres.url("digitgame_players", None), typed="wrong-one\n")
    assert done.exit_code == 1
    assert "refuses the password" in done.output
    assert "wrong-one" not in done.output
    assert not (home / "board.pgpass").exists()
    assert digitgame("board", "status").exit_code == 2


def test_the_environment_names_a_board_too(
    postgres: Server, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITGAME_BOARD", postgres.url("digitgame_players", PLAYERS_PASSWORD))
    plays(700)
    assert digitgame("board", "send").stdout == "Sent 1 run.\n"
    done = digitgame("board", "status")
    assert PLAYERS_PASSWORD not in done.output
    assert board.about().runs == 1


def test_the_tables_of_the_class(postgres: Server, board: Board) -> None:
    joins(postgres)
    for player, score in (("Ann", 500), ("Ben", 900), ("Ann", 800)):
        send(board, shared_run(player, score))
    lines = digitgame("scores", "--board").stdout.splitlines()
    assert lines[0] == "Sprint"
    assert [line.split()[:4] for line in lines[2:]] == [
        ["1", "900", "Ben", "pc-01"],
        ["2", "800", "Ann", "pc-01"],
    ]
    found = [json.loads(line) for line in digitgame("scores", "--board", "--json").stdout.splitlines()]
    assert [(one["rank"], one["player"], one["score"], one["accuracy"]) for one in found] == [
        (1, "Ben", 900, 0.8333),
        (2, "Ann", 800, 0.8333),
    ]
    assert digitgame("scores", "--board", "--csv").stdout.startswith("rank,mode,player,machine,score")
    assert "A." in digitgame("scores", "--board", "--initials", "--player", "ann").stdout
    assert "Ben" not in digitgame("scores", "--board", "--player", "ann").stdout
    assert digitgame("scores", "--board", "--machine", "pc-99").stdout == "No runs on the board yet.\n"
    assert "Ben" in digitgame("scores", "--board", "--period", "today", "--mode", "sprint").stdout
    assert "no table of free draw" in digitgame("scores", "--board", "--mode", "free").output
    assert digitgame("scores", "--machine", "pc-01").exit_code == 2


def test_an_old_table_says_how_old_it_is(
    postgres: Server, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins(postgres)
    send(board, shared_run("Ben", 900))
    fresh = digitgame("scores", "--board")
    assert "ago" not in fresh.output

    def cut(*_: object, **__: object) -> None:
        raise server.BoardError("The board can't be reached: the network is down.")

    monkeypatch.setattr(server, "connect", cut)
    now = tables.time.time()  # type: ignore[attr-defined]
    monkeypatch.setattr("time.time", lambda: now + 7300)
    old = digitgame("scores", "--board")
    assert old.exit_code == 0
    assert old.stdout == fresh.stdout
    assert "the network is down. This is from 2 hours ago." in old.stderr
    # What was never seen can't be shown.
    assert digitgame("scores", "--board", "--mode", "sums easy").exit_code == 1


def test_the_teacher_removes_a_player(postgres: Server, board: Board) -> None:
    joins(postgres)
    send(board, shared_run("Ben", 900))
    send(board, shared_run("Ann", 100))
    done = digitgame("board", "remove", "--player", "ben", "--yes")
    assert done.exit_code == 1
    assert "Only the teacher may do that." in done.output
    done = as_teacher(postgres, "board", "remove", "--player", "ben", "--yes")
    assert lines_of(done) == ["Removed 1 run."]
    assert digitgame("board", "remove").exit_code == 2
    assert digitgame("board", "remove", "--run", "x", "--yes").exit_code == 2
    assert board.about().players == 1


def test_a_forged_run_is_marked(
    postgres: Server, board: Board, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an honest run, one with a higher score, one without moves, and one of an unknown network."""
    from dataclasses import replace

    from test_verify import played

    from digitgame.scoreboard.shared_run import SharedRun

    monkeypatch.setattr(paths, "shipped_model", lambda: small_model)
    run, attempts = played(Reader(model.load(small_model, framing=FRAMING)))
    run = replace(run, started=1_700_000_000.0)
    honest = SharedRun(shared_run().uid, run, tuple(attempts))
    for number, forged in enumerate(
        (run, replace(run, score=run.score + 5000), replace(run, moves=()), replace(run, model="f" * 64))
    ):
        one = replace(honest, uid=shared_run().uid, run=replace(forged, player=f"Player {number}"))
        assert send(board, one) == "kept"
    joins(postgres)
    seen = digitgame("scores", "--board", "--verify")
    assert seen.exit_code == 1
    assert "1 confirmed, 2 doubtful, 1 unchecked" in seen.stdout
    assert "Only the teacher's verdicts are kept" in seen.stderr
    assert {one.verdict for one in board.standings(server.Query())} == {None}
    done = as_teacher(postgres, "scores", "--board", "--verify", "--json")
    verdicts = {one["player"]: one["verdict"] for one in map(json.loads, lines_of(done)) if "player" in one}
    assert verdicts == {
        "Player 0": "confirmed",
        "Player 1": "doubtful",
        "Player 2": "doubtful",
        "Player 3": "unchecked",
    }
    kept = {one.player: one.verdict for one in board.standings(server.Query())}
    assert kept == {"Player 0": "confirmed", "Player 1": "doubtful", "Player 2": "doubtful", "Player 3": None}
    table = digitgame("scores", "--board").stdout
    assert f"{run.score + 5000:,}?" in table


@pytest.mark.skipif(not shutil.which("ps"), reason="needs ps")
def test_no_password_is_in_the_process_list(postgres: Server, board: Board) -> None:
    assert board
    plays(700)
    environment = {**os.environ, "PGPASSWORD": PLAYERS_PASSWORD}
    url = postgres.url("digitgame_players", None)
    code = f"from digitgame.cli import main; main(['board', 'join', {url!r}])"
    then = "import subprocess; print(subprocess.run(['ps', 'axww'], capture_output=True, text=True).stdout)"
    done = subprocess.run(
        [sys.executable, "-c", f"try:\n    {code}\nexcept SystemExit:\n    {then}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Joined." in done.stdout
    assert "digitgame_players" in done.stdout
    assert PLAYERS_PASSWORD not in done.stdout + done.stderr
    # What PGPASSWORD held is kept for the game, which is started without it.
    assert digitgame("board", "status").exit_code == 0


@pytest.mark.usefixtures("made")
def test_a_board_is_set_up_and_changed(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.node", lambda: "teacher-pc")
    monkeypatch.setenv("PGPASSWORD", "root")
    done = digitgame("board", "setup", postgres.url("root", None), "--zone", "UTC", "--per-minute", "600")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "The board is ready."
    assert any(
        "pg_hba.conf add: host digitgame digitgame_players,digitgame_teacher samenet" in line
        for line in lines
    )
    assert lines[-1] == (
        "On each machine: digitgame board join postgresql://digitgame_players@teacher-pc/digitgame"
    )
    wrong = digitgame("board", "setup", postgres.url("root", None), "--zone", "Nowhere/Land")
    assert wrong.exit_code == 1
    assert "Nowhere/Land" in wrong.output


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    monkeypatch.setenv("DIGITGAME_BOARD", "postgresql://ann@teacher-pc/digitgame")
    for words in (("board", "status"), ("scores", "--board"), ("board", "send"), ("board", "show")):
        plays(1)
        done = digitgame(*words)
        assert "The scoreboard of a class needs psycopg. Install with: " in done.output
        assert "Traceback" not in done.output
