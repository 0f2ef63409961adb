"""Hand each reader damaged files, in a process of its own with limits, and say what went wrong.

    python tests/fuzz/hunt.py [--cases 10000] [--seed 1] [READER ...]

Prints a line a reader: cases, how many were refused and how many read, and each failure (an unexpected error, a crash
of the process, more than 5 s, more than 500 MB, a wrong value taken in silence) with its case, which is kept in
tests/fuzz/corpus. The exit code is 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

HERE: Final = Path(__file__).resolve().parent
CORPUS: Final = HERE / "corpus"
SECONDS: Final = 5.0
MEGABYTES: Final = 500.0
# Seconds of the clock without an answer, on a busy machine, after which the process is killed.
_HANG: Final = 60.0
# Bytes of memory beyond which the process may not go, so that no file takes the machine down.
_MOST: Final = 12 * 2**30
_LARGEST: Final = 100_000  # bytes of a file in the corpus
_LONGEST: Final = 2_000  # characters of a message


@dataclass
class Found:
    """What came of a reader's cases."""

    reader: str
    cases: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)

    def line(self) -> str:
        good = self.cases - self.refused - len(self.failures)
        counts = f"{self.cases:>9,} cases {self.refused:>9,} refused {good:>9,} read"
        return f"{self.reader:12} {counts} {len(self.failures):>5} failed"


def case(reader: str, number: int, seed: int) -> bytes:
    """The damaged file of a case, the same at any time."""
    from fuzz.readers import READERS

    rng = random.Random(f"{seed} {reader} {number}")
    one = READERS[reader]
    return one.damage(rng.choice(one.seeds()), rng)


def hunt(reader: str, cases: int, seed: int = 1, *, keep: bool = False) -> Found:
    """Read so many damaged files in processes of their own; `keep` puts failures into the corpus."""
    found, start = Found(reader), 0
    with tempfile.TemporaryDirectory() as folder:
        while start < cases:
            start = _some(found, start, cases, seed, Path(folder), keep=keep)
    return found


def _some(found: Found, start: int, cases: int, seed: int, folder: Path, *, keep: bool) -> int:
    """Read cases until all are done, or the process ends: the next case."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{HERE.parents[1]}{os.pathsep}{HERE.parent}",
        "DIGITGAME_HOME": str(folder / "home"),
        "SDL_VIDEODRIVER": "dummy",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [
        sys.executable,
        str(HERE / "hunt.py"),
        "--child",
        found.reader,
        str(start),
        str(cases),
        str(seed),
    ]
    child = subprocess.Popen(
        [*command, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    )
    lines: queue.Queue[str] = queue.Queue()
    assert child.stdout is not None
    threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True).start()
    at = start
    try:
        while at < cases:
            try:
                line = lines.get(timeout=_HANG * (1 if at > start else 4))
            except queue.Empty:
                line = json.dumps({"failure": f"no answer within {_HANG:.0f} s"})
                child.kill()
            if not line:
                line = json.dumps({"failure": f"the process ended with {child.wait()}"})
            told = json.loads(line)
            found.cases += 1
            found.refused += told.get("refused", 0)
            failure = told.get("failure")
            if failure:
                found.failures.append(f"case {at}: {failure}")
                if keep:
                    _keep(folder, found.reader, at, seed)
            at = cases if told.get("end") else at + 1
            if failure and not told.get("goes on"):
                break
    finally:
        child.kill()
        child.wait()
    return at


def _keep(folder: Path, reader: str, number: int, seed: int) -> None:
    """Put the file of a failure into the corpus: the one put aside for it, else the last one."""
    from fuzz.readers import READERS

    aside = folder / f"failed-{number}"
    data = (aside if aside.is_file() else folder / READERS[reader].name).read_bytes()
    if len(data) <= _LARGEST:
        CORPUS.mkdir(exist_ok=True)
        (CORPUS / f"{reader}-{seed}-{number}").write_bytes(data)


def _pump(stream: IO[str], lines: queue.Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _child(reader: str, start: int, cases: int, seed: int, folder: Path) -> None:
    """Read the cases, and print a JSON line for each."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST, _MOST))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:
        pass
    sound: set[Any] = set()
    out = os.fdopen(os.dup(1), "w")
    from fuzz.readers import READERS

    for data in READERS[reader].seeds():
        told = read(reader, data, folder, sound)
        if told:
            # Without its sound files a hunt would prove nothing.
            out.write(json.dumps({"failure": f"a sound file: {told}", "end": True}) + "\n")
            out.flush()
            os._exit(1)
        if READERS[reader].exact:
            sound.add(outcome(reader, data, folder))
    base = _peak()
    for number in range(start, cases):
        data = case(reader, number, seed)
        told = read(reader, data, folder, sound, base)
        if told.get("failure"):
            (folder / f"failed-{number}").write_bytes(data)
        out.write(json.dumps(told) + "\n")
        out.flush()
        if told.get("failure") and not told.get("goes on"):
            os._exit(1)


def outcome(reader: str, data: bytes, folder: Path) -> Any:
    """What reading the file gives."""
    from fuzz.readers import READERS

    path = folder / READERS[reader].name
    path.write_bytes(data)
    return READERS[reader].read(path)


def read(
    reader: str, data: bytes, folder: Path, sound: set[Any] | None = None, base: float | None = None
) -> dict[str, Any]:
    """Read one file: {} if it is fine, `refused`, or the `failure` in words."""
    from digitgame.errors import DigitgameError
    from fuzz.readers import READERS

    began = time.process_time()
    told: dict[str, Any] = {}
    try:
        result = outcome(reader, data, folder)
        if sound and READERS[reader].exact and result not in sound:
            told = {"failure": "a wrong value was taken in silence", "goes on": True}
    except DigitgameError as error:
        told = {"refused": 1}
        if "\n" in str(error) or len(str(error)) > _LONGEST or not error.problem:
            told = {"failure": f"no plain line: {str(error)[:200]!r}", "goes on": True}
    except MemoryError:
        told = {"failure": "more memory than there is"}
    except BaseException as error:
        told = {"failure": f"{type(error).__name__}: {str(error)[:200]} {_where(error)}", "goes on": True}
    seconds = time.process_time() - began
    if seconds > SECONDS:
        told = {"failure": f"{seconds:.1f} s", "goes on": True}
    if base is not None and (peak := _peak()) > base + MEGABYTES:
        told = {"failure": f"{peak - base:.0f} MB"}
    return told


def _where(error: BaseException) -> str:
    """The innermost line of our own."""
    step, found = error.__traceback__, ""
    while step is not None:
        name = Path(step.tb_frame.f_code.co_filename)
        if "digitgame" in name.parts or "fuzz" in name.parts:
            found = f"({name.name}:{step.tb_lineno})"
        step = step.tb_next
    return found


def _peak() -> float:
    """The most memory that the process has had, in MB; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return 0.0


def main() -> None:
    """Hunt, and print what was found."""
    if sys.argv[1:2] == ["--child"]:
        reader, start, cases, seed, folder = sys.argv[2:]
        _child(reader, int(start), int(cases), int(seed), Path(folder))
        return
    from fuzz.readers import READERS

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"[default: all] {', '.join(READERS)}")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for reader in options.readers or READERS:
        began = time.monotonic()
        found = hunt(reader, options.cases, options.seed, keep=True)
        print(f"{found.line()}   {time.monotonic() - began:.0f} s", flush=True)
        for failure in found.failures[:20]:
            print(f"    {failure}", flush=True)
        failed += len(found.failures)
    sys.exit(failed > 0)


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]
    main()
