"""The page of settings: sound, motion, the side of the board, the keys. They are saved at once (`game/settings.py`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame.formatting import model_label
from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.game import Game
from digitgame.game.settings import LOUDEST, OPENED, Settings
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.rules.rewards.goals import GOALS, Goal
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, KeyContext, KeyLabels
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.list_menu import Item, ListMenu, arrow_hints
from digitgame.ui.scene_stack import Push, Transition
from digitgame.ui.theme import BOARDS, PENS, Colour

# The line that leads to another scene.
_KEYS: Final[str] = "keys"
# The line that chooses a network, which is no setting of a player's.
_NETWORK: Final[str] = "network"
# How the chosen one looks: a stroke, or a piece of the board, between the note and the value.
_SAMPLE: Final = Area(664, 0, 48, 18)
_VOLUMES: Final = ("volume", "music")
# Attribute, name, what it does.
_LINES: Final = (
    ("muted", "Sound", "{mute} switches it anywhere"),
    ("volume", "Volume", "how loud the sounds are"),
    ("music", "Music", "how loud the music is; it grows with your combo"),
    ("reduced_motion", "Reduced motion", "no particles, no shake, nothing that pulses"),
    ("live", "Live reading", "free draw shows the AI's guess while you draw"),
    ("left_handed", "Left-handed", "puts the board on the right"),
    ("personal", "Your handwriting", "free draw learns from what you correct"),
    (_NETWORK, "Network", "the AI that reads you: the bundled one, or one that you trained"),
    ("pen", "Pen", "the light of your ink"),
    ("board", "Board", "what you draw on"),
    (_KEYS, "Your keys", "give every action the key that you like"),
)
_CHANGE: Final = (*arrow_hints("choose", "change"), BACK)
_GO: Final = (*arrow_hints("choose"), Hint("open", Action.CONFIRM), BACK)


@dataclass
class SettingsScene(BaseScene):
    """A list of switches, the volumes, and the way to the keys.

    `message`: why something can't be changed or is not saved. `_goals`: those that are reached. `_tried`: the network
    chosen last, which may be damaged and not in use.
    """

    context = KeyContext.ANYWHERE
    game: Game
    message: str = ""
    menu: ListMenu = field(default_factory=ListMenu)
    _goals: list[Goal] = field(init=False)
    _tried: str = field(init=False)

    def __post_init__(self) -> None:
        self._goals, self._tried = self.game.goals(), self.game.network

    @property
    def hints(self) -> Sequence[Hint]:
        return _GO if _LINES[self.menu.chosen][0] == _KEYS else _CHANGE

    def items(self, labels: KeyLabels) -> list[Item]:
        return [
            Item(
                name,
                full_width(68 + 43.5 * number, 38),
                value=self._value(attribute),
                changes=attribute != _KEYS,
                note=locked_words(attribute, self._goals) or labels.fill(note),
            )
            for number, (attribute, name, note) in enumerate(_LINES)
        ]

    def respond(self, given: Input, view: View) -> Transition | None:
        before = self.menu.chosen
        by = choose(self.game, self.menu, given, view, self.items(view.caps))
        if by is not None or self.menu.chosen != before:
            self.message = ""
        if by is None:
            return super().respond(given, view)
        attribute = _LINES[self.menu.chosen][0]
        if attribute == _KEYS:
            return Push(KeyBindingsScene(self.game))
        self._change(attribute, by)
        return None

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(
            canvas, "Settings", self.message or None, theme.AMBER if self.message else theme.QUIET
        )
        items = self.items(canvas.view.caps)
        self.menu.draw(canvas, items)
        for (attribute, *_), item in zip(_LINES, items, strict=True):
            if attribute in OPENED:
                edge, inner = sample_colours(attribute, self.game.settings)
                area = _SAMPLE._replace(y=item.area.middle[1] - _SAMPLE.height / 2)
                canvas.panel(area, edge, None, _SAMPLE.height / 2)
                canvas.panel(area.inside(4), inner, None, _SAMPLE.height / 2 - 4)

    def _value(self, attribute: str) -> str:
        if attribute == _KEYS:
            return "changed" if self.game.bindings.changed else "default"
        if attribute == _NETWORK:
            return model_label(self.game.network or self.game.reader.model.name).removeprefix("the ")
        if attribute == "muted":
            return "off" if self.game.sounds.muted else "on"
        value = getattr(self.game.settings, attribute)
        if attribute in OPENED:
            return str(value)
        if attribute in _VOLUMES:
            return f"{value} of {LOUDEST}"
        return "on" if value else "off"

    def _change(self, attribute: str, by: int) -> None:
        """Change a setting by 1 or -1; by 0, which is Enter or a click, to the next value in a circle."""
        settings = self.game.settings
        if attribute == _NETWORK:
            self.message = self._change_network(by)
            return
        if attribute == "muted":
            self.game.sounds.muted = settings.muted = not self.game.sounds.muted
        elif attribute in _VOLUMES:
            loud = getattr(settings, attribute)
            setattr(
                settings, attribute, min(max(loud + by, 0), LOUDEST) if by else (loud + 1) % (LOUDEST + 1)
            )
        elif attribute in OPENED:
            self._goals = self.game.goals()
            opened = [getattr(goal, attribute) for goal in self._goals]
            offered = [next(iter(OPENED[attribute])), *filter(None, opened)]
            chosen = getattr(settings, attribute)
            if offered == [chosen]:
                self.message = f"Every other {attribute} is locked. Goals open them: see Goals in the menu."
                return
            # The run that has opened the chosen one may be another player's by now.
            at = (offered.index(chosen) + (by or 1)) % len(offered) if chosen in offered else 0
            setattr(settings, attribute, offered[at])
        else:
            setattr(settings, attribute, not getattr(settings, attribute))
        self.message = self.game.keep_setting(attribute) or ""

    def _change_network(self, by: int) -> str:
        """Use the next network, or the one before; returns what is wrong with it, or that there is no other one."""
        names = self.game.networks()
        at = names.index(self._tried) if self._tried in names else -1
        others = len(names) - (self.game.network in names)
        if not others:
            return "There is no other one yet. Train in the menu makes one."
        self._tried = names[(at + (by or 1)) % len(names)]
        return self.game.use_network(self._tried) or ""


def sample_colours(attribute: str, settings: Settings) -> tuple[Colour, Colour]:
    """How the chosen pen or board looks: the light and the ink in it, or an edge and the board in it."""
    if attribute == "pen":
        return PENS[settings.pen], theme.CHALK
    return theme.EDGE, BOARDS[settings.board].colour


def pen_settings(game: Game) -> SettingsScene:
    """The settings at the line of the pen, with that of the board below it."""
    return SettingsScene(game, menu=ListMenu([attribute for attribute, *_ in _LINES].index("pen")))


def locked_words(attribute: str, reached: Collection[Goal]) -> str:
    """The next pen or board that is locked, and the goal that opens it; "" where none is."""
    for goal in GOALS:
        opens = {"pen": goal.pen, "board": goal.board}.get(attribute)
        if opens and goal not in reached:
            return f"Next: {opens} ({goal.words[0].lower()}{goal.words[1:]})."
    return ""
