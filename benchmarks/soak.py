"""Everything that must not be lost or break, for as long as you like; prints the table of docs/reliability.md.

    python benchmarks/soak.py [--cases 10000] [--events 1000000] [--kills 300] [--hour 3600] ... [PART ...]

Parts: `files` (damaged files for each reader), `bombs`, `servers` (that mean no good), `faults` (each file operation
fails in turn), `properties`, `memory` (a simulated hour of play), `events` (random events, the store failing at times),
`games` (killed while they save), `together` (many programs on one database), `kills` (of training), `steps` (commands,
killed at each of their steps).
The exit code is 1 if anything was lost or went wrong. With the defaults it takes a night.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
# MB that an hour of play may take beyond its first minute.
GROWTH: Final = 5.0


def files(options: Any) -> tuple[str, list[str]]:
    """Damaged files for each reader."""
    from fuzz import hunt
    from fuzz.readers import READERS

    failures: list[str] = []
    for reader in READERS:
        found = hunt.hunt(reader, options.cases, options.seed, keep=True)
        print(found.line(), flush=True)
        failures += [f"{reader}, {one}" for one in found.failures]
    return f"{options.cases:,} damaged files for each of {len(READERS)} readers", failures


def bombs(_: Any) -> tuple[str, list[str]]:
    """Small files that claim much."""
    from fuzz.bombs import bombs as all_bombs
    from fuzz.measured import measured

    with tempfile.TemporaryDirectory() as folder:
        found = measured(all_bombs(), Path(folder))
    wrong = [
        f"{one['name']}: {one['peak']:.0f} MB, {one['seconds']:.1f} s, {one['outcome']}"
        for one in found
        if one["peak"] > 500 or one["seconds"] > 5 or "UNEXPECTED" in one["outcome"]
    ]
    most = max(one["peak"] for one in found)
    longest = max(one["seconds"] for one in found)
    return f"{len(found)} bombs: at most {most:.0f} MB and {longest:.1f} s of the processor", wrong


def servers(_: Any) -> tuple[str, list[str]]:
    """Servers that mean no good."""
    from fuzz import servers as hostile

    wrong, longest = [], 0.0
    for name in hostile.SERVERS:
        with tempfile.TemporaryDirectory() as folder:
            one = hostile.tried(name, Path(folder))
        longest = max(longest, one["seconds"])
        if hostile.is_wrong(one):
            wrong.append(f"{name}: {one['peak']:.0f} MB, {one['seconds']:.1f} s, {one['outcome']}")
    return f"{len(hostile.SERVERS)} servers that mean no good: left within {longest:.1f} s", wrong


def faults(_: Any) -> tuple[str, list[str]]:
    """One file operation fails."""
    from fuzz.works import WORKS, all_faults

    done = 0
    problems: list[str] = []
    for name in WORKS:
        with tempfile.TemporaryDirectory() as folder:
            count, found = all_faults(name, Path(folder))
        print(f"{name}: {count} faults, {len(found)} problems", flush=True)
        done, problems = done + count, problems + found
    return f"{done} faults of file operations and SQL statements in {len(WORKS)} works", problems


def properties(_: Any) -> tuple[str, list[str]]:
    """The property tests, with many examples."""
    command = [sys.executable, "-m", "pytest", "-q", str(ROOT / "tests" / "fuzz" / "test_properties.py")]
    code = subprocess.run(command, env={**os.environ, "SOAK": "1"}, cwd=ROOT, check=False).returncode
    return "properties, 3,000 examples each", ["a property does not hold"] if code else []


def memory(options: Any) -> tuple[str, list[str]]:
    """The bot plays for an hour of simulated time: in each minute every mode, and every screen for a moment.

    One run a minute is kept, as many as somebody plays in an hour: the screens make up ten more for themselves.
    """
    os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
    from random_events import resident

    from digitgame import model, paths
    from digitgame.demo.run import frames
    from digitgame.demo.screens import STEP, screens
    from digitgame.game import start
    from digitgame.game.game import Game
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING
    from digitgame.rules.modes import ALL_MODES
    from digitgame.store import Store
    from digitgame.ui.loop import Window
    from digitgame.ui.sound import Sounds

    window = Window((640, 400))
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        reader = Reader(model.load(paths.shipped_model(), framing=FRAMING))
        game = Game(reader, store, "The bot", Sounds(muted=True), start.samples)
        # Every minute is alike: what is loaded or cached once is there after the first, and what leaks grows with each.
        # The results have the time to find the digits most like each drawing, for which they keep all samples.
        modes = [*map(str, ALL_MODES), "free"]
        others = [screen for screen in screens() if screen not in (*modes, "results")]
        parts = ((modes, 40.0), (["results"], 10.0), (others, 10.0))
        minute = [(screen, seconds / len(some)) for some, seconds in parts for screen in some]
        for number in range(max(round(options.hour / 60), 2)):
            for screen, seconds in minute:
                for _ in frames(game, window, screen, seconds):
                    pass
            leave_runs(Path(folder) / "a.db", number + 1)
            taken.append(resident())
            if number % 10 == 0:
                rate = f"{1 / STEP:.0f} frames a second"
                print(f"after {number + 1} simulated minutes of {rate}: {taken[-1]:.1f} MB", flush=True)
    window.close()
    grown, most = taken[-1] - taken[0], max(taken) - taken[0]
    problem = [f"memory grew by {grown:.1f} MB"] if grown > GROWTH else []
    what = f"{len(taken)} simulated minutes of play: {grown:+.1f} MB since the first, {most:+.1f} MB at most"
    return what, problem


def leave_runs(path: Path, count: int) -> None:
    """Take all runs but the last ones out of a database, with their drawings."""
    with closing(sqlite3.connect(path, timeout=60)) as database, database:
        kept = "(SELECT id FROM runs ORDER BY id DESC LIMIT ?)"
        database.execute(f"DELETE FROM shots WHERE run NOT IN {kept}", (count,))
        database.execute(f"DELETE FROM runs WHERE id NOT IN {kept}", (count,))


def events(options: Any) -> tuple[str, list[str]]:
    """Random events, the store failing at times."""
    code = _other("random_events", "--events", str(options.events), "--failing", "--seed", str(options.seed))
    return f"{options.events:,} random events, the store failing at times", ["see above"] if code else []


def kills(options: Any) -> tuple[str, list[str]]:
    """Killed trainings."""
    code = _other("kill", "--kills", str(options.kills), "--seed", str(options.seed))
    return f"{options.kills} kills of training", ["see above"] if code else []


def steps(_: Any) -> tuple[str, list[str]]:
    """Commands, killed before each step that changes a file."""
    return "commands killed at each of their steps", ["see above"] if _other("kill_steps") else []


def games(options: Any) -> tuple[str, list[str]]:
    """Killed games."""
    code = _other("kill_game", "--kills", str(options.games), "--seed", str(options.seed))
    return f"{options.games:,} kills of a game that saves", ["see above"] if code else []


def together(options: Any) -> tuple[str, list[str]]:
    """Many programs on one database."""
    code = _other("together", "--seconds", str(options.together))
    return f"{options.together} s of 7 programs on one database", ["see above"] if code else []


def _other(name: str, *arguments: str) -> int:
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *arguments]
    return subprocess.run(command, check=False).returncode


PARTS: Final[dict[str, Callable[[Any], tuple[str, list[str]]]]] = {
    part.__name__: part
    for part in (files, bombs, servers, faults, properties, memory, events, games, together, kills, steps)
}


def main() -> None:
    """Run the parts named, or all, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"[default: all] {', '.join(PARTS)}")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=300, help="Kills of trainings.")
    parser.add_argument("--games", type=int, default=1_000, help="Kills of games.")
    parser.add_argument("--together", type=int, default=600, help="Seconds of many programs at once.")
    parser.add_argument("--hour", type=int, default=3_600, help="Seconds of simulated play.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"There is no part {min(unknown)!r}. The parts are {', '.join(PARTS)}.")
    table, wrong = [], 0
    for name in options.parts or PARTS:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        what, problems = PARTS[name](options)
        for problem in problems[:50]:
            print(f"  {problem}")
        wrong += len(problems)
        table.append(f"| {what} | {len(problems) or 'none'} | {time.monotonic() - began:,.0f} s |")
    print("\n| what | lost or wrong | took |\n|---|---|---|")
    print("\n".join(table))
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
