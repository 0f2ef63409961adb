"""Seconds from the command to the saved model: preset `seed` against the same network in plain Keras.

    python benchmarks/seed_preset.py [--data FOLDER_WITH_MNIST] [--runs 3]

The two take turns, so that a machine whose speed drifts is fair to both; the ratio of each pair is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
MNIST: Final = HERE.parent.parent / "shared" / "data" / "mnist"


def main() -> None:
    """Print a line a run, then the medians and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=MNIST)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not options.data.exists():
        print(f"skipped: no MNIST at {options.data} (name it with --data)")
        return
    ours, plain = [], []
    for run in range(1, options.runs + 1):
        with tempfile.TemporaryDirectory() as home:
            seconds, accuracy = _ours(options.data, home)
            plain_seconds, plain_accuracy = _plain(options.data, home)
        ours.append(seconds)
        plain.append(plain_seconds)
        print(
            f"run {run}: preset seed {seconds:6.1f} s ({accuracy})   plain Keras {plain_seconds:6.1f} s "
            f"({plain_accuracy})   {plain_seconds / seconds:.2f} times as fast",
            flush=True,
        )
    ratio = statistics.median(b / a for a, b in zip(ours, plain, strict=True))
    print(
        f"median: {statistics.median(ours):.1f} s against {statistics.median(plain):.1f} s, {ratio:.2f} times as fast"
    )


def _ours(data: Path, home: str) -> tuple[float, str]:
    command = [sys.executable, "-m", "digitgame", "train", "--preset", "seed", "--data", str(data), "--json"]
    seconds, out = _timed(command, home)
    done = json.loads(out.splitlines()[-1])
    return seconds, f"{100 * done['scores']['mnist']:.2f} %"


def _plain(data: Path, home: str) -> tuple[float, str]:
    command = [sys.executable, str(HERE / "plain_keras.py"), str(data), f"{home}/plain.keras"]
    seconds, out = _timed(command, home)
    return seconds, f"{100 * float(out.split()[-1]):.2f} %"


def _timed(command: list[str], home: str) -> tuple[float, str]:
    environment = {**os.environ, "DIGITGAME_HOME": home}
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return time.perf_counter() - started, done.stdout


if __name__ == "__main__":
    main()
