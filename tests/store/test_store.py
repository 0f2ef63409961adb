import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.rules import Answer, Score
from digitgame.store import Store

SEVEN = Drawing(((((10.0, 10.0), (90.5, 10.25), (40.0, 120.0))), ((20.0, 60.0), (70.0, 60.0))))
SURE = [0.01] * 7 + [0.91] + [0.01] * 2


def add(store: Store, answer: Answer, player: str = "Ann") -> str:
    return store.add(player, SEVEN, SURE, answer, model="ab12")


def test_a_score_is_there_again_in_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "digitgame.db"
    answers = [Answer(7, 7), Answer(7, 1), Answer(7, None), Answer(7, 7)]
    with Store(path) as store:
        store.join("Ann")
        for answer in answers:
            add(store, answer)
    with Store(path) as store:
        assert list(store.answers("Ann")) == answers
        assert store.score("Ann") == Score.of(answers)


def test_players_keep_scores_of_their_own(tmp_path: Path) -> None:
    now = iter(range(100, 200))
    with Store(tmp_path / "digitgame.db", clock=lambda: float(next(now))) as store:
        store.join("Ann")
        store.join("Ben")
        add(store, Answer(7, 7), "Ann")
        assert store.score("Ben") == Score()
        assert store.score("nobody") == Score()
        assert store.players() == ["Ben", "Ann"]
        store.join("Ann")
        assert store.players() == ["Ann", "Ben"]


def test_whoever_plays_without_having_joined_is_known_from_then_on(tmp_path: Path) -> None:
    """The file may have been replaced since."""
    with Store(tmp_path / "digitgame.db") as store:
        add(store, Answer(7, 7), "Eve")
        assert store.players() == ["Eve"]
        assert store.score("Eve").total.right == 1


def test_drawings_come_back_whole_with_their_true_digit(tmp_path: Path) -> None:
    with Store(tmp_path / "digitgame.db") as store:
        store.join("Ann")
        store.join("Ben")
        add(store, Answer(7, 7))
        add(store, Answer(7, 1))
        add(store, Answer(7, None))
        add(store, Answer(7, 2), "Ben")
        drawings = list(store.drawings())
        assert [d.label for d in drawings] == [7, 1, 2]
        assert [d.extra["writer"] for d in drawings] == ["Ann", "Ann", "Ben"]
        assert drawings[0].strokes == SEVEN.strokes
        assert [d.label for d in store.drawings("Ben")] == [2]


def test_a_correction_replaces_the_answer(tmp_path: Path) -> None:
    with Store(tmp_path / "digitgame.db") as store:
        store.join("Ann")
        first = add(store, Answer(7, None))
        add(store, Answer(7, 7))
        store.correct(first, Answer(7, 1))
        assert list(store.answers("Ann")) == [Answer(7, 1), Answer(7, 7)]


def test_an_answer_taken_back_is_forgotten(tmp_path: Path) -> None:
    with Store(tmp_path / "digitgame.db") as store:
        store.join("Ann")
        add(store, Answer(7, 7))
        last = add(store, Answer(7, None))
        store.withdraw(last)
        assert list(store.answers("Ann")) == [Answer(7, 7)]
        assert add(store, Answer(7, 1)) != last


def test_the_ink_does_not_hold_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    with Store(path) as store:
        store.join("Ann")
        store.add("Ann", Drawing(SEVEN.strokes, label=7), SURE, Answer(7, 7), model="ab12")
    ink, probabilities, model = (
        sqlite3.connect(path).execute("SELECT ink, probabilities, model FROM guesses").fetchone()
    )
    assert "label" not in ink
    assert probabilities.count("0.01") == 9
    assert model == "ab12"


def _play(path: Path, player: str, count: int) -> None:
    with Store(path) as store:
        store.join(player)
        for _ in range(count):
            add(store, Answer(7, 7), player)


