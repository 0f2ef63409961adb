"""`digitgame scores`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from digitgame.errors import DigitgameError
from digitgame.formatting import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitgame.rules import Score
    from digitgame.store import Run

_NOBODY: Final = "No scores yet. Be the first: digitgame play --mode sprint"


@click.command()
@click.option(
    "--mode", metavar="MODE", help='Only this mode, such as free, sprint or "sums hard"  [default: all]'
)
@click.option(
    "--period",
    type=click.Choice(["today", "week", "ever"]),
    default="ever",
    show_default=True,
    help="Runs of this period only.",
)
@click.option("--player", metavar="NAME", help="Runs of this player only.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="At most N runs per mode.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and run.")
@click.option("--csv", "as_csv", is_flag=True, help="All runs as comma-separated values.")
@click.option(
    "--verify",
    is_flag=True,
    help="Replay each run with its drawings, then confirm it or mark it as doubtful.",
)
def scores(
    mode: str | None, period: str, player: str | None, most: int, as_json: bool, as_csv: bool, verify: bool
) -> None:
    """Print the scoreboards: the best runs, and each player's score in free draw.

    With --verify the network of each run reads its drawings again and its moves are replayed. A run with another
    result is marked as doubtful; the exit code is then 1.

    \b
    Examples:
      digitgame scores
      digitgame scores --mode sprint --period today
      digitgame scores --mode free
      digitgame scores --csv > runs.csv
      digitgame scores --verify
    """
    from digitgame import paths
    from digitgame import verify as tables
    from digitgame.rules.modes import FREE_DRAW
    from digitgame.rules.record import since
    from digitgame.store import Store

    begun = since(period, datetime.now())
    with Store(paths.database()) as store:
        standings = [] if verify or mode not in (None, str(FREE_DRAW)) else store.standings(begun, player)
        if mode == str(FREE_DRAW):
            _free(standings, most, as_json=as_json, as_csv=as_csv, verify=verify)
            return
        runs = store.runs(mode=mode, since=begun, player=player)
        if mode is not None and not runs and mode not in store.modes():
            known = ", ".join(store.modes()) or "none yet: digitgame play --mode sprint"
            raise DigitgameError(f"No run of mode {mode}.", f"Modes with runs: {known}.", exit_code=2)
        reasons = {}
        if verify:
            known_networks = tables.networks(paths.models(), paths.shipped_model())
            checked = tables.verify(store, runs, known_networks)
            reasons = {run.number: (verdict, reason) for run, verdict, reason in checked}
            runs = store.runs(mode=mode, since=begun, player=player)
    if as_csv:
        click.echo(tables.as_csv([tables.row(run) for run in runs]), nl=False)
    elif as_json:
        for run in runs:
            verdict, reason = reasons.get(run.number, (run.verdict, ""))
            click.echo(json.dumps({**tables.row(run), "verdict": verdict, "reason": reason}))
    else:
        click.echo("\n\n".join([*_tables(runs, most), *_standings(standings, most)]) or _NOBODY)
        for number, (verdict, reason) in reasons.items():
            click.echo(f"run {number}: {verdict}{f' ({reason})' if reason else ''}")
    doubtful = sum(verdict == tables.DOUBTFUL for verdict, _ in reasons.values())
    if doubtful:
        raise DigitgameError(f"{doubtful} of {len(reasons)} runs failed verification.")


def _free(
    standings: Sequence[tuple[str, Score]], most: int, *, as_json: bool, as_csv: bool, verify: bool
) -> None:
    """Print the table of free draw alone."""
    from digitgame import verify as tables

    rows = [tables.standing(*one) for one in standings]
    if verify:
        raise DigitgameError(
            "Free draw has no runs to verify: its players judge the guesses.",
            "Verify the other modes: digitgame scores --verify",
            exit_code=2,
        )
    if as_csv:
        click.echo(tables.as_csv(rows, tables.STANDING), nl=False)
    elif as_json:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        click.echo("\n\n".join(_standings(standings, most)) or _NOBODY)


def _standings(standings: Sequence[tuple[str, Score]], most: int) -> list[str]:
    """The table of free draw, most right guesses first; no table if nobody has guessed."""
    lines = ["Free draw", f"{'':>3} {'right':>8}  {'player':24} {'guesses':>9} {'right':>6} {'streak':>6}"]
    for rank, (player, score) in enumerate(standings[:most], 1):
        total = score.total
        accuracy = _percent(total.accuracy)
        lines.append(
            f"{rank:>3} {total.right:>8,}  {player:24} {total.count:>9,} {accuracy:>6} {score.best:>6}"
        )
    return ["\n".join(lines)] if standings else []


def _tables(runs: Sequence[Run], most: int) -> list[str]:
    """One table per mode, the best run first."""
    from digitgame.rules.modes import Mode

    blocks = []
    for mode in sorted({run.mode for run in runs}):
        lines = [
            Mode.parse(mode).title,
            f"{'':>3} {'points':>8}  {'player':24} {'digits':>9} {'right':>6} {'combo':>5}  day",
        ]
        for rank, run in enumerate([run for run in runs if run.mode == mode][:most], 1):
            right = _percent(run.accuracy)
            day = datetime.fromtimestamp(run.started).strftime("%Y-%m-%d")
            mark = "?" if run.verdict == "doubtful" else " "
            digits = f"{run.hits} of {run.asked}"
            lines.append(
                f"{rank:>3} {run.score:>8,}{mark} {run.player:24} {digits:>9} {right:>6} {run.best:>5}  {day}"
            )
        blocks.append("\n".join(lines))
    return blocks


def _percent(accuracy: float | None) -> str:
    return "–" if accuracy is None else percent(accuracy)
