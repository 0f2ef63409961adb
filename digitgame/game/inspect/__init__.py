"""Inside the network: its layers, one map from close by, why a digit, and the kernel lab.

Its scenes are imported when they are opened, not with the game.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from digitgame.game.game import Game
from digitgame.inference.layers import Layers
from digitgame.ink import Stroke, frame
from digitgame.ink.frame import Frame
from digitgame.synth import handwriting

if TYPE_CHECKING:
    from digitgame.game.inspect.inside import Inside


def open_inside(
    game: Game,
    *,
    strokes: Sequence[Stroke] = (),
    picture: Frame | None = None,
    layers: Layers | None = None,
    waits: str = "",
) -> Inside:
    """Inside, looking at ink or at a picture with the network in use, or with other `layers`.

    `waits`: what to say of a run that waits below; the drawing is then only looked at.
    """
    from digitgame.game.inspect.inside import Inside
    from digitgame.game.inspect.inside_page import Drawing

    return Inside(game, Drawing(game, picture, strokes, layers or game.layers, waits))


def open_example(game: Game) -> Inside:
    """Inside, looking at a synthetic digit until the player draws."""
    return open_inside(game, picture=frame(handwriting.write(8, np.random.default_rng(4)).strokes))
