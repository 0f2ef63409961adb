"""The menu's cards: what each says, where it stands, and how one moves among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, zip_longest
from typing import Final, NamedTuple

from digitgame.formatting import percent, score_label, scores
from digitgame.game.faces import medal
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.model import SHIPPED
from digitgame.rules.daily import seed_of
from digitgame.rules.modes import DAILY, MODES, Mode
from digitgame.rules.rewards.ranks import Rank, rank_of
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Typed
from digitgame.ui.canvas import Canvas, text_width
from digitgame.ui.layout import WIDTH, Area, View
from digitgame.ui.list_menu import Item, ListMenu
from digitgame.ui.theme import Colour

# The first card, and how many stand in a row; the last card reaches to the end of its row. The row of entries below.
_FIRST: Final = Area(32, 84, 212, 198)
_IN_A_ROW: Final = 4
_GAP: Final = 16
_ENTRIES: Final = Area(32, 510, 896, 48)
# The small board of a card, and the line below it, from the card's edges; the side of a ‹ or › and of an icon.
_BOARD: Final = (12, 46, 104)
_LINE: Final = 26
_ARROW: Final = 30
_ICON: Final = 22
# The room around a small entry's name, in letters.
_AROUND: Final = 4
_SCORES: Final = ("mnist", "drawings", "hand")


class CardFacts(NamedTuple):
    """What a card says: its title, the best so far, and the level where there are several."""

    title: str
    best: str
    level: str = ""
    medal: Rank | None = None


def card_facts(game: Game, mode: Mode) -> CardFacts:
    """The facts of a mode's card, or those of "free" and "train"."""
    match mode.name:
        case "free":
            total = game.score.total
            return CardFacts(mode.title, f"{percent(total.accuracy)} right" if total.count else "New!")
        case "train":
            status = "" if game.training is None else game.training.status()
            return CardFacts(mode.title, status or network_words(game.reader.model.card))
        case "versus":
            return CardFacts(mode.title, "Two players")
    best = game.best(mode)
    _, _, level = game.title_of(mode).partition(" · ")
    # A Daily that was left has no score, but it is used up.
    used = mode == DAILY and best is None and game.played_daily(seed_of(date.today()))
    words = "Played today" if used else best_words(best, level)
    return CardFacts(MODES[mode.name].title, words, level, rank_of(mode, best or 0))


def best_words(best: int | None, level: str) -> str:
    """The best score, if a run made a point; beside a level and its arrows there is only room for the number."""
    if not best:
        return "New!"
    return f"{best:,}" if level else f"Best {best:,}"


def network_words(card: Mapping[str, object]) -> str:
    """The network in use and what it gets right, such as "bundled: 99.6 % of MNIST"."""
    measured = card.get("scores")
    names = dict.fromkeys([*_SCORES, *(measured if isinstance(measured, Mapping) else ())])
    found = ((name, scores(card, name)[0]) for name in names)
    name, score = next(((name, score) for name, score in found if score is not None), ("", None))
    # The card has no room for more than that of the bundled model's name.
    network = "bundled" if card["name"] == SHIPPED else str(card["name"])
    return f"{network}: {percent(score, 1)} of {score_label(name)}" if name else network


def card_areas(count: int) -> list[Area]:
    """Where so many cards stand, in rows; the last one fills its row."""
    areas = [
        _FIRST._replace(
            x=_FIRST.x + number % _IN_A_ROW * (_FIRST.width + _GAP),
            y=_FIRST.y + number // _IN_A_ROW * (_FIRST.height + _GAP - 2),
        )
        for number in range(count)
    ]
    last = areas[-1]
    return [*areas[:-1], last._replace(width=WIDTH - _FIRST.x - last.x)]


def board_area(card: Area) -> Area:
    """The small board of a card."""
    left, top, height = _BOARD
    return Area(card.x + left, card.y + top, card.width - 2 * left, height)


def chosen_area(card: Area) -> Area:
    """A card's place while it is chosen."""
    return card.inside(-4)


def entry_areas(labels: Sequence[str], keys: Sequence[str] = ()) -> list[Area]:
    """Where small entries of these names stand, in one row: a longer name, or a longer key, has more room."""
    longest = [max(map(len, both)) for both in zip_longest(labels, keys, fillvalue="")]
    letters = [count + _AROUND for count in longest]
    unit = _ENTRIES.width / sum(letters)
    starts = accumulate(letters, initial=0)
    return [
        _ENTRIES._replace(x=_ENTRIES.x + start * unit, width=count * unit)
        for start, count in zip(starts, letters, strict=False)
    ]


