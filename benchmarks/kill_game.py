"""Kill a game (`kill -9`) while it saves, start the next one, and see that nothing that was saved is lost.

    python benchmarks/kill_game.py [--kills 1000] [--seed 1]

The game's store is given answers, corrections, runs and settings without a pause, through `store_run` and the thread
that writes, and tells of each that it is on disk. It is killed within a fraction of a second. The next game opens the
same database, has to find all that was told, looks after the file as each game does, and is killed in its turn.
The exit code is 1 if anything was lost, if a game found the file damaged, or if one could not start.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from digitgame.game.results.history import store_run
from digitgame.ink import Drawing
from digitgame.rules import Answer
from digitgame.rules.modes import SPRINT
from digitgame.rules.record import Move
from digitgame.store import HIT, Attempt, QueuedStore, Run, Store
from digitgame.store.rescue import check

INK: Final = Drawing((((10.0, 20.0), (200.0, 20.0), (90.0, 290.0)),), 7)
# Seconds from a game's first change to its end, at most.
LONGEST: Final = 0.3
# Seconds until the first change, on a busy machine.
PATIENCE: Final = 120.0
# Kills of one database; each game reads all of it.
EACH: Final = 100


def main() -> None:
    """Print a line a database, then the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    problems: list[str] = []
    kills = kept = 0
    while kills < options.kills:
        with tempfile.TemporaryDirectory() as folder:
            told: dict[str, Any] = {}
            for _ in range(min(EACH, options.kills - kills)):
                problems += _kill(Path(folder) / "a.db", told, rng)
                kills += 1
            problems += _missing(Path(folder) / "a.db", told)
            kept += len(told)
        print(f"{kills:,} kills, {kept:,} changes told, {len(problems)} problems", flush=True)
        for problem in problems[:5]:
            print(f"  {problem}")
    sys.exit(bool(problems))


def _kill(path: Path, told: dict[str, Any], rng: random.Random) -> list[str]:
    """Let a game run for a moment, and kill it; adds what it told to `told`, and returns what is wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            _play(path, dict(told), writing, rng.randrange(2**31))
        except BaseException as error:
            os.write(writing, json.dumps({"problem": repr(error)[:300]}).encode() + b"\n")
        os._exit(1)
    os.close(writing)
    said = b""
    if select.select([reading], [], [], PATIENCE)[0]:
        said += os.read(reading, 65536)
        time.sleep(rng.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    # The last line may be cut off.
    lines = [json.loads(line) for line in said.split(b"\n")[:-1]]
    if not lines:
        return ["a game did not start"]
    problems = [line["problem"] for line in lines if "problem" in line]
    for line in lines:
        told.update(line.get("told", {}))
    return problems


def _play(path: Path, told: dict[str, Any], writing: int, seed: int) -> None:
    """A game: it looks for what was told, and then saves until it is killed."""

    def say(**line: Any) -> None:
        os.write(writing, json.dumps(line).encode() + b"\n")

    rng = random.Random(seed)
    store = QueuedStore(path)
    store.tend()
    for problem in (*_missing(path, told), store.repaired(), store.trouble):
        if problem:
            say(problem=str(problem))
    game: Any = SimpleNamespace(store=store, player="Ann", sender=None, goals=list, notice=str, unsaved="")
    while True:
        number = rng.randrange(2**31)
        what = rng.random()
        truth = rng.randrange(10)
        if what < 0.5:
            key = store.add("Ann", INK, [0.1] * 10, Answer(7, truth), model="m")
            new: dict[str, Any] = {f"answer {key}": truth}
            if what < 0.2:
                store.correct(key, Answer(7, 9 - truth))
                new = {f"answer {key}": 9 - truth}
        elif what < 0.8:
            moves = (Move(1.0, "submit", 0, 7),)
            run = Run("Ann", SPRINT, number, "m", 1.7e9, 30.0, 100 + truth, 1, 1, 1, moves)
            store_run(game, run, [Attempt(7, INK, 7, (0.1,) * 10, HIT)] * 3)
            new = {f"run {number}": 100 + truth}
        else:
            store.set("volume", truth)
            new = {"volume": truth}
        # Only then is it on disk, and not in memory until the disk takes it.
        if not store._in_memory and not store._writer.waiting():
            say(told=new)


def _missing(path: Path, told: dict[str, Any]) -> list[str]:
    """What the database lacks of that which was told, or has otherwise. One change more may be in it."""
    problems = []
    with Store(path) as store:
        check(store._db)
        answers = {
            f"answer {uid}": truth for uid, truth in store._db.execute("SELECT uid, truth FROM guesses")
        }
        runs = store.runs()
        found = answers | {f"run {run.seed}": run.score for run in runs}
        attempts = sum(len(store.attempts(run.number or 0)) for run in runs)
    problems += [
        f"lost: {key}, {value}, is {found.get(key)}"
        for key, value in told.items()
        if key != "volume" and found.get(key) != value
    ]
    if attempts != 3 * len(runs):
        problems.append(f"{len(runs)} runs have {attempts} drawings")
    return problems


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
