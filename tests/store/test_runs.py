"""Runs, settings, and a database of the version before them."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.rules import Answer, Tally
from digitgame.rules.modes import FOOL, SPRINT, Mode
from digitgame.rules.record import Move
from digitgame.rules.rewards.goals import Feats
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, Attempt, Run, Store
from digitgame.store.schema import SCHEMA

INK = Drawing((((10.0, 10.0), (90.5, 10.25)),))
SURE = tuple([0.01] * 9 + [0.91])
SHOTS = [Attempt(9, INK, 9, SURE, HIT), Attempt(4, INK, 9, SURE, MISREAD), Attempt(3, INK, 9, SURE, DISPUTED)]
MOVES = (Move(1.25, "take", 0), Move(3.5, "take", 1), Move(4.0, "again"))


def keep(store: Store, run: Run, attempts: list[Attempt]) -> int:
    """Keep a run; its number."""
    before = {kept.number for kept in store.runs()}
    store.keep(run, attempts)
    [number] = {kept.number for kept in store.runs()} - before
    assert number is not None
    return number


def run(score: int = 700, *, player: str = "Ann", started: float = 100.0, mode: Mode = SPRINT) -> Run:
    return Run(player, mode, 7, "ab12", started, 60.0, score, 5, 8, 4, MOVES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "digitgame.db")
    store.join("Ann")
    store.join("Ben")
    return store


def test_a_run_comes_back_as_it_was_kept(store: Store) -> None:
    number = keep(store, run(), SHOTS)
    (kept,) = store.runs()
    assert kept.number == number
    assert kept.moves == MOVES
    assert kept.accuracy == 5 / 8
    assert store.attempts(number) == SHOTS


def test_tables_by_mode_time_and_player(store: Store) -> None:
    for score, player, started, mode in [
        (300, "Ann", 100, SPRINT),
        (900, "Ben", 50, SPRINT),
        (500, "Ben", 200, SPRINT),
        (999, "Ann", 200, Mode("sums", "easy")),
    ]:
        store.keep(run(score, player=player, started=started, mode=mode), [])
    assert [r.score for r in store.runs(mode=SPRINT)] == [900, 500, 300]
    assert [r.score for r in store.runs(mode=SPRINT, since=100)] == [500, 300]
    assert [r.score for r in store.runs(player="Ann")] == [999, 300]
    assert store.best_of("Ben", SPRINT) == 900
    assert store.best_of("Ben", Mode.parse("duel")) is None
    assert store.modes() == [SPRINT, Mode("sums", "easy")]


def test_of_runs_with_equal_points_the_earlier_one_stands_first(store: Store) -> None:
    for player in ("Ben", "Ann"):
        store.keep(run(500, player=player), [])
    assert [r.player for r in store.runs()] == ["Ben", "Ann"]


def test_runs_are_counted_digit_by_digit(store: Store) -> None:
    assert store.by_digit("Ann", 5) == []
    store.keep(run(), SHOTS[:1])
    store.keep(run(player="Ben"), SHOTS)
    store.keep(run(mode=FOOL), [Attempt(4, INK, 9, SURE, FOOLED)])
    store.keep(run(mode=Mode("duel", "boss")), [])
    store.keep(run(), [*SHOTS, *SHOTS])
    first, second = store.by_digit("Ann", 5)
    assert [digit for digit, tally in enumerate(first) if tally.count] == [9]
    assert (second[9], second[4], second[3], second[0]) == (Tally(2, 0), Tally(0, 2), Tally(0, 2), Tally())
    assert store.by_digit("Ann", 1) == [second]


def test_the_latest_drawings_are_those_made_last_wherever_they_were_made(store: Store) -> None:
    store.keep(run(started=100.0), SHOTS)
    store._clock = lambda: 150.0
    store.add("Ann", INK, SURE, Answer(7, 1), model="ab12")
    store.keep(run(started=200.0), SHOTS)
    store.keep(run(started=300.0, player="Ben"), SHOTS)
    assert [drawing.label for drawing in store.latest_drawings("Ann", 9)] == [3, 9, 1, 3, 9]
    assert [drawing.label for drawing in store.latest_drawings("Ann", 2, skip=1)] == [9, 1]
    assert [drawing.label for drawing in store.latest_drawings("Ann", 9, skip=1, digit=9)] == [9]
    assert store.latest_drawings("Cleo", 9) == []
    assert [drawing.label for drawing in store.recent_drawings("Ann", 3)] == [1, 9, 3]
    assert [drawing.label for drawing in store.recent_drawings("Ann", 9)] == [9, 3, 1, 9, 3]


def test_a_damaged_drawing_makes_room_for_an_earlier_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitgame.store.store._AT_ONCE", 2)
    for started in (100.0, 200.0, 300.0):
        number = keep(store, run(started=started), SHOTS)
    store._db.execute("UPDATE shots SET ink = 'hello' WHERE run = ?", number)
    assert [drawing.label for drawing in store.latest_drawings("Ann", 1)] == [3]
    assert [drawing.label for drawing in store.latest_drawings("Ann", 9, skip=1)] == [9, 3, 9]


def test_hits_and_disputes_join_the_drawings_to_learn_from(store: Store) -> None:
    store.keep(run(), SHOTS)
    assert [(d.label, d.extra["writer"]) for d in store.drawings()] == [(9, "Ann"), (3, "Ann")]
    assert list(store.drawings("Ben")) == []
    assert store.score("Ann").total.count == 0  # free drawing keeps a score of its own


def test_a_run_is_kept_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(DigitgameError):
        store.keep(run(), [SHOTS[0], Attempt(10, INK, 9, SURE, HIT)])
    assert store.runs() == []


def test_probabilities_come_back_to_a_millionth(store: Store) -> None:
    close = (0.123456, 0.876543, *[0.0] * 7, 0.000001)
    number = keep(store, run(), [Attempt(1, INK, 1, close, HIT)])
    assert store.attempts(number)[0].probabilities == close


def test_there_is_no_drawing_without_its_run(store: Store) -> None:
    with pytest.raises(DigitgameError):
        store._db.execute("INSERT INTO shots VALUES (99, 0, 1, '', 1, '[]', 'hit')")
    assert store.attempts(99) == []


def test_a_check_is_noted(store: Store) -> None:
    number = keep(store, run(), SHOTS)
    store.judge(number, "confirmed")
    assert store.runs()[0].verdict == "confirmed"


def test_settings_are_kept(store: Store) -> None:
    assert store.setting("volume") is None
    store.set("volume", 0.5)
    store.set("volume", 0.7)
    assert Store(store.path).setting("volume") == 0.7
    store._db.execute("UPDATE settings SET value = 'damaged'")
    assert store.setting("volume") is None


def test_a_run_with_damaged_moves_has_none(store: Store) -> None:
    store.keep(run(), [])
    store._db.execute("UPDATE runs SET moves = '[[1]]'")
    assert store.runs()[0].moves == ()


@pytest.mark.parametrize(
    "damage", ["score = 'many'", "seconds = 'long'", "hits = 2.5", "started = 'then'", "seed = x'00ff'"]
)
def test_a_run_whose_numbers_are_none_costs_no_other(store: Store, damage: str) -> None:
    for score in (300, 500, 700):
        number = keep(store, run(score), SHOTS)
    store._db.execute(f"UPDATE runs SET {damage} WHERE id = {number}")
    assert [kept.score for kept in store.runs()] == [500, 300]
    assert store.best_of("Ann", SPRINT) == 500
    assert store.career("Ann").of(SPRINT) == Feats(2, 500, 5, 4)
    assert len(list(store.drawings())) == 6  # their ink is sound


@pytest.mark.parametrize("probabilities", ["", "7", "[1, 2]", '["a"]', "[" + "null, " * 9 + "1]"])
def test_a_drawing_of_a_run_with_damaged_probabilities_is_named(store: Store, probabilities: str) -> None:
    number = keep(store, run(), SHOTS)
    store._db.execute("UPDATE shots SET probabilities = ? WHERE number = 1", probabilities)
    with pytest.raises(DigitgameError, match=f"run {number} drawing 1: its list of probabilities is damaged"):
        store.attempts(number)


def test_a_database_of_the_version_before_keeps_its_guesses(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.executescript(SCHEMA[0])
        old.execute("INSERT INTO players VALUES (1, 'Ann', 5)")
        ink, probabilities = '{"strokes":[[[1,2]]]}', "[" + ",".join(["0.1"] * 10) + "]"
        old.execute("INSERT INTO guesses VALUES (1, 1, 6, ?, 7, ?, 1, 'ab')", (ink, probabilities))
        old.execute("PRAGMA user_version = 1")
    with Store(path) as store:
        assert list(store.answers("Ann")) == [Answer(7, 1)]
        store.keep(run(), SHOTS)
        assert [drawing.label for drawing in store.drawings()] == [1, 9, 3]


def test_a_run_of_the_version_before_was_played_by_the_first_rules(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        for script in SCHEMA[:2]:
            old.executescript(script)
        old.execute("INSERT INTO players VALUES (1, 'Ann', 5)")
        old.execute("INSERT INTO runs VALUES (1, 1, 'duel boss', 7, 'ab', 100, 60, 500, 5, 8, 4, '[]', NULL)")
        old.execute("PRAGMA user_version = 2")
    with Store(path) as store:
        store.keep(replace(run(), rules=2), SHOTS)
        assert [(one.score, one.rules) for one in store.runs()] == [(700, 2), (500, 1)]


@pytest.mark.parametrize(
    "given_up",
    [
        replace(run(900), moves=(*MOVES, Move(5.0, "quit")), rules=3),
        # Earlier versions of the rules had no such move.
        replace(run(900), seconds=31.0, rules=2),
        replace(run(900, mode=Mode("duel", "boss")), rules=2),
        replace(run(900, mode=FOOL), asked=5, seconds=60.0),
    ],
    ids=["sprint", "earlier sprint", "earlier duel", "earlier fool"],
)
def test_a_run_that_was_given_up_is_kept_but_is_no_best(store: Store, given_up: Run) -> None:
    keep(store, given_up, SHOTS)
    assert store.best_of("Ann", given_up.mode) is None
    assert store.runs(finished=True) == []
    assert store.career("Ann").modes == {}
    done = replace(given_up, score=400, asked=10, seconds=180.0, moves=MOVES)
    keep(store, done, SHOTS)
    assert store.best_of("Ann", given_up.mode) == 400
    assert [one.score for one in store.runs(finished=True)] == [400]
    assert [one.score for one in store.runs()] == [900, 400]
    assert store.career("Ann").of(given_up.mode).score == 400
