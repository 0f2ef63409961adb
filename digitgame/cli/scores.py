"""`digitgame scores`."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from digitgame.cli import options
from digitgame.cli.output import echo
from digitgame.errors import DigitgameError
from digitgame.formatting import percent
from digitgame.rules.clock import PERIODS, since
from digitgame.rules.modes import FREE_DRAW, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitgame.rules import Score
    from digitgame.store import Run, Store

_log = logging.getLogger(__name__)
_COUNT: Final = click.IntRange(min=1)
_NOBODY: Final = "No scores yet. Be the first: digitgame play --mode sprint"


@click.command()
@options.mode('Only this mode, such as free, sprint or "sums hard"  [default: all]')
@click.option("--period", type=click.Choice(PERIODS), default="ever", help="Since when.")
@click.option("--player", metavar="NAME", help="Runs of this player only.")
@click.option(
    "--limit", "--most", "most", metavar="N", type=_COUNT, default=10, help="At most N runs per mode."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and run.")
@click.option("--csv", "as_csv", is_flag=True, help="All runs as comma-separated values.")
@click.option("--verify", is_flag=True, help="Replay each run with its drawings and confirm or doubt it.")
@click.option("--check", is_flag=True, help="Check the file of the scores, and name each damaged row.")
@click.option("--board", is_flag=True, help="The scoreboard of the class instead of this machine's.")
@click.option("--machine", metavar="NAME", help="With --board: runs of this machine only.")
@click.option("--initials", is_flag=True, help="With --board: initials instead of names.")
@click.option(
    "--url", metavar="ADDRESS", help="With --board: another board or role than this machine has joined."
)
@click.option(
    "--export", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write all runs to a file."
)
@click.option(
    "--import",
    "sources",
    metavar="FILE|FOLDER",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Add the runs of a file, or of all in a folder, that are not here yet.",
)
@click.pass_context
def scores(
    context: click.Context,
    /,
    mode: str | None,
    period: str,
    player: str | None,
    most: int,
    as_json: bool,
    as_csv: bool,
    verify: bool,
    check: bool,
    board: bool,
    machine: str | None,
    initials: bool,
    url: str | None,
    target: Path | None,
    sources: tuple[Path, ...],
) -> None:
    """Print the scoreboards: the best runs, and each player's score in free draw.

    With --verify the network of each run reads its drawings again and its moves are replayed. A run with another
    result is marked as doubtful; the exit code is then 1. With --check it is 1 where anything is damaged.

    With --board it prints each player's best runs of the whole class, and how old they are where the board can't be
    reached. Without a server, machines share their runs in files: --export writes one, --import merges them.

    \b
    Examples:
      digitgame scores
      digitgame scores --mode sprint --period today
      digitgame scores --mode free
      digitgame scores --csv > runs.csv
      digitgame scores --verify
      digitgame scores --check
      digitgame scores --board --period today
      digitgame scores --board --verify
      digitgame scores --export /media/stick/pc-07.runs.jsonl
      digitgame scores --import /media/stick
    """
    if as_json and as_csv:
        raise click.UsageError("Give --json or --csv, not both.")
    if check:
        from digitgame import paths

        _refuse_beside_check(context)
        _check(paths.database(), as_json)
        return
    chosen = None if mode is None else Mode.parse(mode)
    if not board and (machine or initials or url):
        raise click.UsageError("--machine, --initials and --url go with --board.")
    if board or target is not None or sources:
        from digitgame.cli import scores_shared as shared

        if board and (target is not None or sources):
            raise click.UsageError("Give --board, --export or --import, not two of them.")
        if board:
            query = shared.query(chosen, period, player, machine, most)
            if verify:
                shared.verify(url, as_json=as_json)
            else:
                shared.show(query, url, initials=initials, as_json=as_json, as_csv=as_csv)
        else:
            shared.exchange(target, sources, player, as_json=as_json)
        return
    _show(chosen, period, player, most, as_json=as_json, as_csv=as_csv, verify=verify)


def _show(
    chosen: Mode | None,
    period: str,
    player: str | None,
    most: int,
    *,
    as_json: bool,
    as_csv: bool,
    verify: bool,
) -> None:
    """Print the scores of this machine, checked where that is wanted. DigitgameError where a run fails the check."""
    from digitgame import paths
    from digitgame import verify as tables
    from digitgame.store.runs import DOUBTFUL

    free = chosen == FREE_DRAW
    if free and verify:
        problem = "Free draw has no runs to verify: its players judge the guesses."
        raise DigitgameError(problem, "Verify the other modes: digitgame scores --verify", exit_code=2)
    begun = since(period, datetime.now())
    checked: dict[int | None, tuple[str, str]] = {}
    with _opened(paths.database(), to_write=verify) as store:
        standings = store.standings(begun, player) if free or (chosen is None and not verify) else []
        table = not (as_json or as_csv or verify)
        runs = [] if free else store.runs(mode=chosen, since=begun, player=player, finished=table)
        if chosen is not None and not free and not runs and chosen not in store.modes():
            known = ", ".join(map(str, store.modes())) or "none yet: digitgame play --mode sprint"
            raise DigitgameError(f"No run of mode {chosen}.", f"Modes with runs: {known}.", exit_code=2)
        if verify:
            results = tables.verify(store, runs, tables.networks(paths.models(), paths.shipped_model()))
            checked = {run.number: (verdict, reason) for run, verdict, reason in results}
            runs = store.runs(mode=chosen, since=begun, player=player)
    rows = [tables.standing(*one) for one in standings] if free else [tables.row(run) for run in runs]
    if as_csv:
        # Bytes: a file that a script reads is UTF-8 on every system.
        text = tables.as_csv(rows, tables.STANDING if free else tables.FIELDS)
        click.echo(text.encode("utf-8"), nl=False)
    elif as_json:
        for row in rows:
            if not free:
                row["verdict"], row["reason"] = checked.get(row["number"], (row["verdict"], ""))
            click.echo(json.dumps(row))
    else:
        ranked = [run for run in runs if run.score or verify]
        echo("\n\n".join([*_runs(ranked, most), *_standings(standings, most)]) or _NOBODY)
        for number, (verdict, reason) in checked.items():
            echo(f"run {number}: {verdict}{f' ({reason})' if reason else ''}")
    doubtful = sum(verdict == DOUBTFUL for verdict, _ in checked.values())
    if doubtful:
        raise DigitgameError(f"{doubtful} of {len(checked)} runs failed verification.")


def _opened(path: Path, *, to_write: bool) -> Store:
    """The store, to note verdicts in where that can be."""
    from digitgame.store import ReadStore, Store

    if to_write and path.exists():
        try:
            return Store(path)
        except DigitgameError as error:
            _log.debug("the verdicts are not kept: %s", error)
    return ReadStore(path)


def _refuse_beside_check(context: click.Context) -> None:
    """Raise UsageError for an option that --check would pass over."""
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "") not in (ParameterSource.DEFAULT, None)
        if given and option.name not in ("check", "as_json", "quiet", "verbose"):
            raise click.UsageError(f"--check looks at the whole file: leave out {option.opts[0]}.")


def _check(path: Path, as_json: bool) -> None:
    """Print the state of the database. DigitgameError where anything is damaged."""
    from digitgame.store.health import health

    found = health(path)
    if as_json:
        values = {
            name: str(value) if isinstance(value, Path) else value for name, value in vars(found).items()
        }
        values |= {name: [str(file) for file in values[name]] for name in ("aside", "unsaved")}
        click.echo(json.dumps(values))
    else:
        echo(str(path))
        for table, rows in found.counts.items():
            echo(f"  {table.capitalize()}: {rows:,}")
        for line in found.damaged:
            echo(f"  {line}")
        echo(f"  Backup: {found.backup or 'none yet; the game makes one each day'}")
        for title, files in (("Set aside", found.aside), ("Waiting for the next game", found.unsaved)):
            for file in files:
                echo(f"  {title}: {file.name}")
    if found.damaged:
        count = "1 thing is" if len(found.damaged) == 1 else f"{len(found.damaged):,} things are"
        raise DigitgameError(f"{count} damaged in {path}.", "All the rest is in use.")
    if not as_json:
        echo("All is sound." if any(found.counts.values()) else _NOBODY)


def _standings(standings: Sequence[tuple[str, Score]], most: int) -> list[str]:
    """The table of free draw, most right guesses first; no table if nobody has guessed."""
    lines = ["Free draw", f"{'':>3} {'right':>8}  {'player':24} {'guesses':>9} {'right':>6} {'streak':>6}"]
    for rank, (player, score) in enumerate(standings[:most], 1):
        total = score.total
        accuracy = percent(total.accuracy)
        lines.append(
            f"{rank:>3} {total.right:>8,}  {player:24} {total.count:>9,} {accuracy:>6} {score.best:>6}"
        )
    return ["\n".join(lines)] if standings else []


def _runs(runs: Sequence[Run], most: int) -> list[str]:
    """One table per mode, the best run first."""
    from digitgame.store.runs import DOUBTFUL

    blocks = []
    for mode in sorted({run.mode for run in runs}, key=str):
        lines = [
            mode.title,
            f"{'':>3} {'points':>8}  {'player':24} {'digits':>9} {'right':>6} {'combo':>5}  day",
        ]
        for rank, run in enumerate([run for run in runs if run.mode == mode][:most], 1):
            right = percent(run.accuracy)
            day = datetime.fromtimestamp(run.started).strftime("%Y-%m-%d")
            mark = "?" if run.verdict == DOUBTFUL else " "
            digits = f"{run.hits} of {run.asked}"
            lines.append(
                f"{rank:>3} {run.score:>8,}{mark} {run.player:24} {digits:>9} {right:>6} {run.best:>5}  {day}"
            )
        blocks.append("\n".join(lines))
    return blocks
