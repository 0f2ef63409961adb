"""The board on a PostgreSQL server. psycopg is imported with the first connection."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digitgame import paths
from digitgame.errors import DigitgameError, install_command
from digitgame.scoreboard import schema
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import Machine

if TYPE_CHECKING:
    from psycopg import Connection

_log = logging.getLogger(__name__)
# What the functions of the board call the periods.
_PERIODS: Final = {"today": "day", "week": "week", "ever": "ever"}
# Seconds to wait for a connection, and milliseconds for the network to take what is sent.
_PATIENCE: Final = 5
# Seconds without an answer after which a connection is given up.
_SILENCE: Final = 15.0
_OPTIONS: Final[dict[str, Any]] = {
    "connect_timeout": _PATIENCE,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "digitgame",
    # Whatever somebody else with the same role has made its default.
    "options": "-c statement_timeout=10000 -c default_transaction_read_only=off",
}
# What PostgreSQL lets everybody do: keep large objects, and end the sessions of others with the same role.
_FOR_NO_PLAYER: Final = (
    *("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)"),
    *("pg_terminate_backend(integer, bigint)", "pg_cancel_backend(integer)"),
)
_LATER: Final = "Your runs wait on this machine until then."


class BoardError(DigitgameError):
    """The board can't be reached, or does not answer."""


class PasswordError(BoardError):
    """The board wants a password, or another one."""


class NoBoardError(BoardError):
    """The server is there, the board is not."""


@dataclass(frozen=True)
class Entry:
    """A line of the board's table: a player's best run in a mode.

    `played` and `arrived` are seconds since 1970 by the server's clock; `started` is what the machine's clock said,
    which was `utc_offset` seconds ahead of UTC.
    """

    nr: int
    uid: str
    player: str
    machine: str
    mode: str
    score: int
    hits: int
    asked: int
    best: int
    seconds: float
    seed: int
    model: str
    rules: int
    played: float
    arrived: float
    started: float
    utc_offset: int
    verdict: str | None
    reason: str | None
    player_id: int

    @property
    def accuracy(self) -> float | None:
        """The fraction of the digits done that were hits, 0 to 1; None if no digit was done."""
        return self.hits / self.asked if self.asked else None


@dataclass(frozen=True)
class Arrival:
    """A run that has come in."""

    nr: int
    player: str
    machine: str
    mode: str
    score: int
    player_id: int


@dataclass(frozen=True)
class About:
    """What a board is set to, and how much is on it. `teacher`: whoever asks may change it."""

    version: int
    per_minute: int
    machines: int
    zone: str
    initials: bool
    runs: int
    players: int
    machines_seen: int
    teacher: bool


@dataclass(frozen=True)
class Query:
    """Which table to show: None for every mode, player or machine."""

    mode: str | None = None
    period: str = "ever"
    player: str | None = None
    machine: str | None = None
    limit: int = 10


class Board:
    """A connection to the board; for one thread. BoardError where it can't be reached, which names no password."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._connection = connect(address)

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def keep(self, line: str, machine: Machine) -> str:
        """Put a run, a line of JSON, on the board: "kept", "known" if it was there, "later", "full", "refused: ..."."""
        values = (machine.uid, machine.name, time.time(), line)
        return str(self._rows("SELECT digitgame.keep(%s::uuid, %s, %s, %s)", *values)[0][0])

    def standings(self, query: Query) -> list[Entry]:
        """Each player's best run, by mode, the highest score first."""
        values = (query.mode, _PERIODS[query.period], query.player, query.machine, query.limit)
        rows = self._rows("SELECT * FROM digitgame.standings(%s, %s, %s, %s, %s)", *values)
        return [Entry(nr, str(uid), *rest) for nr, uid, *rest in rows]

    def latest(self, limit: int) -> list[Arrival]:
        """The runs that came in last, the latest first."""
        return [Arrival(*row) for row in self._rows("SELECT * FROM digitgame.latest(0, %s)", limit)]

    def modes(self) -> list[str]:
        """Every mode that has a run on the board."""
        return [mode for (mode,) in self._rows("SELECT * FROM digitgame.modes()")]

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """All runs with their moves and drawings, in the order of arrival: number and plain values of each."""
        after = 0
        while found := self._rows("SELECT * FROM digitgame.records(%s, %s)", after, 50):
            for nr, _, record in found:
                after = nr
                yield nr, record

    def about(self) -> About:
        """What the board is set to, and how much is on it."""
        return About(*self._rows("SELECT * FROM digitgame.about()")[0])

    def judge(self, nr: int, verdict: str, reason: str) -> None:
        """Note the verdict of a check on a run; only the teacher may."""
        self._rows("SELECT digitgame.judge(%s, %s, %s)", nr, verdict, reason)

    def remove(self, *, player: str | None = None, machine: str | None = None, run: str | None = None) -> int:
        """Remove the runs of a player, of a machine, or one run; how many that were. Only the teacher may."""
        return int(self._rows("SELECT digitgame.remove(%s, %s, %s::uuid)", player, machine, run)[0][0])

    def _rows(self, sql: str, *values: object) -> list[Any]:
        # A server that is there and says nothing would be waited for without an end.
        guard = threading.Timer(_SILENCE, _cut, [self._connection])
        guard.daemon = True
        guard.start()
        try:
            with plain_errors(self.address):
                return self._connection.execute(sql, values).fetchall()
        finally:
            guard.cancel()


