"""The scoreboard of a class under load, on a PostgreSQL server of its own.

    python benchmarks/class_board.py [--machines 30] [--per-minute 20] [--minutes 5] [--faults 20] [--rows 100000]
    python benchmarks/class_board.py --frames 60 [--machines 30] [--per-minute 20]

Each simulated machine has a database and a sender as the game has; all of them share this process. A run is finished
every few seconds on each. Meanwhile the server is killed with `kill -9` and started again, can't be reached for a
while, has a full disk (where a small disk can be mounted), and changes its password and back, at random moments. Then
every run must be on the board exactly once. The time "to the board" is that from the end of a run to its arrival there,
of the runs that no fault held up. Then a board with many rows is filled, and its tables are timed.

Last, or with `--frames` alone and without a fault, a Sprint is drawn by the bot, in turns with and without a class that
sends: this game a run every two seconds, and the other machines theirs from a process of their own, at a low
priority, since in a class they have processors of their own. The frames over 14 ms are counted, by the clock and by the
processor's time that they took: on a machine with other work the clock counts that as well.
It needs a PostgreSQL server to be installed (Debian: apt-get install postgresql), and says so where there is none.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.rules.modes import SCORED_MODES
from digitgame.scoreboard import server
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import Outbox
from digitgame.scoreboard.sender import Sender
from digitgame.scoreboard.server import Board, Query
from digitgame.store import HIT, Attempt, Run, Store
from digitgame.synth import handwriting

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from scoreboard.postgres import Server, programs

PASSWORD = "open sesame"
OTHER_PASSWORD = "another one"
# Drawings of a run, as many as a good Sprint has.
DRAWINGS = 30
# MB of the small disk for the server.
DISK = 900
# Seconds that a fault lasts, at least and at most, and those of being unreachable in the long run.
LASTS: Final = (2.0, 6.0)
UNREACHABLE = 60.0
# Seconds of a game whose frames are measured, unless others are named, and those of a turn.
FRAMES = 60.0
TURN = 3.0


class Proxy:
    """A line to the server that can be cut, without a word to either end."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.cut = False
        self._over = False
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._over = True

    def _run(self) -> None:
        partner: dict[socket.socket, socket.socket] = {}
        while not self._over:
            if self.cut:
                time.sleep(0.05)
                continue
            ready, _, _ = select.select([self._listener, *partner], [], [], 0.05)
            for one in ready:
                try:
                    if one is self._listener:
                        client, _ = one.accept()
                        upstream = socket.create_connection(("127.0.0.1", self._to), 2)
                        partner |= {client: upstream, upstream: client}
                        continue
                    if one not in partner:
                        continue
                    data = one.recv(65_536)
                    if data:
                        partner[one].sendall(data)
                        continue
                except OSError:
                    if one is self._listener:
                        client.close()
                        continue
                other = partner.pop(one)
                partner.pop(other, None)
                one.close()
                other.close()


@dataclass
class Machine:
    """A machine on which somebody plays: its database and its sender, and when each of its runs ended."""

    path: Path
    sender: Sender
    ended: dict[str, float] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)

    def play(self, run: Run, attempts: list[Attempt]) -> None:
        """Finish a run."""
        with Store(self.path) as store:
            uid = store.keep(replace(run, started=time.time() - run.seconds), attempts, to_send=True)
        self.ended[uid] = time.time()
        self.sender.wake()

    def listen(self) -> None:
        """Hear what the player would."""
        said = self.sender.notice()
        if said:
            self.heard[said] += 1


