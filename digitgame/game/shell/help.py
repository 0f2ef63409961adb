"""Help, laid over the scene that it is asked for in: how to play, and all the keys."""

from dataclasses import dataclass
from typing import Final

from digitgame.game.base_scene import Overlay
from digitgame.game.icons import icon
from digitgame.rules.modes import MODES
from digitgame.ui import theme
from digitgame.ui.actions import Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at, key_words
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

_PANEL: Final = Area(112, 48, 736, 504)
_GROUPS: Final = {
    "Drawing": (
        Hint("or finger, or pen: draw", cap="Left button"),
        Hint("erase", cap="Right button"),
        Hint("undo", Action.UNDO),
        Hint("redo", Action.REDO),
        Hint("or Delete: clear the board", Action.CLEAR),
        Hint("or Enter: guess, submit", Action.GUESS),
    ),
    "Once it has guessed": (
        Hint("right", Action.GUESS_RIGHT),
        Hint("wrong", Action.GUESS_WRONG),
        Hint("the digit you drew", cap="0 – 9"),
        Hint("again: leave it open", Action.GUESS_WRONG),
        Hint("the next one: a clean board", cap="Draw"),
        Hint("in a run: you misread me", Action.DISPUTE),
    ),
    "More": (
        Hint("inside the network", Action.XRAY),
        Hint("gallery of sample digits", Action.GALLERY),
        Hint("or Esc: menu", Action.MENU),
        Hint("in a run: skip", Action.SKIP),
    ),
    " ": (
        Hint("free draw: live reading", Action.LIVE),
        Hint("free draw: save as PNG", Action.SAVE),
        Hint("sound on or off", Action.MUTE),
        Hint("full screen or window", Action.FULL_SCREEN),
    ),
}
# From mode to mode.
_MODE_ROW: Final = 25
# The top left of each group.
_PLACES: Final = ((136, 72), (488, 72), (136, 328), (488, 328))
# The height of a line, and the words from its key's left edge.
_ROW: Final = 32
_WORDS: Final = 112
_MODES: Final = {
    "free": ("Free draw", "Draw any digit. Can the AI read it?"),
    **{name: (info.title, info.description) for name, info in MODES.items()},
    "train": ("Train", "Train your own AI and watch it learn."),
    "gallery": ("Gallery", "Sample digits. Enlarge one to copy it by hand, or to duel on it."),
    "learn": ("Learn", "How does it see? Short pages to try on your own drawing."),
    "inside": ("Inside", "Every layer of the network, live. Press {xray} on any board."),
}
_SCORING: Final = (
    "100 points a digit, and up to 100 more for speed.",
    "Five in a row double all points, ten in a row triple them, and so on.",
    "A skip, a wrong answer, or a digit that takes too long breaks the combo. A misread doesn't.",
)
_FOOT: Final = (136, _PANEL.bottom - 24)
_TURN: Final = (Hint("all the keys", Action.RIGHT, "Right"), Hint("how to play", Action.LEFT, "Left"))


@dataclass
class Help(Overlay):
    """Two pages: how to play, and the keys (`keys`). An arrow turns them; any other key or a click closes it."""

    keys: bool = True

    def handle(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked:
            given = hint_at(hint_areas(self._hints, view, *_FOOT), view, given.pos) or given
        if given in (Action.LEFT, Action.RIGHT):
            self.keys = not self.keys
            return None
        pressed = isinstance(given, Pointer) and given.pressed
        return Pop() if pressed or isinstance(given, (Action, Digit)) else None

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(220)
        canvas.panel(_PANEL, theme.PANEL, theme.ACCENT)
        if self.keys:
            self._draw_keys(canvas)
        else:
            self._draw_modes(canvas)
        canvas.hints(self._hints, *_FOOT)
        words = "To change keys: Settings, Your keys." if self.keys else "Any other key goes back."
        canvas.text(words, (_PANEL.right - 24, _FOOT[1]), theme.SMALL, theme.QUIET, "midright")

    @property
    def _hints(self) -> tuple[Hint, ...]:
        return (_TURN[self.keys],)

    def _draw_keys(self, canvas: Canvas) -> None:
        for (title, hints), (x, y) in zip(_GROUPS.items(), _PLACES, strict=True):
            canvas.text(title, (x, y + 16), theme.MEDIUM, theme.TEXT)
            for row, hint in enumerate(hints):
                middle = y + 60 + _ROW * row
                # Not as key caps, which could be pressed.
                canvas.text(
                    key_words(hint, canvas.view), (x, middle), theme.SMALL, theme.ACCENT, fit=_WORDS - 8
                )
                canvas.text(hint.words, (x + _WORDS, middle), theme.SMALL, theme.QUIET)

    def _draw_modes(self, canvas: Canvas) -> None:
        x, y = _PANEL.x + 24, _PANEL.y + 32
        canvas.text("How to play", (x, y), theme.MEDIUM, theme.TEXT)
        y += 42
        for name, (title, words) in _MODES.items():
            colour = theme.MODES.get(name, theme.TEXT)
            words = canvas.view.caps.fill(words)
            icon(canvas, name, Area(x, y - 11, 22, 22), colour)
            canvas.text(title, (x + 36, y), theme.SMALL, colour)
            canvas.text(words, (x + 136, y), theme.SMALL, theme.TEXT, fit=_PANEL.right - x - 160)
            y += _MODE_ROW
        y += 12
        canvas.text("Scoring", (x, y), theme.MEDIUM, theme.TEXT)
        for number, words in enumerate(_SCORING):
            canvas.text(words, (x, y + 34 + 26 * number), theme.SMALL, theme.QUIET, fit=_PANEL.width - 48)