def connect(address: Address, *, patience: int = _PATIENCE, database: str | None = None) -> Connection[Any]:
    """A connection; each statement is a transaction. BoardError, without the password, where there is none."""
    require()
    import psycopg

    # A player's password that `board join` was given. libpq itself looks into PGPASSWORD and its own file.
    kept = password_file()
    more = _OPTIONS | {"connect_timeout": patience}
    if kept.is_file() and not os.environ.get("PGPASSFILE"):
        more["passfile"] = str(kept)
    with plain_errors(address):
        # What the address or the environment says itself goes before.
        named = set(psycopg.conninfo.conninfo_to_dict(address.url))
        named |= {"connect_timeout"} if os.environ.get("PGCONNECT_TIMEOUT") else set()
        more = {name: value for name, value in more.items() if name not in named}
    if address.password is not None:
        more["password"] = address.password
    if database is not None:
        more["dbname"] = database
    with plain_errors(address):
        connection = psycopg.connect(address.url, autocommit=True, prepare_threshold=None, **more)
        # What the server tells besides is for nobody's eyes.
        connection.add_notice_handler(lambda notice: _log.debug("%s", notice.message_primary))
        return connection


def _cut(connection: Connection[Any]) -> None:
    """Shut a connection down from another thread, which lets go whoever waits for an answer."""
    import psycopg

    with contextlib.suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=connection.fileno())
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()


def require() -> None:
    """Raise DigitgameError, with the command that installs it, where psycopg is missing."""
    if find_spec("psycopg") is None:
        install = install_command("'psycopg[binary]'")
        raise DigitgameError("The scoreboard of a class needs psycopg.", f"Install with: {install}")


def load() -> None:
    """Import psycopg, if it is installed."""
    with contextlib.suppress(ImportError):
        import psycopg  # noqa: F401


@contextmanager
def plain_errors(address: Address) -> Iterator[None]:
    """Raise psycopg's errors as BoardErrors in one sentence, without the password."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        why = " ".join(str(error).split())
        if address.password:
            why = why.replace(address.password, "***")
        raise _plain(address, error.sqlstate or "", why) from None


def _plain(address: Address, state: str, why: str) -> BoardError:
    """The error of a state (an SQLSTATE) and the server's or libpq's own words."""
    where = address.url
    if state.startswith("28") or "password" in why or "authentication" in why:
        return PasswordError(
            f"The board at {where} refuses the password.",
            "Join it again with the right one: digitgame board join ADDRESS",
        )
    if state in ("3F000", "42P01", "42883") or ("database" in why and "does not exist" in why):
        return NoBoardError(
            f"There is no board at {where} yet.", "Make one there: digitgame board setup ADDRESS"
        )
    if state == "42501":
        return BoardError("Only the teacher may do that.", "Name the teacher's address with --url.")
    if state == "53100":
        return BoardError("The disk of the board's server is full.", _LATER)
    return BoardError(f"The board at {where} can't be reached: {why[:200]}.", _LATER)


def password_file() -> Path:
    """Where `board join` keeps the password, in the form of libpq's .pgpass."""
    return paths.home() / "board.pgpass"


def keep_password(address: Address, password: str) -> None:
    """Keep the password of an address in a file that only this user can read; libpq matches it by the address."""
    import psycopg.conninfo

    values = psycopg.conninfo.conninfo_to_dict(address.url)
    fields = [
        str(values.get("host") or "localhost"),
        str(values.get("port") or "5432"),
        str(values.get("dbname") or "*"),
        str(values.get("user") or "*"),
        password,
    ]
    # A colon and a backslash have a meaning in that file.
    line = ":".join(field.replace("\\", r"\\").replace(":", r"\:") for field in fields)
    file = password_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as out:
        out.write(f"{line}\n")
    beside.replace(file)


