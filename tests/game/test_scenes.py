"""The other scenes, and how they lead to each other."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from digitgame.game.shell.menu import Menu, line_words
from digitgame.game.shell.menu_cards import CardFacts, CardMenu
from digitgame.game.shell.player import LONGEST, PlayerScene, clean
from digitgame.game.shell.title import Title
from digitgame.game.start import opening
from digitgame.rules import Answer, Score
from digitgame.rules.modes import FREE_DRAW, MODES, SPRINT, Mode
from digitgame.store import QueuedStore, Run, Store
from digitgame.ui import theme
from digitgame.ui.actions import Action, KeyBindings, Press
from digitgame.ui.canvas import Canvas, text_width
from digitgame.ui.layout import View
from digitgame.ui.list_menu import Item
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Scene

from .conftest import ONE, SEVEN, Player, key, sends
from .trainings import watched

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


def test_help_says_every_mode_and_the_scoring_and_turns_to_the_keys(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    went = sends(Menu(game), key("h"))
    assert isinstance(went, Push)
    went.scene.draw(canvas)
    titles = [info.title for info in MODES.values()]
    assert {*titles, "Free draw", "Train", "Scoring"} <= set(words)
    assert sends(went.scene, key("right")) is None
    words.clear()
    went.scene.draw(canvas)
    assert "Once it has guessed" in words
    assert "Scoring" not in words


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
        ("q", None),
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


def test_whoever_leaves_a_training_is_asked_once(game: Game) -> None:
    watched(game, [])
    assert sends(Menu(game), key("q")) == Quit()


def test_one_slip_of_a_finger_does_not_leave_the_game(game: Game, canvas: Canvas, words: list[str]) -> None:
    menu = Menu(game, attract=lambda: Title(game))
    assert sends(menu, key("q")) is None
    menu.draw(canvas)
    assert "Leave the game? Press Q or Enter." in words
    # Something else in between, and it begins anew.
    assert sends(menu, key("left"), key("q")) is None
    assert sends(menu, key("q")) == Quit()
    pixel = VIEW.rect(menu.items()[-1].area).center
    tap = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pixel)
    assert sends(Menu(game), tap) is None
    assert sends(Menu(game), tap, tap) == Quit()
    # Nor does the Enter of whoever comes after the title.
    assert isinstance(menu.update(60.0), Push)
    assert menu.line == "free"


def test_the_menu_shows_the_whole_name_of_every_key(
    game: Game, canvas: Canvas, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fits: list[tuple[str, float]] = []
    real: Any = Canvas.text

    def text(self: Canvas, words: str, at: Any, size: int, *rest: Any, fit: float = math.inf) -> Any:
        if text_width(words, size, self.view) > fit:
            fits.append((words, fit))
        return real(self, words, at, size, *rest, fit=fit)

    monkeypatch.setattr(Canvas, "text", text)
    for action in menu._LINES.values():
        game.bindings = KeyBindings()
        game.bindings.give(action, Press(pygame.K_SPACE, control=True))
        words.clear()
        scene = Menu(game)
        scene.draw(replace(canvas, view=replace(canvas.view, caps=game.bindings.labels)))
        assert "Ctrl Space" in words
        assert [cut for cut in fits if cut[0] == "Ctrl Space"] == []
        areas = [item.area for item in scene.items()]
        assert all(one.right <= other.x + 1e-6 for one, other in itertools.pairwise(areas[8:]))


def test_the_menu_names_only_keys_that_leave_the_game(game: Game) -> None:
    assert line_words("sprint", game.bindings.labels) == MODES["sprint"].description
    game.bindings.give(Action.QUIT, Press(pygame.K_j, control=True))
    assert line_words("quit", game.bindings.labels) == "Leave the game? Press Ctrl J or Enter."
    game.bindings = KeyBindings.of({Action.QUIT.value: None})
    assert line_words("quit", game.bindings.labels) == "Leave the game? Press Enter."


def test_the_menu_by_arrows_and_by_pointer(game: Game) -> None:
    by_arrows, by_pointer = [], []
    for number in range(len(menu._LINES)):
        scene = Menu(game)
        for _ in range(number):
            assert sends(scene, key("right")) is None
        by_arrows.append(type(sends(scene, key("return"))))
        middle = VIEW.rect(scene.items()[number].area).center
        moves = [
            Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0)) for pos in ((1, 1), middle)
        ]
        click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=middle)
        by_pointer.append(type(sends(Menu(game), *moves, click)))
    assert by_arrows == by_pointer == [Pop, *[Push] * 17, type(None), FullScreen, Quit]


def test_the_menu_turns_round(game: Game) -> None:
    scene = Menu(game)
    sends(scene, key("left"))
    assert scene.menu.chosen == len(menu._LINES) - 1
    sends(scene, key("right"))
    assert scene.menu.chosen == 0


def test_arrows_lead_across_the_rows_of_the_menu(game: Game) -> None:
    scene = Menu(game)
    for name, line in (
        ("down", "duel"),
        ("down", "scores"),
        ("down", "free"),
        ("up", "scores"),
        ("left", "learn"),
        ("left", "train"),
        ("up", "fool"),
        ("up", "full screen"),
    ):
        sends(scene, key(name))
        assert scene.line == line
    areas = [VIEW.rect(item.area) for item in Menu(game).items()]
    assert all(area.collidelist(areas) == number for number, area in enumerate(areas))


def test_every_small_entry_s_name_is_inside_its_frame(game: Game) -> None:
    for item in Menu(game).items()[len(menu._CARDS) :]:
        assert text_width(item.label, theme.SMALL, VIEW) < item.area.inside(2).width - 12


def test_a_card_s_icon_and_lines_begin_where_its_board_does(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    icons: list[float] = []
    begun: list[tuple[str, float]] = []
    monkeypatch.setattr(menu_cards, "icon", lambda _canvas, _name, area, _colour: icons.append(area.x))
    real: Any = Canvas.text

    def text(self: Canvas, words: str, at: tuple[float, float], *args: Any, **kwargs: Any) -> Any:
        begun.append((words, at[0]))
        return real(self, words, at, *args, **kwargs)

    monkeypatch.setattr(Canvas, "text", text)
    area = menu._AREAS[1]
    item = Item("Sprint", area)
    arrows = CardMenu().arrows(item)
    menu_cards.draw_card(canvas, item, CardFacts("Sprint", "New!"), "sprint", arrows, chosen=False)
    assert icons == [menu_cards.board_area(area).x]
    assert dict(begun)["New!"] == menu_cards.board_area(area).x


def test_the_training_card_names_the_network_and_its_best_known_score() -> None:
    assert menu_cards.network_words({"name": "x"}) == "x"
    assert menu_cards.network_words({"name": "x", "scores": {"club": 0.5}}) == "x: 50.0 % of club"
    assert (
        menu_cards.network_words({"name": "shipped", "scores": {"mnist": 0.997}})
        == "bundled: 99.7 % of MNIST"
    )
    scores = {"hand": 0.95, "drawings": 0.9743}
    assert menu_cards.network_words({"name": "x", "scores": scores}) == "x: 97.4 % of people's drawings"
    assert (
        menu_cards.network_words({"name": "x", "scores": {**scores, "mnist": 0.9912}}) == "x: 99.1 % of MNIST"
    )


def test_a_card_says_the_best_of_its_level(game: Game) -> None:
    facts = menu_cards.card_facts
    assert facts(game, FREE_DRAW) == ("Free draw", "New!", "", None)
    game.score = Score.of([Answer(3, 3)] * 3 + [Answer(3, 8)])
    assert facts(game, FREE_DRAW).best == "75 % right"
    hard = Mode("sums", "hard")
    assert facts(game, hard) == ("Sums", "New!", "Hard", None)
    game.store.keep(Run("Ann", hard, 1, "m", 0.0, 9.0, 12_345, 1, 1, 1, ()), [])
    assert facts(game, hard) == ("Sums", "12,345", "Hard", "C")
    assert facts(game, Mode("sums", "easy")).best == "New!"


def test_the_level_chosen_is_there_again_in_the_next_game(game: Game, store: Store) -> None:
    menu = Menu(game)
    menu.choose("sums", "hard")
    later = Game(game.reader, store, game.player, game.sounds, game.samples)
    assert Menu(later).mode("sums") == Mode("sums", "hard")
    later.join("Ben")
    assert Menu(later).mode("sums") == Mode("sums", "easy")
    later.join(game.player)
    assert Menu(later).mode("sums") == Mode("sums", "hard")
    later.rename("Cleo")
    assert Menu(Game(game.reader, store, "Cleo", game.sounds, game.samples)).mode("sums").level == "hard"
    # Whatever stands there.
    game.join("Ann")
    store.set(f"levels of {game.player.casefold()}", ["hard", 3])
    assert Menu(Game(game.reader, store, game.player, game.sounds, game.samples)).mode("sums").level == "easy"


def test_levels_change_by_keys_and_by_the_wheel(game: Game) -> None:
    scene, seen = Menu(game), []
    scene.choose("sums")
    wheel = Event(pygame.MOUSEBUTTONDOWN, button=5, pos=(0, 0))
    plus, minus = (Event(pygame.TEXTINPUT, text=text) for text in "+-")
    for event in (plus, wheel, key("page down"), minus, key("page up")):
        assert sends(scene, event) is None
        seen.append(scene.mode("sums").level)
    assert seen == ["middle", "hard", "easy", "hard", "middle"]
    scene.update(0.0)
    assert scene._facts[2].level == "Medium"


def test_the_menu_is_heard(game: Game, played: list[str]) -> None:
    scene = Menu(game)
    for name in ("right", "page down", "return"):
        sends(scene, key(name))
    assert played == ["tick", "choose"]
    resting = Event(pygame.MOUSEMOTION, pos=VIEW.rect(menu._AREAS[4]).center, rel=(0, 0), buttons=(0, 0, 0))
    sends(scene, resting, resting)
    assert scene.line == "sprint"
    assert len(played) == 2


def test_the_menu_moves_unless_motion_is_reduced(game: Game, canvas: Canvas) -> None:
    def pictures() -> list[bytes]:
        scene, shown = Menu(game), []
        assert scene.moving is not game.settings.reduced_motion
        for _ in range(3):
            scene.draw(canvas)
            shown.append(pygame.image.tobytes(canvas.surface, "RGB"))
            scene.update(0.4)
        return shown

    assert len(set(pictures())) == 3
    game.settings.reduced_motion = True
    assert len(set(pictures())) == 1


def typed(text: str) -> list[Event]:
    return [Event(pygame.TEXTINPUT, text=letter) for letter in text]


def test_a_new_player_is_typed(game: Game, playing: Playing) -> None:
    playing(Menu(game)).does(key("p"), typed("pBeNn"), key("backspace"), key("return"), key("q"), key("q"))
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


@pytest.mark.slow
def test_every_page_says_that_something_waits_to_be_saved(
    game: Game, canvas: Canvas, words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with QueuedStore(tmp_path / "file" / "digitgame.db") as store:
        game = Game(game.reader, store, "Ann", game.sounds, game.samples)
        for scene in (*opening(game, None).scenes, *opening(game, SPRINT).scenes):
            words.clear()
            scene.draw(canvas)
            assert any("not saved yet" in told for told in words), type(scene)
        message = game.notice()
        assert message.startswith("Not saved yet. Cannot make the folder")
        # It is said once.
        assert game.notice() == ""
        opening(game, FREE_DRAW, message).top.draw(canvas)
        assert any(told.startswith("Not saved yet.") for told in words)
