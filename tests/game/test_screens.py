"""Every screen at many sizes: nothing is cut off, and no words lie on other words."""

import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from digitgame.datasets.browse import browsable_datasets
from digitgame.events import Done, Layer, Promotion, Recipe
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Step, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.gallery.enlarged import Enlarged
from digitgame.game.gallery.scene import OWN, Gallery
from digitgame.game.game import Game
from digitgame.game.inspect import open_example, open_inside
from digitgame.game.inspect.chances import Chances
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.kernel_lab import CLASSIC, KernelLab
from digitgame.game.inspect.why import Why
from digitgame.game.learn.scene import PAGES, Lesson, Lessons
from digitgame.game.learn.train import Training
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.modes.versus import VersusScene, VersusTurn
from digitgame.game.shell.help import Help
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.menu_cards import CardMenu
from digitgame.game.shell.pause import Pause
from digitgame.game.shell.player import LONGEST, PlayerScene
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.shell.title import Title
from digitgame.game.train.background import BackgroundTraining
from digitgame.game.train.options import TrainingOptions
from digitgame.game.train.watching import TrainingScene
from digitgame.inference.layers import Layers
from digitgame.ink import frame
from digitgame.monitor.dashboard import Page
from digitgame.monitor.job import Job
from digitgame.monitor.replay import Replay, recorded
from digitgame.rules import Answer, RunPhase, Score
from digitgame.rules.duel import Won
from digitgame.rules.modes import DAILY, FOOL, SPRINT, VERSUS, Mode
from digitgame.ui import canvas as canvas_module
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Push, Scene, Swap

from .conftest import SEVEN, VIEW, Player, key, sends
from .trainings import lines, watched

SIZES = [(640, 400), (960, 600), (1366, 768), (800, 900), (3840, 2160)]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, pygame.Rect]]:
    """All the text drawn from now on: the words, the size in pixels, and where its ink lies."""
    seen: list[tuple[str, int, pygame.Rect]] = []
    written = canvas_module._written

    real = Canvas.text

    def text(
        self: Canvas,
        words: str,
        at: tuple[float, float],
        size: int,
        colour: theme.Colour,
        anchor: str = "midleft",
        fit: float = math.inf,
    ) -> float:
        face, pixels = canvas_module.face_of(size), self.view.pixels(size)
        shown = (
            words if fit == math.inf else canvas_module._shortened(words, face, pixels, self.view.pixels(fit))
        )
        line = written(shown, face, pixels, colour)
        place = line.get_rect(**{anchor: self.view.point(*at)})
        seen.append((shown, size, line.get_bounding_rect().move(place.topleft)))
        return real(self, words, at, size, colour, anchor, fit)

    monkeypatch.setattr(Canvas, "text", text)
    return seen


