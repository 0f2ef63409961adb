"""What the results say, by value."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.game.results import duel_rounds, explanation, trend_panel
from digitgame.game.results.scene import best_fact, results_facts
from digitgame.inference.neighbours import Neighbour
from digitgame.ink import Drawing
from digitgame.rules import Tally
from digitgame.rules.duel import DuelAnswer, FinishedRound, Won
from digitgame.rules.modes import Mode
from digitgame.rules.rewards.trends import Trend
from digitgame.rules.timed_run import Mark
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, WRONG, Attempt, Run
from digitgame.ui.theme import ACCENT, AMBER, QUIET, TEXT

from .conftest import ONE, seeing


def run_of(mode: str, hits: int = 17, asked: int = 20) -> Run:
    return Run("Ann", Mode.parse(mode), 7, "ab12", 100.0, 60.0, 2345, hits, asked, 12, ())


def test_the_results_of_a_timed_run() -> None:
    marks = [*[Mark.HIT] * 17, Mark.WRONG, Mark.DISPUTED, Mark.DISPUTED]
    assert results_facts(run_of("sprint", asked=18), 3000, marks) == [
        ("points", "2,345", ACCENT),
        ("your best", "3,000", TEXT),
        ("correct", "17 of 18", TEXT),
        ("accuracy", "94 %", TEXT),
        ("best combo", "12", TEXT),
        ("wrong", "1", AMBER),
        ("disputed", "2", AMBER),
    ]
    # What the network misread is no wrong answer.
    misread = results_facts(run_of("sprint", 1, 1), None, [Mark.HIT], misread=22)
    assert misread[5:] == [("misread", "22", AMBER)]
    misread = results_facts(run_of("sprint", 1, 2), None, [Mark.HIT, Mark.WRONG], misread=3)
    assert misread[5:] == [("misread", "3", AMBER), ("wrong", "1", AMBER)]
    skipped = results_facts(run_of("sprint", 0, 8), None, [Mark.SKIPPED] * 8)
    assert skipped[5:] == [("wrong", "0", TEXT), ("skipped", "8", TEXT)]
    assert results_facts(run_of("sums hard", 0, 0), None, [])[2:] == [
        ("correct", "0 of 1", TEXT),
        ("accuracy", "–", TEXT),
        ("best combo", "12", TEXT),
        ("wrong", "0", TEXT),
    ]


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("fool", ["points", "your first", "challenges won", "accuracy", "best trick"]),
        ("duel boss", ["points", "your first", "won", "accuracy", "longest streak"]),
    ],
)
def test_other_modes_have_their_own_names(mode: str, names: list[str]) -> None:
    assert [fact.name for fact in results_facts(run_of(mode), None, [])] == names


@pytest.mark.parametrize(
    ("score", "before", "name", "value"),
    [
        (0, None, "your best", "–"),
        (0, 900, "your best", "900"),
        (700, None, "your first", "New best!"),
        (700, 0, "your first", "New best!"),
        (0, 0, "your best", "–"),
        (700, 600, "before: 600", "New best!"),
        (700, 700, "your best", "700"),
        (700, 1800, "your best", "1,800"),
    ],
)
def test_the_personal_best_by_value(score: int, before: int | None, name: str, value: str) -> None:
    assert best_fact(score, before) == (name, value, ACCENT if value == "New best!" else TEXT)


def attempt(target: int, read: int, outcome: str) -> Attempt:
    probabilities = tuple(seeing(read, 0.75, target if target != read else 1).probabilities.tolist())
    return Attempt(target, Drawing.of(ONE), read, probabilities, outcome)


def test_a_misread_says_what_was_asked_and_what_was_seen() -> None:
    misread, hit = attempt(4, 8, MISREAD), attempt(4, 4, HIT)
    assert explanation.caption(misread) == ("4 › 8", AMBER)
    assert explanation.caption(attempt(4, 4, FOOLED)) == ("4", ACCENT)
    # It was meant to be read otherwise.
    trick = attempt(4, 9, FOOLED)
    assert explanation.caption(trick) == ("4 › 9", ACCENT)
    assert explanation.head_facts(trick, "")[:2] == ("Your 4", "I saw a 9 (75 % sure)")
    assert explanation.caption(hit) == ("4", ACCENT)
    head = ("Target: 4", "I saw an 8 (75 % sure)", "Drawn again")
    assert explanation.head_facts(misread, "") == head
    assert explanation.head_facts(hit, "")[2] == "Correct"
    assert explanation.head_facts(attempt(4, 8, DISPUTED), "")[2] == "Misread, disputed"
    assert explanation.head_facts(attempt(4, 8, WRONG), "")[2] == "Wrong answer"
    assert explanation.head_facts(attempt(4, 8, FOOLED), "")[2] == "Drawn to trick the AI"
    assert explanation.head_facts(attempt(4, 8, FOOLED), "940 points")[2] == "940 points"
    assert explanation.turning_words(misread) == "Here it switched to an 8"
    assert explanation.turning_words(hit) == "Here it recognised the digit"


def test_a_step_shows_both_digits_and_the_likelier_one_in_its_colour() -> None:
    def step(digit: int, second: int) -> tuple[float, ...]:
        return tuple(seeing(digit, 0.75, second).probabilities.tolist())

    assert explanation.step_facts(step(4, 9), (4, 9)) == [("4  75 %", ACCENT), ("9  25 %", QUIET)]
    assert explanation.step_facts(step(9, 4), (4, 9)) == [("4  25 %", QUIET), ("9  75 %", AMBER)]
    assert explanation.step_facts(step(1, 4), (4, 9)) == [("4  25 %", QUIET), ("9  0 %", QUIET)]


def test_the_closest_sample_is_named_with_its_source() -> None:
    nearest = Neighbour(3, np.zeros((28, 28), np.uint8), 8, 0.1)
    assert explanation.match_words(nearest, "synthetic") == "Closest match: an 8 (synthetic)"
    assert explanation.match_words(None, "") == "Finding similar digits …"


@pytest.mark.parametrize(
    ("won", "yours", "its", "caption", "words"),
    [
        (Won.YOU, 8, None, "8: you", "You were first"),
        (Won.YOU, 8, 1, "8: you", "The AI said 1: wrong. You got it"),
        (Won.NETWORK, None, 8, "8: AI", "The AI was first"),
        (Won.NETWORK, 3, 8, "8: AI", "You said 3: wrong. The AI got it"),
        (Won.NOBODY, None, None, "8: nobody", "Nobody got it"),
        (Won.NOBODY, 3, None, "8: nobody", "You said 3: wrong. Nobody got it"),
        (Won.NOBODY, None, 0, "8: nobody", "The AI said 0: wrong. Nobody got it"),
        (Won.NOBODY, 0, 1, "8: nobody", "You said 0, the AI said 1: both wrong"),
    ],
)
def test_a_round_of_a_duel_says_who_won_it_and_how(
    won: Won, yours: int | None, its: int | None, caption: str, words: str
) -> None:
    mine, others = (None if digit is None else DuelAnswer(digit, 2.0) for digit in (yours, its))
    past = FinishedRound(8, won, mine, others)
    assert duel_rounds.caption(past) == (caption, ACCENT if won is Won.YOU else AMBER)
    assert duel_rounds.round_facts(past) == ("It was an 8", words, won is Won.YOU)


@pytest.mark.parametrize(
    ("won", "lost", "words"),
    [
        (6, 2, "You beat Pip 6 : 2"),
        (3, 7, "Pip won 7 : 3"),
        (4, 4, "You and Pip drew 4 : 4"),
        (0, 0, "You and Pip drew 0 : 0"),
    ],
)
def test_the_results_of_a_duel_name_the_winner(won: int, lost: int, words: str) -> None:
    winners = [Won.NOBODY, *[Won.YOU] * won, *[Won.NETWORK] * lost]
    rounds = [FinishedRound(8, one, None, None) for one in winners]
    assert duel_rounds.outcome(rounds) == (won, lost)
    assert duel_rounds.outcome_words(rounds, "Pip") == words
    assert (
        duel_rounds.outcome_words([FinishedRound(8, Won.NETWORK, None, None)], "the AI") == "The AI won 1 : 0"
    )


def test_the_opponent_of_a_duel_has_its_name_in_the_results() -> None:
    past = FinishedRound(8, Won.NETWORK, None, None)
    assert duel_rounds.caption(past, "Pip")[0] == "8: Pip"
    assert duel_rounds.round_facts(past, "Pip")[1] == "Pip was first"


@pytest.mark.parametrize(
    ("won", "its", "words"),
    [
        (Won.NETWORK, 8, "You paused. Pip got it"),
        (Won.NOBODY, 3, "You paused, Pip said 3: nobody got it"),
        (Won.NOBODY, None, "You paused. Nobody got it"),
    ],
)
def test_a_round_of_a_duel_says_that_a_pause_cost_it(won: Won, its: int | None, words: str) -> None:
    answer = None if its is None else DuelAnswer(its, 2.0)
    past = FinishedRound(8, won, None, answer, paused=True)
    assert duel_rounds.round_facts(past, "Pip") == ("It was an 8", words, False)
    assert duel_rounds.answer_facts(past.yours, 8, paused=True) == ("paused", "", AMBER)


def test_an_answer_in_a_duel_says_when_it_came() -> None:
    assert duel_rounds.answer_facts(DuelAnswer(8, 2.0), 8) == ("8", "2.0 s, 25 % clear", ACCENT)
    assert duel_rounds.answer_facts(DuelAnswer(3, 6.0), 8) == ("3", "6.0 s, 75 % clear", AMBER)
    assert duel_rounds.answer_facts(None, 8) == ("no answer", "", QUIET)


BETTER = Trend((Tally(1, 3), Tally(4, 0)))
WORSE = Trend((Tally(4, 0), Tally(1, 3)))
STEADY = Trend((Tally(3, 1), Tally(3, 1)))
PERFECT = Trend((Tally(4, 0), Tally(4, 0)))


def test_an_arrow_says_whether_a_digit_is_read_better_lately() -> None:
    assert trend_panel.trend_facts(BETTER) == ("5 of 8", "62 %", AMBER, "up")
    assert trend_panel.trend_facts(WORSE) == ("5 of 8", "62 %", AMBER, "down")
    assert trend_panel.trend_facts(STEADY) == ("6 of 8", "75 %", AMBER, "")
    assert trend_panel.trend_facts(PERFECT) == ("8 of 8", "100 %", TEXT, "")
    assert trend_panel.trend_facts(Trend((Tally(), Tally()))) == ("", "–", QUIET, "")


@pytest.mark.parametrize(
    ("third", "words"),
    [
        (BETTER, "Your hardest digit is the 2, but it's getting better."),
        (WORSE, "Your hardest digit is the 2, and it's getting worse."),
        (STEADY, "Your hardest digit is the 2."),
        (PERFECT, "The AI saw every digit that was asked for."),
    ],
)
def test_the_weakest_digit_is_named(third: Trend, words: str) -> None:
    assert trend_panel.verdict([PERFECT, PERFECT, third]) == words


def test_the_trend_says_how_many_runs_it_shows() -> None:
    assert trend_panel.runs_words([]) == "No runs with digits yet."
    assert trend_panel.runs_words([Trend((Tally(1, 0),))]) == "1 run"
    assert trend_panel.runs_words([STEADY]) == "last 2 runs"
