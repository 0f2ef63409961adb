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

# The panel without its lines, each of which adds _STEP.
_PANEL: Final = Area(304, 128, 352, 104)
_STEP: Final = 48
_LINE: Final = Area(320, 224, 320, 40)
# By icon: the label of each line, and its key.
_LINES: Final = {
    "play": ("Resume", Action.BACK),
    "again": ("Restart", None),
    "settings": ("Settings", None),
    "sound": ("Sound", Action.MUTE),
    "quit": ("End {}", Action.END_RUN),
}


class Pausable(Protocol):
    """A run, or whatever its `kind` is called, that can be ended early and, if it `restarts`, begun anew."""

    game: Game
    given_up: bool
    restarted: bool
    restarts: bool
    kind: str


@dataclass
class Pause(Overlay):
    """Laid over a run. Esc, Space or the first line resumes it; a run that is ended counts as far as it went."""

    run: Pausable
    menu: ListMenu = field(default_factory=ListMenu)

    def items(self) -> list[Item]:
        return [
            Item(
                label.format(self.run.kind),
                _LINE._replace(y=_LINE.y + _STEP * number),
                action,
                self._value(label),
                indent=32,
            )
            for number, (label, action) in enumerate(_LINES[name] for name in self._names)
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        if given is Action.FULL_SCREEN:
            return FullScreen()
        picked = choose(self.run.game, self.menu, given, view, self.items()) == 0
        name = "play" if given is Action.GUESS else self._names[self.menu.chosen] if picked else ""
        match name:
            case "settings":
                return Push(SettingsScene(self.run.game))
            case "sound":
                mute(self.run.game)
                return None
            case "again" | "quit":
                self.run.given_up, self.run.restarted = True, name == "again"
        return Pop() if name else None

    def draw(self, canvas: Canvas) -> None:
        # Nobody reads the next sum while the clock stands.
        canvas.shade(235)
        items = self.items()
        height = _PANEL.height + _STEP * len(items)
        canvas.panel(_PANEL._replace(height=height), theme.PANEL, theme.ACCENT)
        x, y = _PANEL.middle[0], _PANEL.y
        canvas.text("Paused", (x, y + 40), theme.TITLE, theme.TEXT, "center")
        canvas.text("The clock waits for you.", (x, y + 76), theme.SMALL, theme.QUIET, "center")
        self.menu.draw(canvas, items)
        muted = self.run.game.sounds.muted
        for name, item in zip(self._names, items, strict=True):
            shown = "muted" if name == "sound" and muted else name
            side = 22
            at = Area(item.area.x + 14, item.area.middle[1] - side / 2, side, side)
            icon(canvas, shown, at, theme.ACCENT)

    @property
    def _names(self) -> list[str]:
        return [name for name in _LINES if name != "again" or self.run.restarts]

    def _value(self, label: str) -> str:
        return ("off" if self.run.game.sounds.muted else "on") if label == "Sound" else ""
