"""What gallery, kernel lab, tutorial, calibration and the training's outcome say, by value."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.game.first_run.calibration import answer_fact, calibration_facts, summary
from digitgame.game.first_run.tutorial import Step, tutorial_facts
from digitgame.game.gallery import copy_digit
from digitgame.game.gallery.collection import search_words
from digitgame.game.gallery.enlarged import digit_facts
from digitgame.game.gallery.scene import MISTAKES, OWN, SAMPLES, cell_facts, empty_words, header_words
from digitgame.game.inspect import kernel_lab
from digitgame.rules import Answer, Clock
from digitgame.rules.calibration import Calibration
from digitgame.rules.copying import Copied, Copying
from digitgame.ui.theme import ACCENT, AMBER, TEXT

from .conftest import seeing


def test_the_gallery_says_what_it_shows() -> None:
    assert header_words("samples", None, "MNIST", "", 0) == "samples · all digits · MNIST · page 1"
    words = "mistakes · only 8s · MNIST · 3 of 1,000 · page 3"
    assert header_words("mistakes", 8, "MNIST", "3 of 1,000", 2) == words
    assert cell_facts(4, 4) == [("4", ACCENT)]
    assert cell_facts(4, 9) == [("4", ACCENT), ("› 9", AMBER)]
    assert search_words(3, 1_200, 10_000) == "1,200 of 10,000 checked"
    assert search_words(3, 10_000, 10_000) == "3 of 10,000"


def test_an_empty_page_of_the_gallery_says_why() -> None:
    assert empty_words(SAMPLES, None, done=False) == ""
    assert empty_words(SAMPLES, 3, done=True) == "No such digits here."
    assert empty_words(MISTAKES, 3, done=False) == "Looking for mistakes …"
    assert empty_words(MISTAKES, 3, done=True) == "No mistakes: the AI gets all of these right."
    assert empty_words(OWN, None, done=True) == "Nothing here yet. Free draw keeps your digits here."
    assert empty_words(OWN, 3, done=True) == "No 3s here yet. Free draw keeps your digits here."


def test_an_enlarged_digit_has_its_label_and_the_guess() -> None:
    right = ("It's a 4", "I see a 4 (75 % sure)", "Can you draw a copy that I can't tell from it?", ACCENT)
    assert digit_facts(4, seeing(4, 0.75)) == right
    again = "Can you copy it so well that I see an 8 again?"
    assert digit_facts(4, seeing(8, 0.75)) == ("It's a 4", "I see an 8 (75 % sure)", again, AMBER)


def test_copying_counts_copies_and_twins() -> None:
    rules = Copying(4)
    assert [fact.value for fact in copy_digit.copy_facts(rules)] == ["0", "0", "–"]
    rules.judge(0.8, 4)
    rules.judge(0.9, 9)
    rules.judge(0.5, 4)
    assert copy_digit.copy_facts(rules) == [
        ("copies", "3", TEXT),
        ("twins", "1", ACCENT),
        ("best match", "90 %", TEXT),
    ]
    assert copy_digit.caption("yours", None) == "yours"
    assert copy_digit.caption("an 8", seeing(3, 0.75)) == "an 8: I see a 3 (75 %)"


@pytest.mark.parametrize(
    ("copied", "words"),
    [
        (Copied.TWIN, "A twin! It looks the same, and I see an 8 in both."),
        (Copied.MASK, "It looks the same, but I see an 8 in yours."),
        (Copied.COUSIN, "I see an 8 in both, but yours looks different."),
        (Copied.STRANGER, "Not yet: I see an 8, and it looks different."),
    ],
)
def test_the_outcome_of_a_copy(copied: Copied, words: str) -> None:
    assert copy_digit.verdict(copied, 8) == words


def test_a_copy_that_is_no_digit_to_the_network_is_called_none() -> None:
    assert copy_digit.verdict(Copied.STRANGER, None) == "Not yet: I see no digit, and it looks different."
    assert copy_digit.verdict(Copied.MASK, None) == "It looks the same, but I see no digit in yours."
    assert copy_digit.verdict(Copied.COUSIN, None) == "I see no digit in either, but yours looks different."
    assert copy_digit.caption("yours", seeing(2, 0.6, rejected=True)) == "yours: not a digit"


def test_the_kernel_lab_shows_a_sum_and_its_products() -> None:
    kernel = np.array([[-1, 0, 1]] * 3, np.float32)
    patch = np.array([[1, 1, 0], [0.5, 0, 0], [0, 0, 0]], np.float32)
    assert kernel_lab.sum_facts(kernel, patch, relu=False) == (
        "Sum here: −1.50",
        "the sum of 9 products",
    )
    assert kernel_lab.sum_facts(kernel, patch, relu=True)[0] == "ReLU: −1.50 → 0.00"
    assert kernel_lab.sum_facts(-kernel, patch, relu=True)[0] == "ReLU: 1.50 → 1.50"
    assert kernel_lab.captions(relu=False) == (
        "your drawing, 28×28",
        "sums: blue +, amber −",
        "pooled: largest of 2×2",
    )
    assert kernel_lab.captions(relu=True)[1] == "after ReLU"


def test_the_tutorial_says_one_thing_at_a_time() -> None:
    heads = [tutorial_facts(step)[:2] for step in Step]
    assert heads == [
        ("1 of 3", "Draw a 3"),
        ("2 of 3", "Now press {clear}"),
        ("3 of 3", "Draw any digit, press {guess}"),
        ("3 of 3", "Is that right?"),
        ("3 of 3", "You're ready!"),
    ]
    assert "{undo}" in tutorial_facts(Step.CLEAR)[2]
    said = [tutorial_facts(step, read=8)[1:] for step in (Step.DRAW, Step.CLEAR)]
    assert said[0] == ("That's an 8", "Press {clear} and draw a 3.")
    assert said[1][0] == "Now press {clear}"


def test_a_calibration_counts_drawings_and_names_misreads() -> None:
    rules = Calibration(Clock(), [4, 9, 1])
    for read in (4, 8):
        rules.take(read)
    assert calibration_facts(rules) == [("drawn", "2 of 20", TEXT), ("correct", "1", ACCENT)]
    assert answer_fact(Answer(4, 4)) == ("4", ACCENT)
    assert answer_fact(Answer(8, 9)) == ("9 › 8", AMBER)
    card = {"scores": {"mnist": 0.9964}, "accepted": {"mnist": 0.9954}}
    assert summary(rules, card) == ["MNIST: 99.6 %", "Your digits: 5 %"]
    assert summary(rules, {}) == ["Your digits: 5 %"]
