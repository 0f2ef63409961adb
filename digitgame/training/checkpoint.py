"""The checkpoint directory of a training: all that it needs to be resumed, until its model is in its place.

`models/.NAME.training/` holds

    request.json        what the command asked for
    lock                held by the process that trains
    checkpoint          the training after its last finished epoch: a line of JSON, then the values of its arrays
    checkpoint.before   the same after the epoch before, for when the last one cannot be read
    checkpoint.damaged  one that could not be read
    mine.db             the game's database when the training started, where it trains on the player's drawings
    candidate/          the new model until the game chooses, where it would replace the one in use

Each file is written beside its place and renamed, so the last finished epoch is there at every moment. `KeepEpochs`
(`callbacks.py`) writes it, `train` (`train.py`) puts it back.
"""

import json
import logging
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from digitgame import atomic, folders, unfinished
from digitgame.errors import DigitgameError
from digitgame.folders import locked
from digitgame.formatting import counted
from digitgame.unfinished import BEFORE, CHECKPOINT, ENDING, LOCK, REQUEST, directory

# The format of the checkpoint.
FORMAT: Final = 3
_DAMAGED: Final = "checkpoint.damaged"
DATABASE: Final = "mine.db"
# No checkpoint has more bytes (those of preset `best` have 10 MB), and no training takes more seconds.
_MOST_BYTES: Final = 2**28
_MOST_SECONDS: Final = 10**9
_PRECISIONS: Final = ("float32", "mixed_bfloat16", "mixed_float16")
# The numbers of an epoch.
NUMBERS: Final = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds")
# What reading something else than a checkpoint raises.
_DAMAGE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)
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
    """A checkpoint directory with so many `epochs`; once training is `over`, nothing here is needed any more.

    `skipped`: the last epoch cannot be read, and the one before takes its place; `warning` says so to a person.
    """

    folder: Path
    request: dict[str, Any] = field(default_factory=dict)
    epochs: int = 0
    over: bool = False
    skipped: bool = False
    warning: str = ""

    @property
    def name(self) -> str:
        """That of its model."""
        return self.folder.name[1 : -len(ENDING)]

    @property
    def resume_hint(self) -> str:
        """How to resume a training that ended too soon; empty where no epoch is kept, or none is left."""
        kept = f"{counted(self.epochs, 'epoch')} {'is' if self.epochs == 1 else 'are'}"
        needed = self.epochs and not self.over
        return f"{kept} kept. Resume with: digitgame train --resume {self.name}" if needed else ""

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep a finished epoch, and the one before it; once this returns, no sudden end loses it."""
        parts = [checkpoint.state, checkpoint.best, *checkpoint.snapshots.values()]
        data = b"".join(parts)
        facts = {name: getattr(checkpoint, name) for name in ("about", "history", "seconds")}
        facts |= {
            "format": FORMAT,
            "sizes": [len(part) for part in parts],
            "snapshots": [*checkpoint.snapshots],
        }
        line = json.dumps(facts | {"checksum": _checksum(facts, data)}).encode()
        path = self.folder / CHECKPOINT
        try:
            with atomic.file(path) as beside:
                with beside.open("wb") as out:
                    out.writelines((line, b"\n", data))
                if path.exists():
                    path.replace(self.folder / BEFORE)
            self.epochs = len(checkpoint.history)
        except BaseException:
            # A signal may come when the file is in its place already.
            self.epochs = self.count()
            raise

    def read(self) -> Checkpoint | None:
        """The last finished epoch that can be read, None where there is none.

        Raises DigitgameError where something is kept, but none of it can be read.
        """
        failed: DigitgameError | None = None
        self.skipped = False
        for name in (CHECKPOINT, BEFORE):
            try:
                checkpoint = _read(self.folder / name)
                self.skipped = failed is not None
                return checkpoint
            except FileNotFoundError:
                continue
            except OSError as error:
                problem = f"{self.folder / name} cannot be read: {error.strerror or error}."
                failed = failed or DigitgameError(problem, "Nothing was removed. Check who may read it.")
            except _DAMAGE as error:
                _log.debug("%s is damaged: %r", self.folder / name, error)
                failed = failed or self.damaged()
        if failed:
            raise failed
        return None

    @property
    def is_empty(self) -> bool:
        """No epoch is kept, readable or not."""
        return not any(os.path.lexists(self.folder / name) for name in (CHECKPOINT, BEFORE, _DAMAGED))

    def count(self) -> int:
        """How many finished epochs can be read."""
        try:
            checkpoint = self.read()
        except DigitgameError as error:
            _log.debug("No epochs can be read: %s", error)
            return 0
        return len(checkpoint.history) if checkpoint else 0

    def damaged(self) -> DigitgameError:
        return DigitgameError(
            f"What the training kept in {self.folder} is damaged.",
            "Nothing was removed. Start over with --fresh, or choose another name with --name.",
        )


def _read(path: Path) -> Checkpoint:
    """One checkpoint; raises OSError, or one of the errors of _DAMAGE."""
    if path.stat().st_size > _MOST_BYTES or not path.is_file():
        raise ValueError("no checkpoint has that size")
    line, _, data = path.read_bytes().partition(b"\n")
    facts = json.loads(line)
    checksum = facts.pop("checksum")
    # Format 2 had no checksum of the line.
    if facts["format"] not in (2, FORMAT) or checksum != _checksum(facts, data):
        raise ValueError("format or checksum")
    ends = accumulate(facts["sizes"], initial=0)
    state, best, *rest = (data[start:end] for start, end in pairwise(ends))
    snapshots = dict(zip(facts["snapshots"], rest, strict=True))
    history = [dict(row) for row in facts["history"]]
    about, seconds = dict(facts["about"]), float(facts["seconds"])
    if not history or not all(_is_epoch(number, row) for number, row in enumerate(history, 1)):
        raise ValueError("history")
    if not 0 <= seconds <= _MOST_SECONDS or not all(type(epoch) is int for epoch in snapshots):
        raise ValueError("seconds or snapshots")
    if about.get("precision", "float32") not in _PRECISIONS:
        raise ValueError("precision")
    return Checkpoint(about, history, seconds, state, best, snapshots)


def _is_epoch(number: int, row: Mapping[str, Any]) -> bool:
    """Whether a row of the history says what `events.Epoch` holds of epoch `number`."""
    sound = all(type(row.get(name, 0)) in (int, float) for name in NUMBERS)
    return bool(sound and row["epoch"] == number and 0 <= row.get("seconds", 0) <= _MOST_SECONDS)


def _checksum(facts: Mapping[str, Any], data: bytes) -> int:
    line = b"" if facts["format"] == 2 else json.dumps(facts, sort_keys=True).encode()
    return zlib.crc32(data, zlib.crc32(line))


@contextmanager
def claimed(
    model_folder: Path, request: Mapping[str, Any] | None, *, fresh: bool = False
) -> Iterator[CheckpointDirectory]:
    """Hold the checkpoint directory of a new model.

    `request` starts a training; None resumes the one that is there. Raises DigitgameError where another process holds
    the directory, where there is nothing to resume, or where finished epochs would be lost, unless `fresh` allows that.
    At the end the directory is removed if training is over or no epoch is kept; what cannot be read stays.
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
        yield held
    finally:
        # Before the folder goes: Windows keeps what is open.
        lock.close()
        if held is not None and (held.over or held.is_empty):
            with suppress(OSError):
                folders.remove(folder)
            if is_first:
                with suppress(OSError):
                    model_folder.parent.rmdir()


