"""Who there is to play against: a model as it was after each epoch of its training, and as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.model import CHECKPOINTS, TFLITE, Model
from digitgame.reading import litert

BOSS: Final = "boss"  # the model itself
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Opponent:
    """A network to play against."""

    name: str  # "epoch 3", or BOSS
    path: Path
    digest: str | None = None  # sha256 of the file; None where it was checked already


def opponents(model: Model) -> list[Opponent]:
    """A model's opponents, the easiest first: its checkpoints that the card vouches for, then itself."""
    found = []
    for path in sorted(model.folder.glob(CHECKPOINTS)):
        number = path.stem.rpartition("-")[2]
        digest = model.card["files"].get(path.relative_to(model.folder).as_posix())
        if number.isdigit() and digest is not None:
            found.append(Opponent(f"epoch {int(number)}", path, digest))
    return [*found, Opponent(BOSS, model.folder / TFLITE)]


class Mind:
    """An opponent's network, loaded."""

    def __init__(self, opponent: Opponent) -> None:
        """Load it; DigitgameError where the file is altered, or nothing that LiteRT can run."""
        hint = "Choose another opponent, or train another with `digitgame train`."
        self._run = litert.runner(opponent.path, digest=opponent.digest, hint=hint)

    def read(self, frames: Array) -> Array:
        """Probabilities [N, 10] of frames [N, 28, 28]."""
        out = self._run(frame=np.ascontiguousarray(frames[..., None], np.float32))
        return np.array(out["probabilities"], np.float32)
