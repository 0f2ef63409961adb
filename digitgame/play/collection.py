"""The digits that the gallery shows: samples, the samples that the network gets wrong, the player's own drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from digitgame.ink import frame
from digitgame.play.game import Game

if TYPE_CHECKING:
    from digitgame.digits import Pictures

MISTAKES_SCANNED: Final = 60  # sets of samples that are searched for mistakes
_AHEAD: Final = 1000  # from one page's seeds to the next one's
Chunk = tuple[str, "Pictures"]  # where they are from, and some of them


def samples(game: Game, digit: int | None, page: int) -> Iterator[Chunk]:
    """Sample digits, all ten or one of them; every page has others."""
    if digit is None:
        yield game.samples(page)
        return
    for number in count():
        source, pictures = game.samples(page * _AHEAD + number)
        yield source, pictures[np.flatnonzero(pictures.labels == digit)]


def mistakes(game: Game, digit: int | None, page: int) -> Iterator[Chunk]:
    """Sample digits that the network reads wrongly, as many as a search finds."""
    for number in range(MISTAKES_SCANNED):
        source, pictures = game.samples(page * _AHEAD + number)
        read = game.reader.read_many(pictures.images.astype(np.float32) / np.float32(255)).argmax(1)
        wrong = read != pictures.labels
        if digit is not None:
            wrong &= pictures.labels == digit
        yield f"misread, {source}", pictures[np.flatnonzero(wrong)]


def own(game: Game, digit: int | None, page: int) -> Iterator[Chunk]:
    """What the present player has drawn, the latest first, ten pages' worth at most between two pages."""
    from digitgame.digits import Pictures

    drawings = [d for d in game.store.drawings(game.player) if digit is None or d.label == digit][::-1]
    for drawing in drawings[page * 20 : (page + 1) * 20]:
        image = np.rint(frame(drawing.strokes) * 255).astype(np.uint8)
        yield f"drawn by {game.player}", Pictures(image[None], np.array([drawing.label], np.uint8))


COLLECTIONS: Final[dict[str, Callable[[Game, int | None, int], Iterator[Chunk]]]] = {
    "samples": samples,
    "mistakes": mistakes,
    "own drawings": own,
}
