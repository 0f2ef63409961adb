"""Kill commands (`kill -9`) before each step that changes a file, one after the other, and see that nothing is lost.

    python benchmarks/kill_steps.py [COMMAND ...]

A step opens a file to write, writes its first or its second half, syncs, renames or removes one, or makes or removes a
folder. After each kill every model, the default, and every data set is the earlier or the new one, and whole; no epoch
that was reported is lost; `models`, `data` and `predict` work, and remove what is left over; and the command, given
again or resumed, ends as if it had never been killed, and leaves nothing else behind.
The processes are forks of one that has TensorFlow loaded; instead of charts, which another process draws, they write a
line, and they convert a network once. The exit code is 1 if anything was lost. Needs Linux or macOS, and Python 3.11.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from fuzz.faults import Kills, failing  # noqa: E402

from digitgame import model, paths, unfinished  # noqa: E402
from digitgame.datasets import Images  # noqa: E402
from digitgame.datasets import cache as data_cache  # noqa: E402
from digitgame.ink import FRAMING  # noqa: E402
from digitgame.training import checkpoint  # noqa: E402

# The model, and the data set, that a command changes; another of each stands beside it.
NAME: Final = "x"
ANOTHER: Final = "another"
# A file that no training writes.
EARLIER: Final = "earlier.txt"
TRAIN: Final = ("train", "--data", "hand", "--hand", "500", "--preset", "seed", "--name", NAME, "--json")
RESUME: Final = ("train", "--resume", NAME, "--json")
# What a process that was writing a file or a folder leaves.
LEFTOVER: Final = re.compile(r"\..+\.[0-9a-f]{8}(\.work|-[a-z]+)?")
RANDOM: Final = re.compile(r"\.[0-9a-f]{8}\b")
# Seconds from a kill to the next start: a file is removed only when nobody can be writing it any more.
LATER: Final = 86_400
# Problems after which a command is known to lose something.
ENOUGH: Final = 10


@dataclass(frozen=True)
class Command:
    """What is killed, and the home that it finds: a model to copy, whether that is the default, and what else is there.

    `until`: what it reports when the steps that count are over, as others are about those that follow.
    """

    arguments: tuple[str, ...]
    source: Path
    default: bool = False
    unfinished: Path | None = None
    data: bool = True
    until: str = ""


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, None if it was killed, what it printed, and the file of its last step."""

    code: int | None
    told: str
    file: str
    errors: str

    @property
    def epoch(self) -> int:
        """The last one that a training reported."""
        lines = [line for line in self.told.splitlines() if '"event": "epoch"' in line and line.endswith("}")]
        return json.loads(lines[-1])["epoch"] if lines else 0


