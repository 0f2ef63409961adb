"""Digits page by page: data sets, the network's mistakes on them, the player's drawings; all or one class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.gallery.collection import PAGE, Chunk, Mistakes, own, samples
from digitgame.game.gallery.enlarged import Enlarged, GalleryPage
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import HEIGHT, WIDTH, Area, View
from digitgame.ui.scene_stack import Pop, Push, Transition
from digitgame.ui.theme import Colour

if TYPE_CHECKING:
    from digitgame.datasets.browse import BrowsableDataset

SAMPLES: Final = "samples"
MISTAKES: Final = "mistakes"
OWN: Final = "your drawings"
_NEXT: Final = {SAMPLES: MISTAKES, MISTAKES: OWN, OWN: SAMPLES}
_NONE: Final = {
    SAMPLES: "No such digits here.",
    MISTAKES: "No mistakes: the AI gets all of these right.",
    OWN: "Nothing here yet. Free draw keeps your digits here.",
}
_COLUMNS: Final = 5
# A picture has four design units for each of its pixels.
_PICTURE: Final = 112


@dataclass
class Gallery(BaseScene):
    """A page of digits, filled bit by bit. Arrows or the pointer choose one, Enter or a click enlarges it.

    `digit` is the class shown, None for all; `number` that of the page. A search for mistakes is kept for each data
    set, by its name, and `_progress` says how far it has come.
    """

    game: Game
    page: GalleryPage = field(default_factory=GalleryPage)
    error: str = ""
    collection: str = SAMPLES
    digit: int | None = None
    number: int = 0
    context = KeyContext.GALLERY
    _dataset_index: int = 0
    _datasets: Sequence[BrowsableDataset] | None = None
    _mistakes: dict[str, Mistakes] = field(default_factory=dict)
    _coming: Iterator[Chunk] | None = None
    _done: bool = False
    _progress: str = ""

    @property
    def moving(self) -> bool:
        return not self._done and not self.error

    @property
    def dataset(self) -> BrowsableDataset:
        if self._datasets is None:
            self._datasets = self.game.datasets()
        return self._datasets[self._dataset_index]

    @property
    def source(self) -> str:
        """Where these digits are from."""
        return f"drawn by {self.game.player}" if self.collection == OWN else self.dataset.description

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
                self.collection = _NEXT[self.collection]
                self._restart()
            case Action.DATA if self.collection != OWN:
                self._dataset_index = (self._dataset_index + 1) % len(self._datasets or (self.dataset,))
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
        shown = header_words(self.collection, self.digit, self.source, self._progress, self.number)
        self.draw_frame(canvas, "Gallery", shown)
        for index in range(self.page.count):
            self._draw_cell(canvas, index)
        if self.error:
            widgets.toast(canvas, self.error)
        elif not self.page.count and (words := empty_words(self.collection, self.digit, done=self._done)):
            x, y = WIDTH / 2, HEIGHT / 2
            icon(canvas, "gallery", Area(x - 32, y - 80, 64, 64), theme.ACCENT)
            canvas.text(words, (x, y + 16), theme.MEDIUM, theme.TEXT, "center")

    @property
    def hints(self) -> tuple[Hint, ...]:
        # The key that goes on stays where it is: so it can be clicked again and again.
        turn = (Hint("", Action.NEXT_PAGE), Hint("page", Action.PAGE_UP, "PgUp"))
        several = self.collection != OWN and len(self._datasets or ()) > 1
        return (
            *(turn if self.number else (Hint("next page", Action.NEXT_PAGE),)),
            # A click brings one digit after the other.
            Hint("one digit", Digit(0 if self.digit is None else (self.digit + 1) % 10), "0 – 9"),
            Hint("all", Action.ALL_DIGITS),
            Hint(_NEXT[self.collection], Action.COLLECTION),
            *((Hint("other data", Action.DATA),) if several else ()),
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
        lines = cell_facts(int(self.page.pictures.labels[index]), self.page.read[index])
        y -= 2 * theme.UNIT * (len(lines) - 1)
        for number, (words, colour) in enumerate(lines):
            canvas.text(words, (x, y + 4 * theme.UNIT * number), theme.MEDIUM, colour)

    def _enlarge(self) -> Push | None:
        return Push(Enlarged(self.game, self.page, self.source)) if self.page.count else None

    def _turn(self, by: int) -> None:
        """Turn some pages; there is none before the first, and after the last one comes the first."""
        if self.number + by >= 0:
            self._restart(self.number + by)

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the digit under the pointer; False where there is none."""
        index = view.area_at(map(_cell, range(self.page.count)), pixel)
        if index is not None:
            self.page.choose(index)
        return index is not None

    def _restart(self, number: int = 0) -> None:
        self.number, self.page = number, GalleryPage()
        self._coming, self._done, self._progress, self.error = None, False, "", ""

    def _load(self) -> None:
        try:
            if self._coming is None:
                self._coming = self._pages()
            some, self._progress = next(self._coming)
        except StopIteration:
            self._done = True
            if not self.page.count and self.number:
                self._restart()
            return
        except DigitgameError as error:
            self.error = str(error)
            return
        if some is not None:
            self.page.add(some, self.game.reader)
        self._done = self.page.count >= PAGE

    def _pages(self) -> Iterator[Chunk]:
        if self.collection == OWN:
            return own(self.game, self.digit, self.number)
        if self.collection == SAMPLES:
            return samples(self.dataset, self.digit, self.number)
        found = self._mistakes.setdefault(self.dataset.name, Mistakes(self.dataset, self.game.reader))
        return found.page(self.digit, self.number)


def header_words(collection: str, digit: int | None, source: str, progress: str, page: int) -> str:
    """What the gallery shows: of which digits, from where, and which page, counted from 0."""
    digits = "all digits" if digit is None else f"only {digit}s"
    return " · ".join(part for part in [collection, digits, source, progress, f"page {page + 1}"] if part)


def empty_words(collection: str, digit: int | None, *, done: bool) -> str:
    """What an empty page says, `done` when nothing more comes: mistakes take a while to find."""
    if not done:
        return "Looking for mistakes …" if collection == MISTAKES else ""
    if collection == OWN and digit is not None:
        return f"No {digit}s here yet. Free draw keeps your digits here."
    return _NONE[collection]


def cell_facts(label: int, read: int) -> list[tuple[str, Colour]]:
    """A digit's label; below it what the network sees, if that is another digit."""
    wrong = [(f"› {read}", theme.AMBER)] if read != label else []
    return [(str(label), theme.ACCENT), *wrong]


def _cell(index: int) -> Area:
    row, column = divmod(index, _COLUMNS)
    return Area(32 + column * 182.5, 64 + row * 122.5, 166, _PICTURE)
