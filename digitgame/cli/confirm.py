"""Asking before something is taken away."""

from __future__ import annotations

import click

from digitgame.errors import DigitgameError


def sure(question: str, *, yes: bool) -> bool:
    """Whether the user wants it. `yes`: said so already. DigitgameError where nobody answers."""
    if yes:
        return True
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo(err=True)  # the question's line is still open
        raise DigitgameError(
            "Nobody answered: nothing was removed.", "Where nobody can, say --yes."
        ) from None
