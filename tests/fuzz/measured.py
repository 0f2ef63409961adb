"""Read bombs in a process of their own, and say what each took: seconds of the processor, megabytes and outcome."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def peak() -> float:
    """The most memory since `forget`, in MB."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget() -> None:
    """Begin to measure the peak anew."""
    Path("/proc/self/clear_refs").write_text("5")


def measured(bombs: Mapping[str, tuple[Callable[[], bytes], Any]], folder: Path) -> list[dict[str, Any]]:
    """Make each bomb in `folder` and read it: its name, `seconds`, `peak` in MB, and the `outcome` in words."""
    lines = []
    for number, (name, (make, _)) in enumerate(bombs.items()):
        path = folder / f"{number}"
        path.write_bytes(make())
        lines.append(f"{name}\t{path}\n")
    package = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, __file__],
        input="".join(lines),
        env={**os.environ, "PYTHONPATH": str(package)},
        text=True,
        stdout=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _main() -> None:
    """Read what standard input names, a line NAME <tab> PATH; print a JSON object a line."""
    from digitgame.errors import DigitgameError
    from fuzz.bombs import bombs

    readers = bombs()
    for line in sys.stdin:
        name, path = line.rstrip("\n").split("\t")
        forget()
        began = time.process_time()
        try:
            readers[name][1](Path(path))
            outcome = "read"
        except DigitgameError as error:
            outcome = str(error)
        except Exception as error:
            outcome = f"UNEXPECTED {error!r}"
        taken = {"name": name, "seconds": time.process_time() - began, "peak": peak(), "outcome": outcome}
        print(json.dumps(taken), flush=True)


if __name__ == "__main__":
    _main()
