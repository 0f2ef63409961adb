"""`digitgame models import` and `digitgame models export`."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitgame import model, paths
from digitgame.cli import options
from digitgame.cli.output import complain, echo, note
from digitgame.errors import DigitgameError
from digitgame.formatting import score_label, score_text

if TYPE_CHECKING:
    from digitgame.datasets import Images


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--name", metavar="NAME", help="Name of the model  [default: that of the file]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and model.")
@click.pass_context
def import_models(context: click.Context, files: tuple[Path, ...], name: str | None, as_json: bool) -> None:
    """Import networks that were trained elsewhere, or models as .zip files.

    FILE is a network (.keras, .h5 or .tflite) that takes images of 28x28 pixels and returns ten values, or a model
    that `digitgame models export` wrote (.zip). How a network takes its pixels, and whether it returns probabilities,
    is found out by trying; then it is scored on MNIST, if it is cached, and on synthetic digits.
    No code of a file is ever run: a network with layers of its own is refused. Keras' files need TensorFlow.

    \b
    Examples:
      digitgame models import network.keras --name mine
      digitgame models import network.tflite
      digitgame models import ann.zip ben.zip
    """
    if name is not None and len(files) > 1:
        raise click.UsageError("Give --name with one file only.")
    failed = False
    for file in files:
        try:
            result = _import(file, name)
        except (DigitgameError, OSError) as error:
            if len(files) == 1:
                raise
            complain(str(error))
            failed = True
            continue
        if as_json:
            click.echo(json.dumps({key: value for key, value in result.items() if key != "text"}))
        else:
            echo(result["text"])
    if failed:
        context.exit(1)


def _import(file: Path, name: str | None) -> dict[str, Any]:
    """Import one file; what was made of it."""
    models = paths.models()
    if file.suffix.lower() == ".zip":
        from digitgame.exchange import archive, import_network

        asked = archive.named(archive.read(file)) if name is None else name
        # The bundled model is named after its file.
        free = import_network.name_for(file, models, None if asked in ("", model.SHIPPED) else asked)
        found = archive.unpack(file, models, free)
        lines, missing = [f"Imported {found.name} from {file.name}."], ""
    else:
        from digitgame.exchange import import_network
        from digitgame.synth import strangers
        from digitgame.training import rejection

        import_network.check_kind(file)
        free = import_network.name_for(file, models, name)
        note(f"Reading {file.name}, and trying it ...")
        tests = _tests()
        done = import_network.import_network(
            file,
            free,
            models=models,
            tests=tests,
            fit_rejection=lambda reader: rejection.fit(reader, tests[-1][1], strangers.samples()),
        )
        found, missing = done.model, done.missing
        sizes = f"{done.parameters:,} parameters, pixels of {done.pixels}, ten {done.outputs}"
        shows = (
            missing.rstrip(".") + ": Inside shows what is before it."
            if missing
            else "Inside shows all of it."
        )
        lines = [f"Imported {file.name} as {found.name}: {sizes}. {shows}"]
    card = found.card
    lines += [f"  {score_label(key)}: {score_text(card, key)}" for key in card.get("scores", {})]
    lines.append(f"Now: digitgame play --model {found.name}, or digitgame models default {found.name}")
    keys = ("scores", "accepted", "parameters", "imported")
    values = {"name": found.name, "folder": str(found.folder), **{key: card.get(key) for key in keys}}
    return {**values, "not_shown": missing, "text": "\n".join(lines)}


def _tests() -> list[tuple[str, Images]]:
    """What a network is scored on: your drawings, synthetic digits, and MNIST, where they are."""
    from digitgame.datasets.sources import load_test
    from digitgame.training.request import tests

    found = []
    # Without any: nobody has drawn here yet.
    with contextlib.suppress(DigitgameError):
        found = [("mine", load_test("mine", cache=paths.data(), database=paths.database()).test)]
    return [*found, *tests([], set(), note)]


@click.command("export")
@click.argument("name", shell_complete=options.complete_models)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def export_model(name: str, file: Path | None, as_json: bool) -> None:
    """Write a model as one file: .zip for digitgame, .tflite or .keras for other programs.

    The .zip has all of the model, with the digest of every file; `digitgame models import` reads it, on any machine.
    A .tflite takes `frame`, [N, 28, 28, 1], 0 to 1, white on black. Without FILE it is NAME.zip.

    \b
    Examples:
      digitgame models export fast
      digitgame models export fast handed-in.zip
      digitgame models export shipped network.tflite
    """
    # A folder is called after its last part.
    file = Path(f"{Path(name).name}.zip") if file is None else file
    kind = file.suffix.lower()
    parts = {".tflite": model.TFLITE, ".keras": model.KERAS}
    if kind != ".zip" and kind not in parts:
        raise DigitgameError(f"{file} is no .zip, .tflite or .keras.", "Name the file so.", exit_code=2)
    shipped = paths.shipped_model()
    found = model.find(name, models=paths.models(), shipped=shipped, whole=True)
    if kind == ".zip":
        from digitgame.exchange import archive

        archive.pack(found, file)
    else:
        from digitgame import atomic

        source = found.folder / parts[kind]
        if not source.is_file():
            raise DigitgameError(
                f"{found.name} was imported: it has no {kind}.", "Export it as .tflite or .zip."
            )
        with atomic.file(file) as beside:
            shutil.copyfile(source, beside)
    size = file.stat().st_size
    if as_json:
        click.echo(
            json.dumps({"name": found.name, "file": str(file), "sha256": model.sha256(file), "bytes": size})
        )
    else:
        then = f" Read it with: digitgame models import {file}" if kind == ".zip" else ""
        echo(f"Wrote {found.name} to {file} ({size / 1e6:.1f} MB).{then}")
