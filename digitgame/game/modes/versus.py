"""Versus: two players at one machine, in turns. The turns themselves are timed runs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BACK, BaseScene, status_line
from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.shell.pause import Pause
from digitgame.rules.modes import Mode
from digitgame.rules.versus import ROUNDS, SECONDS, Versus
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, text_width
from digitgame.ui.effects import Effects
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.list_menu import Item, ListMenu, arrow_hints
from digitgame.ui.scene_stack import Pop, Push, Swap, Transition
from digitgame.ui.theme import Colour

_log = logging.getLogger(__name__)
# Names for whoever has none here; the second is for a game whose player has the first.
_GUESTS: Final = ("Player 2", "Player 1")
_PANELS: Final = (Area(32, 64, 440, 232), Area(488, 64, 440, 232))
_COLOURS: Final = (theme.ACCENT, theme.HEAT[3])
_RIVAL: Final = Area(260, 340, 440, 44)
_NEWS: Final = full_width(320, 224)
# Seconds that a key pressed too late in a turn starts nothing, and of the celebration with its bursts.
_BREATH: Final = 0.6
# A turn that is ended within so many seconds begins anew, unless something was drawn.
_FALSE_START: Final = 3.0
_PARTY: Final = 4.0
_BURST: Final = 0.8
STARTS_OVER: Final = "The turn starts over, with the same digits."
# The dust of a burst begins at these points, in board units.
_WIDE: Final = [(100.0 + 8 * number, 200.0 + 37 * number % 80) for number in range(46)]


@dataclass
class VersusScene(BaseScene):
    """A match between its turns: who plays whom, whose turn it is, the score so far, and at the end the winner.

    Nothing of a match is stored. `_mouse`: who had the last turn of the match before, 0 or 1, and so has the mouse;
    `starts_over`: the turn was left as it began, and comes again.
    """

    context = KeyContext.ANYWHERE
    restarts = True
    has_clock = False
    pause_words = "The match waits for you."
    resume_cost = ""
    leave_words = "End match"
    cost = "no winner"
    warning = "Nobody wins, and all points are lost."
    game: Game
    mode: Mode
    seed: int
    match: Versus = field(init=False)
    effects: Effects = field(init=False)
    rivals: list[str] = field(init=False)
    rival: int = 0
    menu: ListMenu = field(default_factory=lambda: ListMenu(slot=272))
    given_up: bool = False
    restarted: bool = False
    starts_over: bool = False
    _mouse: int | None = None
    _age: float = _BREATH

    def __post_init__(self) -> None:
        self.match = Versus(self.seed)
        self.effects = Effects(still=self.game.settings.reduced_motion)
        guest = next(name for name in _GUESTS if name != self.game.player)
        try:
            known = self.game.store.players()
        except DigitgameError as error:
            _log.debug("no players to choose from: %s", error)
            known = []
        self.rivals = [guest, *(name for name in known if name not in (guest, self.game.player))]

    @property
    def names(self) -> tuple[str, str]:
        return self.game.player, self.rivals[self.rival]

    @property
    def moving(self) -> bool:
        return self._age < (_PARTY + 1 if self.match.over else _BREATH)

    @property
    def hints(self) -> Sequence[Hint]:
        if self.match.over:
            return (Hint("rematch", Action.CONFIRM), BACK)
        start = Hint("start the countdown", Action.CONFIRM, "Space")
        rival = arrow_hints("", "rival") if self.items() else ()
        return (start, *rival, Hint("pause", Action.BACK) if self.match.points else BACK)

    def items(self) -> list[Item]:
        """The line that chooses the rival, before the match, if there is more than one."""
        if self.match.points or len(self.rivals) == 1:
            return []
        return [Item("Rival", _RIVAL, value=self.names[1], changes=True)]

    def count(self, points: int) -> None:
        """A turn is over."""
        self.match.points.append(points)
        self._age = 0.0
        if self.match.over:
            self.game.sounds.play("bell" if self.match.winner is None else "rank S")

    def respond(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked and view.hits(_NEWS, given.pos):
            # Whoever has the mouse in the hand clicks on what is said.
            chooses = any(view.hits(item.area, given.pos) for item in self.items())
            given = given if chooses else Action.CONFIRM
        if given is Action.CONFIRM:
            if self._age < _BREATH:
                return None
            if self.match.over:
                self._rematch()
                return None
            self.starts_over = False
            return Swap(VersusTurn(self.game, self.mode, self.match.turn_seed, stage=self))
        if given in (Action.BACK, Action.MENU) and self.match.points and not self.match.over:
            return Push(Pause(self))
        by = self.menu.handle(given, view, self.items())
        if by is not None:
            # A click between the arrows brings the next one too.
            self.rival = (self.rival + (by or 1)) % len(self.rivals)
            self.game.sounds.play("tick")
        return super().respond(given, view)

    def update(self, seconds: float) -> Transition | None:
        self.effects.still = self.game.settings.reduced_motion
        if self.given_up:
            if not self.restarted:
                return Pop()
            self._anew(self.match.first)
        before, self._age = self._age, self._age + seconds
        self.effects.update(seconds)
        wins = self.match.over and self.match.winner is not None
        if wins and self._age < _PARTY and (before == 0.0 or before // _BURST != self._age // _BURST):
            self.effects.burst([_WIDE], ring=False)
        return None

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, self.mode.title, status_line(self.game, " and ".join(self.names)))
        for player, panel in enumerate(_PANELS):
            self._draw_player(canvas, panel, player)
        canvas.panel(_NEWS, theme.PANEL, theme.EDGE)
        self.effects.draw(canvas, self._colour)
        self.menu.draw(canvas, self.items())
        words, more = match_words(self.match, self.names, self._mouse)
        if self.starts_over:
            more = STARTS_OVER
        hint = "" if self.match.points else name_words(self.rivals, canvas.view.caps[Action.PLAYER])
        (x, y), room = _NEWS.middle, _NEWS.width - 32
        canvas.text(hint, _RIVAL.middle, theme.SMALL, theme.QUIET, "center", fit=room)
        sizes = (3 * theme.TITLE // 2 if self.match.over else theme.TITLE, 3 * theme.TITLE // 4)
        size = next((size for size in sizes if text_width(words, size, canvas.view) < room), theme.MEDIUM)
        y += 24 if self.items() or hint else 0
        canvas.text(words, (x, y - 16), size, self._colour, "center", fit=room)
        canvas.text(more, (x, y + 56), theme.SMALL, theme.QUIET, "center", fit=room)

    @property
    def _colour(self) -> Colour:
        """The colour of whoever is next or has won."""
        player = self.match.winner if self.match.over else self.match.player
        return theme.TEXT if player is None else _COLOURS[player]

    def _rematch(self) -> None:
        """Another match of the same players, which the other one begins; the mouse is handed over first."""
        mouse = self.match.last
        self._anew(1 - self.match.first)
        self._mouse, self._age = mouse, 0.0
        self.game.sounds.play("choose")

    def _anew(self, first: int) -> None:
        self.match = Versus(self.game.next_seed(), first=first)
        self._mouse, self._age, self.starts_over = None, _BREATH, False
        self.given_up = self.restarted = False

    def _draw_player(self, canvas: Canvas, panel: Area, player: int) -> None:
        shines = self.match.winner == player if self.match.over else self.match.player == player
        colour = _COLOURS[player]
        canvas.panel(panel, theme.PANEL, colour if shines else theme.EDGE)
        left, right = panel.x + 24, panel.right - 24
        wins = str(self.match.wins[player])
        canvas.text(wins, (right, panel.y + 44), theme.TITLE, colour, "midright")
        canvas.text(self.names[player], (left, panel.y + 44), theme.MEDIUM, colour, fit=right - left - 64)
        for number, points in enumerate(round_points(self.match, player)):
            y = panel.y + 108 + 40 * number
            canvas.text(f"Round {number + 1}", (left, y), theme.SMALL, theme.QUIET)
            pairs = self.match.rounds
            won = number < len(pairs) and pairs[number][player] > pairs[number][1 - player]
            canvas.text(points, (right, y), theme.MEDIUM, colour if won else theme.TEXT, "midright")
            if won:
                canvas.mark(True, Area(right - 120, y - 12, 24, 24), colour)


@dataclass
class VersusTurn(TimedRunScene):
    """One player's turn. It leads back to the match, with points or, if it had hardly begun, without.

    `_whose` is the name of whoever plays, which stays the same while the match already counts the turn, as does
    `_round`, from 1; `_to_beat` are the points of the turn before in this round, 0 where there are none. `_drawn`: the
    pen was on the board.
    """

    restarts = False
    leave_words = "End turn"
    stage: VersusScene = field(kw_only=True)
    _whose: str = field(init=False)
    _round: int = field(init=False)
    _to_beat: int = field(init=False)
    _drawn: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        match = self.stage.match
        self._whose, self.colour = self.stage.names[match.player], _COLOURS[match.player]
        self._round = match.round + 1
        self._to_beat = match.points[-1] if len(match.points) % 2 else 0

    @property
    def title(self) -> str:
        return f"{self._whose} · round {self._round}{turn_words(self._to_beat, self.rules.score)}"

    @property
    def played(self) -> bool:
        """Nobody may see the digits, or try one, and then begin the turn anew."""
        return self._drawn or super().played or self.rules.clock.now > _FALSE_START

    @property
    def cost(self) -> str:
        """What the turn that is ended counts for."""
        return end_words(self.rules.score, played=self.played)

    def _pen_down(self) -> None:
        self._drawn = True
        super()._pen_down()

    def update(self, seconds: float) -> Transition | None:
        return self._back(super().update(seconds))

    def respond(self, given: Input, view: View) -> Transition | None:
        return self._back(super().respond(given, view))

    def draw_frame(
        self, canvas: Canvas, title: str, right: str | None = None, colour: Colour = theme.QUIET
    ) -> Canvas:
        """At the right stands who plays, as the title says, and not whoever started the game."""
        return super().draw_frame(
            canvas, title, status_line(self.game, self._whose) if right is None else right, colour
        )

    def finish(self) -> VersusScene:
        self.game.sounds.play(self._last_sound)
        self.stage.count(self.rules.score)
        return self.stage

    def _back(self, transition: Transition | None) -> Transition | None:
        if not isinstance(transition, Pop):
            return transition
        self.stage.starts_over = True
        return Swap(self.stage)


def turn_words(to_beat: int, score: int) -> str:
    """What the title of the second turn of a round adds; "" where there is nothing to beat."""
    if not to_beat:
        return ""
    return f" · {to_beat:,} {'beaten!' if score > to_beat else 'to beat'}"


def end_words(score: int, *, played: bool) -> str:
    """What a turn that is ended early counts for; `played`: it does not begin anew."""
    return f"{score:,} points" if played else "starts over"


def match_words(match: Versus, names: tuple[str, str], mouse: int | None = None) -> tuple[str, str]:
    """Whose turn it is or who has won, and more about it in a smaller line; `mouse`: who has it before a rematch."""
    if match.over:
        if match.winner is None:
            return "It's a draw!", "{} : {} in rounds, and the same points. Again?".format(*match.wins)
        won, lost = match.wins[match.winner], match.wins[1 - match.winner]
        points = ", but more points" if won == lost else ""
        return f"{names[match.winner]} wins!", f"{won} : {lost} in rounds{points}. Again?"
    name, other = names[match.player], names[1 - match.player]
    hand_over = f"{other}, pass the mouse to {name}"
    if not match.points:
        more = f"Draw the digit asked for. Same digits for both, {SECONDS:.0f} seconds each. Best of three."
        return hand_over if mouse == 1 - match.player else f"{name} begins", more
    more = f"Round {match.round + 1} of {ROUNDS} · {SECONDS:.0f} seconds each, the same digits for both."
    if len(match.points) % 2:
        to_beat = f" {match.points[-1]:,} to beat." if match.points[-1] else ""
        return hand_over, f"{more}{to_beat}"
    return f"{name} goes first now", more


def name_words(rivals: Sequence[str], key: str) -> str:
    """How the rival gets a name, where there is nobody to choose; `key`: the key of Player in the menu."""
    return f"{rivals[0]} can enter a name in Player ({key}) in the menu." if len(rivals) == 1 else ""


def round_points(match: Versus, player: int) -> list[str]:
    """A player's points in each round, "–" where there are none yet."""
    pairs = [pair[player] for pair in match.rounds]
    if len(match.points) % 2 and match.player != player:
        pairs.append(match.points[-1])
    return [f"{points:,}" for points in pairs] + ["–"] * (ROUNDS - len(pairs))
