"""The opponents of a duel: a model as it was after some epochs of its training, and the finished one."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.inference import litert
from digitgame.inference.layers import Layers, read_layers
from digitgame.inference.reader import Reading
from digitgame.inference.rejection import reject_scores
from digitgame.model import CHECKPOINTS, TFLITE, Model

# The finished model, and what comes before the number of an earlier version.
BOSS: Final = "boss"
EPOCH: Final = "epoch "
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Opponent:
    """A network to play against, named "epoch 3" or BOSS.

    `digest` is its file's sha256, None as long as its card was not read. `strength` is 0 for the weakest of a model's
    opponents and 1 for the strongest.
    """

    name: str
    path: Path
    digest: str | None = None
    strength: float = 1.0


def opponents(model: Model) -> list[Opponent]:
    """A model's opponents, the easiest first: its checkpoints whose digests are on the card, then the model."""
    found: list[Opponent] = []
    for path in sorted(model.folder.glob(CHECKPOINTS)):
        number = path.stem.rpartition("-")[2]
        digest = model.card["files"].get(path.relative_to(model.folder).as_posix())
        if number.isdigit() and digest is not None:
            found.append(Opponent(f"{EPOCH}{int(number)}", path, digest))
    ladder = [replace(one, strength=rank / len(found)) for rank, one in enumerate(found)]
    return [*ladder, Opponent(BOSS, model.folder / TFLITE, model.digest)]


class LoadedOpponent:
    """An opponent's network, loaded."""

    def __init__(self, opponent: Opponent) -> None:
        """Load it; raises DigitgameError if the file is altered, or not a network for LiteRT."""
        hint = "Choose another opponent, or train another with `digitgame train`."
        if opponent.digest is None:
            raise DigitgameError(f"{opponent.path} has no digest to check it by.", hint)
        self._run = litert.runner(opponent.path, digest=opponent.digest, hint=hint)
        self._opponent = opponent

    def read(self, frame: Array) -> Reading:
        """The reading of one frame, float32 [28, 28], 0 to 1, with each layer's output; it is never rejected."""
        out = self._run(frame=np.ascontiguousarray(frame[None, :, :, None], np.float32))
        probabilities = out.pop("probabilities")
        score = float(reject_scores(probabilities, out.pop("doubt", np.zeros((1, 1), np.float32)))[0])
        layers = {name: value[0] for name, value in out.items()}
        return Reading(probabilities[0], layers, score, frame=frame, model=self._opponent.digest or "")

    @cached_property
    def layers(self) -> Layers:
        """Its layers; none, and the reason, if its file is gone or altered by now."""
        try:
            return read_layers(self._opponent.path, digest=self._opponent.digest)
        except DigitgameError as error:
            return Layers(missing=str(error))
