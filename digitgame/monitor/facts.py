"""What the panels of a training say: functions of what is known of it."""

from typing import Final, NamedTuple

from digitgame.events import Promotion
from digitgame.formatting import SCORE_LABELS, a_digit, clock, model_label, percent, score_label
from digitgame.monitor.state import TrainingState

# How much higher validation reads than training, 0 to 1, where a page explains that.
_PUZZLING: Final = 0.002


class Caption(NamedTuple):
    """A line of text, drawn as a warning or not."""

    text: str
    warning: bool = False


class Progress(NamedTuple):
    """How much is done, 0 to 1, what is happening, and the time left; "" where that is unknown.

    `waits`: nobody knows how much is done, so the bar only moves.
    """

    share: float
    text: str
    time_left: str
    waits: bool = False


class Compared(NamedTuple):
    """A set of digits that both networks read: its label, what each scored, and the difference in points.

    `better`: the new one reads it better (True) or worse (False); None: as well, or nobody knows.
    """

    label: str
    old: str
    new: str
    change: str
    better: bool | None = None


class Outcome(NamedTuple):
    """Which model the game uses or may use, the names of both, what they scored, and what to know of it."""

    title: str
    old: str
    new: str
    rows: list[Compared]
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


def stop_words(state: TrainingState) -> str:
    """What stopping now means."""
    return "stop and save your progress" if state.has_progress else "stop: there is nothing to save yet"


def progress_facts(state: TrainingState, failed: bool, waited: float = 0.0) -> Progress:
    """How far the training is. `waited`: seconds since the present stage began, shown where nobody knows its end."""
    text, waits = _stage(state, failed)
    if waits:
        return Progress(share_done(state), text, f"{waited:.0f} s", waits=True)
    running = not (state.done or failed)
    left = f"{clock(state.epochs[-1].left)} left" if state.epochs and running else ""
    return Progress(share_done(state), text, left)


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
    """What stands above the training images: until an epoch is over, what a person should know of the data."""
    if state.start and state.start.notes and not state.epochs:
        return Caption(state.start.notes[0], warning=True)
    return Caption("Training digits" if len(state.samples) else "")


def outcome_facts(state: TrainingState, current: str | None = None, error: str = "") -> Outcome:
    """What came of the training.

    `current` says which model the game uses where the caller knows better, `error` why the new one could not be used.
    """
    promotion, scores = state.promotion, state.done.scores if state.done else {}
    before = promotion.previous_scores if promotion else {}
    known = [name for name in SCORE_LABELS if name in scores]
    rows = [_compared(name, scores[name], before.get(name)) for name in dict.fromkeys([*known, *scores])]
    new = state.done.model.name if state.done else ""
    if promotion is None:
        return Outcome("Comparing with the network in use …", "", new, rows, Caption(""))
    verdict = Caption(error or _verdict(promotion), bool(error or promotion.objection))
    return Outcome(current or _decision(promotion), model_label(promotion.previous), new, rows, verdict)


def _compared(name: str, new: float, old: float | None) -> Compared:
    label = score_label(name)
    if old is None:
        return Compared(label, "–", percent(new, 2), "")
    points = round(100 * new, 2) - round(100 * old, 2)
    change = f"{points:+.2f}".replace("-", "−") if abs(points) >= 0.005 else "same"
    return Compared(label, percent(old, 2), percent(new, 2), change, None if change == "same" else points > 0)


def _decision(promotion: Promotion) -> str:
    """What is decided, or is to be."""
    if promotion.asks and not promotion.guesses:
        return f"Use {promotion.name}?"
    return (
        f"The game keeps {model_label(promotion.previous)}."
        if promotion.objection
        else f"The game uses {promotion.name} now."
    )


def _verdict(promotion: Promotion) -> str:
    """What speaks against the new network, and how to use it all the same."""
    reason = promotion.objection
    if promotion.asks:
        return f"Against it: {reason}." if reason else "Nothing speaks against it."
    if not reason:
        return f"To go back: digitgame models default {promotion.previous}"
    return f"{reason[0].upper()}{reason[1:]}. To use it: digitgame models default {promotion.name}"


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


def confusion_facts(state: TrainingState) -> str:
    """After which epoch the confusion matrix counts, and its most frequent mistake."""
    counts = state.confusion
    if not counts:
        return "It fills after the first epoch."
    wrong = [(counts[true][read], true, read) for true in range(10) for read in range(10) if true != read]
    # The most frequent first, then in the order of the digits.
    most, true, read = max(wrong, key=lambda one: (one[0], -one[1], -one[2]))
    after = f"After epoch {state.confusion_epoch}"
    if not most:
        return f"{after}: no mistakes!"
    often = f"{a_digit(true)} read as {a_digit(read)}, {most} of {sum(counts[true]):,}"
    return f"{after}. Most often: {often}."


def training_is_below(state: TrainingState) -> bool:
    """Whether training reads clearly lower than validation, which puzzles everybody at first."""
    last = state.epochs[-1] if state.epochs else None
    return last is not None and last.accuracy < last.val_accuracy - _PUZZLING


def _stage(state: TrainingState, failed: bool) -> tuple[str, bool]:
    """What is happening, and whether nobody knows how long it takes."""
    if failed:
        return "It ended without a model.", False
    if state.done:
        saved = f"Saved as {state.done.model.name} in {clock(state.done.seconds)}"
        return saved, False
    if state.saving:
        return "Scoring and saving …", True
    if state.stopping:
        return "Stopping after this batch …" if state.has_progress else "Stopping …", True
    if state.batch is not None:
        batch, total = state.batch, state.start.epochs if state.start else None
        epoch = f"Epoch {batch.epoch}" + (f" of {total}" if total else "")
        return f"{epoch} · batch {batch.step:,} of {batch.steps:,}", False
    if state.start:
        return "Step 3 of 3: building the network, first batch …", True
    if state.loading:
        return "Step 2 of 3: loading TensorFlow, which trains it …", True
    return "Step 1 of 3: loading the digits …", True
