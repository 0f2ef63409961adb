import shutil
from pathlib import Path

import numpy as np
import pygame
import pytest

from digitgame import model
from digitgame.game.game import Game
from digitgame.game.inspect import xray
from digitgame.game.inspect.inside import inside
from digitgame.game.start import samples
from digitgame.inference import Reader
from digitgame.inference.layers import Layers, read_layers
from digitgame.ink import frame
from digitgame.model import TFLITE
from digitgame.store import Store
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.sound import Sounds

from .conftest import ONE, SEVEN


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


def test_the_votes_add_up_to_the_reading(reader: Reader, network: Layers) -> None:
    """The dense layer's sums, but for the bias, which two drawings have in common, and for what softmax drops."""
    change = np.zeros((2, 10))
    for sign, strokes in ((1, SEVEN), (-1, ONE)):
        reading = reader.read(frame(strokes))
        features = reading.layers["features"]
        change[0] += [sign * float(network.evidence_for(digit, features).sum()) for digit in range(10)]
        change[1] += sign * np.log(reading.probabilities) * reader.model.temperature
    votes, told = change - change.mean(1, keepdims=True)
    assert np.allclose(votes, told, atol=1e-2)


def test_a_network_without_its_last_layer_has_no_evidence_to_show(network: Layers) -> None:
    features = np.ones(len(network.layers[-1].weights), np.float32)  # type: ignore[union-attr]
    assert network.evidence_for(3, features).size == features.size
    assert not network.evidence_for(3, features[1:]).size
    assert not Layers(network.layers[:-1], "It is missing.").evidence_for(3, features).size
    assert not Layers().evidence_for(3, features).size


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
    scene = inside(game, strokes=SEVEN)
    scene.draw(canvas)
    assert scene.drawing.layers.missing


def test_pooling_shows_the_strongest_of_four(reader: Reader) -> None:
    layers = reader.read(frame(SEVEN)).layers
    maps = layers["conv1"]
    blocks = maps.reshape(maps.shape[0] // 2, 2, maps.shape[1] // 2, 2, -1)
    assert np.allclose(blocks.max((1, 3)), layers["pool1"])


def test_pointing_at_a_map_chooses_it_and_its_point(canvas: Canvas, reader: Reader) -> None:
    maps = reader.read(frame(SEVEN)).layers["conv1"]
    count = maps.shape[2]
    for number in range(count):
        middle = canvas.view.rect(xray.map_area(number, count)).center
        assert xray.pointed_map(canvas.view, count, middle) == number
    rect = canvas.view.rect(xray.map_area(3, count))
    assert xray.spot_in_map(canvas.view, maps, 3, rect.topleft) == (0, 0)
    last = (rect.right - 1, rect.bottom - 1)
    row, column = xray.spot_in_map(canvas.view, maps, 3, last)
    step = -(-maps.shape[0] // rect.height)  # points of the map a pixel, where the map is drawn small
    assert 0 <= maps.shape[0] - 1 - row < step
    assert 0 <= maps.shape[1] - 1 - column < step
    row, column = xray.spot_in_map(canvas.view, maps, 3, (0, 0))
    assert maps[row, column, 3] == maps[:, :, 3].max()
    assert xray.pointed_map(canvas.view, count, (0, 0)) is None


@pytest.mark.parametrize("count", [1, 8, 16, 24, 32])
def test_maps_of_any_number_stay_in_their_place(count: int) -> None:
    areas = [xray.map_area(number, count) for number in range(count)]
    assert all(area.right <= 928.5 and area.bottom <= 344.5 for area in areas)
    rects = [pygame.Rect(area.x, area.y, area.width, area.height) for area in areas]
    assert all(rect.collidelist(rects[:at]) == -1 for at, rect in enumerate(rects))


def test_signs_differ_in_colour_and_strength_in_brightness() -> None:
    blue, amber, none = xray.signed(np.array([[1.0, -1.0, 0.0]], np.float32))[0]
    assert tuple(blue) == theme.ACCENT
    assert tuple(amber) == theme.AMBER
    assert tuple(none) == theme.BOARD
    lit = xray.bright(np.linspace(0, 2, 9, dtype=np.float32)[None]).sum(-1)[0].astype(int)
    assert (np.diff(lit) > 0).all()


def test_the_leading_digits_votes_are_drawn(canvas: Canvas, reader: Reader, network: Layers) -> None:
    canvas.surface.fill(theme.ROOM)
    picture = frame(SEVEN)
    reading = reader.read(picture)
    xray.draw(canvas, reading, picture, (-1, -1), network)
    rect = canvas.view.rect(xray._EVIDENCE)
    shown = pygame.surfarray.array3d(canvas.surface)[rect.left : rect.right, rect.top : rect.bottom]
    votes = network.evidence_for(reading.digit, reading.layers["features"])
    up, down = ((shown == colour).all(-1).sum() for colour in (theme.ACCENT, theme.AMBER))
    expected = votes[votes > 0].sum() / np.abs(votes).sum()
    assert up / (up + down) == pytest.approx(expected, abs=0.1)


def test_votes_for_are_blue_and_votes_against_amber(
    game: Game, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, object] = {}
    real = Canvas.text

    def text(
        self: Canvas, words: str, at: object, size: object, colour: object, *rest: object, **more: object
    ) -> float:
        told[words] = colour
        return real(self, words, at, size, colour, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "text", text)
    picture = frame(SEVEN)
    xray.draw(canvas, game.reader.read(picture), picture, (-1, -1), game.layers)
    of = {words.partition(":")[0].rstrip("0123456789 "): colour for words, colour in told.items()}
    assert of["Evidence for"] == theme.ACCENT
    assert of["against"] == theme.AMBER
