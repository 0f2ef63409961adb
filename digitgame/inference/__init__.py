"""Predictions of a trained network, and how accurate they are."""

from digitgame.inference.reader import Reader, Reading

__all__ = ["Reader", "Reading"]
