"""Labelled images to train on and to show: MNIST, drawings, image files, synthetic handwriting.

`sources` loads them by name. It is not imported here, as it brings every format along, which the game does not need.
"""

from digitgame.datasets.images import SIDE, Dataset, DataSource, Images, ProgressCallback, shuffled_batches

__all__ = [
    "SIDE",
    "DataSource",
    "Dataset",
    "Images",
    "ProgressCallback",
    "shuffled_batches",
]
