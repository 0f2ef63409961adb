"""Random events through every scene: no exception, nothing lost, no growth of memory.

    python benchmarks/random_events.py [--events 200000] [--seed 1] [--failing]

Trainings are a recorded one, so that their pages are walked through as well. The window changes its size on the way.
With --failing the disk takes nothing for a while, again and again. Prints the scenes that were met, what was kept, and
the memory on the way. Fails if an answer or a run that ended is not in the store, if the ink and the moves of a run do
not give its score, if a scene was never met, or if the second half of the events takes more than 10 MB.
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
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digitgame.errors import UnwritableError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
GROWTH = 10.0  # MB
ENOUGH = 100_000  # events; in fewer, some scenes are met late
SIZES = ((640, 400), (960, 600), (1280, 800), (500, 700), (320, 240))


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
    parser.add_argument("--failing", action="store_true", help="The disk takes nothing, again and again.")
    options = parser.parse_args()
    os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIGITGAME_HOME"] = folder
        wander(options.events, options.seed, failing=options.failing)


class Disk:
    """A disk that may take nothing for a while: what the store's thread writes then fails."""

    def __init__(self) -> None:
        self.full = False

    def transaction(self, write: Any) -> Any:
        """`write`, the real transaction, or the error of a full disk."""

        @contextlib.contextmanager
        def wrapped(database: Any) -> Iterator[None]:
            if self.full and threading.current_thread().name == "store":
                raise UnwritableError("The disk is full.")
            with write(database):
                yield

        return wrapped


def wander(events: int, seed: int, *, failing: bool = False) -> None:
    """Hand `events` random events to the game."""
    import pygame

    from digitgame import model, paths
    from digitgame.game import start
    from digitgame.game.game import Game
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING
    from digitgame.store import QueuedStore
    from digitgame.store.database import Database
    from digitgame.ui.canvas import Canvas
    from digitgame.ui.layout import View
    from digitgame.ui.loop import Window
    from digitgame.ui.sound import Sounds

    wandering = importlib.import_module("game.wandering")  # the tests': they have a shorter walk of it
    everyscene = importlib.import_module("game.everyscene")
    window = Window((640, 400))
    reader = Reader(model.load(paths.shipped_model(), framing=FRAMING))
    disk, rng = Disk(), random.Random(seed)
    Database.transaction = disk.transaction(Database.transaction)  # type: ignore[method-assign]
    began, memory = time.perf_counter(), []
    store = QueuedStore(paths.database())
    game = Game(reader, store, "Ann", Sounds(muted=True), start.samples)
    wanderer = wandering.Wanderer(game, random.Random(seed))
    canvases = [Canvas(surface, View(*surface.get_size())) for surface in map(pygame.Surface, SIZES)]
    canvas, frames, outages = canvases[0], 0, 0
    for quarter in range(1, 5):
        while wanderer.events < events * quarter / 4:
            frames += 1
            if frames % 300 == 0:
                canvas = rng.choice(canvases)
            if failing and frames % 1_000 == 0:
                disk.full = not disk.full and rng.random() < 0.5
                outages += disk.full
            wanderer.frame(canvas)
        memory.append(resident())
    disk.full = False
    waited = time.monotonic()
    while store._writer.waiting() and time.monotonic() - waited < 30:
        time.sleep(0.1)
    store.close()
    window.close()
    print(f"{wanderer.events:,} events in {time.perf_counter() - began:.0f} s, {len(wanderer.seen)} scenes:")
    print(", ".join(sorted(wanderer.seen)))
    print(f"outages {outages}; trainings begun {wanderer.trainings}")
    print("memory after each quarter: " + ", ".join(f"{mb:.0f} MB" for mb in memory))
    problems = [*kept(wanderer), store.farewell]
    missed = everyscene.names() - wanderer.seen
    problems += [f"Never met: {', '.join(sorted(missed))}." if missed else ""]
    problems += ["Memory grows." if events >= ENOUGH and memory[3] - memory[1] > GROWTH else ""]
    if any(problems):
        sys.exit("\n".join(filter(None, problems)))


def kept(wanderer: Any) -> list[str]:
    """What the store lacks of that which was played, or has wrong."""
    from digitgame import paths, verify
    from digitgame.store import Store
    from digitgame.store.runs import CONFIRMED, DOUBTFUL

    with Store(paths.database()) as store:
        runs = store.runs()
        answers = sum(len(list(store.answers(name))) for name in store.players())
        networks = {wanderer.game.reader.model.digest: paths.shipped_model()}
        checked = verify.verify(store, runs, networks)
    doubtful = [
        f"run {run.number}, {run.mode}: {why}" for run, verdict, why in checked if verdict == DOUBTFUL
    ]
    confirmed = sum(verdict == CONFIRMED for _, verdict, _ in checked)
    print(f"runs that ended {wanderer.runs}, kept {len(runs)}, confirmed {confirmed}")
    print(f"answers given {wanderer.answers}, kept {answers}")
    problems = [f"A run is not what it claims: {one}." for one in doubtful[:5]]
    if len(runs) != wanderer.runs:
        problems.append("A run was lost.")
    if answers != wanderer.answers:
        problems.append("An answer was lost.")
    return problems


if __name__ == "__main__":
    main()
