"""Who plays: a name typed or chosen; one that is too long is told, not cut in silence."""

import pygame
import pytest
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.game.game import Game
from digitgame.game.shell import player as module
from digitgame.game.shell.player import LONGEST, PlayerScene, given, known_as
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop

from .conftest import key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def typed(scene: PlayerScene, text: str) -> PlayerScene:
    for letter in text:
        sends(scene, Event(pygame.TEXTINPUT, text=letter))
    return scene


def test_a_letter_too_many_is_told_and_then_forgotten(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = typed(PlayerScene(game), "x" * LONGEST)
    assert not scene.error
    typed(scene, "y")
    assert scene.typed == "x" * LONGEST
    assert f"{LONGEST} characters" in scene.error
    scene.draw(canvas)
    assert scene.error in words
    sends(scene, key("backspace"))
    assert not scene.error
    assert len(scene.typed) == LONGEST - 1


def test_a_pasted_name_that_does_not_fit_is_told(game: Game) -> None:
    scene = PlayerScene(game)
    sends(scene, Event(pygame.TEXTINPUT, text="long " * 9))
    assert scene.typed == "long long long long long"
    assert scene.error


def test_a_name_is_entered_by_pointer_alone(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = PlayerScene(game)
    scene.draw(canvas)
    areas = dict(module.key_areas())
    assert set(areas) - {" "} <= set(words)
    shown = []
    for letter in "ZOE ANN-LX‹":
        pos = VIEW.rect(areas[letter]).center
        sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos))
        shown.append(scene.typed)
    assert shown[2:4] == ["Zoe", "Zoe "]
    assert shown[-1] == "Zoe Ann-L"
    play = next(area for hint, area in scene.places(VIEW) if hint.words == "play")
    assert sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(play).center)) == Pop()
    assert game.player == "Zoe Ann-L"


def test_words_stay_apart(game: Game) -> None:
    assert typed(PlayerScene(game), " Zoë  van Dijk ").typed == "Zoë van Dijk "
    assert typed(PlayerScene(game), "AB").typed == "AB"


def test_who_has_played_here_can_be_chosen(game: Game) -> None:
    for player in ("Bo", "Cy", "Ann"):
        game.join(player)
    scene = PlayerScene(game)
    assert scene.known == ["Cy", "Bo"]
    sends(scene, key("down"))
    sends(scene, key("down"))
    assert scene.typed == "Bo"
    assert sends(scene, key("return")) == Pop()
    assert game.player == "Bo"


def test_who_has_played_here_can_be_clicked_on(game: Game) -> None:
    for player in ("Bo", "Cy", "Ann"):
        game.join(player)
    scene = PlayerScene(game)
    pixel = VIEW.rect(scene.items()[0].area).center
    assert sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pixel)) == Pop()
    assert game.player == "Cy"


def test_typing_goes_on_from_a_chosen_name(game: Game) -> None:
    game.join("Bo")
    scene = PlayerScene(game)
    sends(scene, key("up"))
    typed(scene, "b")
    assert (scene.typed, scene.menu.chosen) == ("Annb", -1)


def test_what_is_typed_picks_out_who_has_played_here(game: Game, canvas: Canvas, words: list[str]) -> None:
    for player in ("Åsa", "Bo", "Bea", "Cy", "Di", "Ed", "Flo", "Gus", "Ann"):
        game.join(player)
    scene = PlayerScene(game)
    assert scene.known == ["Gus", "Flo", "Ed", "Di", "Cy", "Bea"]
    scene.draw(canvas)
    assert "9 have played here. Type how a name begins." in words
    typed(scene, "b")
    assert scene.known == ["Bea", "Bo"]
    sends(scene, key("down"), key("down"))
    assert (scene.typed, scene.known) == ("Bo", ["Bea", "Bo"])
    sends(scene, key("backspace"), key("backspace"))
    typed(scene, "å")
    assert scene.known == ["Åsa"]
    typed(scene, "x")
    assert scene.known == []
    assert sends(scene, key("down")) is None
    assert sends(scene, key("return")) == Pop()
    assert game.player == "åx"


def test_a_name_in_other_letters_is_the_same_player(game: Game) -> None:
    game.join("Bo")
    sends(typed(PlayerScene(game), "ANN"), key("return"))
    assert (game.player, game.store.players()) == ("Ann", ["Ann", "Bo"])
    game.store.join("BO")
    assert [known_as(name, game.store.players()) for name in ("bo", "Bo", "Cy")] == ["BO", "Bo", "Cy"]


def test_nobody_else_nobody_to_choose(game: Game) -> None:
    scene = PlayerScene(game)
    assert scene.known == []
    assert sends(scene, key("down")) is None
    assert scene.typed == ""


def test_a_name_given_in_writing_is_whole_or_refused() -> None:
    assert given("  Ann \n") == "Ann"
    assert given("x" * LONGEST) == "x" * LONGEST
    with pytest.raises(DigitgameError, match=rf"{LONGEST} characters at most; this one has {LONGEST + 1}"):
        given("x" * (LONGEST + 1))
