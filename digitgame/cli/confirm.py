"""Ask before something is removed."""

from __future__ import annotations

import click

from digitgame.errors import DigitgameError


def sure(question: str, *, yes: bool) -> bool:
    """Whether the user agrees, or has already with `--yes`. DigitgameError if nobody can answer."""
    if yes:
        return True
    try:
        return click.confirm(question)
    except click.Abort:
        # The line of the question is still open.
        click.echo(err=True)
        raise DigitgameError("No confirmation, nothing removed.", "Use --yes in scripts.") from None
