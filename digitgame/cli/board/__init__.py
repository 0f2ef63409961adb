"""`digitgame board`."""

from digitgame.cli.board.command import board

__all__ = ["board"]
