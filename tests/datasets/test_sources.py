"""What the names after --data mean."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from digitgame.datasets import Dataset, cache, sources
from digitgame.datasets.sources import add_to_cache, load, load_test
from digitgame.errors import DigitgameError
from digitgame.ink import frame
from digitgame.rules.free_draw import Answer
from digitgame.store import Store
from digitgame.synth import handwriting

from .conftest import Web
from .making import idx_files, ink_line, noise, put, put_ink, put_sprite, same

TRAIN, TEST = noise(30, 1), noise(20, 2)


@pytest.fixture(autouse=True)
def few_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred synthetic test digits take no time."""
    monkeypatch.setattr(sources, "HAND_TEST", 100)


@pytest.fixture
def no_mirrors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITGAME_OFFLINE", "1")


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch, web: Web) -> str:
    """A mirror with TRAIN and TEST in MNIST's place."""
    files = idx_files(TRAIN, TEST)
    monkeypatch.setattr(cache, "MNIST_SHA256", {n: hashlib.sha256(c).hexdigest() for n, c in files.items()})
    address = web.serve("mirror", files)
    monkeypatch.setattr(cache, "MIRRORS", (address,))
    return address


def test_several_names_are_joined_in_order_and_a_repeated_one_counts_once(tmp_path: Path) -> None:
    folder = str(put(tmp_path / "idx", idx_files(TRAIN, TEST)))
    ink = str(put_ink(tmp_path / "pen.jsonl", 30))
    digits = load([folder, ink, folder], cache=tmp_path / "c", seed=0)
    assert digits.name == "idx+pen.jsonl"
    assert [(source.name, source.kind) for source in digits.sources] == [
        ("idx", "scans"),
        ("pen.jsonl", "drawings"),
    ]
    assert same(digits.train[:30], TRAIN)
    assert same(digits.test[:20], TEST)
    assert len(digits.train) + len(digits.test) == 50 + 30


def test_loading_again_gives_the_same(tmp_path: Path) -> None:
    names = [str(put_ink(tmp_path / "pen.jsonl", 30)), "hand"]
    one = load(names, cache=tmp_path, seed=5, hand_count=40)
    assert one.sources == load(names, cache=tmp_path, seed=5, hand_count=40).sources
    other = load(names, cache=tmp_path, seed=6, hand_count=40)
    assert one.sources[0] == other.sources[0]
    assert one.sources[1] != other.sources[1]
    assert same(one.test, other.test)  # what is tested on does not hang on the seed


def test_the_hand_writes_as_many_as_asked_and_never_trains_on_its_test(tmp_path: Path) -> None:
    digits = load(["hand"], cache=tmp_path, seed=2**40, hand_count=500)
    assert np.array_equal(np.bincount(digits.train.labels), [50] * 10)
    assert np.array_equal(np.bincount(digits.test.labels), [10] * 10)
    assert same(load_test("hand", cache=tmp_path).test, digits.test)
    seen = {image.tobytes() for image in digits.train.images}
    assert not seen & {image.tobytes() for image in digits.test.images}


def test_auto_fetches_mnist_and_mixes_it_with_the_hand(tmp_path: Path, mirror: str, web: Web) -> None:
    digits = load(["auto"], cache=tmp_path, seed=0, hand_count=20)
    assert digits.name == "mnist+hand"
    assert digits.notes == ()
    assert same(digits.train[:30], TRAIN)
    web.asked.clear()
    assert load(["auto"], cache=tmp_path, seed=0, hand_count=20).sources == digits.sources
    assert web.asked == []  # it is kept
    assert load_test("auto", cache=tmp_path).name == "mnist+hand"
    assert mirror


@pytest.mark.usefixtures("mirror")
def test_auto_replaces_a_damaged_mnist(tmp_path: Path) -> None:
    cache.save(tmp_path, "mnist", TEST, TRAIN)
    digits = load(["auto"], cache=tmp_path, seed=0, hand_count=20)
    assert same(digits.train[:30], TRAIN)
    assert same(cache.read(tmp_path, "mnist")[0], TRAIN)