def _opened(folder: Path, request: Mapping[str, Any] | None, *, fresh: bool) -> CheckpointDirectory:
    """The directory with what is left of its training, or emptied for a new one."""
    for name in (CHECKPOINT, DATABASE):
        atomic.recover(folder / name)
    held = CheckpointDirectory(folder)
    # Raises where epochs are kept that cannot be read.
    kept = None if fresh else held.read()
    if held.skipped:
        # Once more: another program may have had the file for a moment.
        kept = held.read()
    held.epochs = len(kept.history) if kept else 0
    if request is None:
        try:
            held.request = dict(json.loads((folder / REQUEST).read_text("utf-8")))
        except (OSError, *_DAMAGE) as error:
            raise held.damaged() from error
        if held.skipped:
            # Else it would replace the epoch before it, which can be read.
            (folder / CHECKPOINT).replace(folder / _DAMAGED)
            held.warning = (
                "The last finished epoch cannot be read, so training resumes from the one before. "
                f"It stays in {folder / _DAMAGED} until training is over."
            )
        return held
    if held.epochs:
        raise DigitgameError(
            f"A training of {held.name} is unfinished: {held.resume_hint};",
            "start over with --fresh, or choose another name with --name.",
            exit_code=2,
        )
    # The earlier request is replaced at last: with it the training can be resumed wherever this ends.
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in (LOCK, REQUEST):
            path.unlink()
    atomic.write_text(folder / REQUEST, json.dumps(request, indent=2) + "\n")
    held.request = dict(request)
    return held


def finished(model_folder: Path) -> int:
    """How many epochs the unfinished training of a model keeps; a damaged one keeps none."""
    return CheckpointDirectory(directory(model_folder)).count()
