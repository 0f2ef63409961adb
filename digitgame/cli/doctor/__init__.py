"""`digitgame doctor`."""

from digitgame.cli.doctor.command import doctor

__all__ = ["doctor"]
