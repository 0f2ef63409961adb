"""The results of a run: points, rank and best, every drawing explained, and the player's digits so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

import pygame

from digitgame.formatting import counted, percent
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.board_scene import INSIDE
from digitgame.game.game import Game
from digitgame.game.inspect import open_inside
from digitgame.game.learn import lessons
from digitgame.game.results import trend_panel
from digitgame.game.results.duel_rounds import DuelRounds, outcome, outcome_words
from digitgame.game.results.explanation import PANEL
from digitgame.game.results.history import RunHistory
from digitgame.game.results.reveal import BADGE, RING, Reveal, draw_badge
from digitgame.game.shell.help import Help
from digitgame.ink.frame import Frame
from digitgame.rules.daily import day_words, share
from digitgame.rules.modes import DAILY, Mode
from digitgame.rules.rewards.goals import Goal
from digitgame.rules.rewards.ranks import RunFacts, advice, next_rank_words, rank_of
from digitgame.rules.rewards.rivals import short_of
from digitgame.rules.timed_run import Mark
from digitgame.store import Run
from digitgame.ui import clipboard, theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Effects
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.scene_stack import Push, Scene, Swap, Transition
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_FACTS: Final = full_width(64, 72)
_GRID: Final = Area(32, 160, 480, 384)
# Design units for whose run it is and what the next rank takes: beside them stands which drawings are shown.
_STANDING: Final = 360
_CHOOSE: Final = Hint("choose", cap="Arrows")
# The names of the hits and of the best, in modes that are no timed runs.
_NAMES: Final = {"fool": ("challenges won", "best trick"), "duel": ("won", "longest streak")}


class ReviewItems(Protocol):
    """A run's drawings or rounds."""

    def __len__(self) -> int: ...

    @property
    def first(self) -> int:
        """The number of the most interesting one."""

    def picture(self, at: int) -> Frame | None:
        """A small picture of one; None until it is prepared."""

    def caption(self, at: int) -> tuple[str, Colour]: ...

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare the shown page, for a few milliseconds; whether there is more to do."""

    def draw(self, canvas: Canvas, at: int) -> None:
        """Explain one, in the panel."""


class Grid(NamedTuple):
    """How many pictures fit on a page."""

    columns: int
    rows: int

    @property
    def page(self) -> int:
        return self.columns * self.rows

    def cell(self, place: int) -> Area:
        row, column = divmod(place, self.columns)
        wide, high = _GRID.width / self.columns, _GRID.height / self.rows
        return Area(_GRID.x + column * wide, _GRID.y + row * high, wide, high - 8)


_LARGE: Final = Grid(5, 3)
_SMALL: Final = Grid(8, 4)


def results_facts(
    run: Run,
    best: int | None,
    marks: Sequence[Mark],
    points: int | None = None,
    *,
    record: bool = True,
    misread: int = 0,
) -> list[Fact]:
    """The run in a row of values; `best`: the player's best score before it.

    `points`: those counted up so far; `record`: a best may be called one by now; `misread`: how often the network saw
    something else, which is no wrong answer.
    """
    hits, longest = _NAMES.get(run.mode.name, ("correct", "best combo"))
    facts = [
        Fact("points", f"{run.score if points is None else points:,}", theme.ACCENT),
        best_fact(run.score if record else 0, best),
        # One was asked for even where the clock ended it.
        Fact(hits, f"{run.hits} of {max(run.asked, 1)}"),
        Fact("accuracy", percent(run.accuracy)),
        Fact(longest, f"{run.best:,}"),
    ]
    if run.mode.name not in _NAMES:
        wrong, disputed = marks.count(Mark.WRONG), marks.count(Mark.DISPUTED)
        if misread:
            facts.append(Fact("misread", str(misread), theme.AMBER))
        if wrong or not misread:
            facts.append(Fact("wrong", str(wrong), theme.AMBER if wrong else theme.TEXT))
        # With them, the numbers add up to all the digits that count as asked.
        if skipped := marks.count(Mark.SKIPPED):
            facts.append(Fact("skipped", str(skipped)))
        if disputed:
            facts.append(Fact("disputed", str(disputed), theme.AMBER))
    return facts


def goal_words(goal: Goal) -> str:
    """A goal that the run reached, and what it opened."""
    return f"Goal: {goal.name}!" + (f" {goal.opens}: see Settings." if goal.opens else "")


def goals_words(goals: Sequence[Goal]) -> str:
    """The goals that the run reached, in one line."""
    if len(goals) > 1:
        opened = [goal.opens for goal in goals if goal.opens]
        new = f" New in Settings: {', '.join(opened)}." if opened else ""
        return f"Goals: {', '.join(goal.name for goal in goals)}.{new}"
    return "".join(map(goal_words, goals))


def best_fact(score: int, before: int | None) -> Fact:
    """The personal best; a run without a point is none."""
    if score > (before or 0):
        return Fact(f"before: {before:,}" if before else "your first", "New best!", theme.ACCENT)
    return Fact("your best", f"{before:,}" if before else "–")


@dataclass
class Results(BaseScene):
    """Arrows or the pointer choose a drawing, which is explained beside the others.

    `trend`: the player's digits stand in its place; `given_up`: the run has neither a rank nor a record; `remark`: how
    it ended, which stands in the place of advice. The page of drawings is drawn again only when it changes:
    `_still`, for `_shows`.
    """

    game: Game
    run: Run
    items: ReviewItems
    marks: tuple[Mark, ...]
    history: RunHistory
    again: Callable[[Game, Mode, int], Scene]
    chosen: int = 0
    trend: bool = False
    message: str = ""
    given_up: bool = False
    remark: str = ""
    reveal: Reveal = field(init=False)
    effects: Effects = field(init=False)
    _working: bool = True
    _still: pygame.Surface | None = None
    _shows: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        best, score = self.history.best, self.run.score
        rank = None if self.given_up else rank_of(self.run.mode, score)
        # Whoever has had no point yet has no best to beat.
        record = not self.given_up and not self.history.practice and bool(best and score > best)
        goals = tuple(goal.name + (f" · {goal.opens}" if goal.opens else "") for goal in self.history.goals)
        self.reveal = Reveal(score, rank, record=record, goals=goals)
        self.effects = Effects(still=self.game.settings.reduced_motion)
        if self.effects.still:
            self._skip()
        self.chosen = self.items.first
        self.trend = not len(self.items) and bool(self.history.trends)

    @property
    def moving(self) -> bool:
        return self._working or not self.reveal.over or self.effects.moving

    @property
    def title(self) -> str:
        if self.winner:
            return f"{Mode('duel').title} · {self.winner}"
        title = f"{self.game.title_of(self.run.mode)}{' ·' if self.run.mode.level else ''} results"
        if self.run.mode != DAILY:
            return title
        if self.history.practice:
            return f"{title} · {day_words(self.run.seed)} · practice"
        days = f" · {self.history.streak} days in a row" if self.history.streak > 1 else ""
        return f"{title} · {day_words(self.run.seed)}{days}"

    @property
    def winner(self) -> str:
        """Who won a duel that was played to its end; "" for any other run."""
        if not isinstance(self.items, DuelRounds) or self.given_up:
            return ""
        return outcome_words(self.items.rounds, self.items.opponent)

    @property
    def advice(self) -> str:
        """What to do better."""
        run = self.run
        if self.history.practice:
            return "Only the first run of a day counts."
        if self.given_up:
            return "You gave up: no rank." + (" More runs today are practice." if run.mode == DAILY else "")
        # In a duel the opponent's points are others than those of the house's rivals.
        if run.mode.name != "duel" and (near := short_of(run.mode, run.score)):
            rival, points = near
            return f"Only {counted(points, 'point')} short of {rival.name}!"
        skipped, wrong = self.marks.count(Mark.SKIPPED), self.marks.count(Mark.WRONG)
        facts = RunFacts(run.seconds, run.asked, skipped, run.best, wrong, self.history.missed)
        words = self.game.bindings.labels.fill(advice(run.mode, run.score, facts))
        return f"{words} {self._next_opponent}".rstrip()

    @property
    def standing(self) -> str:
        """Whose run it is, and what the next rank takes."""
        ranked = not self.given_up and self.reveal.celebrated
        higher = next_rank_words(self.run.mode, self.run.score) if ranked else ""
        return " · ".join(filter(None, (self.run.player, higher)))

    @property
    def _next_opponent(self) -> str:
        """Whom to challenge after a duel that was won, if anybody."""
        if not isinstance(self.items, DuelRounds):
            return ""
        you, it = outcome(self.items.rounds)
        name = self.game.next_opponent(self.run.mode.level) if you > it else ""
        return f"Next opponent: {name}, in the menu." if name else ""

    @property
    def hints(self) -> tuple[Hint, ...]:
        share = (Hint("copy to share", Action.CLEAR),) if self.run.mode == DAILY else ()
        # After the first run of all, one does well to learn how the network sees.
        look = (INSIDE,) if len(self.items) else ()
        more = (Hint("how does it see?", Action.LEARN),) if self.history.first else (_CHOOSE, *look)
        again = "practise" if self.run.mode == DAILY else "play again"
        return (Hint(again, Action.CONFIRM), *more, *share)

    @property
    def side_hints(self) -> tuple[Hint, ...]:
        more = (Hint("more", Action.PAGE_DOWN),) if len(self.items) > self._grid.page else ()
        if not len(self.items):
            # There is nothing to explain.
            return (Hint("how to play", Action.HELP), BACK)
        if isinstance(self.items, DuelRounds):
            # Nothing was drawn in a duel.
            return (*more, BACK)
        return (*more, Hint("why?" if self.trend else "your digits", Action.TREND), BACK)

    @property
    def _grid(self) -> Grid:
        return _LARGE if len(self.items) <= _LARGE.page else _SMALL

    @property
    def _page(self) -> range:
        first = self.chosen // self._grid.page * self._grid.page
        return range(first, min(first + self._grid.page, len(self.items)))

    def respond(self, given: Input, view: View) -> Transition | None:
        columns = self._grid.columns
        if not isinstance(given, Pointer) or given.clicked:
            if self.reveal.over:
                self.message = ""
            else:
                self._skip()
        steps = {Action.LEFT: -1, Action.RIGHT: 1, Action.UP: -columns, Action.DOWN: columns}
        match given:
            case Action.CONFIRM:
                seed = self.run.seed if self.run.mode == DAILY else self.game.next_seed()
                return Swap(self.again(self.game, self.run.mode, seed))
            case Action.CLEAR if self.run.mode == DAILY:
                note = "practice" if self.history.practice else "given up" if self.given_up else ""
                run = self.run
                copied = clipboard.copy(share(run.seed, run.score, run.seconds, self.marks, note))
                self.message = "Copied." if copied else "This system has no clipboard to copy to."
            case Action.LEARN if self.history.first:
                return Push(lessons(self.game))
            case Action.XRAY if len(self.items):
                return Push(open_inside(self.game, picture=self.items.picture(self.chosen)))
            case Action.HELP:
                return Push(Help(keys=False))
            case Action.TREND if not isinstance(self.items, DuelRounds):
                self.trend = not self.trend
            case Action.PAGE_DOWN | Action.PAGE_UP:
                self._turn(1 if given is Action.PAGE_DOWN else -1)
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self._choose(min(max(self.chosen + steps[given], 0), max(len(self.items) - 1, 0)))
            case Pointer(pos=pos) if given.moved or given.clicked:
                at = self._under(view, pos)
                if at is not None and (given.clicked or at != self.chosen):
                    self._choose(at, trend=self.trend and given.moved)
            case _:
                return super().respond(given, view)
        return None

    def update(self, seconds: float) -> None:
        self.effects.still = self.game.settings.reduced_motion
        for sound in self.reveal.update(seconds):
            self.game.sounds.play(sound)
            if sound in ("record", "goal"):
                self.effects.burst([RING])
        self.effects.update(seconds)
        if self._working:
            self._working = self.items.work(self._page, self.chosen)

    @property
    def note(self) -> tuple[str, Colour]:
        """The line at the top: what went wrong, the news, how it ended, or what to do better."""
        if self.history.error:
            return self.history.error, theme.AMBER
        news = self.message if self.reveal.celebrated else ""
        if news:
            return news, theme.ACCENT
        return (self.remark, theme.AMBER) if self.remark else (self.advice, theme.QUIET)

    def draw(self, canvas: Canvas) -> None:
        words, colour = self.note
        self.draw_frame(canvas, self.title, words, colour)
        self._draw_facts(canvas)
        page = self._page
        self._draw_page(canvas, page)
        if len(self.items) > len(page):
            words = f"{page.start + 1}–{page.stop} of {len(self.items)}"
            canvas.text(words, (_GRID.right - 6, _GRID.y - 10), theme.SMALL, theme.QUIET, "midright")
        canvas.panel(PANEL, theme.PANEL, theme.EDGE)
        if self.trend:
            trend_panel.draw(canvas, self.game.player, self.history.trends)
        else:
            self.items.draw(canvas, self.chosen)
        if self.reveal.celebrating:
            canvas.shade(200)
        # The dust lies under the words.
        self.effects.draw(canvas, theme.AMBER)
        self.reveal.draw(canvas)

    def _skip(self) -> None:
        """Show at once what is still to come, and say which goals would have been celebrated."""
        self.message = goals_words(self.history.goals)
        sound = self.reveal.finish()
        if sound is not None:
            self.game.sounds.play(sound)

    def _draw_facts(self, canvas: Canvas) -> None:
        record = not self.given_up and not self.history.practice and self.reveal.celebrated
        run, misread = self.run, sum(self.history.missed.values())
        best, points = self.history.best, self.reveal.points
        facts = results_facts(run, best, self.marks, points, record=record, misread=misread)
        place = _FACTS
        if self.reveal.rank is not None:
            place = Area(BADGE.right + 8, _FACTS.y, _FACTS.right - BADGE.right - 8, _FACTS.height)
            draw_badge(canvas, self.reveal)
        canvas.text(self.standing, (_FACTS.x + 6, _GRID.y - 10), theme.SMALL, theme.QUIET, fit=_STANDING)
        widgets.facts_row(canvas, place, facts)

    def _choose(self, at: int, *, trend: bool = False) -> None:
        """Choose one; `trend`: the player's digits stay on the panel."""
        self.chosen, self.trend, self._working = at, trend, True

    def _turn(self, by: int) -> None:
        """Turn some pages; after the last one comes the first."""
        pages = -(-len(self.items) // self._grid.page)
        if pages > 1:
            self._choose((self.chosen // self._grid.page + by) % pages * self._grid.page)

    def _under(self, view: View, pixel: tuple[int, int]) -> int | None:
        page = self._page
        return next((at for at in page if view.hits(self._grid.cell(at - page.start), pixel)), None)

    def _draw_page(self, canvas: Canvas, page: range) -> None:
        """Draw the pictures of a page, or what was drawn of them before."""
        place = canvas.view.rect(_GRID)
        shows = (canvas.view, page, self.chosen, [self.items.picture(at) is None for at in page])
        if self._still is not None and shows == self._shows:
            canvas.surface.blit(self._still, place)
            return
        for at in page:
            self._draw_item(canvas, at, self._grid.cell(at - page.start))
        self._still, self._shows = canvas.surface.subsurface(place).copy(), shows

    def _draw_item(self, canvas: Canvas, at: int, cell: Area) -> None:
        if at == self.chosen:
            canvas.panel(cell, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        side = cell.width - 12
        picture = self.items.picture(at)
        if picture is not None:
            canvas.picture(picture, Area(cell.x + 6, cell.y + 6, side, side))
        words, colour = self.items.caption(at)
        middle = (cell.middle[0], cell.y + side + 24)
        canvas.text(words, middle, theme.SMALL, colour, "center", fit=cell.width)
