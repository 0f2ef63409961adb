"""The work folder of a training: all that it needs to go on, until its model is in its place.

`models/.NAME.training/` holds

    asked.json     what the command asked for
    lock           held by the process that trains
    history.jsonl  a line a finished epoch
    checkpoint     the network, its optimiser, its random state after the last finished epoch, and what it began with
    epoch-00003    the network after that epoch, for the game; best-00007: the best one, with `--patience`
    mine.db        the game's database as it was, where its drawings are learnt from
    made/          the new model until it is judged, where it is to take the place of the one that the game reads with

A file is written beside its place and renamed, and what the checkpoint does not name does not count, so that at
every moment the last finished epoch is there. No TensorFlow here.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from digitgame import atomic
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    import numpy.typing as npt

FORMAT: Final = 1  # of the work folder
_ENDING: Final = ".training"
_ASKED: Final = "asked.json"
_CHECKPOINT: Final = "checkpoint"
_HISTORY: Final = "history.jsonl"
_LOCK: Final = "lock"
_MINE: Final = "mine.db"
_PATIENCE: Final = 5.0  # seconds for another process that writes to the database
Row = dict[str, float]


def pack(arrays: Sequence[npt.NDArray[Any]]) -> bytes:
    """The values of arrays, one after the other."""
    return b"".join(array.tobytes() for array in arrays)


def unpack(data: bytes, like: Sequence[Any]) -> list[npt.NDArray[Any]]:
    """Back from `pack`, with the dtypes and the shapes of variables."""
    import numpy as np

    arrays, at = [], 0
    for variable in like:
        one = np.empty(tuple(variable.shape), variable.dtype)
        arrays.append(np.frombuffer(data, one.dtype, one.size, at).reshape(one.shape))
        at += one.nbytes
    return arrays


@dataclass(frozen=True)
class Checkpoint:
    """A training after an epoch."""

    epoch: int
    seconds: float  # of learning, until then
    about: dict[str, Any]  # what it is a training of: recipe, data, framing, layout of the state
    history: list[Row]
    state: bytes
    snapshots: dict[int, bytes] = field(default_factory=dict)  # weights after some epochs
    best: tuple[int, bytes] | None = None  # the best epoch and its weights


@dataclass
class Work:
    """A work folder that this process holds."""

    folder: Path
    asked: dict[str, Any]
    epochs: int = 0  # finished and kept
    over: bool = False  # the model is in its place, whole: nothing here is needed any more

    @property
    def name(self) -> str:
        return self.folder.name[1 : -len(_ENDING)]

    @property
    def go_on(self) -> str:
        """What to tell a person whose training ended too soon; nothing where nothing is kept."""
        if not self.epochs:
            return ""
        kept = "1 epoch is" if self.epochs == 1 else f"{self.epochs:,} epochs are"
        return f"{kept} kept. Go on with: digitgame train --resume {self.name}"

    def begin(self) -> None:
        """Forget what an earlier training left here."""
        (self.folder / _CHECKPOINT).unlink(missing_ok=True)
        (self.folder / _HISTORY).unlink(missing_ok=True)
        self.epochs = 0

    def database(self, path: Path) -> Path:
        """The game's database as it was when the training first asked for it: what is drawn later makes no difference.

        `path` itself where it cannot be copied: whoever opens it tells why.
        """
        kept = self.folder / _MINE
        if kept.is_file() or not path.is_file():
            return kept if kept.is_file() else path
        beside = kept.with_name(f"{kept.name}.part")
        beside.unlink(missing_ok=True)
        try:
            with (
                closing(sqlite3.connect(path, timeout=_PATIENCE)) as source,
                closing(sqlite3.connect(beside)) as copy,
            ):
                source.backup(copy)
            os.replace(beside, kept)  # noqa: PTH105 (atomic on every platform)
        except sqlite3.Error:
            beside.unlink(missing_ok=True)
            return path
        return kept

    def keep_weights(self, kind: str, epoch: int, weights: Any) -> None:
        """Keep the network as it is after `epoch`: as a "snapshot" or as the "best"."""
        _write(self._weights(kind, epoch), weights)

    def keep(
        self,
        row: Row,
        state: Any,
        about: Mapping[str, Any],
        *,
        seconds: float,
        snapshots: Sequence[int] = (),
        best: int | None = None,
    ) -> None:
        """Keep the epoch of `row`; once this returns, no sudden end loses it."""
        with (self.folder / _HISTORY).open("ab") as file:
            file.write(json.dumps(row).encode() + b"\n")
        epoch = int(row["epoch"])
        facts = {
            "format": FORMAT, "epoch": epoch, "seconds": seconds, "about": about, "bytes": len(state),
            "checksum": zlib.crc32(state), "snapshots": list(snapshots), "best": best,
        }  # fmt: skip
        try:
            _write(self.folder / _CHECKPOINT, json.dumps(facts).encode() + b"\n", state)
            self.epochs = epoch
        except BaseException:  # a signal may come when the file is in its place already
            self.epochs = finished(self.folder)
            raise
        if best == epoch:
            for path in self.folder.glob("best-*"):
                if path != self._weights("best", epoch):
                    path.unlink(missing_ok=True)

    def read(self) -> Checkpoint | None:
        """The last finished epoch, None where there is none; DigitgameError where it is damaged."""
        facts, state = _checkpoint(self.folder)
        if not facts:
            return None
        try:
            epoch, best = int(facts["epoch"]), facts["best"]
            lines = (self.folder / _HISTORY).read_bytes().splitlines(keepends=True)[:epoch]
            history = [dict(json.loads(line)) for line in lines]
            snapshots = {at: self._weights("snapshot", at).read_bytes() for at in facts["snapshots"]}
            kept = None if best is None else (int(best), self._weights("best", best).read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(self.folder) from error
        if [row.get("epoch") for row in history] != list(range(1, epoch + 1)):
            raise _damaged(self.folder)
        _write(
            self.folder / _HISTORY, b"".join(lines)
        )  # without an epoch that came no further than this file
        return Checkpoint(epoch, float(facts["seconds"]), facts["about"], history, state, snapshots, kept)

    def _weights(self, kind: str, epoch: int) -> Path:
        return self.folder / f"{'best' if kind == 'best' else 'epoch'}-{epoch:05}"


@contextmanager
def claimed(model_folder: Path, asked: Mapping[str, Any] | None, *, fresh: bool = False) -> Iterator[Work]:
    """Hold the work folder of the model to be, and mend what a sudden end may have left of the model itself.

    `asked` begins a training; None goes on with the one that is there. Raises DigitgameError where another process
    holds it, where there is nothing to go on with, or where a training that was begun would be lost; `fresh` says
    that it may be. On the way out the folder goes where it is over, or where it keeps no finished epoch.
    """
    folder = work_folder(model_folder)
    if asked is None and not (folder / _ASKED).is_file():
        raise _nothing_to_go_on_with(model_folder)
    missing = [parent for parent in (folder, folder.parent) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    lock = _locked(folder / _LOCK)
    if lock is None:
        raise DigitgameError(
            f"A training of {model_folder.name} is running.",
            "Wait for it, or choose another name with --name.",
            exit_code=2,
        )
    work: Work | None = None
    try:
        work = _opened(folder, asked, fresh=fresh)
        atomic.recover(model_folder)
        yield work
    finally:
        lock.close()  # before the folder goes: Windows keeps what is open
        if work is not None and (work.over or not work.epochs):
            shutil.rmtree(folder, ignore_errors=True)
            if folder.parent in missing:
                with suppress(OSError):
                    folder.parent.rmdir()


def _opened(folder: Path, asked: Mapping[str, Any] | None, *, fresh: bool) -> Work:
    if asked is None:
        return Work(folder, read_asked(folder), finished(folder))
    kept = 0 if fresh else finished(folder)
    if kept:
        work = Work(folder, {}, kept)
        raise DigitgameError(
            f"A training of {work.name} is unfinished: {work.go_on};",
            "begin anew with --fresh, or choose another name with --name.",
            exit_code=2,
        )
    work = Work(folder, dict(asked))
    work.begin()
    for path in folder.iterdir():  # of a training before this one
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()
    atomic.write_text(folder / _ASKED, json.dumps({"format": FORMAT, **asked}, indent=2) + "\n")
    return work


def work_folder(model_folder: Path) -> Path:
    """Where the training of a model keeps its work."""
    return model_folder.with_name(f".{model_folder.name}{_ENDING}")


def unfinished(models: Path) -> list[str]:
    """The names of the trainings that can go on, the last one first."""
    if not models.is_dir():
        return []
    found = [path for path in models.glob(f".?*{_ENDING}") if (path / _ASKED).is_file()]
    latest = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.name[1 : -len(_ENDING)] for path in latest]


def is_running(model_folder: Path) -> bool:
    """True where some process holds the work folder."""
    path = work_folder(model_folder) / _LOCK
    if not path.is_file():
        return False
    lock = _locked(path)
    if lock is None:
        return True
    lock.close()
    return False


def finished(folder: Path) -> int:
    """How many epochs a work folder keeps; a damaged one keeps none."""
    try:
        return int(_checkpoint(folder)[0].get("epoch", 0))
    except DigitgameError:
        return 0


def read_asked(folder: Path) -> dict[str, Any]:
    """What the training in a work folder was asked for."""
    try:
        asked = dict(json.loads((folder / _ASKED).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder) from error
    if asked.pop("format", None) != FORMAT:
        raise DigitgameError(f"{folder} was written by another version.", "Begin anew with --fresh.")
    return asked


def _checkpoint(folder: Path) -> tuple[dict[str, Any], bytes]:
    """The facts and the state of a checkpoint; no facts where there is none."""
    try:
        head, _, state = (folder / _CHECKPOINT).read_bytes().partition(b"\n")
        facts = dict(json.loads(head))
        sound = len(state) == facts["bytes"] and zlib.crc32(state) == facts["checksum"]
    except FileNotFoundError:
        return {}, b""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder) from error
    if not sound or facts.get("format") != FORMAT:
        raise _damaged(folder)
    return facts, state


def _damaged(folder: Path) -> DigitgameError:
    return DigitgameError(f"What the training kept in {folder} is damaged.", "Begin anew with --fresh.")


def _nothing_to_go_on_with(model_folder: Path) -> DigitgameError:
    others = ", ".join(unfinished(model_folder.parent))
    hint = f"Unfinished: {others}." if others else "Begin one with `digitgame train`."
    return DigitgameError(f"There is no unfinished training of {model_folder.name}.", hint, exit_code=2)


def _write(path: Path, *parts: Any) -> None:
    """Write a file beside its place, then rename it."""
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as file:
            for part in parts:
                file.write(part)
        os.replace(beside, path)  # noqa: PTH105 (atomic on every platform)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _locked(path: Path) -> IO[bytes] | None:
    """The file, locked until it is closed, by which a sudden end of the process unlocks it too; None if it is."""
    file = path.open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
