"""What the panels of the modes say, by value."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digitgame.formatting import a_digit, percent
from digitgame.game.free_draw.scene import (
    FreeDraw,
    GuessFacts,
    digit_counts,
    guess_facts,
    judging_words,
    scoreboard_facts,
)
from digitgame.game.gallery.copy_digit import CopyScene, copy_facts
from digitgame.game.game import Game
from digitgame.game.modes import duel as duel_scene
from digitgame.game.modes import fool as fool_scene
from digitgame.game.modes import timed_run
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.inference import Reading
from digitgame.ink import frame
from digitgame.rules import Answer, Clock, Round, Score, Tally, TimedRun
from digitgame.rules.duel import GRACE, SECONDS, Duel, Won
from digitgame.rules.fool import Challenge, Fool, Kind, Sight
from digitgame.rules.modes import DAILY, SPRINT, Mode
from digitgame.rules.timed_run import ComboWindow, Prompt, PromptForm
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import ACCENT, AMBER, QUIET, TEXT
from digitgame.ui.widgets import Fact

from .conftest import ONE, SEVEN, seeing

pytestmark = pytest.mark.usefixtures("window")


def test_the_scoreboard_counts_right_and_wrong() -> None:
    score = Score.of([Answer(1, 1), Answer(2, 2), Answer(3, 3), Answer(7, 1), Answer(4, 4)])
    assert scoreboard_facts(score) == [
        ("right", "4", ACCENT),
        ("wrong", "1", AMBER),
        ("accuracy", "80 %", TEXT),
        ("streak", "1", TEXT),
        ("best streak", "3", TEXT),
    ]
    assert [fact.value for fact in scoreboard_facts(Score())] == ["0", "0", "–", "0", "0"]
    assert digit_counts(score.digits) == ["–", "1/2", "1/1", "1/1", "1/1", *["–"] * 5]
    assert digit_counts([Tally(1, 2), Tally(2, 1)]) == ["1/3", "2/3"]


def asked(guess: int) -> Round:
    round_ = Round()
    round_.ask(guess)
    return round_


def test_the_guess_before_the_answer() -> None:
    start = Round()
    assert guess_facts(start, None, drawn=False) == (
        "Draw a digit",
        "Any size, anywhere on the board.",
        *NONE,
    )
    assert guess_facts(start, None, drawn=True) == ("Ready?", "Ask the AI for its guess.", *NONE)
    round_ = asked(3)
    sure, torn = seeing(3, 0.998), seeing(3, 0.75, 8)
    assert guess_facts(round_, sure, drawn=True) == GuessFacts("99 %+ sure", "", 3, ACCENT)
    assert guess_facts(round_, torn, drawn=True) == GuessFacts("75 % sure", "or an 8: 25 %", 3, ACCENT)
    rejected, adapted = seeing(3, 0.75, rejected=True), seeing(3, overruled=5)
    expected = GuessFacts("Not a digit?", "maybe a 3: 75 %", 3, QUIET, small=True)
    assert guess_facts(round_, rejected, drawn=True) == expected
    assert judging_words(rejected) == ("it's a 3", "no digit")
    assert judging_words(sure) == ("right", "wrong")
    assert guess_facts(round_, adapted, drawn=True) == GuessFacts("Your style", "else I'd see a 5", 3)


NONE = (None, ACCENT, None, False)


def test_the_guess_after_the_answer() -> None:
    reading, wrong = seeing(3, 0.75), (3, AMBER, False)
    right = asked(3)
    right.right()
    assert guess_facts(right, reading, drawn=True) == GuessFacts("Right!", "75 % sure", 3, ACCENT, True)
    round_ = asked(3)
    round_.wrong()
    assert guess_facts(round_, reading, drawn=True) == GuessFacts("Not a 3", "Which digit is it?", *wrong)
    round_.truth(8)
    assert guess_facts(round_, reading, drawn=True) == GuessFacts("It was an 8", "I was 75 % sure", *wrong)
    unknown = asked(3)
    unknown.wrong()
    unknown.leave_unknown()
    assert guess_facts(unknown, reading, drawn=True) == GuessFacts("Wrong", "I was 75 % sure", *wrong)


def timed(*prompts: Prompt) -> TimedRun:
    return TimedRun(Clock(), iter(prompts), 60.0, ComboWindow(5.0, 2.0))


def test_a_timed_run_shows_what_to_draw_and_what_was_drawn() -> None:
    run = timed(Prompt("7", 7), Prompt("40 + 2", 42), Prompt("9", 9))
    assert timed_run.ask_facts(run) == ("Draw", "7")
    run.take(7)
    assert timed_run.ask_facts(run) == ("Draw the answer", "40 + 2 = __")
    run.take(4)
    assert timed_run.ask_facts(run) == ("Draw the answer", "40 + 2 = 4_")
    run.take(2)
    run.skip()
    assert timed_run.ask_facts(run) == ("Done!", "")


@pytest.mark.parametrize(
    ("prompt", "facts"),
    [
        (Prompt("seven", 7), ("Draw", "seven")),
        (Prompt("•••", 3, PromptForm.DOTS), ("How many?", "•••")),
        (Prompt("4", 4, PromptForm.MIRRORED), ("Draw it unmirrored", "4")),
        (Prompt("2 + 3", 5), ("Draw the answer", "2 + 3 = _")),
    ],
)
def test_a_harder_prompt_does_not_show_the_digit(prompt: Prompt, facts: tuple[str, str]) -> None:
    run = timed(prompt)
    assert timed_run.ask_facts(run) == facts
    run.take(0)
    assert timed_run.sees_facts(run, seeing(0))[0] == f"Wrong: it's {prompt.answer}"
    words = timed_run.misread_words(run, seeing(0), asking=False)
    assert words.startswith("Wrong: ")
    assert f"{prompt.answer}. You: 0." in words


def test_the_heading_of_a_mirrored_digit_is_larger_and_in_colour() -> None:
    for prompt in (Prompt("4", 4), Prompt("seven", 7), Prompt("•••", 3, PromptForm.DOTS), Prompt("2 + 3", 5)):
        assert timed_run.task_style(timed(prompt)) == (theme.MEDIUM, QUIET)
    size, colour = timed_run.task_style(timed(Prompt("4", 4, PromptForm.MIRRORED)))
    assert size > theme.MEDIUM
    assert colour == ACCENT


def test_of_two_digits_those_left_are_shown() -> None:
    run = timed(Prompt("4 2", 42))
    assert timed_run.ask_facts(run) == ("Draw", "4 2")
    run.take(4)
    assert timed_run.ask_facts(run) == ("Draw", "2")
    run.take(0)
    assert timed_run.misread_words(run, seeing(0), asking=False).startswith("I see a 0.")


def test_a_timed_run_shows_points_hits_and_combo() -> None:
    run = timed(*(Prompt(str(digit), digit) for digit in range(10)))
    nothing, once = timed_run.combo_facts(run)
    assert (nothing.value, nothing.colour) == ("No combo yet", QUIET)
    assert once.value == "points × 1"
    assert timed_run.combo_note(run) == "Quick hits in a row multiply your points."
    for digit in range(6):
        run.take(digit)
    run.skip()
    run.take(7)
    assert timed_run.run_facts(run) == [
        ("points", "1,600", TEXT),
        ("correct", "7", ACCENT),
        ("best combo", "6", TEXT),
    ]
    for digit in (8, 9):
        run.take(digit)
    combo, _ = timed_run.combo_facts(run)
    assert (combo.value, combo.colour) == ("3 in a row", TEXT)
    assert timed_run.combo_note(run) == "combo time left"
    run.clock.tick(5.1)
    assert timed_run.combo_facts(run)[0].value == "Combo lost"
    assert timed_run.combo_note(run) == "Quick hits in a row multiply your points."


def test_the_pause_of_a_misread_is_counted_down_and_its_words_go() -> None:
    run = timed(Prompt("8", 8))
    run.take(0)
    said = []
    for _ in range(4):
        said.append(timed_run.misread_words(run, seeing(0), asking=False))
        run.clock.tick(1.0)
    assert said == [*(f"I see a 0. The clock waits {left} s." for left in (3, 2, 1)), "I see a 0."]


def test_a_wrong_sum_is_called_wrong_with_the_right_answer() -> None:
    run = timed(Prompt("10 − 2", 8))
    run.take(0)
    run.clock.tick(3.0)
    assert timed_run.misread_words(run, seeing(0), asking=False) == "Wrong: 10 − 2 = 8. You: 0."
    assert timed_run.misread_words(run, seeing(0), asking=True) == "Sorry! Press or click your digit."
    assert timed_run.sees_facts(run, seeing(0))[0] == "Wrong: it's 8"
    run.again()
    assert timed_run.misread_words(run, seeing(0), asking=True) == ""
    run.take(3)
    # The right one is on the screen by now: this is a misread.
    assert timed_run.misread_words(run, seeing(3), asking=False) == "I see a 3. The clock waits 3 s."
    run = timed(Prompt("7 + 5", 12))
    assert run.take(7)
    assert timed_run.wrong_words(run) == "7 + 5 = 12. You: 7_."
    said = ("Wrong: it's 12", "Draw it for 40 points, or dispute.", AMBER)
    assert timed_run.sees_facts(run, seeing(7)) == said
    assert timed_run.ask_facts(run) == ("Draw 12 for 40 points", "7 + 5 = __")
    assert timed_run.ask_facts(run, asking=True) == ("", "7 + 5 = __")
    run.again()
    assert timed_run.sees_facts(run, None)[0] == "It's 12"
    run.take(7)
    run.dispute()
    run = timed(Prompt("7 + 5", 12))
    run.take(1)
    run.take(1)
    assert timed_run.wrong_words(run) == "7 + 5 = 12. You: 11."


def test_a_scribble_in_a_timed_run_is_not_a_digit() -> None:
    run, scribble = timed(Prompt("8", 8)), seeing(1, 0.6, rejected=True)
    assert timed_run.sees_facts(run, scribble) == ("Not a digit yet", "maybe a 1: 60 %", QUIET)
    stuck = ("Not a digit", "Draw on, or press {clear} to clear.", QUIET)
    assert timed_run.sees_facts(run, scribble, stuck=True) == stuck
    assert timed_run.sees_facts(run, seeing(3, 0.75), stuck=True) == ("I see a 3", "75 % sure", TEXT)
    # Two digits at once, which are most like the one asked for.
    unclear = ("I see an 8", "Not clear yet. Draw on, or {clear} clears.", TEXT)
    assert timed_run.sees_facts(run, seeing(8, 0.6, rejected=True), stuck=True) == unclear


def test_the_factor_of_a_combo() -> None:
    run = timed(*(Prompt(str(digit), digit) for digit in range(10)))
    for digit in range(5):
        run.take(digit)
    assert [fact.value for fact in timed_run.combo_facts(run)] == ["5 in a row", "points × 2"]


@pytest.mark.parametrize(
    ("played", "words", "colour"),
    [(0.0, "60 s", TEXT), (49.0, "11 s", TEXT), (50.5, "9.5 s", AMBER), (61.0, "0.0 s", AMBER)],
)
def test_the_time_left(played: float, words: str, colour: object) -> None:
    run = timed(Prompt("7", 7))
    run.clock.tick(played)
    assert timed_run.time_facts(run) == ("time", words, colour)


def test_a_timed_run_shows_what_it_sees() -> None:
    run = timed(Prompt("7", 7))
    assert timed_run.sees_facts(run, None) == ("Get ready!", "Draw anywhere, any size.", QUIET)
    run.clock.tick(0.1)
    waiting = ("Draw! The clock runs.", "Draw anywhere, any size.", QUIET)
    assert timed_run.sees_facts(run, None) == waiting
    assert timed_run.sees_facts(run, seeing(8, 0.75)) == ("I see an 8", "75 % sure", TEXT)
    run.take(1)
    misread = ("I see a 1", "Draw it again, or dispute.", AMBER)
    assert timed_run.sees_facts(run, seeing(7)) == misread


def fooling(*challenges: Challenge) -> Fool:
    return Fool(Clock(), iter(challenges))


def test_a_challenge_says_what_to_do() -> None:
    rules = fooling(Challenge(Kind.TURN, 4, 9), Challenge(Kind.BETWEEN, 3, 8))
    assert fool_scene.task(rules) == ("Draw a 4", "Start with a clear 4. Then turn it into a 9.")
    words = "A clear 4! It locks when the bar is full. Draw on if it isn't finished, or press {guess}."
    assert fool_scene.task(rules, clear=True) == ("Draw a 4", words)
    assert rules.hold(Sight(tuple(float(digit == 4) for digit in range(10)), 100.0))
    title, words = fool_scene.task(rules)
    assert title == "Turn it into a 9"
    assert words == (
        "Draw and erase as little as you can until the AI sees a 9. Undo is free. Then press {guess}."
    )
    rules.clock.tick(3.0)
    rules.take(Sight(tuple(float(digit == 9) for digit in range(10)), 110.0), 10)
    title, words = fool_scene.task(rules)
    assert title == "Half 3, half 8"
    assert words == ("Make the AI see a 3 and an 8 at once: 25 % or more of each. Then press {guess}.")
    assert fool_scene.fool_facts(rules) == [
        ("points", "900", TEXT),
        ("challenge", "2 of 6", ACCENT),
        ("seconds left", "177", TEXT),
    ]
    rules.skip()
    assert fool_scene.task(rules) == ("Done!", "")
    assert fool_scene.scale_facts(rules, seeing(3)) == []


def test_a_challenge_shows_both_its_digits_and_its_points() -> None:
    rules = fooling(Challenge(Kind.BETWEEN, 3, 8))
    assert fool_scene.scale_facts(rules, None) == [(3, 0.0, "0 %"), (8, 0.0, "0 %")]
    assert fool_scene.scale_facts(rules, seeing(8, 0.75, 3)) == [(3, 0.25, "25 %"), (8, 0.75, "75 %")]
    need, enough = "You need 500 points to fool the AI.", "That fools the AI. Submit it!"
    assert fool_scene.worth_words(499) == ("Score if submitted: 499", need, TEXT)
    assert fool_scene.worth_words(500) == ("Score if submitted: 500", enough, ACCENT)
    assert fool_scene.worth_words(1000) == ("Score if submitted: 1,000", enough, ACCENT)


def test_half_of_a_half_is_where_it_is_fooled() -> None:
    """What the task says of two digits is what the rules pay 500 for."""
    rules = fooling(Challenge(Kind.BETWEEN, 3, 8))

    def worth(three: float) -> int:
        return rules.worth(Sight((0, 0, 0, three, 0, 0, 0, 0, 1 - three, 0), 100.0))

    assert (worth(0.25), worth(0.24)) == (500, 480)


def unsure() -> Reading:
    """More of an 8 than of anything else, but less than half."""
    reading = seeing(8, 0.45, 5)
    reading.probabilities[[5, 3]] = 0.3, 0.25
    return reading


def test_a_hint_fits_what_the_network_sees() -> None:
    turn = fooling(Challenge(Kind.TURN, 5, 8))
    hint_words, close = fool_scene.hint_words, "Close both bows."
    assert hint_words(turn, None, 0) == "First draw a plain 5."
    assert hint_words(turn, seeing(5, 0.6), 0) == "I have to be 90 % sure that it is a 5."
    assert hint_words(turn, seeing(3, 0.99), 0) == "I have to be 90 % sure that it is a 5."
    assert hint_words(turn, seeing(8, 0.99), 0) == "I see an 8 already. Undo, and let the 5 lock first."
    assert hint_words(turn, seeing(5, 0.95), 0) == ""
    assert turn.hold(Sight(tuple(float(digit == 5) for digit in range(10)), 100.0))
    assert hint_words(turn, seeing(5, 0.95), 0) == close
    assert hint_words(turn, None, 0, 1.0) == "Your 5 is gone. Undo brings it back."
    assert hint_words(turn, unsure(), 450) == "Nearly an 8! Go on a little."
    assert hint_words(turn, seeing(8, 0.99), 454) == "I see an 8, but too much ink changed: undo some."
    assert hint_words(turn, seeing(8, 0.99), 500) == ""
    half = fooling(Challenge(Kind.BETWEEN, 5, 8))
    begin = "Draw a 5, turn it slowly into the 8, and stop halfway."
    assert hint_words(half, None, 0) == begin
    assert hint_words(half, seeing(8, 0.6, 5), 800) == ""
    half.skip()
    assert hint_words(half, None, 0) == ""


def test_a_half_and_half_hint_names_the_digit_that_is_too_weak() -> None:
    """Whichever of the two was drawn first: what it lacks is the same."""
    half, hint_words = fooling(Challenge(Kind.BETWEEN, 2, 7)), fool_scene.hint_words
    assert hint_words(half, seeing(7, 0.99, 2), 20) == "A little more 2: add a line at the foot."
    assert hint_words(half, seeing(2, 0.99, 7), 20) == "A little more 7: erase the line at the foot."
    assert hint_words(half, seeing(7, 0.8, 2), 400) == "Nearly! A little more 2."
    assert hint_words(half, seeing(2, 0.79, 7), 420) == "Nearly! A little more 7."
    neither = "I see a 3. Undo some, or make it more like a 2 and a 7."
    assert hint_words(half, seeing(3, 0.7), 0) == neither


def test_a_hint_that_was_followed_in_vain_gives_way_to_another_one() -> None:
    turn, hint_words = fooling(Challenge(Kind.TURN, 4, 9)), fool_scene.hint_words
    assert turn.hold(Sight(tuple(float(digit == 4) for digit in range(10)), 100.0))
    assert hint_words(turn, seeing(4, 0.99), 0, 0.05) == "Close the 4 at its top."
    again = "Still a 4. Close its top and erase the bar's end on the right. Or skip with {skip}."
    assert hint_words(turn, seeing(4, 0.99), 0, 0.2) == again
    third = "I see an 8 now. Close its top and erase the bar's end on the right. Or undo some."
    assert hint_words(turn, seeing(8, 0.99), 0, 0.2) == third
    # No certainty fools it any more.
    too_much = "Too much ink changed: undo some, or skip with {skip}."
    assert hint_words(turn, seeing(4, 0.99), 0, 0.5) == too_much
    turn.challenge = Challenge(Kind.TURN, 5, 8)
    again = "Still a 5. Go further: close both bows. Or skip with {skip}."
    assert hint_words(turn, seeing(5, 0.99), 0, 0.2) == again


def test_the_last_seconds_of_fool_it_are_amber_and_a_trick_is_to_be_submitted() -> None:
    rules = fooling(Challenge(Kind.BETWEEN, 3, 8))
    rules.clock.tick(rules.left - 10)
    assert fool_scene.fool_facts(rules)[2] == ("seconds left", "10", TEXT)
    rules.clock.tick(0.5)
    assert fool_scene.fool_facts(rules)[2] == ("seconds left", "9.5", AMBER)
    assert fool_scene.worth_words(640, 9.5) == ("Score if submitted: 640", "Submit it now!", AMBER)
    need = ("Score if submitted: 499", "You need 500 points to fool the AI.", TEXT)
    assert fool_scene.worth_words(499, 9.5) == need


def test_skipping_a_trick_says_what_it_is_worth() -> None:
    words = "This fools me! {guess} submits it for 1,000 points. {skip} again skips it."
    assert fool_scene.skip_words(1000) == words


def test_a_trick_that_fails_says_why() -> None:
    turn, half = fooling(Challenge(Kind.TURN, 5, 8)), fooling(Challenge(Kind.BETWEEN, 5, 8))
    assert fool_scene.why_not(turn, seeing(5)) == "Not fooled yet: I see a 5."
    assert fool_scene.why_not(turn, unsure()) == "Not fooled yet: I'm not sure it's an 8."
    assert fool_scene.why_not(turn, seeing(8, 0.99)) == "Too much ink changed: undo some."
    assert fool_scene.why_not(half, seeing(8, 0.99)) == "Not fooled yet: I see an 8."


def test_a_duel_shows_both_answers_and_the_score() -> None:
    duel = Duel(Clock(), (7, 8, 1))
    assert duel_scene.answer_facts(duel) == [("you", "…", QUIET), ("the AI", "…", QUIET)]
    assert duel_scene.miss_words(duel) == ""
    duel.clock.tick(GRACE)
    duel.network(1)
    assert duel_scene.miss_words(duel) == "The AI said 1: wrong. You can still get it!"
    duel.press(7)
    assert duel_scene.answer_facts(duel) == [("you", "7", ACCENT), ("the AI", "1", AMBER)]
    assert duel_scene.verdict(duel) == "The AI said 1: wrong. You got it! It's a 7."
    assert [fact.value for fact in duel_scene.duel_facts(duel, 0)] == ["196", "1/3", "1", "0", "0"]
    duel.next()
    duel.network(8)
    assert duel_scene.answer_facts(duel) == [("you", "…", QUIET), ("the AI", "8", ACCENT)]
    assert duel_scene.verdict(duel) == "The AI was first. It's an 8."
    assert duel_scene.duel_facts(duel, 1) == [
        ("points", "196", TEXT),
        ("digit", "2/3", ACCENT),
        ("won", "1", ACCENT),
        ("lost", "1", AMBER),
        ("nobody's", "0", QUIET),
    ]
    duel.next()
    duel.clock.tick(SECONDS)
    duel.end()
    assert duel.rounds[-1] is Won.NOBODY
    assert duel_scene.duel_facts(duel, 2)[-1] == ("nobody's", "1", QUIET)
    assert duel_scene.verdict(duel) == "Nobody got it. It's a 1."
    assert [fact.value for fact in duel_scene.duel_facts(duel, 2)] == ["196", "3/3", "1", "1", "1"]


def test_who_answered_wrongly_first_is_not_called_first() -> None:
    duel = Duel(Clock(), (6, 6))
    duel.clock.tick(GRACE)
    duel.press(3)
    assert duel_scene.miss_words(duel, "Pip") == "You said 3: wrong. Only Pip can get it now."
    duel.cost = 100
    assert (
        duel_scene.miss_words(duel, "Pip") == "You said 3: wrong, 100 points gone. Only Pip can get it now."
    )
    duel.network(6)
    assert duel_scene.verdict(duel, "Pip") == "You said 3: wrong. Pip got it. It's a 6."
    duel.next()
    duel.clock.tick(GRACE)
    duel.press(6)
    assert duel_scene.verdict(duel, "Pip") == "You were first! It's a 6."


def test_a_duel_says_why_no_answer_counts_after_a_pause() -> None:
    duel = Duel(Clock(), (6, 7, 8))
    assert duel_scene.pause_words(duel, "Pip") == ""
    duel.pause()
    assert duel_scene.pause_words(duel, "Pip") == "Only Pip can get this digit now."
    assert duel_scene.miss_words(duel, "Pip") == "You paused. Only Pip can get it now."
    assert duel_scene.answer_facts(duel, "Pip") == [("you", "paused", AMBER), ("Pip", "…", QUIET)]
    duel.network(6)
    assert duel_scene.pause_words(duel, "Pip") == ""
    assert duel_scene.verdict(duel, "Pip") == "You paused. Pip got it. It's a 6."
    duel.next()
    assert duel_scene.answer_facts(duel, "Pip")[0] == ("you", "…", QUIET)
    duel.network(3)
    duel.pause()
    assert duel_scene.pause_words(duel, "Pip") == "Nobody can get this digit now."
    assert duel_scene.verdict(duel, "Pip") == "You paused, Pip said 3: nobody got it. It's a 7."


def values(facts: Sequence[Fact]) -> list[str]:
    """What a row of facts writes, in its order."""
    return [words for fact in facts for words in (fact.value, fact.name)]


def in_a_row(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole)))


def test_free_draw_shows_its_facts(drawing: FreeDraw, canvas: Canvas, words: list[str]) -> None:
    drawing.board.renew(SEVEN)
    drawing.judging.ask()
    drawing.judging.wrong()
    drawing.judging.truth(8)
    drawing.draw(canvas)
    score, reading = Score.of([Answer(7, 8)]), drawing.judging.reading
    assert in_a_row(values(scoreboard_facts(score)), words)
    facts = guess_facts(drawing.round, reading, drawn=True)
    assert in_a_row([facts.title, facts.line], words)
    assert facts.title == "It was an 8"
    assert words.count("0/1") == 1


def test_a_timed_run_shows_its_facts(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = TimedRunScene(game, Mode("sprint"), 7)
    scene._begin()
    wrong = ((scene.wanted or 0) + 1) % 10
    scene.record.make("take", wrong)
    scene.draw(canvas)
    assert f"I see {a_digit(wrong)}. The clock waits 3 s." in words
    assert in_a_row(values(timed_run.run_facts(scene.rules)), words)
    assert in_a_row([f"I see {a_digit(wrong)}", "Draw it again, or dispute."], words)


def test_a_duel_shows_its_facts(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    scene.draw(canvas)
    rules = {"Press its key as soon as you know it.", "One try a digit. Sooner means more points."}
    assert {"The fog is lifting. Name it first!", *rules} <= set(words)
    words.clear()
    scene._count = 1.0
    scene.draw(canvas)
    assert rules <= set(words)
    scene._begin()
    scene.rules.clock.tick(GRACE)
    scene._answer("press", scene.rules.digits[0])
    words.clear()
    scene.draw(canvas)
    assert duel_scene.verdict(scene.rules) in words
    assert in_a_row(values(duel_scene.duel_facts(scene.rules, 0)), words)


def test_a_wrong_key_is_told_from_a_right_one(
    game: Game, canvas: Canvas, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edges: list[tuple[Area, object]] = []
    monkeypatch.setattr(Canvas, "panel", lambda _, area, *rest: edges.append((area, rest[1])))
    for step, edge in ((1, AMBER), (0, theme.HEAT[1])):
        scene = DuelScene(game, Mode("duel", "boss"), 4)
        scene._begin()
        scene.rules.clock.tick(GRACE)
        named = (scene.rules.digits[0] + step) % 10
        scene._answer("press", named)
        edges.clear()
        words.clear()
        scene.draw(canvas)
        key = duel_scene.key_area(named)
        lit = [colour for area, colour in edges if area.x == key.x + 1 and area.width == key.width - 2]
        assert lit == [edge]
        assert (duel_scene.miss_words(scene.rules, "Boss") in words) == bool(step)


def test_fool_it_shows_its_facts(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = FoolScene(game, Mode("fool"), 5)
    scene.draw(canvas)
    assert fool_scene.task(scene.rules)[0] in words
    assert in_a_row(values(fool_scene.fool_facts(scene.rules)), words)


def test_a_copy_shows_how_similar_the_ink_is_now(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = CopyScene(game, frame(SEVEN), 7)
    scene.board.renew(SEVEN)
    scene._compare()
    scene.board.renew(ONE)
    scene.update(0.0)
    scene.draw(canvas)
    assert in_a_row(["similarity", percent(scene._alike)], words)
    assert percent(scene._alike) != percent(scene.rules.best)
    assert in_a_row(values(copy_facts(scene.rules)), words)


def test_how_far_a_run_is_whose_prompts_are_counted() -> None:
    assert timed_run.progress_words(DAILY, 0) == " · 1 of 20"
    assert timed_run.progress_words(Mode("sums", "hard"), 19) == " · 20 of 20"
    # The last one is answered.
    assert timed_run.progress_words(Mode("sums", "hard"), 20) == " · 20 of 20"
    assert timed_run.progress_words(SPRINT, 3) == ""
    run = timed(Prompt("7 + 5", 12))
    run.take(1)
    assert run.done == 0
    run.take(2)
    assert run.done == 1
