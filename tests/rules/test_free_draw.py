import random

import pytest

from digitgame.rules import Answer, Phase, Round, Score, Tally

MOVES = ("withdraw", "right", "wrong", "leave_unknown")


def asked(guess: int = 4) -> Round:
    game = Round()
    assert game.ask(guess)
    return game


def test_the_guess_was_right() -> None:
    game = asked()
    assert game.right()
    assert game.answer == Answer(4, 4)
    assert game.phase is Phase.ANSWERED


def test_the_guess_was_wrong_and_the_true_digit_follows() -> None:
    game = asked()
    assert game.wrong()
    assert game.answer == Answer(4, None)
    assert game.truth(9)
    assert game.answer == Answer(4, 9)


def test_the_true_digit_may_be_kept_back() -> None:
    game = asked()
    assert game.wrong()
    assert game.leave_unknown()
    assert game.answer == Answer(4, None)
    assert game.phase is Phase.ANSWERED


@pytest.mark.parametrize(("digit", "right"), [(4, True), (9, False)])
def test_the_true_digit_alone_is_an_answer(digit: int, right: bool) -> None:
    game = asked()
    assert game.truth(digit)
    assert game.answer is not None
    assert game.answer.right is right


def test_no_then_the_digit_that_was_guessed_means_right_after_all() -> None:
    game = asked()
    assert game.wrong()
    assert game.truth(4)
    assert game.answer == Answer(4, 4)


@pytest.mark.parametrize("move", MOVES)
def test_nothing_can_be_answered_before_a_guess(move: str) -> None:
    game = Round()
    assert not getattr(game, move)()
    assert not game.truth(3)
    assert game == Round()


def test_drawing_on_withdraws_a_guess_that_was_not_judged() -> None:
    game = asked()
    assert game.withdraw()
    assert game == Round()


@pytest.mark.parametrize("move", ["right", "wrong", "leave_unknown", "truth"])
def test_an_answer_taken_back_leaves_the_guess_to_be_judged(move: str) -> None:
    game = asked()
    if move == "leave_unknown":
        assert game.wrong()
    assert game.truth(9) if move == "truth" else getattr(game, move)()
    assert game.take_back()
    assert game == asked()
    assert not game.take_back()
    assert game.truth(7)
    assert game.answer == Answer(4, 7)


def test_an_answer_counts_once() -> None:
    """Whatever the order of the moves: an answered round stays, and a refused move changes nothing."""
    rng = random.Random(11)
    for _ in range(500):
        game = Round()
        for _ in range(12):
            before = Round(game.phase, game.guess, game.answer)
            move = rng.choice([*MOVES, "ask", "truth"])
            done = getattr(game, move)(*([rng.randrange(10)] if move in ("ask", "truth") else []))
            assert done == (game != before)
            if before.phase is Phase.ANSWERED:
                assert not done


def test_right_and_wrong_guesses_are_counted_by_true_digit() -> None:
    score = Score.of([Answer(3, 3), Answer(3, 8), Answer(8, 8), Answer(5, None)])
    assert score.total == Tally(right=2, wrong=2)
    assert score.total.accuracy == 0.5
    assert score.digits[3] == Tally(1, 0)
    assert score.digits[8] == Tally(1, 1)
    assert score.digits[5] == Tally()


def test_nobody_has_an_accuracy_before_the_first_guess() -> None:
    assert Score().total.accuracy is None


def test_a_streak_ends_with_a_wrong_guess_and_the_best_one_stays() -> None:
    right, wrong = Answer(1, 1), Answer(1, 7)
    score = Score.of([right, right, right, wrong, right])
    assert (score.streak, score.best) == (1, 3)


def test_a_score_is_a_value() -> None:
    before = Score.of([Answer(1, 1)])
    after = before.after(Answer(1, None))
    assert before.streak == 1
    assert after.total.wrong == 1


def test_any_order_of_answers_adds_up() -> None:
    rng = random.Random(5)
    for _ in range(100):
        answers = [
            Answer(rng.randrange(10), rng.choice([None, *range(10)])) for _ in range(rng.randrange(40))
        ]
        score = Score.of(answers)
        known = [a for a in answers if a.truth is not None]
        assert score.total.count == len(answers)
        assert score.total.right == sum(a.right for a in answers) == sum(t.right for t in score.digits)
        assert sum(t.count for t in score.digits) == len(known)
        longest = max(
            (len(run) for run in "".join("x" if a.right else " " for a in answers).split()), default=0
        )
        assert score.best == longest
