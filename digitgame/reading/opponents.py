"""Who there is to play against: a model as it was after each epoch of its training, and as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.model import TFLITE, Model
from digitgame.quiet import quiet

BOSS: Final = "boss"  # the model itself
_EPOCHS: Final = "checkpoints/epoch-*.tflite"
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Opponent:
    """A network to play against."""

    name: str  # "epoch 3", or BOSS
    path: Path


def opponents(model: Model) -> list[Opponent]:
    """A model's opponents, the easiest first: its checkpoints, then itself."""
    found = []
    for path in sorted(model.folder.glob(_EPOCHS)):
        number = path.stem.rpartition("-")[2]
        if number.isdigit():
            found.append(Opponent(f"epoch {int(number)}", path))
    return [*found, Opponent(BOSS, model.folder / TFLITE)]


class Mind:
    """An opponent's network, loaded."""

    def __init__(self, opponent: Opponent) -> None:
        """Load it; DigitgameError where LiteRT cannot read the file."""
        with quiet():
            from ai_edge_litert.interpreter import Interpreter

            try:
                self._run: Any = Interpreter(str(opponent.path), num_threads=1).get_signature_runner()
                self._run(frame=np.zeros((1, 28, 28, 1), np.float32))
            except (ValueError, RuntimeError, OSError) as error:
                hint = "Choose another opponent, or train another with `digitgame train`."
                raise DigitgameError(
                    f"{opponent.path} is not a network that LiteRT can run.", hint
                ) from error

    def read(self, frames: Array) -> Array:
        """Probabilities [N, 10] of frames [N, 28, 28]."""
        out = self._run(frame=np.ascontiguousarray(frames[..., None], np.float32))
        return np.array(out["probabilities"], np.float32)
