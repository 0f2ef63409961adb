import shutil
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.game.game import Game
from digitgame.game.inspect import open_inside, pictures
from digitgame.game.start import samples
from digitgame.inference import Reader
from digitgame.inference.layers import Layers, read_layers
from digitgame.ink import frame
from digitgame.model import TFLITE
from digitgame.store import Store
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.sound import Sounds

from .conftest import SEVEN


@pytest.fixture(scope="module")
def network(reader: Reader) -> Layers:
    network = read_layers(reader.model.folder / TFLITE)
    assert not network.missing
    return network


def test_the_kernels_are_those_that_made_the_maps(reader: Reader, network: Layers) -> None:
    """A kernel slid over the frame gives its map, but for the bias, and where ReLU cuts off."""
    picture = frame(SEVEN)
    maps = reader.read(picture).layers["conv1"]
    size = network.first_kernels.shape[1]
    patches = np.lib.stride_tricks.sliding_window_view(picture, (size, size))
    for number, kernel in enumerate(network.first_kernels):
        raw = (patches * kernel).sum((2, 3))
        lit = maps[:, :, number] > 1e-3
        bias = (maps[:, :, number] - raw)[lit]
        assert np.ptp(bias) < 1e-4 if lit.any() else True


@pytest.mark.parametrize("meanwhile", ["removed", "another"])
def test_a_model_that_is_gone_from_the_disk_shows_no_kernels(
    store: Store, canvas: Canvas, own_model: Path, meanwhile: str
) -> None:
    game = Game(Reader(model.load(own_model)), store, "Ann", Sounds(muted=True), samples)
    if meanwhile == "removed":
        shutil.rmtree(own_model)
    else:
        with (own_model / TFLITE).open("ab") as network:
            network.write(b"\0" * 16)  # LiteRT would read it
        assert not read_layers(own_model / TFLITE).missing
    assert game.layers.missing
    assert not len(game.layers.first_kernels)
    scene = open_inside(game, strokes=SEVEN)
    scene.draw(canvas)
    assert scene.drawing.layers.missing


def test_pooling_shows_the_strongest_of_four(reader: Reader) -> None:
    layers = reader.read(frame(SEVEN)).layers
    maps = layers["conv1"]
    blocks = maps.reshape(maps.shape[0] // 2, 2, maps.shape[1] // 2, 2, -1)
    assert np.allclose(blocks.max((1, 3)), layers["pool1"])


def test_signs_differ_in_colour_and_strength_in_brightness() -> None:
    blue, amber, none = pictures.signed(np.array([[1.0, -1.0, 0.0]], np.float32))[0]
    assert tuple(blue) == theme.ACCENT
    assert tuple(amber) == theme.AMBER
    assert tuple(none) == theme.BOARD
    lit = pictures.bright(np.linspace(0, 2, 9, dtype=np.float32)[None]).sum(-1)[0].astype(int)
    assert (np.diff(lit) > 0).all()
