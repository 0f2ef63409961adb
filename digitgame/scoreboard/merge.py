"""Runs as a file, for a shared folder or a stick: written, and merged by their UUIDs without doubles."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from digitgame import atomic
from digitgame.errors import DigitgameError, writing
from digitgame.scoreboard.outbox import Outbox
from digitgame.scoreboard.shared_run import MAX_JSON, SharedRun, line_of, parsed, public_uid

_log = logging.getLogger(__name__)
# What such a file is called, and its first line.
ENDING: Final = ".runs.jsonl"
_HEADER: Final = {"format": "digitgame runs", "version": 1}


@dataclass(frozen=True)
class Merged:
    """How many runs were new, were there already, and were damaged, and from how many files."""

    new: int = 0
    known: int = 0
    damaged: int = 0
    files: int = 0


def export(database: Path, target: Path, player: str | None = None) -> int:
    """Write all runs, or those of one player, with their drawings to a file; how many there are.

    Raises DigitgameError if the file cannot be written.
    """
    with writing(target), atomic.file(target) as beside, beside.open("w", encoding="utf-8") as out:
        return _export(database, out, player)


def _export(database: Path, out: TextIO, player: str | None) -> int:
    count = 0
    with Outbox(database) as outbox:
        out.write(f"{json.dumps(_HEADER)}\n")
        wanted = None if player is None else outbox.name_of(player)
        for uid in outbox.uids():
            values = outbox.values(uid)
            if wanted is None or values["player"] == wanted:
                out.write(f"{line_of(values)}\n")
                count += 1
    return count


def merge(database: Path, sources: Sequence[Path]) -> Merged:
    """Add the runs of files, and of the files in folders, that are not there yet.

    A player in another spelling is the one who is known here. Raises DigitgameError for what is no file of runs.
    """
    files = list(_files(sources))
    new = known = damaged = 0
    with Outbox(database) as outbox:
        origin = outbox.origin()
        there = {public_uid(uid, origin) for uid in outbox.uids()}
        for file in files:
            for number, shared in runs_in(file):
                if shared is None:
                    damaged += 1
                    _log.debug("%s, line %d is left out", file, number)
                elif shared.uid in there:
                    known += 1
                else:
                    run = replace(shared.run, player=outbox.name_of(shared.run.player))
                    # As the game writes it, without hyphens.
                    outbox.keep(run, shared.attempts, uid=shared.uid.replace("-", ""))
                    there.add(shared.uid)
                    new += 1
    return Merged(new, known, damaged, len(files))


def runs_in(file: Path) -> Iterator[tuple[int, SharedRun | None]]:
    """The runs of a file by their line numbers; None for a damaged line. DigitgameError: it is no file of runs."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            _check_header(file, lines.readline(MAX_JSON))
            for number, line in enumerate(iter(lambda: lines.readline(2 * MAX_JSON), ""), 2):
                if not line.strip():
                    continue
                try:
                    yield number, parsed(line)
                except ValueError as error:
                    _log.debug("%s, line %d: %s", file, number, error)
                    yield number, None
    except OSError as error:
        raise DigitgameError(f"Cannot read {file}: {error.strerror or error}.") from error


def _check_header(file: Path, line: str) -> None:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("format") != _HEADER["format"]:
        raise DigitgameError(
            f"{file} is no file of runs.", "Write one with `digitgame scores --export FILE`."
        )
    if header.get("version") != _HEADER["version"]:
        raise DigitgameError(f"{file} is of a newer digitgame.", "Update digitgame.")


def _files(sources: Sequence[Path]) -> Iterator[Path]:
    """The files that are named, and those of runs in the folders that are named."""
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        found = sorted(source.rglob(f"*{ENDING}"))
        if not found:
            raise DigitgameError(
                f"{source} has no files of runs.",
                f"They end in {ENDING}: `digitgame scores --export NAME{ENDING}` writes one.",
            )
        yield from found
