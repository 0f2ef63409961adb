"""Synthetic handwriting (`handwriting`) and non-digits (`non_digits`), as strokes."""

from digitgame.synth import handwriting, non_digits

__all__ = ["handwriting", "non_digits"]
