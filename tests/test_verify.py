"""The scores command, and the check that a run is what it claims to be."""

import csv
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from ink.making import boxed

from digitgame import model, paths, verify
from digitgame.cli import main
from digitgame.inference import Reader, Reading
from digitgame.ink import FRAMING, Drawing, format_drawing, frame, parse_drawing
from digitgame.rules import Answer, Clock
from digitgame.rules.fool import Kind, Sight, fool, length
from digitgame.rules.modes import FOOL, SPRINT, Mode
from digitgame.rules.record import Recorder
from digitgame.rules.referee import PLAUSIBLE
from digitgame.rules.timed_run import VERSION
from digitgame.store import FOOLED, HIT, MISREAD, Attempt, Run, Store
from digitgame.store.runs import CONFIRMED, UNCHECKED
from digitgame.synth import handwriting


@pytest.fixture(scope="module")
def reader(small_model: Path) -> Reader:
    return Reader(model.load(small_model, framing=FRAMING))


def played(
    reader: Reader,
    mode: Mode = SPRINT,
    seed: int = 7,
    player: str = "Ann",
    *,
    boxes: bool = False,
    whole: bool = True,
    version: int = VERSION,
    late: bool = False,
) -> tuple[Run, list[Attempt]]:
    """A run of twelve drawings of synthetic handwriting, in boxes or not, read as they come, `whole` or not.

    `late`: a combo's time is up before a misread in it.
    """
    clock, rng = Clock(), np.random.default_rng(seed)
    run = mode.timed_run(clock, seed, version)
    record, attempts = Recorder(run), list[Attempt]()
    while len(attempts) < 12:
        clock.tick(1.37)
        assert run.target is not None
        slip = late and len(attempts) == 8
        clock.tick(6.0 if slip else 0.0)
        target, drawing = run.target, handwriting.write((run.target + 5) % 10 if slip else run.target, rng)
        drawing = Drawing.of(boxed(drawing.strokes)) if boxes else drawing
        reading = reader.read(frame(drawing.strokes)) if whole else reader.read_drawing(drawing.strokes)
        # The game counts no such drawing.
        if version > 5 and reader.read_drawing(drawing.strokes).reject_score > PLAUSIBLE:
            continue
        record.make("take", reading.digit, drawing=len(attempts))
        hit = reading.digit == target
        probabilities = tuple(reading.probabilities.tolist())
        attempts.append(Attempt(target, drawing, reading.digit, probabilities, HIT if hit else MISREAD))
        record.make("again")
    facts = (player, mode, seed, reader.model.digest, 1_000_000.0, clock.now, run.score)
    moves = tuple(record.moves)
    return Run(*facts, run.hits, len(run.marks), run.best, moves, rules=version), attempts


@pytest.fixture
def store(home: Path, reader: Reader) -> Store:
    store = Store(paths.database())
    store.join("Ann")
    store.join("Ben")
    for seed in range(3):
        store.keep(*played(reader, seed=seed))
    store.keep(*played(reader, Mode("sums", "hard"), 5, "Ben"))
    assert home
    return store


def run_scores(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["scores", *arguments])


def test_a_table_a_mode(store: Store) -> None:
    done = run_scores()
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "Sprint"
    best = store.runs(mode=SPRINT)[0]
    assert f"{best.score:,}" in lines[2]
    assert "Ann" in lines[2]
    assert any(line.startswith("Sums · Hard") for line in lines)
    assert "Ann" not in run_scores("--player", "Ben").output
    assert len(run_scores("--mode", "sprint", "--most", "1").output.splitlines()) == 3
    assert "No scores yet" in run_scores("--period", "today").output


def test_a_run_without_a_point_stands_in_no_table(store: Store, reader: Reader) -> None:
    run, _ = played(reader, seed=9, player="Eve")
    store.keep(replace(run, score=0, hits=0), [])
    assert "Eve" not in run_scores().output
    assert "Eve" in run_scores("--csv").output


