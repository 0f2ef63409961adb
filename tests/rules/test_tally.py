import random

from digitgame.rules import Answer, Score, Tally


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
