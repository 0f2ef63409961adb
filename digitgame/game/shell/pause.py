"""The run waits: the window lost the focus, or the player wants a break."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from digitgame.game.base_scene import Overlay, choose, mute
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.game.shell.settings import SettingsScene
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View
from digitgame.ui.list_menu import Item, ListMenu
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Transition

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
    """A run or a match that can be ended early and, if it `restarts`, begun anew.

    `pause_words`: what a pause says of it; `leave_words`: what ending it is called; `warning`: what that costs, "" if
    there is nothing to warn of.
    """

    game: Game
    given_up: bool
    restarted: bool
    restarts: bool

    @property
    def pause_words(self) -> str: ...

    @property
    def leave_words(self) -> str: ...

    @property
    def warning(self) -> str: ...


@dataclass
class Pause(Overlay):
    """Laid over a run. Esc, Space or the first line resumes it; a run that is ended counts as far as it went.

    `asks`: the line, "again" or "quit", of which the player is asked whether they mean it.
    """

    run: Pausable
    menu: ListMenu = field(default_factory=ListMenu)
    asks: str = ""

    def items(self) -> list[Item]:
        lines = {"": _LINES, "quit": _QUESTION, "again": _QUESTION | _RESTART}[self.asks]
        return [
            Item(
                label or self.run.leave_words,
                _LINE._replace(y=_LINE.y + _STEP * number),
                action,
                self._value(label),
                indent=32,
            )
            for number, (label, action) in enumerate(lines[name] for name in self._names)
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        if given is Action.FULL_SCREEN:
            return FullScreen()
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
        return Pop() if name else None

    def draw(self, canvas: Canvas) -> None:
        # Nobody reads the next sum while the clock stands.
        canvas.shade(235)
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

    @property
    def _names(self) -> list[str]:
        if self.asks:
            return list(_QUESTION)
        return [name for name in _LINES if name != "again" or self.run.restarts]

    def _value(self, label: str) -> str:
        return ("off" if self.run.game.sounds.muted else "on") if label == "Sound" else ""
