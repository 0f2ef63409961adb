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
    from digitgame.digits import Pictures

HAND: Final = "hand"  # the score on the built-in hand's digits
_COPY: Final = "before"  # in the work folder: the model that the new one takes the place of
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
class Before:
    """The network that the game reads with while another is trained, to be called `folder`'s name."""

    folder: Path
    copy: Path | None  # of the game's network, where the new one is to lie in its place
    new_name: bool  # nothing was called so yet
    taken: bool = False  # the game reads with the new one

    def found(self) -> model.Model | None:
        """What the game reads with unless it takes the new one; None where that is damaged."""
        from digitgame import ink  # numpy: more than --help needs

        models, shipped = paths.models(), paths.shipped_model()
        try:
            if model.default(models) != self.folder.name:
                return model.find(None, models=models, shipped=shipped, framing=ink.FRAMING)
            if self.copy is not None:
                return model.load(self.copy, framing=ink.FRAMING)
            return model.load(shipped, framing=ink.FRAMING) if self.new_name else None
        except DigitgameError:
            return None

    def take(self) -> None:
        """Let the game read with the new one."""
        model.set_default(paths.models(), self.folder.name)
        self.taken = True

    def stay(self) -> None:
        """Let the game read on with what it had, wherever the new one lies."""
        models = paths.models()
        if model.default(models) != self.folder.name:
            return
        if self.copy is None:
            if self.new_name:  # the default named a model that was gone
                model.set_default(models, "")
            return
        card = json.loads((self.copy / model.CARD).read_text("utf-8"))
        try:
            if model.load(self.folder).card == card:  # nothing was put in its place
                return
        except DigitgameError:
            pass
        name = f"{self.folder.name[:_LONGEST]}-before"
        free = (f"{name}-{number}" if number > 1 else name for number in range(1, 10_000))
        name = next(one for one in free if not (models / one).exists())
        atomic.write_text(self.copy / model.CARD, json.dumps({**card, "name": name}, indent=2) + "\n")
        self.copy.rename(models / name)
        model.set_default(models, name)
        click.echo(f"The network that was {self.folder.name} is called {name} now.", err=True)


@contextmanager
def before(folder: Path, work_folder: Path) -> Iterator[Before]:
    """What the game reads with until the block ends, and after it, however it ends, unless it takes the new one.

    A copy is made where the new one, which is going to be `folder`, takes its place.
    """
    kept = work_folder / _COPY
    copy = None
    if model.default(paths.models()) == folder.name:
        copy = _sound(kept) or (_sound(folder) and _copied(folder, kept))
    held = Before(folder, copy, not folder.is_dir())
    try:
        yield held
    finally:
        if not held.taken:
            held.stay()
        if kept.exists():
            shutil.rmtree(kept, ignore_errors=True)


def _sound(folder: Path) -> Path | None:
    try:
        return model.load(folder).folder
    except DigitgameError:
        return None


def _copied(folder: Path, to: Path) -> Path:
    """A copy, whole or not there: a sudden end may leave half of one beside."""
    beside = to.with_name(f"{to.name}.part")
    for old in (beside, to):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(folder, beside)
    return beside.rename(to)


def reason_against(
    scores: Mapping[str, float],
    had: model.Model | None,
    *,
    whole: bool,
    own: bool,
    tests: Callable[[], Mapping[str, Pictures]],
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
    from digitgame.reading import Reader
    from digitgame.reading.scoring import score

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
            name = "shipped" if had.folder == paths.shipped_model() else had.name
            return f"{name} did ({100 * share:.2f} % of {words})" if round(scores[key], 5) < share else ""
    return ""
