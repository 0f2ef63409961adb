"""The Train scene: choosing, watching, playing on meanwhile, and playing with what came of it."""

from __future__ import annotations

import itertools
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
import pytest
from click.core import ParameterSource
from pygame.event import Event
from quickly import QUICKLY

from digitgame import model, paths
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.start import _last_word, trainer
from digitgame.game.train import background as module
from digitgame.game.train.options import TrainingOptions, training_scene
from digitgame.game.train.watching import LeaveTraining, TrainingScene
from digitgame.monitor.job import Job
from digitgame.processes import python_command
from digitgame.training.config import PRESETS as RECIPES
from digitgame.ui.actions import DEFAULT_LABELS
from digitgame.ui.canvas import Canvas
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Pop, Push, Quit, Stack, Swap

from .conftest import SEVEN, VIEW, key, sends
from .pictures import SIZE, compared
from .trainings import Recorded, lines, watched

pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def new_model(own_model: Path) -> str:
    """The model that the recorded training made."""
    folder = paths.models() / "new"
    folder.parent.mkdir(parents=True)
    shutil.copytree(own_model, folder)
    return folder.name


def until_settled(watching: TrainingScene, canvas: Canvas) -> None:
    for _ in range(10):
        watching.update(1 / 60)
        watching.draw(canvas)
    assert watching.training.settled
    assert not watching.moving


def test_the_networks_are_those_that_there_are() -> None:
    assert set(module.PRESETS) == set(RECIPES)


def test_a_game_without_a_training_loads_nothing_for_one() -> None:
    code = "import sys, digitgame.game.start; print([m for m in sys.modules if m.startswith('digitgame.monitor')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_chosen_is_what_is_trained(game: Game) -> None:
    asked: list[list[str]] = []

    def started(arguments: Sequence[str]) -> Job:
        asked.append(list(arguments))
        return Job(Recorded([]))

    game.trainer = started
    choosing = training_scene(game)
    assert isinstance(choosing, TrainingOptions)
    for name in ("right", "right", "down", "right", "down", "right"):
        assert sends(choosing, key(name)) is None
    went = sends(choosing, key("return"))
    assert isinstance(went, Swap)
    assert isinstance(went.scene, TrainingScene)
    options = ["--preset", "seed", "--epochs", "1", "--data", "hand"]
    assert asked == [["train", *options, "--against", str(game.reader.model.folder), "--pictures"]]
    assert isinstance(training_scene(game), TrainingScene)


def test_every_choice_is_one_that_the_command_takes(game: Game, own_model: Path) -> None:
    from digitgame.cli.train.command import train
    from digitgame.rules import Answer
    from digitgame.synth import handwriting
    from digitgame.training.request import start_of

    reading = game.reader.read(np.zeros((28, 28), np.float32))
    game.record(handwriting.write_many(1, seed=1)[0], reading, Answer(3, 3))  # only then all is offered
    game.read_with(model.load(own_model))
    choosing = TrainingOptions(game)
    choices, networks = choosing._choices, choosing._networks
    fine_tune = f"{game.reader.model.name} (in use)"
    assert list(choices["preset"]) == [fine_tune, *module.PRESETS]
    data = {**module.WITH_OWN, **module.DATA}
    for network, length, source in itertools.product(choices["preset"], choices["length"], choices["data"]):
        asked: list[list[str]] = []

        def started(arguments: Sequence[str], asked: list[list[str]] = asked) -> Job:
            asked.append(list(arguments))
            return Job(Recorded([]))

        module.begin(started, networks[network], length, data[source], game.reader.model.folder, "Ann")
        [[command, *words]] = asked
        assert command == "train"
        context = train.make_context("train", words)
        took = context.params
        assert took["names"] == data[source]
        assert took["player"] == ("Ann" if "mine" in data[source] else None)
        named = context.get_parameter_source("preset") == ParameterSource.COMMANDLINE
        preset, start = start_of(took["start"], took["preset"] if named else None, took["names"])
        if network == fine_tune:
            assert (preset, start) == (game.reader.model.card["preset"], str(own_model.resolve()))
        else:
            assert (preset, start) == (network, None)


