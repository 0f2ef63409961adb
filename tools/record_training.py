"""Record the training that demos and pictures show: `python tools/record_training.py`.

It runs a short training on synthetic digits against the bundled model, thins its events to what the eye can follow, and
writes assets/training.jsonl.gz, an event a line; `at` is when to show it. A minute on two cores.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
OUT: Final = ROOT / "assets" / "training.jsonl.gz"
COMMAND: Final = "train --preset fast --data hand --epochs 8 --pictures --against"
# Seconds: until the first batch, of an epoch, of the saving, of comparing.
LOADING: Final = 1.0
EPOCH: Final = 1.5
SAVING: Final = 1.0
COMPARING: Final = 0.5
# Events of an epoch that are kept: more look no smoother.
BATCHES: Final = 14
PREVIEWS: Final = 4


def main() -> None:
    """Train, thin, write."""
    home = tempfile.mkdtemp()
    environment = {**os.environ, "DIGITGAME_HOME": home, "DIGITGAME_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    arguments = [*COMMAND.split(), str(ROOT / "assets" / "model")]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "digitgame", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            check=True,
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    events = timed([json.loads(line) for line in done.stdout.splitlines()])
    with gzip.GzipFile(OUT, "wb", mtime=0) as file:
        file.writelines(json.dumps(event, separators=(",", ":")).encode() + b"\n" for event in events)
    print(f"{len(events)} events, {OUT.stat().st_size:,} bytes")


def timed(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events to keep, each with its time."""
    kept: list[dict[str, Any]] = []
    now, last = 0.0, {"batch": -1.0, "preview": -1.0}
    for event in events:
        kind = event["event"]
        if kind == "batch":
            now = LOADING + EPOCH * (event["epoch"] - 1 + event["step"] / event["steps"])
        elif kind == "epoch":
            now = LOADING + EPOCH * event["epoch"]
        elif kind in ("done", "promotion"):
            now += SAVING if kind == "done" else COMPARING
        # The first preview after an epoch has its mistakes.
        apart = EPOCH / {"batch": BATCHES, "preview": PREVIEWS}.get(kind, 1)
        after_epoch = any(one["event"] == "epoch" for one in kept[-3:])
        if kind in last and now - last[kind] < apart and not after_epoch:
            continue
        if kind in last:
            last[kind] = now
        if kind == "done":
            event = {**event, "model": "models/fast"}
        kept.append({"at": round(now, 2), **event})
    return kept


if __name__ == "__main__":
    main()
