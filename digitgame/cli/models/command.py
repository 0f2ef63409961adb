"""`digitgame models`: the trained networks on this machine."""

import json
from typing import Any

import click

from digitgame import folders, model, paths, unfinished
from digitgame.cli import options
from digitgame.cli.models.exchange import export_model, import_models
from digitgame.cli.output import echo
from digitgame.errors import DigitgameError


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List, show, compare, import, export or remove models, and choose the default.

    \b
    Examples:
      digitgame models                  all models with their scores
      digitgame models show seed        one model, layer by layer
      digitgame models compare fast seed
      digitgame models default fast     use this model from now on
      digitgame models import net.keras a network that was trained elsewhere
      digitgame models export fast fast.zip
      digitgame models remove seed
    """
    if context.invoked_subcommand is None:
        _list(as_json)
    elif as_json:
        raise click.UsageError(f"Write --json after {context.invoked_subcommand}.")


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_models(as_json: bool) -> None:
    """List all models with their scores, as `digitgame models` does.

    \b
    Examples:
      digitgame models list
      digitgame models list --json
    """
    _list(as_json)


def _list(as_json: bool) -> None:
    from digitgame.cli.models.view import listing

    shipped = [model.SHIPPED] if (paths.shipped_model() / model.CARD).is_file() else []
    summaries = [_summary(name) for name in [*model.names(paths.models()), *shipped]]
    interrupted = _unfinished()
    if as_json:
        values = {"folder": str(paths.models()), "models": summaries, "unfinished": interrupted}
        click.echo(json.dumps(values))
    else:
        echo(listing(summaries, interrupted))


@models.command()
@click.argument("name", required=False, shell_complete=options.complete_models)
@click.option("--json", "as_json", is_flag=True, help="Print the card and the layers as one JSON object.")
def show(name: str | None, as_json: bool) -> None:
    """Show a model: data, accuracy and layers.

    NAME is one of `digitgame models`, `shipped`, or a model folder  [default: the default model].

    \b
    Examples:
      digitgame models show
      digitgame models show shipped --json
    """
    from digitgame.cli.models.view import card

    found = _load(name)
    layers = found.card.get("layers") or _layers(found)
    if as_json:
        click.echo(json.dumps({**found.card, "folder": str(found.folder), "layers": layers}))
    else:
        echo(card(found, layers))


@models.command()
@click.argument("first", shell_complete=options.complete_models)
@click.argument("second", shell_complete=options.complete_models)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare(first: str, second: str, as_json: bool) -> None:
    """Compare two models side by side.

    The scores are those on their cards, each on its own test digits; to compare on the same digits, use
    `digitgame evaluate`.

    \b
    Example:
      digitgame models compare fast shipped
    """
    from digitgame.cli.models.view import comparison, facts

    found = [_load(name) for name in (first, second)]
    if as_json:
        click.echo(json.dumps({"models": [facts(one) for one in found]}))
    else:
        echo(comparison(*found))


@models.command()
@click.argument("name", shell_complete=options.complete_models)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def default(name: str, as_json: bool) -> None:
    """Choose the default model.

    \b
    Examples:
      digitgame models default fast
      digitgame models default shipped   the bundled model
    """
    from digitgame.ink import FRAMING

    model.choose_default(paths.models(), name, framing=FRAMING)
    if as_json:
        click.echo(json.dumps({"default": name}))
    else:
        click.echo(f"The default model is now {name}. Now: digitgame play")


@models.command()
@click.argument("name", shell_complete=options.complete_models)
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a model, or an unfinished training.

    \b
    Examples:
      digitgame models remove seed
      digitgame models remove seed --yes
    """
    models = paths.models()
    folder = models / name
    checkpoints = unfinished.directory(folder)
    is_model, half_done = model.lies_in(models, name), model.is_plain(name) and checkpoints.is_dir()
    if not is_model and not half_done:
        model.require_own(models, name)
    if unfinished.is_running(folder):
        raise DigitgameError(f"A training of {name} is running.", "Stop it first.", exit_code=2)
    what = "the model" if is_model else "the unfinished training of"
    options.require_consent(f"Remove {what} {name} from {models}?", yes=yes)
    was_default = is_model and model.default(models) == name
    if is_model:
        folders.remove(folder)
        model.drop_gone_default(models)
    if half_done:
        folders.remove(checkpoints)
    if as_json:
        click.echo(json.dumps({"removed": name, "default": model.default(models) or model.SHIPPED}))
        return
    then = " The default is now the bundled model." if was_default else ""
    click.echo(f"Removed {name}.{then}")


def _load(name: str | None, framing: int | None = None) -> model.Model:
    """Load a model and check all of its files."""
    shipped = paths.shipped_model()
    return model.find(name, models=paths.models(), shipped=shipped, framing=framing, whole=True)


def _summary(name: str) -> dict[str, Any]:
    """A line of the list; for a model that cannot be loaded, the reason."""
    from digitgame.cli.models.view import facts
    from digitgame.ink import FRAMING

    is_default = name == (model.default(paths.models()) or model.SHIPPED)
    try:
        return {**facts(_load(name, FRAMING)), "name": name, "default": is_default}
    except DigitgameError as error:
        return {"name": name, "default": is_default, "error": error.problem}


def _unfinished() -> list[dict[str, Any]]:
    from digitgame.training import checkpoint

    folder = paths.models()
    return [
        {
            "name": name,
            "epochs": checkpoint.finished(folder / name),
            "running": unfinished.is_running(folder / name),
        }
        for name in unfinished.names(folder)
    ]


def _layers(old: model.Model) -> list[dict[str, Any]]:
    """The layers of a model whose card does not list them, as far as its file shows them."""
    from digitgame.exchange.import_network import table
    from digitgame.inference import untrusted
    from digitgame.inference.layers import read_layers

    untrusted.try_untrusted(old)
    return table(read_layers(old.folder / model.TFLITE, digest=old.digest))


models.add_command(import_models)
models.add_command(export_model)
