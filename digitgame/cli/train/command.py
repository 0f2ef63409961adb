"""`digitgame train`."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from typing import Final

import click
from click.core import ParameterSource

from digitgame import model, paths
from digitgame.cli import options
from digitgame.cli.train.signals import ending, never_lost
from digitgame.training import checkpoint
from digitgame.training.config import PRESETS
from digitgame.training.promotion import judge, judged, less, reason_against
from digitgame.training.request import Request, model_name, name_to_resume, start_of, tests

# options that change nothing of a training that was begun
_WITH_RESUME: Final = {"resume", "as_json", "min_accuracy", "watch", "pictures"}

EXAMPLES = """
\b
Examples:
  digitgame train                          MNIST, where it is at hand, and the built-in hand
  digitgame train --data path/to/mnist     idx files, mnist.npz or the tutorial's sprite
  digitgame train --data http://127.0.0.1:8080 --preset seed
  digitgame train --data auto --data mine  let the game's network learn from your own drawings too
  digitgame train --epochs 3 --name quick --json
  digitgame train --time 60                one minute of learning, whatever the machine
  digitgame train --watch                  watch it in a window
  digitgame train --resume                 go on with a training that was broken off
"""


def _finite(_context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Not a number passes every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.", param=option)
    return value


@click.command(epilog=EXAMPLES)
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default="fast",
    show_default=True,
    help="The network and its recipe: fast; best, a quarter of an hour; seed, the browser tutorial's.",
)
@options.data(
    "What to learn from: auto, mnist, hand, mine, a folder, a file or an address; "
    "may be given more than once.  [default: auto]"
)
@click.option(
    "--epochs", type=click.IntRange(1, 10_000), help="Passes over the pictures.  [default: the preset's]"
)
@click.option(
    "--time",
    "limit",
    type=click.FloatRange(1, 10_000_000),
    metavar="SECONDS",
    help="Learn for so long instead, the learning rate's course included.",
)
@click.option(
    "--patience",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="End after N epochs without a better one, and save the network of the best one.",
)
@click.option(
    "--batch-size", type=click.IntRange(1, 10_000), help="Pictures a step.  [default: the preset's]"
)
@click.option(
    "--learning-rate",
    type=click.FloatRange(0, 10, min_open=True),
    callback=_finite,
    help="Of Adam, at its highest.  [default: the preset's]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Same seed, same data, same machine: same network.",
)
@click.option(
    "--hand",
    "hand_count",
    type=click.IntRange(100, 1_000_000),
    default=20_000,
    show_default=True,
    help="Digits that the built-in hand writes to learn from, where it is asked.",
)
@click.option(
    "--name",
    metavar="NAME",
    help="What to call the model; one of that name is replaced.  [default: the preset's name, or that of "
    "the model that it goes on from, numbered]",
)
@click.option(
    "--from",
    "start",
    metavar="NAME|FOLDER",
    help="Let that model's network go on learning: 3 epochs in small steps, unless told otherwise.  "
    "[default, with `--data mine` and without --preset: the network that the game reads with]",
)
@click.option(
    "--drawings",
    metavar="FILE",
    help="An ink file of labelled drawings to score the network on; none of it is learnt.",
)
@click.option(
    "--min-accuracy",
    type=click.FloatRange(0, 100),
    callback=_finite,
    metavar="PERCENT",
    help="Fail (exit code 1) where a score comes out lower: MNIST's, else the drawings', else the hand's.",
)
@click.option(
    "--resume",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Go on with a training that was broken off, to the same network as if it had not been.",
)
@click.option("--fresh", is_flag=True, help="Begin anew where a training of that name is unfinished.")
@click.option(
    "--watch", is_flag=True, help="Watch it in a window: curves, kernels, digits being read, mistakes."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line an event.")
@click.option(
    "--pictures", is_flag=True, hidden=True
)  # for the window: pictures among the events, stop on request
@click.pass_context
def train(
    context: click.Context,
    preset: str,
    names: tuple[str, ...],
    epochs: int | None,
    limit: float | None,
    patience: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int,
    hand_count: int,
    name: str | None,
    start: str | None,
    drawings: str | None,
    min_accuracy: float | None,
    resume: str | None,
    fresh: bool,
    watch: bool,
    as_json: bool,
    pictures: bool,
) -> None:  # fmt: skip
    """Train a network, save it, and tell how well it reads.

    The model is saved where `digitgame play` finds it. Ctrl-C ends the training after the batch and saves what
    there is; a second Ctrl-C stops at once and saves nothing. Either way, and whatever else may end it, the
    finished epochs are kept, and `--resume` goes on from there.
    """
    if epochs is not None and limit is not None:
        raise click.UsageError("Give --epochs or --time, not both.")
    if watch and as_json:
        raise click.UsageError("Give --watch or --json, not both.")
    if resume is not None:
        _refuse_with_resume(context)
        folder = paths.models() / name_to_resume(resume)
        asked = None
    else:
        asked_preset = None if context.get_parameter_source("preset") is ParameterSource.DEFAULT else preset
        preset, start = start_of(start, asked_preset, names)
        request = Request(preset, names or ("auto",), epochs, batch_size, learning_rate, seed, hand_count,
                          drawings, min_accuracy, limit, patience, start)  # fmt: skip
        request.check()
        folder = paths.models() / model_name(name, preset, start)
        asked = request.as_asked()
    if watch:
        from digitgame.cli.train.watch import watched

        context.exit(watched(context))
    with checkpoint.claimed(folder, asked, fresh=fresh) as kept, never_lost(kept):
        _train(kept, min_accuracy, as_json=as_json, pictures=pictures)
    gc.freeze()  # what TensorFlow leaves behind: to look for garbage in it at exit would take a second


def _train(kept: checkpoint.Work, min_accuracy: float | None, *, as_json: bool, pictures: bool) -> None:
    """Do what the work folder asks, and let the game read with what came of it.

    Not where it was ended too soon or reads less than `min_accuracy`, nor, where it learnt from the player's own
    drawings, where it reads anything worse than the one before.
    """
    from digitgame.cli.progress import progress
    from digitgame.training.worker import Inputs, Worker

    request = Request.of_asked(kept.asked)
    request.check(has_start=kept.epochs > 0)
    folder = paths.models() / kept.name
    with judged(folder, kept.folder) as place:
        with Worker() as worker:
            inputs = Inputs.begin(worker, request.plan())
            with progress() as show:
                from digitgame.cli.train.view import view as view_of

                view = view_of(as_json=as_json, for_window=pictures)
                digits = request.load(show, kept)
                own = request.own_tests(show)
            learnt = {source.name for source in digits.sources}
            inputs.score_on(tests, own, learnt)
            view.loading()
            from digitgame.training.train import train  # TensorFlow: seconds that a wrong path must not pay

            with view, ending(view.stopping, by_word=pictures) as stopped:
                done = train(digits, request.plan(), place.made, inputs=inputs, report=view, stopped=stopped,
                             work=kept, live_preview=pictures)  # fmt: skip
        done = replace(done, model=folder)
        view.done(done, "" if kept.over else kept.go_on)
        judge(done.scores, request.min_accuracy if min_accuracy is None else min_accuracy)
        from digitgame.training.export import tests_of

        had, name_before = place.found(), model.default(paths.models()) or model.SHIPPED
        against = reason_against(
            done.scores,
            had,
            whole=kept.over,
            own="mine" in learnt,
            tests=lambda: tests_of(digits, inputs.tests.result() if inputs.tests else ()),
        )
        if not against:
            place.take()
        else:
            place.stay()
    view.taken(folder.name, against, name_before, "" if against else less(done.scores, had))


def _refuse_with_resume(context: click.Context) -> None:
    """The recipe of a training that was begun stands: no option may seem to change it."""
    for option in context.command.params:
        name = option.name or ""
        given = context.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
        if given and name not in _WITH_RESUME:
            raise click.UsageError(f"--resume goes on as it was begun: leave out {option.opts[0]}.")
