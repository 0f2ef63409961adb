"""The layers of the network in use, for the screens that show how it computes."""

import logging
from functools import lru_cache
from pathlib import Path

from digitgame.errors import DigitgameError
from digitgame.game.game import Game
from digitgame.inference.layers import Layers, read_layers
from digitgame.model import TFLITE

_log = logging.getLogger(__name__)


def layers_of(game: Game) -> Layers:
    """The layers of the network in use; none, and the reason, where its file was removed since it was loaded."""
    model = game.reader.model
    return _read(model.folder / TFLITE, model.digest, model.temperature)


@lru_cache(maxsize=4)
def _read(file: Path, digest: str, temperature: float) -> Layers:
    try:
        return read_layers(file, digest=digest, temperature=temperature)
    except DigitgameError as error:
        _log.debug("no layers to show: %s", error)
        return Layers((), "The file of this network was removed or changed.", temperature)
