import random
from itertools import islice, pairwise
from random import Random

import pytest

from digitgame.rules import Clock, RunPhase, TimedRun, replay
from digitgame.rules.daily import daily, seed_of, share, share_again
from digitgame.rules.modes import Mode
from digitgame.rules.record import Move, Recorder
from digitgame.rules.sprint import ALL_AFTER, SECONDS, WORDS, WORDS_AFTER, digits, prompts, sprint
from digitgame.rules.sums import COUNT, LEVELS, problems, sums
from digitgame.rules.timed_run import (
    CONSOLATION,
    MAX_MISREAD_PAUSE,
    POINTS,
    QUICK,
    STEP,
    VERSION,
    ComboWindow,
    Mark,
    Prompt,
    PromptForm,
)


def course(*answers: int, seconds: float = 60.0) -> TimedRun:
    prompts = iter([Prompt(str(answer), answer) for answer in answers])
    return TimedRun(Clock(), prompts, seconds, ComboWindow(first=5.0, least=2.0))


def target(run: TimedRun) -> int:
    assert run.target is not None
    return run.target


def test_a_digit_at_once_is_worth_most_and_the_next_one_follows() -> None:
    run = course(4, 7)
    assert run.take(4)
    assert run.score == POINTS + QUICK
    assert (run.target, run.combo, run.marks) == (7, 1, [Mark.HIT])
    run.clock.tick(2.375)  # half of what the pace now allows
    assert run.take(7)
    assert run.score == 2 * POINTS + QUICK + QUICK // 2
    assert run.stage is RunPhase.OVER


@pytest.mark.parametrize(("version", "last"), [(1, 4), (2, 6)])
def test_combos_multiply_and_did_so_up_to_a_limit_once(version: int, last: int) -> None:
    run = sprint(Clock(), 3, version)
    factors = []
    for _ in range(30):
        factors.append(run.factor)
        assert run.take(target(run))
    assert factors[::STEP] == [1, 2, 3, 4, min(5, last), last]
    assert run.score == sum((POINTS + QUICK) * factor for factor in factors)


def test_the_pace_rises_to_a_limit_and_a_slow_digit_cools_the_combo() -> None:
    run = sprint(Clock(), 3)
    paces = [run.combo_window.seconds(hits) for hits in range(40)]
    assert paces == sorted(paces, reverse=True)
    assert paces[-1] == run.combo_window.least
    for _ in range(6):
        run.take(target(run))
    assert (run.combo, run.factor) == (6, 2)
    run.clock.tick(run.combo_window.seconds(6))
    assert (run.combo_time_left, run.factor) == (0, 1)
    before = run.score
    run.take(target(run))
    assert run.score - before == POINTS
    assert (run.combo, run.best) == (1, 6)


@pytest.mark.parametrize("way", ["again", "dispute"])
@pytest.mark.parametrize("wait", [0.5, MAX_MISREAD_PAUSE])
def test_a_misread_costs_neither_combo_nor_time(way: str, wait: float) -> None:
    run = course(4, 7, 1)
    run.take(4)
    left = run.left
    assert run.take(9)
    assert (run.stage, run.read, run.score) == (RunPhase.MISREAD, 9, POINTS + QUICK)
    run.clock.tick(wait)
    assert run.left == pytest.approx(left)
    assert getattr(run, way)()
    assert run.left == pytest.approx(left)
    assert (run.combo, run.combo_time_left, run.stage) == (1, 1.0, RunPhase.DRAWING)
    assert run.target == (7 if way == "again" else 1)


def test_a_misread_gives_no_time_back_that_was_spent_before_it() -> None:
    run = course(4)
    run.clock.tick(10.0)
    run.take(9)
    assert run.left == 50.0


def test_the_clock_does_not_wait_for_ever() -> None:
    run = course(4)
    run.take(9)
    run.clock.tick(MAX_MISREAD_PAUSE + 59)
    stages = [run.stage]
    run.clock.tick(2)
    assert [*stages, run.stage] == [RunPhase.MISREAD, RunPhase.OVER]


def test_a_dispute_is_worth_no_points_and_stands_in_the_record() -> None:
    run = course(4, 7)
    run.take(9)
    run.dispute()
    assert (run.score, run.marks) == (0, [Mark.DISPUTED])


def test_a_skip_breaks_the_combo_and_passes_the_whole_prompt() -> None:
    run = course(4, 15, 8)
    run.take(4)
    assert run.skip()
    assert (run.combo, run.target, run.marks) == (0, 8, [Mark.HIT, Mark.SKIPPED])


