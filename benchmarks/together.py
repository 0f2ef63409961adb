"""Many programs on one database at once: what each was told is kept is there at the end, and none of them fails.

    python benchmarks/together.py [--seconds 600]

Three programs write runs and answers, the bot plays in two games, `digitgame scores` and `scores --verify` are called
again and again, and so is a training from `mine`. Needs TensorFlow. The exit code is 1 if a run or an answer is lost or
is there twice, if the database is damaged, or if any of the programs ends with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve()
WRITERS: Final = 3
GAMES: Final = 2
SCREENS: Final = ("sprint", "free", "sums easy")
# Seconds that a program may take to end after its time, on a busy machine.
PATIENCE: Final = 300
SCORES: Final = (["scores", "--json"], ["scores"], ["scores", "--verify", "--mode", "sprint", "--json"])
TRAIN: Final = (
    *("train", "--data", "mine", "--player", "all", "--preset", "seed", "--epochs", "1"),
    *("--name", "from-mine", "--json"),
)


def main() -> None:
    """Start all, wait, and compare what they say with what the database has."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        _part(options.part, options.seconds)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DIGITGAME_HOME=folder, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
        _draw()
        names = [f"writer {n}" for n in range(WRITERS)] + [f"game {n}" for n in range(GAMES)]
        command = [sys.executable, str(HERE), "--seconds", str(options.seconds), "--part"]
        parts = {
            name: subprocess.Popen(
                [*command, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for name in (*names, "scores", "train")
        }
        problems, told = [], {}
        for name, part in parts.items():
            try:
                out, errors = part.communicate(timeout=options.seconds + PATIENCE)
            except subprocess.TimeoutExpired:
                part.kill()
                out, errors = part.communicate()
            if part.returncode:
                problems.append(f"{name} ended with {part.returncode}: {errors.strip()[-500:]}")
            else:
                told[name] = json.loads(out.splitlines()[-1])
                print(f"{name}: {told[name]}")
        problems += _compared(
            Path(folder) / "digitgame.db", {name: told[name] for name in names if name in told}
        )
    sys.exit("\n".join(problems) if problems else 0)


def _draw() -> None:
    """Drawings to train on."""
    from digitgame import paths
    from digitgame.rules import Answer
    from digitgame.store import Store
    from digitgame.synth import handwriting

    with Store(paths.database()) as store:
        store.join("Zoe")
        for drawing in handwriting.write_many(200, seed=1):
            digit = drawing.label or 0
            store.add("Zoe", drawing, [0.1] * 10, Answer(digit, digit), model="m")


def _compared(path: Path, told: dict[str, dict[str, int]]) -> list[str]:
    """What the database has otherwise than it was told."""
    from digitgame.store import Store
    from digitgame.store.rescue import check

    problems = []
    with Store(path) as store:
        check(store._db)
        runs = Counter(run.player for run in store.runs())
        for name, one in told.items():
            found = {"runs": runs[name], "answers": len(list(store.answers(name)))}
            if any(found[key] != one[key] for key in found):
                problems.append(f"{name} kept {one}, and the database has {found}")
        print(f"{runs.total():,} runs in the database")
    return problems


def _part(name: str, seconds: int) -> None:
    """One of the programs; prints what it did as a JSON object."""
    until = time.monotonic() + seconds
    kind = name.partition(" ")[0]
    did = {"writer": _write, "game": _play, "scores": _scores, "train": _train}[kind](name, until)
    print(json.dumps(did))


def _write(name: str, until: float) -> dict[str, int]:
    from digitgame import paths
    from digitgame.ink import Drawing
    from digitgame.rules import Answer
    from digitgame.rules.modes import SPRINT
    from digitgame.rules.record import Move
    from digitgame.store import HIT, Attempt, Run, Store

    ink = Drawing((((10.0, 20.0), (200.0, 20.0), (90.0, 290.0)),), 7)
    did = {"runs": 0, "answers": 0}
    with Store(paths.database()) as store:
        while time.monotonic() < until:
            run = Run(
                name, SPRINT, did["runs"], "m", time.time(), 30.0, 100, 1, 1, 1, (Move(1.0, "submit", 0, 7),)
            )
            store.keep(run, [Attempt(7, ink, 7, (0.1,) * 10, HIT)])
            did["runs"] += 1
            store.add(name, ink, [0.1] * 10, Answer(7, 7), model="m")
            did["answers"] += 1
            time.sleep(0.05)
    return did


def _play(name: str, until: float) -> dict[str, int]:
    from digitgame import model, paths
    from digitgame.demo.run import frames
    from digitgame.game import start
    from digitgame.game.game import Game
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING
    from digitgame.store import QueuedStore
    from digitgame.ui.loop import Window
    from digitgame.ui.sound import Sounds

    did = {"runs": 0, "answers": 0}

    class Counting(QueuedStore):
        def keep(self, *given: Any, **more: Any) -> Any:
            super().keep(*given, **more)
            did["runs"] += 1

        def add(self, *given: Any, **more: Any) -> Any:
            uid = super().add(*given, **more)
            did["answers"] += 1
            return uid

        def withdraw(self, *given: Any, **more: Any) -> Any:
            super().withdraw(*given, **more)
            did["answers"] -= 1

    window, store = Window((640, 400)), Counting(paths.database())
    store.tend()
    reader = Reader(model.load(paths.shipped_model(), framing=FRAMING))
    game = Game(reader, store, name, Sounds(muted=True), start.samples)
    number = 0
    while time.monotonic() < until:
        for _ in frames(game, window, SCREENS[number % len(SCREENS)], 90.0):
            pass
        number += 1
    store.close()
    window.close()
    if store.farewell:
        sys.exit(store.farewell)
    return did


def _scores(_: str, until: float) -> dict[str, int]:
    did = {"calls": 0}
    while time.monotonic() < until:
        _call(SCORES[did["calls"] % len(SCORES)])
        did["calls"] += 1
        time.sleep(0.5)
    return did


def _train(_: str, until: float) -> dict[str, int]:
    did = {"trainings": 0}
    while time.monotonic() < until:
        _call(TRAIN)
        did["trainings"] += 1
    return did


def _call(arguments: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "digitgame", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-300:]}")


if __name__ == "__main__":
    main()