def main() -> None:
    """Run it, and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--machines", type=int, default=30)
    parser.add_argument("--per-minute", type=float, default=20.0)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--faults", type=int, default=20)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument(
        "--frames",
        type=float,
        metavar="SECONDS",
        help="Only the frames of a game, so long; 0 leaves them out.",
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = programs()
    if found is None:
        print("skipped: no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
        return
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    folder.chmod(0o755)
    disk = _small_disk(folder / "disk")
    one = Server((disk or folder) / "server", found)
    one.start("-c max_wal_size=64MB", "-c min_wal_size=32MB")
    try:
        set_up(one, PASSWORD)
        if not given.frames:
            measure(given, one, disk)
        if given.rows and not given.frames:
            _many_rows(one, given.rows)
        if given.frames != 0:
            _frames(one, given)
    finally:
        if one.running:
            one.kill()
        time.sleep(0.5)
        if disk is not None:
            subprocess.run(["umount", "-l", str(disk)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _small_disk(at: Path) -> Path | None:
    """A disk that can be filled; None where none can be mounted."""
    at.mkdir(mode=0o755)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(at)], capture_output=True, check=False
    )
    return at if done.returncode == 0 else None


def measure(given: argparse.Namespace, one: Server, disk: Path | None) -> None:
    """Let a class play, break what can break, and look whether all arrived."""
    proxy = Proxy(one.port)
    address = Address(f"postgresql://digitgame_players@127.0.0.1:{proxy.port}/digitgame", PASSWORD)
    rng = random.Random(given.seed)
    runs = _runs(rng)
    with tempfile.TemporaryDirectory() as home:
        machines = _class(Path(home), address, given.machines)
        faults = _faults(one, proxy, disk, given, rng)
        held = list[tuple[float, float]]()
        breaking = threading.Thread(target=_break, args=(faults, held, given.minutes * 60, rng), daemon=True)
        breaking.start()
        _play(machines, runs, given, rng)
        breaking.join()
        drained = _drain(machines)
        print(
            f"{given.machines} machines, {given.per_minute:g} runs a minute each, {given.minutes:g} minutes"
        )
        kinds = Counter(name for name, _ in faults)
        print(f"faults: {', '.join(f'{count} {name}' for name, count in kinds.items()) or 'none'}")
        _report(one, machines, held, drained)
        for machine in machines:
            machine.sender.close()
    proxy.close()


def _class(home: Path, address: Address, count: int) -> list[Machine]:
    """So many machines that have joined the board."""
    machines = []
    for number in range(count):
        path = home / f"{number}.db"
        with Outbox(path) as outbox:
            outbox.set("board", {"url": address.url, "machine": f"pc-{number:02}"})
            outbox.set("machine", f"00000000-0000-4000-8000-{number:012}")
        machines.append(Machine(path, Sender(path, address)))
        machines[-1].sender.start()
    return machines


def set_up(one: Server, password: str) -> None:
    """Make the board, or give its players another password."""
    server.set_up(
        Address.parse(one.url()),
        per_minute=200,
        machines=60,
        zone="UTC",
        initials=False,
        players_password=password,
        teacher_password="chalk",
    )


def _runs(rng: random.Random) -> list[tuple[Run, list[Attempt]]]:
    """Runs to be finished, with as much ink as real ones."""
    drawings = handwriting.write_many(DRAWINGS * 4, seed=1)
    probabilities = tuple(np.full(10, 0.1).tolist())
    made = []
    for number in range(60):
        some = rng.sample(drawings, DRAWINGS)
        attempts = [Attempt(one.label or 0, one, one.label or 0, probabilities, HIT) for one in some]
        score = rng.randrange(100, 3000)
        mode = rng.choice(SCORED_MODES)
        made.append(
            (Run(f"Player {number % 33}", mode, 1, "ab" * 32, 0.0, 60.0, score, 28, 30, 9, ()), attempts)
        )
    return made


def _play(
    machines: list[Machine],
    runs: list[tuple[Run, list[Attempt]]],
    given: argparse.Namespace,
    rng: random.Random,
) -> None:
    """Finish runs on all machines, each at moments of its own, until the time is over."""
    pause = 60.0 / given.per_minute
    due = [rng.uniform(0, pause) for _ in machines]
    began = time.monotonic()
    while (now := time.monotonic() - began) < given.minutes * 60:
        for number, machine in enumerate(machines):
            if due[number] <= now:
                machine.play(*rng.choice(runs))
                due[number] += pause
            machine.listen()
        time.sleep(max(min(due) - (time.monotonic() - began), 0.005))


def _faults(
    one: Server, proxy: Proxy, disk: Path | None, given: argparse.Namespace, rng: random.Random
) -> list[tuple[str, Callable[[], None]]]:
    """What will break, in random order; one outage takes as long as `UNREACHABLE` if there is time."""

    def lasting() -> None:
        time.sleep(rng.uniform(*LASTS))

    def kill() -> None:
        one.kill()
        lasting()
        one.start("-c max_wal_size=64MB", "-c min_wal_size=32MB")

    def restart() -> None:
        one.stop("fast")
        lasting()
        one.start("-c max_wal_size=64MB", "-c min_wal_size=32MB")

    def unreachable(seconds: float | None = None) -> None:
        proxy.cut = True
        time.sleep(seconds or rng.uniform(*LASTS))
        proxy.cut = False

    def password() -> None:
        set_up(one, OTHER_PASSWORD)
        # Connections that are open stay open, as those of a machine that plays on.
        with server.connect(Address.parse(one.url())) as root:
            root.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'digitgame_players'"
            )
        lasting()
        set_up(one, PASSWORD)

    def full() -> None:
        assert disk is not None
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
            while out.write(b"\0" * 65_536):
                continue
        lasting()
        filler.unlink(missing_ok=True)
        # A server that could not write its log has stopped.
        time.sleep(1.0)
        try:
            with server.connect(Address.parse(one.url())):
                return
        except server.BoardError:
            if one.running:
                one.kill()
            one.start("-c max_wal_size=64MB", "-c min_wal_size=32MB")

    kinds: list[tuple[str, Callable[[], None]]] = [
        ("killed", kill),
        ("restarted", restart),
        ("unreachable", unreachable),
        ("password changed", password),
    ]
    kinds += [("disk full", full)] if disk is not None else []
    chosen = [kinds[number % len(kinds)] for number in range(given.faults)]
    rng.shuffle(chosen)
    if chosen and given.minutes >= 3:
        chosen[len(chosen) // 2] = ("unreachable for a minute", lambda: unreachable(UNREACHABLE))
    return chosen


def _break(
    faults: list[tuple[str, Callable[[], None]]],
    held: list[tuple[float, float]],
    seconds: float,
    rng: random.Random,
) -> None:
    """Let the faults happen, spread over the time; `held` gets the moments between which each lasted."""
    began = time.monotonic()
    for number, (name, fault) in enumerate(faults):
        at = seconds * (number + rng.uniform(0.1, 0.6)) / len(faults)
        time.sleep(max(at - (time.monotonic() - began), 0.0))
        start = time.time()
        print(f"{time.monotonic() - began:6.1f} s: {name}", flush=True)
        try:
            fault()
        except Exception as error:  # The benchmark has to end, and says what went wrong.
            print(f"  the fault itself failed: {error}", flush=True)
        held.append((start, time.time()))


def _drain(machines: list[Machine], patience: float = 120.0) -> float:
    """Wait until nothing waits; the seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        for machine in machines:
            machine.listen()
        waiting = 0
        for machine in machines:
            with Outbox(machine.path) as outbox:
                waiting += outbox.count()
        if not waiting and not any(machine.sender.status.trouble for machine in machines):
            break
        time.sleep(0.2)
    for machine in machines:
        machine.listen()
    return time.monotonic() - began