def screens(player: Player, game: Game) -> Iterator[tuple[str, Scene]]:
    """Every scene in every state, with the longest words that it may have to show."""
    game.join("W" * LONGEST)
    game.reader.model.card.setdefault("preset", "x")
    game.score = Score.of([Answer(d, d) for d in range(10)] * 1000 + [Answer(3, d) for d in range(10)] * 100)
    scene = FreeDraw(game)
    player.scene = scene
    yield "blank", scene
    player.does(player.strokes(SEVEN))
    yield "drawn", scene
    yield from insides(game)
    player.does(key("space"))
    yield "asked", scene
    player.does(key("n"))
    yield "correcting", scene
    player.does(key("1"))
    yield "wrong", scene
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    yield "right", scene
    player.does(key("space"))
    yield "toast", scene
    gallery = Gallery(game)
    game.datasets = lambda: browsable_datasets(Path("nowhere")) * 2
    while gallery.moving:
        gallery.update(0)
    yield "gallery", gallery
    for collection, words in (("mistakes", "9,999 of 10,000 checked"), (OWN, "")):
        gallery.collection, gallery.digit, gallery.number, gallery._progress = collection, 4, 499, words
        yield f"gallery {collection}", gallery
    big = Enlarged(game, gallery.page, "drawn by " + "W" * LONGEST)
    yield "enlarged", big
    hiding = sends(big, key("l"), view=player.view)
    assert isinstance(hiding, Push)
    yield "duel on one", hiding.scene
    yield "empty gallery", Gallery(game, error="There is nothing to show here.")
    copy = CopyScene(game, *gallery.page.digit)
    player.scene = copy
    player.does(player.strokes(SEVEN), key("space"))
    yield "copying", copy
    for step in Step:
        yield "tutorial", Tutorial(game, step)
    tuning = CalibrationScene(game)
    yield "calibration", tuning
    for _ in range(20):
        tuning.rules.take(3)
    yield "calibrated", tuning
    lab = KernelLab(game)
    yield "lab", lab
    player.scene = lab
    for _ in range(len(CLASSIC) + 2):
        player.does(player.strokes(SEVEN), key("right"))
        yield f"lab {lab.kernel.name}", lab
    player.does(key("r"), key("z"))
    yield "lab with ReLU", lab
    yield "lessons", Lessons(game)
    for number, page in enumerate(PAGES):
        lesson = Lesson(game, number=number)
        yield f"lesson {page.name}, blank", lesson
        lesson.board.renew(SEVEN)
        for _ in range(220 if isinstance(lesson.page, Training) else 3):
            lesson.update(1 / 60)
        if isinstance(lesson.page, Training):
            lesson.page.start()
            while lesson.page.moving:
                lesson.update(1 / 60)
        yield f"lesson {page.name}", lesson
        lesson.page.reached = len(lesson.page.goals) - 1
        yield f"lesson {page.name}, last goal", lesson
        lesson.page.reached = len(lesson.page.goals)
        yield f"lesson {page.name}, finished", lesson
    yield "help", Help()
    yield "how to play", Help(keys=False)
    for chosen in (0, 2, 4, 6, 7):
        yield "menu", Menu(game, menu=CardMenu(chosen))
    yield "settings", SettingsScene(game)
    yield from controls(player, game)
    game.bindings.reset()
    title = Title(game)
    for _ in range(90):
        title.update(1 / 60)
    yield "title", title
    yield from training(game)
    yield from running(player, game)
    yield "name", PlayerScene(game)
    full = PlayerScene(game, typed="W" * LONGEST)
    sends(full, pygame.event.Event(pygame.TEXTINPUT, text="W"), view=player.view)
    yield "long name", full
    for number in range(9):
        game.join(f"{number}" + "M" * (LONGEST - 1))
    yield "name among many", PlayerScene(game)


def insides(game: Game) -> Iterator[tuple[str, Scene]]:
    """Inside with each kind of layer chosen, and each kind opened."""
    scene = open_example(game)
    for _ in range(len(scene.columns) + 1):
        yield f"inside, column {scene.column}", scene
        opened = scene.respond(Action.CONFIRM, VIEW)
        assert isinstance(opened, Push)
        yield f"inside, column {scene.column} opened", opened.scene
        if isinstance(opened.scene, Chances):
            asked = opened.scene.respond(Action.CONFIRM, VIEW)
            assert isinstance(asked, Push)
            yield "why", asked.scene
        scene.respond(Action.RIGHT, VIEW)
    yield "compare", Compare(game, scene.drawing)
    blank = open_inside(game)
    yield "compare, blank", Compare(game, blank.drawing)
    yield "inside, blank", blank
    yield "why, blank", Why(game, blank.drawing, digit=3)
    lacking = open_inside(game, strokes=SEVEN)
    lacking.drawing.layers = Layers(
        lacking.drawing.layers.layers[:3], "This network has a layer (X) that can't be opened."
    )
    lacking.drawing.forward = lacking.drawing.layers.forward(lacking.drawing.forward.frame)
    yield "inside, lacking", lacking


def controls(player: Player, game: Game) -> Iterator[tuple[str, Scene]]:
    """The player's keys: as they are, one that is asked for, and what giving it has done."""
    scene = KeyBindingsScene(game)
    yield "controls", scene
    for name in ("return", "escape", "return", "n", "return", "m", "return", "keypad enter"):
        sends(scene, key(name), view=player.view)
        yield f"controls {name}", scene


def training(game: Game) -> Iterator[tuple[str, Scene]]:
    """Choosing a training, watching it, and each way that it may end."""
    choosing = TrainingOptions(game)
    for _ in range(3):
        yield f"train {choosing.menu.chosen}", choosing
        choosing.menu.chosen = (choosing.menu.chosen + 1) % 3
    against = "it reads 98.10 % of mnist, and a network with quite a long name 99.67 %"
    for told in (lines(None), lines(), lines(against), []):
        watching = watched(
            game, told, "digitgame: " + "There is no room on the disk for anything at all. " * 3
        )
        game.take = lambda name: game.reader.model  # type: ignore[method-assign] # noqa: ARG005
        for _ in range(6):
            # A new scene each time: one draws only what has changed.
            shown = TrainingScene(game, watching.training, again=lambda: TrainingOptions(game))
            yield "training", shown
            watching.update(1 / 60)
        if watching.training.name:
            watching.training.before = game.reader.model
            yield "taken", TrainingScene(game, watching.training, again=lambda: TrainingOptions(game))
    yield from watching_pages(game)
    game.training = None


