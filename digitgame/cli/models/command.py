"""`digitgame models`: the trained networks on this machine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click

from digitgame import model, paths
from digitgame.cli.confirm import sure
from digitgame.errors import DigitgameError


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="List as JSON, for scripts.")
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List the models, show or compare them, choose the one to play with, remove one.

    \b
    Examples:
      digitgame models                  all of them, with their scores
      digitgame models show seed        one of them, layer by layer
      digitgame models compare fast seed
      digitgame models default fast     play with this one from now on
      digitgame models remove seed
    """
    if context.invoked_subcommand is None:
        from digitgame.cli.models.view import listing

        summaries = [_summary(name) for name in _names()]
        unfinished = _unfinished()
        if as_json:
            told = {"folder": str(paths.models()), "models": summaries, "unfinished": unfinished}
            click.echo(json.dumps(told))
        else:
            click.echo(listing(summaries, unfinished))


@models.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="The card as JSON, with its layers.")
def show(name: str | None, as_json: bool) -> None:
    """Show a model: what it learnt from, how well it reads, and each of its layers.

    NAME is one of `digitgame models`, `shipped`, or a model folder; without it the default is shown.

    \b
    Examples:
      digitgame models show
      digitgame models show shipped --json
    """
    from digitgame.cli.models.view import card

    found = _found(name)
    layers = found.card.get("layers") or _layers(found)
    if as_json:
        click.echo(json.dumps({**found.card, "folder": str(found.folder), "layers": layers}))
    else:
        click.echo(card(found, layers))


@models.command()
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def compare(first: str, second: str, as_json: bool) -> None:
    """Compare two models: recipe, data, size and scores side by side.

    The scores are those on their cards, of the digits that each was scored on; for the same digits use
    `digitgame evaluate`.

    \b
    Example:
      digitgame models compare fast shipped
    """
    from digitgame.cli.models.view import comparison, facts

    found = [_found(name) for name in (first, second)]
    if as_json:
        click.echo(json.dumps({"models": [facts(one) for one in found]}))
    else:
        click.echo(comparison(*found))


@models.command()
@click.argument("name")
def default(name: str) -> None:
    """Choose the model that is used where none is named.

    \b
    Examples:
      digitgame models default fast
      digitgame models default shipped   the one in the box
    """
    if name == model.SHIPPED:
        model.set_default(paths.models(), "")
    else:
        from digitgame.ink import FRAMING

        _own(name)
        _found(name, FRAMING)
        model.set_default(paths.models(), name)
    click.echo(f"From now on {name} is used where no model is named. Now: digitgame play")


@models.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Remove a model from this machine, or an unfinished training.

    \b
    Examples:
      digitgame models remove seed
      digitgame models remove seed --yes
    """
    from digitgame.training import checkpoint

    folder = paths.models() / name
    going = [
        path
        for path in (_folder_of(name), checkpoint.work_folder(folder))
        if path is not None and path.is_dir()
    ]
    if not going:
        _own(name)
    if checkpoint.is_running(folder):
        raise DigitgameError(f"A training of {name} is running.", "Stop it first.", exit_code=2)
    what = "the model" if folder.is_dir() else "the unfinished training of"
    if not sure(f"Remove {what} {name} from {paths.models()}?", yes=yes):
        click.echo("Nothing was removed.")
        return
    was_default = _default() == name and folder.is_dir()
    for path in going:
        shutil.rmtree(path)
    then = " The model in the box is used from now on." if was_default else ""
    click.echo(f"Removed {name}.{then}")


def _names() -> list[str]:
    shipped = [model.SHIPPED] if (paths.shipped_model() / model.CARD).is_file() else []
    return [*model.names(paths.models()), *shipped]


def _folder_of(name: str) -> Path | None:
    return paths.models() / name if name in model.names(paths.models()) else None


def _own(name: str) -> None:
    """Refuse what is not a model of the user's own."""
    if _folder_of(name) is None:
        known = ", ".join(model.names(paths.models())) or "none"
        raise DigitgameError(f"There is no model {name} of yours.", f"Yours: {known}.", exit_code=2)


def _found(name: str | None, framing: int | None = None) -> model.Model:
    """A model, all of it checked: here is where a damaged one is told."""
    shipped = paths.shipped_model()
    return model.find(name, models=paths.models(), shipped=shipped, framing=framing, whole=True)


def _default() -> str:
    return model.default(paths.models()) or model.SHIPPED


def _summary(name: str) -> dict[str, Any]:
    """A line of the list; a model that cannot be read is one that says why."""
    from digitgame.cli.models.view import facts
    from digitgame.ink import FRAMING

    try:
        return {**facts(_found(name, FRAMING)), "name": name, "default": name == _default()}
    except DigitgameError as error:
        return {"name": name, "default": name == _default(), "error": error.problem}


def _unfinished() -> list[dict[str, Any]]:
    from digitgame.training import checkpoint

    folder = paths.models()
    return [
        {
            "name": name,
            "epochs": checkpoint.finished(checkpoint.work_folder(folder / name)),
            "running": checkpoint.is_running(folder / name),
        }
        for name in checkpoint.unfinished(folder)
    ]


def _layers(found: model.Model) -> list[dict[str, Any]]:
    """For a card from before layers stood on it: TensorFlow has to look at the network itself."""
    from digitgame.training.backend import keras
    from digitgame.training.layers import table

    return table(keras.models.load_model(found.folder / model.KERAS))
