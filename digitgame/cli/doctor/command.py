"""`digitgame doctor`."""

import json

import click

from digitgame.cli.output import echo


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:
    """Print what a bug report needs: versions, screen, folders, model and data.

    It changes nothing, and works whatever is missing.

    \b
    Examples:
      digitgame doctor
      digitgame doctor --json
    """
    from digitgame.cli.doctor.facts import facts

    found = facts()
    if as_json:
        click.echo(json.dumps(found))
        return
    wide = max(map(len, found)) + 2
    for name, value in found.items():
        echo(f"{name:<{wide}}{value}")