@pytest.mark.usefixtures("no_mirrors")
def test_auto_is_the_hand_alone_where_mnist_cannot_be_had_and_says_so(tmp_path: Path) -> None:
    digits = load(["auto"], cache=tmp_path, seed=0, hand_count=20)
    assert digits.name == "hand"
    assert len(digits.notes) == 1
    assert "MNIST is not cached and could not be downloaded" in digits.notes[0]
    tested = load_test("auto", cache=tmp_path)
    assert tested.name == "hand"
    assert "MNIST is not cached" in tested.notes[0]
    with pytest.raises(DigitgameError, match="DIGITGAME_OFFLINE"):
        load(["mnist"], cache=tmp_path, seed=0)


@pytest.mark.usefixtures("mirror")
def test_auto_goes_on_where_mnist_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    digits = load(["auto"], cache=tmp_path / "cache", seed=0, hand_count=20)
    assert digits.name == "hand"
    assert digits.notes


def test_an_address_is_loaded_and_called_by_its_last_part(tmp_path: Path, web: Web) -> None:
    address = web.serve("my-digits", idx_files(TRAIN, TEST))
    digits = load([address], cache=tmp_path, seed=0)
    assert digits.name == "my-digits"
    assert same(digits.train, TRAIN)
    assert same(load_test(f"{address}/", cache=tmp_path).test, TEST)


@pytest.mark.usefixtures("mirror")
def test_mnist_is_called_so_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MNIST_COUNTS", (30, 20))
    folder = str(put(tmp_path / "idx", idx_files(TRAIN, TEST)))
    assert load([folder], cache=tmp_path, seed=0).name == "mnist"
    assert load_test(folder, cache=tmp_path).name == "mnist"
    other = str(put(tmp_path / "other", idx_files(TEST, TRAIN)))
    assert load([other], cache=tmp_path, seed=0).name == "other"


def test_your_own_drawings_are_those_known_in_the_games_database(tmp_path: Path) -> None:
    database = tmp_path / "digitgame.db"
    for place in (None, database):
        with pytest.raises(DigitgameError, match="no drawings of yours yet") as caught:
            load(["mine"], cache=tmp_path, seed=0, database=place)
        assert "digitgame play" in caught.value.hint
    assert not database.exists()
    with Store(database) as store:
        with pytest.raises(DigitgameError, match="no drawings of yours yet"):
            load_test("mine", cache=tmp_path, database=database)
        store.join("Ada")
        drawings = handwriting.write_many(12, 1)
        for number, drawing in enumerate(drawings):
            truth = None if number == 5 else drawing.label  # nobody said what the sixth was
            store.add("Ada", drawing, [0.1] * 10, Answer(7, truth), model="m")
    whole = load_test("mine", cache=tmp_path, database=database).test
    assert list(whole.labels) == [drawing.label for number, drawing in enumerate(drawings) if number != 5]
    expected = np.rint(frame(drawings[0].strokes) * 255)
    assert np.abs(whole.images[0] - expected).max() <= 3  # the database keeps hundredths of a board pixel
    digits = load(["mine"], cache=tmp_path, seed=0, database=database)
    assert len(digits.train) + len(digits.test) == 11
    assert min(len(digits.train), len(digits.test)) >= 1


@pytest.mark.parametrize("name", ["nope", "no/such/folder", "", "a b"])
def test_an_unknown_name_is_told_with_the_known_ones(tmp_path: Path, name: str) -> None:
    cache.save(tmp_path, "sprite", TRAIN, TEST)
    with pytest.raises(DigitgameError) as caught:
        load([name], cache=tmp_path, seed=0)
    assert f"no data '{name}'" in caught.value.problem
    assert "auto, hand, mine, mnist, sprite" in caught.value.hint
    assert caught.value.exit_code == 2


def test_an_empty_set_is_told(tmp_path: Path) -> None:
    folder = str(put(tmp_path / "idx", idx_files(TRAIN[:0], TEST[:0])))
    with pytest.raises(DigitgameError, match="nothing to train on"):
        load([folder], cache=tmp_path, seed=0)
    with pytest.raises(DigitgameError, match="nothing to test on"):
        load_test(folder, cache=tmp_path)


