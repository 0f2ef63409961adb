"""Numbers as people read them: percent are rounded, and 100 % is only for all."""

from __future__ import annotations

import pytest

from digitgame.formatting import (
    SCORE_LABELS,
    a_digit,
    counted,
    model_label,
    percent,
    printable,
    score_label,
    score_text,
)
from digitgame.model import SHIPPED


@pytest.mark.parametrize(
    ("share", "decimals", "words"),
    [
        (0, 0, "0 %"),
        (0.004, 0, "0 %"),
        (0.124, 0, "12 %"),
        (0.994, 0, "99 %"),
        (0.996, 0, "99 %+"),
        (0.99999, 0, "99 %+"),
        (1, 0, "100 %"),
        (0.98765, 1, "98.8 %"),
        (0.9997, 1, "99.9 %+"),
        (0.98765, 2, "98.77 %"),
        (0.9999, 2, "99.99 %"),
        (0.99999, 2, "99.99 %+"),
        (1.0, 2, "100.00 %"),
    ],
)
def test_a_share_in_percent(share: float, decimals: int, words: str) -> None:
    assert percent(share, decimals) == words


def test_a_digit_has_its_article() -> None:
    assert [a_digit(digit) for digit in (0, 1, 3, 8, 9)] == ["a 0", "a 1", "a 3", "an 8", "a 9"]


def test_one_thing_is_no_plural() -> None:
    assert [counted(count, "run") for count in (0, 1, 2, 1_234)] == [
        "0 runs",
        "1 run",
        "2 runs",
        "1,234 runs",
    ]


def test_a_score_is_labelled_by_its_data_set() -> None:
    assert score_label("mnist+hand") == "MNIST + synthetic digits"
    assert score_label("mnist+my.jsonl") == "mnist+my.jsonl"
    assert set(SCORE_LABELS) == {"mnist", "drawings", "mine", "hand"}


def test_a_score_is_text_with_the_accepted_accuracy_where_the_card_has_it() -> None:
    card = {"scores": {"mnist": 0.9964, "hand": 0.5}, "accepted": {"mnist": 0.9961}}
    assert score_text(card, "mnist") == "99.64 % (99.61 % accepted)"
    assert score_text(card, "hand", 1) == "50.0 % (– accepted)"
    assert score_text(card, "mine") == score_text({"scores": [1], "accepted": "x"}, "mnist") == ""


def test_a_text_can_do_nothing_to_a_terminal() -> None:
    nasty = "seven\x1b[2J\x1b]0;title\x07\r\x9b31m\u202e.png\x00\n\tsecond line"
    assert printable(nasty) == "seven�[2J�]0;title���31m�.png�\n\tsecond line"
    assert printable("Łukasz 李 · 99 %") == "Łukasz 李 · 99 %"


def test_a_long_word_loses_its_middle_and_the_rest_of_the_message_stays() -> None:
    line = printable(f"The label {'9' * 100_000} is no digit.", 200)
    assert line == f"The label {'9' * 99}…{'9' * 99} is no digit."


def test_the_bundled_model_is_called_so_on_screens() -> None:
    assert model_label(SHIPPED) == "the bundled model"
    assert model_label("fast-2") == "fast-2"
