"""The digits that the gallery shows: samples of a data set, the network's mistakes on it, the player's drawings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from digitgame.game.game import Game
from digitgame.ink import frame

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.datasets.browse import BrowsableDataset
    from digitgame.inference import Reader

# Digits on a page.
PAGE: Final = 20
# Some images of a page, or None, and how far a search has come, if it is one.
Chunk: TypeAlias = "tuple[Images | None, str]"


def samples(dataset: BrowsableDataset, digit: int | None, page: int) -> Iterator[Chunk]:
    """A page of a data set."""
    first = page * PAGE
    while first < (page + 1) * PAGE:
        some = dataset.take(digit, first, min(dataset.step, (page + 1) * PAGE - first))
        yield some, ""
        if not len(some):
            return
        first += len(some)


@dataclass
class Mistakes:
    """The digits of a data set that a network gets wrong, found a few at a time and remembered."""

    dataset: BrowsableDataset
    reader: Reader
    _found: list[Images] = field(default_factory=list)
    _searched: int = 0

    def page(self, digit: int | None, page: int) -> Iterator[Chunk]:
        """A page of them; the search continues where it stopped."""
        at = page * PAGE
        while at < (page + 1) * PAGE:
            some = [one for one in self._found if digit is None or one.labels[0] == digit]
            for one in some[at : (page + 1) * PAGE]:
                at += 1
                yield one, self._done
            if self._searched >= self.dataset.size:
                return
            self._search()
            yield None, self._done

    @property
    def _done(self) -> str:
        return search_words(len(self._found), self._searched, self.dataset.size)

    def _search(self) -> None:
        count = min(self.dataset.step, self.dataset.size - self._searched)
        some = self.dataset.take(None, self._searched, count)
        if not len(some):
            self._searched = self.dataset.size
            return
        read = self.reader.read_many(some.images.astype(np.float32) / np.float32(255)).argmax(1)
        self._found += [some[at : at + 1] for at in np.flatnonzero(read != some.labels).tolist()]
        self._searched += len(some)


def search_words(found: int, searched: int, size: int) -> str:
    """How far a search for mistakes has come, or what it found in all."""
    return f"{found} of {searched:,}" if searched >= size else f"{searched:,} of {size:,} checked"


def own(game: Game, digit: int | None, page: int) -> Iterator[Chunk]:
    """The present player's drawings, the latest first."""
    from digitgame.datasets import Images

    for drawing in game.store.latest_drawings(game.player, PAGE, skip=page * PAGE, digit=digit):
        image = np.rint(frame(drawing.strokes) * 255).astype(np.uint8)
        yield Images(image[None], np.array([drawing.label], np.uint8)), ""