def test_free_draw_has_a_table_of_players(store: Store) -> None:
    for player, truths in (("Ann", [7, 7, 1]), ("Ben", [7])):
        for truth in truths:
            store.add(
                player,
                handwriting.write(7, np.random.default_rng(1)),
                [0.1] * 10,
                Answer(7, truth),
                model="ab",
            )
    lines = run_scores("--mode", "free").output.splitlines()
    assert lines[0] == "Free draw"
    assert lines[2].split() == ["1", "2", "Ann", "3", "67", "%", "2"]
    assert lines[3].split() == ["2", "1", "Ben", "1", "100", "%", "1"]
    assert lines[0] in run_scores().output.splitlines()
    assert len(run_scores("--mode", "free", "--most", "1").output.splitlines()) == 3
    assert "No scores yet" in run_scores("--mode", "free", "--player", "Eve").output
    rows = [json.loads(line) for line in run_scores("--mode", "free", "--json").output.splitlines()]
    assert rows[0] == {
        "mode": "free",
        "player": "Ann",
        "right": 2,
        "wrong": 1,
        "accuracy": 0.6667,
        "best": 2,
    }
    table = list(csv.DictReader(io.StringIO(run_scores("--mode", "free", "--csv").output)))
    assert [row["player"] for row in table] == ["Ann", "Ben"]
    refused = run_scores("--mode", "free", "--verify")
    assert refused.exit_code == 2
    assert "no runs to verify" in refused.output


def test_json_and_csv_hold_every_run(store: Store) -> None:
    rows = [json.loads(line) for line in run_scores("--json").output.splitlines()]
    table = list(csv.DictReader(io.StringIO(run_scores("--csv").output)))
    assert len(rows) == len(table) == len(store.runs()) == 4
    assert rows[0]["started"] == "1970-01-12T13:46:40+00:00"
    assert [int(line["score"]) for line in table] == [line["score"] for line in rows]


def test_an_unknown_mode_names_those_that_are_known(store: Store) -> None:
    assert store
    done = run_scores("--mode", "chess")
    assert done.exit_code == 2
    assert "sprint, sums hard" in done.output


def test_without_a_run_it_says_how_to_begin() -> None:
    assert "digitgame play --mode sprint" in run_scores().output


def test_honest_runs_are_confirmed(store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "shipped_model", lambda: reader.model.folder)
    done = run_scores("--verify", "--json")
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["verdict"] for line in done.output.splitlines()] == ["confirmed"] * 4
    assert {run.verdict for run in store.runs()} == {"confirmed"}


@pytest.mark.parametrize(
    "cheat",
    [
        "UPDATE runs SET score = score + 100 WHERE id = 1",
        "UPDATE runs SET seed = 99 WHERE id = 1",
        "UPDATE runs SET best = 40 WHERE id = 1",
        "UPDATE runs SET mode = 'chess' WHERE id = 1",
        "UPDATE runs SET seconds = 2 WHERE id = 1",
        "UPDATE shots SET ink = (SELECT ink FROM shots WHERE run = 1 AND number = 0) WHERE run = 1 AND number = 3",
        "UPDATE shots SET ink = 'not ink' WHERE run = 1 AND number = 3",
        """UPDATE runs SET moves = '[[1.0,"take",0],[0.5,"take",1]]' WHERE id = 1""",
        """UPDATE runs SET moves = '[[1.0,"__init__"]]' WHERE id = 1""",
        """UPDATE runs SET moves = '[[1.0,"take",77]]' WHERE id = 1""",
        """UPDATE runs SET moves = '[[1.0,"skip",0]]' WHERE id = 1""",
    ],
)
def test_an_altered_run_is_marked(
    store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch, cheat: str
) -> None:
    monkeypatch.setattr(paths, "shipped_model", lambda: reader.model.folder)
    with sqlite3.connect(store.path) as database:
        database.execute(cheat)
    done = run_scores("--verify")
    assert done.exit_code == 1
    assert "run 1: doubtful" in done.output
    assert "1 of 4 runs" in done.output
    assert {run.number: run.verdict for run in store.runs()}[2] == "confirmed"
    assert "?" in run_scores().output


def test_a_run_of_an_unknown_network_stays_unchecked(store: Store, tmp_path: Path) -> None:
    checked = verify.verify(store, store.runs(), {})
    assert {verdict for _, verdict, _ in checked} == {UNCHECKED}
    assert {run.verdict for run in store.runs()} == {None}
    assert verify.networks(tmp_path, tmp_path / "none") == {}


def test_a_run_by_other_rules_says_which(store: Store, reader: Reader) -> None:
    run, attempts = played(reader, seed=9)
    store.keep(replace(run, rules=VERSION + 1), attempts)
    [number] = [kept.number for kept in store.runs() if kept.rules == VERSION + 1]
    checked = verify.verify(store, store.runs(), {reader.model.digest: reader.model.folder})
    found = {run.number: (verdict, reason) for run, verdict, reason in checked}
    assert found[number] == (
        UNCHECKED,
        f"it was played by version {VERSION + 1} of the rules; this digitgame has {VERSION}",
    )
    assert [verdict for verdict, _ in found.values()].count(CONFIRMED) == 4


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_runs_of_every_version_are_confirmed_by_their_own_rules(reader: Reader, version: int) -> None:
    run, attempts = played(reader, version=version, late=True)
    assert run.rules == version
    assert verify.check(run, attempts, reader) is None
    problem = verify.check(replace(run, rules=3 if version > 3 else 4), attempts, reader)
    assert problem is not None
    assert problem.startswith("its replay gives")


