"""`digitgame data`: the data sets kept on this machine."""

import copy
import json
from pathlib import Path
from typing import Any, Final

import click

from digitgame import paths
from digitgame.cli import options
from digitgame.cli.output import echo, note

_COUNTED: Final = {"drawings": "drawings", "train": "training digits", "test": "test digits"}


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@click.pass_context
def data(context: click.Context, as_json: bool) -> None:
    """List, fetch, export or remove the data sets kept on this machine.

    \b
    Examples:
      digitgame data                          list what is kept, and where
      digitgame data get mnist                fetch MNIST (11 MB) and keep it
      digitgame data get ~/Downloads/mnist    keep the data set in a folder
      digitgame data export mine mine.jsonl   write your drawings as a file
      digitgame data remove mnist             remove one; without a name, all of them
    """
    if context.invoked_subcommand is None:
        _list(as_json)
    elif as_json:
        raise click.UsageError(f"Write --json after {context.invoked_subcommand}.")


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_data(as_json: bool) -> None:
    """List the data sets kept on this machine, as `digitgame data` does.

    \b
    Examples:
      digitgame data list
      digitgame data list --json
    """
    _list(as_json)


@data.command()
@click.argument("source", metavar="mnist|PATH|URL")
@click.option("--name", help="Keep it under this name  [default: its own name]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def get(source: str, name: str | None, as_json: bool) -> None:
    """Check a data set and keep it on this machine.

    Name `mnist`, or a path or an http(s) address of idx files, arrays (.npz), a table (.csv), a zip archive or the
    tutorial's sprite. Train on what is kept by its name.

    \b
    Examples:
      digitgame data get mnist
      digitgame data get http://127.0.0.1:8080/mnist_images.png --name sprite
      digitgame train --data sprite
    """
    from digitgame.cli.progress import progress
    from digitgame.datasets.sources import add_to_cache
    from digitgame.inference import dataset_check

    notes: list[str] = []
    check, report = dataset_check.checked, notes.append
    with progress() as show:
        folder = add_to_cache(
            source, cache=paths.data(), save_as=name, progress=show, check=check, report=report
        )
    for line in notes:
        note(line)
    if as_json:
        click.echo(json.dumps({"name": folder.name, "folder": str(folder)}))
        return
    click.echo(f"Kept in {folder}. Now: digitgame train --data {folder.name}")


@data.command()
@click.argument("name", metavar="NAME|PATH|URL", shell_complete=options.complete_data)
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["idx", "npz", "png", "ink"]),
    help="What to write  [default: by OUT: .npz, .jsonl (ink), a folder of idx files where it has no ending]",
)
@options.player
@click.option(
    "--count",
    type=click.IntRange(1, 1_000_000),
    default=20_000,
    show_default=True,
    help="Synthetic digits, for `hand`.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="For `hand`.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def export(
    name: str, out: Path, form: str | None, player: str | None, count: int, seed: int, as_json: bool
) -> None:
    """Write a data set as files for other programs.

    NAME is `hand` (synthetic), `mine` (your drawings), a data set kept here, or anything that --data takes. idx: four
    files as MNIST's. npz: x_train, y_train, x_test, y_test. png: 28x28, in train/0 to test/9. ink: the strokes, one
    drawing per line (hand, mine and ink files).

    \b
    Examples:
      digitgame data export mine mine.jsonl
      digitgame data export mine --player Ann --format png ann
      digitgame data export hand digits.npz --count 5000
      digitgame data export mnist mnist-png --format png
    """
    from digitgame.cli.progress import progress
    from digitgame.datasets import export as writing
    from digitgame.datasets import sources
    from digitgame.inference import dataset_check

    form = form or writing.format_of(out)
    writing.check_free(out)
    where: dict[str, Any] = {"database": paths.database(), "player": player, "seed": seed}
    if form == "ink":
        drawings, whose = sources.load_drawings(name, count=count, **where)
        notes, counts = [whose] if whose else [], {"drawings": len(drawings)}
        writing.write_drawings(drawings, out)
    else:
        where |= {"cache": paths.data(), "hand_count": count}
        with progress() as show:
            found = sources.load([name], progress=show, check=dataset_check.checked, **where)
            writing.write_images(found, out, form, show)
        notes, counts = list(found.notes), {"train": len(found.train), "test": len(found.test)}
    for line in notes:
        note(line)
    if as_json:
        click.echo(json.dumps({"name": name, "out": str(out), "format": form, **counts}))
    else:
        words = " and ".join(f"{number:,} {_COUNTED[what]}" for what, number in counts.items())
        echo(f"Wrote {out}: {words}.")


@data.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=options.complete_data_sets)
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def remove(names: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Remove data sets from this machine: those named, or all.

    Models, scores and drawings stay.

    \b
    Examples:
      digitgame data remove mnist
      digitgame data remove --yes
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
    if chosen:
        options.require_consent(f"Remove {', '.join(one.name for one in chosen)} from {folder}?", yes=yes)
    elif not as_json:
        click.echo(f"Nothing is kept in {folder}.")
    for one in chosen:
        cache.remove(folder, one.name)
        if not as_json:
            click.echo(f"Removed {one.name}: {_megabytes(one.size)} freed.")
    if as_json:
        freed = sum(one.size for one in chosen)
        click.echo(json.dumps({"removed": [one.name for one in chosen], "bytes": freed}))


# The name that `remove` had at first: scripts use it.
_clear = copy.copy(remove)
_clear.hidden = True
data.add_command(_clear, "clear")


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
