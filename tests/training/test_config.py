"""The recipe that a plan comes down to."""

import pytest

from digitgame.training.config import PRESETS, Plan


def test_the_fewer_the_epochs_the_higher_the_rate() -> None:
    peak = PRESETS["fast"].learning_rate
    assert Plan("fast", epochs=1).recipe().learning_rate == pytest.approx(2 / 1.1 * peak)
    assert Plan("fast", epochs=4).recipe().learning_rate == pytest.approx(1.25 / 1.1 * peak)
    assert Plan("fast").recipe() == PRESETS["fast"]
    assert Plan("fast", epochs=40).recipe().learning_rate == peak


@pytest.mark.parametrize(
    ("plan", "rate"),
    [
        (Plan("fast", epochs=1, learning_rate=0.004), 0.004),  # asked for
        (Plan("fast", limit=60), PRESETS["fast"].learning_rate),  # nobody knows how many epochs
        (Plan("seed", epochs=1), PRESETS["seed"].learning_rate),  # it never changes: the tutorial's
    ],
)
def test_a_rate_that_stays(plan: Plan, rate: float) -> None:
    assert plan.recipe().learning_rate == rate
