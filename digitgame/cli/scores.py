"""`digitgame scores`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitgame.store import Run


@click.command()
@click.option("--mode", metavar="MODE", help='One mode, such as sprint or "sums hard"  [default: all]')
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
    """Print the tables of the best runs.

    With --verify every run is read and played again by the network that read it: its score is confirmed, or
    marked as doubtful, and the exit code is 1 where one is doubtful.

    \b
    Examples:
      digitgame scores
      digitgame scores --mode sprint --period today
      digitgame scores --csv > runs.csv
      digitgame scores --verify
    """
    from digitgame import paths
    from digitgame import scores as tables
    from digitgame.rules.record import since
    from digitgame.store import Store

    with Store(paths.database()) as store:
        runs = store.runs(mode=mode, since=since(period, datetime.now()), player=player)
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
            runs = store.runs(mode=mode, since=since(period, datetime.now()), player=player)
    if as_csv:
        click.echo(tables.as_csv(runs), nl=False)
    elif as_json:
        for run in runs:
            verdict, reason = reasons.get(run.number, (run.verdict, ""))
            click.echo(json.dumps({**tables.row(run), "verdict": verdict, "reason": reason}))
    else:
        click.echo(_tables(runs, most) if runs else "Nobody has played yet: digitgame play --mode sprint")
        for number, (verdict, reason) in reasons.items():
            click.echo(f"run {number}: {verdict}{f' ({reason})' if reason else ''}")
    doubtful = sum(verdict == tables.DOUBTFUL for verdict, _ in reasons.values())
    if doubtful:
        raise DigitgameError(f"{doubtful} of {len(reasons)} runs cannot be what they claim.")


def _tables(runs: Sequence[Run], most: int) -> str:
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
    return "\n\n".join(blocks)