def _report(one: Server, machines: list[Machine], held: list[tuple[float, float]], drained: float) -> None:
    ended = {uid: at for machine in machines for uid, at in machine.ended.items()}
    with server.connect(Address.parse(one.url())) as root:
        rows = root.execute(
            "SELECT replace(uid::text, '-', ''), extract(epoch FROM arrived)::float8 FROM digitgame.runs"
        ).fetchall()
    there = Counter(uid for uid, _ in rows)
    lost = [uid for uid in ended if uid not in there]
    twice = [uid for uid, count in there.items() if count > 1]
    print(
        f"runs finished: {len(ended):,}, on the board: {len(rows):,}, lost: {len(lost)}, doubled: {len(twice)}"
    )
    arrived = dict(rows)

    def free(at: float) -> bool:
        # A machine tries again after 15 seconds and a quarter at most, and a connection is given up after 15.
        return not any(start - 1 <= at <= end + 20 for start, end in held)

    delays = sorted(arrived[uid] - at for uid, at in ended.items() if uid in arrived and free(at))
    everything = sorted(arrived[uid] - at for uid, at in ended.items() if uid in arrived)
    for name, some in (("no fault held up", delays), ("of all", everything)):
        if len(some) > 1:
            cuts = statistics.quantiles(some, n=100)
            times = f"median {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, most {some[-1]:.2f} s"
            print(f"to the board, {name} ({len(some):,}): {times}")
    print(f"all was sent {drained:.1f} s after the last run")
    said = Counter[str]()
    for machine in machines:
        said += machine.heard
    most = max((max(machine.heard.values(), default=0) for machine in machines), default=0)
    for words, count in said.items():
        print(f"said {count} times on {len(machines)} machines, {most} times at most on one: {words}")


