"""The checkpoint directory of a training: all that it needs to be resumed, until its model is in its place.

`models/.NAME.training/` holds

    request.json  what the command asked for
    lock          held by the process that trains
    checkpoint    the training after its last finished epoch: a line of JSON, then the values of its arrays
    mine.db       the game's database when the training started, where it trains on the player's drawings
    candidate/    the new model until the game chooses, where it would replace the one in use

Each file is written beside its place and renamed, so the last finished epoch is there at every moment.
"""

import json
import logging
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from digitgame import atomic, unfinished
from digitgame.errors import DigitgameError
from digitgame.unfinished import CHECKPOINT, ENDING, LOCK, REQUEST, directory, locked

FORMAT: Final = 2  # of the checkpoint
_DATABASE: Final = "mine.db"
_PATIENCE: Final = 5.0  # seconds for another process that writes to the database
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checkpoint:
    """A training `seconds` after its start: `about` describes it, and the next step depends on `state`.

    `best` are the weights after the best epoch, empty without patience, and `snapshots` those after some epochs.
    """

    about: dict[str, Any]
    history: list[dict[str, Any]]
    seconds: float
    state: bytes
    best: bytes
    snapshots: dict[int, bytes]


@dataclass
class CheckpointDirectory:
    """A checkpoint directory with so many `epochs`; once training is `over`, nothing here is needed any more."""

    folder: Path
    request: dict[str, Any] = field(default_factory=dict)
    epochs: int = 0
    over: bool = False

    @property
    def name(self) -> str:
        """That of its model."""
        return self.folder.name[1 : -len(ENDING)]

    @property
    def resume_hint(self) -> str:
        """How to resume a training that ended too soon; empty where no epoch is kept, or none is left."""
        kept = "1 epoch is" if self.epochs == 1 else f"{self.epochs:,} epochs are"
        needed = self.epochs and not self.over
        return f"{kept} kept. Resume with: digitgame train --resume {self.name}" if needed else ""

    def database(self, path: Path) -> Path:
        """A copy of the game's database from when this was first called: later drawings make no difference.

        `path` itself where it cannot be copied: whoever opens it reports why.
        """
        kept = self.folder / _DATABASE
        if kept.is_file() or not path.is_file():
            return kept if kept.is_file() else path
        try:
            with (
                atomic.file(kept) as beside,
                closing(sqlite3.connect(path, timeout=_PATIENCE)) as source,
                closing(sqlite3.connect(beside)) as copy,
            ):
                source.backup(copy)
        except sqlite3.Error as error:
            _log.debug("The database cannot be copied: %s", error)
            return path
        return kept

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep a finished epoch; once this returns, no sudden end loses it."""
        parts = [checkpoint.state, checkpoint.best, *checkpoint.snapshots.values()]
        data = b"".join(parts)
        facts = {name: getattr(checkpoint, name) for name in ("about", "history", "seconds")}
        facts |= {"format": FORMAT, "checksum": zlib.crc32(data), "sizes": [len(part) for part in parts]}
        line = json.dumps(facts | {"snapshots": [*checkpoint.snapshots]}).encode()
        try:
            atomic.write_bytes(self.folder / CHECKPOINT, line, b"\n", data)
            self.epochs = len(checkpoint.history)
        except BaseException:
            # A signal may come when the file is in its place already.
            self.epochs = self.count()
            raise

    def read(self) -> Checkpoint | None:
        """The last finished epoch, None where there is none. Raises DigitgameError where it is damaged."""
        try:
            line, _, data = (self.folder / CHECKPOINT).read_bytes().partition(b"\n")
            facts = json.loads(line)
            if facts["format"] != FORMAT or zlib.crc32(data) != facts["checksum"]:
                raise ValueError("format or checksum")
            ends = accumulate(facts["sizes"], initial=0)
            state, best, *rest = (data[start:end] for start, end in pairwise(ends))
            snapshots = dict(zip(facts["snapshots"], rest, strict=True))
            return Checkpoint(facts["about"], facts["history"], facts["seconds"], state, best, snapshots)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self.damaged() from error

    def count(self) -> int:
        """How many finished epochs there are; a damaged checkpoint has none."""
        try:
            checkpoint = self.read()
        except DigitgameError as error:
            _log.debug("No epochs are kept: %s", error)
            return 0
        return len(checkpoint.history) if checkpoint else 0

    def damaged(self) -> DigitgameError:
        return DigitgameError(
            f"What the training kept in {self.folder} is damaged.", "Start over with --fresh."
        )


@contextmanager
def claimed(
    model_folder: Path, request: Mapping[str, Any] | None, *, fresh: bool = False
) -> Iterator[CheckpointDirectory]:
    """Hold the checkpoint directory of a new model, and repair what a sudden end left of the model itself.

    `request` starts a training; None resumes the one that is there. Raises DigitgameError where another process holds
    the directory, where there is nothing to resume, or where finished epochs would be lost, unless `fresh` allows that.
    At the end the directory is removed if training is over or no epoch is finished.
    """
    folder = directory(model_folder)
    if request is None and not (folder / REQUEST).is_file():
        others = ", ".join(unfinished.names(model_folder.parent))
        hint = f"Unfinished: {others}." if others else "Start one with `digitgame train`."
        raise DigitgameError(f"There is no unfinished training of {model_folder.name}.", hint, exit_code=2)
    is_first = not model_folder.parent.exists()
    folder.mkdir(parents=True, exist_ok=True)
    lock = locked(folder / LOCK)
    if lock is None:
        hint = "Wait for it, or choose another name with --name."
        raise DigitgameError(f"A training of {model_folder.name} is running.", hint, exit_code=2)
    held: CheckpointDirectory | None = None
    try:
        held = _opened(folder, request, fresh=fresh)
        atomic.recover(model_folder)
        yield held
    finally:
        # Before the folder goes: Windows keeps what is open.
        lock.close()
        if held is not None and (held.over or not held.epochs):
            shutil.rmtree(folder, ignore_errors=True)
            if is_first:
                with suppress(OSError):
                    model_folder.parent.rmdir()


def _opened(folder: Path, request: Mapping[str, Any] | None, *, fresh: bool) -> CheckpointDirectory:
    """The directory with what is left of its training, or emptied for a new one."""
    for name in (CHECKPOINT, _DATABASE):
        atomic.recover(folder / name)
    held = CheckpointDirectory(folder)
    held.epochs = 0 if fresh else held.count()
    if request is None:
        try:
            held.request = dict(json.loads((folder / REQUEST).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise held.damaged() from error
        return held
    if held.epochs:
        raise DigitgameError(
            f"A training of {held.name} is unfinished: {held.resume_hint};",
            "start over with --fresh, or choose another name with --name.",
            exit_code=2,
        )
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
    atomic.write_text(folder / REQUEST, json.dumps(request, indent=2) + "\n")
    held.request = dict(request)
    return held


def finished(model_folder: Path) -> int:
    """How many epochs the unfinished training of a model keeps; a damaged one keeps none."""
    return CheckpointDirectory(directory(model_folder)).count()
