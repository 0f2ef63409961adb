"""`digitgame train`."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.learn.presets import PRESETS

if TYPE_CHECKING:
    from digitgame.digits import Pictures, Progress

EXAMPLES = """
\b
Examples:
  digitgame train                          MNIST, where it is at hand, and the built-in hand
  digitgame train --data path/to/mnist     idx files, mnist.npz or the tutorial's sprite
  digitgame train --data http://127.0.0.1:8080 --preset seed
  digitgame train --data auto --data mine  learn from your own drawings too
  digitgame train --epochs 3 --name quick --json
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default="fast",
    show_default=True,
    help="The network and its recipe: fast, or seed, the browser tutorial's.",
)
@click.option(
    "--data",
    "names",
    multiple=True,
    metavar="NAME|PATH|URL",
    help="What to learn from: auto, mnist, hand, mine, a folder, a file or an address; "
    "may be given more than once.  [default: auto]",
)
@click.option(
    "--epochs", type=click.IntRange(1, 10_000), help="Passes over the pictures.  [default: the preset's]"
)
@click.option(
    "--batch-size", type=click.IntRange(1, 10_000), help="Pictures a step.  [default: the preset's]"
)
@click.option(
    "--learning-rate",
    type=click.FloatRange(0, 10, min_open=True),
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
    help="What to call the model; one of that name is replaced.  [default: the preset's name, numbered]",
)
@click.option(
    "--drawings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An ink file of labelled drawings to score the network on; none of it is learnt.",
)
@click.option(
    "--min-accuracy",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail (exit code 1) where a score comes out lower: MNIST's, else the drawings', else the hand's.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line an event.")
def train(
    preset: str,
    names: tuple[str, ...],
    epochs: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int,
    hand_count: int,
    name: str | None,
    drawings: Path | None,
    min_accuracy: float | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Train a network, save it, and tell how well it reads.

    The model is saved where `digitgame play` finds it. Ctrl-C ends the training after the batch and saves what
    there is; a second Ctrl-C stops at once and saves nothing.
    """
    from digitgame.cli.progress import progress
    from digitgame.cli.train_view import JsonView, View
    from digitgame.digits import load

    folder = paths.models() / _checked(name, preset)
    view: View | JsonView = JsonView() if as_json else View()
    with progress() as show:
        digits = load(list(names) or ["auto"], cache=paths.data(), seed=seed, progress=show,
                      database=paths.database(), hand_count=hand_count)  # fmt: skip
        own = _drawings(drawings, show)
    view.loading()
    from digitgame.learn.train import Plan, train  # TensorFlow: seconds that a wrong path must not pay

    plan = Plan(preset, epochs, batch_size, learning_rate, seed)
    learnt = {source.name for source in digits.sources}
    with view, _stopping(view.stopping) as stopped:
        done = train(digits, plan, folder, tests=lambda: [*own, *_tests(learnt)], tell=view, stopped=stopped)
    model.set_default(paths.models(), folder.name)
    view.done(done)
    gc.freeze()  # what TensorFlow leaves behind: to look for garbage in it at exit would take a second
    _judge(done.scores, min_accuracy)


def _checked(name: str | None, preset: str) -> str:
    """The model's name: a folder's, so nothing that could lie elsewhere."""
    if name is not None:
        if (
            name in ("", ".", "..", "default", "shipped")
            or name.startswith(".")
            or set(name) & set('/\\:*?"<>|')
        ):
            raise click.BadParameter(f"{name!r} cannot be a model's name.", param_hint="--name")
        return name
    taken = set(model.names(paths.models()))
    free = (f"{preset}-{number}" for number in range(2, len(taken) + 3))
    return preset if preset not in taken else next(one for one in free if one not in taken)


def _drawings(path: Path | None, show: Progress) -> list[tuple[str, Pictures]]:
    """People's drawings to score on, where an ink file of them is named."""
    from digitgame.digits import load_test

    if path is None:
        return []
    if not path.is_file():
        raise DigitgameError(f"There is no ink file {path}.", "Check --drawings.", exit_code=2)
    return [("drawings", load_test(str(path), cache=paths.data(), progress=show).test)]


def _tests(learnt: set[str]) -> list[tuple[str, Pictures]]:
    """What every network is scored on, learnt from or not: the hand, and MNIST where it is kept."""
    from digitgame.digits import load_test, shelf

    kept = ["mnist"] if shelf.has(paths.data(), "mnist") else []
    return [
        (name, load_test(name, cache=paths.data()).test) for name in ("hand", *kept) if name not in learnt
    ]


def _judge(scores: dict[str, float], least: float | None) -> None:
    if least is None:
        return
    key = next(key for key in ("mnist", "drawings", "hand") if key in scores)
    if scores[key] * 100 < least:
        raise DigitgameError(f"{100 * scores[key]:.2f} % on {key} is less than the {least:g} % asked for.",
                             "The model is saved all the same.")  # fmt: skip


@contextmanager
def _stopping(tell: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks the training to end; a second one is the usual interrupt."""
    asked = threading.Event()

    def ask(number: int, frame: Any) -> None:  # noqa: ARG001
        signal.signal(signal.SIGINT, before)
        asked.set()
        tell()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