def watching_pages(game: Game) -> Iterator[tuple[str, Scene]]:
    """Each page of a training: of a network as deep as `best`, and of many scores with long names."""
    events = [event for _, event in recorded()]
    convolution = (
        Layer("Conv2D", [24, 24, 128], 1_180_160, [3, 3]),
        Layer("BatchNormalization", [24, 24, 128], 512),
        Layer("ReLU", [24, 24, 128]),
    )
    ending = (
        Layer("Flatten", [73_728]),
        Layer("Dropout", [73_728], rate=0.25),
        Layer("Dense", [10], 737_290),
    )
    deep = Recipe((*convolution * 8, *ending * 2), 128, 0.003, deformed=True, non_digits=8_000)
    scores = {
        "mnist": 0.9951,
        "drawings": 1.0,
        "mine": 0.5,
        "hand": 0.98,
        "a-folder-with-quite-a-long-name": 0.9,
    }
    for page in Page:
        job = Job(Replay([], 0.0))
        for event in events[: None if page is Page.RESULT else -2]:
            job.state.take(event)
        job.state.take(deep)
        if page is Page.RESULT:
            hint = (
                "12 epochs are kept. Resume with: digitgame train --resume a-network-with-quite-a-long-name"
            )
            job.state.take(Done(Path("models/a-network-with-quite-a-long-name"), scores, 61.0, hint))
            against = (
                "accuracy on people's drawings is 98.10 %, and 99.67 % for a-network-with-another-long-name"
            )
            end = Promotion(
                "a-network-with-quite-a-long-name", against, "shipped", dict.fromkeys(scores, 0.8), True
            )
            job.state.take(end)
        game.training = BackgroundTraining(job, settled=page is Page.RESULT)
        scene = TrainingScene(game, game.training, again=lambda: TrainingOptions(game))
        scene.turn_to(page)
        yield f"training {page.value}", scene


def running(player: Player, game: Game) -> Iterator[tuple[str, Scene]]:
    """A run in every state, and what follows it."""
    for mode in (SPRINT, Mode("sums", "hard")):
        run = TimedRunScene(game, mode, 5)
        yield "run", run
        player.scene = run
        player.does(player.strokes(SEVEN))
        yield "drawn", run
        yield "looked into", run.look_inside().scene
        # Without the countdown that follows.
        run._looked = False
        player.does(key("space"))
        assert run.rules.stage is RunPhase.MISREAD
        yield "misread", run
        player.does(key("d"))
        run.rules.score, run.rules.combo = 88_888, 20
        yield "hot", run
        run.given_up = True
        over = run.update(0)
        assert isinstance(over, Swap)
        yield "results", over.scene
        yield "scores", ScoresScene(game, mode)
        yield "no scores", ScoresScene(game, DAILY, "today")
    yield "pause", Pause(run)
    turn = VersusTurn(game, VERSUS, 5, stage=VersusScene(game, VERSUS, 5))
    yield "pause of a turn", Pause(turn)
    trick = FoolScene(game, FOOL, 5)
    yield "fool", trick
    player.scene = trick
    player.does(player.strokes(SEVEN), key("space"))
    yield "fooling", trick
    duel = DuelScene(game, Mode("duel", "boss"), 5)
    yield "duel", duel
    player.scene = duel
    player.does(key("return"))
    duel.update(1.0)
    yield "in the fog", duel
    player.does(key("x"))
    yield "no look into the fog", duel
    while duel.rules.elapsed < 0.5:
        duel.update(1 / 60)
    player.does(key("escape"))
    yield "a pause in the fog", Pause(duel)
    yield "paused in the fog", duel
    for _ in range(400):
        duel.update(1 / 60)
        if duel.rules.decided:
            yield "duel decided", duel
            break


