"""Looking back on a run: why each drawing was read so, the personal best, the player's digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.results.duel_rounds import DuelRounds
from digitgame.game.results.explanation import Explanation, RunDrawings, turning_step
from digitgame.game.results.history import RunHistory
from digitgame.game.results.scene import Results, results_facts
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu_cards import card_facts
from digitgame.game.shell.scores import ScoresScene
from digitgame.inference import neighbours
from digitgame.ink import Drawing, frame
from digitgame.rules import Tally
from digitgame.rules.daily import seed_of
from digitgame.rules.duel import REST, FinishedRound, Won
from digitgame.rules.modes import DAILY, FOOL, SPRINT, Mode
from digitgame.rules.rewards.goals import GOALS
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.rules.rewards.trends import trends
from digitgame.store import DISPUTED, HIT, MISREAD, Attempt, Run, Store
from digitgame.synth import handwriting
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Push

from .conftest import ONE, SEVEN, key, sends
from .runs import begin, clearly, does, draws, finished, other, strokes

pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture(autouse=True)
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MOST", 100)


def attempt(game: Game, target: int, drawing: Drawing, outcome: str | None = None) -> Attempt:
    told = game.reader.read(frame(drawing.strokes))
    hit = HIT if told.digit == target else MISREAD
    return Attempt(target, drawing, told.digit, tuple(told.probabilities.tolist()), outcome or hit)


def why_of(game: Game, one: Attempt) -> Explanation:
    return Explanation(one, game.reader, game.neighbours(game.reader))


def run_of(attempts: list[Attempt], mode: Mode = SPRINT, score: int = 700) -> Run:
    hits = sum(one.outcome == HIT for one in attempts)
    return Run("Ann", mode, 7, "ab12", 100.0, 60.0, score, hits, len(attempts), 4, ())


def results(game: Game, attempts: list[Attempt], past: RunHistory | None = None, score: int = 700) -> Results:
    """Results that have been revealed."""
    run = run_of(attempts, score=score)
    scene = Results(
        game, run, RunDrawings(game, game.reader, tuple(attempts)), (), past or RunHistory(), TimedRunScene
    )
    scene.reveal.update(10.0)
    return scene


def waits(scene: Results) -> int:
    """Let it work to its end; the frames that it took."""
    for frames in range(2000):
        if not scene.moving:
            return frames
        scene.update(1 / 60)
    raise AssertionError("it never ends")


def test_the_page_is_drawn_again_only_when_it_changes(
    game: Game, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    scene = results(game, [attempt(game, digit, handwriting.write(digit, rng)) for digit in range(6)])
    waits(scene)
    drawn: list[int] = []
    real = Results._draw_item

    def item(self: Results, canvas: Canvas, at: int, cell: Area) -> None:
        drawn.append(at)
        real(self, canvas, at, cell)

    monkeypatch.setattr(Results, "_draw_item", item)
    canvas = window.canvas()
    scene.draw(canvas)
    first = pygame.surfarray.array3d(canvas.surface)
    scene.draw(canvas)
    assert drawn == list(range(6))
    assert (pygame.surfarray.array3d(canvas.surface) == first).all()
    sends(scene, key("right"))
    waits(scene)
    scene.draw(canvas)
    assert drawn == 2 * list(range(6))
    kept = pygame.surfarray.array3d(canvas.surface)
    scene._still = None
    scene.draw(canvas)
    assert (pygame.surfarray.array3d(canvas.surface) == kept).all()
    assert (kept != first).any()


def test_a_frame_does_one_kind_of_work(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    """Framing the page, reading the parts of a drawing, and the samples take turns."""
    monkeypatch.setattr("digitgame.game.results.explanation.BUDGET", 60.0)
    rng = np.random.default_rng(5)
    items = RunDrawings(
        game, game.reader, tuple(attempt(game, 3, handwriting.write(3, rng)) for _ in range(4))
    )
    samples = game.neighbours(game.reader)
    seen = []
    for _ in range(9):
        assert items.work(range(4), 0)
        why = items._why
        seen.append(
            (len(items._pictures), 0 if why is None else len(why.steps), len(samples), samples._imported)
        )
    assert seen[0] == (4, 0, 0, 0)
    assert seen[1] == seen[0]
    # The modules that read the samples are imported one a frame.
    assert seen[2:7] == [(4, 5, 0, imported) for imported in range(5)]
    assert seen[8] == (4, 5, 10, 4)


def test_the_stroke_that_turned_a_reading_is_found() -> None:
    one, two = (tuple(float(digit == read) for digit in range(10)) for read in (4, 9))
    assert turning_step([one, two, two]) == 1
    assert turning_step([two, one, two]) == 2
    assert turning_step([one, one]) is None
    assert turning_step([]) is None


def test_each_stroke_is_read_as_if_it_were_the_last(game: Game) -> None:
    drawing = Drawing.of([*ONE, *SEVEN, [(20.0, 20.0), (280.0, 280.0)]])
    why = why_of(game, attempt(game, 7, drawing))
    assert why.turned is None
    while why.work():
        pass
    assert len(why.steps) == 3
    for count, (step, picture) in enumerate(zip(why.steps, why.pictures, strict=True), 1):
        alone = game.reader.read(frame(drawing.strokes[:count]))
        assert np.allclose(step, alone.probabilities, atol=1e-6)
        assert np.array_equal(picture, frame(drawing.strokes[:count]))
    digits = [int(np.argmax(step)) for step in why.steps]
    assert digits[0] != digits[-1]
    assert why.turned is not None
    assert digits[why.turned - 1] != digits[why.turned] == digits[-1]


def test_an_only_stroke_is_told_as_it_grew(game: Game) -> None:
    stroke = [(float(x), 150.0) for x in range(30, 41)]
    why = why_of(game, attempt(game, 1, Drawing.of([stroke])))
    while why.work():
        pass
    assert len(why.steps) == 5
    for picture, points in zip(why.pictures, (3, 5, 7, 9, 11), strict=True):
        assert np.array_equal(picture, frame([stroke[:points]]))
    dot = why_of(game, attempt(game, 1, Drawing.of([[(50.0, 50.0)]])))
    while dot.work():
        pass
    assert len(dot.steps) == 5
    assert dot.turned is None


def test_a_drawing_of_many_strokes_is_told_by_its_last_ones(game: Game) -> None:
    rng = np.random.default_rng(3)
    dots = [[(float(x), float(y))] for x, y in rng.uniform(20, 280, (200, 2))]
    why = why_of(game, attempt(game, 7, Drawing.of([*dots, *SEVEN])))
    while why.work():
        pass
    assert why.first == 161
    assert len(why.steps) == 40
    shown = list(why.shown())
    assert len(shown) == 5
    assert why.turned is None or why.turned in shown
    assert why.turned is not None or shown[-1] == 200


@pytest.mark.parametrize("drawn", [4, 9])
def test_the_nearest_samples_of_both_digits_are_found(game: Game, drawn: int) -> None:
    why = why_of(game, attempt(game, 4, clearly(drawn, game)))
    while why.work():
        pass
    one, two = why.pair
    assert one == 4
    assert two == 9 or drawn == 4  # misread: what was read; read as asked: what it was next to
    for digit in why.pair:
        near = why.near[digit]
        assert [sample.digit for sample in near] == [digit] * 3
        assert [sample.distance for sample in near] == sorted(sample.distance for sample in near)
    assert why.nearest is not None
    assert why.nearest.digit == drawn
    assert why.nearest.distance == min(sample.distance for near in why.near.values() for sample in near)


def test_samples_are_read_once_for_all_runs(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    # A frame's time is never over, so that a busy machine needs no more frames.
    monkeypatch.setattr("digitgame.game.results.explanation.time.perf_counter", lambda: 0.0)
    first = results(game, [attempt(game, 7, Drawing.of(SEVEN))])
    assert waits(first) > 10
    again = results(game, [attempt(game, 7, Drawing.of(SEVEN))])
    assert waits(again) <= 4


def test_a_misread_is_what_is_shown_first_and_why(game: Game, window: Window, words: list[str]) -> None:
    attempts = [
        attempt(game, 1, Drawing.of(ONE)),
        attempt(game, 4, Drawing.of(SEVEN)),
        attempt(game, 7, Drawing.of(SEVEN)),
    ]
    scene = results(game, attempts)
    assert scene.chosen == 1
    waits(scene)
    scene.draw(window.canvas())
    told = " | ".join(words)
    for part in ("Target: 4", "I saw a 7", "Similar 4s", "Similar 7s", "Closest match: a 7", "4 › 7"):
        assert part in told
    words.clear()
    sends(scene, key("right"))
    assert scene.moving
    waits(scene)
    scene.draw(window.canvas())
    assert "Target: 7" in words
    assert "Correct" in words


def test_the_results_show_their_facts_and_the_page(game: Game, window: Window, words: list[str]) -> None:
    attempts = [attempt(game, 7, Drawing.of(SEVEN)), attempt(game, 4, Drawing.of(SEVEN))] * 35
    scene = results(game, attempts, RunHistory(500))
    scene.draw(window.canvas())
    shown = [words.index(fact.value) for fact in results_facts(scene.run, 500, ())]
    assert shown == sorted(shown)
    assert {"New best!", "35 of 70", "Sprint results", "1–32 of 70"} <= set(words)
    sends(scene, key("page down"))
    words.clear()
    scene.draw(window.canvas())
    assert "33–64 of 70" in words


def test_every_drawing_is_reached_by_pages_arrows_and_the_pointer(game: Game) -> None:
    scene = results(game, [attempt(game, 7, Drawing.of(SEVEN))] * 70)
    for name, chosen in [
        ("down", 8),
        ("right", 9),
        ("up", 1),
        ("left", 0),
        ("left", 0),
        ("page down", 32),
        ("page down", 64),
        ("page down", 0),
        ("page up", 64),
    ]:
        sends(scene, key(name))
        assert scene.chosen == chosen, name
    sends(scene, Event(pygame.MOUSEMOTION, pos=(32 + 60 * 2 + 30, 160 + 30), rel=(0, 0), buttons=(0, 0, 0)))
    assert scene.chosen == 66
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=5, pos=(5, 5)))
    assert scene.chosen == 0  # the wheel turns the pages
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=4, pos=(5, 5)))
    assert scene.chosen == 64
    few = results(game, [attempt(game, 7, Drawing.of(SEVEN))] * 12)
    sends(few, key("down"))
    assert few.chosen == 5  # few drawings are shown larger


@pytest.mark.parametrize(
    ("score", "best", "told"),
    [
        (0, None, ["your best", "–"]),
        (0, 900, ["your best", "900"]),
        (700, None, ["your first", "New best!"]),
        (700, 600, ["before: 600", "New best!"]),
        (700, 700, ["your best", "700"]),
    ],
)
def test_the_personal_best(
    game: Game, window: Window, words: list[str], score: int, best: int | None, told: list[str]
) -> None:
    scene = results(game, [], RunHistory(best), score)
    scene.draw(window.canvas())
    assert all(part in words for part in told)
    assert ("New best!" in words) == ("New best!" in told)
    assert "Nothing drawn." in words


def test_a_sprint_in_which_nothing_was_drawn_is_no_best(game: Game, window: Window, words: list[str]) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    scene._begin()
    scene.rules.clock.tick(61.0)
    finished(does(scene, [], 2.0)).draw(window.canvas())
    assert "New best!" not in words


def test_the_players_digits_are_told_from_run_to_run(
    game: Game, window: Window, store: Store, words: list[str]
) -> None:
    for _ in range(3):
        sprint = TimedRunScene(game, SPRINT, 7)
        draws(sprint, sprint.wanted)
        target = sprint.wanted or 0
        does(sprint, strokes(clearly(other(target), game)), 1.3)
        does(sprint, [key("d")])
        sprint.given_up = True
        scene = finished(sprint.update(0))
    assert len(store.by_digit("Ann", 12)) == 3
    assert [trend.total for trend in scene.history.trends][target] == Tally(0, 3)
    sends(scene, key("t"))
    assert scene.trend
    scene.draw(window.canvas())
    assert f"Your hardest digit is the {target}." in words
    assert "0 of 3" in words
    assert "3 of 3" in words
    sends(scene, key("left"))
    assert not scene.trend  # a drawing was asked for


def test_pointing_at_a_drawing_leaves_the_digits_a_click_shows_it(game: Game) -> None:
    scene = results(game, [attempt(game, 7, Drawing.of(SEVEN))] * 3)
    sends(scene, key("t"))
    pos = (32 + 96 + 40, 160 + 40)
    sends(scene, Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0)))
    assert (scene.chosen, scene.trend) == (1, True)
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos))
    assert (scene.chosen, scene.trend) == (1, False)


def test_the_trend_names_what_changed(game: Game, window: Window, words: list[str]) -> None:
    def run(wrong: int) -> list[Tally]:
        return [Tally(4 - wrong if digit == 8 else 4, wrong if digit == 8 else 0) for digit in range(10)]

    for runs, told in [
        ([run(3), run(1)], "getting better"),
        ([run(1), run(3)], "getting worse"),
        ([run(0), run(0)], "every digit"),
        ([run(2)], "hardest digit is the"),
    ]:
        scene = results(game, [], RunHistory(trends=tuple(trends(runs))))
        assert scene.trend  # nothing was drawn: the digits so far are what there is to see
        words.clear()
        scene.draw(window.canvas())
        assert any(told in word for word in words), told


def test_a_disputed_drawing_is_named_so(game: Game, window: Window, words: list[str]) -> None:
    scene = results(game, [attempt(game, 4, Drawing.of(SEVEN), DISPUTED)])
    waits(scene)
    scene.draw(window.canvas())
    assert "Misread, disputed" in words


def test_a_duel_is_looked_back_on_round_by_round(game: Game, window: Window, words: list[str]) -> None:
    duel = DuelScene(game, Mode("duel", "boss"), 7)
    begin(duel)
    does(duel, [], 0.1)
    does(duel, [key(str(duel.rules.digit))], REST + 0.5)
    assert duel.rules.digit is not None
    does(duel, [key(str((duel.rules.digit + 1) % 10))], 9.0)
    duel.given_up = True
    scene = finished(duel.update(0))
    assert isinstance(scene.items, DuelRounds)
    assert len(scene.items) == 2
    first, second = scene.items.rounds
    assert first.yours is not None
    assert first.yours.after == pytest.approx(0.4, abs=0.05)
    assert first.its is None
    assert second.yours is not None
    assert second.yours.digit != second.digit
    assert scene.chosen == 1  # the one that was not won
    # Nothing was drawn, so there is nothing to tell of the player's digits.
    assert Action.TREND not in [hint.action for hint in scene.side_hints]
    sends(scene, key("t"))
    assert not scene.trend
    scene.draw(window.canvas())
    assert f"It was a {second.digit}" in words
    words.clear()
    sends(scene, key("left"))
    scene.draw(window.canvas())
    assert "You were first" in words
    assert "no answer" in words


@pytest.mark.parametrize(
    ("won", "title", "follows"),
    [
        (Won.YOU, "Duel · You beat Pip 1 : 0", " Next opponent: Max, in the menu."),
        (Won.NETWORK, "Duel · Pip won 1 : 0", ""),
    ],
)
def test_the_results_of_a_duel_name_the_winner_and_who_comes_next(
    game: Game, window: Window, words: list[str], won: Won, title: str, follows: str
) -> None:
    rounds = DuelRounds((FinishedRound(8, won, None, None),), np.zeros((1, 28, 28), np.float32), 7, "Pip")
    run = run_of([], Mode("duel", "epoch 1"), score=500)
    scene = Results(game, run, rounds, (), RunHistory(best=900), DuelScene)
    scene.reveal.update(10.0)
    scene.draw(window.canvas())
    assert {title, f"300 more points to reach rank A.{follows}"} <= set(words)
    left = Results(game, run, rounds, (), RunHistory(), DuelScene, given_up=True)
    assert (left.title, left.advice) == ("Duel · Pip · results", "You gave up: no rank.")


def test_the_results_say_whose_they_are_and_what_the_next_rank_takes(
    game: Game, window: Window, words: list[str]
) -> None:
    results = Results(
        game,
        run_of([], SPRINT, score=1_000),
        RunDrawings(game, game.reader, ()),
        (),
        RunHistory(),
        TimedRunScene,
    )
    assert results.standing == results.run.player
    results.reveal.update(10.0)
    results.draw(window.canvas())
    assert f"{results.run.player} · Rank B from 5,000 points" in words
    left = replace(results, given_up=True)
    assert left.standing == results.run.player


def test_goals_are_named_where_their_celebration_is_skipped(game: Game) -> None:
    history = RunHistory(goals=GOALS[:2])
    results = Results(
        game, run_of([], SPRINT, score=1_000), RunDrawings(game, game.reader, ()), (), history, TimedRunScene
    )
    results.reveal.update(1.5)
    sends(results, key("down"))
    assert results.note[0] == "Goals: First steps, Ten in a row. New in Settings: Mint pen."
    sends(results, key("down"))
    assert results.note[0] == results.advice
    watched = Results(
        game, run_of([], SPRINT, score=1_000), RunDrawings(game, game.reader, ()), (), history, TimedRunScene
    )
    watched.reveal.update(10.0)
    assert watched.note[0] == watched.advice


@pytest.mark.parametrize(
    ("name", "short", "words"),
    [
        ("sprint", 18, "Only 18 points short of Pip!"),
        ("sprint", 1, "Only 1 point short of Pip!"),
        ("fool", 10, "Only 10 points short of Pip!"),
        ("duel boss", 18, None),
    ],
)
def test_a_rival_that_was_nearly_reached_is_named(
    game: Game, name: str, short: int, words: str | None
) -> None:
    mode = Mode.parse(name)
    run = run_of([], mode, score=RIVALS[0].score(mode) - short)
    drawings = RunDrawings(game, game.reader, ())
    advice = Results(game, run, drawings, (), RunHistory(), TimedRunScene).advice
    assert (advice == words) if words else "short of" not in advice


def test_the_misread_digits_are_counted_among_the_facts(game: Game, window: Window, words: list[str]) -> None:
    run, drawings = run_of([], SPRINT, score=1_000), RunDrawings(game, game.reader, ())
    results = Results(game, run, drawings, (), RunHistory(missed={8: 2, 9: 1}), TimedRunScene)
    results.draw(window.canvas())
    assert words[words.index("misread") - 1] == "3"


def test_what_is_prepared_is_little_at_a_time(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is to frame and read, a frame does no more than its few milliseconds allow."""
    now = [0.0]

    def tick() -> float:
        now[0] += 0.001  # every look at the clock is a millisecond later
        return now[0]

    monkeypatch.setattr("digitgame.game.results.explanation.time.perf_counter", tick)
    rng = np.random.default_rng(1)
    attempts = [attempt(game, 3, handwriting.write(3, rng)) for _ in range(30)]
    scene = results(game, [replace(one) for one in attempts])
    framed = []
    for _ in range(6):
        scene.update(1 / 60)
        framed.append(sum(scene.items.picture(at) is not None for at in range(30)))
    steps = np.diff([0, *framed])
    assert steps.max() <= 5
    assert steps[0] > 0


