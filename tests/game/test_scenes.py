"""The other scenes, and how they lead to each other."""

from collections.abc import Callable

import pygame
import pytest
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import Game
from digitgame.game.shell import menu, menu_cards
from digitgame.game.shell.help import Help
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.player import LONGEST, PlayerScene, clean
from digitgame.game.start import opening
from digitgame.rules.modes import FREE_DRAW, SPRINT
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Scene

from .conftest import ONE, SEVEN, Player, key, sends

VIEW = View(960, 600)
Playing = Callable[[Scene], Player]
pytestmark = pytest.mark.usefixtures("window")


@pytest.mark.parametrize(
    ("name", "scene"), [("g", Gallery), ("tab", Menu), ("escape", Menu), ("h", Help), ("f1", Help)]
)
def test_keys_lead_from_the_board(drawing: FreeDraw, name: str, scene: type[Scene]) -> None:
    went = sends(drawing, key(name))
    assert isinstance(went, Push)
    assert type(went.scene) is scene


def test_going_away_in_the_middle_of_a_stroke_ends_it(player: Player, drawing: FreeDraw) -> None:
    down, *moves, _ = player.strokes(SEVEN)
    player.does([down, *moves, key("h"), key("h")], player.strokes([ONE[0][1:]])[1:])
    assert drawing.board.ink.strokes == SEVEN


@pytest.mark.parametrize("name", ["g", "escape", "tab"])
def test_the_gallery_leads_back(game: Game, name: str) -> None:
    assert sends(Gallery(game), key(name)) == Pop()


def test_the_gallery_loads_bit_by_bit_once_it_is_shown(game: Game, playing: Playing) -> None:
    gallery = Gallery(game)
    assert gallery.page.pictures is None
    playing(gallery).does()
    assert 0 < gallery.page.count < 20
    while gallery.moving:
        playing(gallery).does()
    assert gallery.page.count == 20
    assert gallery.page.pictures is not None
    assert sorted(gallery.page.pictures.labels.tolist()) == sorted([*range(10), *range(10)])
    assert gallery.source == "synthetic digits"
    assert not gallery.moving


def test_a_gallery_without_digits_says_so(game: Game) -> None:
    def missing() -> object:
        raise DigitgameError("No digits here.")

    game.datasets = missing  # type: ignore[assignment]
    gallery = Gallery(game)
    gallery.update(0)
    assert gallery.error == "No digits here."
    assert not gallery.moving


def test_any_key_or_click_closes_the_keys() -> None:
    assert sends(Help(), key("x")) == Pop()
    assert sends(Help(), Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(5, 5))) == Pop()
    assert sends(Help(), Event(pygame.MOUSEMOTION, pos=(5, 5), rel=(0, 0), buttons=(0, 0, 0))) is None


def test_escape_in_the_menu_marks_quit_and_enter_leaves(game: Game) -> None:
    menu = Menu(game)
    assert sends(menu, key("escape"), key("escape")) is None
    assert menu.line == "quit"
    assert sends(menu, key("return")) == Quit()


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("escape", None),
        ("tab", Pop()),
        ("q", Quit()),
        ("p", PlayerScene),
        ("g", Gallery),
        ("h", Help),
        ("m", None),
    ],
)
def test_the_menus_own_keys(game: Game, name: str, wish: object) -> None:
    got = sends(Menu(game), key(name))
    if isinstance(wish, type):
        assert isinstance(got, Push)
        assert isinstance(got.scene, wish)
    else:
        assert got == wish
    assert game.sounds.muted is (name != "m")  # muted to begin with


def test_the_menu_by_arrows_and_by_pointer(game: Game) -> None:
    by_arrows, by_pointer = [], []
    for number in range(len(menu._LINES)):
        scene = Menu(game)
        for _ in range(number):
            assert sends(scene, key("down")) is None
        by_arrows.append(type(sends(scene, key("return"))))
        middle = VIEW.rect(menu._line_area(number)).center
        click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=middle)
        by_pointer.append(type(sends(Menu(game), click)))
    assert by_arrows == by_pointer == [Pop, *[Push] * 13, type(None), FullScreen, Quit]


def test_the_menu_turns_round(game: Game) -> None:
    scene = Menu(game)
    sends(scene, key("up"))
    assert scene.menu.chosen == len(menu._LINES) - 1
    sends(scene, key("down"))
    assert scene.menu.chosen == 0


def test_the_menus_small_lines_lie_side_by_side(game: Game) -> None:
    scene = Menu(game)
    scene.choose("gallery")
    for name, line in (("right", "help"), ("right", "help"), ("left", "gallery"), ("left", "gallery")):
        sends(scene, key(name))
        assert scene.line == line
    areas = [VIEW.rect(menu._line_area(number)) for number in range(len(menu._LINES))]
    assert all(area.collidelist(areas) == number for number, area in enumerate(areas))


def test_a_card_tells_what_is_known() -> None:
    assert menu_cards.card_facts({"name": "x"}) == [("name", "x")]
    full = menu_cards.card_facts(
        {
            "name": "x",
            "preset": "fast",
            "scores": {"mnist": 0.9912, "hand": 0.95},
            "accepted": {"mnist": 0.98},
        }
    )
    scores = [("MNIST", "99.1 % (98.0 % accepted)"), ("synthetic digits", "95.0 % (– accepted)")]
    assert full[1:] == [("preset", "fast"), *scores]


def typed(text: str) -> list[Event]:
    return [Event(pygame.TEXTINPUT, text=letter) for letter in text]


def test_a_new_player_is_typed(game: Game, playing: Playing) -> None:
    playing(Menu(game)).does(key("p"), typed("pBeNn"), key("backspace"), key("return"), key("q"))
    assert game.player == "BeN"
    assert game.store.players()[0] == "BeN"


def test_the_key_that_opened_the_name_is_not_part_of_it(game: Game) -> None:
    scene = PlayerScene(game, "p")
    for event in typed("pppa"):
        sends(scene, event)
    assert scene.typed == "ppa"


@pytest.mark.parametrize("name", ["return", "escape"])
def test_no_name_changes_nothing(game: Game, name: str) -> None:
    assert sends(PlayerScene(game), key(name)) == Pop()
    assert game.player == "Ann"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Zoë\t van   Dijk ", "Zoë van Dijk"),
        ("a\x00\u200bb", "a b"),
        ("x" * 99, "x" * LONGEST),
        (" \n", ""),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert clean(name) == kept


def test_no_two_pages_have_the_same_name(game: Game, canvas: Canvas, words: list[str]) -> None:
    """The keys that there are, laid over a board, and the page that changes them."""
    Menu(game).draw(canvas)
    lines = set(words)
    words.clear()
    KeyBindingsScene(game).draw(canvas)
    assert words[0] == "Your keys"
    assert words[0] not in lines
    assert "Help" in lines


def test_every_page_says_that_nothing_is_kept(game: Game, canvas: Canvas, words: list[str]) -> None:
    game.kept = False
    for scene in (*opening(game, None).scenes, *opening(game, SPRINT).scenes):
        words.clear()
        scene.draw(canvas)
        assert any("nothing is saved" in told for told in words), type(scene)
    board = opening(game, FREE_DRAW).top
    board.draw(canvas)
    assert "This game saves nothing." in words
