"""What `digitgame scores` does with other machines: the board of a class, and files of runs."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import click

from digitgame.cli.board.command import joined, on_board, typed_address
from digitgame.cli.output import echo, note
from digitgame.errors import DigitgameError
from digitgame.formatting import counted, percent
from digitgame.rules.modes import FREE_DRAW, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digitgame.scoreboard.address import Address
    from digitgame.scoreboard.server import Board, Entry, Query
    from digitgame.scoreboard.tables import Table

# What a script gets of a line of the board.
FIELDS: Final = (
    *("rank", "mode", "player", "machine", "score", "hits", "asked", "accuracy", "best"),
    *("seconds", "played", "arrived", "seed", "model", "verdict", "uid", "as_of"),
)


def query(mode: Mode | None, period: str, player: str | None, machine: str | None, limit: int) -> Query:
    """Which table of the board to show. DigitgameError for free draw, which no board has."""
    from digitgame.scoreboard.server import Query

    if mode == FREE_DRAW:
        problem = "The board has no table of free draw: its players judge the guesses."
        raise DigitgameError(problem, "See it with: digitgame scores --mode free", exit_code=2)
    return Query(None if mode is None else str(mode), period, player, machine, limit)


def show(wanted: Query, url: str | None, *, initials: bool, as_json: bool, as_csv: bool) -> None:
    """Print a table of the board: of now, or the last one that was seen here."""
    from digitgame import verify as tables

    address = typed_address(url) if url else joined()
    table = _table(address, wanted, url)
    now = time.time()
    if initials:
        table = table.with_initials()
    rows = _rows(table)
    if as_csv:
        click.echo(tables.as_csv(rows, FIELDS).encode("utf-8"), nl=False)
        return
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    if table.trouble:
        note(f"{table.trouble} This is from {table.age(now) or 'a moment ago'}.")
    echo("\n\n".join(_blocks(table.entries)) or "No runs on the board yet.")


def _table(address: Address, wanted: Query, url: str | None) -> Table:
    from digitgame.scoreboard import tables
    from digitgame.scoreboard.server import BoardError, PasswordError

    try:
        table = on_board(url, lambda board: tables.load(board, wanted))
    except PasswordError:
        raise
    except BoardError as error:
        kept = tables.cached(address, wanted)
        if kept is None:
            raise
        return replace(kept, trouble=error.problem)
    tables.keep(address, wanted, table)
    return table


def _rows(table: Table) -> list[dict[str, Any]]:
    """The lines as plain values, for JSON and CSV; times are UTC by the server's clock, `as_of` by this machine's."""
    ranks: Counter[str] = Counter()
    rows = []
    for entry in table.entries:
        ranks[entry.mode] += 1
        values = asdict(entry) | {"rank": ranks[entry.mode], "as_of": table.as_of}
        values["accuracy"] = None if entry.accuracy is None else round(entry.accuracy, 4)
        for name in ("played", "arrived", "as_of"):
            moment = datetime.fromtimestamp(values[name], timezone.utc)
            values[name] = moment.isoformat(timespec="seconds")
        rows.append({name: values[name] for name in FIELDS})
    return rows


def _blocks(entries: Sequence[Entry]) -> list[str]:
    """One table per mode, the best run first."""
    from digitgame.store.runs import DOUBTFUL

    blocks = []
    for mode in dict.fromkeys(entry.mode for entry in entries):
        lines = [
            Mode.parse(mode).title,
            f"{'':>3} {'points':>8}  {'player':24} {'machine':14} {'digits':>9} {'right':>6} {'combo':>5}  day",
        ]
        for rank, one in enumerate((entry for entry in entries if entry.mode == mode), 1):
            mark = "?" if one.verdict == DOUBTFUL else " "
            digits = f"{one.hits} of {one.asked}"
            day = datetime.fromtimestamp(one.played).strftime("%Y-%m-%d")
            lines.append(
                f"{rank:>3} {one.score:>8,}{mark} {one.player[:24]:24} {one.machine[:14]:14} {digits:>9} "
                f"{percent(one.accuracy):>6} {one.best:>5}  {day}"
            )
        blocks.append("\n".join(lines))
    return blocks


def verify(url: str | None, *, as_json: bool) -> None:
    """Read the ink of all runs of the board again, and mark what does not hold; exit code 1 if a run is doubtful."""
    from digitgame import paths
    from digitgame import verify as checks
    from digitgame.scoreboard import check
    from digitgame.store.runs import CONFIRMED, DOUBTFUL, UNCHECKED

    checker = checks.Checker(checks.networks(paths.models(), paths.shipped_model()))
    counts: Counter[str] = Counter()

    def checked(board: Board) -> bool:
        for one in check.verify(board, lambda shared: checker.verdict(shared.run, lambda: shared.attempts)):
            counts[one.verdict] += 1
            if as_json:
                click.echo(json.dumps(asdict(one)))
            elif one.verdict != CONFIRMED:
                echo(
                    f"{one.player}, {Mode.parse(one.mode).title}, {one.score:,}: {one.verdict} ({one.reason})"
                )
        return board.about().teacher

    teacher = on_board(url, checked)
    if not as_json:
        echo(", ".join(f"{counts[word]:,} {word}" for word in (CONFIRMED, DOUBTFUL, UNCHECKED)))
    if not teacher:
        note("Only the teacher's verdicts are kept on the board: name the teacher's address with --url.")
    if counts[DOUBTFUL]:
        raise DigitgameError(f"{counts[DOUBTFUL]} of {counts.total()} runs failed verification.")


def exchange(target: Path | None, sources: Sequence[Path], player: str | None, *, as_json: bool) -> None:
    """Merge files of runs into the scores of this machine, then write its own."""
    from digitgame import paths
    from digitgame.scoreboard import merge

    if sources:
        found = merge.merge(paths.database(), sources)
        if as_json:
            click.echo(json.dumps(asdict(found)))
        else:
            damaged = f", {found.damaged:,} damaged" if found.damaged else ""
            echo(f"From {counted(found.files, 'file')}: {found.new:,} new, {found.known:,} known{damaged}.")
    if target is not None:
        count = merge.export(paths.database(), target, player)
        if as_json:
            click.echo(json.dumps({"runs": count, "file": str(target)}))
        else:
            echo(f"{counted(count, 'run')} in {target}.")
