"""Charts as PNG files: how training went, what a network looks for, which digits it confuses.

Each takes plain numbers and a path. `training/export.py` and `cli/evaluate/report.py` call them.
"""

from digitgame.charts.network import feature_maps, kernels
from digitgame.charts.predictions import by_digit, confusion, evaluation, mistakes, reliability
from digitgame.charts.training import curves

__all__ = [
    "by_digit",
    "confusion",
    "curves",
    "evaluation",
    "feature_maps",
    "kernels",
    "mistakes",
    "reliability",
]
