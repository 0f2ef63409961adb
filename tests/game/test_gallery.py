"""The gallery's pages: by data set, collection and class; one digit enlarged, read, and copied by hand."""

from collections.abc import Sequence

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.datasets import Images
from digitgame.datasets.browse import BrowsableDataset
from digitgame.errors import DigitgameError
from digitgame.game import start
from digitgame.game.gallery import scene as gallery
from digitgame.game.gallery.collection import PAGE, Mistakes
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.gallery.enlarged import Enlarged
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import Game
from digitgame.game.inspect.inside import Inside
from digitgame.rules import Answer
from digitgame.synth import handwriting
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop, Push

from .conftest import key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def filled(scene: Gallery) -> Gallery:
    for _ in range(2000):
        scene.update(1 / 60)
        if not scene.moving:
            break
    assert not scene.moving
    return scene


def press(scene: Gallery, *names: str) -> Gallery:
    for name in names:
        assert sends(scene, key(name)) is None
    return filled(scene)


def labels(scene: Gallery) -> list[int]:
    assert scene.page.pictures is not None
    found: list[int] = scene.page.pictures.labels.tolist()
    return found


def made(count: int, name: str = "made", step: int = 7) -> BrowsableDataset:
    """An dataset of blank pictures that carry their number: 0, 1, 2 ... in the first pixel, labels 0 to 9 in turn."""

    def take(digit: int | None, first: int, some: int) -> Images:
        rows = np.array([at for at in range(count) if digit in (None, at % 10)], int)[first : first + some]
        images = np.zeros((len(rows), 28, 28), np.uint8)
        images[:, 0, 0] = rows
        return Images(images, (rows % 10).astype(np.uint8))

    return BrowsableDataset(name, f"digits of {name}", take, step, count)


def numbers(scene: Gallery) -> list[int]:
    assert scene.page.pictures is not None
    found: list[int] = scene.page.pictures.images[:, 0, 0].tolist()
    return found


def test_one_class_fills_a_page_and_pages_go_on_and_back(game: Game) -> None:
    scene = press(filled(Gallery(game)), "4")
    assert labels(scene) == [4] * PAGE
    assert scene.page.pictures is not None
    first = scene.page.pictures.images.copy()
    press(scene, "space")
    assert labels(scene) == [4] * PAGE
    assert (scene.page.pictures.images != first).any()
    press(scene, "backspace")
    assert (scene.page.pictures.images == first).all()
    press(scene, "a")
    assert len(set(labels(scene))) == 10


def test_an_album_is_shown_whole_page_by_page_and_from_the_start_again(game: Game) -> None:
    game.datasets = lambda: [made(50)]
    scene = filled(Gallery(game))
    seen = numbers(scene)
    for _ in range(2):
        press(scene, "space")
        seen += numbers(scene)
    assert seen == list(range(50))
    press(scene, "space")
    assert (scene.number, numbers(scene)) == (0, list(range(20)))
    press(scene, "backspace")
    assert scene.number == 0
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=5, pos=(9, 9)))
    assert numbers(filled(scene)) == list(range(20, 40))


def test_every_data_set_has_its_turn(game: Game, canvas: Canvas, words: list[str]) -> None:
    game.datasets = lambda: [made(30, "apples"), made(40, "pears")]
    scene = press(filled(Gallery(game)), "space", "d")
    assert scene.source == "digits of pears"
    assert scene.number == 0
    scene.draw(canvas)
    assert any("digits of pears" in told for told in words)
    press(scene, "d")
    assert scene.source == "digits of apples"
    press(scene, "s", "s")
    assert sends(scene, key("d")) is None  # one's own are no data set
    assert "Ann" in scene.source