def test_an_answer_of_two_digits_is_drawn_one_after_the_other() -> None:
    run = course(15, 8)
    assert run.take(1)
    assert (run.target, run.drawn) == (5, 1)
    assert run.take(5)
    assert (run.target, run.drawn) == (8, 0)


def test_nothing_counts_after_the_bell() -> None:
    run = course(4, 7, seconds=10)
    run.clock.tick(10)
    assert run.stage is RunPhase.OVER
    assert not any([run.take(4), run.again(), run.dispute(), run.skip()])
    assert (run.score, run.marks) == (0, [])


def test_a_run_that_is_given_up_says_so_and_nothing_counts_after_that() -> None:
    run = course(4, 7)
    record = Recorder(run)
    assert record.make("take", 4, drawing=0)
    assert record.make("quit")
    assert run.over
    assert run.given_up
    assert not any(record.make(name) for name in ("again", "dispute", "skip", "quit"))
    assert not record.make("take", 7, drawing=1)
    again = course(4, 7)
    assert replay(again, record.moves, [4, 7])
    assert (again.score, again.given_up) == (run.score, True)


def test_a_finished_run_can_t_be_given_up() -> None:
    run = course(4)
    run.take(4)
    assert not run.quit()
    assert not run.given_up


def test_a_refused_move_changes_nothing_and_a_record_gives_the_run_again() -> None:
    dice = random.Random(5)
    for seed in range(20):
        run = sprint(Clock(), seed)
        record, readings = Recorder(run), list[int]()
        while run.stage is not RunPhase.OVER:
            run.clock.tick(dice.random())
            name = dice.choice(["take"] * 4 + ["again", "dispute", "skip"])
            before = (run.score, run.combo, run.marks.copy(), run.read)
            if name == "take":
                read = target(run) if dice.random() < 0.8 else dice.randrange(10)
                if record.make("take", read, drawing=len(readings)):
                    readings.append(read)
                    continue
            elif record.make(name):
                continue
            assert before == (run.score, run.combo, run.marks, run.read)
        again = sprint(Clock(), seed)
        assert replay(again, record.moves, readings)
        assert (again.score, again.best, again.marks) == (run.score, run.best, run.marks)
        readings = [(read + 5) % 10 for read in readings]
        cheat = sprint(Clock(), seed)
        assert not replay(cheat, record.moves, readings) or cheat.score != run.score


@pytest.mark.parametrize(("times", "allowed"), [((1.0, 2.0), True), ((2.0, 2.0), True), ((2.0, 1.0), False)])
def test_no_record_goes_back_in_time(times: tuple[float, float], allowed: bool) -> None:
    moves = [Move(at, "take", number) for number, at in enumerate(times)]
    assert replay(course(4, 7), moves, [4, 7]) is allowed


def test_sprint_asks_every_digit_equally_and_none_twice_in_a_row() -> None:
    asked = [prompt.answer for prompt in islice(digits(Random(1)), 200)]
    assert all(asked.count(digit) == 20 for digit in range(10))
    assert all(one != other for one, other in pairwise(asked))
    assert asked == [prompt.answer for prompt in islice(digits(Random(1)), 200)]
    assert sprint(Clock(), 1).left == SECONDS


def shown_digit(prompt: Prompt) -> int:
    """The last digit of what a prompt shows, worked out as a player does."""
    if prompt.form is PromptForm.DOTS:
        return prompt.words.count("•")
    if prompt.is_sum:
        one, other = prompt.words.split(" + ")
        assert int(one) > 0 < int(other)
        return int(one) + int(other)
    return WORDS.index(prompt.words) if prompt.words in WORDS else int(prompt.words[-1])


def test_sprint_grows_harder_and_every_prompt_can_be_worked_out() -> None:
    late: list[Prompt] = []
    for seed in range(50):
        asked = list(islice(prompts(Random(seed)), 60))
        assert asked == list(islice(prompts(Random(seed)), 60))
        assert not any(prompt.is_puzzle for prompt in asked[:WORDS_AFTER])
        between = [prompt for prompt in asked[WORDS_AFTER:ALL_AFTER] if prompt.is_puzzle]
        assert all(prompt.words in WORDS for prompt in between)
        late += asked[ALL_AFTER:]
        assert [prompt.digits[-1] for prompt in asked] == [shown_digit(prompt) for prompt in asked]
        drawn = [digit for prompt in asked for digit in prompt.digits]
        assert all(one != other for one, other in pairwise(drawn))
    easy = sum(prompt.extra == 0 for prompt in late) / len(late)
    assert 0.2 < easy < 0.5
    pairs = [prompt for prompt in late if len(prompt.digits) == 2]
    assert {prompt.form for prompt in late} == set(PromptForm)
    assert len(pairs) > 50
    assert not any(prompt.is_puzzle for prompt in pairs)
    assert not any(prompt.digits[0] in (0, 1, 8) for prompt in late if prompt.form is PromptForm.MIRRORED)


