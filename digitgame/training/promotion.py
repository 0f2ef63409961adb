"""Whether a network that was just trained becomes the one that the game reads with."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from digitgame import atomic, model, paths
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Images

HAND: Final = "hand"  # the score on the built-in hand's digits
_MADE: Final = (
    "made"  # in the work folder: the new model until it is judged, where the game reads with its namesake
)
_LONGEST: Final = 48  # characters of a name that more is added to


def judge(scores: Mapping[str, float], least: float | None) -> None:
    """Raises DigitgameError where the score that counts is lower than what was asked for, in percent."""
    if least is None:
        return
    key = next(key for key in ("mnist", "drawings", *scores) if key in scores)
    if scores[key] * 100 < least:
        told = f"{100 * scores[key]:.2f} % on {key} is less than the {least:g} % asked for."
        raise DigitgameError(told, "The model is saved, but the game reads with the one it had.")


@dataclass
class Candidate:
    """Where a network is saved that is to be called `folder`'s name, and what the game reads with until it is judged.

    Not in `folder` where the game reads with that one: there it comes after the verdict, so that the game never reads
    with what was not judged, however suddenly the training ends.
    """

    folder: Path
    made: Path  # where it is saved
    settled: bool = False

    def found(self) -> model.Model | None:
        """What the game reads with unless it takes the new one; None where that is damaged."""
        from digitgame import ink  # numpy: more than --help needs

        try:
            return model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)
        except DigitgameError:
            return None

    def take(self) -> None:
        """Let the game read with the new one."""
        self._put()
        model.set_default(paths.models(), self.folder.name)
        self.settled = True

    def stay(self) -> None:
        """Let the game read on with what it had, under another name where the new one takes its place."""
        self.settled = True
        if self.made == self.folder or not (self.made / model.CARD).is_file():
            return
        try:
            card = model.load(self.folder).card
        except DigitgameError:  # nothing to keep
            self._put()
            return
        models = paths.models()
        name = f"{self.folder.name[:_LONGEST]}-before"
        free = (f"{name}-{number}" if number > 1 else name for number in range(1, 10_000))
        name = next(one for one in free if not (models / one).exists())
        with model.writing(models / name) as beside:
            shutil.copytree(self.folder, beside, dirs_exist_ok=True)
            atomic.write_text(beside / model.CARD, json.dumps({**card, "name": name}, indent=2) + "\n")
        model.set_default(models, name)
        self._put()
        click.echo(f"The network that was {self.folder.name} is called {name} now.", err=True)

    def _put(self) -> None:
        """Put the new one where it is to lie."""
        if self.made != self.folder:
            with model.writing(self.folder) as beside:
                shutil.copytree(self.made, beside, dirs_exist_ok=True)


@contextmanager
def judged(folder: Path, work_folder: Path) -> Iterator[Candidate]:
    """Where to save a network that is to be `folder`; unless the block takes it, the game goes on with what it had."""
    models = paths.models()
    model.drop_gone_default(models)  # a new network of that name is not what it meant
    aside = work_folder / _MADE
    place = Candidate(folder, aside / folder.name if model.default(models) == folder.name else folder)
    try:
        yield place
    finally:
        if not place.settled:
            place.stay()
        shutil.rmtree(aside, ignore_errors=True)


def reason_against(
    scores: Mapping[str, float],
    had: model.Model | None,
    *,
    whole: bool,
    own: bool,
    tests: Callable[[], Mapping[str, Images]],
) -> str:
    """Why the game should keep `had`, the network that it has; empty where it should take the new one.

    `scores` are the new network's. `whole`: its training was not broken off. `own`: it learnt from the player's own
    drawings; then it must read everything that it was tested on, `tests`, at least as well as the one before. Of the
    built-in hand's digits, which stand in for people's, it may read fewer by what chance makes: one standard deviation.
    Where the one before is damaged, None, anything that reads is better.
    """
    if had is None:
        return ""
    if not whole:
        return "its training was ended too soon"
    if not own:
        return ""
    from digitgame.inference import Reader
    from digitgame.inference.metrics import score

    try:
        reader = Reader(had)
    except DigitgameError:
        return ""
    for key, part in tests().items():
        right = score(reader, part.images, part.labels, key).accuracy
        chance = math.sqrt(right * (1 - right) / len(part)) if key == HAND else 0.0
        if scores[key] < right - chance:
            return f"it reads {100 * scores[key]:.2f} % of {key}, and {had.name} {100 * right:.2f} %"
    return ""


def less(scores: Mapping[str, float], had: model.Model | None) -> str:
    """What `had` read, by its card, where a network with `scores` reads less of MNIST, else of the hand; or nothing."""
    known = had.card.get("scores") if had is not None else None
    for key, words in (("mnist", "MNIST"), (HAND, "the built-in hand")):
        share = known.get(key) if isinstance(known, dict) else None
        if had is not None and isinstance(share, float) and key in scores:
            return f"{had.name} did ({100 * share:.2f} % of {words})" if round(scores[key], 5) < share else ""
    return ""
