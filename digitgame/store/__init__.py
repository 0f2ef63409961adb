"""What is kept across runs of the program: players, judged guesses, runs and settings, in one SQLite file."""

from digitgame.store.queued import QueuedStore
from digitgame.store.runs import DISPUTED, FOOLED, HIT, MISREAD, WRONG, Attempt, Run
from digitgame.store.store import ReadStore, Store

__all__ = [
    "DISPUTED",
    "FOOLED",
    "HIT",
    "MISREAD",
    "WRONG",
    "Attempt",
    "QueuedStore",
    "ReadStore",
    "Run",
    "Store",
]