@pytest.mark.parametrize("version", [4, 5])
def test_an_answer_drawn_after_it_was_shown_is_counted_by_the_version_of_the_run(
    reader: Reader, version: int
) -> None:
    clock, rng = Clock(), np.random.default_rng(3)
    mode = Mode("sums", "easy")
    rules = mode.timed_run(clock, 5, version)
    record, attempts = Recorder(rules), list[Attempt]()
    assert rules.target is not None
    target = rules.target
    for digit in ((target + 5) % 10, target):
        clock.tick(1.0)
        while True:
            drawing = parse_drawing(format_drawing(handwriting.write(digit, rng)))
            probabilities = tuple(reader.read_drawing(drawing.strokes).probabilities.tolist())
            if probabilities[digit] > 0.95:
                break
        assert record.make("take", digit, drawing=len(attempts))
        attempts.append(Attempt(target, drawing, digit, probabilities, MISREAD))
        record.make("again")
    facts = ("Ann", mode, 5, reader.model.digest, 1e6, clock.now, rules.score)
    run = Run(*facts, rules.hits, rules.asked, rules.best, tuple(record.moves), rules=version)
    assert run.score == (100 if version == 4 else 20)
    assert verify.check(run, attempts, reader) is None
    assert verify.check(replace(run, rules=9 - version), attempts, reader) is not None


def tricked(reader: Reader, version: int) -> tuple[Run, list[Attempt]]:
    """A run of Fool it with one digit turned into another, by a drawing that is another digit outright."""
    rules = fool(Clock(), 5, version)
    challenge = rules.challenge
    assert challenge is not None
    assert challenge.kind is Kind.TURN
    record, attempts, rng = Recorder(rules), list[Attempt](), np.random.default_rng(1)
    for name, digit in (("hold", challenge.one), ("take", challenge.other)):
        rules.clock.tick(1.0)
        while True:
            drawing = parse_drawing(format_drawing(handwriting.write(digit, rng)))
            found = tuple(reader.read(frame(drawing.strokes)).probabilities.tolist())
            if found[digit] > 0.95:
                break
        sight = Sight(found, length(drawing.strokes))
        ink = (400,) if version > 2 and name == "take" else ()
        assert record.make(name, sight, *ink, drawing=len(attempts))
        attempts.append(Attempt(digit, drawing, digit, found, FOOLED))
    facts = ("Ann", FOOL, 5, reader.model.digest, 1e6, 3.0, rules.score)
    moves = tuple(record.moves)
    return Run(*facts, rules.hits, len(rules.points), rules.best, moves, rules=version), attempts


@pytest.mark.parametrize("version", [2, 3, 4])
def test_tricks_of_every_version_are_confirmed(reader: Reader, version: int) -> None:
    run, attempts = tricked(reader, version)
    assert run.score > 0
    assert verify.check(run, attempts, reader) is None
    problem = verify.check(replace(run, rules=2 if version > 2 else 3), attempts, reader)
    assert problem == "its moves break the rules"


@pytest.mark.parametrize("version", [5, 6])
def test_what_is_no_digit_counts_in_earlier_versions_alone(
    reader: Reader, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, attempts = played(reader, version=version, whole=False)
    assert verify.check(run, attempts, reader) is None
    read = Reader.read_drawing

    def refused(self: Reader, *values: Any) -> Reading:
        return replace(read(self, *values), rejected=True, reject_score=0.95)

    monkeypatch.setattr(Reader, "read_drawing", refused)
    problem = verify.check(run, attempts, reader)
    assert (problem is None) == (version == 5)


def test_a_score_that_was_not_played_is_found(reader: Reader) -> None:
    run, attempts = played(reader)
    assert verify.check(run, attempts, reader) is None
    problem = verify.check(replace(run, score=run.score + 1), attempts, reader)
    assert problem is not None
    assert f"{run.score:,}" in problem


@pytest.mark.parametrize("whole", [True, False], ids=["as a whole", "with strokes set aside"])
def test_boxed_digits_are_confirmed_however_they_were_read(reader: Reader, whole: bool) -> None:
    run, attempts = played(reader, boxes=True, whole=whole)
    assert (run.hits < 6) == whole
    assert verify.check(run, attempts, reader) is None