def test_own_drawings_are_offered_where_there_are_some(game: Game) -> None:
    from digitgame.rules import Answer
    from digitgame.synth import handwriting

    assert len(TrainingOptions(game)._choices["data"]) == 2
    drawing = handwriting.write_many(1, seed=1)[0]
    reading = game.reader.read(np.zeros((28, 28), np.float32))
    game.record(drawing, reading, Answer(3, 3))
    assert len(TrainingOptions(game)._choices["data"]) == 4
    asked: list[str] = []

    def started(arguments: Sequence[str]) -> Job:
        asked.extend(arguments)
        return Job(Recorded([]))

    game.trainer = started
    sends(TrainingOptions(game), key("return"))  # what is offered first: the network in use learns from them
    own = str(game.reader.model.folder)
    data = ["--data", "auto", "--data", "mine", f"--player={game.player}"]
    assert asked == ["train", "--from", own, *data, "--against", own, "--pictures"]


def test_by_the_pointer(game: Game, canvas: Canvas) -> None:
    choosing = TrainingOptions(game)
    choosing.draw(canvas)
    middle = VIEW.point(480, 80 + 66 + 28)
    sends(choosing, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=middle))
    assert choosing.values["length"] == "1 epoch"


def test_where_nothing_may_be_trained_it_says_so(game: Game, words: list[str], canvas: Canvas) -> None:
    choosing = TrainingOptions(game)
    assert sends(choosing, key("return")) is None
    choosing.draw(canvas)
    assert any("You can't train here" in line for line in words)
    assert sends(choosing, key("escape")) == Pop()


def test_without_tensorflow_it_says_what_installs_it(
    game: Game, words: list[str], canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitgame.errors.find_spec", lambda _: None)
    game.trainer = lambda _: pytest.fail("a training that cannot end well was begun")
    choosing = TrainingOptions(game)
    assert sends(choosing, key("return")) is None
    assert choosing.error.startswith("Training needs TensorFlow and matplotlib. Install with: ")
    choosing.draw(canvas)
    assert any("Training needs TensorFlow" in line for line in words)


def test_what_was_interrupted_goes_on_as_it_began(game: Game) -> None:
    from digitgame.training import checkpoint

    asked: list[list[str]] = []

    def started(arguments: Sequence[str]) -> Job:
        asked.append(list(arguments))
        return Job(Recorded([]))

    with checkpoint.claimed(paths.models() / "half", {"preset": "seed"}) as held:
        held.keep(checkpoint.Checkpoint({}, [{"epoch": 1}], 1.0, b"", b"", {}))
        assert "continue half" not in TrainingOptions(game)._networks  # it is running
    game.trainer = started
    choosing = TrainingOptions(game)
    sends(choosing, key("left"))
    assert choosing.values["preset"] == "continue half"
    assert choosing.about().startswith("This training of preset seed was interrupted. 1 epoch is done;")
    assert [item.value for item in choosing.items()][1:3] == ["as it began"] * 2
    before = dict(choosing.values)
    for name in ("down", "right", "down", "right"):
        sends(choosing, key(name))
    assert choosing.values == before
    sends(choosing, key("return"))
    own = str(game.reader.model.folder)
    assert asked == [["train", "--resume", "half", "--against", own, "--pictures"]]


def test_the_players_other_networks_may_be_trained_further(
    game: Game, new_model: str, own_model: Path
) -> None:
    game.read_with(model.load(own_model))
    assert TrainingOptions(game)._networks[f"fine-tune {new_model}"].arguments == ("--from", new_model)


def test_the_player_chooses_the_new_network(
    game: Game, canvas: Canvas, words: list[str], new_model: str
) -> None:
    before, opponents = game.reader, game.opponents
    watching = watched(game, lines())
    watching.update(1 / 60)
    assert watching.moving
    until_settled(watching, canvas)
    assert game.reader is before  # nothing happens unasked
    for said in (f"Use {new_model}?", "98.12 %", "97.00 %", "−1.12", "Use it", "Keep the old one"):
        assert said in words
    sends(watching, key("u"))
    assert game.reader.model.folder.name == new_model
    assert model.default(paths.models()) == new_model
    assert game.opponents is not opponents
    watching.draw(canvas)
    assert f"The game uses {new_model}." in words
    assert sends(watching, key("return")) == Pop(2)
    assert game.training is None


def test_the_network_from_before_comes_back_on_one_key(
    game: Game, canvas: Canvas, words: list[str], new_model: str
) -> None:
    before = game.reader.model
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, key("u"))
    sends(watching, key("k"))
    assert game.reader.model is before
    assert model.default(paths.models()) is None  # the bundled one
    watching.draw(canvas)
    assert f"The game uses {before.name}." in words
    sends(watching, key("u"))
    assert game.reader.model.folder.name == new_model
    assert model.default(paths.models()) == new_model


