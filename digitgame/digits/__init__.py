"""Labelled pictures to learn from and to show: MNIST in its formats, ink files, folders of pictures, the hand."""

from digitgame.digits.pictures import Digits, Pictures, Progress, Source, shuffled_batches
from digitgame.digits.sources import load

__all__ = ["Digits", "Pictures", "Progress", "Source", "load", "shuffled_batches"]
