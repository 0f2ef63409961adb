"""Drawings as images: ink files, synthetic handwriting, and the drawings made in the game."""

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets.formats.place import Place, size_of
from digitgame.datasets.images import Images, ProgressCallback
from digitgame.datasets.stack import Bytes, stacked
from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, frame_many, numbered_ink
from digitgame.synth import handwriting, non_digits

# Seed of the synthetic test digits: above MAX_SEED, so that no training ever sees them.
HELD_OUT_SEED: Final = 2**40
MAX_SEED: Final = 2**32
# The label of non-digits.
NOT_A_DIGIT: Final = 10
# An ink file may have so many; their points take 100 bytes each in memory.
MOST_BYTES: Final = 40_000_000
MOST_DRAWINGS: Final = 200_000
MOST_POINTS: Final = 2_500_000
# What stands for all players where one is named.
EVERYBODY: Final = "all"
# Players that an error names.
_NAMED: Final = 10
# Drawings between two calls of progress.
_BATCH: Final = 500
_log = logging.getLogger(__name__)


def framed(drawings: Sequence[Drawing], what: str, progress: ProgressCallback | None = None) -> Images:
    """Frame labelled drawings. Progress is reported as `what`."""
    images = _framed(drawings, what, progress, len(drawings))
    return replace(images, drawings=[drawing.strokes for drawing in drawings])


def _framed(drawings: Iterable[Drawing], what: str, progress: ProgressCallback | None, count: int) -> Images:
    """Frame `count` labelled drawings, a batch at a time. Progress is reported as `what`."""
    labels: list[int | None] = []

    def frames() -> Iterator[Bytes]:
        remaining = iter(drawings)
        while batch := list(islice(remaining, _BATCH)):
            labels.extend(drawing.label for drawing in batch)
            yield np.rint(frame_many([drawing.strokes for drawing in batch]) * 255).astype(np.uint8)
            if progress:
                progress(what, len(labels), count)

    images = stacked(frames(), count)
    return Images(images, np.array(labels, np.uint8))


def non_digit_images(count: int, seed: int) -> Images:
    """Scribbles, letters, signs and the like: an eleventh kind of image to train on."""
    drawings = (
        replace(drawing, label=NOT_A_DIGIT)
        for drawing in non_digits.writing(count, seed, non_digits.KINDS_LEARNT)
    )
    return _framed(drawings, "", None, count)


def from_ink_file(path: Place, progress: ProgressCallback | None = None) -> Images:
    """The drawings of an ink file; raises DigitgameError for one without a label or without ink, and for too many."""
    kept: list[Drawing] = []
    points = 0
    if size_of(path) > MOST_BYTES:
        raise DigitgameError(f"{path} is larger than {MOST_BYTES:,} bytes.", "Split it into several files.")
    with path.open("rb") as raw:
        numbered = numbered_ink(io.TextIOWrapper(raw, "utf-8-sig"), str(path))
        for line, drawing in numbered:
            if drawing.label is None:
                problem = f"{path}, line {line} has no label."
                raise DigitgameError(problem, 'Say which digit it is: {"label": 7, "strokes": ...}.')
            if not drawing.strokes:
                raise DigitgameError(f"{path}, line {line} has no ink.", "Take that line out.")
            points += sum(map(len, drawing.strokes))
            if points > MOST_POINTS or len(kept) == MOST_DRAWINGS:
                problem = f"{path} has more than {MOST_DRAWINGS:,} drawings or {MOST_POINTS:,} points."
                raise DigitgameError(problem, "Split it into several files.")
            # Whatever else the line says takes memory too.
            kept.append(replace(drawing, extra={}))
    if not kept:
        raise DigitgameError(f"{path} has no drawings.", "Name another ink file with --data.")
    return framed(kept, f"Framing {path.name}", progress)


def synthetic(count: int, seed: int, progress: ProgressCallback | None = None) -> Images:
    """`count` synthetic digits, the same for the same seed."""
    return _framed(handwriting.writing(count, seed), "Generating digits", progress, count)


def synthetic_in_order(count: int, seed: int) -> Images:
    """`count` synthetic digits: 0 to 9, again and again."""
    rng = np.random.default_rng(seed)
    drawings = (handwriting.write(index % 10, rng) for index in range(count))
    return _framed(drawings, "Generating digits", None, count)


def synthetic_drawings(digit: int, count: int, seed: Sequence[int]) -> list[Drawing]:
    """`count` synthetic drawings of a digit, as strokes, the same for the same seed."""
    rng = np.random.default_rng(seed)
    return [handwriting.write(digit, rng) for _ in range(count)]


def from_database(
    database: Path | None, player: str | None = None, progress: ProgressCallback | None = None
) -> tuple[Images, str]:
    """The labelled drawings in the game's database, and a line that says whose; of a `player`, as `own_drawings`."""
    drawings, whose = own_drawings(database, player)
    return framed(drawings, "Framing your drawings", progress), whose


def kept_database(database: Path, copy: Path) -> Path:
    """A copy of the game's database from when this was first called: later drawings make no difference.

    The database itself where it cannot be copied: whoever opens it reports why.
    """
    if not copy.is_file() and database.is_file():
        from digitgame.store.database import to_read

        try:
            with closing(to_read(database)) as whole:
                whole.back_up(copy)
        except DigitgameError as error:
            _log.debug("The database cannot be copied: %s", error)
    return copy if copy.is_file() else database


def own_drawings(database: Path | None, player: str | None = None) -> tuple[list[Drawing], str]:
    """The labelled drawings of a player of the game, of the one who played last if None, of EVERYBODY; and whose.

    Raises DigitgameError if there are none, or no such player.
    """
    drawings: list[Drawing] = []
    whose = ""
    if database is not None and database.is_file():
        # Imported here, because the other sources need no database.
        from digitgame.store import ReadStore

        with ReadStore(database) as store:
            players = store.players()
            if player not in (None, EVERYBODY, *players):
                known = ", ".join(players[:_NAMED])
                hint = f"Known: {known}; or {EVERYBODY}." if known else "Nobody has drawn here yet."
                raise DigitgameError(f"There is no player {player}.", hint, exit_code=2)
            chosen = next(iter(players), None) if player is None else player
            everybody = chosen in (None, EVERYBODY)
            drawings = list(store.drawings(None if everybody else chosen))
            whose = f"{len(drawings):,} drawings of {'all players' if everybody else chosen}."
            if not drawings and not everybody and next(iter(store.drawings()), None) is not None:
                problem = f"There are no drawings of {chosen} yet."
                hint = f"Draw some first: digitgame play --player {chosen}; or take everybody's: --player {EVERYBODY}"
                raise DigitgameError(problem, hint, exit_code=2)
    if not drawings:
        problem = "There are no drawings of yours yet."
        raise DigitgameError(problem, "Draw some first: digitgame play", exit_code=2)
    return drawings, whose
