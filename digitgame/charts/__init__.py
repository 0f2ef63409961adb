"""Charts as PNG files: how training went, what a network looks for, which digits it confuses.

Each takes plain numbers and a path. `training/export.py` and `cli/evaluate/report.py` call them.
"""

from digitgame.charts.network import feature_maps, kernels
from digitgame.charts.predictions import evaluation
from digitgame.charts.training import curves

__all__ = ["curves", "evaluation", "feature_maps", "kernels"]