def main() -> None:
    """Print a line a command: its steps, and what was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help="[default: all] see the output")
    parser.add_argument("--first", type=int, default=1, help="The first step to be killed at.")
    parser.add_argument("--last", type=int, help="The last one.  [default: the command's]")
    options = parser.parse_args()
    if not hasattr(os, "fork") or sys.version_info < (3, 11):
        sys.exit("skipped: this needs fork, and a pathlib that keeps no functions of its own")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with _prepared(place) as commands:
            if unknown := set(options.commands) - set(commands):
                parser.error(f"There is no command {min(unknown)}. Known: {', '.join(commands)}.")
            kills = lost = 0
            for name in options.commands or commands:
                began = time.monotonic()
                steps, problems = _hunted(commands[name], place, options.first, options.last)
                print(f"{name}: {steps} steps, {len(problems)} lost, {time.monotonic() - began:.0f} s")
                print("".join(f"  {problem}\n" for problem in problems), end="", flush=True)
                kills, lost = kills + steps, lost + len(problems)
    print(f"{kills:,} kills of {len(options.commands or commands)} commands, {lost} lost something")
    sys.exit(lost > 0)


def _hunted(command: Command, place: Path, first: int, last: int | None) -> tuple[int, list[str]]:
    """Kill a command at each of its steps: how many, and what was wrong."""
    home = place / "home"
    problems: list[str] = []
    _fill(home, command)
    before = _state(home)
    unbroken = _run(command.arguments, place)
    if unbroken.code:
        return 0, [f"it does not work unbroken: {unbroken.errors}"]
    after = _state(home)
    seen: set[tuple[Any, ...]] = set()
    done = 0
    for step in itertools.count(first):
        _fill(home, command)
        ended = _run(command.arguments, place, step)
        if command.until and command.until in ended.told:
            break
        if ended.code is not None:
            # It ended by itself. What a server sends comes in more or fewer pieces.
            problems += [f"it ends with {ended.code}: {ended.errors}"] if ended.code else []
            break
        problem = _wrong(command, place, ended, before, after, seen)
        if problem:
            problems.append(f"step {step}, {ended.file}: {problem}")
        done += 1
        if len(problems) >= ENOUGH or step == last:
            break
    return done, problems


def _wrong(
    command: Command,
    place: Path,
    ended: Ended,
    before: dict[str, str],
    after: dict[str, str],
    seen: set[tuple[Any, ...]],
) -> str:
    """What is wrong after a kill, "" if nothing is. The command is given again once for each of the homes `seen`."""
    home = place / "home"
    _make_older(home)
    for words in (
        ("models", "--json"),
        ("data", "--json"),
        ("predict", str(place / "seven.jsonl"), "--json"),
    ):
        other = _run(words, place)
        if other.code:
            return f"{words[0]} ends with {other.code}: {other.errors}"
    training = unfinished.directory(home / "models" / NAME)
    # What was exported lies in a place of the user's, where only whoever writes the same file again looks for a half.
    ours = [path for name in ("models", "data") for path in _leftovers(home / name)]
    if left := [path for path in ours if training not in path.parents]:
        return f"left over after the next start: {left[0]}"
    now = _state(home)
    for what in before.keys() | after.keys() | now.keys():
        if now.get(what) not in (before.get(what), after.get(what)):
            return f"{what} is {now.get(what)}: neither {before.get(what)} nor {after.get(what)}"
    kept = checkpoint.finished(home / "models" / NAME)
    trains, fresh = command.arguments[0] == "train", "--fresh" in command.arguments
    had = 2 if trains and command.unfinished and not fresh else 0
    if kept < max(ended.epoch, had) and now.get(f"model {NAME}") == before[f"model {NAME}"]:
        return f"{ended.epoch} epochs were reported, {had} were there, {kept} are kept"
    resumable = unfinished.names(home / "models") == [NAME]
    if kept and not resumable:
        return f"{kept} epochs are kept and cannot be resumed"
    files = sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))
    looks = (*sorted(now.items()), str(kept), *(RANDOM.sub("", name) for name in files))
    if looks in seen:
        return ""
    seen.add(looks)
    # One that was asked to start over has to do that again.
    again = _run(RESUME if trains and resumable and not fresh else command.arguments, place)
    # What is done already may be refused as such.
    if again.code not in (0, 2) or "Unexpected" in again.errors:
        return f"given again it ends with {again.code}: {again.errors}"
    finally_ = _state(home)
    if finally_ != after:
        differing = {what for what in after.keys() | finally_.keys() if after.get(what) != finally_.get(what)}
        return f"given again it leads to another end: {', '.join(sorted(differing))}; {again.errors}"
    if left := _leftovers(home):
        return f"left over at the end: {left[0]}"
    return ""


def _state(home: Path) -> dict[str, str]:
    """Everything finished in a home, by name: what tells the earlier one from the new one, or that it is damaged."""
    state = {}
    models, data = home / "models", home / "data"
    for folder in models.iterdir():
        if not folder.name.startswith(".") and folder.is_dir():
            state[f"model {folder.name}"] = _value(partial(_model, folder))
    state["the default"] = _value(
        lambda: model.find(None, models=models, shipped=paths.shipped_model(), framing=FRAMING).digest
    )
    for folder in data.iterdir():
        if not folder.name.startswith("."):
            state[f"data {folder.name}"] = _value(partial(_data, folder))
    for file in home.glob("out.*"):
        state[f"file {file.name}"] = _value(partial(_file, file))
    return state


def _value(read: Callable[[], str]) -> str:
    try:
        return read()
    except Exception as error:
        return f"damaged ({error})"


def _model(folder: Path) -> str:
    """Its network, and whether it is the one that was there before."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return (
        f"{model.load(folder, whole=True).digest[:8]} of {len(files)} files{', earlier' * (EARLIER in files)}"
    )


