"""What the panels of a training say: functions of what is known of it."""

from typing import NamedTuple

from digitgame.formatting import SCORE_LABELS, clock, percent, score_label
from digitgame.monitor.state import TrainingState


class Caption(NamedTuple):
    """A line of text, drawn as a warning or not."""

    text: str
    warning: bool = False


class Progress(NamedTuple):
    """How much is done, 0 to 1, what is happening, and the time left; "" where that is unknown."""

    share: float
    text: str
    time_left: str


class Outcome(NamedTuple):
    """The score that counts, the other scores, and which model the game uses."""

    title: str
    other_scores: str
    verdict: Caption


class Prediction(NamedTuple):
    """The most probable digit, its probability, and whether it is the right one."""

    digit: int
    probability: float
    right: bool


def header_facts(state: TrainingState) -> tuple[str, str]:
    """The title, and what is trained on what."""
    start = state.start
    if start is None:
        return "Getting ready …", ""
    about = f"{start.preset}, {start.parameters:,} parameters, {start.device}"
    return f"Training on {score_label(start.data)}", about


def progress_facts(state: TrainingState, failed: bool) -> Progress:
    """How far the training is."""
    running = not (state.done or state.saving or failed)
    left = f"{clock(state.epochs[-1].left)} left" if state.epochs and running else ""
    return Progress(share_done(state), _stage(state, failed), left)


def share_done(state: TrainingState) -> float:
    """How much of the training is done, 0 to 1. With a time limit, until the first epoch is over: how much of that."""
    batch = state.batch
    if state.done or state.saving:
        return 1.0
    if batch is None:
        return 0.0
    of_epoch = batch.step / batch.steps
    if state.start and state.start.epochs:
        return (batch.epoch - 1 + of_epoch) / state.start.epochs
    if not state.epochs:
        return of_epoch
    last, seconds = state.epochs[-1], sum(epoch.seconds for epoch in state.epochs)
    now = of_epoch * last.seconds if batch.epoch > last.epoch else 0.0
    return min((seconds + now) / max(seconds + last.left, 1e-9), 1.0)


def samples_facts(state: TrainingState) -> Caption:
    """What stands above the training images: the first thing that a person should know of the data, if there is one."""
    if state.start and state.start.notes:
        return Caption(state.start.notes[0], warning=True)
    return Caption("Training digits" if len(state.samples) else "")


def outcome_facts(state: TrainingState, current: str | None = None) -> Outcome:
    """What came of the training. `current` says which model the game uses where the caller knows better."""
    scores = state.done.scores if state.done else {}
    lines = [
        f"{percent(scores[name], 2)} on {label}" for name, label in SCORE_LABELS.items() if name in scores
    ]
    title = lines[0].replace(" on ", " accuracy on ", 1) if lines else "Training complete"
    promotion, verdict = state.promotion, current or ""
    if promotion and not current:
        verdict = f"The game uses this model now. {promotion.warning}".rstrip()
        if promotion.rejection:
            verdict = f"The game keeps its current model: {promotion.rejection}."
    return Outcome(title, " · ".join(lines[1:]), Caption(verdict, bool(promotion and promotion.rejection)))


def prediction_facts(state: TrainingState) -> tuple[str, list[Prediction]]:
    """The score on the test digits, and the prediction for each; the epoch where those are older than the charts."""
    predictions = [
        Prediction(digit := odds.index(max(odds)), max(odds), digit == label)
        for odds, label in zip(state.predictions, state.test_labels, strict=False)
    ]
    if not predictions:
        return "", []
    text = f"{sum(one.right for one in predictions)} of {len(state.test_labels)} right"
    shown = state.epochs[-1].epoch if state.epochs else 0
    return text + (f" in epoch {state.preview_epoch}" if state.preview_epoch < shown else ""), predictions


def mistake_facts(state: TrainingState) -> tuple[list[tuple[int, int]], str]:
    """(Actual, predicted) of each of the most confident mistakes, and what to say where there is none."""
    pairs = [(int(actual), int(predicted)) for actual, predicted, _ in state.mistaken]
    if pairs:
        return pairs, ""
    if state.epochs and state.epochs[-1].val_accuracy == 1:
        return [], "No mistakes!"
    return [], "It ended before the first update." if state.done else "Updates after every epoch"


def _stage(state: TrainingState, failed: bool) -> str:
    if failed:
        return "It ended without a model."
    if state.done:
        return f"Saved as {state.done.model.name} in {clock(state.done.seconds)}"
    if state.saving:
        return "Scoring and saving …"
    if state.batch is None:
        return "Building the network …" if state.start else "Loading TensorFlow …"
    total = state.start.epochs if state.start else None
    return f"Epoch {state.batch.epoch}" + (f" of {total}" if total else "")
