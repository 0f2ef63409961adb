"""Every command where its folder is full, read-only, locked, or not there: one plain line, and nothing is lost.

    sudo python benchmarks/bad_homes.py [CONDITION ...]

Conditions: `30 kB`, `200 kB` and `2 MB` free on a disk of its own, `read-only`, `locked` (mode 000), `missing`,
`nobody` (the folder of a user that is not there), `file` (a file is in the way). Needs Linux, its root, for the disks,
and `setpriv`. Before each command the folder holds a model, a data set, runs and answers; afterwards they are whole.
The exit code is 1 if a command ends with anything but a plain line, hangs, or loses something.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

DISK: Final = 64_000  # kB
FREE: Final = {"30 kB": 30, "200 kB": 200, "2 MB": 2_000}
CONDITIONS: Final = (*FREE, "read-only", "locked", "missing", "nobody", "file")
# Seconds that a command may take, on a busy machine.
PATIENCE: Final = 300
# Lines that a command may write on standard error: notes of what it does, and the error.
MOST_LINES: Final = 12
# `{out}` lies beside the folder, on the same disk.
COMMANDS: Final = (
    "doctor",
    "models",
    "models show mine",
    "models show shipped --json",
    "models compare mine shipped",
    "models default mine",
    "models export mine {out}/mine.zip",
    "models import {files}/other.zip --name other",
    "models import {files}/network.tflite --name bare",
    "models remove mine --yes",
    "data",
    "data get {files}/idx --name more",
    "data export hand {out}/hand.npz --count 200",
    "data remove kept --yes",
    "scores",
    "scores --json",
    "scores --csv",
    "scores --check",
    "scores --verify",
    "scores --export {out}/runs.jsonl",
    "scores --import {files}/runs.jsonl",
    "predict {files}/seven.jsonl",
    "predict --model mine {files}/seven.jsonl",
    "evaluate --data {files}/idx --model shipped",
    "gallery --data hand --out {out}/digits.png",
    "demo --mode sprint --seconds 0.5 --out {out}/demo.png",
    "train --preset seed --data hand --hand 1300 --epochs 1 --name new",
    "train --preset seed --data mine --epochs 1 --name new",
    "play",
)


def main() -> None:
    """Print a line for each thing that is wrong, and the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "conditions", nargs="*", metavar="CONDITION", help=f"[default: all] {', '.join(CONDITIONS)}"
    )
    options = parser.parse_args()
    if os.name == "nt" or os.getuid() or shutil.which("setpriv") is None:
        sys.exit("skipped: this needs Linux, its root and setpriv")
    failed = done = 0
    with tempfile.TemporaryDirectory() as name:
        files = Path(name) / "files"
        _prepare(files)
        for condition in options.conditions or CONDITIONS:
            wrong: list[str] = []
            for command in COMMANDS:
                problem = _tried(command, condition, files, Path(name) / "disk")
                done += 1
                if problem:
                    wrong.append(f"  {command}: {problem}")
            print(f"{condition}: {len(COMMANDS)} commands, {len(wrong)} failed", flush=True)
            print("\n".join(wrong), end="\n" if wrong else "")
            failed += len(wrong)
    print(f"{done} commands, {failed} failed")
    sys.exit(failed > 0)


def _prepare(files: Path) -> None:
    """Files to read, and a home with a model, a data set, runs and answers."""
    from digitgame import model, paths
    from digitgame.datasets import cache
    from digitgame.exchange import archive
    from digitgame.ink import write_ink
    from digitgame.synth import handwriting

    files.mkdir()
    home = files / "home"
    (home / "models").mkdir(parents=True)
    shutil.copytree(paths.shipped_model(), home / "models" / "mine")
    shutil.copyfile(paths.shipped_model() / model.TFLITE, files / "network.tflite")
    archive.pack(model.load(paths.shipped_model()), files / "other.zip")
    write_ink(files / "seven.jsonl", [handwriting.write_many(8, seed=1)[7]])
    images = _images()
    cache.save(home / "data", "kept", images, images)
    _play(home / "digitgame.db")
    digitgame("data", "export", "hand", str(files / "idx"), "--count", "200", home=str(home))
    digitgame("scores", "--export", str(files / "runs.jsonl"), home=str(home))


def _images() -> Any:
    import numpy as np

    from digitgame.datasets import Images
    from digitgame.ink import frame_many
    from digitgame.synth import handwriting

    drawings = handwriting.write_many(100, seed=2)
    frames = np.rint(255 * frame_many([one.strokes for one in drawings])).astype(np.uint8)
    return Images(frames, np.array([one.label for one in drawings], np.uint8))