def _many_rows(one: Server, count: int) -> None:
    """Fill the board, and time its tables as the game asks for them."""
    with server.connect(Address.parse(one.url()), patience=20) as root:
        root.execute("SET statement_timeout = 0")
        root.execute("TRUNCATE digitgame.runs, digitgame.players, digitgame.machines")
        root.execute(
            "INSERT INTO digitgame.players (key, name) "
            "SELECT 'player ' || n, 'Player ' || n FROM generate_series(1, 300) n"
        )
        root.execute(
            "INSERT INTO digitgame.machines (uid, name, allowance, at) "
            "SELECT gen_random_uuid(), 'pc-' || n, 1, now() FROM generate_series(1, 30) n"
        )
        root.execute(
            "INSERT INTO digitgame.runs (uid, player, machine, mode, seed, model, rules, started, utc_offset, seconds, "
            "score, hits, asked, best, moves, shots, arrived, played) "
            "SELECT gen_random_uuid(), (SELECT min(id) FROM digitgame.players) + n %% 300, "
            "(SELECT min(id) FROM digitgame.machines) + n %% 30, "
            "(ARRAY['sprint', 'sums easy', 'sums middle', 'sums hard', 'fool', 'daily'])[1 + (n / 7) %% 6], "
            "1, 'ab', 1, 0, 0, 60, (random() * 3000)::int, 20, 25, 5, '[]', '[]', "
            "now() - n * interval '1 minute', now() - n * interval '1 minute' FROM generate_series(1, %s) n",
            [count],
        )
        # As the server does by itself after a while.
        root.execute("VACUUM ANALYZE")
    print(f"tables of a board with {count:,} runs of 300 players:")
    with Board(Address.parse(one.url("digitgame_players", PASSWORD))) as board:
        for name, query in (
            ("one mode, ever", Query("sprint")),
            ("one mode, today", Query("sprint", "today")),
            ("one mode, this week", Query("sprint", "week")),
            ("one machine", Query("sprint", machine="PC-3")),
            ("one player, all modes", Query(player="PLAYER 17")),
            ("all modes, ever", Query()),
        ):
            times = []
            for _ in range(15):
                start = time.perf_counter()
                board.standings(query)
                times.append(time.perf_counter() - start)
            least, middle, most = (1e3 * pick(times) for pick in (min, statistics.median, max))
            print(f"  {name:<22} least {least:6.1f} ms, median {middle:6.1f} ms, most {most:6.1f} ms")
        start = time.perf_counter()
        board.latest(limit=6)
        print(f"  {'the last six runs':<22} {(time.perf_counter() - start) * 1e3:6.1f} ms")


def _others(address: Address, count: int, per_minute: float, sending: Event, ready: Event) -> None:
    """The other machines of the class, in a process of their own: they finish runs, and send them, while `sending`."""
    with contextlib.suppress(AttributeError):
        os.nice(5)
    rng = random.Random(2)
    runs = _runs(rng)
    with tempfile.TemporaryDirectory() as home:
        machines = _class(Path(home), address, count)
        ready.set()
        pause = 60.0 / per_minute / count
        due = 0.0
        while True:
            if not sending.is_set():
                sending.wait()
                due = time.monotonic()
            rng.choice(machines).play(*rng.choice(runs))
            due += pause
            time.sleep(max(due - time.monotonic(), 0.0))


