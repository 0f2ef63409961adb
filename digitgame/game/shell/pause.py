"""The run waits: the window lost the focus, or the player wants a break."""

import math
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from digitgame.game.base_scene import Overlay, choose, mute
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.game.shell.settings import SettingsScene
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, HEIGHT, WIDTH, Area, View
from digitgame.ui.list_menu import Item, ListMenu
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Transition

# Seconds until a run goes on, which a key or a click cuts short.
COUNTDOWN: Final = 2.0
# The keys of the countdown.
_HINTS: Final = (Hint("start now", Action.GUESS), Hint("pause", Action.BACK))
_PANEL: Final = Area(304, 128, 352, 104)
_LINE: Final = Area(320, 224, 320, 40)
_STEP: Final = 48
# By icon: the label of each line, and its key; and the lines of the question whether to leave.
Line = tuple[str, Action | None]
_LINES: Final[dict[str, Line]] = {
    "play": ("Resume", Action.BACK),
    "again": ("Restart", None),
    "settings": ("Settings", None),
    "sound": ("Sound", Action.MUTE),
    "quit": ("", Action.END_RUN),
}
_QUESTION: Final[dict[str, Line]] = {
    "play": ("Stay", Action.BACK),
    "quit": ("Leave", Action.END_RUN),
}
_RESTART: Final[dict[str, Line]] = {"quit": ("Restart", Action.END_RUN)}


class Pausable(Protocol):
    """A run or a match that can be ended early and, if it `restarts`, begun anew; `has_clock`: which waits meanwhile.

    `pause_words`: what a pause says of it; `resume_cost`: what the pause has cost already, in a word or two;
    `leave_words`: what ending it is called; `cost`: what that costs; `warning`: what else it costs, so that it is asked
    about. Each is "" where it costs nothing.
    """

    game: Game
    given_up: bool
    restarted: bool
    restarts: bool
    has_clock: bool

    @property
    def has_board(self) -> bool: ...

    def mirrored(self, view: View, /) -> View: ...

    @property
    def pause_words(self) -> str: ...

    @property
    def resume_cost(self) -> str: ...

    @property
    def leave_words(self) -> str: ...

    @property
    def cost(self) -> str: ...

    @property
    def warning(self) -> str: ...


@dataclass
class Pause(Overlay):
    """Laid over a run. Esc, Space or the first line resumes it, where it has a clock after a countdown.

    Esc in the countdown pauses again, so that nobody loses time who was not ready.

    A run that is ended counts as far as it went. `asks`: the line, "again" or "quit", of which the player is asked
    whether they mean it; `left`: seconds until the run goes on, None before the player resumes it.
    """

    see_through = False
    run: Pausable
    menu: ListMenu = field(default_factory=ListMenu)
    asks: str = ""
    left: float | None = None

    def __post_init__(self) -> None:
        self.moving = self.left is not None

    def update(self, seconds: float) -> Transition | None:
        if self.left is None:
            return None
        if math.ceil(self.left) > math.ceil(self.left - seconds) > 0:
            self.run.game.sounds.play("tick")
        self.left -= seconds
        return Pop() if self.left <= 0 else None

    def items(self) -> list[Item]:
        lines = {"": _LINES, "quit": _QUESTION, "again": _QUESTION | _RESTART}[self.asks]
        return [
            Item(
                label or self.run.leave_words,
                _LINE._replace(y=_LINE.y + _STEP * number),
                action,
                self._value(name),
                indent=32,
            )
            for number, (name, (label, action)) in enumerate((name, lines[name]) for name in self._names)
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        if given is Action.FULL_SCREEN:
            return FullScreen()
        if self.left is not None:
            return self._count(given, view)
        picked = choose(self.run.game, self.menu, given, view, self.items()) == 0
        name = "play" if given is Action.GUESS else self._names[self.menu.chosen] if picked else ""
        if name in ("again", "quit") and self.run.warning and not self.asks:
            self.asks, self.menu.chosen = name, 0
            return None
        match name:
            case "settings":
                return Push(SettingsScene(self.run.game))
            case "sound":
                mute(self.run.game)
                return None
            case "again" | "quit":
                self.run.given_up, self.run.restarted = True, "again" in (name, self.asks)
            case "play" if self.run.has_clock:
                self.left, self.moving = COUNTDOWN, True
                return None
        return Pop() if name else None

    def _count(self, given: Input, view: View) -> Transition | None:
        """Take an input of the countdown: whoever is ready need not wait, and whoever is not may pause again."""
        if isinstance(given, Pointer) and given.clicked:
            places = hint_areas(_HINTS, self.run.mirrored(view), BOARD_AREA.x, FOOTER_Y)
            given = hint_at(places, self.run.mirrored(view), given.pos) or Action.GUESS
        match given:
            case Action.GUESS | Action.CONFIRM:
                return Pop()
            case Action.BACK | Action.MENU | FocusLost():
                # A question that was answered is not asked again.
                self.left, self.moving, self.asks = None, False, ""
        return None

    def draw(self, canvas: Canvas) -> None:
        # Nobody reads the next sum, or looks into the fog, while the clock stands.
        canvas.surface.fill(theme.ROOM)
        if self.left is not None:
            self._draw_countdown(replace(canvas, view=self.run.mirrored(canvas.view)), self.left)
            return
        items = self.items()
        panel = _PANEL._replace(height=_PANEL.height + _STEP * len(items))
        canvas.panel(panel, theme.PANEL, theme.ACCENT)
        x, y = panel.middle[0], panel.y
        title = {"": "Paused", "quit": "Leave?", "again": "Restart?"}[self.asks]
        words = self.run.warning if self.asks else self.run.pause_words
        canvas.text(title, (x, y + 40), theme.TITLE, theme.TEXT, "center")
        colour = theme.AMBER if self.asks else theme.QUIET
        canvas.text(words, (x, y + 76), theme.SMALL, colour, "center", fit=_PANEL.width - 24)
        self.menu.draw(canvas, items)
        muted = self.run.game.sounds.muted
        for name, item in zip(self._names, items, strict=True):
            shown = "muted" if name == "sound" and muted else name
            side = 22
            at = Area(item.area.x + 14, item.area.middle[1] - side / 2, side, side)
            icon(canvas, shown, at, theme.ACCENT)

    def _draw_countdown(self, canvas: Canvas, left: float) -> None:
        """On the board's place, so that the hand can go there already."""
        if self.run.has_board:
            widgets.board_edge(canvas, theme.ACCENT, 0.5)
        middle = BOARD_AREA.middle[0] if self.run.has_board else WIDTH / 2
        canvas.text("Ready?", (middle, HEIGHT / 2 - 90), theme.TITLE, theme.QUIET, "center")
        canvas.digit(math.ceil(left), (middle, HEIGHT / 2), theme.DIGIT, theme.ACCENT)
        widgets.footer(canvas, _HINTS, ())

    @property
    def _names(self) -> list[str]:
        if self.asks:
            return list(_QUESTION)
        return [name for name in _LINES if name != "again" or self.run.restarts]

    def _value(self, name: str) -> str:
        if name == "sound":
            return "off" if self.run.game.sounds.muted else "on"
        if name == "play":
            return "" if self.asks else self.run.resume_cost
        return self.run.cost if name in ("again", "quit") else ""
