"""The gallery's pages: by collection and class, one digit enlarged and read."""

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.ink import hand
from digitgame.play.game import Game
from digitgame.play.layout import View
from digitgame.play.scenes import gallery
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.stage import Pop
from digitgame.rules import Answer

from .conftest import key

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def filled(scene: Gallery) -> Gallery:
    for _ in range(200):
        scene.update(1 / 60)
        if not scene.moving:
            break
    assert not scene.moving
    return scene


def press(scene: Gallery, *names: str) -> Gallery:
    for name in names:
        assert scene.handle(key(name), VIEW) is None
    return filled(scene)


def test_one_class_fills_a_page_and_space_brings_others(game: Game) -> None:
    scene = press(filled(Gallery(game)), "4")
    assert scene.samples is not None
    assert scene.samples.labels.tolist() == [4] * gallery.MOST
    first = scene.samples.images.copy()
    press(scene, "space")
    assert scene.samples.labels.tolist() == [4] * gallery.MOST
    assert (scene.samples.images != first).any()
    press(scene, "a")
    assert len(set(scene.samples.labels.tolist())) == 10


def test_mistakes_are_misread(game: Game) -> None:
    scene = press(Gallery(game), "s")
    assert scene.collection == "mistakes"
    assert scene.samples is not None
    read = game.reader.read_many(scene.samples.images.astype(np.float32) / np.float32(255)).argmax(1)
    assert (read != scene.samples.labels).all()


def test_own_drawings_come_latest_first_and_page_by_page(game: Game) -> None:
    rng, reading = np.random.default_rng(1), game.reader.read(np.zeros((28, 28), np.float32))
    for number in range(25):
        game.record(hand.write(number % 10, rng), reading, Answer(3, number % 10))
    scene = press(Gallery(game), "s", "s")
    assert scene.samples is not None
    assert scene.samples.labels.tolist() == [number % 10 for number in range(24, 4, -1)]
    assert "Ann" in scene.source
    press(scene, "space")
    assert scene.samples.labels.tolist() == [4, 3, 2, 1, 0]
    press(scene, "space")  # past the last page: the first one
    assert len(scene.samples) == 20
    press(scene, "9")
    assert scene.samples.labels.tolist() == [9, 9]


def test_a_player_who_has_drawn_nothing_has_an_empty_page(game: Game) -> None:
    scene = press(Gallery(game), "s", "s")
    assert scene.samples is None
    press(scene, "return", "right", "x")
    assert not scene.enlarged


def test_enlarging_by_key_and_by_pointer(game: Game) -> None:
    scene = filled(Gallery(game))
    press(scene, "right", "down")
    assert scene.chosen == 6
    press(scene, "return", "x")
    assert scene.enlarged
    assert scene.handle(key("escape"), VIEW) is None
    assert not scene.enlarged
    click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(gallery._cell(3)).center)
    scene.handle(click, VIEW)
    assert (scene.enlarged, scene.chosen) == (True, 3)
    scene.handle(click, VIEW)
    assert not scene.enlarged
    assert scene.handle(key("escape"), VIEW) == Pop()


def test_a_store_that_cannot_be_read_is_told(game: Game) -> None:
    game.store._db.execute("DROP TABLE shots")
    scene = press(Gallery(game), "s", "s")
    assert "digitgame.db" in scene.trouble
    with pytest.raises(DigitgameError):
        list(game.store.drawings())
