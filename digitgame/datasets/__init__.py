"""Labelled pictures to learn from and to show: MNIST, drawings, pictures, the built-in hand."""

from digitgame.datasets.images import Dataset, Images, Progress, Source, shuffled_batches
from digitgame.datasets.sources import load, load_test, samples

__all__ = ["Dataset", "Images", "Progress", "Source", "load", "load_test", "samples", "shuffled_batches"]