def test_a_harder_prompt_has_more_time_for_its_first_digit() -> None:
    asked = iter([Prompt("4 2", 42, extra=1.5), Prompt("7", 7)])
    run = TimedRun(Clock(), asked, 60.0, ComboWindow(first=5.0, least=2.0, shrink=1.0))
    left = []
    for digit in (4, 2, 7):
        run.clock.tick(2.5)
        left.append(run.combo_time_left)
        run.take(digit)
    assert left == [pytest.approx(4 / 6.5), 0.5, 0.5]


def test_sprint_had_digits_alone_once() -> None:
    run = sprint(Clock(), 3, version=1)
    assert [run.prompt, *islice(run.prompts, 39)] == list(islice(digits(Random(3)), 40))
    run = sprint(Clock(), 3)
    assert [run.prompt, *islice(run.prompts, 39)] == list(islice(prompts(Random(3)), 40))


@pytest.mark.parametrize("level", LEVELS)
def test_sums_are_right_and_their_answers_can_be_drawn(level: str) -> None:
    signs = {"−": "-", "×": "*", "÷": "/"}
    for seed in range(100):
        prompts = list(problems(Random(seed), level))
        assert len(prompts) == COUNT
        for prompt in prompts:
            words = "".join(signs.get(letter, letter) for letter in prompt.words)
            assert eval(words) == prompt.answer
            assert 0 <= prompt.answer <= (9 if level == "easy" else 99)
        assert len({prompt.words for prompt in prompts}) == COUNT
        assert not any(words[0] == "0" or words[-1] == "0" for words in _easy_words(prompts, level))
    assert sums(Clock(), 4, level).prompt == next(problems(Random(4), level))


def _easy_words(prompts: list[Prompt], level: str) -> list[list[str]]:
    return [prompt.words.split() for prompt in prompts if level == "easy"]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("easy", ["3 + 0", "1 + 6", "0 + 0"]),
        ("middle", ["6 + 3", "5 × 5", "3 + 3"]),
        ("hard", ["44 − 14", "40 ÷ 4", "28 + 11"]),
    ],
)
def test_the_sums_of_earlier_rules_stay_as_they_were(level: str, words: list[str]) -> None:
    old = list(problems(Random(4), level, version=5))
    assert [prompt.words for prompt in old[:3]] == words
    assert all(one.words != other.words for one, other in pairwise(old))
    assert sums(Clock(), 4, level, version=5).prompt == old[0]


def test_the_daily_run_is_the_same_for_everyone_on_a_day() -> None:
    from datetime import date

    seed = seed_of(date(2026, 3, 9))
    assert seed == 20260309
    asked = [list(daily(Clock(), s).prompts) for s in (seed, seed, seed + 1)]
    assert len(asked[0]) == 19  # and the first, which is asked already
    assert asked[0] == asked[1] != asked[2]


def test_the_result_can_be_shared() -> None:
    marks = [Mark.HIT] * 10 + [Mark.DISPUTED, Mark.SKIPPED]
    lines = share(20260309, 1840, 43.4, marks).splitlines()
    assert lines == ["digitgame daily 2026-03-09: 1,840 points", "10 digits in 43 s", "🟦" * 10, "🟨⬛"]
    assert share(20260309, 1840, 43.4, marks, "practice").startswith(
        "digitgame daily 2026-03-09: 1,840 points (practice)\n"
    )


def test_a_stored_result_can_be_shared_again() -> None:
    run, read = daily(Clock(), 20260309), []
    record = Recorder(run)
    for _ in range(2):
        run.clock.tick(1.0)
        assert run.target is not None
        read.append(run.target)
        assert record.make("take", run.target, drawing=len(read) - 1)
    assert record.make("skip")
    stored = (20260309, 390, 120.0)
    assert share_again(*stored, record.moves, read, VERSION) == share(*stored, run.marks)
    assert "🟦🟦⬛" in share_again(*stored, record.moves, read, VERSION)
    assert record.make("quit")
    assert "points (given up)" in share_again(*stored, record.moves, read, VERSION)
    # A drawing is missing.
    assert share_again(*stored, record.moves, read[:1], VERSION) == ""