@dataclass(frozen=True)
class Made:
    """What `set_up` did: the passwords that it gave out, and what keeps other machines from the server, if known."""

    players_password: str | None
    teacher_password: str | None
    hints: Sequence[str]


def set_up(
    address: Address,
    *,
    per_minute: int,
    machines: int,
    zone: str | None,
    initials: bool,
    players_password: str | None = None,
    teacher_password: str | None = None,
    new_passwords: bool = False,
) -> Made:
    """Make the board's database, tables and roles, or bring them up to date; for whoever may make databases and roles.

    A password that is None stays as it is; one is made up for a new role, and for both with `new_passwords`. `zone`: a
    time zone such as "Europe/Warsaw"; None for the server's. Raises BoardError where that fails.
    """
    from psycopg import sql

    try:
        connection = connect(address)
    except NoBoardError:
        _make_database(address)
        connection = connect(address)
    with connection, plain_errors(address), connection.transaction():
        run = connection.execute
        encoding = _one(connection, "SHOW server_encoding")
        if encoding != "UTF8":
            raise DigitgameError(
                f"The database at {address} has the encoding {encoding}.",
                "Name another database, which is then made with UTF8.",
            )
        for_players = _make_role(connection, schema.PLAYERS, players_password, new_password=new_passwords)
        for_teacher = _make_role(connection, schema.TEACHER, teacher_password, new_password=new_passwords)
        icu = bool(_one(connection, "SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'"))
        for script in (schema.TABLES, schema.functions(icu), schema.rights()):
            run(script)
        name = _one(connection, "SELECT current_database()")
        run(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        run(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                *(sql.Identifier(word) for word in (name, schema.PLAYERS, schema.TEACHER))
            )
        )
        zone = zone or _one(connection, "SELECT current_setting('TimeZone')")
        _one(connection, "SELECT now() AT TIME ZONE %s", zone)
        run(
            "INSERT INTO digitgame.settings (version, per_minute, machines, zone, initials) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (one) DO UPDATE SET version = excluded.version, "
            "per_minute = excluded.per_minute, machines = excluded.machines, zone = excluded.zone, "
            "initials = excluded.initials",
            (schema.VERSION, per_minute, machines, zone, initials),
        )
        hints = _hints(connection, name)
    connection.close()
    return Made(for_players, for_teacher, hints)


def _make_role(
    connection: Connection[Any], role: str, password: str | None, *, new_password: bool
) -> str | None:
    """Make a role, or bring it up to date; the password that was made up for it, None where none was."""
    from psycopg import sql

    known = _one(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s", role)
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    made_up = None if password or (known and not new_password) else _made_up()
    chosen = password or made_up
    connection.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(sql.Identifier(role)))
    if chosen:
        # What the server gets, and may log, is no password.
        hashed = connection.pgconn.encrypt_password(chosen.encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(hashed.decode()))
        )
    return made_up


def _make_database(address: Address) -> None:
    import psycopg.conninfo
    from psycopg import sql

    values = psycopg.conninfo.conninfo_to_dict(address.url)
    name = str(values.get("dbname") or values.get("user") or "digitgame")
    with connect(address, database="postgres") as connection, plain_errors(address):
        # template0 may have any encoding.
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )


def _hints(connection: Connection[Any], database: str) -> list[str]:
    """What has to be changed on the server, if this can be seen, before other machines reach it."""
    if not _one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        return []
    for name in _FOR_NO_PLAYER:
        connection.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
    hints = []
    listens = _one(connection, "SHOW listen_addresses")
    if listens in ("", "localhost", "127.0.0.1"):
        hints.append(f"In {_one(connection, 'SHOW config_file')} set: listen_addresses = '*'")
    lets_in = _one(
        connection,
        "SELECT count(*) FROM pg_hba_file_rules WHERE type LIKE 'host%%' AND error IS NULL "
        "AND address NOT IN ('127.0.0.1', '::1') AND (database && %s) AND (user_name && %s)",
        [database, "all"],
        [schema.PLAYERS, "all"],
    )
    if not lets_in:
        line = f"host {database} {schema.PLAYERS},{schema.TEACHER} samenet scram-sha-256"
        hints.append(f"To {_one(connection, 'SHOW hba_file')} add: {line}")
    return hints


def _one(connection: Connection[Any], query: str, *values: object) -> Any:
    """The only value that a statement returns."""
    row = connection.execute(query, values or None).fetchone()
    assert row is not None
    return row[0]


def _made_up() -> str:
    """A password that a class can type: three groups of letters and digits that look like no others."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
