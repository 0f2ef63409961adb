"""`digitgame board`."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from digitgame.cli import options, window
from digitgame.cli.output import echo, note
from digitgame.errors import DigitgameError
from digitgame.formatting import counted
from digitgame.rules.clock import PERIODS

if TYPE_CHECKING:
    from digitgame.scoreboard.address import Address
    from digitgame.scoreboard.server import Board, Made

T = TypeVar("T")
_COUNT: Final = click.IntRange(min=1)
_URL: Final = click.option(
    "--url", metavar="ADDRESS", help="Another board, or another role, than this machine has joined."
)


@click.group()
def board() -> None:
    """Share one scoreboard among the machines of a class, on a PostgreSQL server.

    Each machine keeps its own scores, and plays on without the network: runs wait and are sent later. Only runs leave
    a machine, with the player's and the machine's name. All of it, step by step: docs/classroom.md.

    \b
    Examples:
      digitgame board setup postgresql:///digitgame                        the teacher, once
      digitgame board join postgresql://digitgame_players@teacher-pc/digitgame    each machine, once
      digitgame board show                                                 on the projector
      digitgame scores --board
    """


@board.command()
@click.argument("url", metavar="ADDRESS")
@click.option(
    "--machines", metavar="N", type=_COUNT, default=60, show_default=True, help="Machines that may send runs."
)
@click.option(
    "--per-minute",
    metavar="N",
    type=_COUNT,
    default=60,
    show_default=True,
    help="Runs that a machine may send in a minute.",
)
@click.option(
    "--zone", metavar="ZONE", help="Where a day begins, such as Europe/Warsaw  [default: the server's]"
)
@click.option("--initials", is_flag=True, help="Show initials instead of names to all but the teacher.")
@click.option("--new-passwords", is_flag=True, help="Make new passwords for the players and the teacher.")
def setup(url: str, **settings: Any) -> None:
    """Make a board on a PostgreSQL server, or change its settings.

    It makes the database where there is none, and two roles: digitgame_players, which may add runs and read them, and
    digitgame_teacher, which may remove them too. Their passwords are printed once. ADDRESS names a role that may make
    databases and roles; a password is asked for where the server wants one.

    \b
    Examples:
      digitgame board setup postgresql:///digitgame
      digitgame board setup postgresql://postgres@localhost/digitgame --zone Europe/Warsaw
      digitgame board setup postgresql:///digitgame --initials --machines 20
    """
    from digitgame.scoreboard import server

    made, address = _with_password(
        typed_address(url), lambda address: (server.set_up(address, **settings), address)
    )
    _print_made(made, address)


def _print_made(made: Made, address: Address) -> None:
    echo("The board is ready.")
    if made.hints:
        echo("Other machines can't reach it yet.")
        for hint in [*made.hints, "Then restart PostgreSQL."]:
            echo(f"  {hint}")
    host, _, name = address.url.partition("://")[2].rpartition("@")[2].partition("/")
    if not host or host.startswith(("localhost", "127.0.0.1", "[::1]")):
        # As the others call this computer.
        host = platform.node() or "THIS-COMPUTER"
    echo(
        f"On each machine: digitgame board join postgresql://digitgame_players@{host}/{name.partition('?')[0]}"
    )
    if made.players_password:
        echo(f"The players' password: {made.players_password}")
    if made.teacher_password:
        echo(f"Your password, for digitgame_teacher: {made.teacher_password}")
    if made.players_password or made.teacher_password:
        echo("Write them down: they are not shown again.")


@board.command()
@click.argument("url", metavar="ADDRESS")
@click.option(
    "--machine",
    metavar="NAME",
    default="",
    help="The name of this machine on the board  [default: the host's]",
)
def join(url: str, machine: str) -> None:
    """Send the runs of this machine to a board from now on.

    It asks for the password, or takes it from PGPASSWORD, and keeps it in a file of yours. Earlier runs stay here.

    \b
    Examples:
      digitgame board join postgresql://digitgame_players@teacher-pc/digitgame
      digitgame board join "postgresql://digitgame_players@teacher-pc/digitgame?sslmode=require" --machine pc-07
    """
    from digitgame import paths
    from digitgame.scoreboard import joining

    about = _with_password(
        typed_address(url), lambda address: joining.join(paths.database(), address, machine)
    )
    echo(f"Joined. {counted(about.runs, 'run')} of {counted(about.players, 'player')} on the board so far.")
    note("Runs from now on are sent there, with the player's and this machine's name. Nothing else is.")


@board.command()
@click.option("--forget", is_flag=True, help="Leave although runs wait: they are not sent, and stay here.")
def leave(forget: bool) -> None:
    """Send no more runs to the board. All scores stay on this machine."""
    from digitgame import paths
    from digitgame.scoreboard import joining

    joining.leave(paths.database(), forget=forget)
    echo("Left the board. All scores stay on this machine.")


@board.command()
def send() -> None:
    """Send the runs that wait, now."""
    from digitgame import paths
    from digitgame.scoreboard.sender import Sender

    sender = Sender(paths.database(), joined())
    echo(f"Sent {counted(sender.send(), 'run')}.")


@board.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Print which board this machine has joined, what waits, and whether the board can be reached."""
    from digitgame import paths
    from digitgame.scoreboard.outbox import REFUSED, Outbox
    from digitgame.scoreboard.server import Board

    address = joined()
    with Outbox(paths.database()) as outbox:
        facts: dict[str, Any] = {
            "board": address.url,
            "machine": outbox.machine().name,
            "waiting": outbox.count(),
            "refused": outbox.count(REFUSED),
        }
    try:
        with Board(address) as found:
            facts |= {"reachable": True, **asdict(found.about())}
    except DigitgameError as error:
        facts |= {"reachable": False, "problem": str(error)}
    if as_json:
        click.echo(json.dumps(facts))
        return
    echo(f"Board: {facts['board']}")
    echo(f"This machine: {facts['machine']}")
    echo(f"Waiting to be sent: {counted(facts['waiting'], 'run')}")
    if facts["refused"]:
        echo(f"Refused by the board: {counted(facts['refused'], 'run')}")
    if not facts["reachable"]:
        echo(facts["problem"])
        return
    echo(
        f"On the board: {counted(facts['runs'], 'run')} of {counted(facts['players'], 'player')} "
        f"on {counted(facts['machines_seen'], 'machine')}"
    )
    echo(
        f"A machine may send {counted(facts['per_minute'], 'run')} a minute; {facts['machines']} machines may send. "
        f"A day begins at midnight in {facts['zone']}."
    )


