"""`digitgame train`."""

from digitgame.cli.train.command import train

__all__ = ["train"]
