"""Which network the game reads with after a training."""

import pytest

from digitgame import model, paths
from digitgame.cli import train_request
from digitgame.cli.train_taking import judge, reason_against
from digitgame.digits import Pictures, load_test
from digitgame.errors import DigitgameError
from digitgame.reading import Reader
from digitgame.reading.scoring import score


@pytest.fixture
def tests() -> dict[str, Pictures]:
    return {"hand": load_test("hand", cache=paths.data()).test}


def test_a_whole_training_is_taken() -> None:
    assert reason_against({"hand": 0.1}, whole=True, own=False, tests=dict) == ""


def test_a_training_ended_too_soon_is_not() -> None:
    assert "too soon" in reason_against({"hand": 0.99}, whole=False, own=False, tests=dict)


def test_one_that_learnt_the_players_drawings_must_read_the_rest_as_well(tests: dict[str, Pictures]) -> None:
    worse = reason_against({"hand": 0.5}, whole=True, own=True, tests=lambda: tests)
    assert "it reads 50.00 % of hand" in worse
    assert reason_against({"hand": 1.0}, whole=True, own=True, tests=lambda: tests) == ""


def test_what_chance_makes_is_let_pass_of_the_hand_alone(tests: dict[str, Pictures]) -> None:
    shipped = Reader(model.load(paths.shipped_model()))
    part = tests["hand"]
    had = score(shipped, part.images, part.labels, "hand").accuracy
    few, many = had - 2 / len(part), had - 9 / len(part)
    assert reason_against({"hand": few}, whole=True, own=True, tests=lambda: tests) == ""
    assert "of hand" in reason_against({"hand": many}, whole=True, own=True, tests=lambda: tests)
    for name in ("mnist", "drawings"):
        told = reason_against({name: few}, whole=True, own=True, tests=lambda name=name: {name: part})  # type: ignore[misc]
        assert f"of {name}" in told


def test_the_score_that_counts_is_mnists_then_the_drawings() -> None:
    judge({"hand": 0.1, "drawings": 0.2, "mnist": 0.99}, 99)
    with pytest.raises(DigitgameError, match=r"20\.00 % on drawings"):
        judge({"hand": 0.99, "drawings": 0.2}, 50)
    judge({"hand": 0.1}, None)


def test_a_damaged_mnist_costs_its_score_not_the_training(capsys: pytest.CaptureFixture[str]) -> None:
    folder = paths.data() / "mnist"
    folder.mkdir(parents=True)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (folder / f"{name}-ubyte").write_bytes(b"damaged")
    assert [name for name, _ in train_request.more_tests(set())] == ["hand"]
    assert "Not scored on mnist" in capsys.readouterr().err
    assert model.default(paths.models()) is None
