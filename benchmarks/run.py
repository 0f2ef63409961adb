"""Every benchmark in turn, each in a process of its own.

python benchmarks/run.py [NAME ...]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
BENCHMARKS: Final = (
    "startup",
    "frames",
    "watching",
    "random_events",
    "seed_preset",
    "training_speed",
    "kill",
    "rejection",
    "written_numbers",
    "duel",
    "personal",
    "own_drawings",
    "tutorial",
    "framing",
    "round_trip",
    "other_boards",
    "real_life",
    "set_aside",
    "averaging",
    "writers",
    "recipe",
)


def main() -> None:
    """Run those named, or all; the exit code is the first that is not 0."""
    failed, there = 0, {path.stem for path in HERE.glob("*.py")}
    if unknown := [name for name in sys.argv[1:] if name not in there]:
        print(f"run: There is no benchmark {unknown[0]}. Known: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        sys.exit(2)
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"\n== {name}", flush=True)
        code = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode
        failed = failed or code
    sys.exit(failed)


if __name__ == "__main__":
    main()
