"""`digitgame models`."""

from digitgame.cli.models.command import models

__all__ = ["models"]
