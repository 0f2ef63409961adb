"""Kill trainings (`kill -9`) at random moments, let each go on, and see that no finished epoch and no model is lost.

    python benchmarks/kill.py [--kills 100] [--seed 1]

A few trainings are killed again and again: while the program loads, in an epoch, while an epoch is being kept, and
while the model is being saved. The moments follow what the training reports, so that a busy machine changes nothing
of them. An earlier model of that name must stay whole until the new one takes
its place. Each training is then left to end, and must become the network that an unbroken one becomes.
Also prints what keeping the epochs costs, as a share of their time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

from digitgame import folders, model, unfinished
from digitgame.datasets.sources import load
from digitgame.errors import DigitgameError
from digitgame.training import checkpoint

EPOCHS: Final = 40
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
KILLS_A_TRAINING: Final = 12
# Where one is killed, as often as it stands here, and the epochs that it is let go on for, at most.
LOADING, EPOCH, SAVING = "loading", "epoch", "saving"
PHASES: Final = (LOADING, EPOCH, EPOCH, EPOCH, SAVING, SAVING)
STRIDE: Final = 8
EARLIER: Final = "earlier.txt"
_EPOCH: Final = '"event": "epoch"'


def main() -> None:
    """Print a line a training, then the counts; the exit code is 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    lost = same = trainings = 0
    kills: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        whole = _run(home / "whole", (*RECIPE, "--json"))
        # Those of the last training that ended: the machine may be busier or less so than at first.
        seconds = whole.seconds
        expected = _weights(home / "whole")
        files = _files(home / "whole" / "models" / "hunted")
        print(f"unbroken: {whole.epochs} epochs reported, {sum(seconds.values()):.1f} s", flush=True)
        while kills.total() < options.kills:
            trainings += 1
            here = home / str(trainings)
            _put_earlier(home / "whole" / "models" / "hunted", here / "models" / "hunted")
            done = 0
            while done < min(KILLS_A_TRAINING, options.kills - kills.total()) and not _is_new(here):
                phase = rng.choice(PHASES)
                run, is_lost = _killed(here, phase, rng, seconds, files)
                lost += is_lost
                if run.killed:
                    done, kills[phase] = done + 1, kills[phase] + 1
                else:
                    seconds = run.seconds
            if not _is_new(here):
                seconds = _run(here, _options(here)).seconds
            same += _weights(here) == expected and _is_new(here)
            shutil.rmtree(here)
            print(
                f"training {trainings}: {done} kills, {kills.total()} so far, {lost} lost, "
                f"{same} of {trainings} the same",
                flush=True,
            )
        print(
            f"{kills.total() - lost} of {kills.total()} kills ({dict(kills)}) lost no finished epoch; "
            f"{same} of {trainings} ended as if unbroken"
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


def _killed(
    home: Path, phase: str, rng: random.Random, seconds: Mapping[str, float], files: set[str]
) -> tuple[Run, bool]:
    """Let one go on, and kill it at a random moment of a phase that took so many `seconds`.

    Returns how it ran, and whether an epoch that it reported, or a model, is lost.
    """
    folder = home / "models" / "hunted"
    before = checkpoint.finished(folder)
    epoch = min(before + rng.randrange(STRIDE), EPOCHS - 1)
    after = {LOADING: "", EPOCH: f'"event": "epoch", "epoch": {epoch},' if epoch > before else '"start"'}
    run = _run(home, _options(home), after.get(phase, '"saving"'), rng.random() * seconds[phase])
    kept = checkpoint.finished(folder)
    # As the next command does.
    folders.recover(home / "models")
    new = _is_new(home)
    try:
        model.load(folder, whole=True)
        whole = files <= _files(folder)
    except DigitgameError as error:
        print(f"killed while {phase}: {error.problem}")
        whole = False
    return run, not whole or (kept < max(run.epochs, before) and not new)


def _options(home: Path) -> tuple[str, ...]:
    """To begin, or to go on where there is something to go on with."""
    begun = unfinished.names(home / "models") == ["hunted"]
    return ("--resume", "hunted", "--json") if begun else (*RECIPE, "--json")


@dataclass(frozen=True)
class Run:
    """How a training ran: the last epoch that it reported, the seconds that each phase took, and if it was killed."""

    epochs: int
    seconds: dict[str, float]
    killed: bool


def _run(home: Path, options: tuple[str, ...], after: str | None = None, wait: float = 0.0) -> Run:
    """Train, to the end, or kill it so many seconds `after` it has reported this."""
    environment = {**os.environ, "DIGITGAME_HOME": str(home)}
    home.mkdir(parents=True, exist_ok=True)
    told, command = home / "told", [sys.executable, "-m", "digitgame", "train", *options]
    started = time.perf_counter()
    kill_at = None
    came = {"start": started, "saving": started}
    with told.open("w") as out:
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.PIPE, text=True)
        while running.poll() is None and (kill_at is None or time.perf_counter() < kill_at):
            now, text = time.perf_counter(), told.read_text("utf-8")
            for event in came:
                if came[event] == started and f'"{event}"' in text:
                    came[event] = now
            if after is not None and kill_at is None and after in text:
                kill_at = now + wait
            time.sleep(min(0.005, max(kill_at - now, 0.0)) if kill_at else 0.005)
        if kill_at is not None:
            running.kill()
        errors = running.communicate()[1]
    killed = running.returncode == -signal.SIGKILL
    if running.returncode and not killed:
        sys.exit(f"{' '.join(command)} failed:\n{errors}")
    lines = [line for line in told.read_text("utf-8").splitlines() if _EPOCH in line and line.endswith("}")]
    first, saving, ended = came["start"], came["saving"], time.perf_counter()
    seconds = {
        LOADING: first - started,
        EPOCH: 2 * (saving - first) / max(len(lines), 1),
        SAVING: ended - saving,
    }
    return Run(json.loads(lines[-1])["epoch"] if lines else 0, seconds, killed)


def _weights(home: Path) -> str:
    """What the network became: the digest of what reads with it."""
    return str(model.load(home / "models" / "hunted").card["files"][model.TFLITE])


def _print_cost(home: Path) -> None:
    """What keeping an epoch takes."""
    from digitgame.events import Epoch
    from digitgame.processes.worker import Worker
    from digitgame.training.backend import CORES
    from digitgame.training.callbacks import KeepEpochs
    from digitgame.training.config import Plan
    from digitgame.training.request import Inputs
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

        with patched, checkpoint.claimed(home / "models" / preset, {}) as held, Worker() as worker:
            plan = Plan(preset, epochs)
            inputs = Inputs.begin(worker, plan)
            train(digits, plan, home / "models" / preset, inputs=inputs, checkpoints=held, report=tell)
        whole = 1e3 * statistics.median(took[1:])
        kept, used = (1e3 * statistics.median(some) for some in zip(*spent[1:], strict=True))
        print(
            f"preset {preset}: keeping an epoch of {whole:.0f} ms takes {kept:.2f} ms, waiting for the disk included, "
            f"and {used:.2f} ms of a core's time, {100 * used / whole / CORES:.1f} %"
        )


if __name__ == "__main__":
    main()
