"""Drawings as pictures: ink files, the built-in hand, and what was drawn in the game."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets.images import Images, Progress
from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, frame_many, numbered_ink
from digitgame.synth import handwriting

HELD_OUT_SEED: Final = 2**40  # of the hand's test drawings: above every seed that training takes
MOST_SEED: Final = 2**32
_AT_ONCE: Final = 500  # drawings between two calls of progress


def framed(drawings: Sequence[Drawing], what: str, progress: Progress | None = None) -> Images:
    """Frame labelled drawings; every one must have its label."""
    return _framed(drawings, len(drawings), what, progress)


def _framed(drawings: Iterable[Drawing], count: int, what: str, progress: Progress | None = None) -> Images:
    """The same of `count` drawings, as they come."""
    images, labels = np.empty((count, 28, 28), np.uint8), np.empty(count, np.uint8)
    coming = iter(drawings)
    for at in range(0, count, _AT_ONCE):
        some = list(islice(coming, _AT_ONCE))
        end = at + len(some)
        images[at:end] = np.rint(frame_many([drawing.strokes for drawing in some]) * 255)
        labels[at:end] = np.array([drawing.label for drawing in some], np.uint8)
        if progress:
            progress(what, end, count)
    return Images(images, labels)


def from_ink_file(path: Path, progress: Progress | None = None) -> Images:
    """The drawings of an ink file. Raises DigitgameError for one without a label or without ink."""
    numbered = list(numbered_ink(path))
    for line, drawing in numbered:
        if drawing.label is None:
            problem = f"{path}, line {line} has no label."
            raise DigitgameError(problem, 'Say which digit it is: {"label": 7, "strokes": ...}.')
        if not drawing.strokes:
            raise DigitgameError(f"{path}, line {line} has no ink.", "Take that line out.")
    if not numbered:
        raise DigitgameError(f"{path} has no drawings.", "Name another ink file with --data.")
    return framed([drawing for _, drawing in numbered], f"Framing {path.name}", progress)


def from_hand(count: int, seed: int, progress: Progress | None = None) -> Images:
    """`count` digits of the built-in hand to learn from: the same for the same seed."""
    return _framed(handwriting.writing(count, seed % MOST_SEED), count, "Writing digits", progress)


def from_hand_to_test(count: int) -> Images:
    """`count` digits of the built-in hand that no training sees, always the same."""
    return _framed(handwriting.writing(count, HELD_OUT_SEED), count, "Writing digits")


def from_hand_in_order(count: int, seed: int) -> Images:
    """`count` digits of the built-in hand: 0 to 9, again and again."""
    rng = np.random.default_rng(seed)
    return _framed((handwriting.write(at % 10, rng) for at in range(count)), count, "Writing digits")


def from_game(database: Path | None, progress: Progress | None = None) -> Images:
    """What was drawn in the game and is known to be which digit."""
    nothing = DigitgameError(
        "There are no drawings of yours yet.", "Draw some first: digitgame play", exit_code=2
    )
    if database is None or not database.is_file():
        raise nothing
    drawings = _labelled(database)
    if not drawings:
        raise nothing
    return framed(drawings, "Framing your drawings", progress)


def _labelled(database: Path) -> list[Drawing]:
    from digitgame.store import Store  # only here: the other sources need no database

    with Store(database) as store:
        return [drawing for drawing in store.drawings() if drawing.strokes]
