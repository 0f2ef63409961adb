"""What `digitgame train` was asked for, in a form that outlasts the process, and the digits that it names."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digitgame import model, paths, unfinished
from digitgame.errors import DigitgameError
from digitgame.training.config import PRESETS, Plan

if TYPE_CHECKING:
    from digitgame.datasets import Dataset, Images, ProgressCallback
    from digitgame.training.checkpoint import CheckpointDirectory
    from digitgame.training.inputs import Tests

DEFAULT_PRESET: Final = "fast"
# Characters of a wrong name that are shown.
_SHOWN: Final = 40
_FIRST_YEAR: Final = 1980
_NUMBER: Final = (int, float, type(None))
_TEXT: Final = (str, type(None))
# The types of a request's values, as JSON has them.
_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "preset": (str,),
    "epochs": (int, type(None)),
    "batch_size": (int, type(None)),
    "learning_rate": _NUMBER,
    "seed": (int,),
    "limit": _NUMBER,
    "patience": (int, type(None)),
    "start": _TEXT,
    "hand": (int,),
    "drawings": _TEXT,
    "player": _TEXT,
    "min_accuracy": _NUMBER,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request(Plan):
    """The options of `digitgame train` that change the model."""

    data: tuple[str, ...] = ("auto",)
    hand: int = 20_000
    drawings: str | None = None
    player: str | None = None
    min_accuracy: float | None = None

    def to_json(self) -> dict[str, Any]:
        """For the checkpoint directory: paths are absolute, so that they mean the same from any folder."""
        data = [str(Path(name).expanduser().resolve()) if _is_path(name) else name for name in self.data]
        drawings = str(Path(self.drawings).expanduser().resolve()) if self.drawings else None
        return {**asdict(self), "data": data, "drawings": drawings}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Request:
        """From a checkpoint directory. Raises DigitgameError for what no command asks for."""
        try:
            request = cls(**{**record, "data": tuple(record["data"])})
            for name, kinds in _KINDS.items():
                if not isinstance(getattr(request, name), kinds):
                    raise TypeError(name)
            numbers = (
                request.epochs,
                request.batch_size,
                request.learning_rate,
                request.limit,
                request.patience,
            )
            if request.preset not in PRESETS or not all(isinstance(name, str) for name in request.data):
                raise ValueError("preset or data")
            if not all(value is None or 0 < value <= 10_000_000 for value in numbers):
                raise ValueError("a number out of range")
            if not (0 <= request.seed < 2**31 and 0 <= request.hand <= 1_000_000):
                raise ValueError("a count out of range")
        except (LookupError, TypeError, ValueError) as error:
            _log.debug("Not a request: %r", error)
            problem = "Another version of digitgame started this training, or its request is damaged."
            raise DigitgameError(problem, "Start over with --fresh.") from error
        return request

    def load(self, show: ProgressCallback, held: CheckpointDirectory) -> Dataset:
        """The digits to train on; of the player's own, those from before the training started."""
        from digitgame.datasets.sources import load
        from digitgame.inference import dataset_check

        database = held.database(paths.database()) if "mine" in self.data else None
        where: dict[str, Any] = {"cache": paths.data(), "database": database, "player": self.player}
        return load(
            self.data,
            seed=self.seed,
            progress=show,
            hand_count=self.hand,
            check=dataset_check.checked,
            **where,
        )

    def own_tests(self, show: ProgressCallback) -> list[tuple[str, Images]]:
        """The drawings to score on, where an ink file is named."""
        from digitgame.datasets.sources import load_test

        named = [self.drawings] if self.drawings is not None else []
        return [("drawings", load_test(name, cache=paths.data(), progress=show).test) for name in named]

    def check(self, *, has_start: bool = False) -> None:
        """Raise DigitgameError for what is wrong, before anything is written.

        `has_start`: the weights of the model to fine-tune are kept, so the model itself may be gone.
        """
        # A model file is a zip archive, which cannot say when before that year it was written.
        if (year := time.localtime().tm_year) < _FIRST_YEAR:
            raise DigitgameError(f"The clock of this machine says {year}.", "Set it first: models are dated.")
        if self.drawings is not None and not Path(self.drawings).expanduser().is_file():
            raise DigitgameError(f"There is no ink file {self.drawings}.", "Check --drawings.", exit_code=2)
        if self.start is not None and not has_start:
            found = model.load(Path(self.start), whole=True)
            preset = found.card.get("preset")
            if preset != self.preset:
                problem = f"{found.name} was trained with preset {preset}, not {self.preset}."
                raise DigitgameError(problem, "Leave out --preset, or --from.", exit_code=2)


