"""Which model the game uses after a training."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from digitgame import ink, model, paths
from digitgame.datasets import Dataset, Images
from digitgame.datasets.drawings import synthetic_in_order
from digitgame.datasets.images import Kind, fingerprint
from digitgame.datasets.sources import load_test
from digitgame.errors import DigitgameError
from digitgame.events import Promotion
from digitgame.formatting import score_label
from digitgame.inference import Reader
from digitgame.inference.metrics import Measured, measure, score
from digitgame.training import request
from digitgame.training.promotion import Candidate, objection, require_accuracy


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


def reason(
    scores: dict[str, float], before: dict[str, Measured], *, complete: bool = True, own: bool = False
) -> str:
    return objection(scores, before, "better", complete=complete, own_drawings=own)


def test_a_whole_training_is_taken() -> None:
    assert reason({"hand": 0.95}, {}) == ""
    assert reason({"hand": 0.95}, {"hand": Measured(0.95, 2_000)}) == ""


def test_a_training_ended_too_soon_is_not() -> None:
    assert "stopped early" in reason({"hand": 0.99}, {}, complete=False)


@pytest.mark.parametrize("current", ["better", None])
def test_a_network_that_only_guesses_never_is(current: str | None) -> None:
    """As after a learning rate of 10: nan reads every digit as a 0."""
    scores = {"hand": 0.098, "mnist": 0.1135}
    found = objection(scores, {}, current, complete=True, own_drawings=False)
    assert found == "the new one reads no better than guessing"


def test_one_that_reads_clearly_worse_on_the_same_digits_is_not() -> None:
    before = {"mnist": Measured(0.99, 10_000)}
    assert reason({"mnist": 0.984}, before) == "accuracy on MNIST is 98.40 %, and 99.00 % for better"
    assert not reason({"mnist": 0.986}, before)


def test_what_chance_makes_of_few_digits_is_let_pass() -> None:
    assert not reason({"drawings": 0.93}, {"drawings": Measured(0.96, 50)})
    assert reason({"drawings": 0.89}, {"drawings": Measured(0.96, 50)})


def test_one_that_learnt_the_players_drawings_must_recognise_the_rest_as_well() -> None:
    # One standard deviation of chance, on others' digits: 0.3 %.
    for name in ("mnist", "drawings", "hand"):
        found = reason({name: 0.976}, {name: Measured(0.98, 2_000)}, own=True)
        assert found == f"accuracy on {score_label(name)} is 97.60 %, and 98.00 % for better"
        assert not reason({name: 0.978}, {name: Measured(0.98, 2_000)}, own=True)
    assert reason({"mine": 0.979}, {"mine": Measured(0.98, 2_000)}, own=True)


def test_the_model_before_reads_the_same_digits(tests: dict[str, Images]) -> None:
    part = tests["hand"]
    had = score(Reader(shipped()), part.images, part.labels, "hand").accuracy
    assert measure(shipped(), tests) == {"hand": (had, len(part))}


def test_a_set_that_its_card_has_a_score_on_is_not_read_again(tests: dict[str, Images]) -> None:
    part = tests["hand"]
    current = replace(shipped(), card={**shipped().card, "scores": {"hand": 0.12}})
    current.card["tested"] = {"hand": {"count": len(part), "sha256": fingerprint(part)}}
    assert measure(current, tests) == {"hand": (round(0.12 * len(part)) / len(part), len(part))}
    others = {"hand": part[: len(part) // 2]}
    assert measure(current, others)["hand"].accuracy > 0.9
    current.card["scores"] = {}
    assert measure(current, tests)["hand"].accuracy > 0.9


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
        had = candidate.rival()
        assert had is not None
        assert had.card["scores"] == {"mnist": 0.9}
    assert in_use() == ("own-before", 0.9)
    assert candidate.renamed == "own-before"
    assert model.load(paths.models() / "own").card["scores"] == {"mnist": 0.1}
    assert not list(tmp_path.iterdir())


def test_a_copy_that_a_killed_training_left_is_used_and_another_model_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("own-before", accuracy=0.7)
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    set_default = model.set_default

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for choose in (killed, set_default):
        monkeypatch.setattr(model, "set_default", choose)
        with suppress(KeyboardInterrupt), Candidate.of(paths.models() / "own", tmp_path) as candidate:
            put("own", accuracy=0.1, at=candidate.saved)
    assert in_use() == ("own-before-2", 0.9)
    assert model.names(paths.models()) == ["own", "own-before", "own-before-2"]


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
        candidate.decline()
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
def test_a_damaged_default_is_no_reason_against_a_new_network(name: str, tmp_path: Path) -> None:
    damaged = put("own")
    model.set_default(paths.models(), damaged.name)
    (damaged / model.TFLITE).write_bytes(b"damaged")
    with Candidate.of(paths.models() / name, tmp_path) as candidate:
        put(name, accuracy=0.6, at=candidate.saved)
        assert candidate.rival() is None
        choice = candidate.choose({"hand": 0.5}, complete=True, own_drawings=True, tests=dict)
        assert choice.objection == ""
    assert in_use() == (name, 0.6)


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


def test_the_choice_is_reported(tmp_path: Path, tests: dict[str, Images]) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    old = {"hand": measure(shipped(), tests)["hand"].accuracy}

    def choice(name: str, accuracy: float, *, complete: bool = True) -> Promotion:
        with Candidate.of(put(name), tmp_path) as candidate:
            scores = {"hand": accuracy}
            return candidate.choose(scores, complete=complete, own_drawings=False, tests=lambda: tests)

    assert choice("cut", 0.99, complete=False) == Promotion("cut", "training was stopped early", "own")
    worse = choice("worse", 0.5)
    assert worse.objection.startswith("accuracy on synthetic digits is 50.00 %")
    assert (worse.previous, worse.previous_scores) == ("own", old)
    guessing = choice("guessing", 0.1)
    assert guessing.guesses
    assert in_use()[0] == "own"
    assert choice("promoted", 0.999) == Promotion("promoted", "", "own", old)
    assert in_use()[0] == "promoted"


@pytest.mark.parametrize("accuracy", [0.999, 0.5])
def test_where_the_player_chooses_nothing_is_decided(
    accuracy: float, tmp_path: Path, tests: dict[str, Images]
) -> None:
    with Candidate.of(put("new"), tmp_path) as candidate:
        scores, against = {"hand": accuracy}, paths.shipped_model()
        choice = candidate.choose(
            scores, complete=True, own_drawings=False, tests=lambda: tests, against=against
        )
    assert (choice.asks, choice.previous) == (True, model.SHIPPED)
    assert bool(choice.objection) == (accuracy == 0.5)
    assert set(choice.previous_scores) == {"hand"}
    assert in_use()[0] == model.SHIPPED


def test_the_old_one_is_found_under_the_name_that_it_got(tmp_path: Path) -> None:
    model.set_default(paths.models(), put("own", accuracy=0.9).name)
    with Candidate.of(paths.models() / "own", tmp_path) as candidate:
        put("own", accuracy=0.95, at=candidate.saved)
        against = paths.models() / "own"
        choice = candidate.choose(
            {"hand": 0.9}, complete=True, own_drawings=False, tests=dict, against=against
        )
    assert choice.previous == "own-before"
    assert in_use() == ("own-before", 0.9)


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


def test_each_data_set_is_scored_under_its_own_name() -> None:
    from digitgame.training import export

    some = synthetic_in_order(20, 1)
    kinds: list[tuple[str, int, Kind]] = [
        ("mnist-of-mine", 3, "scans"),
        ("photos", 4, "images"),
        ("pen.jsonl", 5, "drawings"),
        ("mnist", 6, "scans"),
    ]
    sets = [Dataset.of(name, some, some[:count], kind) for name, count, kind in kinds]
    found = export.tests_of(Dataset.joined(sets), [("drawings", some[:7]), ("hand", some[:8])])
    assert {name: len(part) for name, part in found.items()} == {
        "mnist-of-mine": 3,
        "photos": 4,
        "pen.jsonl": 5,
        "mnist": 6,
        "drawings": 7,
        "hand": 8,
    }
