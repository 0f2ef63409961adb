"""What is kept across runs of the program: players, judged guesses, runs, settings, in one SQLite file."""

from __future__ import annotations

from digitgame.store.runs import DISPUTED, FOOLED, HIT, MISREAD, Run, Runs, Shot

__all__ = ["DISPUTED", "FOOLED", "HIT", "MISREAD", "Run", "Shot", "Store"]


class Store(Runs):
    """The database, whole. Open it with a path, close it or use it in a `with` block; one thread each."""