def test_a_sum_whose_answer_was_shown_earns_no_bonus_for_speed() -> None:
    for version, bonus in ((1, QUICK), (2, 0)):
        prompts = iter([Prompt("10 − 2", 8), Prompt("3 + 4", 7), Prompt("9", 9)])
        run = TimedRun(Clock(), prompts, 60.0, ComboWindow(5.0, 2.0), version)
        assert run.take(0)
        assert run.again()
        assert run.take(8)
        assert run.score == POINTS + bonus
        run.take(7)
        run.take(1)
        run.again()
        run.take(9)
        assert run.score == 3 * POINTS + 2 * QUICK + bonus


def test_dots_counted_wrongly_are_shown_and_earn_no_bonus_for_speed() -> None:
    run = TimedRun(Clock(), iter([Prompt("•••", 3, PromptForm.DOTS)]), 60.0, ComboWindow(5.0, 2.0))
    run.take(4)
    run.again()
    run.take(3)
    assert run.score == CONSOLATION


def test_runs_of_earlier_versions_go_by_their_rules() -> None:
    for mode in (Mode("sums", "hard"), Mode("daily")):
        run, earlier = (mode.rules(Clock(), 7, version) for version in (mode.version, 1))
        assert isinstance(run, TimedRun)
        assert isinstance(earlier, TimedRun)
        assert (run.version, earlier.version) == (VERSION, 1)


SUM, NEXT = Prompt("7 − 5", 2), Prompt("4 + 4", 8)


def sums_of(*prompts: Prompt, hits: int = 0, version: int = VERSION) -> TimedRun:
    """A run of these prompts, with some hits before them."""
    asked = [Prompt("1", 1)] * hits + list(prompts)
    run = TimedRun(Clock(), iter(asked), 60.0, ComboWindow(5.0, 5.0), version)
    for _ in range(hits):
        run.take(1)
    return run


@pytest.mark.parametrize(("version", "combo", "points"), [(3, 8, 2 * (POINTS + QUICK)), (4, 1, POINTS)])
@pytest.mark.parametrize("again", [True, False])
def test_no_misread_brings_a_combo_back_whose_time_was_up(
    version: int, combo: int, points: int, again: bool
) -> None:
    run = sums_of(Prompt("4", 4), Prompt("6", 6), hits=7, version=version)
    before = run.score
    run.clock.tick(5.0)
    assert run.combo_time_left == 0
    run.take(9)
    if again:
        assert run.again()
        assert run.combo_time_left == (1.0 if version < 4 else 0.0)
        run.take(4)
        assert (run.combo, run.score - before) == (combo, points)
    else:
        assert run.dispute()
        assert run.combo == combo - 1


