"""`digitgame` without what takes longer than a small training: charts, their process, 2,000 digits to score on."""

QUICKLY = """
from functools import cache, partial
from digitgame import charts
from digitgame.datasets import sources
from digitgame.processes.worker import Worker
Worker.submit = lambda worker, function, *values: cache(partial(function, *values))
sources.HAND_TEST = 200
for name in ("curves", "kernels", "feature_maps", "evaluation"):
    setattr(charts, name, lambda *_: None)
from digitgame.cli import main
main()
"""
