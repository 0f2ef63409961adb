"""What a training is asked for, in words that outlast the process, and the digits that it means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.training import checkpoint
from digitgame.training.config import PRESETS, Plan

if TYPE_CHECKING:
    from digitgame.datasets import Dataset, Images, ProgressCallback
    from digitgame.training.worker import Tests

DEFAULT_PRESET: Final = "fast"
_SHOWN: Final = 40  # characters of a name that will not do


@dataclass(frozen=True)
class Request:
    """The options of `digitgame train` that make a difference to the model."""

    preset: str
    data: tuple[str, ...]
    epochs: int | None
    batch_size: int | None
    learning_rate: float | None
    seed: int
    hand: int
    drawings: str | None
    min_accuracy: float | None
    limit: float | None
    patience: int | None
    start: str | None = None  # the folder of the model to go on from

    def as_asked(self) -> dict[str, Any]:
        """For the work folder, where paths must mean the same from any folder."""
        data = [str(Path(name).expanduser().resolve()) if _is_path(name) else name for name in self.data]
        drawings = str(Path(self.drawings).expanduser().resolve()) if self.drawings else None
        return {**asdict(self), "data": data, "drawings": drawings}

    @classmethod
    def of_asked(cls, asked: Mapping[str, Any]) -> Request:
        """Back from a work folder."""
        try:
            known = {"start": None, **asked}
            known = {one.name: known[one.name] for one in fields(cls)}
            return cls(**{**known, "data": tuple(known["data"])})
        except (KeyError, TypeError):
            raise DigitgameError(
                "The training was begun by another version of digitgame.", "Begin anew with --fresh."
            ) from None

    def plan(self) -> Plan:
        return Plan(self.preset, self.epochs, self.batch_size, self.learning_rate, self.seed,
                    self.limit, self.patience, self.start)  # fmt: skip

    def load(self, show: ProgressCallback, kept: checkpoint.Work) -> Dataset:
        """The digits to learn from; of the player's own, those that there were when the training was begun."""
        from digitgame.datasets import load

        database = kept.database(paths.database()) if "mine" in self.data else None
        return load(
            self.data, cache=paths.data(), seed=self.seed, progress=show,
            database=database, hand_count=self.hand,
        )  # fmt: skip

    def own_tests(self, show: ProgressCallback) -> list[tuple[str, Images]]:
        """People's drawings to score on, where an ink file of them is named."""
        from digitgame.datasets import load_test

        if self.drawings is None:
            return []
        return [("drawings", load_test(self.drawings, cache=paths.data(), progress=show).test)]

    def check(self, *, has_start: bool = False) -> None:
        """Name what is wrong before anything is written or takes its time.

        `has_start`: the weights to go on from are kept, so that their model need not be there any more.
        """
        if self.drawings is not None and not Path(self.drawings).expanduser().is_file():
            raise DigitgameError(f"There is no ink file {self.drawings}.", "Check --drawings.", exit_code=2)
        if self.start is not None and not has_start:
            found = model.load(Path(self.start), whole=True)
            if found.card.get("preset") != self.preset:
                told = (
                    f"{found.name} was made by the preset {found.card.get('preset')}, not by {self.preset}."
                )
                raise DigitgameError(told, "Leave out --preset, or --from.", exit_code=2)


def start_of(asked: str | None, preset: str | None, data: Collection[str]) -> tuple[str, str | None]:
    """The preset, and the folder of the model to go on from; None for a network that begins anew.

    `asked` is what --from names, `preset` None where it was not asked for. Where the player's own drawings are learnt
    from, and nothing else is asked for, the network that the game reads with goes on.
    """
    if asked is None and (preset is not None or "mine" not in data):
        return preset or DEFAULT_PRESET, None
    from digitgame import ink  # numpy: more than most trainings need here

    shipped = paths.shipped_model()
    try:
        found = model.find(asked, models=paths.models(), shipped=shipped, framing=ink.FRAMING, whole=True)
    except DigitgameError:
        if asked is not None:
            raise
        return DEFAULT_PRESET, None  # without its network for Keras: another is made
    made_by = str(found.card.get("preset"))
    if made_by not in PRESETS:
        if asked is None:
            return DEFAULT_PRESET, None
        raise DigitgameError(f"{found.name} was made by no preset that is known here.", exit_code=2)
    return preset or made_by, str(found.folder.resolve())


def model_name(asked: str | None, preset: str, start: str | None = None) -> str:
    """The model's name: a folder's, so nothing that could lie elsewhere.

    Where none is asked for one that is free: the preset's, or that of the model in the folder `start` that it goes on
    from, numbered.
    """
    if asked is not None:
        if asked.casefold() in ("default", model.SHIPPED) or not paths.is_name(asked):
            shown = repr(asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}...")
            raise click.BadParameter(f"{shown} cannot be a model's name.", param_hint="--name")
        return asked
    folder = paths.models()
    taken = {*model.names(folder), *checkpoint.unfinished(folder)}
    first = preset
    if start is not None:
        before = re.sub(r"-\d+$", "", model.called(Path(start)))
        first = before if paths.is_name(f"{before}-{len(taken) + 3}") else preset
        taken.add(first)
    free = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return first if first not in taken else next(one for one in free if one not in taken)


def name_to_resume(asked: str) -> str:
    """The training to go on with: the one named, else the last one that was broken off."""
    if asked:
        return model_name(asked, "")
    found = [
        name
        for name in checkpoint.unfinished(paths.models())
        if not checkpoint.is_running(paths.models() / name)
    ]
    if not found:
        hint = "Begin one with `digitgame train`."
        raise DigitgameError("No training is unfinished.", hint, exit_code=2)
    return found[0]


def tests(own: Tests, learnt: set[str]) -> Tests:
    """All that a network is scored on besides the test part of what it learnt from."""
    return [*own, *more_tests(learnt)]


def more_tests(learnt: set[str]) -> Tests:
    """What every network is scored on, learnt from or not: the hand, and MNIST where it is kept."""
    from digitgame.datasets import cache, load_test

    kept = ["mnist"] if cache.has(paths.data(), "mnist") else []
    found = []
    for name in ("hand", *kept):
        if name not in learnt:
            try:
                found.append((name, load_test(name, cache=paths.data()).test))
            except DigitgameError as error:  # no reason to lose a training over
                click.echo(f"Not scored on {name}: {error}", err=True)
    return found


def _is_path(name: str) -> bool:
    """As `digits.load` decides: what exists is a path, but for the names that mean something else."""
    return (
        name not in ("auto", "hand", "mine", "mnist")
        and "://" not in name
        and Path(name).expanduser().exists()
    )
