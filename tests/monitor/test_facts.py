"""What the page of a training says: facts of its state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digitgame.events import Batch, Done, Loading, Promotion, Saving
from digitgame.monitor import facts
from digitgame.monitor.facts import share_done
from digitgame.monitor.scene import MonitorScene
from digitgame.monitor.state import TrainingState

from .making import DONE, START, epoch


def test_curves_reach_into_the_present_epoch(scene: MonitorScene) -> None:
    assert scene.state.curve("loss") == [(0.5, 2), (1, 2), (2, 1), (3, 2 / 3), (3.25, 0.5)]
    assert scene.state.curve("val_loss") == [(1, 1), (2, 0.5), (3, 1 / 3)]
    assert scene.state.best is not None
    assert scene.state.best.epoch == 2


def test_with_a_time_limit_the_bar_goes_by_the_time() -> None:
    state = TrainingState()
    state.take(replace(START, epochs=None))
    assert share_done(state) == 0
    # How far an epoch carries is unknown until the first one is over.
    for event, share in (
        (Batch(1, 5, 10, 0.5, 0.5), 0.5),
        (epoch(1, seconds=4.0, left=16.0), 0.2),
        (Batch(2, 5, 10, 0.5, 0.5), 0.3),
        (epoch(2, seconds=4.0, left=12.0), 0.4),
        (epoch(3, seconds=12.0, left=0.0), 1.0),
        (Saving(3, stopped=False), 1.0),
    ):
        state.take(event)
        assert share_done(state) == pytest.approx(share)


def test_what_the_header_says(scene: MonitorScene) -> None:
    assert facts.header_facts(TrainingState()) == ("Getting ready …", "")
    title = "Training on synthetic digits"
    assert facts.header_facts(scene.state) == (title, "seed, 5,994 parameters, processor")
    scene.state.take(replace(START, data="mnist+mine"))
    assert facts.header_facts(scene.state)[0] == "Training on MNIST + your drawings"


def test_what_stopping_means(scene: MonitorScene) -> None:
    state = TrainingState()
    assert facts.stop_words(state) == "stop: there is nothing to save yet"
    state.take(replace(START, earlier=(epoch(1),)))
    assert facts.stop_words(state) == facts.stop_words(scene.state) == "stop and save your progress"


def test_what_the_progress_bar_says(scene: MonitorScene) -> None:
    def said(state: TrainingState, *, failed: bool = False) -> tuple[str, str, bool]:
        return facts.progress_facts(state, failed, 4.4)[1:]

    state = TrainingState()
    state.stop()
    assert said(state) == ("Stopping …", "4 s", True)
    scene.state.stop()
    assert said(scene.state) == ("Stopping after this batch …", "4 s", True)
    scene.state.stopping = False
    state = TrainingState()
    assert said(state) == ("Step 1 of 3: loading the digits …", "4 s", True)
    state.take(Loading())
    assert said(state) == ("Step 2 of 3: loading TensorFlow, which trains it …", "4 s", True)
    state.take(START)
    assert said(state) == ("Step 3 of 3: building the network, first batch …", "4 s", True)
    assert facts.progress_facts(scene.state, False) == (
        3.25 / 6,
        "Epoch 4 of 6 · batch 5 of 20",
        "1:05 left",
        False,
    )
    assert said(scene.state, failed=True) == ("It ended without a model.", "", False)
    scene.state.take(replace(START, epochs=None))
    assert said(scene.state)[0] == "Epoch 4 · batch 5 of 20"
    scene.state.take(Saving(4, stopped=True))
    assert said(scene.state) == ("Scoring and saving …", "4 s", True)
    scene.state.take(Done(Path("models/m"), {}, 61.0))
    assert said(scene.state) == ("Saved as m in 1:01", "", False)


def test_what_stands_above_the_training_images(scene: MonitorScene) -> None:
    assert facts.samples_facts(TrainingState()) == ("", False)
    assert facts.samples_facts(scene.state) == ("Training digits", False)
    scene.state.take(replace(START, notes=("MNIST is not cached.", "More.")))
    assert facts.samples_facts(scene.state) == ("MNIST is not cached.", True)
    scene.state.take(epoch(1))
    assert facts.samples_facts(scene.state) == ("Training digits", False)


def test_what_the_test_digits_say(scene: MonitorScene) -> None:
    assert facts.prediction_facts(TrainingState()) == ("", [])
    text, predictions = facts.prediction_facts(scene.state)
    assert text == "8 of 10 right"
    assert predictions[7] == (7, 0.9, True)
    assert predictions[8] == (0, 0.9, False)
    for number in (4, 5):
        scene.state.take(epoch(number))
    assert facts.prediction_facts(scene.state)[0] == "8 of 10 right in epoch 3"


def test_what_the_mistakes_say(scene: MonitorScene) -> None:
    assert facts.mistake_facts(scene.state) == ([(4, 9), (7, 1), (8, 3)], "")
    state = TrainingState()
    assert facts.mistake_facts(state) == ([], "Updates after every epoch")
    state.take(DONE)
    assert facts.mistake_facts(state) == ([], "It ended before the first update.")
    state.take(epoch(1, accuracy=1.0))
    assert facts.mistake_facts(state) == ([], "No mistakes!")


def outcome(promotion: Promotion | None, current: str | None = None, error: str = "") -> facts.Outcome:
    state = TrainingState()
    state.take(Done(Path("models/m"), {"hand": 0.971, "mnist": 0.9951, "scans": 0.5}, 61.0))
    if promotion:
        state.take(promotion)
    return facts.outcome_facts(state, current, error)


def test_what_the_outcome_compares() -> None:
    first = outcome(None)
    assert (first.title, first.old, first.new) == ("Comparing with the network in use …", "", "m")
    assert first.rows[0] == ("MNIST", "–", "99.51 %", "", None)
    shown = outcome(Promotion("m", "", "shipped", {"mnist": 0.9967, "hand": 0.971, "scans": 0.4}, asks=True))
    assert shown.title == "Use m?"
    assert (shown.old, shown.new) == ("the bundled model", "m")
    assert shown.rows == [
        ("MNIST", "99.67 %", "99.51 %", "−0.16", False),
        ("synthetic digits", "97.10 %", "97.10 %", "same", None),
        ("scans", "40.00 %", "50.00 %", "+10.00", True),
    ]
    assert shown.verdict == ("Nothing speaks against it.", False)


def test_what_the_outcome_says_is_decided() -> None:
    used = outcome(Promotion("m", "", "shipped"))
    assert used.title == "The game uses m now."
    assert used.verdict == ("To go back: digitgame models default shipped", False)
    kept = outcome(Promotion("m", "training was stopped early", "shipped"))
    assert kept.title == "The game keeps the bundled model."
    assert kept.verdict == ("Training was stopped early. To use it: digitgame models default m", True)
    asked = Promotion("m", "training was stopped early", "shipped", asks=True)
    assert outcome(asked).verdict == ("Against it: training was stopped early.", True)
    assert outcome(replace(asked, guesses=True)).title == "The game keeps the bundled model."
    assert outcome(asked, "The game uses m.").title == "The game uses m."
    assert outcome(asked, None, "It is torn.").verdict == ("It is torn.", True)


def test_the_epochs_before_an_interruption_are_shown() -> None:
    state = TrainingState()
    state.take(replace(START, done=2, earlier=(epoch(1), epoch(2))))
    state.take(Batch(3, 10, 20, 0.4, 0.9))
    assert state.epochs_done == 2
    assert state.curve("loss") == [(1, 0.9), (2, 0.9), (2.5, 0.4)]
