"""Which model the game uses after a training."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from digitgame import ink, model, paths
from digitgame.datasets import Images, load_test
from digitgame.errors import DigitgameError
from digitgame.events import Promotion
from digitgame.formatting import score_label
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.training import request
from digitgame.training.promotion import Candidate, lower_score, rejection_reason, require_accuracy


@pytest.fixture(autouse=True)
def bundled(
    small_model: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small network in the place of the bundled one, whose card says that it scored 99 % on MNIST."""
    folder = Path(shutil.copytree(small_model, tmp_path_factory.mktemp("bundled") / model.SHIPPED))
    card = json.loads((folder / model.CARD).read_text("utf-8"))
    card |= {"name": model.SHIPPED, "scores": {"mnist": 0.99}}
    (folder / model.CARD).write_text(json.dumps(card), "utf-8")
    monkeypatch.setattr(paths, "shipped_model", lambda: folder)


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


@pytest.fixture(scope="module")
def tests() -> dict[str, Images]:
    return {"hand": load_test("hand", cache=Path("nowhere")).test}


def test_a_whole_training_is_taken() -> None:
    assert rejection_reason({"hand": 0.1}, shipped(), complete=True, own_drawings=False, tests=dict) == ""


def test_a_training_ended_too_soon_is_not() -> None:
    assert "stopped early" in rejection_reason(
        {"hand": 0.99}, shipped(), complete=False, own_drawings=False, tests=dict
    )


def test_one_that_recognises_clearly_less_of_mnist_is_not() -> None:
    current = model.load(put("better", accuracy=0.99))
    found = rejection_reason({"mnist": 0.984}, current, complete=True, own_drawings=False, tests=dict)
    assert found == "accuracy on MNIST is 98.40 %, and 99.00 % for better"
    assert not rejection_reason({"mnist": 0.986}, current, complete=True, own_drawings=False, tests=dict)


def test_one_that_learnt_the_players_drawings_must_recognise_the_rest_as_well(
    tests: dict[str, Images],
) -> None:
    worse = rejection_reason({"hand": 0.5}, shipped(), complete=True, own_drawings=True, tests=lambda: tests)
    assert worse.startswith("accuracy on synthetic digits is 50.00 %, and 9")
    assert worse.endswith(" for shipped")
    assert (
        rejection_reason({"hand": 1.0}, shipped(), complete=True, own_drawings=True, tests=lambda: tests)
        == ""
    )


def test_what_chance_makes_is_let_pass_of_the_hand_alone(tests: dict[str, Images]) -> None:
    reader = Reader(shipped())
    part = tests["hand"]
    had = score(reader, part.images, part.labels, "hand").accuracy
    few, many = had - 2 / len(part), had - 9 / len(part)
    assert (
        rejection_reason({"hand": few}, shipped(), complete=True, own_drawings=True, tests=lambda: tests)
        == ""
    )
    assert "on synthetic digits" in rejection_reason(
        {"hand": many}, shipped(), complete=True, own_drawings=True, tests=lambda: tests
    )
    for name in ("mnist", "drawings"):
        told = rejection_reason(
            {name: few}, shipped(), complete=True, own_drawings=True, tests={name: part}.copy
        )
        assert f"on {score_label(name)} is" in told


def test_the_score_that_counts_is_mnists_then_the_drawings() -> None:
    require_accuracy({"hand": 0.1, "drawings": 0.2, "mnist": 0.99}, 99)
    with pytest.raises(DigitgameError, match=r"20\.00 % on drawings"):
        require_accuracy({"hand": 0.99, "drawings": 0.2}, 50)
    require_accuracy({"hand": 0.1}, None)


def test_a_damaged_mnist_costs_its_score_not_the_training() -> None:
    folder = paths.data() / "mnist"
    folder.mkdir(parents=True)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (folder / f"{name}-ubyte").write_bytes(b"damaged")
    warnings: list[str] = []
    assert [name for name, _ in request.tests([], set(), warnings.append)] == ["hand"]
    assert "Not scored on mnist" in warnings[0]
    assert request.tests([], {"hand"}, warnings.append) == []


def test_a_network_that_is_to_lie_in_the_place_of_the_games_own_comes_there_once_it_is_judged(
    tmp_path: Path,
) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with Candidate.of(paths.models() / "own", tmp_path) as candidate:
        put("own", accuracy=0.1, at=candidate.saved)
        assert in_use() == ("own", 0.9)  # what a sudden end would leave
        had = candidate.current()
        assert had is not None
        assert had.card["scores"] == {"mnist": 0.9}
    assert in_use() == ("own-before", 0.9)
    assert candidate.renamed == "own-before"
    assert model.load(paths.models() / "own").card["scores"] == {"mnist": 0.1}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("most", [0, 1])
