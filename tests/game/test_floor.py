"""The title, the settings, the scoreboard, drawings played back in time, the effects."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.board.playback import SPEED, Playback, schedule
from digitgame.game.first_run.tutorial import TAUGHT, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.hidden_digit import MODE as HIDDEN
from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.settings import LOUDEST, Settings
from digitgame.game.shell.menu import _IDLE, Menu
from digitgame.game.shell.scores import Row, ScoresScene, ranked
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.shell.title import Title
from digitgame.game.start import opening
from digitgame.rules import Answer
from digitgame.rules.modes import FREE_DRAW, SCORED_MODES, SPRINT, Mode
from digitgame.rules.record import Move
from digitgame.store import Run, Store
from digitgame.synth import handwriting
from digitgame.ui import effects, theme
from digitgame.ui.canvas import Canvas, text_width
from digitgame.ui.effects import Effects
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, View
from digitgame.ui.list_menu import ListMenu
from digitgame.ui.scene_stack import Pop, Push
from digitgame.ui.sound import Sounds

from .conftest import SEVEN, key, seeing, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


@pytest.mark.slow
def test_the_title_writes_digits_and_the_network_reads_most_of_them(game: Game) -> None:
    title = Title(game, seed=3)
    read, shown = list[bool](), list[Playback]()
    for _ in range(60 * 60):
        title.update(1 / 60)
        if title._writing.finished and title.board.reading is not None and title._writing not in shown:
            shown.append(title._writing)
            read.append(title.board.reading.digit == title._writing.drawing.label)
    assert len(read) >= 12
    assert np.mean(read) > 0.8


def test_the_title_says_what_it_sees(game: Game, canvas: Canvas, words: list[str]) -> None:
    title = Title(game)
    title.board.reading = seeing(8)
    title.draw(canvas)
    assert "I see an 8 (90 % sure)" in words


def test_any_key_leads_from_the_title_to_the_menu_and_a_stroke_to_the_board(game: Game) -> None:
    board = FreeDraw(game)
    title = Title(game, board)
    assert sends(title, key("x")) == Pop()
    move = Event(pygame.MOUSEMOTION, pos=(5, 5), rel=(0, 0), buttons=(0, 0, 0))
    assert sends(title, move) is None
    press = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.board.center)
    assert sends(title, press) == Pop(2)
    assert board.board.ink.strokes == [[(150.0, 150.0)]]


def test_the_menu_knows_at_once_what_the_run_to_begin_with_has_changed(game: Game) -> None:
    menu = opening(game, SPRINT).scenes[1]
    assert isinstance(menu, Menu)
    game.store.keep(Run("Ann", SPRINT, 7, "ab", 10.0, 60.0, 900, 9, 10, 3, (Move(1.0, "skip"),)), ())
    menu.update(1 / 60)
    assert (menu.line, "Best 900" in [facts.best for facts in menu._facts]) == ("sprint", True)


def test_the_scenes_to_begin_with(game: Game) -> None:
    assert [type(s) for s in opening(game, None).scenes] == [FreeDraw, Menu, Tutorial]
    game.store.set(TAUGHT, True)
    assert [type(s) for s in opening(game, None).scenes] == [FreeDraw, Menu, Title]
    assert [type(s) for s in opening(game, FREE_DRAW).scenes] == [FreeDraw]
    _, menu, run = opening(game, Mode("sums", "hard")).scenes
    assert isinstance(menu, Menu)
    assert (menu.line, menu.mode("sums").level) == ("sums", "hard")
    assert isinstance(run, TimedRunScene)
    assert run.mode == Mode("sums", "hard")


def test_the_title_comes_back_when_nobody_plays(game: Game) -> None:
    menu = Menu(game, attract=lambda: Title(game))
    assert menu.update(_IDLE - 1) is None
    sends(menu, key("down"))
    assert menu.update(_IDLE - 1) is None
    wish = menu.update(2)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Title)
    assert Menu(game).update(999) is None


def test_the_pen_takes_its_time_and_every_point() -> None:
    drawing = handwriting.write(4, np.random.default_rng(2))
    steps = schedule(drawing, SPEED)
    times = [at for at, _, _ in steps]
    assert times == sorted(times)
    assert [w for _, w, _ in steps].count("down") == len(drawing.strokes)
    length = sum(math.dist(a, b) for stroke in drawing.strokes for a, b in itertools.pairwise(stroke))
    assert length / SPEED <= times[-1] < 2.5 * length / SPEED + 0.5
    writing = Playback(drawing)
    given = []
    while not writing.finished:
        given += writing.pass_time(0.013)
    assert given == steps


def test_settings_are_kept_and_found_again(game: Game, store: Store) -> None:
    scene = SettingsScene(game)
    for name in (
        "right",
        "down",
        "left",
        "left",
        "down",
        "right",
        "down",
        "return",
        "down",
        "space",
        "down",
        "right",
    ):
        assert sends(scene, key(name)) is None
    assert game.settings == Settings(5, 6, game.sounds.muted, True, True, True)
    assert not game.sounds.muted
    assert Settings.of(store) == game.settings
    assert game.sounds.volume == 5 / LOUDEST
    assert game.sounds.music.volume == 6 / LOUDEST
    assert Game(game.reader, store, "Ben", Sounds(), game.samples).sounds.volume == 0.5


def test_a_changed_setting_leaves_what_was_asked_for_this_game_alone(game: Game, store: Store) -> None:
    # As with --mute and --reduced-motion.
    game.sounds.muted = game.settings.reduced_motion = True
    sends(SettingsScene(game, menu=ListMenu(1)), key("left"))
    assert game.sounds.muted
    assert game.settings.reduced_motion
    assert Settings.of(store) == Settings(volume=6)


def test_a_volume_stops_at_its_ends_and_enter_goes_round(game: Game) -> None:
    scene = SettingsScene(game, menu=ListMenu(1))
    sends(scene, *[key("left")] * 9)
    assert game.settings.volume == 0
    sends(scene, *[key("right")] * 12)
    assert game.settings.volume == LOUDEST
    sends(scene, key("return"))
    assert game.settings.volume == 0
    sends(scene, key("return"))
    assert game.settings.volume == 1


def test_the_players_best_is_the_last_line_of_a_full_table() -> None:
    rows = [Row(name, ("", "", "", "")) for name in ("Bo", *"cdefghijk", "Ann", "Bo", "Ann")]
    assert [(rank, row.player) for rank, row in ranked(rows, "Ann")][-2:] == [(9, "j"), (11, "Ann")]
    assert ranked(rows, "Bo") == ranked(rows, "nobody") == list(enumerate(rows[:10], 1))
    assert ranked([], "Ann") == []


def test_foreign_settings_are_passed_over(store: Store) -> None:
    store.set("volume", 99)
    store.set("live", "yes")
    assert Settings.of(store) == Settings(volume=LOUDEST)


def test_settings_by_pointer(game: Game) -> None:
    scene = SettingsScene(game)
    middle = VIEW.rect(scene.items(VIEW.caps)[3].area).center
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=middle))
    assert game.settings.reduced_motion
    assert sends(scene, key("escape")) == Pop()


def test_settings_that_cannot_be_kept_are_told(game: Game) -> None:
    game.store._db.execute("DROP TABLE settings")
    scene = SettingsScene(game, menu=ListMenu(3))
    sends(scene, key("right"))
    assert "not saved" in scene.message
    assert game.settings.reduced_motion


def test_left_handed_players_have_the_board_on_the_right(game: Game) -> None:
    game.settings.left_handed = True
    board = FreeDraw(game)
    seat = replace(VIEW, left_handed=True)
    assert seat.board.left == VIEW.point(BARS_AREA.right - BOARD_AREA.width, 0)[0]
    assert not seat.board.colliderect(seat.rect(BARS_AREA))
    sends(board, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=seat.board.center))
    assert board.board.ink.strokes == [[(150.0, 150.0)]]


def test_live_reading_is_off_until_its_key_and_then_follows_every_stroke(game: Game) -> None:
    board = FreeDraw(game)
    board.board.ink.extend((100, 100))
    board.update(1 / 60)
    assert board.board.reading is None
    board.board.renew()
    sends(board, key("l"))
    assert Settings.of(game.store).live
    for stroke in SEVEN:
        board.board.ink.begin(stroke[0])
        for point in stroke[1:]:
            board.board.ink.extend(point)
            board.update(1 / 60)
    assert board.board.reading is not None
    assert board.board.reading.digit == 7
    assert board.reading is None
    sends(board, key("l"))
    assert not game.settings.live
    board.board.ink.extend((100, 100))
    board.update(1 / 60)
    assert board.board.reading is None


def test_the_scoreboard_turns_through_modes_and_periods(game: Game, store: Store) -> None:
    for score, started in ((500, 10.0), (900, 10.0)):
        store.keep(Run("Ann", SPRINT, 1, "ab", started, 60.0, score, 5, 5, 5, ()), [])
    scene = ScoresScene(game)
    assert [row.values[-1] for row in scene.rows if row.player == "Ann"] == ["900", "500"]
    sends(scene, key("right"), key("down"))
    assert (scene.period, scene.rows) == ("today", [])
    assert [hint.words for hint in scene.hints] == ["", "change", "", "choose", "back"]
    sends(scene, key("up"), key("left"), key("down"))
    assert scene.mode == Mode("sums", "easy")
    assert all(row.rival for row in scene.rows)
    sends(scene, key("up"))
    assert len([row for row in scene.rows if row.player == "Ann"]) == 2
    assert sends(scene, key("escape")) == Pop()


def test_the_scoreboard_has_a_table_of_free_draw_and_of_every_opponent(
    game: Game, store: Store, canvas: Canvas, words: list[str]
) -> None:
    store.keep(Run("Ann", Mode("duel", "epoch 3"), 1, "ab", 10.0, 60.0, 700, 4, 10, 2, ()), [])
    store.join("Bo")
    reading = game.reader.read(np.zeros((28, 28), np.float32))
    for player, answers in (("Bo", [3, 3]), ("Ann", [3, 4, 3, 3])):
        game.join(player)
        for truth in answers:
            game.record(handwriting.write(3, np.random.default_rng(1)), reading, Answer(3, truth))
    scene = ScoresScene(game)
    sends(scene, key("up"))
    assert scene.mode == FREE_DRAW
    assert [(row.player, row.values) for row in scene.rows] == [
        ("Ann", ("4", "75 %", "2", "3")),
        ("Bo", ("2", "100 %", "2", "2")),
    ]
    scene.draw(canvas)
    assert {"Free draw", "All time", "best streak", "correct"} <= set(words)
    sends(scene, key("up"))
    assert scene.mode == Mode("duel", "epoch 3")
    scene.draw(canvas)
    assert {"Duel · Max", "700", "4 of 10"} <= set(words)


def test_the_scoreboard_turns_on_where_the_runs_cannot_be_read(game: Game, store: Store) -> None:
    store._db.execute("DROP TABLE runs")
    scene = ScoresScene(game)
    assert scene.error
    sends(scene, key("down"))
    assert scene.mode == Mode("sums", "easy")
    assert scene.error


def test_every_mode_stands_whole_in_its_box(game: Game, canvas: Canvas) -> None:
    for mode in (*SCORED_MODES, HIDDEN, Mode("duel", "epoch 10")):
        scene = ScoresScene(game, mode)
        less, more = scene.menu.arrows(scene.items()[0])
        assert text_width(game.title_of(mode), theme.SMALL, canvas.view) < more.x - less.right
    assert game.title_of(HIDDEN) == "Duel · Gallery"


def test_dust_flies_falls_and_settles(canvas: Canvas) -> None:
    fx = Effects()
    fx.burst(SEVEN)
    assert len(fx._at) == effects.GRAINS
    canvas.surface.fill((0, 0, 0))
    fx.draw(canvas, (92, 205, 255))
    assert pygame.surfarray.array3d(canvas.surface).any()
    for _ in range(60):
        fx.update(1 / 60)
    assert not fx.moving
    fx.burst([])
    assert not fx.moving


def test_a_shake_is_gentle_and_short() -> None:
    fx = Effects()
    fx.shake()
    offsets = []
    for _ in range(40):
        offsets.append(fx.shaken(VIEW).shake[0])
        fx.update(1 / 60)
    assert 2 <= max(map(abs, offsets)) <= 6
    assert offsets[-10:] == [0] * 10