def _data(folder: Path) -> str:
    parts = data_cache.read(folder.parent, folder.name)
    return hashlib.sha256(b"".join(one.images.tobytes() + one.labels.tobytes() for one in parts)).hexdigest()[
        :8
    ]


def _file(path: Path) -> str:
    """A file that was exported: what is in it, as far as it is the same at any time."""
    import zipfile

    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return f"whole, with {len(packed.namelist())} parts"


def _leftovers(home: Path) -> list[Path]:
    """What processes that were writing have left."""
    return [path for path in home.rglob(".*") if LEFTOVER.fullmatch(path.name)]


def _make_older(home: Path) -> None:
    """The next start is another day."""
    for path in home.rglob("*"):
        when = path.lstat().st_mtime - LATER
        os.utime(path, (when, when))


# The processes.


def _run(
    arguments: tuple[str, ...], place: Path, kill_at: int = 0, prepare: Callable[[], object] = lambda: None
) -> Ended:
    """A command in a fork, which first calls `prepare`, killed before one of its steps."""
    home = place / "home"
    arguments = tuple(word.replace("{home}", str(home)) for word in arguments)
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        prepare()
        _be_digitgame(arguments, place, Kills(home, kill_at, lambda file: os.write(writing, file.encode())))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        file = pipe.read().decode()
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    told, errors = ((place / name).read_text("utf-8") for name in ("told", "errors"))
    code = None if killed else os.waitstatus_to_exitcode(status)
    return Ended(code, told, file, errors[-300:].strip())


def _be_digitgame(arguments: tuple[str, ...], place: Path, kills: Kills) -> None:
    """The process of a command, which does not return."""
    from digitgame.cli import main as digitgame

    code: Any = 1
    try:
        os.environ["DIGITGAME_HOME"] = str(place / "home")
        for name, stream in (("told", 1), ("errors", 2)):
            os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        with failing(kills):
            digitgame(arguments, prog_name="digitgame")
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


# What they find.