def test_one_that_speaks_against_itself_may_be_used_all_the_same(
    game: Game, canvas: Canvas, words: list[str], new_model: str
) -> None:
    watching = watched(game, lines("it reads less"))
    until_settled(watching, canvas)
    assert "Against it: it reads less." in words
    sends(watching, key("u"))
    assert game.reader.model.folder.name == new_model
    again = sends(watching, key("n"))
    assert isinstance(again, Swap)
    assert isinstance(again.scene, TrainingOptions)


@pytest.mark.usefixtures("new_model")
def test_the_old_one_is_kept(game: Game, canvas: Canvas, words: list[str]) -> None:
    before = game.reader
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, key("k"))
    assert game.reader is before
    watching.draw(canvas)
    assert f"The game uses {before.model.name}." in words
    assert sends(watching, key("escape")) == Pop()
    assert game.training is None


@pytest.mark.usefixtures("new_model")
def test_a_network_that_only_guesses_is_not_offered(game: Game, canvas: Canvas, words: list[str]) -> None:
    before = game.reader
    watching = watched(game, lines("the new one reads no better than guessing", guesses=True))
    until_settled(watching, canvas)
    assert "Use it" not in words
    sends(watching, key("u"))
    assert game.reader is before


@pytest.mark.usefixtures("new_model")
def test_the_choice_waits_for_a_player_who_leaves_the_page(game: Game, canvas: Canvas) -> None:
    watching = watched(game, lines())
    until_settled(watching, canvas)
    assert sends(watching, key("escape")) == Pop()
    assert game.training is watching.training
    assert game.training.status() == "use new?"


@pytest.mark.usefixtures("new_model")
def test_the_choice_may_be_clicked(game: Game, canvas: Canvas) -> None:
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.point(520, 470)))
    assert watching.training.taken


@pytest.mark.usefixtures("new_model")
def test_a_network_that_cannot_be_read_changes_nothing(game: Game, canvas: Canvas, words: list[str]) -> None:
    (paths.models() / "new" / model.TFLITE).write_bytes(b"torn")
    before = game.reader
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, key("u"))
    watching.draw(canvas)
    assert game.reader is before
    assert not watching.training.taken
    assert any("truncated or altered" in line for line in words)


def test_why_there_is_no_model_is_told(game: Game, canvas: Canvas, words: list[str]) -> None:
    watching = watched(game, [], "digitgame: The disk is full.\n")
    until_settled(watching, canvas)
    assert "The disk is full." in words
    assert sends(watching, key("escape")) == Pop()
    assert game.training is None


def test_leaving_the_page_asks_whether_to_stop_or_to_go_on(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    watching = watched(game, lines(None))
    job = watching.training.job
    assert isinstance(job.source, Recorded)
    watching.update(1 / 60)
    assert sends(watching, key("escape")) is None
    watching.draw(canvas)
    assert "Leave this page?" in words
    sends(watching, key("escape"))
    assert not watching.asking
    sends(watching, key("escape"))
    assert sends(watching, key("b")) == Pop()
    assert job.source.asked == 0
    assert game.training is watching.training
    sends(watching, key("escape"))
    assert sends(watching, key("s")) is None
    assert job.source.asked == 1
    assert not watching.asking
    assert sends(watching, key("escape")) == Pop()  # it saves by itself


def test_the_question_may_be_clicked(game: Game, canvas: Canvas) -> None:
    watching = watched(game, lines(None))
    sends(watching, key("escape"))
    watching.draw(canvas)
    went = sends(watching, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.point(270, 310)))
    assert went == Pop()