def start_of(asked: str | None, preset: str | None, data: Collection[str]) -> tuple[str, str | None]:
    """The preset, and the folder of the model to fine-tune; None to train a new network.

    `asked` is the value of --from, `preset` None where the option was not given. Where only the player's drawings are
    asked for, the game's own model is fine-tuned.
    """
    if asked is None and (preset is not None or "mine" not in data):
        return preset or DEFAULT_PRESET, None
    from digitgame import ink  # numpy: more than most trainings need here

    where: dict[str, Any] = {"models": paths.models(), "shipped": paths.shipped_model()}
    try:
        found = model.find(asked, framing=ink.FRAMING, whole=True, **where)
        trained_with = str(found.card.get("preset"))
        if "imported" in found.card:
            raise DigitgameError(
                f"{found.name} was trained elsewhere: it cannot be fine-tuned here.", exit_code=2
            )
        if trained_with not in PRESETS:
            problem = f"{found.name} was trained with a preset that this version does not know."
            raise DigitgameError(problem, exit_code=2)
    except DigitgameError as error:
        if asked is not None:
            raise
        _log.debug("The game's model cannot be fine-tuned: %s", error)
        return DEFAULT_PRESET, None
    return preset or trained_with, str(found.folder.resolve())


def model_name(asked: str | None, preset: str, start: str | None = None) -> str:
    """The model's name, by default a free one: the preset's, or that of the model in the folder `start`, numbered.

    It names a folder: raises DigitgameError for anything that could lie elsewhere.
    """
    if asked is not None:
        if asked.casefold() in ("default", model.SHIPPED) or not paths.is_name(asked):
            raise DigitgameError(
                f"{asked[:_SHOWN]!r} cannot be a model's name.", "Choose another.", exit_code=2
            )
        return asked
    folder = paths.models()
    used = {*model.names(folder), *unfinished.names(folder)}
    first = preset
    if start is not None:
        before = re.sub(r"-\d+$", "", model.called(Path(start)))
        first = before if paths.is_name(f"{before}-{len(used) + 3}") else preset
        used.add(first)
    names = (first, *(f"{first}-{number}" for number in range(2, len(used) + 3)))
    return next(name for name in names if name not in used)


def name_to_resume(asked: str) -> str:
    """The training to resume: the one named, else the last one that was interrupted."""
    if asked:
        return model_name(asked, "")
    models = paths.models()
    for name in unfinished.names(models):
        if not unfinished.is_running(models / name):
            return name
    raise DigitgameError("No training is unfinished.", "Start one with `digitgame train`.", exit_code=2)


def tests(own: Tests, learnt: Collection[str], warn: Callable[[str], None]) -> Tests:
    """What a network is scored on besides the test part of what it was trained on: `own`, synthetic digits, MNIST.

    MNIST only where it is on this machine; `warn` hears of data that cannot be loaded.
    """
    from digitgame.datasets import cache
    from digitgame.datasets.sources import load_test

    found = list(own)
    for name in ("hand", *(["mnist"] if cache.has(paths.data(), "mnist") else [])):
        if name not in learnt:
            try:
                found.append((name, load_test(name, cache=paths.data()).test))
            except DigitgameError as error:
                warn(f"Not scored on {name}: {error}")
    return found


def _is_path(name: str) -> bool:
    """As `sources.load` decides: what exists is a path, but for names with a meaning of their own."""
    named = name in ("auto", "hand", "mine", "mnist") or "://" in name
    return not named and Path(name).expanduser().exists()
