"""How fast training is: to 99.0 % against Keras' own guide, pictures a second, memory, cost of more pictures.

    python benchmarks/training_speed.py [to99] [speed] [size] [--data FOLDER_WITH_MNIST] [--epochs N]

`to99`   seconds from the command to a saved model that reads 99.0 % of MNIST's test set (preset fast, as few epochs as
         that takes), then Keras' convnet guide and, where torch is installed, PyTorch's basic MNIST example, each to
         the end of the epoch that reads as much: one after the other
`speed`  pictures a second of preset fast on MNIST, as a share of what the processor multiplies at most; peak memory,
         that of the process beside included, where there is /proc
`size`   seconds an epoch (the last of `--epochs`), and memory with 1, 4, 16 and 64 times the pictures: what it takes
         for itself, and that with the files it has mapped, which the system takes back when others need it
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
MNIST: Final = HERE.parent.parent / "shared" / "data" / "mnist"
ENOUGH: Final = 0.99
MOST_EPOCHS: Final = 10
PICTURES: Final = 4_000  # at size 1
_LOOK_SECONDS: Final = 0.05


def main() -> None:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help="to99, speed, size  [default: all]")
    parser.add_argument("--data", type=Path, default=MNIST)
    parser.add_argument("--epochs", type=int, default=2, help="For size  [default: 2]")
    options = parser.parse_args()
    known = {"to99": _to_99, "speed": _speed, "size": _size}
    if unknown := [part for part in options.parts if part not in known]:
        parser.error(f"there is no part {unknown[0]}: to99, speed and size are there")
    parts = options.parts or list(known)
    if not options.data.exists():
        print(f"no MNIST at {options.data} (name it with --data): to99 and speed are skipped")
        parts = [part for part in parts if part == "size"]
    for part in parts:
        known[part](options)


def _to_99(options: argparse.Namespace) -> None:
    data = options.data
    for epochs in range(1, MOST_EPOCHS + 1):
        seconds, events, *_ = _train("--preset", "fast", "--data", str(data), "--epochs", str(epochs))
        accuracy = events[-1]["scores"]["mnist"]
        print(f"preset fast, {epochs} epochs: {seconds:6.1f} s from command to saved model, {100 * accuracy:.2f} %",
              flush=True)  # fmt: skip
        if accuracy >= ENOUGH:
            break
    peers = {"Keras' guide": _peer("Keras' guide", "plain_convnet.py", data)}
    if importlib.util.find_spec("torch"):
        peers["PyTorch's example"] = _peer("PyTorch's example", "plain_torch.py", data)
    else:
        print("PyTorch's example is skipped: torch is not installed here (and is no dependency)")
    for name, plain in peers.items():
        print(f"{plain / seconds:.1f} times as fast as {name}")


def _peer(name: str, script: str, data: Path) -> float:
    """Seconds from the command until a peer reads as much, or to its last epoch."""
    command = [sys.executable, str(HERE / script), str(data)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    reached, plain = (float(word) for word in out.splitlines()[-1].split())
    print(
        f"{name}, {len(out.splitlines())} epochs: {plain:6.1f} s from the command, {100 * reached:.2f} %",
        flush=True,
    )
    return plain


def _speed(options: argparse.Namespace) -> None:
    wanted = ("--preset", "fast", "--data", str(options.data), "--epochs", "2")
    _, events, peak, beside, _ = _train(*wanted)
    pictures, seconds = events[0]["train"], _last_epoch(events)["seconds"]
    card = (
        json.loads((Path(events[-1]["model"]) / "card.json").read_text("utf-8"))
        if "model" in events[-1]
        else {}
    )
    multiply_adds = sum(layer["multiply_adds"] for layer in card["layers"])
    # learning from a picture takes about three times what reading it does: forwards, and backwards twice
    rate = pictures / seconds
    share = 3 * 2 * multiply_adds * rate / _peak_flops()
    memory = f"{peak:.0f} MB"
    if beside:
        memory += f" and {beside:.0f} in the process beside, {peak + beside:.0f} together, at most"
    print(f"preset fast, {events[0]['device']}: {rate:,.0f} pictures a second, "
          f"{100 * share:.0f} % of what the processor multiplies at most in float32; {memory}")  # fmt: skip


def _size(options: argparse.Namespace) -> None:
    first = 0.0
    for times in (1, 4, 16, 64):
        wanted = ("--data", "hand", "--hand", str(PICTURES * times))
        _, events, peak, beside, own = _train("--preset", "fast", "--epochs", str(options.epochs), *wanted)
        seconds = _last_epoch(events)["seconds"]
        first = first or seconds
        memory = f"{own:.0f} MB of its own, {peak:.0f} with files, {beside:.0f} in the process beside"
        print(f"{times:>2} times the pictures: {seconds:6.2f} s an epoch, {seconds / first:5.2f} times; {memory}",
              flush=True)  # fmt: skip


def _last_epoch(events: list[dict[str, Any]]) -> dict[str, Any]:
    return [event for event in events if event["event"] == "epoch"][-1]


_HOME: Final = tempfile.TemporaryDirectory()


def _train(*options: str) -> tuple[float, list[dict[str, Any]], float, float, float]:
    """Train in a process of its own: seconds, events, its most memory in MB, that of the process beside it, its own.

    Its own is what lies in no file, as the system counts it; 0 where there is no /proc.
    """
    environment = {**os.environ, "DIGITGAME_HOME": _HOME.name}
    command = [sys.executable, "-m", "digitgame", "train", *options, "--json"]
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as out,
        subprocess.Popen(command, env=environment, stdout=out) as running,
        ThreadPoolExecutor(1) as watcher,
    ):
        over = Event()
        watched = watcher.submit(_watch, running.pid, over)
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - started
        over.set()
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            sys.exit(f"{' '.join(command)} failed")
        out.seek(0)
        events = [json.loads(line) for line in out]
        most = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        return seconds, events, most, *watched.result()


def _watch(pid: int, over: Event) -> tuple[float, float]:
    """The most memory in MB that the process beside takes, and that the process itself takes without any file."""
    beside = own = 0.0
    while not over.wait(_LOOK_SECONDS):
        with suppress(OSError, ValueError):
            own = max(own, _kept(str(pid), "RssAnon:"))
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
                if b"serve()" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    continue  # a copy of the first process that is about to be another
                beside = max(beside, _kept(child, "VmHWM:"))
    return beside, own


def _kept(pid: str, what: str) -> float:
    """MB of a line of /proc/PID/status; 0 where there is no such line."""
    told = Path(f"/proc/{pid}/status").read_text("ascii").partition(what)[2]
    return float(told.split()[0]) / 2**10 if told else 0.0


def _peak_flops() -> float:
    """What the processor multiplies and adds at most, measured: a second of large matrix products."""
    import numpy as np

    matrix = np.random.default_rng(0).normal(size=(2048, 2048)).astype(np.float32)
    best = 0.0
    for _ in range(6):
        started = time.perf_counter()
        np.dot(matrix, matrix)
        best = max(best, 2 * 2048**3 / (time.perf_counter() - started))
    return best


if __name__ == "__main__":
    main()