def test_a_guess_is_kept_under_the_network_that_made_it(game: Game, canvas: Canvas, new_model: str) -> None:
    folder = paths.models() / new_model
    with (folder / model.TFLITE).open("ab") as network:
        network.write(b"\0" * 16)  # reads the same, and is another file
    model.write_card(folder, {**json.loads((folder / model.CARD).read_text()), "name": new_model})
    first = game.reader.model.digest
    board = FreeDraw(game)
    board.board.ink.renew(SEVEN)
    for name in ("space", "y", "c"):
        sends(board, key(name))
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, key("u"))
    assert game.reader.model.digest != first
    for event in (key("z", pygame.KMOD_CTRL), key("z", pygame.KMOD_CTRL), key("y")):
        sends(board, event)
        board.update(1 / 60)
    assert len(list(game.store.answers("Ann"))) == 1
    told = sqlite3.connect(game.store.path).execute("SELECT model FROM guesses").fetchall()
    assert told == [(first,)]


def test_the_menu_hears_of_it_and_leads_back(
    game: Game, canvas: Canvas, words: list[str], new_model: str
) -> None:
    menu = Menu(game)
    game.levels["duel"] = "no longer there"
    watched(game, lines())
    menu.update(1 / 60)
    menu.draw(canvas)
    assert "getting ready" in words
    for _ in range(5):
        menu.update(1 / 60)
    menu.draw(canvas)
    assert f"use {new_model}?" in words
    assert menu.mode("duel").level in game.opponents
    went = sends(menu, key("t"))
    assert isinstance(went, Push)
    assert isinstance(went.scene, TrainingScene)


@pytest.mark.usefixtures("new_model")
@pytest.mark.parametrize("leaves", ["escape", "n"])
def test_the_menu_offers_the_opponents_of_a_network_taken_behind_it(
    game: Game, canvas: Canvas, leaves: str
) -> None:
    shutil.rmtree(paths.models() / "new" / "checkpoints")  # as after a training that was stopped early
    menu = Menu(game)
    before = menu.mode("duel").level
    watching = watched(game, lines())
    until_settled(watching, canvas)
    sends(watching, key("u"))
    sends(watching, key(leaves))
    assert game.training is None
    assert before not in game.opponents
    menu.update(1 / 60)
    assert menu.mode("duel").level in game.opponents
    game.levels["duel"] = before
    menu.choose("duel")
    sends(menu, key("right"))
    menu.draw(canvas)
    assert menu.mode("duel").level in game.opponents


def test_how_it_stands_in_a_few_words(game: Game) -> None:
    training = watched(game, lines(None)).training
    assert training.status() == "getting ready"
    training.follow()
    training.follow()
    assert training.status() == "epoch 1 of 2"
    training.job.stop()
    assert training.status() == "stopping"


def test_leaving_the_game_asks_once(game: Game) -> None:
    stack = Stack([Menu(game)])
    stack.last_word = lambda: _last_word(game)
    training = watched(game, lines(None)).training
    stack.apply(Quit())
    assert isinstance(stack.top, LeaveTraining)
    assert sends(stack.top, key("escape")) == Pop()
    stack.apply(Pop())
    stack.apply(Quit())
    stack.apply(Quit())
    assert not stack
    assert not training.job.stopping


@pytest.mark.parametrize(("name", "stopped"), [("s", True), ("t", False)])
def test_leaving_stops_it_or_lets_it_go_on(
    game: Game, canvas: Canvas, words: list[str], name: str, stopped: bool
) -> None:
    stack = Stack([Menu(game)])
    stack.last_word = lambda: _last_word(game)
    training = watched(game, lines(None)).training
    stack.apply(Quit())
    stack.draw(canvas)
    assert "Training is still running" in words
    went = sends(stack.top, key(name))
    assert went == Quit()
    stack.apply(went)
    assert not stack
    assert training.job.stopping is stopped


def network_line(game: Game) -> SettingsScene:
    """The settings at the line of the network."""
    scene = SettingsScene(game)
    names = [item.label for item in scene.items(DEFAULT_LABELS)]
    sends(scene, *[key("down")] * names.index("Network"))
    return scene


