import pytest

from digitgame.rules.duel import MAX_POINTS
from digitgame.rules.modes import FOOL, FREE_DRAW, SCORED_MODES, SPRINT, Mode
from digitgame.rules.rewards.ranks import STARS, RunFacts, advice, next_rank_words, rank_of, ranks_of
from digitgame.rules.rewards.rivals import RIVALS

GOOD = RunFacts(60.0, 40, 0, 30)


@pytest.mark.parametrize(
    ("mode", "score", "rank"),
    [
        ("sprint", 28_000, "S"),
        ("sprint", 27_999, "A"),
        ("sprint", 5_000, "B"),
        # A slow, a middling and a quick player, as benchmarks/ranks.py measures them.
        ("sprint", 2_906, "C"),
        ("sprint", 9_092, "B"),
        ("sprint", 26_350, "A"),
        ("daily", 3_840, "C"),
        ("daily", 9_818, "B"),
        ("daily", 10_463, "A"),
        ("sprint", 100, "C"),
        ("sprint", 99, None),
        ("sprint", 0, None),
        # A trick that fooled nobody is none.
        ("fool", 499, None),
        ("fool", 500, "C"),
        ("sums hard", 20_000, "B"),
        ("duel epoch 3", 800, "A"),
        ("chess", 9_000, None),
    ],
)
def test_a_score_has_a_rank_in_its_mode(mode: str, score: int, rank: str | None) -> None:
    assert rank_of(Mode.parse(mode), score) == rank


def test_every_mode_has_ranks_each_harder_than_the_next() -> None:
    for mode in SCORED_MODES:
        scores = [least for least, _ in ranks_of(mode)]
        assert [rank for _, rank in ranks_of(mode)] == list("SABC") == list(STARS)
        assert scores == sorted(set(scores), reverse=True)
    assert ranks_of(FREE_DRAW) == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            RunFacts(60.0, 40, 5, 3, missed={4: 3, 7: 1}),
            "The 4 was hardest: the AI saw something else 3 times. Choose one to see why.",
        ),
        (
            RunFacts(60.0, 40, 5, 3, 3),
            "3 wrong answers, and each breaks your combo. Take a little more time.",
        ),
        (RunFacts(60.0, 40, 5, 3, 2, {4: 1}), "You skipped 5 digits, and each skip breaks your combo."),
        (
            RunFacts(60.0, 40, 0, 3),
            "Your best combo was 3 of 40 digits. Keep it alive: it multiplies points.",
        ),
        (RunFacts(60.0, 20, 0, 15), "3.0 s a digit. Faster digits earn up to twice the points."),
        (GOOD, "2,000 more points to reach rank A."),
    ],
)
def test_the_advice_is_about_what_cost_most(facts: RunFacts, words: str) -> None:
    assert advice(SPRINT, 10_000, facts) == words


def test_the_advice_names_the_next_rank_until_there_is_none() -> None:
    assert advice(SPRINT, 4_000, GOOD) == "1,000 more points to reach rank B."
    assert advice(SPRINT, 28_000, GOOD) == "The highest rank!"
    assert advice(Mode("duel", "boss"), 700, RunFacts(50.0, 10, 0, 2)) == "100 more points to reach rank A."


def test_the_next_rank_is_named_with_what_it_takes() -> None:
    assert next_rank_words(SPRINT, 0) == "Rank C from 100 points"
    assert next_rank_words(SPRINT, 4_999) == "Rank B from 5,000 points"
    assert next_rank_words(SPRINT, 5_000) == "Rank A from 12,000 points"
    assert next_rank_words(SPRINT, 28_000) == "The highest rank"
    assert next_rank_words(FREE_DRAW, 3) == ""


def test_the_advice_counts_in_english() -> None:
    facts = RunFacts(60.0, 3, 0, 3)
    least = {rank: score for score, rank in ranks_of(FOOL)}["B"]
    assert advice(FOOL, least - 1, facts) == "1 more point to reach rank B."
    assert advice(FOOL, least - 2, facts) == "2 more points to reach rank B."
    assert advice(FOOL, 0, facts) == "No points this time. {keys} says how to play."


def test_three_digits_of_the_gallery_have_ranks_that_they_can_reach() -> None:
    mode = Mode("duel", "in the gallery")
    assert [rank_of(mode, score) for score in (3 * MAX_POINTS, 400, 200, 1, 0)] == ["S", "A", "C", "C", None]
    assert rank_of(mode, 210) == "B"
    assert max(rival.score(mode) for rival in RIVALS) < 3 * MAX_POINTS
