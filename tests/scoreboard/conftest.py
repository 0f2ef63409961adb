"""A real PostgreSQL server for the tests, where one is installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digitgame.scoreboard import server
from digitgame.scoreboard.address import Address

from .postgres import Server, programs

PLAYERS_PASSWORD = "open sesame"
TEACHER_PASSWORD = "chalk:and\\cheese"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes a while to answer; whoever sits before it would be told to try again."""
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "30")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server that all tests of a worker share."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("needs psycopg: pip install 'psycopg[binary]'")
    found = programs()
    if found is None:
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql")
    # A socket's folder, and its parents, must be open to the user that the server runs as.
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    folder.chmod(0o755)
    one = Server(folder / "server", found)
    one.start()
    yield one
    if one.running:
        one.kill()
    shutil.rmtree(folder, ignore_errors=True)


def set_up(postgres: Server, **more: object) -> server.Made:
    """Make the board, or change its settings."""
    settings: dict[str, object] = {
        "per_minute": 600,
        "machines": 60,
        "zone": "UTC",
        "initials": False,
        "players_password": PLAYERS_PASSWORD,
        "teacher_password": TEACHER_PASSWORD,
    }
    return server.set_up(Address.parse(postgres.url()), **{**settings, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def made(postgres: Server) -> server.Made:
    """The board, made once."""
    return set_up(postgres)


@pytest.fixture
def configure(postgres: Server) -> Callable[..., None]:
    """Change some settings of the board, as the teacher would by setting it up again."""

    def change(**settings: object) -> None:
        import psycopg

        with psycopg.connect(postgres.url()) as raw:
            for name, value in settings.items():
                column = psycopg.sql.Identifier(name)
                raw.execute(psycopg.sql.SQL("UPDATE digitgame.settings SET {} = %s").format(column), [value])

    return change


@pytest.fixture
def board(postgres: Server, made: server.Made, configure: Callable[..., None]) -> Iterator[server.Board]:
    """An empty board, as players see it."""
    assert made
    with server.connect(Address.parse(postgres.url())) as raw:
        raw.execute("TRUNCATE digitgame.runs, digitgame.players, digitgame.machines, digitgame.removed")
    configure(per_minute=600, machines=60, initials=False)
    with server.Board(players(postgres)) as one:
        yield one


@pytest.fixture
def teacher(postgres: Server, board: server.Board) -> Iterator[server.Board]:
    assert board
    with server.Board(Address.parse(postgres.url("digitgame_teacher", TEACHER_PASSWORD))) as one:
        yield one


def players(postgres: Server) -> Address:
    return Address.parse(postgres.url("digitgame_players", PLAYERS_PASSWORD))
