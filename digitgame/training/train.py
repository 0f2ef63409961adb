"""Training from top to bottom: data, network, compile, fit, evaluate, export."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from digitgame.datasets import Dataset, Images
from digitgame.errors import DigitgameError
from digitgame.events import Done, Listener, Saving, Start
from digitgame.ink import FRAMING
from digitgame.model import KERAS, called
from digitgame.training.backend import CORES, keras, quiet, set_threads
from digitgame.training.callbacks import (
    AverageWeights,
    EndEarly,
    KeepEpochs,
    Progress,
    Report,
    TimeLimit,
    Validate,
    Weights,
)
from digitgame.training.checkpoint import Checkpoint, Work, unpack
from digitgame.training.config import Plan, Preset
from digitgame.training.devices import find
from digitgame.training.export import Trained, export
from digitgame.training.live_preview import LivePreview, samples
from digitgame.training.networks import NETWORKS
from digitgame.training.schedule import Cycle
from digitgame.training.training_set import batches, split, steps_of
from digitgame.training.worker import Inputs, Worker

_UNLIMITED: Final = 1_000_000  # epochs, where the clock says when to end


def train(
    digits: Dataset,
    plan: Plan,
    folder: Path,
    *,
    inputs: Inputs | None = None,
    report: Listener = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    work: Work | None = None,
    live_preview: bool = False,
    devices: Sequence[str] | None = None,
) -> Done:
    """Train a network on `digits`, score it on their test part, and save it as `folder`.

    `inputs` are being made by a worker process; without them they are begun here. `report` gets each event as it
    happens; once `stopped` is true training ends after a few batches, and the network is saved as it is. With `work`,
    each finished epoch is kept there, and the training that it keeps is resumed, to the same network as if it had not
    been broken off. `live_preview` adds the events that a window shows. `devices` are those to train on, as TensorFlow
    calls them: without, all GPUs, else the processor. Raises DigitgameError where there is too little to learn from,
    or where what is kept is of another training; nothing is written then.
    """
    if inputs is None:
        with Worker() as worker:
            inputs = Inputs.begin(worker, plan)
            more: dict[str, Any] = {"live_preview": live_preview, "devices": devices}
            return train(
                digits, plan, folder, inputs=inputs, report=report, stopped=stopped, work=work, **more
            )
    started = time.perf_counter()
    preset = plan.recipe()
    set_threads(1 if preset.thin else max(CORES, 2))

    # Data: most of the digits and the non-digits to learn from, the others to validate with.
    own = any(source.name == "mine" for source in digits.sources)
    chosen, validation = split(digits.train, preset, plan.seed, twins=own)
    learning = Images.joined([chosen, inputs.non_digits.result()]) if inputs.non_digits else chosen
    learnt = len(chosen)
    steps, steps_per_call = steps_of(len(learning), preset)

    # Network: the one that learns, in the precision that is fastest here, and the one that is saved, in float32.
    hardware = find(devices)
    if hardware.strategy:
        steps_per_call = 1
    kept = work.read() if work else None
    about: dict[str, Any] = {
        "framing": FRAMING,
        "recipe": _recipe(plan, preset),
        "data": [{"name": source.name, "sha256": source.sha256} for source in digits.sources],
    }
    if kept and work:
        _check(kept, about, digits, work)
    about["precision"] = kept.about.get("precision", "float32") if kept else hardware.precision
    keras.utils.set_random_seed(plan.seed)
    with quiet(), hardware.scope():
        whole = NETWORKS[preset.network](about["precision"])
        learner = keras.Model(whole.inputs, whole.get_layer("logits").output)
        rate: Any = preset.learning_rate
        if preset.schedule and not plan.limit:
            rate = Cycle(rate, steps * preset.epochs, preset.last_rate)
        optimizer = keras.optimizers.Adam(rate, weight_decay=preset.weight_decay or None)
        optimizer.build(learner.trainable_variables)
    network = NETWORKS[preset.network]()
    if plan.start and not kept:
        with quiet():
            learner.set_weights(keras.models.load_model(Path(plan.start) / KERAS).get_weights())
    network.set_weights(learner.get_weights())
    start = [keras.Variable(weight) for weight in network.get_weights()] if plan.start else []

    # Compile. XLA is several times slower than this on a processor; several devices take their steps one by one.
    state = [*learner.variables, *optimizer.variables, *network.weights, *start]
    with hardware.scope():
        learner.compile(
            optimizer,
            keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=preset.label_smoothing),
            metrics=["accuracy"],
            jit_compile="auto" if hardware.gpu else False,
            steps_per_execution=steps_per_call,
        )
    about["layout"] = [f"{variable.dtype}{list(variable.shape)}" for variable in state]
    progress = Progress(None if plan.limit else preset.epochs, steps)
    if kept and work:
        _check(kept, about, digits, work)
        for variable, value in zip(state, unpack(kept.state, state), strict=True):
            variable.assign(value)
        progress.resume(kept, network)
    elif work:
        work.begin()
    earlier = tuple(progress.epoch_event(row, 0.0) for row in progress.history)
    device = f"{hardware.label}, {about['precision'].removeprefix('mixed_')}"
    sizes = len(learning), len(validation), int(network.count_params()), progress.epochs, steps
    report(Start(plan.preset, digits.name, *sizes, device, digits.notes, progress.resumed, earlier))

    # Fit: one pipeline for all epochs, and what happens between the steps.
    weights = AverageWeights(network, preset.averaging, steps_per_call)
    validate = Validate(progress, network, validation)
    callbacks = [
        weights,
        validate,
        KeepEpochs(progress, network, state, work, about, plan.patience),
        Report(progress, report, plan.limit),
        EndEarly(progress, plan.patience, stopped),
    ]
    if plan.limit:
        callbacks.append(TimeLimit(progress, plan.limit, preset, validate))
    preview = None
    if live_preview:
        preview = LivePreview(
            progress, validate, weights, network, samples(learning, plan.seed), validation, report
        )
        callbacks.append(preview)
    classes = int(learner.output.shape[1])
    dataset = batches(learning, preset, classes, steps, seed=plan.seed, first_epoch=progress.resumed)
    # The pipeline has its copy.
    del chosen, learning
    progress.began = time.perf_counter()
    if not (progress.history and progress.is_over(plan.patience, plan.limit)):
        learner.fit(
            dataset,
            epochs=progress.epochs or _UNLIMITED,
            initial_epoch=progress.resumed,
            steps_per_epoch=steps,
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )

    # Evaluate: the best epoch where somebody waited for it, half way to what it was where it was fine-tuned.
    if plan.patience and progress.best_weights is not None:
        network.set_weights(progress.best_weights)
    if start:
        network.set_weights(_half_way([weight.numpy() for weight in start], network.get_weights()))
    validate.run()
    report(_ending(progress, plan, stopped()))
    if preview:
        preview.show()

    # Export: score it as it will be used, and put the model folder in its place.
    recipe = about["recipe"] | ({"start": called(Path(plan.start))} if plan.start else {})
    trained = Trained(
        network=network,
        recipe=recipe,
        digits=digits,
        learnt=learnt,
        validation=(progress.probabilities, validation),
        history=progress.history,
        snapshots=progress.snapshots,
        seconds=progress.earlier + time.perf_counter() - started,
    )
    scores = export(trained, folder, inputs)
    if work:
        work.over = not stopped() or work.epochs == progress.epochs
    done = Done(folder, scores, time.perf_counter() - started)
    report(done)
    return done


def _recipe(plan: Plan, preset: Preset) -> dict[str, Any]:
    """What the card says about how it was trained."""
    wishes = {"limit": plan.limit, "patience": plan.patience, "start": plan.start and Path(plan.start).name}
    asked = {name: value for name, value in wishes.items() if value is not None}
    return {"preset": plan.preset, **vars(preset), "seed": plan.seed, **asked}


def _check(kept: Checkpoint, about: dict[str, Any], digits: Dataset, work: Work) -> None:
    """Raise DigitgameError where a checkpoint is of another training than this one."""
    if kept.about.get("data") != about["data"]:
        names = ", ".join(source.name for source in digits.sources)
        raise DigitgameError(
            f"{names}: these are not the digits that the training of {work.name} began with.",
            "Put the same ones back, or begin anew with --fresh.",
        )
    differing = next((name for name, value in about.items() if kept.about.get(name) != value), None)
    if differing:
        raise DigitgameError(
            f"The training of {work.name} was begun by another version of digitgame: its {differing} differs.",
            "Begin anew with --fresh.",
        )


def _half_way(start: Weights, end: Weights) -> Weights:
    """Weights half way from those that a fine-tuned network began with to those that it came to.

    They keep what it knew, and most of what it learnt (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
    models"). Measured with the bundled model and 30 corrected drawings of an odd 7, of which it read 23 %: 97 %
    and fewer of the others as it came to be, 80 % and as many of the others half way.
    """
    return [(a + b) / 2 for a, b in zip(start, end, strict=True)]


def _ending(progress: Progress, plan: Plan, stopped: bool) -> Saving:
    done = len(progress.history)
    best = int(progress.best["epoch"]) if progress.best and plan.patience else None
    early = not stopped and progress.out_of_patience(plan.patience)
    return Saving(done, stopped, early, best if best != done else None)