def test_the_settings_lead_back_to_the_bundled_network(game: Game, new_model: str) -> None:
    game.take(new_model)
    scene = network_line(game)
    shown = []
    for _ in range(3):
        shown.append((scene.items(DEFAULT_LABELS)[scene.menu.chosen].value, game.network))
        sends(scene, key("right"))
        assert not scene.message
    assert shown == [("new", new_model), ("bundled model", model.SHIPPED), ("new", new_model)]
    # It is in use after a restart as well.
    assert game.network == model.SHIPPED
    assert model.default(paths.models()) is None


def test_a_damaged_network_is_passed_over_with_a_word(game: Game, new_model: str) -> None:
    game.read_with(model.load(paths.shipped_model()))
    card = paths.models() / new_model / model.CARD
    card.write_text("{")
    scene = network_line(game)
    sends(scene, key("right"))
    assert new_model in scene.message
    assert game.network == model.SHIPPED
    sends(scene, key("right"))
    assert (scene.message, game.network) == ("", model.SHIPPED)


def test_without_a_network_of_ones_own_there_is_nothing_to_choose(game: Game) -> None:
    game.read_with(model.load(paths.shipped_model()))
    scene = network_line(game)
    sends(scene, key("right"))
    assert scene.message == "There is no other one yet. Train in the menu makes one."


def test_where_no_training_runs_nobody_is_asked(game: Game) -> None:
    assert _last_word(game) is None
    watching = watched(game, lines())
    for _ in range(6):
        watching.update(1 / 60)
    assert _last_word(game) is None


@pytest.mark.parametrize("window", [SIZE], indirect=True)
@pytest.mark.parametrize("name", ["watching", "outcome", "leaving", "why"])
def test_a_training_looks_as_it_did(
    game: Game, canvas: Canvas, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(game, "take", lambda _: game.reader.model)
    monkeypatch.setitem(game.reader.model.card, "name", "before")
    monkeypatch.setitem(game.reader.model.card, "scores", {"mnist": 0.9967})
    watching = watched(game, lines("" if name == "outcome" else None))
    for _ in range(10 if name == "outcome" else 3):
        watching.update(1 / 60)
    if name == "leaving":
        sends(watching, key("escape"))
    watching.draw(canvas)
    if name == "why":
        sends(
            watching,
            Event(pygame.MOUSEMOTION, pos=canvas.view.point(400, 456), rel=(0, 0), buttons=(0, 0, 0)),
        )
        watching.draw(canvas)
    pygame.image.save(canvas.surface, tmp_path / "scene.png")
    compared(f"training {name}", tmp_path / "scene.png", tmp_path / "difference.png")


@pytest.mark.slow
def test_a_real_training_from_the_menu_to_the_board(
    game: Game, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "digitgame.monitor.process.python_command", lambda _, *words: python_command(QUICKLY, *words)
    )
    small = ("--preset", "seed", "--data", "hand", "--hand", "600", "--epochs", "2", "--pictures")
    game.trainer = lambda _: trainer(["train", *small])
    stack = Stack([Menu(game), TrainingOptions(game)])
    went = sends(stack.top, key("return"))
    assert went is not None
    stack.apply(went)
    watching = stack.top
    assert isinstance(watching, TrainingScene)
    ends = time.monotonic() + 600
    while watching.moving and time.monotonic() < ends:
        stack.top.update(1 / 60)
        stack.draw(window.canvas())
        time.sleep(0.1)
    assert watching.training.settled
    state = watching.training.job.state
    assert len(state.epochs) == 2
    assert (state.samples.shape, len(state.predictions)) == ((20, 28, 28), 10)
    assert watching.training.name == "seed"
    assert watching.training.undecided
    assert state.promotion is not None
    assert set(state.promotion.previous_scores) == {"hand"}
    watching.training.use(game.take)
    assert game.reader.model.card["epochs"] == 2
    assert watching.training.job.source.close() == (0, "")


def test_another_network_reads_what_is_on_the_board_anew(
    game: Game, canvas: Canvas, small_model: Path
) -> None:
    game.settings.live = True
    board = FreeDraw(game)
    board.board.ink.renew(SEVEN)
    board.update(0)
    sends(board, key("space"))
    assert board.reading is not None
    live = board.board.reading
    game.read_with(model.load(small_model))
    board.update(0)
    assert board.board.reading is not None
    assert board.board.reading is not live
    assert board.reading is None  # the guess was another network's
    board.draw(canvas)