def test_words_keep_clear_of_words_and_of_the_edge(
    player: Player, game: Game, texts: list[tuple[str, int, pygame.Rect]]
) -> None:
    canvases = [Canvas(pygame.Surface(size), View(*size)) for size in SIZES]
    for canvas in canvases:
        # Only where the words lie is looked at: painting the large ones would take seconds.
        canvas.surface.set_clip((0, 0, 1, 1))
    for shown, scene in screens(player, game):
        for canvas in canvases:
            name = f"{shown}, {canvas.view.width}x{canvas.view.height}"
            texts.clear()
            scene.draw(canvas)
            assert texts
            for words, _, rect in texts:
                assert canvas.surface.get_rect().contains(rect), f"{name}: {words!r} is cut off"
            for (one, _, here), (other, _, there) in itertools.combinations(texts, 2):
                assert not here.colliderect(there), f"{name}: {one!r} lies on {other!r}"
            # A word as large as the board, such as "GO!", is a picture rather than text.
            sizes = {size for _, size, _ in texts if size < 2 * theme.TITLE}
            sizes |= {theme.DIGIT} if shown in ("asked", "right") else set()
            assert len(sizes) <= 3, f"{name} has too many text sizes"


def test_easing_starts_fast_and_ends_at_rest() -> None:
    ways = [widgets.ease_out(step / 10) for step in range(-2, 13)]
    assert ways[2] == 0
    assert ways[-1] == 1
    steps = [b - a for a, b in itertools.pairwise(ways[2:13])]
    assert steps == sorted(steps, reverse=True)


def test_bars_are_as_long_as_the_probabilities(canvas: Canvas) -> None:
    probabilities = [0.0, 0.05, 0.6, 0.25, 0.1, 0, 0, 0, 0, 0]
    canvas.surface.fill(theme.ROOM)
    widgets.bars(canvas, probabilities, 1.0, ["–"] * 10)
    for digit, probability in enumerate(probabilities):
        rect = canvas.view.rect(widgets.bar_row(digit))
        row = pygame.surfarray.array3d(canvas.surface)[rect.left : rect.right, rect.centery]
        empty = (row == theme.PANEL).all(1).sum()
        assert empty == pytest.approx((1 - probability) * widgets._BAR_WIDTH, abs=3)


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("size", SIZES)
def test_the_last_round_of_a_duel_is_said_in_full(
    game: Game, texts: list[tuple[str, int, pygame.Rect]], size: tuple[int, int]
) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    scene.rules.rounds, scene.rules.score = [Won.NETWORK] * 9, 1001
    scene.draw(Canvas(pygame.Surface(size), View(*size)))
    places = {words: rect for words, _, rect in texts}
    assert places["10/10"].left - places["1,001"].right > places["10/10"].height / 2


def test_long_words_are_shortened_and_wrapped(canvas: Canvas) -> None:
    words = (
        "Counted, but not saved. The disk is full: cannot write /home/someone/.config/digitgame/digitgame.db."
    )
    lines = canvas_module.wrapped(words, theme.SMALL, 400, canvas.view)
    assert " ".join(lines) == words
    assert all(canvas_module.text_width(line, theme.SMALL, canvas.view) <= 400 for line in lines)
    assert canvas.text(words, (0, 0), theme.SMALL, theme.TEXT, fit=100) <= 100.5


@pytest.mark.usefixtures("window")
def test_small_letters_stand_on_one_line() -> None:
    face = canvas_module.face_of(theme.SMALL)
    words = ("gallery", "menu", "ÅÄ", "–")
    heights = {canvas_module._written(word, face, 13, theme.TEXT).get_height() for word in words}
    assert len(heights) == 1


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("size", [theme.SMALL, theme.MEDIUM, theme.TITLE])
@pytest.mark.parametrize("pixels", [13, 20, 39, 40, 112])
def test_no_letter_is_cut_off_and_all_share_a_base_line(pixels: int, size: int) -> None:
    face = canvas_module.face_of(size)
    lines = {
        words: canvas_module._written(words, face, pixels, theme.TEXT) for words in ("n", "ÅnÇ", "gnj", "nÄ")
    }
    for line in lines.values():
        ink = line.get_bounding_rect(min_alpha=40)
        assert ink.top > 0
        assert ink.bottom < line.get_height()
    feet = [line.get_bounding_rect(min_alpha=128).bottom for line in (lines["n"], lines["nÄ"])]
    assert abs(feet[0] - feet[1]) <= 1


@pytest.mark.parametrize("side", [28, 40, 74, 112, 403])
def test_a_networks_picture_keeps_its_brightness_at_every_size(canvas: Canvas, side: int) -> None:
    picture = frame(SEVEN)
    canvas.picture(picture, Area(20, 20, side, side))
    shown = pygame.surfarray.array3d(canvas.surface)[20 : 20 + side, 20 : 20 + side, 0].T
    assert shown.mean() / 255 == pytest.approx(float(np.mean(picture)), abs=0.01)
    assert shown.max() > 250