@board.command()
@click.option("--player", metavar="NAME", help="All runs of this player, in any spelling.")
@click.option("--machine", metavar="NAME", help="All runs of this machine.")
@click.option("--run", "run", metavar="UUID", help="One run; `digitgame scores --board --json` names it.")
@_URL
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(player: str | None, machine: str | None, run: str | None, url: str | None, yes: bool) -> None:
    """Remove runs from the board. Only the teacher may.

    On the machines where they were played the scores stay, and are not sent again.

    \b
    Examples:
      digitgame board remove --player Ann --url postgresql://digitgame_teacher@teacher-pc/digitgame
    """
    import uuid

    if not (player or machine or run):
        raise click.UsageError("Name a player, a machine or a run.")
    if run is not None:
        try:
            uuid.UUID(run)
        except ValueError:
            raise click.BadParameter(f"{run} is no UUID.", param_hint="--run") from None
    what = " and ".join(
        f"{kind} {name}" for kind, name in (("player", player), ("machine", machine), ("run", run)) if name
    )
    options.require_consent(f"Remove the runs of {what} from the board?", yes=yes)

    def removed(found: Board) -> int:
        return found.remove(player=player, machine=machine, run=run)

    echo(f"Removed {counted(on_board(url, removed), 'run')}.")


@board.command()
@options.mode("Only this mode  [default: all, in turn]")
@click.option("--period", type=click.Choice(PERIODS), default="today", show_default=True, help="Since when.")
@click.option("--initials", is_flag=True, help="Show initials instead of names.")
@_URL
@window.size
@click.option("--window", "windowed", is_flag=True, help="Start in a window; F11 changes that.")
@window.reduced_motion
def show(**choices: Any) -> None:
    """Show the board on a projector: the whole screen, names and ranks as runs come in.

    The left and right arrows choose the mode, up and down the period, Esc ends it.

    \b
    Examples:
      digitgame board show
      digitgame board show --mode sprint --period week --initials
    """
    from digitgame.game.class_board.projector import show as run

    url = choices.pop("url")
    # Whether the password is right shows before the window opens; an outage does not matter here.
    address = _with_password(typed_address(url) if url else joined(), _reached)
    run(address, full_screen=not choices.pop("windowed"), **choices)


def _reached(address: Address) -> Address:
    from digitgame.scoreboard.server import Board, PasswordError, require

    require()
    try:
        with Board(address) as found:
            found.about()
    except PasswordError:
        raise
    except DigitgameError as error:
        note(str(error))
    return address


def typed_address(url: str) -> Address:
    """An address that was typed, which must have no password in it."""
    from digitgame.scoreboard.address import Address

    address = Address.parse(url)
    if address.password is not None:
        problem = "Leave the password out of the address: every program here can read a command line."
        raise DigitgameError(problem, "You are asked for it, or set PGPASSWORD.", exit_code=2)
    return address


def joined() -> Address:
    """The board that this machine has joined."""
    from digitgame import paths
    from digitgame.scoreboard.outbox import address_of
    from digitgame.store import ReadStore

    with ReadStore(paths.database()) as store:
        address = address_of(store)
    if address is None:
        raise DigitgameError(
            "This machine has joined no board.", "Join one: digitgame board join ADDRESS", exit_code=2
        )
    return address


def on_board(url: str | None, do: Callable[[Board], T]) -> T:
    """Do something on the board that was named, or joined."""
    from digitgame.scoreboard.server import Board

    def done(address: Address) -> T:
        with Board(address) as found:
            return do(found)

    return _with_password(typed_address(url) if url else joined(), done)


def _with_password(address: Address, do: Callable[[Address], T]) -> T:
    """Do something with an address; ask for the password, once, where that one is wrong or missing."""
    from digitgame.scoreboard.server import PasswordError

    try:
        return do(address)
    except PasswordError:
        try:
            password = click.prompt("Password", hide_input=True, err=True)
        except click.Abort:
            raise DigitgameError("The board wants a password.", "Set PGPASSWORD in scripts.") from None
        return do(replace(address, password=password))