@pytest.mark.parametrize("step", ["writing", "set_default"])
def test_the_game_keeps_its_network_wherever_the_verdict_is_cut_off(
    step: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    candidate = Candidate(paths.models() / "own", put("own", accuracy=0.1, at=tmp_path / "own"))
    done: list[object] = []
    original = getattr(model, step)

    def cut_off(*arguments: object) -> object:
        if len(done) == most:
            raise KeyboardInterrupt
        done.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(model, step, cut_off)
    with suppress(KeyboardInterrupt):
        candidate.reject()
    assert in_use()[1] == 0.9


def test_one_that_is_taken_in_the_place_of_the_games_own_leaves_no_copy(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with Candidate.of(paths.models() / "own", tmp_path) as candidate:
        put("own", accuracy=0.95, at=candidate.saved)
        candidate.promote()
    assert in_use() == ("own", 0.95)
    assert model.names(paths.models()) == ["own"]
    assert not list(tmp_path.iterdir())


def test_a_training_that_saves_nothing_leaves_the_games_network_where_it_was(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with pytest.raises(KeyboardInterrupt), Candidate.of(paths.models() / "own", tmp_path):
        raise KeyboardInterrupt
    assert in_use() == ("own", 0.9)
    assert model.names(paths.models()) == ["own"]


def test_a_default_that_was_gone_is_not_what_a_new_network_of_its_name_is(tmp_path: Path) -> None:
    model.set_default(paths.models(), "gone")
    with Candidate.of(paths.models() / "gone", tmp_path) as candidate:
        put("gone", accuracy=0.1, at=candidate.saved)
        assert in_use()[0] == shipped().name
    assert in_use()[0] == shipped().name
    assert (paths.models() / "gone").is_dir()


@pytest.mark.parametrize("name", ["own", "other"])
def test_a_damaged_default_is_no_rejection_reason_a_new_network(
    name: str, tmp_path: Path, tests: dict[str, Images]
) -> None:
    damaged = put("own")
    model.set_default(paths.models(), damaged.name)
    (damaged / model.TFLITE).write_bytes(b"damaged")
    with Candidate.of(paths.models() / name, tmp_path) as candidate:
        put(name, accuracy=0.6, at=candidate.saved)
        had = candidate.current()
        assert had is None
        assert (
            rejection_reason({"hand": 0.5}, had, complete=True, own_drawings=True, tests=lambda: tests) == ""
        )
        assert lower_score({"hand": 0.5}, had) == ""
        candidate.promote()
    assert in_use() == (name, 0.6)


def test_a_higher_score_of_the_model_before_is_reported() -> None:
    had = model.load(put("own", accuracy=0.9967))
    warning = "The one before (own) scored higher: 99.67 % on MNIST."
    assert lower_score({"mnist": 0.95, "hand": 0.99}, had) == warning
    assert lower_score({"mnist": 0.9967}, had) == ""
    assert lower_score({"mnist": 0.1}, shipped()).startswith(
        "The one before (shipped) scored higher: 99.00 %"
    )
    # Its card has no score on synthetic digits.
    assert lower_score({"hand": 0.1}, had) == ""


def test_a_fine_tuned_model_is_called_after_the_one_before() -> None:
    def named(start: Path) -> str:
        return request.model_name(None, "best", str(start))

    assert request.model_name(None, "best") == "best"
    assert named(paths.shipped_model()) == "shipped-2"
    own = put("own")
    assert named(own) == "own-2"
    assert named(put("own-2")) == "own-3"
    assert named(own) == "own-3"
    assert request.model_name("mine", "best", str(own)) == "mine"


def test_the_choice_is_reported(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    for name, complete in (("rejected", False), ("promoted", True)):
        with Candidate.of(put(name), tmp_path) as candidate:
            choice = candidate.choose({"mnist": 0.899}, complete=complete, own_drawings=False, tests=dict)
        if complete:
            assert choice == Promotion(
                name, "", "own", "The one before (own) scored higher: 90.00 % on MNIST."
            )
        else:
            assert choice == Promotion(name, "training was stopped early", "own")
        assert in_use()[0] == (name if complete else "own")


def test_a_name_that_could_lie_elsewhere_is_an_error() -> None:
    for name in ("../elsewhere", "default", "x" * 250):
        with pytest.raises(DigitgameError, match="cannot be a model's name") as error:
            request.model_name(name, "best")
        assert error.value.exit_code == 2


def test_a_request_outlasts_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits").mkdir()
    asked = request.Request("fast", epochs=3, data=("auto", "digits"), hand=300)
    record = json.loads(json.dumps(asked.to_json()))
    assert record["data"] == ["auto", str(tmp_path / "digits")]
    again = request.Request.from_json(record)
    assert again == replace(asked, data=("auto", str(tmp_path / "digits")))
    assert (again.preset, again.epochs, again.seed) == ("fast", 3, 1)
    for foreign in ({"preset": "fast"}, {**record, "wish": 1}):
        with pytest.raises(DigitgameError, match="Another version"):
            request.Request.from_json(foreign)