def test_a_misread_gives_the_combo_its_time_again_but_not_the_bonus() -> None:
    run = sums_of(Prompt("4", 4), hits=2)
    before = run.score
    run.clock.tick(4.0)
    run.take(9)
    run.again()
    assert (run.combo, run.combo_time_left) == (2, 1.0)
    run.take(4)
    assert (run.combo, run.score - before) == (3, POINTS + QUICK // 5)


def test_a_wrong_sum_counts_as_wrong_and_breaks_the_combo() -> None:
    run = sums_of(SUM, NEXT, Prompt("5", 5), hits=6)
    before = run.score
    assert run.take(3)
    assert (run.wrong, run.combo, run.factor, run.marks[6:]) == (True, 0, 1, [Mark.WRONG])
    assert run.again()
    assert not run.wrong
    # The right one, which is on the screen by now, earns a consolation, and neither a hit nor a combo.
    assert run.consolation == CONSOLATION
    assert run.take(2)
    assert (run.score - before, run.hits, run.combo, len(run.marks)) == (CONSOLATION, 6, 0, 7)
    run.take(8)
    assert (run.hits, run.combo, run.marks[6:]) == (7, 1, [Mark.WRONG, Mark.HIT])


def test_a_wrong_sum_stays_wrong_however_it_ends() -> None:
    for moves in (["skip"], ["again", "skip"], ["again", "quit"], ["quit"], []):
        run = sums_of(SUM, NEXT)
        run.take(3)
        assert all(getattr(run, name)() for name in moves)
        run.clock.tick(70.0)
        assert (run.over, run.marks, run.hits) == (True, [Mark.WRONG], 0)


def test_a_disputed_sum_is_not_wrong_and_brings_the_combo_back() -> None:
    run = sums_of(SUM, NEXT, hits=6)
    run.take(3)
    assert run.dispute()
    assert (run.combo, run.marks[6:], run.wrong) == (6, [Mark.DISPUTED], False)
    run.take(8)
    assert run.combo == 7


@pytest.mark.parametrize(
    ("version", "of_answers", "of_digits"),
    [(6, [6, 0, 0, 0, 0], [6, 6, 6, 0, 0]), (5, [6, 6, 6, 0, 0], [6, 6, 6, 0, 0]), (4, [6] * 5, [6] * 5)],
)
def test_few_disputes_leave_the_combo_alone(
    version: int, of_answers: list[int], of_digits: list[int]
) -> None:
    for asked, combos in ((SUM, of_answers), (Prompt("5", 5), of_digits)):
        prompted = iter([Prompt("9", 9)] * 6 + [asked] * 6)
        run = TimedRun(Clock(), prompted, 60.0, ComboWindow(5.0, 2.0), version)
        for _ in range(6):
            run.take(9)
        found = []
        for _ in range(5):
            run.take((asked.answer + 1) % 10)
            assert run.dispute()
            found.append(run.combo)
        assert found == combos
        assert run.asked == 6


def test_a_puzzle_that_stood_there_in_a_pause_earns_no_bonus_for_speed() -> None:
    run = sums_of(SUM, Prompt("9", 9), NEXT)
    assert run.pause()
    run.take(SUM.answer)
    assert (run.score, run.combo) == (POINTS, 1)
    # A plain digit needs no thought.
    assert not run.pause()
    run.take(9)
    run.take(NEXT.answer)
    assert run.score == POINTS + 2 * (POINTS + QUICK)


def test_a_pause_at_a_puzzle_ends_the_combo() -> None:
    for version, combos in ((6, [8, 9, 10]), (VERSION, [0, 1, 2])):
        run = sums_of(SUM, Prompt("9", 9), NEXT, hits=8, version=version)
        found = []
        assert (run.pause(), run.paused) == (True, True)
        found.append(run.combo)
        run.take(SUM.answer)
        assert not run.paused
        found.append(run.combo)
        # At a plain digit there is nothing to think about.
        assert not run.pause()
        run.take(9)
        found.append(run.combo)
        assert found == combos


def test_a_misread_of_the_answer_that_was_shown_is_no_second_wrong_one() -> None:
    run = sums_of(SUM, NEXT)
    for name in ("again", "dispute"):
        run.take(3)
        assert run.wrong == (name == "again")
        assert getattr(run, name)()
    assert (run.marks, run.prompt) == ([Mark.WRONG], NEXT)


def test_of_an_answer_of_two_digits_the_wrong_one_and_what_was_shown_count_once() -> None:
    run = sums_of(Prompt("7 + 5", 12), NEXT)
    run.take(1)
    run.take(1)
    run.again()
    run.take(2)
    assert (run.marks, run.prompt) == ([Mark.HIT, Mark.WRONG], NEXT)
    run = sums_of(Prompt("7 + 5", 12), NEXT)
    run.take(7)
    run.again()
    assert run.consolation == 2 * CONSOLATION
    run.take(1)
    assert run.consolation == CONSOLATION
    run.take(2)
    assert (run.marks, run.score, run.prompt) == ([Mark.WRONG], 2 * CONSOLATION, NEXT)
    # The next sum counts as ever.
    run.take(8)
    assert run.score == 2 * CONSOLATION + POINTS + QUICK


@pytest.mark.parametrize(("version", "points"), [(4, POINTS), (5, CONSOLATION)])
def test_the_answer_that_was_shown_earned_the_plain_points_once(version: int, points: int) -> None:
    run = sums_of(SUM, version=version)
    run.take(3)
    run.again()
    run.take(2)
    assert run.score == points


def test_a_misread_second_digit_of_a_shown_answer_that_is_disputed_earns_nothing() -> None:
    run = sums_of(Prompt("7 + 5", 12), NEXT)
    run.take(7)
    run.again()
    run.take(1)
    run.take(9)
    assert run.dispute()
    assert (run.marks, run.score, run.prompt) == ([Mark.WRONG], CONSOLATION, NEXT)


def test_a_disputed_digit_counts_neither_for_nor_against_the_player() -> None:
    run = course(4, 7, 1, 5)
    run.take(4)
    run.take(9)
    run.dispute()
    run.take(1)
    run.skip()
    assert (run.hits, run.asked, len(run.marks)) == (2, 3, 4)


def test_a_misread_of_a_plain_digit_is_no_wrong_answer() -> None:
    run = course(4, 7)
    run.take(9)
    assert (run.wrong, run.marks) == (False, [])


def test_a_wrong_sum_is_seen_in_the_shared_result() -> None:
    assert share(20260309, 100, 9.0, [Mark.WRONG, Mark.HIT]).splitlines()[2] == "🟥🟦"
