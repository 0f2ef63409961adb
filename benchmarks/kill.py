"""Kill trainings (`kill -9`) at random moments, let each go on, and see that no finished epoch and no model is lost.

    python benchmarks/kill.py [--kills 100] [--seed 1]

A few trainings are killed again and again: while the program loads, in an epoch, while an epoch is being kept, and,
every other time, while the model is being saved. An earlier model of that name must stay whole until the new one takes
its place. Each training is then left to end, and must become the network that an unbroken one becomes.
Also prints what keeping the epochs costs, as a share of their time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from unittest.mock import patch

from digitgame import folders, model, unfinished
from digitgame.datasets import load
from digitgame.errors import DigitgameError
from digitgame.training import checkpoint

EPOCHS: Final = 150
RECIPE: Final = (
    "--data",
    "hand",
    "--hand",
    "1300",
    "--preset",
    "seed",
    "--epochs",
    str(EPOCHS),
    "--name",
    "hunted",
)
KILLS_A_TRAINING: Final = 10
# Seconds that saving takes, on a busy machine.
SAVING: Final = 6.0
EARLIER: Final = "earlier.txt"


def main() -> None:
    """Print a line a training, then the counts; the exit code is 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    kills = lost = same = trainings = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        whole, seconds = _run(home / "whole", (*RECIPE, "--json"), None)
        expected = _weights(home / "whole")
        files = _files(home / "whole" / "models" / "hunted")
        print(f"unbroken: {EPOCHS} epochs, {seconds:.1f} s, {whole} told")
        while kills < options.kills:
            trainings += 1
            here = home / str(trainings)
            _put_earlier(home / "whole" / "models" / "hunted", here / "models" / "hunted")
            wanted = min(KILLS_A_TRAINING, options.kills - kills)
            done = 0
            while done < wanted and not _is_new(here):
                lost += _killed(here, rng, seconds, files, saving=done % 2 == 1)
                done += 1
            kills += done
            if not _is_new(here):
                _run(here, _options(here), None)
            same += _weights(here) == expected and _is_new(here)
            print(
                f"training {trainings}: {done} kills, {lost} lost so far, {same} of {trainings} the same",
                flush=True,
            )
        print(
            f"{kills - lost} of {kills} kills lost no finished epoch; {same} of {trainings} ended as if unbroken"
        )
        _print_cost(home / "cost")
    sys.exit(lost > 0 or same < trainings)


def _put_earlier(source: Path, folder: Path) -> None:
    """An earlier model of the name: it has a file that no training writes."""
    shutil.copytree(source, folder)
    (folder / EARLIER).write_text("earlier", "utf-8")


def _is_new(home: Path) -> bool:
    """Whether the new model has taken the earlier one's place."""
    return not (home / "models" / "hunted" / EARLIER).exists()


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _killed(home: Path, rng: random.Random, seconds: float, files: set[str], *, saving: bool) -> int:
    """Kill one at a random moment of its run, or of its saving; 1 if an epoch that it told of, or a model, is lost."""
    folder = home / "models" / "hunted"
    before = checkpoint.finished(folder)
    told, _ = _run(
        home, _options(home), SAVING * rng.random() if saving else seconds * rng.random(), saving=saving
    )
    kept = checkpoint.finished(folder)
    # As the next command does.
    folders.recover(home / "models")
    new = _is_new(home)
    try:
        model.load(folder, whole=True)
        whole = files <= _files(folder)
    except DigitgameError as error:
        print(f"killed {'while saving' if saving else 'at random'}: {error.problem}")
        whole = False
    return int(not whole or (kept < max(told, before) and not new))


def _options(home: Path) -> tuple[str, ...]:
    """To begin, or to go on where there is something to go on with."""
    begun = unfinished.names(home / "models") == ["hunted"]
    return ("--resume", "hunted", "--json") if begun else (*RECIPE, "--json")


def _run(
    home: Path, options: tuple[str, ...], kill_after: float | None, *, saving: bool = False
) -> tuple[int, float]:
    """Train, to the end or for so many seconds, after it began to save the model if `saving`.

    Returns the last epoch that it told of, and the seconds it took.
    """
    environment = {**os.environ, "DIGITGAME_HOME": str(home)}
    home.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with (home / "told").open("w+") as told:
        command = [sys.executable, "-m", "digitgame", "train", *options]
        running = subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.PIPE, text=True)
        while saving and running.poll() is None and '"saving"' not in (home / "told").read_text("utf-8"):
            time.sleep(0.01)
        try:
            _, errors = running.communicate(timeout=kill_after)
            if running.returncode:
                sys.exit(f"{' '.join(command)} failed:\n{errors}")
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
        told.seek(0)
        lines = [
            line for line in told.read().splitlines() if '"event": "epoch"' in line and line.endswith("}")
        ]
    last = json.loads(lines[-1])["epoch"] if lines else 0
    return last, time.perf_counter() - started


def _weights(home: Path) -> str:
    """What the network became: the digest of what reads with it."""
    return str(model.load(home / "models" / "hunted").card["files"][model.TFLITE])


def _print_cost(home: Path) -> None:
    """What keeping an epoch takes."""
    from digitgame.events import Epoch
    from digitgame.training.backend import CORES
    from digitgame.training.callbacks import KeepEpochs
    from digitgame.training.config import Plan
    from digitgame.training.train import train

    digits = load(["hand"], cache=home, seed=1, hand_count=6_000)
    keep = KeepEpochs.keep
    spent: list[tuple[float, float]] = []

    def timed(epochs: KeepEpochs) -> None:
        started, used = time.perf_counter(), time.thread_time()
        keep(epochs)
        spent.append((time.perf_counter() - started, time.thread_time() - used))

    patched = patch.object(KeepEpochs, "keep", timed)
    for preset, epochs in (("seed", 60), ("fast", 3)):
        spent.clear()
        took: list[float] = []

        def tell(event: object, took: list[float] = took) -> None:
            if isinstance(event, Epoch):
                took.append(event.seconds)

        with patched, checkpoint.claimed(home / "models" / preset, {}) as held:
            train(digits, Plan(preset, epochs), home / "models" / preset, checkpoints=held, report=tell)
        whole = 1e3 * statistics.median(took[1:])
        kept, used = (1e3 * statistics.median(some) for some in zip(*spent[1:], strict=True))
        print(
            f"preset {preset}: keeping an epoch of {whole:.0f} ms takes {kept:.2f} ms, waiting for the disk included, "
            f"and {used:.2f} ms of a core's time, {100 * used / whole / CORES:.1f} %"
        )


if __name__ == "__main__":
    main()
