"""Digits to look at: data sets, what the network misreads of them, the player's own; by class, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.gallery.collection import PAGE, Chunk, Mistakes, own, samples
from digitgame.game.gallery.enlarged import Enlarged, GalleryPage
from digitgame.game.game import Game
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Push, Transition

if TYPE_CHECKING:
    from digitgame.datasets.browse import Album

SAMPLES: Final = "samples"
MISTAKES: Final = "mistakes"
OWN: Final = "your own"
_COLLECTIONS: Final = (SAMPLES, MISTAKES, OWN)
_NEXT_WORDS: Final = {SAMPLES: "mistakes", MISTAKES: "your own", OWN: "samples"}
_NONE: Final = {
    SAMPLES: "There are none of these.",
    MISTAKES: "It reads every one of these rightly.",
    OWN: "You have drawn none of these yet.",
}
_COLUMNS: Final = 5
_PICTURE: Final = 112  # design units: four a pixel
_CELL: Final = Area(32, 64, 166, 112)
_STEP: Final = (182.5, 122.5)  # from cell to cell


@dataclass
class Gallery(BaseScene):
    """A page of digits, filled bit by bit. Arrows or the pointer choose one, Enter or a click enlarges it."""

    game: Game
    page: GalleryPage = field(default_factory=GalleryPage)
    error: str = ""
    collection: str = SAMPLES
    digit: int | None = None  # the class shown; None: all
    number: int = 0  # of the page
    _album: int = 0
    _albums: Sequence[Album] | None = None
    _mistakes: dict[str, Mistakes] = field(default_factory=dict)  # by album: what was searched stays known
    _coming: Iterator[Chunk] | None = None
    _done: bool = field(default=False)
    _progress: str = ""  # of a search

    @property
    def moving(self) -> bool:
        return not self._done and not self.error

    @property
    def album(self) -> Album:
        """The data set that is looked at."""
        if self._albums is None:
            self._albums = self.game.albums()
        return self._albums[self._album]

    @property
    def source(self) -> str:
        """Where these digits are from."""
        return f"drawn by {self.game.player}" if self.collection == OWN else self.album.words

    @property
    def context(self) -> KeyContext:
        return KeyContext.GALLERY

    def respond(self, given: Input, view: View) -> Transition | None:
        steps = {Action.LEFT: -1, Action.RIGHT: 1, Action.UP: -_COLUMNS, Action.DOWN: _COLUMNS}
        match given:
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self.page.choose(self.page.chosen + steps[given])
            case Action.CONFIRM:
                return self._enlarge()
            case Action.NEXT_PAGE | Action.PAGE_DOWN:
                self._turn(1)
            case Action.ERASE | Action.PAGE_UP:
                self._turn(-1)
            case Action.COLLECTION:
                self.collection = _after(_COLLECTIONS, self.collection)
                self._restart()
            case Action.DATA if self.collection != OWN:
                self._album = (self._album + 1) % len(self._albums or (self.album,))
                self._restart()
            case Action.ALL_DIGITS:
                self.digit = None
                self._restart()
            case Digit(digit):
                self.digit = digit
                self._restart()
            case Pointer(moved=True, pos=pos):
                self._point(view, pos)
            case Pointer(clicked=True, pos=pos) if self._point(view, pos):
                return self._enlarge()
            case Action.GALLERY:
                return Pop()
        return super().respond(given, view)

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self.moving:
            self._load()

    def draw(self, canvas: Canvas) -> None:
        shown = "all digits" if self.digit is None else f"only {self.digit}s"
        told = [self.collection, shown, self.source, self._progress, f"page {self.number + 1}"]
        self.draw_frame(canvas, "Gallery", " · ".join(part for part in told if part))
        for index in range(self.page.count):
            self._draw_cell(canvas, index)
        words = self.error or ("" if self.page.count or self.moving else _NONE[self.collection])
        if words:
            widgets.toast(canvas, words)

    @property
    def hints(self) -> tuple[Hint, ...]:
        several = self.collection != OWN and len(self._albums or ()) > 1
        data = (Hint("other data", Action.DATA),) if several else ()
        return (
            Hint("next page", Action.NEXT_PAGE),
            Hint("one digit", cap="0 – 9"),
            Hint("all", Action.ALL_DIGITS),
            Hint(_NEXT_WORDS[self.collection], Action.COLLECTION),
            *data,
            Hint("enlarge", Action.CONFIRM),
            BACK,
        )

    def _draw_cell(self, canvas: Canvas, index: int) -> None:
        cell = _cell(index)
        if index == self.page.chosen:
            canvas.panel(cell.inside(-4), theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        assert self.page.pictures is not None
        canvas.picture(self.page.pictures.images[index], cell._replace(width=_PICTURE))
        x, y = cell.x + _PICTURE + 2 * theme.UNIT, cell.middle[1]
        label, read = int(self.page.pictures.labels[index]), self.page.read[index]
        if read == label:
            canvas.text(str(label), (x, y), theme.MEDIUM, theme.ACCENT, "midleft")
            return
        canvas.text(str(label), (x, y - 2 * theme.UNIT), theme.MEDIUM, theme.ACCENT, "midleft")
        canvas.text(f"› {read}", (x, y + 2 * theme.UNIT), theme.MEDIUM, theme.AMBER, "midleft")

    def _enlarge(self) -> Push | None:
        return Push(Enlarged(self.game, self.page, self.source)) if self.page.count else None

    def _turn(self, by: int) -> None:
        """Another page; before the first one there is none, and after the last one comes the first."""
        if self.number + by >= 0:
            self._restart(self.number + by)

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the digit under the pointer; whether there is one."""
        index = view.area_at(map(_cell, range(self.page.count)), pixel)
        if index is not None:
            self.page.choose(index)
        return index is not None

    def _restart(self, number: int = 0) -> None:
        """Fill a page anew."""
        self.number, self.page = number, GalleryPage()
        self._coming, self._done, self._progress, self.error = None, False, "", ""

    def _load(self) -> None:
        """Add the next few digits to the page."""
        try:
            if self._coming is None:
                self._coming = self._pages()
            chunk = next(self._coming)
        except StopIteration:
            self._done = True
            if not self.page.count and self.number:
                self._restart()
            return
        except DigitgameError as error:
            self.error = str(error)
            return
        self._progress = chunk.done
        self.page.add(chunk.pictures, self.game.reader)
        self._done = self.page.count >= PAGE

    def _pages(self) -> Iterator[Chunk]:
        if self.collection == OWN:
            return own(self.game, self.digit, self.number)
        if self.collection == SAMPLES:
            return samples(self.album, self.digit, self.number)
        found = self._mistakes.setdefault(self.album.name, Mistakes(self.album, self.game.reader))
        return found.page(self.digit, self.number)


def _after(values: Sequence[str], value: str) -> str:
    return values[(values.index(value) + 1) % len(values)]


def _cell(index: int) -> Area:
    row, column = divmod(index, _COLUMNS)
    return _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])
