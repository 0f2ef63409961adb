"""`digitgame train`."""

from digitgame.cli.train.command import train as train
