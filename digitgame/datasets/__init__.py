"""Labelled images to train on and to show: MNIST, drawings, image files, synthetic handwriting."""

from digitgame.datasets.images import SIDE, Dataset, DataSource, Images, ProgressCallback, shuffled_batches
from digitgame.datasets.sources import load, load_test

__all__ = [
    "SIDE",
    "DataSource",
    "Dataset",
    "Images",
    "ProgressCallback",
    "load",
    "load_test",
    "shuffled_batches",
]