def test_a_run_that_was_given_up_is_nobodys_best(game: Game, store: Store) -> None:
    sprint = TimedRunScene(game, SPRINT, 7)
    draws(sprint, sprint.wanted)
    sprint.given_up = True
    results = finished(sprint.update(0))
    assert results.run.score > 0
    assert results.run.moves[-1].name == "quit"
    assert [run.score for run in store.runs()] == [results.run.score]
    assert game.best(SPRINT) is None
    assert card_facts(game, SPRINT).best == "New!"
    assert TimedRunScene(game, SPRINT, 8)._best is None
    scores = ScoresScene(game)
    assert not [row for row in scores.rows if row.player == "Ann"]
    assert game.goals() == []


def test_a_daily_that_was_left_is_used_up(game: Game) -> None:
    today = seed_of(date.today())
    assert card_facts(game, DAILY).best == "New!"
    scene = TimedRunScene(game, DAILY, today)
    sends(scene, key("space"))
    draws(scene, scene.wanted)
    scene.given_up = True
    finished(scene.update(0))
    assert card_facts(game, DAILY).best == "Played today"
    assert TimedRunScene(game, DAILY, today).title.endswith("practice")
    assert not game.played_daily(today - 1)


def test_a_run_without_a_point_names_a_key_that_explains_it(
    game: Game, window: Window, words: list[str]
) -> None:
    run = Run("Ann", FOOL, 7, "ab12", 100.0, 60.0, 0, 0, 6, 0, ())
    scene = Results(game, run, RunDrawings(game, game.reader, ()), (), RunHistory(), DuelScene)
    scene.draw(window.canvas())
    assert "No points this time. H says how to play." in words
    wish = sends(scene, key("h"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Help)
    assert not wish.scene.keys
