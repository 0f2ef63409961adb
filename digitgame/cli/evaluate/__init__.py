"""`digitgame evaluate`."""

from digitgame.cli.evaluate.command import evaluate

__all__ = ["evaluate"]