def test_a_set_is_put_on_the_shelf_and_loaded_by_name(tmp_path: Path) -> None:
    path = put_sprite(tmp_path / "tutorial", noise(12))
    folder = add_to_cache(str(path.parent), cache=tmp_path / "c")
    assert folder == tmp_path / "c" / "tutorial"
    digits = load(["tutorial"], cache=tmp_path / "c", seed=0)
    assert (digits.name, len(digits.train), len(digits.test)) == ("tutorial", 10, 2)
    assert add_to_cache(str(path), cache=tmp_path / "c", save_as="other").name == "other"


@pytest.mark.usefixtures("mirror")
def test_mnist_is_kept_as_mnist_wherever_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, web: Web
) -> None:
    monkeypatch.setattr(cache, "MNIST_COUNTS", (30, 20))
    folder = str(put(tmp_path / "downloads", idx_files(TRAIN, TEST)))
    assert add_to_cache(folder, cache=tmp_path / "c").name == "mnist"
    web.asked.clear()
    assert load(["auto"], cache=tmp_path / "c", seed=0, hand_count=20).name == "mnist+hand"
    assert web.asked == []


def test_what_cannot_be_cached_is_an_error(tmp_path: Path) -> None:
    ink = tmp_path / "pen.jsonl"
    ink.write_text(ink_line(3) + "\n")
    idx_folder = str(put(tmp_path / "idx", idx_files(TRAIN, TEST)))
    for name, called, reason in (
        (str(ink), None, "holds drawings, which are not kept"),
        ("hand", None, "is always available"),
        (idx_folder, "mnist", "is not MNIST"),
        (idx_folder, "hand", "cannot be the name"),
        (str(put(tmp_path / "mine", idx_files(TRAIN, TEST))), None, "'mine' cannot be the name"),
        (idx_folder, "../up", "cannot be the name"),
        ("nowhere", None, "no data 'nowhere'"),
    ):
        with pytest.raises(DigitgameError) as caught:
            add_to_cache(name, cache=tmp_path / "c", save_as=called)
        assert reason in caught.value.problem
    assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_own_drawings_do_not_drown_among_the_rest(tmp_path: Path) -> None:
    database = tmp_path / "game.db"
    with Store(database) as store:
        store.join("Ann")
        for drawing in handwriting.write_many(12, 5):
            assert drawing.label is not None
            store.add("Ann", drawing, [0.1] * 10, Answer(drawing.label, drawing.label), model="x")
    digits = load(["hand", "mine"], cache=tmp_path, seed=1, database=database, hand_count=2_000)
    once = load(["mine"], cache=tmp_path, seed=1, database=database)
    often = (len(digits.train) - 2_000) / len(once.train)
    assert often == round(0.03 * 2_000 / len(once.train)) > 1
    assert [source.count for source in digits.sources] == [2_000, len(once.train)]
    assert len(digits.test) == 100 + len(once.test)


def test_mine_is_one_players_or_everybodys(tmp_path: Path) -> None:
    database, now = tmp_path / "game.db", iter(range(1_000))
    with Store(database, clock=lambda: float(next(now))) as store:
        for player, count, seed in (("Ann", 12, 1), ("Li", 8, 2), ("Bo", 0, 3)):
            store.join(player)
            for drawing in handwriting.write_many(count, seed):
                assert drawing.label is not None
                store.add(player, drawing, [0.1] * 10, Answer(drawing.label, drawing.label), model="x")

    def own(player: str | None) -> Dataset:
        return load_test("mine", cache=tmp_path, database=database, player=player)

    ann, everybody = own("Ann"), own("all")
    assert len(ann.test) == 12
    assert ann.notes == ("mine: 12 drawings of Ann.",)
    assert len(everybody.test) == 20
    assert everybody.notes == ("mine: 20 drawings of all players.",)
    # Bo played last, and has drawn nothing.
    for nobody in (None, "Bo"):
        with pytest.raises(DigitgameError, match="no drawings of Bo yet") as caught:
            own(nobody)
        assert "--player all" in caught.value.hint
    with Store(database, clock=lambda: float(next(now))) as store:
        store.join("Li")
    assert own(None).notes == ("mine: 8 drawings of Li.",)
    with pytest.raises(DigitgameError, match="no player Eve") as caught:
        own("Eve")
    assert caught.value.hint == "Known: Li, Bo, Ann; or all."
    trained = load(["mine"], cache=tmp_path, seed=1, database=database, player="Ann")
    assert len(trained.train) + len(trained.test) == 12
