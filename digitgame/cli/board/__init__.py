"""`digitgame board`."""

from digitgame.cli.board.command import board as board
