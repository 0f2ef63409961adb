"""`digitgame scores`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitgame.rules import Score
    from digitgame.store import Run

_NOBODY = "Nobody has played yet: digitgame play --mode sprint"


@click.command()
@click.option("--mode", metavar="MODE", help='One mode, such as free, sprint or "sums hard"  [default: all]')
@click.option(
    "--period",
    type=click.Choice(["today", "week", "ever"]),
    default="ever",
    show_default=True,
    help="Since when.",
)
@click.option("--player", metavar="NAME", help="One player's runs.")
@click.option("--most", type=click.IntRange(min=1), default=10, show_default=True, help="Runs of each mode.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a run.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, every run.")
@click.option(
    "--verify", is_flag=True, help="Read each run's ink again, play its moves again, confirm or mark it."
)
def scores(
    mode: str | None, period: str, player: str | None, most: int, as_json: bool, as_csv: bool, verify: bool
) -> None:
    """Print the tables of the best runs, and how well each player's guesses in free draw were read.

    With --verify every run is read and played again by the network that read it: its score is confirmed, or
    marked as doubtful, and the exit code is 1 where one is doubtful.

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
    from digitgame.rules.modes import FREE
    from digitgame.rules.record import since
    from digitgame.store import Store

    begun = since(period, datetime.now())
    with Store(paths.database()) as store:
        standings = [] if verify or mode not in (None, FREE) else store.standings(begun, player)
        if mode == FREE:
            _free(standings, most, as_json=as_json, as_csv=as_csv, verify=verify)
            return
        runs = store.runs(mode=mode, since=begun, player=player)
        if mode is not None and not runs and mode not in store.modes():
            known = ", ".join(store.modes()) or "none yet: digitgame play --mode sprint"
            raise DigitgameError(
                f"There is no run of a mode {mode}.", f"Modes with runs: {known}.", exit_code=2
            )
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
        raise DigitgameError(f"{doubtful} of {len(reasons)} runs cannot be what they claim.")


def _free(
    standings: Sequence[tuple[str, Score]], most: int, *, as_json: bool, as_csv: bool, verify: bool
) -> None:
    """The table of free draw alone."""
    from digitgame import verify as tables

    rows = [tables.standing(*one) for one in standings]
    if verify:
        raise DigitgameError(
            "In free draw the players judge, and there is no run to play again.",
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
    """The table of free draw, the player with the most right guesses first; nothing where nobody has guessed."""
    lines = ["Free draw", f"{'':>3} {'right':>8}  {'player':24} {'guesses':>9} {'right':>6} {'streak':>6}"]
    for rank, (player, score) in enumerate(standings[:most], 1):
        total = score.total
        share = "–" if total.accuracy is None else f"{total.accuracy:.0%}"
        lines.append(f"{rank:>3} {total.right:>8,}  {player:24} {total.count:>9,} {share:>6} {score.best:>6}")
    return ["\n".join(lines)] if standings else []


def _tables(runs: Sequence[Run], most: int) -> list[str]:
    """A table a mode, the best run first."""
    blocks = []
    for mode in sorted({run.mode for run in runs}):
        lines = [
            mode.capitalize(),
            f"{'':>3} {'points':>8}  {'player':24} {'digits':>9} {'right':>6} {'combo':>5}  day",
        ]
        for rank, run in enumerate([run for run in runs if run.mode == mode][:most], 1):
            right = "–" if run.accuracy is None else f"{run.accuracy:.0%}"
            day = datetime.fromtimestamp(run.started).strftime("%Y-%m-%d")
            mark = "?" if run.verdict == "doubtful" else " "
            digits = f"{run.hits} of {run.asked}"
            lines.append(
                f"{rank:>3} {run.score:>8,}{mark} {run.player:24} {digits:>9} {right:>6} {run.best:>5}  {day}"
            )
        blocks.append("\n".join(lines))
    return blocks
