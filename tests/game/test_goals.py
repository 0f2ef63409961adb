"""Goals across runs, and the pens that they open."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import SOMEONE, Game
from digitgame.game.results.history import store_run
from digitgame.game.results.scene import goal_words, goals_words
from digitgame.game.settings import Settings
from digitgame.game.shell import goals as goals_module
from digitgame.game.shell.goals import GoalsScene, medals_of
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene, locked_words, sample_colours
from digitgame.rules.modes import GALLERY_DUEL, SPRINT, Mode
from digitgame.rules.record import Move
from digitgame.rules.rewards.goals import GOALS
from digitgame.rules.rewards.ranks import ranks_of
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.store import Run
from digitgame.ui import theme
from digitgame.ui.actions import DEFAULT_LABELS, Action
from digitgame.ui.canvas import Hint, text_width
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Push
from digitgame.ui.theme import BOARDS, PENS

from .conftest import VIEW, key, sends

pytestmark = pytest.mark.usefixtures("window")
TEN = GOALS[1]


def run(best: int) -> Run:
    return Run("Ann", SPRINT, 7, "ab", 10.0, 60.0, 900, 10, 10, best, (Move(1.0, "skip"),))


def test_the_menu_leads_to_the_goals(game: Game, window: Window, words: list[str]) -> None:
    wish = sends(Menu(game), key("a"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, GoalsScene)
    wish.scene.draw(window.canvas())
    assert "Only finished runs count." in words


def test_a_click_on_a_reached_goal_leads_to_what_it_opens(game: Game) -> None:
    store_run(game, run(12), [])
    scene = GoalsScene(game)
    wishes = []
    # First steps opens nothing, Ten in a row a pen; Bye, Pip is not reached.
    for number in range(3):
        pos = VIEW.rect(goals_module._cell(number)).center
        wishes.append(sends(scene, pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos)))
    assert wishes[::2] == [None, None]
    assert isinstance(wishes[1], Push)
    assert isinstance(wishes[1].scene, SettingsScene)


def test_a_run_says_which_goals_it_reached(game: Game) -> None:
    assert [goal.name for goal in store_run(game, run(5), ()).goals] == ["First steps"]
    assert store_run(game, run(12), ()).goals == (TEN,)
    assert store_run(game, run(12), ()).goals == ()
    assert goal_words(TEN) == "Goal: Ten in a row! Mint pen: see Settings."
    assert goals_words(GOALS[:1]) == "Goal: First steps!"
    names = ", ".join(goal.name for goal in GOALS[:3])
    opened = ", ".join(goal.opens for goal in GOALS[:3] if goal.opens)
    assert opened
    assert goals_words(GOALS[:3]) == f"Goals: {names}. New in Settings: {opened}."
    assert goals_words(()) == ""


def test_a_reached_goal_opens_its_pen_in_the_settings(game: Game) -> None:
    scene = SettingsScene(game)
    sends(scene, *[key("up")] * 3, key("right"))
    assert game.settings.pen == "Blue"
    store_run(game, run(12), ())
    sends(scene, key("right"))
    assert game.settings.pen == "Mint" == game.store.setting("pen of ann")
    assert FreeDraw(game)._light == PENS["Mint"]
    sends(scene, key("right"))
    assert game.settings.pen == "Blue"
    for damaged in ("Invisible", ["Mint"]):
        game.store.set("pen of ann", damaged)
        game.join("Ann")
        assert game.settings.pen == "Blue"


def test_each_player_wears_a_pen_and_a_board_of_their_own(game: Game) -> None:
    pip = replace(run(12), score=RIVALS[0].score(SPRINT) + 1)
    store_run(game, pip, ())
    settings = SettingsScene(game)
    sends(settings, *[key("up")] * 3, key("right"), key("down"), key("right"))
    assert (game.settings.pen, game.settings.board) == ("Mint", "Blueprint")
    game.join("Ben")
    assert (game.settings.pen, game.settings.board) == ("Blue", "Slate")
    store_run(game, replace(pip, player="Ben"), ())
    sends(SettingsScene(game), *[key("up")] * 2, key("right"))
    assert (game.settings.pen, game.settings.board) == ("Blue", "Blueprint")
    # Nothing that Ben chooses changes what Ann wears.
    sends(SettingsScene(game), *[key("up")] * 2, key("right"))
    assert game.settings.board == "Slate"
    game.join("Ann")
    assert (game.settings.pen, game.settings.board) == ("Mint", "Blueprint")


def test_a_pen_kept_for_all_players_stays_with_those_who_have_opened_it(game: Game) -> None:
    game.store.set("pen", "Mint")
    game.join("Ann")
    assert game.settings.pen == "Blue"
    store_run(game, run(12), ())
    for player, pen in (("Ben", "Blue"), ("Ann", "Mint")):
        game.join(player)
        assert game.settings.pen == pen


def test_a_pen_stays_with_whoever_takes_another_name(game: Game) -> None:
    game.join(SOMEONE)
    store_run(game, replace(run(12), player=SOMEONE), ())
    sends(SettingsScene(game), *[key("up")] * 3, key("right"))
    game.rename("Bea")
    assert game.settings.pen == "Mint"
    # Whoever has no name next begins with nothing.
    game.join(SOMEONE)
    assert game.settings.pen == "Blue"


def test_a_pen_that_is_locked_for_the_next_player_can_be_given_back(game: Game) -> None:
    game.settings.pen = "Mint"
    scene = SettingsScene(game)
    sends(scene, *[key("up")] * 3, key("right"))
    assert (game.settings.pen, scene.message) == ("Blue", "")
    sends(scene, key("right"))
    assert (game.settings.pen, scene.message[:21]) == ("Blue", "Every other pen is lo")


def test_the_goals_lead_to_what_they_open(game: Game) -> None:
    goals = GoalsScene(game)
    assert Hint("choose a pen or board", Action.CONFIRM) in goals.hints
    leads = sends(goals, key("return"))
    assert isinstance(leads, Push)
    settings = leads.scene
    assert isinstance(settings, SettingsScene)
    chosen = settings.menu.chosen
    assert [item.label for item in settings.items(DEFAULT_LABELS)[chosen : chosen + 2]] == ["Pen", "Board"]


def test_a_reached_goal_opens_its_board_in_the_settings(game: Game, window: Window) -> None:
    scene = SettingsScene(game)
    sends(scene, *[key("up")] * 2, key("right"))
    assert game.settings.board == "Slate"
    pip = replace(run(5), score=RIVALS[0].score(SPRINT) + 1)
    assert "Blueprint board" in [goal.opens for goal in store_run(game, pip, ()).goals]
    sends(scene, key("right"))
    assert game.settings.board == "Blueprint" == game.store.setting("board of ann")
    canvas = window.canvas()
    FreeDraw(game).draw(canvas)
    # Between two lines of its grid.
    x, y = (round(edge + canvas.view.board.width * 1.5 / 12) for edge in canvas.view.board.topleft)
    assert tuple(canvas.surface.get_at((x, y)))[:3] == BOARDS["Blueprint"].colour
    game.store.set("board of ann", "Marble")
    game.join("Ann")
    assert game.settings.board == "Slate"


def test_a_locked_pen_says_what_opens_it(game: Game, window: Window, words: list[str]) -> None:
    scene = SettingsScene(game)
    sends(scene, *[key("up")] * 3)
    scene.draw(window.canvas())
    assert "Next: Mint (a combo of 10 in Sprint, Sums or Daily)." in words
    assert "Next: Blueprint (beat Pip in Sprint)." in words
    sends(scene, key("right"))
    assert scene.message == "Every other pen is locked. Goals open them: see Goals in the menu."
    scene.draw(window.canvas())
    assert scene.message in words
    sends(scene, key("down"))
    assert scene.message == ""
    assert locked_words("pen", GOALS) == ""
    assert locked_words("volume", []) == ""


def test_the_settings_show_a_sample_of_the_pen_and_the_board(game: Game, window: Window) -> None:
    mine = Settings(pen="Gold", board="Night")
    assert sample_colours("pen", mine) == (PENS["Gold"], theme.CHALK)
    assert sample_colours("board", mine) == (theme.EDGE, BOARDS["Night"].colour)
    game.settings = mine
    canvas = window.canvas()
    SettingsScene(game).draw(canvas)
    shown = {tuple(canvas.surface.get_at((688, y)))[:3] for y in range(canvas.surface.get_height())}
    assert {PENS["Gold"], theme.CHALK, theme.EDGE, BOARDS["Night"].colour} <= shown


def test_every_reason_for_a_lock_fits_its_line(window: Window) -> None:
    for attribute in ("pen", "board"):
        for goal in GOALS:
            said = locked_words(attribute, [other for other in GOALS if other is not goal])
            assert text_width(said, theme.SMALL, window.canvas().view) < 400


def test_a_line_that_leads_elsewhere_shows_its_key(game: Game) -> None:
    scores, settings = ScoresScene(game), SettingsScene(game)
    for scene, back in ((scores, "left"), (settings, "up")):
        assert "change" in [hint.words for hint in scene.hints]
        sends(scene, key(back))
        assert Hint("open", Action.CONFIRM) in scene.hints
        assert "change" not in [hint.words for hint in scene.hints]


def test_medals_stand_below_the_goals(game: Game, window: Window, words: list[str]) -> None:
    best = {rank: score for score, rank in ranks_of(SPRINT)}
    store_run(game, replace(run(5), score=best["A"]), ())
    store_run(game, replace(run(5), score=best["B"]), ())
    scene = GoalsScene(game)
    assert {name: rank for name, rank in scene.medals.items() if rank} == {"sprint": "A"}
    scene.draw(window.canvas())
    assert "A" in words
    assert medals_of({Mode("duel", "boss"): "B", Mode("duel", "epoch 1"): "S"})["duel"] == "S"


def test_the_goals_are_shown_from_the_scores(game: Game, window: Window, words: list[str]) -> None:
    store_run(game, run(12), ())
    scores = ScoresScene(game)
    shown = sends(scores, key("left"), key("return"))
    assert isinstance(shown, Push)
    assert isinstance(shown.scene, GoalsScene)
    shown.scene.draw(window.canvas())
    assert {goal.name for goal in GOALS} <= set(words)
    assert {"12 of 25", "0 of 100", "0 of 3"} <= set(words)
    assert "12 of 10" not in words
    assert f"Goals · 2 of {len(GOALS)}" in words


def test_without_a_readable_store_no_goal_is_reached(game: Game) -> None:
    game.store._db.execute("DROP TABLE shots")
    game.store._db.execute("DROP TABLE runs")
    assert game.goals() == []


def test_the_short_duel_of_the_gallery_earns_no_medal() -> None:
    assert medals_of({GALLERY_DUEL: "S", Mode("duel", "boss"): "C"})["duel"] == "C"
    assert medals_of({GALLERY_DUEL: "S"})["duel"] is None