def _frames(one: Server, given: argparse.Namespace) -> None:
    """Draw a Sprint at 60 frames a second, in turns with and without a class that sends; print the times of frames."""
    seconds = FRAMES if given.frames is None else given.frames
    runs = _runs(random.Random(given.seed))
    address = Address.parse(one.url("digitgame_players", PASSWORD))
    spawn = multiprocessing.get_context("spawn")
    sending, ready = spawn.Event(), spawn.Event()
    told = (address, given.machines, given.per_minute, sending, ready)
    others = spawn.Process(target=_others, args=told, daemon=True)
    others.start()
    ready.wait(60)
    try:
        _draw(seconds, address, runs, sending)
    finally:
        others.terminate()
        others.join()
    with server.connect(Address.parse(one.url())) as root:
        there = root.execute("SELECT count(*), count(DISTINCT machine) FROM digitgame.runs").fetchone()
    if there:
        print(f"  on the board: {there[0]:,} runs of {there[1]} machines")


def _draw(
    seconds: float, address: Address, runs: list[tuple[Run, list[Attempt]]], class_sends: Event
) -> None:
    os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    from digitgame import model, paths
    from digitgame.demo import screens
    from digitgame.demo.autoplayer import Autoplayer
    from digitgame.game.game import Game
    from digitgame.game.start import samples
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING
    from digitgame.store import QueuedStore
    from digitgame.ui.layout import View
    from digitgame.ui.loop import FrameTimer, Window
    from digitgame.ui.sound import Sounds

    times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as home, QueuedStore(Path(home) / "digitgame.db") as store:
        os.environ["DIGITGAME_HOME"] = home
        with Outbox(store.path) as outbox:
            outbox.set("board", {"url": address.url, "machine": "this one"})
        sender = Sender(store.path, address)
        sender.start()
        window = Window((960, 600))
        reader = Reader(model.load(paths.shipped_model(), framing=FRAMING))
        game = Game(reader, store, "Ann", Sounds(muted=True), samples, lambda: 3)
        scenes, view = screens.stack(game, "sprint"), View(960, 600)
        bot, timer = Autoplayer(np.random.default_rng(1)), FrameTimer()
        began, sent = time.monotonic(), 0.0
        while (now := time.monotonic() - began) < seconds:
            sending = int(now / TURN) % 2 == 1
            (class_sends.set if sending else class_sends.clear)()
            if now - sent > 2:
                # Both take the time of keeping a run; only one sends it.
                store.keep(*runs[0], to_send=sending)
                sender.wake()
                sent = now
            start, worked = time.perf_counter(), time.thread_time()
            screens.step(scenes, bot, view)
            scenes.draw(window.canvas())
            pygame_flip()
            times[sending].append((time.perf_counter() - start, time.thread_time() - worked))
            timer.wait()
            if not hasattr(scenes.top, "rules"):
                scenes = screens.stack(game, "sprint")
        sent_runs = sender.status.sent
        sender.close()
        window.close()
    print(f"frames of a Sprint, {seconds:g} s, {sent_runs} runs of its own sent meanwhile:")
    for sending, name in ((False, "nobody sends"), (True, "the class sends")):
        for kind, some in zip(("clock", "processor"), zip(*times[sending], strict=True), strict=True):
            cuts = statistics.quantiles(some, n=100)
            late = sum(one > 0.014 for one in some)
            said = (
                f"median {cuts[49] * 1e3:.2f} ms, p99 {cuts[98] * 1e3:.2f} ms, most {max(some) * 1e3:.1f} ms"
            )
            print(f"  {name:<16} {kind:<9} {said}, over 14 ms: {late} of {len(some):,}")


def pygame_flip() -> None:
    """Show the frame."""
    import pygame

    pygame.display.flip()


if __name__ == "__main__":
    main()
