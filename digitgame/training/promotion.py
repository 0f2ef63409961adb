"""Whether a model that was just trained becomes the one that the game uses."""

from __future__ import annotations

import itertools
import json
import logging
import math
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digitgame import atomic, model, paths
from digitgame.errors import DigitgameError
from digitgame.events import Promotion
from digitgame.formatting import percent, score_label

if TYPE_CHECKING:
    from digitgame.datasets import Images

SYNTHETIC: Final = "hand"  # the score on synthetic digits
CLEARLY: Final = 0.005  # how much lower an accuracy on MNIST keeps a model out
_CANDIDATE: Final = "candidate"  # the folder for it in the checkpoint directory
_LONGEST: Final = 48  # characters of a name that gets a suffix
Scores = Mapping[str, float]
Parts = Callable[[], Mapping[str, "Images"]]  # loads what to score on, by name
_log = logging.getLogger(__name__)


def require_accuracy(scores: Scores, least: float | None) -> None:
    """Raise DigitgameError if the score that counts is below `least` percent."""
    if least is None:
        return
    name = next(name for name in ("mnist", "drawings", *scores) if name in scores)
    if scores[name] * 100 < least:
        problem = f"{percent(scores[name], 2)} on {name} is less than the {least:g} % asked for."
        raise DigitgameError(problem, "The model is saved, but the game keeps its current one.")


@dataclass
class Candidate(AbstractContextManager["Candidate"]):
    """A new model that is to lie in `folder`. Use it in a `with`: unless it is chosen there, it is rejected.

    Training saves it as `saved`. Where the game uses a model of its name, it is moved to `folder` only after the
    choice, so that the game never uses a rejected one; `renamed` is the new name of the game's model then.
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
            self.reject()
        if self.saved != self.folder:
            shutil.rmtree(self.saved.parent, ignore_errors=True)

    def choose(self, scores: Scores, *, complete: bool, own_drawings: bool, tests: Parts) -> Promotion:
        """Promote or reject it, as `rejection_reason` says of its scores, and report which."""
        current, previous = self.current(), model.default(paths.models()) or model.SHIPPED
        reason = rejection_reason(scores, current, complete=complete, own_drawings=own_drawings, tests=tests)
        if reason:
            self.reject()
            return Promotion(self.folder.name, reason, previous)
        self.promote()
        return Promotion(self.folder.name, "", previous, lower_score(scores, current))

    def current(self) -> model.Model | None:
        """What the game uses unless this is promoted; None where that is damaged."""
        from digitgame import ink  # numpy: more than --help needs

        try:
            return model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)
        except DigitgameError as error:
            _log.debug("The game's model cannot be used: %s", error)
            return None

    def promote(self) -> None:
        """Let the game use it."""
        self._move()
        model.set_default(paths.models(), self.folder.name)
        self.settled = True

    def reject(self) -> None:
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
        models, first = paths.models(), f"{self.folder.name[:_LONGEST]}-before"
        names = itertools.chain([first], (f"{first}-{number}" for number in itertools.count(2)))
        name = next(name for name in names if not (models / name).exists())
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


def rejection_reason(
    scores: Scores, current: model.Model | None, *, complete: bool, own_drawings: bool, tests: Parts
) -> str:
    """Why the game should keep its `current` model (None: damaged); empty if it should use the new one with `scores`.

    An incomplete training is rejected, and one with clearly lower accuracy on MNIST than the current model has by its
    card. A model that was trained on the player's own drawings must be at least as
    accurate as the current one on each of `tests`, but for chance on synthetic digits: one standard deviation.
    """
    if current is None:
        return ""
    if not complete:
        return "training was stopped early"
    known = current.card.get("scores", {}).get("mnist", 0.0)
    if "mnist" in scores and scores["mnist"] < known - CLEARLY:
        return _worse("mnist", scores["mnist"], known, current)
    if not own_drawings:
        return ""
    from digitgame.inference import Reader
    from digitgame.inference.metrics import score

    try:
        reader = Reader(current)
    except DigitgameError as error:
        _log.debug("The game's model cannot be compared: %s", error)
        return ""
    for name, part in tests().items():
        accuracy = score(reader, part.images, part.labels, name).accuracy
        chance = math.sqrt(accuracy * (1 - accuracy) / len(part)) if name == SYNTHETIC else 0.0
        if scores[name] < accuracy - chance:
            return _worse(name, scores[name], accuracy, current)
    return ""


def _worse(name: str, new: float, old: float, current: model.Model) -> str:
    return f"accuracy on {score_label(name)} is {percent(new, 2)}, and {percent(old, 2)} for {current.name}"


def lower_score(scores: Scores, current: model.Model | None) -> str:
    """A sentence where `current` scored higher on MNIST, else on synthetic digits, by its card; or nothing."""
    known = current.card.get("scores", {}) if current else {}
    name = next((name for name in ("mnist", SYNTHETIC) if name in scores and name in known), None)
    if current is None or name is None or round(scores[name], 5) >= known[name]:
        return ""
    return f"The one before ({current.name}) scored higher: {percent(known[name], 2)} on {score_label(name)}."