def test_mistakes_are_misread_all_of_them_and_none_twice(game: Game) -> None:
    dataset = game.datasets()[0]
    whole = dataset.take(None, 0, 400)
    blank = np.zeros_like(whole.images[:60])  # no digits: whatever is read of them, most labels are not that
    images = np.concatenate([whole.images, blank])
    answers = np.concatenate([whole.labels, np.arange(60, dtype=np.uint8) % 10])

    def take(digit: int | None, first: int, count: int) -> Images:
        rows = np.flatnonzero((answers == digit) | (digit is None))[first : first + count]
        return Images(images[rows], answers[rows])

    game.datasets = lambda: [BrowsableDataset("some", "some", take, 50, 460)]
    read = game.reader.read_many(images.astype(np.float32) / np.float32(255)).argmax(1)
    wrong = answers[read != answers].tolist()
    assert len(wrong) > 40
    scene = press(Gallery(game), "s")
    assert scene.collection == gallery.MISTAKES
    found = labels(scene)
    for _ in range((len(wrong) - 1) // PAGE):
        press(scene, "space")
        found += labels(scene)
    assert found == wrong
    assert scene._progress == f"{len(wrong)} of 460"
    of_a_kind = press(scene, "7")
    assert labels(of_a_kind) == [7] * wrong.count(7)


def test_a_search_is_not_done_twice(game: Game) -> None:
    asked: list[int] = []
    dataset = made(45, step=10)

    def take(digit: int | None, first: int, count: int) -> Images:
        asked.append(first)
        return dataset.take(digit, first, count)

    mistakes = Mistakes(BrowsableDataset("made", "made", take, 10, 45), game.reader)
    for _ in range(3):
        list(mistakes.page(None, 0))
        list(mistakes.page(None, 1))
        list(mistakes.page(None, 2))
    assert asked == [0, 10, 20, 30, 40]


def test_own_drawings_come_latest_first_and_page_by_page(game: Game) -> None:
    rng, reading = np.random.default_rng(1), game.reader.read(np.zeros((28, 28), np.float32))
    for number in range(25):
        game.record(handwriting.write(number % 10, rng), reading, Answer(3, number % 10))
    scene = press(Gallery(game), "s", "s")
    assert labels(scene) == [number % 10 for number in range(24, 4, -1)]
    assert "Ann" in scene.source
    press(scene, "space")
    assert labels(scene) == [4, 3, 2, 1, 0]
    press(scene, "space")  # past the last page: the first one
    assert scene.page.count == 20
    press(scene, "9")
    assert labels(scene) == [9, 9]


def test_a_page_after_the_first_leads_back_by_pointer(game: Game) -> None:
    scene = filled(Gallery(game))
    assert [hint.words for hint in scene.hints][:2] == ["next page", "one digit"]
    press(scene, "space")
    # The key that goes on has stayed under the pointer.
    more, back = scene.hints[:2]
    assert (more.action, more.words) == (Action.NEXT_PAGE, "")
    assert (back.action, back.cap, back.words) == (Action.PAGE_UP, "PgUp", "page")
    [place] = [area for hint, area in scene.places(VIEW) if hint == back]
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(place).center))
    assert scene.number == 0


def test_one_digit_after_the_other_by_pointer(game: Game) -> None:
    scene = Gallery(game)
    shown = []
    for _ in range(11):
        [place] = [area for hint, area in scene.places(VIEW) if hint.words == "one digit"]
        pos = VIEW.rect(place).center
        sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos))
        shown.append(scene.digit)
    assert shown == [*range(10), 0]


def test_a_player_who_has_drawn_nothing_has_an_empty_page(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    scene = press(Gallery(game), "s", "s")
    assert scene.page.count == 0
    press(scene, "return", "right", "x")
    scene.draw(canvas)
    assert "Nothing here yet. Free draw keeps your digits here." in words


def enlarged(scene: Gallery, *events: Event) -> Enlarged:
    went = None
    for event in events:
        went = sends(scene, event)
    assert isinstance(went, Push)
    assert isinstance(went.scene, Enlarged)
    return went.scene


def test_enlarging_by_key_and_by_pointer(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = filled(Gallery(game))
    press(scene, "right", "down")
    assert scene.page.chosen == 6
    one = enlarged(scene, key("return"))
    one.draw(canvas)
    assert "It's a 6" in words
    for name in ("right", "right", "left"):
        assert sends(one, key(name)) is None
    inside = sends(one, key("x"))
    assert isinstance(inside, Push)
    assert isinstance(inside.scene, Inside)
    assert (inside.scene.drawing.forward.frame == scene.page.digit[0]).all()
    assert scene.page.chosen == 7  # where one stopped looking
    one.draw(canvas)
    assert sends(one, key("escape")) == Pop()
    click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(gallery._cell(3)).center)
    one = enlarged(scene, click)
    assert scene.page.chosen == 3
    assert sends(one, click) == Pop()
    assert sends(scene, key("escape")) == Pop()


def test_an_enlarged_digit_is_played_against(game: Game) -> None:
    scene = filled(Gallery(game))
    went = sends(enlarged(scene, key("right"), key("return")), key("p"))
    assert isinstance(went, Push)
    assert isinstance(went.scene, CopyScene)
    assert went.scene.label == 1
    assert scene.page.pictures is not None
    assert (np.rint(went.scene.picture * 255) == scene.page.pictures.images[1]).all()


def test_a_store_that_cannot_be_read_is_told(game: Game) -> None:
    game.store._db.execute("DROP TABLE shots")
    scene = press(Gallery(game), "s", "s")
    assert "digitgame.db" in scene.error
    with pytest.raises(DigitgameError):
        list(game.store.drawings())


def test_a_damaged_data_set_is_told_and_another_can_be_looked_at(game: Game) -> None:
    def broken(*asked: object) -> Images:
        raise DigitgameError(f"It is cut short: {asked}.")

    found: Sequence[BrowsableDataset] = [BrowsableDataset("broken", "broken", broken, 5, 5), made(30)]
    game.datasets = lambda: found
    scene = filled(Gallery(game))
    assert "cut short" in scene.error
    press(scene, "d")
    assert not scene.error
    assert scene.page.count == 20


def test_a_gallery_of_other_data_stands_over_the_board(game: Game) -> None:
    scenes = start.gallery(game, made(5, "pears"), 3)
    assert [type(scene).__name__ for scene in scenes.scenes] == ["FreeDraw", "Menu", "Gallery"]
    shown = scenes.top
    assert isinstance(shown, Gallery)
    assert labels(filled(shown)) == [3]
    assert shown.source == made(5, "pears").description
    assert [dataset.description for dataset in game.datasets()][-1] == "synthetic digits"
