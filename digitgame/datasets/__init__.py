"""Labelled pictures to learn from and to show: MNIST, drawings, pictures, the built-in hand."""

from digitgame.datasets.images import Digits, Pictures, Progress, Source, shuffled_batches
from digitgame.datasets.sources import load, load_test, samples

__all__ = ["Digits", "Pictures", "Progress", "Source", "load", "load_test", "samples", "shuffled_batches"]