def _play(path: Path) -> None:
    from digitgame.rules import Answer
    from digitgame.rules.modes import SPRINT
    from digitgame.rules.record import Move
    from digitgame.store import HIT, Attempt, Run, Store
    from digitgame.synth import handwriting

    with Store(path) as store:
        store.join("Ann")
        for drawing in handwriting.write_many(120, seed=3):
            digit = drawing.label or 0
            store.add("Ann", drawing, [0.1] * 10, Answer(digit, digit), model="m")
        for number in range(5):
            run = Run("Ann", SPRINT, number, "m", 1.7e9, 30.0, 100, 1, 1, 1, (Move(1.0, "submit", 0, 7),))
            store.keep(run, [Attempt(7, drawing, 7, (0.1,) * 10, HIT)])


def _tried(command: str, condition: str, files: Path, disk: Path) -> str:
    """Run a command under a condition: what is wrong, "" if nothing is."""
    disk.mkdir()
    mounted = condition in FREE or condition == "read-only"
    if mounted:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}k", "tmpfs", str(disk)], check=True)
    try:
        home = disk / "home"
        if condition == "file":
            home.write_text("in the way")
        elif condition not in ("missing", "nobody"):
            shutil.copytree(files / "home", home)
        if condition in FREE:
            _fill(disk / "fill", FREE[condition])
        elif condition == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        elif condition == "locked":
            home.chmod(0)
        out = disk / "out" if condition == "missing" else disk
        where = "~nobody-of-that-name/x" if condition == "nobody" else str(home)
        began = time.monotonic()
        told = digitgame(
            *command.format(files=files, out=out).split(), home=where, play=disk.with_name("trace")
        )
        took = time.monotonic() - began
        home.chmod(0o755) if condition == "locked" else None
        problem = _not_plain(told)
        if not problem and condition not in ("missing", "nobody", "file"):
            if condition == "read-only":
                subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            (disk / "fill").unlink(missing_ok=True)
            problem = _lost(home, command)
        return problem + (f" after {took:.0f} s" if problem else "")
    finally:
        if mounted:
            subprocess.run(["umount", str(disk)], check=True)
        shutil.rmtree(disk)


def _fill(path: Path, free: int) -> None:
    """Leave so many kB of the disk."""
    space = os.statvfs(path.parent)
    with path.open("wb") as file:
        file.write(bytes(max(space.f_bavail * space.f_frsize - 1_024 * free, 0)))


def digitgame(*arguments: str, home: str, play: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as a root who may not read what is locked; the game is ended after its first frame."""
    environment = {
        **os.environ,
        "DIGITGAME_HOME": home,
        "DIGITGAME_OFFLINE": "1",
        "SDL_VIDEODRIVER": "dummy",
        "SDL_AUDIODRIVER": "dummy",
    }
    drop = "-dac_override,-dac_read_search"
    command = ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}"]
    command += [sys.executable, "-m", "digitgame", *arguments]
    if arguments[0] != "play" or play is None:
        try:
            return subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, -1, "", f"no end within {PATIENCE} s")
    play.unlink(missing_ok=True)
    environment["DIGITGAME_TRACE_START"] = str(play)
    game = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + PATIENCE
    while game.poll() is None and not (play.is_file() and play.stat().st_size) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    ended = game.poll()
    game.kill()
    out, errors = game.communicate()
    # A game that goes on is what is wanted; one that never showed a frame is not.
    shown = play.is_file() and play.stat().st_size
    return subprocess.CompletedProcess(command, (0 if shown else -1) if ended is None else ended, out, errors)


def _not_plain(told: subprocess.CompletedProcess[str]) -> str:
    """Why what a command told is not plain."""
    lines = told.stderr.strip().splitlines()
    if told.returncode not in (0, 1, 2):
        return f"it ended with {told.returncode}: {told.stderr[-200:]!r}"
    if any("Traceback" in line or ("Error:" in line and "digitgame:" not in line) for line in lines):
        return f"not plain: {told.stderr[-300:]!r}"
    if len(lines) > MOST_LINES:
        return f"{len(lines)} lines: {told.stderr[:300]!r}"
    return "" if told.returncode == 0 or lines else "it failed in silence"


def _lost(home: Path, command: str) -> str:
    """What was finished before the command, and is not whole now."""
    from digitgame import folders, model
    from digitgame.datasets import cache
    from digitgame.store import Store

    try:
        folders.recover(home / "models")
        folders.recover(home / "data")
        if "models remove" not in command or (home / "models" / "mine").exists():
            model.load(home / "models" / "mine", whole=True)
        if "data remove" not in command or (home / "data" / "kept").exists():
            cache.read(home / "data", "kept")
        with Store(home / "digitgame.db") as store:
            assert len(list(store.answers("Ann"))) >= 120, "answers are missing"
            assert len(store.runs(player="Ann")) >= 5, "runs are missing"
    except Exception as error:
        return f"lost: {error!r}"
    return ""


if __name__ == "__main__":
    main()