@dataclass
class CardMenu(ListMenu):
    """Cards in rows: arrows go from one to the next. − and +, the wheel or PgUp and PgDn change a card's level."""

    def handle(self, given: Input, view: View, items: Sequence[Item]) -> int | None:
        changes = items[self.chosen].changes
        match given:
            case Action.LEFT | Action.RIGHT:
                self.chosen = (self.chosen + (1 if given is Action.RIGHT else -1)) % len(items)
            case Action.UP | Action.DOWN:
                self.chosen = _across(items, self.chosen, 1 if given is Action.DOWN else -1)
            case Action.PAGE_UP | Typed("-" | "−"):
                return -1 if changes else None
            case Action.PAGE_DOWN | Typed("+" | "="):
                return 1 if changes else None
            case _:
                return super().handle(given, view, items)
        return None

    def arrows(self, item: Item) -> tuple[Area, Area]:
        less = Area(item.area.x + 6, item.area.bottom - _LINE - _ARROW / 2, _ARROW, _ARROW)
        return less, less._replace(x=item.area.right - 6 - _ARROW)


def _across(items: Sequence[Item], chosen: int, by: int) -> int:
    """The item above or below one: the nearest of the next row; after the last row comes the first."""
    here = items[chosen].area
    rows = sorted({item.area.y for item in items})
    row = rows[(rows.index(here.y) + by) % len(rows)]
    there = [number for number, item in enumerate(items) if item.area.y == row]
    return min(there, key=lambda number: abs(items[number].area.middle[0] - here.middle[0]))


def draw_card(
    canvas: Canvas, item: Item, facts: CardFacts, name: str, arrows: tuple[Area, Area], *, chosen: bool
) -> None:
    """A card, without what moves on it; a chosen one is larger and in its own colour."""
    area, colour = item.area, theme.MODES[name]
    if chosen:
        canvas.panel(chosen_area(area), theme.blend(theme.PANEL, colour, 0.1), colour)
    else:
        canvas.panel(area, theme.PANEL, theme.blend(theme.EDGE, colour, 0.25))
    middle = area.y + 24
    icon(canvas, name, Area(area.x + _BOARD[0], middle - _ICON / 2, _ICON, _ICON), colour)
    right = area.right - 12
    if item.action is not None:
        right -= draw_cap(canvas, canvas.view.caps[item.action], right, middle)
    if facts.medal is not None:
        right -= 22
        medal(canvas, facts.medal, (right, middle + 4), 11)
        right -= 11
    # A player's own key may be long; then the title gives way.
    room = right - area.x - 46
    size = theme.MEDIUM if text_width(facts.title, theme.MEDIUM, canvas.view) <= room else theme.SMALL
    canvas.text(facts.title, (area.x + 46, middle), size, theme.TEXT, fit=room)
    low = area.bottom - _LINE
    if not item.changes:
        words = facts.best if not facts.level else f"{facts.level} · {facts.best}"
        canvas.text(
            words, (area.x + _BOARD[0], low), theme.SMALL, _best_colour(facts, colour), fit=area.width - 24
        )
        return
    for arrow, sign in zip(arrows, "‹›", strict=True):
        canvas.panel(arrow.inside(2), theme.KEY, theme.EDGE, theme.SMALL_RADIUS)
        canvas.text(sign, arrow.middle, theme.MEDIUM, theme.TEXT, "center")
    canvas.text(
        f"{facts.level} · {facts.best}",
        ((arrows[0].right + arrows[1].x) / 2, low),
        theme.SMALL,
        _best_colour(facts, colour),
        "center",
        fit=arrows[1].x - arrows[0].right - 8,
    )


def draw_entry(canvas: Canvas, item: Item, name: str, *, chosen: bool) -> None:
    """A small entry: its icon and its key over its word."""
    area = item.area.inside(2)
    if chosen:
        canvas.panel(area, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
    colour = theme.TEXT if chosen else theme.QUIET
    x, side = area.middle[0], _ICON - 2
    key = "" if item.action is None else canvas.view.caps[item.action]
    width = text_width(key, theme.SMALL, canvas.view)
    if width <= area.width / 2 - 8:
        icon(canvas, name, Area(x - side, area.y + 3, side, side), colour)
        canvas.text(key, (x + 8, area.y + 13), theme.SMALL, theme.QUIET)
    else:
        # A player's own key may be long; then the icon gives way.
        canvas.text(key, (x, area.y + 13), theme.SMALL, theme.QUIET, "center", fit=area.width)
    canvas.text(item.label, (x, area.bottom - 11), theme.SMALL, colour, "center", fit=area.width)


def draw_cap(canvas: Canvas, key: str, right: float, middle: float) -> float:
    """A key cap that ends at `right`; returns its width."""
    width = max(text_width(key, theme.SMALL, canvas.view) + 14, 26)
    cap = Area(right - width, middle - 13, width, 26)
    canvas.panel(cap, theme.KEY, theme.EDGE, theme.SMALL_RADIUS)
    canvas.text(key, cap.middle, theme.SMALL, theme.QUIET, "center")
    return width


def _best_colour(facts: CardFacts, colour: Colour) -> Colour:
    return colour if facts.best == "New!" else theme.QUIET
