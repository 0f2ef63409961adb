"""`digitgame doctor`."""

from digitgame.cli.doctor.command import doctor as doctor