@contextlib.contextmanager
def _prepared(place: Path) -> Iterator[dict[str, Command]]:
    """Load what the forks need, and make what they find; the commands by their name in the table."""
    import digitgame.charts
    import digitgame.cli.models
    import digitgame.cli.predict
    import digitgame.inference
    from digitgame.datasets import sources
    from digitgame.exchange import archive
    from digitgame.ink import write_ink
    from digitgame.processes.worker import Worker
    from digitgame.synth import handwriting
    from digitgame.training import export, networks
    from digitgame.training import train as train_module

    # A smaller test set, and nothing done in another process, which would not be killed.
    sources.HAND_TEST = 200  # type: ignore[misc]
    Worker.submit = lambda _, function, *values: cache(partial(function, *values))  # type: ignore[method-assign]
    for name in ("curves", "kernels", "feature_maps", "evaluation"):
        setattr(digitgame.charts, name, partial(_chart, name))
    # The same network again and again.
    export.to_tflite = partial(_remembered, place / "converted", networks.to_tflite)  # type: ignore[attr-defined]
    data_cache.save(place, "idx", _images(1), _images(2))
    write_ink(place / "seven.jsonl", [handwriting.write_many(8, seed=1)[7]])
    archive.pack(model.load(paths.shipped_model()), place / "other.zip")
    recipe = (*TRAIN, "--epochs", "2")
    ended = _run(recipe, place)
    assert ended.code == 0, ended
    old, kept = place / "old", place / "kept"
    shutil.copytree(place / "home" / "models" / NAME, old)
    # One that has kept its epochs, and that ends when it begins to save.
    ended = _run(recipe, place, prepare=lambda: setattr(train_module, "export", lambda *_: sys.exit(3)))
    assert ended.code == 3, ended
    shutil.copytree(unfinished.directory(place / "home" / "models" / NAME), kept)
    shipped, new = paths.shipped_model(), ("data", "get", str(place / "idx"), "--name", NAME)
    with _served(place / "idx") as address:
        yield {
            "train, until it saves": Command(recipe, old, until='"saving"'),
            "train --fresh, until it saves": Command(
                (*TRAIN, "--epochs", "3", "--fresh"), old, unfinished=kept, until='"saving"'
            ),
            "train, saving over a model": Command(RESUME, old, unfinished=kept),
            "train, saving over the default": Command(RESUME, old, default=True, unfinished=kept),
            "train, saving beside a better default": Command(RESUME, shipped, default=True, unfinished=kept),
            "data get FOLDER": Command(new, old, data=False),
            "data get FOLDER, over another": Command(new, old),
            "data get URL": Command(("data", "get", address, "--name", NAME), old),
            "data remove": Command(("data", "remove", NAME, "--yes"), old),
            "data export": Command(("data", "export", NAME, "{home}/out.npz"), old),
            "models remove": Command(("models", "remove", NAME, "--yes"), old, default=True, unfinished=kept),
            "models default": Command(("models", "default", NAME), old),
            "models import": Command(("models", "import", str(place / "other.zip"), "--name", "new"), old),
            "models export": Command(("models", "export", NAME, "{home}/out.zip"), old),
        }


def _images(seed: int) -> Images:
    import numpy as np

    from digitgame.ink import frame_many
    from digitgame.synth import handwriting

    drawings = handwriting.write_many(100, seed=seed)
    frames = np.rint(255 * frame_many([one.strokes for one in drawings])).astype(np.uint8)
    return Images(frames, np.array([one.label for one in drawings], np.uint8))


def _chart(name: str, *values: Any) -> None:
    path = next(value for value in values if isinstance(value, Path))
    (path / f"{name}.png" if path.is_dir() else path).write_text(name)


def _remembered(folder: Path, convert: Callable[[Any, Any], bytes], network: Any, predict: Any) -> bytes:
    """A network for LiteRT, converted once, which is a third of these trainings."""
    weights = b"".join(weight.tobytes() for weight in network.get_weights())
    file = folder / hashlib.sha256(weights).hexdigest()
    if not file.is_file():
        folder.mkdir(exist_ok=True)
        file.write_bytes(convert(network, predict))
    return file.read_bytes()


def _fill(home: Path, command: Command) -> None:
    """Make the home that a command finds."""
    shutil.rmtree(home, ignore_errors=True)
    models, data = home / "models", home / "data"
    for name in (NAME, ANOTHER):
        shutil.copytree(command.source, models / name)
    (models / NAME / EARLIER).write_text("earlier")
    model.set_default(models, NAME if command.default else "")
    if command.unfinished:
        shutil.copytree(command.unfinished, unfinished.directory(models / NAME))
    for name in (NAME, ANOTHER) if command.data else (ANOTHER,):
        shutil.copytree(_earlier_data(home.parent), data / name)


@cache
def _earlier_data(place: Path) -> Path:
    return data_cache.save(place, "earlier", _images(3), _images(4))


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of a folder, served by a process of its own."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    child = os.fork()
    if not child:
        server.serve_forever()
    server.server_close()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
