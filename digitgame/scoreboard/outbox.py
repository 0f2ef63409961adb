"""The runs that wait to be sent, in the local database, which stays the truth; and what this machine is called."""

from __future__ import annotations

import json
import logging
import platform
import uuid
from dataclasses import dataclass
from typing import Any, Final

from digitgame.scoreboard.address import Address, of_environment
from digitgame.scoreboard.names import folded
from digitgame.scoreboard.shared_run import COLUMNS, line_of, plain, public_uid
from digitgame.store import Store
from digitgame.store.database import Database
from digitgame.store.store import ATTEMPTS

_log = logging.getLogger(__name__)
SENT: Final = 0
WAITS: Final = 1
REFUSED: Final = 2
# The settings that a machine has for the board.
BOARD: Final = "board"
_MACHINE: Final = "machine"
_NAMELESS: Final = "a machine"


def address_of(store: Store) -> Address | None:
    """The board that the environment names, else the one that this machine has joined; None without one.

    DigitgameError, which repeats no part of it, where that is no address.
    """
    kept = store.setting(BOARD)
    url = kept.get("url") if isinstance(kept, dict) else None
    return of_environment() or (Address.parse(url) if isinstance(url, str) else None)


def machine_name(store: Store) -> str:
    """What everybody sees as the name of this machine: the one it joined with, or that of the host."""
    kept = store.setting(BOARD)
    name = kept.get("machine") if isinstance(kept, dict) else None
    return name if isinstance(name, str) and name else platform.node().partition(".")[0] or _NAMELESS


@dataclass(frozen=True)
class Machine:
    """Who this machine is to the board: a UUID that nobody else sees, and the name that everybody sees."""

    uid: str
    name: str


class Outbox(Store):
    """The local database, as the sender sees it. For one thread."""

    def machine(self) -> Machine:
        """This machine, with a UUID that is made once. A copy of the folder on another machine is another machine."""
        return Machine(str(uuid.uuid5(uuid.UUID(self.origin()), platform.node())), machine_name(self))

    def origin(self) -> str:
        """The UUID of this database, made once: its copies have the same."""
        kept = self.setting(_MACHINE)
        try:
            return str(uuid.UUID(kept))
        except (ValueError, TypeError, AttributeError):
            made = str(uuid.uuid4())
        # Another process may be the first.
        text = json.dumps(made)
        self._write(lambda db: db.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", _MACHINE, text))
        found = self.setting(_MACHINE)
        return found if isinstance(found, str) else made

    def joined(self) -> dict[str, Any]:
        """The board that this machine has joined: `url` and `machine`; empty without one."""
        kept = self.setting(BOARD)
        return kept if isinstance(kept, dict) and isinstance(kept.get("url"), str) else {}

    def count(self, state: int = WAITS) -> int:
        """How many runs wait, or were refused."""
        return int(self._read("SELECT count(*) FROM runs WHERE waits = ?", state)[0][0])

    def waiting(self, limit: int) -> list[tuple[str, str]]:
        """The runs that have waited longest: the uid of each in the database, and its line of JSON."""
        found = self._read("SELECT uid FROM runs WHERE waits = 1 ORDER BY id LIMIT ?", limit)
        return [(uid, line_of(self.values(uid))) for (uid,) in found]

    def values(self, uid: str) -> dict[str, Any]:
        """The plain values of a run with its drawings, by its uid in the database. They are not checked."""
        sql = f"SELECT runs.id, name, {', '.join(f'runs.{name}' for name in COLUMNS)} FROM runs "
        number, player, *row = self._read(
            f"{sql} JOIN players ON players.id = player WHERE runs.uid = ?", uid
        )[0]
        shots = [shot for _, *shot in self._read(ATTEMPTS, number)]
        return plain(public_uid(uid, self.origin()), player, self.machine().name, row, shots)

    def uids(self) -> list[str]:
        """The uids of all runs, the earliest first."""
        return [uid for (uid,) in self._read("SELECT uid FROM runs ORDER BY id")]

    def settle(self, uids: list[str], state: int = SENT) -> None:
        """Note of runs that they are sent, that they were refused, or that they wait."""

        def write(db: Database) -> None:
            for uid in uids:
                db.execute("UPDATE runs SET waits = ? WHERE uid = ?", state, uid)

        self._write(write)

    def forget_waiting(self) -> None:
        """Let no run wait any more."""
        self._write(lambda db: db.execute("UPDATE runs SET waits = 0 WHERE waits != 0"))

    def name_of(self, spelling: str) -> str:
        """The name of the local player that this is another spelling of, else the spelling itself."""
        wanted = folded(spelling)
        return next((name for name in self.players() if folded(name) == wanted), spelling)
