"""`digitgame evaluate`."""

from digitgame.cli.evaluate.command import evaluate as evaluate
