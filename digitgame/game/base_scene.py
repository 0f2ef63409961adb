"""What the scenes of the game have in common: the frame, the line of keys, the sound, Back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from digitgame.formatting import model_label
from digitgame.game.game import Game
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View
from digitgame.ui.list_menu import Item, ListMenu
from digitgame.ui.scene_stack import FullScreen, Pop, Transition
from digitgame.ui.theme import Colour

BACK: Final = Hint("back", Action.BACK)
Places = Sequence[tuple[Hint, Area]]


class BaseScene:
    """A scene with a title, a line of keys that can be clicked, and a message where there is one.

    A subclass says what it does with the inputs that remain in `respond`. `has_board`: the board changes places with
    the column for left-handed players.
    """

    game: Game
    has_board = False

    @property
    def board_area(self) -> Area:
        """Where the board lies, if there is one."""
        return BOARD_AREA

    @property
    def context(self) -> KeyContext | None:
        return KeyContext.BOARD

    @property
    def see_through(self) -> bool:
        return False

    @property
    def moving(self) -> bool:
        return False

    @property
    def backdrop(self) -> Colour:
        return theme.ROOM

    @property
    def music_level(self) -> int:
        """Layers of music; 0 is silence."""
        return 1

    @property
    def hints(self) -> Sequence[Hint]:
        """The keys in the bottom line, from the left."""
        return ()

    @property
    def side_hints(self) -> Sequence[Hint]:
        """The keys in the bottom line, below the column beside the board."""
        return ()

    def places(self, view: View) -> Places:
        """Every key shown, where the pointer may press it."""
        return [
            *hint_areas(self.hints, view, BOARD_AREA.x, FOOTER_Y),
            *hint_areas(self.side_hints, view, BARS_AREA.x, FOOTER_Y),
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        view = self.mirrored(view)
        if isinstance(given, Pointer) and given.clicked:
            given = hint_at(self.places(view), view, given.pos) or given
        if given is Action.MUTE:
            mute(self.game)
            return None
        return FullScreen() if given is Action.FULL_SCREEN else self.respond(given, view)

    def respond(self, given: Input, view: View) -> Transition | None:  # noqa: ARG002
        """Take an input that is no click on a key and not about sound or window."""
        return Pop() if given in (Action.BACK, Action.MENU) else None

    def update(self, seconds: float) -> Transition | None:  # noqa: ARG002
        return None

    def mirrored(self, view: View) -> View:
        """The view with the board in its place: on the right for left-handed players."""
        left_handed = self.has_board and self.game.settings.left_handed
        return replace(view, left_handed=left_handed, board_area=self.board_area)

    def draw_frame(
        self, canvas: Canvas, title: str, right: str | None = None, colour: Colour = theme.QUIET
    ) -> Canvas:
        """Draw the background, the title, who plays with which network (or `right`, in a colour), and the keys.

        Returns the canvas to draw the rest on.
        """
        canvas = replace(canvas, view=self.mirrored(canvas.view))
        canvas.surface.fill(self.backdrop)
        widgets.header(canvas, title, status_line(self.game) if right is None else right, colour)
        widgets.footer(canvas, self.hints, self.side_hints)
        return canvas


class Overlay:
    """A panel over another scene, for which time stands still meanwhile."""

    context = KeyContext.BOARD
    see_through = True
    moving = False

    def update(self, seconds: float) -> Transition | None:  # noqa: ARG002
        """Nothing moves."""
        return None


def choose(game: Game, menu: ListMenu, given: Input, view: View, items: Sequence[Item]) -> int | None:
    """Let a list take an input, and let it be heard; returns what `ListMenu.handle` does."""
    before = menu.chosen
    by = menu.handle(given, view, items)
    if by == 0:
        game.sounds.play("choose")
    elif by is not None or menu.chosen != before:
        game.sounds.play("tick")
    return by


def mute(game: Game) -> None:
    """Switch the sound off or on; a tick says that it is on."""
    game.sounds.muted = game.settings.muted = not game.sounds.muted
    game.keep_setting("muted")
    game.sounds.play("tick")


def status_line(game: Game, who: str = "") -> str:
    """Who plays with which network, the player unless somebody else does, and what is out of the ordinary."""
    muted = " · muted" if game.sounds.muted else ""
    unsaved = "not saved yet · " if game.unsaved else ""
    if game.sender is not None and game.sender.words:
        unsaved += f"{game.sender.words} · "
    return f"{unsaved}{who or game.player} · network: {model_label(game.reader.model.name)}{muted}"
