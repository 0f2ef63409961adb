"""Joining a board and leaving it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from digitgame.errors import DigitgameError
from digitgame.scoreboard import server
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.names import LONGEST
from digitgame.scoreboard.outbox import BOARD, Outbox
from digitgame.scoreboard.server import About, Board


def join(database: Path, address: Address, machine: str = "") -> About:
    """Let the runs of this machine be sent to a board from now on; what the board says of itself.

    The password of the address, or of PGPASSWORD, is kept apart from it, in a file that only this user can read.
    `machine`: the name to be shown there, "" for the host's. PasswordError where the board wants another password.
    """
    if machine and not (machine.isprintable() and machine.strip() and len(machine) <= LONGEST):
        raise DigitgameError(f"A machine's name has 1 to {LONGEST} letters.", exit_code=2)
    password = address.password or os.environ.get("PGPASSWORD")
    with Board(replace(address, password=password)) as board:
        about = board.about()
    if password:
        server.keep_password(address, password)
    with Outbox(database) as outbox:
        outbox.set(BOARD, {"url": address.url, "machine": machine.strip()})
    return about


def leave(database: Path, *, forget: bool = False) -> None:
    """Send no more runs. DigitgameError while runs wait, unless they are to be forgotten there; here they all stay."""
    with Outbox(database) as outbox:
        if not outbox.joined():
            raise DigitgameError(
                "This machine has joined no board.", "Join one: digitgame board join ADDRESS"
            )
        count = outbox.count()
        if count and not forget:
            raise DigitgameError(
                f"{count} {'run still waits' if count == 1 else 'runs still wait'} to be sent.",
                "Send what waits with `digitgame board send`, or leave with --forget.",
            )
        outbox.forget_waiting()
        outbox.set(BOARD, None)
    server.password_file().unlink(missing_ok=True)
