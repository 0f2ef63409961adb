"""Labelled pictures to learn from and to show: MNIST, drawings, pictures, the built-in hand."""

from digitgame.digits.pictures import Digits, Pictures, Progress, Source, shuffled_batches
from digitgame.digits.sources import load, load_test, samples

__all__ = ["Digits", "Pictures", "Progress", "Source", "load", "load_test", "samples", "shuffled_batches"]
