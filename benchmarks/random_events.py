"""Random events through every scene: no exception, no lost run, no growth of memory.

    python benchmarks/random_events.py [--events 200000] [--seed 1]

Trainings are a recorded one, so that their pages are walked through as well. Prints the scenes that were met, what was
kept, and the memory on the way. Fails where a run that ended is not in the store, where a scene was never met, or where
the second half of the events takes more than 10 MB.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import importlib
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
GROWTH = 10.0  # MB


def resident() -> float:
    """Memory in use, in MB, without what lies free between what is used; 0 where the system does not tell."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return 0.0


def main() -> None:
    """Wander, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIGITGAME_HOME"] = folder
        wander(options.events, options.seed)


def wander(events: int, seed: int) -> None:
    """Hand `events` random events to the game."""
    from digitgame import model, paths
    from digitgame.game import start
    from digitgame.game.game import Game
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING
    from digitgame.store import Store
    from digitgame.ui.loop import Window
    from digitgame.ui.sound import Sounds

    wandering = importlib.import_module("game.wandering")  # the tests': they have a shorter walk of it
    everyscene = importlib.import_module("game.everyscene")
    window = Window((640, 400))
    reader = Reader(model.load(paths.shipped_model(), framing=FRAMING))
    began, memory = time.perf_counter(), []
    with Store(paths.database()) as store:
        game = Game(reader, store, "Ann", Sounds(muted=True), start.samples)
        wanderer = wandering.Wanderer(game, random.Random(seed))
        for quarter in range(1, 5):
            while wanderer.events < events * quarter / 4:
                wanderer.frame(window.canvas())
            memory.append(resident())
        kept = len(store.runs())
    window.close()
    print(f"{wanderer.events:,} events in {time.perf_counter() - began:.0f} s, {len(wanderer.seen)} scenes:")
    print(", ".join(sorted(wanderer.seen)))
    print(f"runs that ended {wanderer.runs}, runs kept {kept}; trainings begun {wanderer.trainings}")
    print("memory after each quarter: " + ", ".join(f"{mb:.0f} MB" for mb in memory))
    missed = everyscene.names() - wanderer.seen
    if missed:
        sys.exit(f"Never met: {', '.join(sorted(missed))}.")
    if kept != wanderer.runs:
        sys.exit("A run was lost.")
    if memory[3] - memory[1] > GROWTH:
        sys.exit("Memory grows.")


if __name__ == "__main__":
    main()
