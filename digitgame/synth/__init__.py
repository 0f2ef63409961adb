"""Synthetic handwriting, and ink that is no digit, as strokes."""
