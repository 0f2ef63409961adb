"""`digitgame train`."""

import gc
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from digitgame import paths
from digitgame.cli import options
from digitgame.cli.output import echo
from digitgame.cli.train.signals import interrupt_by_input, resumable, stop_on_request
from digitgame.errors import TRAINING, require
from digitgame.events import Loading
from digitgame.training import checkpoint
from digitgame.training.checkpoint import CheckpointDirectory
from digitgame.training.config import PRESETS
from digitgame.training.promotion import Candidate, require_accuracy
from digitgame.training.request import DEFAULT_PRESET, Inputs, Request, model_name, name_to_resume, start_of

# Options that may stand beside --resume: they change nothing of the training itself.
_WITH_RESUME: Final = {"resume", "as_json", "min_accuracy", "watch", "pictures", "against"}
_COUNT: Final = click.IntRange(1, 10_000)
_RATE: Final = options.FiniteRange(0, 10, min_open=True)
_SEED: Final = click.IntRange(0, 2**31 - 1)
_TIME: Final = options.FiniteRange(1, 10_000_000)
_warn = partial(echo, err=True)
# The key of the arguments in a context's `meta`.
_ARGUMENTS: Final = "digitgame.train.arguments"
_GROUPS: Final = {
    "What to learn": "preset names hand start batch_size learning_rate seed player drawings".split(),
    "When to stop": ["epochs", "limit", "patience", "min_accuracy"],
    "Where it goes": ["name", "resume", "fresh"],
}
_OTHER_OPTIONS: Final = "Output"


