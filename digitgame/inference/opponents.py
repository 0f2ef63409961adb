"""Who there is to play against: a model as it was after each epoch of its training, and as it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.inference import litert
from digitgame.inference.reader import Reading
from digitgame.inference.weights import Weights, read_weights
from digitgame.model import CHECKPOINTS, TFLITE, Model

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


class LoadedOpponent:
    """An opponent's network, loaded."""

    def __init__(self, opponent: Opponent) -> None:
        """Load it; DigitgameError where the file is altered, or nothing that LiteRT can run."""
        hint = "Choose another opponent, or train another with `digitgame train`."
        self._run = litert.runner(opponent.path, digest=opponent.digest, hint=hint)
        self._opponent = opponent

    def read(self, frames: Array) -> Array:
        """Probabilities [N, 10] of frames [N, 28, 28]."""
        out = self._run(frame=np.ascontiguousarray(frames[..., None], np.float32))
        return np.array(out["probabilities"], np.float32)

    def look(self, frame: Array) -> Reading:
        """What it makes of one frame [28, 28], with what each layer makes of it."""
        out = self._run(frame=np.ascontiguousarray(frame[None, :, :, None], np.float32))
        layers = {name: value[0] for name, value in out.items() if name not in ("probabilities", "doubt")}
        return Reading(out["probabilities"][0], layers, model=self._opponent.digest or "")

    @cached_property
    def weights(self) -> Weights | None:
        """What it has learnt; None where there is no such part, or its file is gone or altered by now."""
        try:
            return read_weights(self._opponent.path, digest=self._opponent.digest)
        except DigitgameError:
            return None
