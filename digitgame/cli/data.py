"""`digitgame data`: the data sets kept on this machine."""

import json

import click

from digitgame import paths
from digitgame.cli.options import sure


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@click.pass_context
def data(context: click.Context, as_json: bool) -> None:
    """List, fetch or clear the data sets kept on this machine.

    \b
    Examples:
      digitgame data                          list what is kept, and where
      digitgame data get mnist                fetch MNIST (11 MB) and keep it
      digitgame data get ~/Downloads/mnist    keep the data set in a folder
      digitgame data clear                    remove all of them
    """
    if context.invoked_subcommand is None:
        _list(as_json)


@data.command()
@click.argument("source", metavar="mnist|PATH|URL")
@click.option("--name", help="Keep it under this name  [default: its own name]")
def get(source: str, name: str | None) -> None:
    """Check a data set and keep it on this machine.

    Name `mnist`, or a path or an http(s) address of idx files, an .npz file or the tutorial's sprite. Train on
    what is kept by its name.

    \b
    Examples:
      digitgame data get mnist
      digitgame data get http://127.0.0.1:8080/mnist_images.png --name sprite
      digitgame train --data sprite
    """
    from digitgame.cli.progress import progress
    from digitgame.datasets.sources import add_to_cache

    with progress() as show:
        folder = add_to_cache(source, cache=paths.data(), save_as=name, progress=show)
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
    from digitgame.datasets import cache
    from digitgame.errors import DigitgameError

    folder = paths.data()
    cached = {one.name: one for one in cache.cached_datasets(folder)}
    for name in names:
        if name not in cached:
            hint = f"Kept: {', '.join(cached) or 'nothing'}."
            raise DigitgameError(f"No data set {name} is kept.", hint, exit_code=2)
    chosen = [cached[name] for name in dict.fromkeys(names or cached)]
    if not chosen:
        click.echo(f"Nothing is kept in {folder}.")
    elif sure(f"Remove {', '.join(one.name for one in chosen)} from {folder}?", yes=yes):
        for one in chosen:
            cache.remove(folder, one.name)
            click.echo(f"Removed {one.name}: {_megabytes(one.size)} freed.")


def _list(as_json: bool) -> None:
    from digitgame.datasets import cache

    folder = paths.data()
    cached = cache.cached_datasets(folder)
    if as_json:
        sets = [
            {
                "name": one.name,
                "folder": str(one.folder),
                "train": one.train,
                "test": one.test,
                "bytes": one.size,
            }
            for one in cached
        ]
        click.echo(json.dumps({"folder": str(folder), "sets": sets}))
    elif not cached:
        click.echo(f"Nothing is kept in {folder}. Fetch MNIST with: digitgame data get mnist")
    else:
        click.echo(f"Kept in {folder}:")
        for one in cached:
            counts = f"{one.train:,} training and {one.test:,} test images"
            click.echo(f"  {one.name}: {counts}, {_megabytes(one.size)}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
