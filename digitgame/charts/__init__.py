"""Charts as images, which a notebook shows and a path keeps as a PNG: how training went, what a network looks for,
which digits it confuses.

Each takes plain numbers. `training/export.py`, `cli/evaluate/report.py` and the Python API call them.
"""

from digitgame.charts.league import league
from digitgame.charts.mosaic import mosaic
from digitgame.charts.network import feature_maps, kernels
from digitgame.charts.predictions import confusion, confusion_matrix, evaluation, mistakes
from digitgame.charts.style import prepare
from digitgame.charts.training import curves

__all__ = [
    "confusion",
    "confusion_matrix",
    "curves",
    "evaluation",
    "feature_maps",
    "kernels",
    "league",
    "mistakes",
    "mosaic",
    "prepare",
]
