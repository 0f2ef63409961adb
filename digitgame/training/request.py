"""What `digitgame train` was asked for, in a form that outlasts the process, and what its training needs."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from digitgame import model, paths, unfinished
from digitgame.errors import DigitgameError
from digitgame.training.config import PRESETS, Plan

if TYPE_CHECKING:
    from digitgame.datasets import Dataset, Images, ProgressCallback
    from digitgame.processes.worker import Worker
    from digitgame.synth.strangers import Samples
    from digitgame.training.checkpoint import CheckpointDirectory

DEFAULT_PRESET: Final = "fast"
_FIRST_YEAR: Final = 1980
# Options whose value is a number above 0.
_NUMBERS: Final = ("epochs", "batch_size", "learning_rate", "limit", "patience")
# Sets to score on, each with its name.
Tests = Sequence[tuple[str, "Images"]]
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
        from digitgame.datasets.sources import path_of

        data = [str(path.resolve()) if (path := path_of(name)) else name for name in self.data]
        drawings = str(Path(self.drawings).expanduser().resolve()) if self.drawings else None
        return {**asdict(self), "data": data, "drawings": drawings}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Request:
        """From a checkpoint directory. Raises DigitgameError for what no command asks for."""
        try:
            request = cls(**{**record, "data": tuple(record["data"])})
            for name, kind in (get_type_hints(cls) | {"data": tuple}).items():
                # JSON may have a whole number for a fraction.
                if not isinstance(getattr(request, name), kind | int if kind == float | None else kind):
                    raise TypeError(name)
            if request.preset not in PRESETS or not all(isinstance(name, str) for name in request.data):
                raise ValueError("preset or data")
            numbers = [getattr(request, name) for name in _NUMBERS]
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
        from digitgame.datasets import drawings
        from digitgame.datasets.sources import load
        from digitgame.inference import dataset_check
        from digitgame.training.checkpoint import DATABASE

        own, kept = "mine" in self.data, held.folder / DATABASE
        database = drawings.kept_database(paths.database(), kept) if own else None
        where: dict[str, Any] = {"cache": paths.data(), "database": database, "player": self.player}
        more: dict[str, Any] = {"progress": show, "check": dataset_check.checked}
        return load(self.data, seed=self.seed, hand_count=self.hand, **where, **more)

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


@dataclass
class Inputs:
    """What a worker prepares: non-digits to train on, samples to fit the rejection threshold on, more to score on."""

    worker: Worker
    non_digits: Callable[[], Images] | None = None
    samples: Callable[[], Samples] | None = None
    tests: Callable[[], Tests] = tuple

    @classmethod
    def begin(cls, worker: Worker, plan: Plan) -> Inputs:
        """Start with what is needed first."""
        from digitgame.datasets.drawings import non_digit_images
        from digitgame.synth.strangers import samples

        count = plan.recipe().scraps
        if not count:
            return cls(worker)
        return cls(worker, worker.submit(non_digit_images, count, plan.seed), worker.submit(samples))

    def score_on(self, own: Tests, digits: Dataset, warn: Callable[[str], None]) -> None:
        """Load what to score on besides the test part of the digits; `warn` hears of what cannot be loaded."""
        self.tests = self.worker.submit(tests, own, {source.name for source in digits.sources}, warn)


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
        trained_with, imported = str(found.card.get("preset")), "imported" in found.card
        if imported or trained_with not in PRESETS:
            how = "elsewhere" if imported else "with a preset that this version does not know"
            raise DigitgameError(
                f"{found.name} was trained {how}: it cannot be fine-tuned here.", exit_code=2
            )
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
        model.require_name(asked, "Choose another.")
        return asked
    folder = paths.models()
    used = {*model.names(folder), *unfinished.names(folder)}
    first = preset
    if start is not None:
        before = re.sub(r"-\d+$", "", model.called(Path(start)))
        first = before if paths.is_name(f"{before}-{len(used) + 3}") else preset
        used.add(first)
    return next(name for name in paths.numbered(first) if name not in used)


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
    """`own`, synthetic digits, and MNIST where it is on this machine, but for what was trained on."""
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
