"""Training from top to bottom: data, network, compile, fit, evaluate, export."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitgame import charts
from digitgame.datasets import Dataset
from digitgame.errors import DigitgameError
from digitgame.events import Done, Listener, Saving, Start
from digitgame.ink import FRAMING
from digitgame.model import KERAS, called
from digitgame.training.backend import find_devices, keras, quiet
from digitgame.training.callbacks import (
    AverageWeights,
    Cycle,
    KeepEpochs,
    Progress,
    TimeLimit,
    Validation,
    unpack,
)
from digitgame.training.checkpoint import CheckpointDirectory
from digitgame.training.config import Plan, Preset
from digitgame.training.export import Trained, export
from digitgame.training.live_preview import LivePreview, recipe_of
from digitgame.training.networks import build, load_weights
from digitgame.training.request import Inputs
from digitgame.training.training_set import batches, split, steps_of


def train(
    digits: Dataset,
    plan: Plan,
    folder: Path,
    *,
    inputs: Inputs,
    report: Listener = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    checkpoints: CheckpointDirectory | None = None,
    live_preview: bool = False,
    devices: Sequence[str] | None = None,
) -> Done:
    """Train a network on `digits`, score it on their test part, and save it as `folder`.

    A worker process prepares the `inputs`. `report` gets each event as it happens. Once `stopped` is true training ends
    after a few batches, and the network is saved. `checkpoints` keeps each finished epoch; a training that it holds is
    resumed, to the same network as without the interruption. `live_preview` adds the events that a window shows.
    `devices` are TensorFlow's names; by default all GPUs, else the processor. Raises DigitgameError, before anything is
    written, for too few digits or the checkpoint of another training.
    """
    started = time.perf_counter()
    preset = plan.recipe()

    # Data: most of the digits and the non-digits to train on, the other digits to validate with.
    own = any(source.name == "mine" for source in digits.sources)
    chosen, held_out = split(digits.train, preset, plan.seed, has_duplicates=own)
    training = (
        replace(chosen, count=preset.scraps, non_digits=inputs.non_digits) if inputs.non_digits else chosen
    )
    steps, steps_per_call = steps_of(len(training), preset)

    # Network: `learner` is trained, in the precision that is fastest here; `network`, in float32, is saved.
    hardware = find_devices(devices)
    steps_per_call = steps_per_call if hardware.strategy.num_replicas_in_sync == 1 else 1
    kept = checkpoints.read() if checkpoints else None
    precision = kept.about.get("precision", "float32") if kept else hardware.precision
    keras.utils.set_random_seed(plan.seed)
    cycle = Cycle(preset.learning_rate, steps * preset.epochs, preset.last_rate) if preset.schedule else None
    with quiet(), hardware.strategy.scope():
        whole = build(preset.network, precision)
        learner = keras.Model(whole.inputs, whole.get_layer("logits").output)
        rate = preset.learning_rate if plan.limit else cycle or preset.learning_rate
        optimizer = keras.optimizers.Adam(rate, weight_decay=preset.weight_decay or None)
        optimizer.build(learner.trainable_variables)
    network = build(preset.network)
    if plan.start and not kept:
        load_weights(network, Path(plan.start) / KERAS, plan.preset, hint="Fine-tune another model.")
        learner.set_weights(network.get_weights())
    network.set_weights(learner.get_weights())
    start = [keras.Variable(weight) for weight in network.get_weights()] if plan.start else []

    # Compile. XLA is several times slower than this on a processor; several devices take their steps one by one.
    with hardware.strategy.scope():
        learner.compile(
            optimizer,
            keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=preset.label_smoothing),
            metrics=["accuracy"],
            jit_compile="auto" if hardware.gpu else False,
            steps_per_execution=steps_per_call,
        )

    # Resume where there is a checkpoint, of this training and no other.
    state = [*learner.variables, *optimizer.variables, *network.weights, *start]
    about: dict[str, Any] = {
        "framing": FRAMING,
        "recipe": _recipe(plan, preset),
        "data": [{"name": source.name, "sha256": source.sha256} for source in digits.sources],
        "precision": precision,
        "layout": [f"{variable.dtype}{list(variable.shape)}" for variable in state],
    }
    progress = Progress(None if plan.limit else preset.epochs, steps, plan.patience, plan.limit)
    if kept and checkpoints:
        _check(kept.about, about, checkpoints.name)
        try:
            values = unpack(kept.state, state)
            progress.resume(kept)
        except (ValueError, TypeError) as error:
            raise checkpoints.damaged() from error
        for variable, value in zip(state, values, strict=True):
            variable.assign(value)
    resumed = len(progress.history)
    device = f"{hardware.label}, {precision.removeprefix('mixed_')}"
    sizes = len(training), len(held_out), int(network.count_params()), progress.epochs, steps
    report(Start(plan.preset, digits.name, *sizes, device, digits.notes, resumed, tuple(progress.history)))

    # Fit: one pipeline for all epochs, and what happens between the steps.
    weights = AverageWeights(network, preset.averaging, steps_per_call)
    validation = Validation(network, held_out)
    callbacks = [weights, KeepEpochs(progress, validation, state, about, checkpoints, report, stopped)]
    if plan.limit:
        callbacks.append(TimeLimit(progress, validation, cycle, plan.limit))
    preview = LivePreview(validation, weights, training, plan.seed, report)
    if live_preview:
        report(recipe_of(network, preset))
        callbacks.append(preview)
    dataset = batches(training, preset, learner.output.shape[1], steps, steps_per_call, plan.seed, resumed)
    inputs.worker.submit(charts.prepare)
    # Here, not within `fit`: TensorFlow hears no Ctrl-C while it waits, and makes every error one of its own.
    if inputs.non_digits:
        inputs.non_digits()
    progress.began = time.perf_counter()
    if not progress.is_over:
        ends = {"initial_epoch": resumed, "epochs": progress.epochs or sys.maxsize, "steps_per_epoch": steps}
        learner.fit(dataset, callbacks=callbacks, shuffle=False, verbose=0, **ends)

    # Evaluate: the best epoch with patience, half way to it from the start if the network was fine-tuned.
    if progress.best_weights:
        network.set_weights(unpack(progress.best_weights, network.weights))
    if start:
        network.set_weights(_half_way([weight.numpy() for weight in start], network.get_weights()))
    validation.run()
    last, early = len(progress.history), progress.out_of_patience and not stopped()
    best = progress.best.epoch if progress.best and plan.patience else last
    report(Saving(last, stopped(), early, best if best != last else None))
    if live_preview:
        preview.show()
        preview.show_confusion()

    # Export: score it as it will be used, and put the model folder in its place.
    recipe = about["recipe"] | ({"start": called(Path(plan.start))} if plan.start else {})
    seconds = progress.earlier + time.perf_counter() - started
    scores = export(Trained(recipe, digits, len(chosen), validation, progress, seconds), folder, inputs)
    if checkpoints:
        checkpoints.over = not stopped() or checkpoints.epochs == progress.epochs
    return Done(folder, scores, time.perf_counter() - started, checkpoints.resume_hint if checkpoints else "")


def _recipe(plan: Plan, preset: Preset) -> dict[str, Any]:
    """How it was trained, for the card."""
    wishes = {"limit": plan.limit, "patience": plan.patience, "start": plan.start and Path(plan.start).name}
    asked = {name: value for name, value in wishes.items() if value is not None}
    return {"preset": plan.preset, **vars(preset), "seed": plan.seed, **asked}


def _check(kept: dict[str, Any], about: dict[str, Any], name: str) -> None:
    """Raise DigitgameError where a checkpoint is of another training than this one."""
    if kept.get("data") != about["data"]:
        sources = ", ".join(source["name"] for source in about["data"])
        problem = f"{sources}: these are not the digits that the training of {name} started with."
        raise DigitgameError(problem, "Put the same ones back, or start over with --fresh.")
    differing = next((key for key, value in about.items() if kept.get(key) != value), None)
    if differing:
        problem = f"Another version of digitgame started the training of {name}: its {differing} differs."
        raise DigitgameError(problem, "Start over with --fresh.")


def _half_way(start: Sequence[Any], end: Sequence[Any]) -> list[Any]:
    """Weights half way between those before and those after fine-tuning.

    They keep what the network knew, and most of what it learnt (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
    models"). Measured with the bundled model and 30 corrected drawings of an odd 7, of which it recognised 23 %: 97 %
    and fewer of the other digits after fine-tuning, 80 % and as many of the others half way.
    """
    return [(a + b) / 2 for a, b in zip(start, end, strict=True)]
