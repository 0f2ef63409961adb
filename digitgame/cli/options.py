"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from digitgame.errors import DigitgameError
from digitgame.rules.modes import ALL_MODES

if TYPE_CHECKING:
    from digitgame.datasets import Dataset
    from digitgame.inference import Reader


class FiniteRange(click.FloatRange):
    """A range that "nan", which every comparison lets pass, is outside of."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail("nan is not a number.", param, ctx)
        return number


Command = TypeVar("Command", bound=Callable[..., Any])


def complete_models(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The names of models that begin so, for the shell."""
    from digitgame import model, paths

    return [name for name in [*model.names(paths.models()), model.SHIPPED] if name.startswith(begun)]


def complete_data(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
    """The names of data sets that begin so, and files, for the shell."""
    names = dict.fromkeys(["auto", "mnist", "hand", "mine", *_cached()])
    found = [CompletionItem(name) for name in names if name.startswith(begun)]
    return found or [CompletionItem(begun, type="file")]


def complete_data_sets(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The names of the data sets kept on this machine that begin so, for the shell."""
    return [name for name in _cached() if name.startswith(begun)]


def complete_modes(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The modes that begin so, for the shell."""
    return [name for name in ["free", *map(str, ALL_MODES)] if name.startswith(begun)]


def _cached() -> list[str]:
    from digitgame import paths
    from digitgame.datasets import cache

    return [one.name for one in cache.cached_datasets(paths.data())]


model = click.option(
    "--model",
    "model_name",
    metavar="NAME|FOLDER",
    shell_complete=complete_models,
    help="Model to use  [default: the one that the game uses]",
)


models = click.option(
    "--model",
    "model_names",
    metavar="NAME|FOLDER",
    multiple=True,
    shell_complete=complete_models,
    help="Model to measure; several, a folder of models, or `all` of yours make a league table.  "
    "[default: the one that the game uses]",
)


def data(words: str) -> Callable[[Command], Command]:
    """`--data`, which may be given more than once; `words` are its help."""
    more: dict[str, Any] = {"metavar": "NAME|PATH|URL", "shell_complete": complete_data, "help": words}
    return click.option("--data", "names", multiple=True, **more)


def mode(words: str, **more: Any) -> Callable[[Command], Command]:
    """`--mode`; `words` are its help."""
    return click.option("--mode", metavar="MODE", shell_complete=complete_modes, help=words, **more)


player = click.option(
    "--player", metavar="NAME|all", help="Whose drawings `mine` are  [default: those of the last player]"
)


def load_tests(names: Sequence[str], player: str | None = None) -> list[Dataset]:
    """The test images that `--data` names, or those of the default, with a progress bar."""
    from digitgame import paths
    from digitgame.cli.progress import progress
    from digitgame.datasets import sources
    from digitgame.inference import dataset_check

    where: dict[str, Any] = {"cache": paths.data(), "database": paths.database(), "player": player}
    with progress() as show:
        return sources.load_tests(names, progress=show, check=dataset_check.checked, **where)


def load_reader(model_name: str | None) -> Reader:
    """The reader of the model that `--model` names."""
    from digitgame.inference import Reader, untrusted

    return Reader(untrusted.find(model_name))


def found_models(names: Sequence[str]) -> list[str | None]:
    """The models that `--model` means: those named, those in a folder, `all` of the user's; None is the default.

    Raises DigitgameError for a name that no model has.
    """
    from pathlib import Path

    from digitgame import model, paths

    found: list[str | None] = []
    for name in names:
        folder = Path(name)
        if model.lies_in(paths.models(), name) or name == model.SHIPPED:
            found.append(name)
        elif name == "all":
            found += [*model.names(paths.models()), model.SHIPPED]
        elif folder.is_dir() and not (folder / model.CARD).is_file() and model.names(folder):
            found += [str(folder / one) for one in model.names(folder)]
        else:
            # A wrong name is said before the first model is measured.
            model.folder_of(name, models=paths.models(), shipped=paths.shipped_model())
            found.append(name)
    return list(dict.fromkeys(found)) or [None]


def require_consent(question: str, *, yes: bool) -> None:
    """Ask whether to remove something, unless `--yes` answers. Raises DigitgameError for a no, or if nobody answers."""
    try:
        agreed = yes or click.confirm(question, err=True)
    except click.Abort:
        # The line of the question is still open.
        click.echo(err=True)
        raise DigitgameError("No confirmation, nothing removed.", "Use --yes in scripts.") from None
    if not agreed:
        raise DigitgameError("Nothing was removed.")