@pytest.mark.slow
def test_several_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """They open a database that is not there yet at the same time, and write at the same time."""
    path = tmp_path / "digitgame.db"
    start = multiprocessing.get_context("spawn")
    games = [start.Process(target=_play, args=(path, f"player {n % 2}", 40)) for n in range(4)]
    for game in games:
        game.start()
    for game in games:
        game.join()
    assert [game.exitcode for game in games] == [0] * 4
    with Store(path) as store:
        assert [store.score(f"player {n}").total.right for n in (0, 1)] == [80, 80]


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be one" * 100, b"SQLite format 3\0" * 300]
)
def test_a_damaged_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "digitgame.db"
    path.write_bytes(content)
    with pytest.raises(DigitgameError) as caught:
        Store(path)
    assert str(path) in caught.value.problem
    # Nobody is told to move away or to remove what may hold years of play.
    assert "Keep it" in caught.value.hint
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_told_when_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    with Store(path) as store:
        store.join("Ann")
        for _ in range(200):
            add(store, Answer(7, 7))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(DigitgameError, match=r"digitgame\.db"), Store(path) as store:
        store.score("Ann")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(DigitgameError, match="another program"):
        Store(path)
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("birds",)]


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "digitgame.db"
    Store(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(DigitgameError, match="newer digitgame"):
        Store(path)


def test_a_place_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DigitgameError, match=r"Cannot make the folder .*file"):
        Store(tmp_path / "file" / "digitgame.db")


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(DigitgameError, match=r"Cannot write .*digitgame\.db"):
        _folder_in_the_way(tmp_path)


def _folder_in_the_way(folder: Path) -> Store:
    (folder / "digitgame.db").mkdir()
    return Store(folder / "digitgame.db")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DigitgameError, match="Cannot write"):
            Store(tmp_path / "digitgame.db")
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with Store(tmp_path / "digitgame.db") as store:
        store.join("Ann")
        pages = store._db.execute("PRAGMA page_count")[0][0]
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DigitgameError, match="disk is full"):
            _add_many(store)


def _add_many(store: Store) -> None:
    for _ in range(1000):
        add(store, Answer(7, 7))


@pytest.mark.parametrize(
    "ink", ["'not ink'", "'{}'", "'{\"strokes\": []}'", "x'7bff00fe'", "CAST(x'7bff' AS TEXT)"]
)
def test_a_drawing_that_cannot_be_read_costs_no_other(tmp_path: Path, ink: str) -> None:
    with Store(tmp_path / "digitgame.db") as store:
        store.join("Ann")
        uids = [add(store, Answer(7, truth)) for truth in (1, 2, 3)]
        store._db.execute(f"UPDATE guesses SET ink = {ink} WHERE uid = '{uids[1]}'")
        assert [d.label for d in store.drawings()] == [1, 3]
        assert store.score("Ann").total.count == 3


def test_what_another_process_writes_is_noticed_once(tmp_path: Path) -> None:
    with Store(tmp_path / "digitgame.db") as mine, Store(tmp_path / "digitgame.db") as other:
        mine.join("Ann")
        add(mine, Answer(7, 7))
        assert not mine.changed_elsewhere()
        add(other, Answer(7, 7))
        assert mine.changed_elsewhere()
        assert not mine.changed_elsewhere()


def test_standings_put_the_most_right_guesses_first(tmp_path: Path) -> None:
    now = iter(range(100, 200))
    with Store(tmp_path / "digitgame.db", clock=lambda: float(next(now))) as store:
        for player in ("Ann", "Ben", "Cy", "Dora"):
            store.join(player)
        for player, answer in [
            ("Ann", Answer(7, 7)),  # at 104
            ("Ben", Answer(7, 7)),
            ("Ann", Answer(7, 1)),
            ("Cy", Answer(7, 7)),
            ("Cy", Answer(7, 7)),  # at 108
            ("Ann", Answer(7, None)),
        ]:
            add(store, answer, player)
        found = store.standings()
        assert [name for name, _ in found] == ["Cy", "Ben", "Ann"]
        assert found[0][1] == store.score("Cy")
        assert found[2][1] == store.score("Ann")
        late = store.standings(since=108)
        assert [(name, score.total.right, score.total.wrong) for name, score in late] == [
            ("Cy", 1, 0),
            ("Ann", 0, 1),
        ]
        assert store.standings(player="Ben") == [("Ben", store.score("Ben"))]
        assert store.standings(player="Dora") == []
