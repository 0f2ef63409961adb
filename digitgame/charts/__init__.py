"""Pictures of numbers: how training went, what a network looks for, what it confuses, which digits it misread.

Each takes plain numbers and saves a PNG.
"""

from digitgame.charts.network import feature_maps, kernels
from digitgame.charts.reading import by_digit, confusion, how_it_reads, mistakes, reliability
from digitgame.charts.training import curves

__all__ = [
    "by_digit",
    "confusion",
    "curves",
    "feature_maps",
    "how_it_reads",
    "kernels",
    "mistakes",
    "reliability",
]