class _Train(click.Command):
    """A command whose help lists its options in groups, and which keeps its arguments for `--watch`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str] | None]] = {title: [] for title in (*_GROUPS, _OTHER_OPTIONS)}
        for option in self.get_params(ctx):
            title = next((title for title, names in _GROUPS.items() if option.name in names), _OTHER_OPTIONS)
            groups[title].append(option.get_help_record(ctx))
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl([record for record in records if record])


@click.command(cls=_Train)
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default=DEFAULT_PRESET,
    show_default=True,
    help="fast (1-2 min), best (15-45 min), seed (~10 s: the browser tutorial's small network).",
)
@options.data(
    "Data to train on: auto (MNIST + synthetic), mnist, hand (synthetic), mine (your drawings), a folder, a file "
    "or a URL; may be repeated.  [default: auto]"
)
@click.option("--epochs", type=_COUNT, help="Passes over the data.  [default: the preset's]")
@click.option("--time", "limit", type=_TIME, metavar="SECONDS", help="Train for SECONDS instead of epochs.")
@click.option(
    "--patience", type=_COUNT, metavar="N", help="Stop after N epochs without improvement; keep the best one."
)
@click.option("--batch-size", type=_COUNT, help="Images per step.  [default: the preset's]")
@click.option("--learning-rate", type=_RATE, help="Peak rate for Adam.  [default: the preset's]")
@click.option(
    "--seed", type=_SEED, default=1, show_default=True, help="Same seed, data and machine: same network."
)
@click.option(
    "--hand",
    type=click.IntRange(100, 1_000_000),
    default=20_000,
    show_default=True,
    help="Synthetic digits when `hand` is among --data.",
)
@click.option(
    "--name",
    metavar="NAME",
    help="Name of the model; replaces one of that name.  [default: the preset's or the --from model's, numbered]",
)
@click.option(
    "--from",
    "start",
    metavar="NAME|FOLDER",
    shell_complete=options.complete_models,
    help="Fine-tune this model, for 3 epochs unless you say otherwise.  [default: none; with `--data mine` and "
    "without --preset, the model that the game uses]",
)
@options.player
@click.option("--drawings", metavar="FILE", help="Labelled ink file to score on, never to train on.")
@click.option(
    "--min-accuracy",
    type=options.FiniteRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if accuracy is below PERCENT: on MNIST, else --drawings, else the first data set.",
)
@click.option(
    "--resume",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Resume an interrupted training run; the result is identical to an uninterrupted one.",
)
@click.option("--fresh", is_flag=True, help="Discard an unfinished run of that name and start over.")
@click.option("--watch", is_flag=True, help="Watch in a window: curves, kernels, predictions, mistakes.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per event.")
@click.option("--pictures", is_flag=True, hidden=True)
@click.option("--against", type=click.Path(path_type=Path), hidden=True)
@click.pass_context
def train(
    context: click.Context,
    /,
    preset: str,
    names: tuple[str, ...],
    name: str | None,
    start: str | None,
    min_accuracy: float | None,
    resume: str | None,
    fresh: bool,
    watch: bool,
    as_json: bool,
    pictures: bool,
    against: Path | None,
    **recipe: Any,
) -> None:
    """Train a network, score it and save it.

    `digitgame play` uses the new model unless it reads clearly worse than the old one. Ctrl-C finishes the batch and
    saves your progress; before the first batch, or a second time, it stops at once. Finished epochs are kept whatever
    happens: `--resume` continues from there.

    \b
    Examples:
      digitgame train                          MNIST, if available, and synthetic digits
      digitgame train --data path/to/mnist     idx files, mnist.npz or the tutorial's sprite
      digitgame train --data http://127.0.0.1:8080 --preset seed
      digitgame train --data auto --data mine  fine-tune the game's model on your drawings too
      digitgame train --epochs 3 --name quick --json
      digitgame train --time 60                one minute of training, on any machine
      digitgame train --watch                  watch it in a window
      digitgame train --resume                 resume an interrupted run
    """
    if recipe["epochs"] is not None and recipe["limit"] is not None:
        raise click.UsageError("Give --epochs or --time, not both.")
    if watch and as_json:
        raise click.UsageError("Give --watch or --json, not both.")
    require("Training", *TRAINING)
    if resume is not None:
        _refuse_with_resume(context)
        folder, request = paths.models() / name_to_resume(resume), None
    else:
        chosen = None if context.get_parameter_source("preset") is ParameterSource.DEFAULT else preset
        preset, start = start_of(start, chosen, names)
        request = Request(
            preset=preset, data=names or ("auto",), start=start, min_accuracy=min_accuracy, **recipe
        )
        request.check()
        folder = paths.models() / model_name(name, preset, start)
    # Hidden --pictures comes from a window, which has passed on its --watch as well; --against from the game, where the
    # player decides between the new model and the one in that folder.
    if watch and not pictures:
        from digitgame.cli.train.watch import watched

        context.exit(watched(context.meta[_ARGUMENTS]))
    asked = request.to_json() if request else None
    with checkpoint.claimed(folder, asked, fresh=fresh) as held, resumable(held):
        _train(held, min_accuracy, as_json=as_json, for_window=pictures, against=against)
    # Searching what TensorFlow leaves behind for garbage at exit would take a second.
    gc.freeze()


def _train(
    held: CheckpointDirectory,
    min_accuracy: float | None,
    *,
    as_json: bool,
    for_window: bool,
    against: Path | None,
) -> None:
    """Run the request in a checkpoint directory, and let the game use the model unless it is declined.

    Where a player compares it with the model in the folder `against`, the game uses it once the player says so.
    """
    from digitgame.cli.progress import progress
    from digitgame.cli.train.live import terminal_view
    from digitgame.cli.train.view import JsonView
    from digitgame.processes.worker import Worker

    if for_window:
        interrupt_by_input()
    if held.warning:
        _warn(held.warning)
    request = Request.from_json(held.request)
    request.check(has_start=held.epochs > 0)
    folder = paths.models() / held.name
    candidate = Candidate.of(folder, held.folder)
    try:
        with candidate, Worker() as worker:
            inputs = Inputs.begin(worker, request)
            with progress() as show:
                view = JsonView(for_window=for_window) if as_json or for_window else terminal_view()
                digits = request.load(show, held)
                inputs.score_on(request.own_tests(show), digits, _warn)
            view.show(Loading())
            # TensorFlow takes seconds to import, which a wrong path must not pay.
            from digitgame.training.export import tests_of
            from digitgame.training.train import train

            with closing(view), stop_on_request(view.stopping) as stopped:
                ends: dict[str, Any] = {"report": view.show, "stopped": stopped, "checkpoints": held}
                done = train(digits, request, candidate.saved, inputs=inputs, live_preview=for_window, **ends)
            view.show(replace(done, model=folder))
            require_accuracy(done.scores, request.min_accuracy if min_accuracy is None else min_accuracy)
            promotion = candidate.choose(
                done.scores,
                complete=held.over,
                own_drawings="mine" in request.data,
                tests=lambda: tests_of(digits, inputs.tests()),
                against=against,
            )
    finally:
        if candidate.renamed:
            _warn(f"Your previous model {folder.name} is called {candidate.renamed} now.")
    view.show(promotion)


def _refuse_with_resume(context: click.Context) -> None:
    """Raise UsageError for an option that would change a run that has started."""
    for option in context.command.params:
        name = option.name or ""
        given = context.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
        if given and name not in _WITH_RESUME:
            raise click.UsageError(f"--resume keeps the options of the run: leave out {option.opts[0]}.")
