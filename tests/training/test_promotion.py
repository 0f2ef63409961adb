"""Which network the game reads with after a training."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from digitgame import ink, model, paths
from digitgame.datasets import Images, load_test
from digitgame.errors import DigitgameError
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.training import request
from digitgame.training.promotion import Candidate, judge, judged, less, reason_against


def shipped() -> model.Model:
    return model.load(paths.shipped_model())


def put(name: str, *, accuracy: float = 0.5, at: Path | None = None) -> Path:
    """A model of that name; cards of another accuracy tell them apart."""
    folder = at or paths.models() / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.shipped_model(), folder)
    card = json.loads((folder / model.CARD).read_text("utf-8"))
    card |= {"name": name, "scores": {"mnist": accuracy}}
    (folder / model.CARD).write_text(json.dumps(card), "utf-8")
    return folder


def in_use() -> tuple[str, float]:
    """The name of what the game reads with, and its accuracy."""
    found = model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)
    return found.name, found.card["scores"]["mnist"]


@pytest.fixture
def tests() -> dict[str, Images]:
    return {"hand": load_test("hand", cache=paths.data()).test}


def test_a_whole_training_is_taken() -> None:
    assert reason_against({"hand": 0.1}, shipped(), whole=True, own=False, tests=dict) == ""


def test_a_training_ended_too_soon_is_not() -> None:
    assert "too soon" in reason_against({"hand": 0.99}, shipped(), whole=False, own=False, tests=dict)


def test_one_that_learnt_the_players_drawings_must_read_the_rest_as_well(tests: dict[str, Images]) -> None:
    worse = reason_against({"hand": 0.5}, shipped(), whole=True, own=True, tests=lambda: tests)
    assert "it reads 50.00 % of hand" in worse
    assert reason_against({"hand": 1.0}, shipped(), whole=True, own=True, tests=lambda: tests) == ""


def test_what_chance_makes_is_let_pass_of_the_hand_alone(tests: dict[str, Images]) -> None:
    reader = Reader(shipped())
    part = tests["hand"]
    had = score(reader, part.images, part.labels, "hand").accuracy
    few, many = had - 2 / len(part), had - 9 / len(part)
    assert reason_against({"hand": few}, shipped(), whole=True, own=True, tests=lambda: tests) == ""
    assert "of hand" in reason_against({"hand": many}, shipped(), whole=True, own=True, tests=lambda: tests)
    for name in ("mnist", "drawings"):
        told = reason_against({name: few}, shipped(), whole=True, own=True, tests={name: part}.copy)
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
    assert [name for name, _ in request.more_tests(set())] == ["hand"]
    assert "Not scored on mnist" in capsys.readouterr().err
    assert request.more_tests({"hand"}) == []


def test_a_network_that_is_to_lie_in_the_place_of_the_games_own_comes_there_once_it_is_judged(
    tmp_path: Path,
) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with judged(paths.models() / "own", tmp_path) as place:
        put("own", accuracy=0.1, at=place.made)
        assert in_use() == ("own", 0.9)  # what a sudden end would leave
        had = place.found()
        assert had is not None
        assert had.card["scores"] == {"mnist": 0.9}
    assert in_use() == ("own-before", 0.9)
    assert model.load(paths.models() / "own").card["scores"] == {"mnist": 0.1}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("most", [0, 1])
@pytest.mark.parametrize("step", ["writing", "set_default"])
def test_the_game_keeps_its_network_wherever_the_verdict_is_cut_off(
    step: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    place = Candidate(paths.models() / "own", put("own", accuracy=0.1, at=tmp_path / "own"))
    done: list[object] = []
    original = getattr(model, step)

    def cut_off(*arguments: object) -> object:
        if len(done) == most:
            raise KeyboardInterrupt
        done.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(model, step, cut_off)
    with suppress(KeyboardInterrupt):
        place.stay()
    assert in_use()[1] == 0.9


def test_one_that_is_taken_in_the_place_of_the_games_own_leaves_no_copy(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with judged(paths.models() / "own", tmp_path) as place:
        put("own", accuracy=0.95, at=place.made)
        place.take()
    assert in_use() == ("own", 0.95)
    assert model.names(paths.models()) == ["own"]
    assert not list(tmp_path.iterdir())


def test_a_training_that_saves_nothing_leaves_the_games_network_where_it_was(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with pytest.raises(KeyboardInterrupt), judged(paths.models() / "own", tmp_path):
        raise KeyboardInterrupt
    assert in_use() == ("own", 0.9)
    assert model.names(paths.models()) == ["own"]


def test_a_default_that_was_gone_is_not_what_a_new_network_of_its_name_is(tmp_path: Path) -> None:
    model.set_default(paths.models(), "gone")
    with judged(paths.models() / "gone", tmp_path) as place:
        put("gone", accuracy=0.1, at=place.made)
        assert in_use()[0] == shipped().name
    assert in_use()[0] == shipped().name
    assert (paths.models() / "gone").is_dir()


@pytest.mark.parametrize("name", ["own", "other"])
def test_a_damaged_default_is_no_reason_against_a_new_network(
    name: str, tmp_path: Path, tests: dict[str, Images]
) -> None:
    damaged = put("own")
    model.set_default(paths.models(), damaged.name)
    (damaged / model.TFLITE).write_bytes(b"damaged")
    with judged(paths.models() / name, tmp_path) as place:
        put(name, accuracy=0.6, at=place.made)
        had = place.found()
        assert had is None
        assert reason_against({"hand": 0.5}, had, whole=True, own=True, tests=lambda: tests) == ""
        assert less({"hand": 0.5}, had) == ""
        place.take()
    assert in_use() == (name, 0.6)


def test_what_the_one_before_read_is_told_where_it_is_more() -> None:
    had = model.load(put("own", accuracy=0.9967))
    assert less({"mnist": 0.95, "hand": 0.99}, had) == "own did (99.67 % of MNIST)"
    assert less({"mnist": 0.9967}, had) == ""
    assert less({"mnist": 0.1}, shipped()).startswith("shipped did (99.")
    assert less({"hand": 0.1}, had) == ""  # its card tells nothing of the hand


def test_one_that_goes_on_is_called_after_the_one_before() -> None:
    def named(start: Path) -> str:
        return request.model_name(None, "best", str(start))

    assert request.model_name(None, "best") == "best"
    assert named(paths.shipped_model()) == "shipped-2"
    own = put("own")
    assert named(own) == "own-2"
    assert named(put("own-2")) == "own-3"
    assert named(own) == "own-3"
    assert request.model_name("mine", "best", str(own)) == "mine"
