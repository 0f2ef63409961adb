"""From the command to the first frame that takes a stroke: seconds and memory, in a real window.

    python benchmarks/startup.py [--runs 5] [--model NAME|FOLDER]

Runs `digitgame play` in a fresh process each time, under Xvfb where there is no display, with a home of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from drawn import chosen

HEAVY = ("tensorflow", "keras", "matplotlib", "rich", "pkg_resources", "scipy")


def start(arguments: list[str], environment: dict[str, str], trace: Path) -> dict[str, Any]:
    """Start the game once, end it after its first frame: what its trace says, with `seconds`."""
    began = time.time()
    game = subprocess.Popen(arguments, env={**environment, "DIGITGAME_TRACE_START": str(trace)})
    try:
        while game.poll() is None and time.time() < began + 30:
            if trace.is_file() and trace.stat().st_size:
                break
            time.sleep(0.02)
        else:
            sys.exit("The game ended before its first frame.")
        time.sleep(0.1)  # the file is written whole
        facts: dict[str, Any] = json.loads(trace.read_text("utf-8"))
        return {**facts, "seconds": facts["first_frame"] - began}
    finally:
        game.terminate()
        game.wait()
        trace.unlink(missing_ok=True)


def main() -> None:
    """Print a line a run and the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--model")
    options = parser.parse_args()
    arguments = [
        sys.executable,
        "-m",
        "digitgame",
        "play",
        *(["--model", str(chosen(options.model).folder.resolve())] if options.model else []),
    ]
    environment = dict(os.environ)
    screen = None
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")) and sys.platform == "linux":
        if not shutil.which("Xvfb"):
            sys.exit("There is no display and no Xvfb. Install xvfb, or run it on a desktop.")
        out, into = os.pipe()
        command = ["Xvfb", "-displayfd", str(into), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        screen = subprocess.Popen(command, pass_fds=[into], stderr=subprocess.DEVNULL)
        os.close(into)
        with os.fdopen(out) as display:  # Xvfb picks a free display and says which, once it is ready
            environment["DISPLAY"] = ":" + display.readline().strip()
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment["DIGITGAME_HOME"] = folder
            runs = [start(arguments, environment, Path(folder) / "trace.json") for _ in range(options.runs)]
    finally:
        if screen is not None:
            screen.terminate()
            screen.wait()
    for run in runs:
        print(f"{run['seconds']:.2f} s  {run['peak_mb'] or 0:.0f} MB")
    seconds = statistics.median(run["seconds"] for run in runs)
    peak = max(run["peak_mb"] or 0 for run in runs)
    heavy = sorted(set(HEAVY) & set(runs[0]["modules"])) or "none"
    print(f"median {seconds:.2f} s, peak {peak:.0f} MB, heavy modules imported: {heavy}")


if __name__ == "__main__":
    main()
