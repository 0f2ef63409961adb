"""Whether a model that was just trained becomes the one that the game uses."""

from __future__ import annotations

import json
import logging
import math
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digitgame import atomic, model, paths
from digitgame.errors import DigitgameError
from digitgame.events import Promotion
from digitgame.formatting import model_label, percent, score_label

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.inference.metrics import Measured

# How much lower an accuracy keeps a model out, at least.
_CLEARLY: Final = 0.005
# Below this accuracy a network only guesses: twice that of chance.
_GUESSING: Final = 0.2
_GUESSES: Final = "the new one reads no better than guessing"
# The folder for a candidate in the checkpoint directory.
_CANDIDATE: Final = "candidate"
# A name that gets a suffix is cut to so many characters.
_LONGEST: Final = 48
Scores = Mapping[str, float]
# Loads what to score on, by name.
Parts = Callable[[], Mapping[str, "Images"]]
_log = logging.getLogger(__name__)


def require_accuracy(scores: Scores, least: float | None) -> None:
    """Raise DigitgameError if the score that counts is below `least` percent."""
    name = next(name for name in ("mnist", "drawings", *scores) if name in scores)
    if least is not None and scores[name] * 100 < least:
        problem = f"{percent(scores[name], 2)} on {name} is less than the {least:g} % asked for."
        raise DigitgameError(problem, "The model is saved, but the game keeps its current one.")


@dataclass
class Candidate(AbstractContextManager["Candidate"]):
    """A new model that is to lie in `folder`. Use it in a `with`: unless it is chosen there, it is declined.

    Training saves it as `saved`. Where the game uses a model of its name, it is moved to `folder` only after the
    choice, so that the game never uses a declined one; `renamed` is the new name of the game's model then.
    """

    folder: Path
    saved: Path
    settled: bool = False
    renamed: str = ""

    @classmethod
    def of(cls, folder: Path, checkpoint_directory: Path) -> Candidate:
        """The candidate for a model folder. A default that is gone doesn't come back with a model of its name."""
        models = paths.models()
        model.drop_gone_default(models)
        in_use = model.default(models) == folder.name
        return cls(folder, checkpoint_directory / _CANDIDATE / folder.name if in_use else folder)

    def __exit__(self, *error: object) -> None:
        if not self.settled:
            self.decline()
        if self.saved != self.folder:
            shutil.rmtree(self.saved.parent, ignore_errors=True)

    def choose(
        self, scores: Scores, *, complete: bool, own_drawings: bool, tests: Parts, against: Path | None = None
    ) -> Promotion:
        """Promote or decline it, as `objection` says, and report which.

        `against` is the model folder that a player will compare it with: then nothing is decided here.
        """
        asks = against is not None
        from digitgame.inference.metrics import measure

        current = self.rival(against)
        before = measure(current, tests()) if current and (complete or asks) else {}
        name = current.name if current else None
        reason = objection(scores, before, name, complete=complete, own_drawings=own_drawings)
        previous = model.default(paths.models()) or model.SHIPPED
        if against is not None:
            previous = against.name if against.parent == paths.models() else model.called(against)
        if reason or asks:
            self.decline()
        else:
            self.promote()
        old = {key: value.accuracy for key, value in before.items()}
        guesses = reason == _GUESSES
        return Promotion(self.folder.name, reason, self.renamed or previous, old, asks=asks, guesses=guesses)

    def rival(self, against: Path | None = None) -> model.Model | None:
        """The model in the folder `against`, else what the game uses unless this is promoted; None if it is damaged."""
        from digitgame import ink  # numpy: more than --help needs

        where: dict[str, Any] = {"models": paths.models(), "shipped": paths.shipped_model()}
        try:
            return model.load(against) if against else model.find(None, framing=ink.FRAMING, **where)
        except DigitgameError as error:
            _log.debug("There is nothing to compare with: %s", error)
            return None

    def promote(self) -> None:
        """Let the game use it."""
        self._move()
        model.set_default(paths.models(), self.folder.name)
        self.settled = True

    def decline(self) -> None:
        """Let the game keep its model, under another name where this one takes its place."""
        self.settled = True
        if self.saved == self.folder or not (self.saved / model.CARD).is_file():
            return
        try:
            card = model.load(self.folder).card
        except DigitgameError as error:
            _log.debug("There is no model to rename: %s", error)
            self._move()
            return
        models, names = paths.models(), paths.numbered(f"{self.folder.name[:_LONGEST]}-before")
        name = next(name for name in names if not (models / name).exists() or _is_copy(models / name, card))
        # A process that was killed here may have left the copy.
        if not (models / name).exists():
            with model.writing(models / name) as beside:
                shutil.copytree(self.folder, beside, dirs_exist_ok=True)
                atomic.write_text(beside / model.CARD, json.dumps({**card, "name": name}, indent=2) + "\n")
        model.set_default(models, name)
        self._move()
        self.renamed = name

    def _move(self) -> None:
        if self.saved != self.folder:
            with model.writing(self.folder) as beside:
                shutil.copytree(self.saved, beside, dirs_exist_ok=True)


def _is_copy(folder: Path, card: Mapping[str, Any]) -> bool:
    """Whether a folder is, whole, the model with this card under another name."""
    try:
        return model.load(folder, whole=True).card == {**card, "name": folder.name}
    except DigitgameError as error:
        _log.debug("%s is no copy: %s", folder, error)
        return False


def objection(
    scores: Scores, before: Mapping[str, Measured], current: str | None, *, complete: bool, own_drawings: bool
) -> str:
    """Why the game should keep its `current` model (None: damaged); empty if it should use the new one with `scores`.

    `before` is what the current one scores on the same sets. A network that only guesses is declined, an incomplete
    training, and a network that reads one of the sets clearly worse: by half a percent and by two standard deviations.
    One that was trained on the player's own drawings must be at least as accurate as the current one on each set, but
    for chance on others' digits: one standard deviation.
    """
    if max(scores.values()) < _GUESSING:
        return _GUESSES
    if current is None:
        return ""
    if not complete:
        return "training was stopped early"
    for name, (accuracy, images) in before.items():
        deviation = math.sqrt(accuracy * (1 - accuracy) / images)
        margin = max(_CLEARLY, 2 * deviation)
        if own_drawings:
            margin = 0.0 if name == "mine" else deviation
        if scores[name] < accuracy - margin:
            new, old = percent(scores[name], 2), percent(accuracy, 2)
            return f"accuracy on {score_label(name)} is {new}, and {old} for {model_label(current)}"
    return ""
