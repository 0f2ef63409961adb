import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.inspect import kernel_lab
from digitgame.game.inspect.kernel_lab import (
    CLASSIC,
    MAX_WEIGHT,
    MIN_WEIGHT,
    KernelLab,
    changed,
    resized,
    slid,
)
from digitgame.ink import frame
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop

from .conftest import SEVEN, key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


@pytest.mark.parametrize("kernel", CLASSIC, ids=lambda kernel: kernel.name)
def test_sliding_a_kernel_is_summing_products(kernel: object) -> None:
    numbers = kernel.numbers  # type: ignore[attr-defined]
    picture = frame(SEVEN)
    sums = slid(picture, numbers)
    assert sums.shape == (26, 26)
    for row, column in ((0, 0), (5, 9), (12, 14), (25, 25)):
        by_hand = sum(float(picture[row + i, column + j]) * numbers[i, j] for i in range(3) for j in range(3))
        assert sums[row, column] == pytest.approx(by_hand, abs=1e-5)


def test_edges_are_dark_on_even_ground_and_blur_keeps_it() -> None:
    even = np.full((28, 28), 0.5, np.float32)
    told = {kernel.name: slid(even, kernel.numbers) for kernel in CLASSIC}
    for name in ("Vertical edges", "Horizontal edges", "Outline"):
        assert np.allclose(told[name], 0, atol=1e-5)
    for name in ("Blur", "Sharpen"):
        assert np.allclose(told[name], 0.5, atol=1e-5)


def test_numbers_turn_round_and_sizes_keep_the_middle() -> None:
    own = np.zeros((3, 3), np.float32)
    for _ in range(4):
        own = changed(own, 1, 2, up=True)
    assert own[1, 2] == MAX_WEIGHT
    assert changed(own, 1, 2, up=True)[1, 2] == MIN_WEIGHT
    assert changed(changed(own, 1, 2, up=True), 1, 2, up=False)[1, 2] == MAX_WEIGHT
    assert resized(own).shape == (5, 5)
    assert (resized(resized(own)) == own).all()


def test_the_networks_kernels_give_its_maps_but_for_the_bias(game: Game) -> None:
    scene = KernelLab(game)
    picture = frame(SEVEN)
    maps = game.reader.read(picture).layers["conv1"]
    network = [kernel for kernel in scene.kernels if kernel.name.startswith("Learnt")]
    assert len(network) == maps.shape[2]
    for number, kernel in enumerate(network):
        lit = maps[:, :, number] > 1e-3
        if lit.any():
            assert np.ptp((maps[:, :, number] - slid(picture, kernel.numbers))[lit]) < 1e-4


def test_clicks_make_a_kernel_ones_own(game: Game) -> None:
    scene = KernelLab(game)
    rect = VIEW.rect(kernel_lab._GRID)
    corner = (rect.x + 5, rect.y + 5)
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=corner))
    assert scene.kernel.name == "Your own"
    assert scene.kernel.numbers[0, 0] == CLASSIC[0].numbers[0, 0] + 0.5
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=3, pos=corner))
    assert scene.kernel.numbers[0, 0] == CLASSIC[0].numbers[0, 0]
    sends(scene, key("z"))
    assert scene.kernel.numbers.shape == (5, 5)
    assert sends(scene, key("escape")) == Pop()


def test_keys_make_a_kernel_ones_own(game: Game) -> None:
    scene = KernelLab(game)
    first = scene.kernel.numbers.copy()
    for name in ("0", "1", "6", "6"):
        sends(scene, key(name))
    assert scene.kernel.name == "Your own"
    raised = first.copy()
    raised[0, 0] += kernel_lab.STEP
    for _ in range(2):
        raised = changed(raised, 1, 2, up=True)
    assert np.array_equal(scene.own, raised)
    sends(scene, key("z"), key("9"))
    wide = changed(np.pad(raised, 1), 3, 3, up=True)
    assert np.array_equal(scene.own, wide)


def test_the_kernel_stands_under_the_pointer_and_slides_by_itself(game: Game) -> None:
    scene = KernelLab(game)
    scene.board.renew(SEVEN)
    scene.update(0)
    seen, sums = VIEW.rect(kernel_lab._SEES), VIEW.rect(kernel_lab._MAP)
    for pixel, place in (
        (seen.topleft, (0, 0)),
        ((seen.right - 1, seen.bottom - 1), (25, 25)),
        (sums.center, (13, 13)),
    ):
        sends(scene, Event(pygame.MOUSEMOTION, pos=pixel, rel=(0, 0), buttons=(0, 0, 0)))
        assert scene.slide.place == place
    sends(scene, Event(pygame.MOUSEMOTION, pos=(0, 0), rel=(0, 0), buttons=(0, 0, 0)))
    before = scene.slide.place
    scene.update(0.2)
    assert scene.slide.place != before
    sends(scene, key("space"))
    before = scene.slide.place
    scene.update(0.2)
    assert scene.slide.place == before


def test_reduced_motion_stops_the_sliding(game: Game) -> None:
    game.settings.reduced_motion = True
    scene = KernelLab(game)
    scene.board.renew(SEVEN)
    scene.update(0)
    before = scene.slide.place
    scene.update(1.0)
    assert scene.slide.place == before


def test_every_kernel_can_be_clicked(game: Game) -> None:
    scene = KernelLab(game)
    assert len(scene.areas()) == len(scene.kernels)
    for number, area in enumerate(scene.areas()):
        sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(area).center))
        assert scene.chosen == number


def test_the_sum_is_that_of_the_products() -> None:
    patch = np.full((3, 3), 0.5, np.float32)
    kernel = np.full((3, 3), -1.0, np.float32)
    assert kernel_lab.sum_facts(kernel, patch, relu=False) == ("Sum here: −4.50", "the sum of 9 products")
    assert kernel_lab.sum_facts(kernel, patch, relu=True)[0] == "ReLU: −4.50 → 0.00"
