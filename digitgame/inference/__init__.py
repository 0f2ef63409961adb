"""Reading drawings with a trained network, and scoring how well it does."""

from digitgame.inference.reader import Reader, Reading, Readings

__all__ = ["Reader", "Reading", "Readings"]
