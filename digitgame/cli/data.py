"""`digitgame data`: the data sets kept on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from digitgame import paths
from digitgame.cli.confirm import sure

if TYPE_CHECKING:
    from digitgame.datasets.cache import Kept


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="List as JSON, for scripts.")
@click.pass_context
def data(context: click.Context, as_json: bool) -> None:
    """Show, fetch or clear the data sets kept on this machine.

    \b
    Examples:
      digitgame data                          what is kept, and where
      digitgame data get mnist                fetch MNIST (11 MB) and keep it
      digitgame data get ~/Downloads/mnist    keep what lies in a folder
      digitgame data clear                    remove all of it
    """
    if context.invoked_subcommand is None:
        _list(as_json)


@data.command()
@click.argument("source", metavar="mnist|PATH|URL")
@click.option("--name", help="What to call it  [default: its own name]")
def get(source: str, name: str | None) -> None:
    """Check a data set and keep it on this machine.

    Name `mnist`, or a path or an http(s) address of idx files, an .npz file or the tutorial's sprite. What is
    kept can be learned from by its name.

    \b
    Examples:
      digitgame data get mnist
      digitgame data get http://127.0.0.1:8080/mnist_images.png --name sprite
      digitgame train --data sprite
    """
    from digitgame.cli.progress import progress
    from digitgame.datasets.sources import put_on_shelf

    with progress() as show:
        folder = put_on_shelf(source, cache=paths.data(), called=name, progress=show)
    click.echo(f"Kept in {folder}. Now: digitgame train --data {folder.name}")


@data.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(names: tuple[str, ...], yes: bool) -> None:
    """Remove data sets from this machine: those named, or all.

    Models, scores and drawings stay.

    \b
    Examples:
      digitgame data clear mnist
      digitgame data clear --yes
    """
    from digitgame.datasets import cache as shelf
    from digitgame.errors import DigitgameError

    cache = paths.data()
    kept = {one.name: one for one in shelf.kept(cache)}
    for name in names:
        if name not in kept:
            hint = f"Kept: {', '.join(kept) or 'nothing'}."
            raise DigitgameError(f"No data set {name} is kept.", hint, exit_code=2)
    going = [kept[name] for name in dict.fromkeys(names or kept)]
    if not going:
        click.echo(f"Nothing is kept in {cache}.")
    elif sure(f"Remove {', '.join(one.name for one in going)} from {cache}?", yes=yes):
        for one in going:
            shelf.remove(cache, one.name)
            click.echo(f"Removed {one.name}: {_megabytes(one.size)} free again.")
    if not names:
        shelf.sweep(cache)


def _list(as_json: bool) -> None:
    from digitgame.datasets import cache as shelf

    cache = paths.data()
    kept = shelf.kept(cache)
    if as_json:
        click.echo(json.dumps({"folder": str(cache), "sets": [_as_json(one) for one in kept]}))
    elif not kept:
        click.echo(f"Nothing is kept in {cache}. Fetch MNIST with: digitgame data get mnist")
    else:
        click.echo(f"Kept in {cache}:")
        for one in kept:
            counts = f"{one.train:,} to learn from, {one.test:,} to test on"
            click.echo(f"  {one.name}: {counts}, {_megabytes(one.size)}")


def _as_json(one: Kept) -> dict[str, str | int]:
    return {
        "name": one.name,
        "folder": str(one.folder),
        "train": one.train,
        "test": one.test,
        "bytes": one.size,
    }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
