"""`digitgame models`."""

from digitgame.cli.models.command import models as models
