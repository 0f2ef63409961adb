"""Runs: the clock, the referee, disputes, pauses, and what is kept."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from pathlib import Path

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame import model
from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit
from digitgame.game.game import Game
from digitgame.game.inspect.inside import Inside
from digitgame.game.modes import feel, timed_run
from digitgame.game.modes.duel import REFUSED, DuelScene, evidence, key_area
from digitgame.game.modes.fool import LOCK_AFTER, FoolScene
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.shell import pause as pausing
from digitgame.game.shell.menu_cards import card_facts
from digitgame.game.shell.pause import COUNTDOWN, Pause
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.inference import Reader, neighbours
from digitgame.inference.opponents import BOSS, LoadedOpponent, Opponent, opponents
from digitgame.ink import FRAMING, Drawing, frame
from digitgame.model import FORMAT, TFLITE, Model
from digitgame.rules import Clock, RunPhase, replay
from digitgame.rules.duel import GRACE, REST, Skill, Won
from digitgame.rules.fool import SECONDS
from digitgame.rules.modes import ALL_MODES, DAILY, FOOL, SPRINT, Mode
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.rules.timed_run import Prompt, PromptForm
from digitgame.store import DISPUTED, FOOLED, HIT, MISREAD, WRONG, Store
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Digit
from digitgame.ui.canvas import Canvas, hint_areas
from digitgame.ui.effects import GRAINS
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View
from digitgame.ui.scene_stack import Pop, Push, Stack, Swap

from .conftest import ONE, SEVEN, VIEW, key, seeing, sends
from .runs import begin, clearly, does, draws, finished, other, strokes

pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def sprint(game: Game) -> TimedRunScene:
    return TimedRunScene(game, SPRINT, 7)


def test_the_clock_starts_with_the_first_stroke(sprint: TimedRunScene) -> None:
    does(sprint, [], 0.5)
    assert sprint.counting
    assert sprint.rules.left == 60
    does(sprint, strokes(clearly(5, sprint.game))[:3], 1.0)
    assert sprint.rules.left == pytest.approx(59, abs=0.05)
    assert not sprint.counting


def test_the_clock_starts_at_the_end_of_the_countdown(sprint: TimedRunScene, played: list[str]) -> None:
    does(sprint, [], 1.7)
    assert (sprint.counting, sprint.rules.left) == (True, 60)
    assert played == ["count"] * 3
    does(sprint, [], 1.1)
    assert not sprint.counting
    assert sprint.rules.left == pytest.approx(59, abs=0.05)
    assert played == ["count"] * 3 + ["go"]


def test_the_run_is_stored_before_its_last_word(
    sprint: TimedRunScene, store: Store, played: list[str], words: list[str]
) -> None:
    draws(sprint, sprint.wanted)
    sprint.rules.clock.tick(60)
    assert sprint.update(1 / 60) is None
    assert len(store.runs(mode=SPRINT)) == 1
    assert played[-1] == "time"
    sprint.draw(Canvas(pygame.Surface((960, 600)), VIEW))
    assert "TIME!" in words
    # Space and Esc shorten it.
    assert sends(sprint, key("space")) is None
    finished(sprint.update(1 / 60))
    assert len(store.runs(mode=SPRINT)) == 1


def test_points_fly_to_the_score_and_a_hotter_combo_gets_a_word(sprint: TimedRunScene) -> None:
    for _ in range(5):
        before = sprint.rules.score
        draws(sprint, sprint.wanted)
    flying = [floater.words for floater, _ in sprint.effects.floaters]
    assert f"+{sprint.rules.score - before}" in flying
    assert "Nice! × 2" in flying
    assert sprint.heat == theme.HEAT[1]


def test_a_lost_combo_is_heard_and_seen(sprint: TimedRunScene, played: list[str]) -> None:
    for _ in range(4):
        draws(sprint, sprint.wanted)
    assert "break" not in played
    does(sprint, [], 10.0)
    assert played.count("break") == 1
    does(sprint, [key("s")], 0.1)
    assert played.count("break") == 1


def test_the_last_seconds_are_heard_and_lit(sprint: TimedRunScene, played: list[str]) -> None:
    draws(sprint, sprint.wanted)
    sprint.rules.clock.tick(sprint.rules.left - 10.5)
    does(sprint, [], 3.0)
    assert played.count("heartbeat") == 3
    assert [feel.alarm(left) for left in (12.0, 10.0, 5.0, 0.0)] == [0.0, 0.0, 0.0, 0.0]
    assert feel.alarm(9.9) > feel.alarm(9.5) > 0


def test_a_digit_is_taken_when_it_is_certain_and_the_pen_is_up(sprint: TimedRunScene) -> None:
    events = strokes(clearly(int(sprint.rules.prompt.words), sprint.game))  # type: ignore[union-attr]
    does(sprint, events[:-1], 3.0)
    assert sprint.attempts == []
    does(sprint, events[-1:], 0.5)
    assert [attempt.outcome for attempt in sprint.attempts] == [HIT]
    assert sprint.rules.score > 100
    assert not sprint.board.ink


@pytest.mark.slow
def test_a_whole_sprint_is_kept_and_plays_again_to_the_same_score(
    sprint: TimedRunScene, store: Store
) -> None:
    wish = None
    while wish is None:
        wish = draws(sprint, sprint.wanted)
    results = finished(wish)
    (run,) = store.runs(mode=SPRINT)
    assert (run.score, run.hits, run.seed) == (sprint.rules.score, sprint.rules.hits, 7)
    assert run.hits > 20
    assert run.seconds == pytest.approx(60, abs=0.1)
    assert run.model == sprint.game.reader.model.digest
    attempts = store.attempts(run.number or 0)
    assert len(results.items) == len(attempts)
    assert [(s.target, s.read, s.outcome) for s in sprint.attempts] == [
        (s.target, s.read, s.outcome) for s in attempts
    ]
    again = SPRINT.rules(Clock(), 7)
    reads = [sprint.game.reader.read(frame(attempt.drawing.strokes)).digit for attempt in attempts]
    assert replay(again, run.moves, reads)
    assert again.score == run.score


def test_a_run_is_read_to_its_end_by_the_network_that_it_began_with(
    sprint: TimedRunScene, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws(sprint, sprint.wanted)
    began = sprint.game.reader
    network = Path(__file__).parent / "golden" / "network"
    card = {"name": "another", "format": FORMAT, "files": {TFLITE: model.sha256(network / TFLITE)}}
    sprint.game.reader = Reader(Model(network, card))
    assert sprint.board.reader is began
    monkeypatch.setattr(neighbours, "MOST", 40)
    sprint.given_up = True
    results = finished(sprint.update(0))
    assert results.run.model == store.runs()[0].model == began.model.digest
    assert began.model.digest != sprint.game.reader.model.digest
    while results.moving:
        results.update(1 / 60)
    assert sprint.game.neighbours(began).done


def test_a_misread_is_shown_and_may_be_disputed(sprint: TimedRunScene, store: Store) -> None:
    draws(sprint, sprint.wanted)
    target = sprint.wanted
    does(sprint, strokes(clearly(other(target), sprint.game)), 1.3)
    assert sprint.rules.stage is RunPhase.MISREAD
    assert sprint.effects.moving
    assert [hint.words for hint in sprint.hints] == ["dispute: you misread me", "again", "skip"]
    assert hint_areas(sprint.hints, VIEW, BOARD_AREA.x, FOOTER_Y)[-1][1].right < BARS_AREA.x
    left, score = sprint.rules.left, sprint.rules.score
    does(sprint, [key("d")])
    assert sprint.rules.left == pytest.approx(left, abs=0.05)
    assert (sprint.rules.score, sprint.rules.combo) == (score, 1)
    assert sprint.attempts[-1].outcome == DISPUTED
    said = [floater.words for floater, _ in sprint.effects.floaters]
    assert f"Thanks! Noted: {a_digit(target or 0)}, no points." in said
    sprint.given_up = True
    results = finished(sprint.update(0))
    assert [d.label for d in store.drawings()][-1] == target
    assert results.chosen == 1


@pytest.fixture
def slip(game: Game) -> TimedRunScene:
    """A sum whose answer is one digit, with another one drawn and read."""
    for seed in range(20):
        sums = TimedRunScene(game, Mode("sums", "easy"), seed)
        if sums.wanted not in (0, 1):
            does(sums, strokes(clearly(other(sums.wanted), game)), 1.3)
            assert sums.rules.stage is RunPhase.MISREAD
            return sums
    raise AssertionError("no such sum")


def test_a_disputed_sum_is_kept_under_the_digit_that_was_drawn(slip: TimedRunScene, store: Store) -> None:
    target = slip.rules.target
    does(slip, [key("d")])
    assert (slip.asking, slip.attempts[0].outcome) == (True, WRONG)
    does(slip, [key(str(target))])
    assert (slip.asking, slip.attempts[0].outcome) == (False, DISPUTED)
    slip.given_up = True
    finished(slip.update(0))
    assert [drawing.label for drawing in store.drawings()] == [target]


def test_a_sum_that_was_answered_wrongly_is_never_kept_as_the_right_digit(
    slip: TimedRunScene, store: Store
) -> None:
    drawn = slip.attempts[0].read
    hint = next(hint for row, *_ in timed_run._DIGITS for hint in row if hint.action == Digit(drawn))
    does(slip, [key("d")])
    place = next(area for known, area in slip.places(VIEW) if known is hint)
    does(slip, [Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(place).center)])
    assert (slip.asking, slip.rules.stage, slip.board.ink.strokes) == (False, RunPhase.DRAWING, [])
    draws(slip, slip.wanted)
    slip.given_up = True
    results = finished(slip.update(0))
    assert (results.run.hits, results.run.asked, results.run.accuracy) == (0, 1, 0.0)
    assert [drawing.label for drawing in store.drawings()] == [slip.attempts[-1].target]
    assert [attempt.outcome for attempt in slip.attempts] == [WRONG, HIT]


def test_a_wrong_sum_is_seen_in_the_results(slip: TimedRunScene, words: list[str], canvas: Canvas) -> None:
    words_of_it = timed_run.wrong_words(slip.rules)
    assert words_of_it.endswith(f" = {slip.rules.target}. You: {slip.attempts[0].read}.")
    slip.given_up = True
    results = finished(slip.update(0))
    assert (results.run.asked, results.run.hits) == (1, 0)
    while results.moving:
        results.update(1 / 60)
    results.draw(canvas)
    assert f"Wrong: {words_of_it}" in words
    assert {"wrong", "0 of 1"} <= set(words)


def test_a_combo_that_a_wrong_sum_broke_comes_back_with_a_dispute(slip: TimedRunScene) -> None:
    slip.rules._before = 6
    does(slip, [key("d"), key(str(slip.rules.target))], 0.1)
    assert slip.rules.combo == 6
    noted = [floater.words for floater, _ in slip.effects.floaters][-1]
    assert noted.startswith("Noted: ")
    assert noted.endswith("Your combo is back.")


def test_a_disputed_digit_is_no_part_of_the_accuracy(sprint: TimedRunScene, store: Store) -> None:
    draws(sprint, sprint.rules.target)
    does(sprint, strokes(clearly(other(sprint.rules.target), sprint.game)), 1.4)
    does(sprint, [key("d")])
    assert len(sprint.rules.marks) == 2
    sprint.finish()
    (run,) = store.runs(mode=SPRINT)
    assert (run.hits, run.asked, run.accuracy) == (1, 1, 1.0)


def test_a_dispute_says_what_it_did() -> None:
    assert timed_run.dispute_words(8, 0, back=False) == "Thanks! Noted: an 8, no points."
    assert timed_run.dispute_words(3, 2, back=True) == "Thanks! Noted: a 3, no points."
    assert timed_run.dispute_words(3, 3, back=False) == "Noted: a 3. Your combo stays."
    assert timed_run.dispute_words(3, 3, back=True) == "Noted: a 3. Your combo is back."
    said = timed_run.dispute_words(3, 0, back=False, forgiven=False)
    assert said == "Noted: a 3. Only 3 disputes keep the combo."
    said = timed_run.dispute_words(3, 0, back=True, forgiven=False)
    assert said == "Noted: a 3. A combo comes back only once."


def test_the_countdown_says_that_its_number_is_not_the_one_to_draw(
    sprint: TimedRunScene, canvas: Canvas, words: list[str]
) -> None:
    sprint.draw(canvas)
    assert {"3", "Get ready!", "To start at once, draw what's asked."} <= set(words)
    draws(sprint, sprint.wanted)
    words.clear()
    sprint.draw(canvas)
    assert not [line for line in words if line.startswith("Get ready")]


@pytest.mark.parametrize("reduced_motion", [False, True])
def test_a_mirrored_digit_cannot_be_mistaken_for_one_to_copy(
    sprint: TimedRunScene, canvas: Canvas, monkeypatch: pytest.MonkeyPatch, reduced_motion: bool
) -> None:
    sprint.game.settings.reduced_motion = reduced_motion
    sprint._begin()
    sprint.rules.prompt = Prompt("4", 4, PromptForm.MIRRORED)
    drawn: dict[str, tuple[int, object]] = {}
    real = Canvas.text

    def text(
        self: Canvas, words: str, at: object, size: int, colour: object, *args: object, **more: object
    ) -> object:
        drawn[words] = size, colour
        return real(self, words, at, size, colour, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "text", text)
    sprint.draw(canvas)
    assert drawn["Draw it unmirrored"] == timed_run.task_style(sprint.rules) == (34, theme.ACCENT)


def test_the_countdown_of_a_duel_says_that_its_number_is_no_key(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    does(scene, [key("return")], 0.1)
    scene.draw(canvas)
    assert {"3", "Get ready!"} <= set(words)
    begin(scene)
    words.clear()
    scene.draw(canvas)
    assert "Get ready!" not in words


def test_a_lost_combo_is_said_above_the_ink(sprint: TimedRunScene) -> None:
    for _ in range(4):
        draws(sprint, sprint.wanted)
    does(sprint, [key("s")], 0.1)
    lost = next(floater for floater, _ in sprint.effects.floaters if floater.words == "Combo of 4 lost")
    assert lost.colour == theme.AMBER
    assert BOARD_AREA.y < lost.start[1] < lost.end[1] < BOARD_AREA.y + BOARD_AREA.height / 4


def test_a_lost_combo_lies_on_no_message(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = TimedRunScene(game, Mode("sums", "easy"), 7)
    for _ in range(4):
        draws(scene, scene.wanted)
    # Ink at the foot of the board: the wrong answer is called at its head.
    low = [
        [(x / 3 + 90, y / 3 + 195) for x, y in stroke]
        for stroke in clearly(other(scene.wanted), game).strokes
    ]
    scene.board.renew(low)
    scene._take()
    assert scene.rules.wrong
    does(scene, [])
    lost = next(floater for floater, _ in scene.effects.floaters if floater.words == "Combo of 4 lost")
    messages: list[Area] = []
    monkeypatch.setattr(Canvas, "panel", lambda _, area, *rest: messages.append(area))  # noqa: ARG005
    widgets.toast(Canvas(pygame.Surface((960, 600)), View(960, 600)), scene._message(), at_top=True)
    half = theme.MEDIUM / 2
    ink = BOARD_AREA.y + 1.6 * min(y for stroke in low for _, y in stroke)
    assert messages[0].bottom < lost.start[1] - half < lost.end[1] + half < ink


def test_a_combo_that_comes_back_is_no_longer_lost(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = TimedRunScene(game, Mode("sums", "easy"), 7)
    for _ in range(4):
        draws(scene, scene.wanted)
    scene.board.renew([list(stroke) for stroke in clearly(other(scene.wanted), game).strokes])
    scene._take()
    does(scene, [])
    scene.draw(canvas)
    task = f"Draw {scene.rules.prompt.answer} for {scene.rules.consolation} points"  # type: ignore[union-attr]
    assert task in words
    assert "Combo of 4 lost" in [floater.words for floater, _ in scene.effects.floaters]
    does(scene, [key("d")])
    words.clear()
    scene.draw(canvas)
    # Nobody is asked to draw and to press a digit at once.
    assert (task in words, scene.asking) == (False, True)
    does(scene, [key(str(scene.rules.target))])
    said = [floater.words for floater, _ in scene.effects.floaters]
    assert "Combo of 4 lost" not in said
    assert any("Your combo is back." in one for one in said)


def test_a_drawing_that_is_no_digit_gets_a_hint_after_a_while(
    sprint: TimedRunScene, canvas: Canvas, words: list[str]
) -> None:
    hint = "Draw on, or press C to clear."
    does(sprint, strokes(Drawing((((140.0, 20.0), (160.0, 40.0)),))))
    sprint.board.reading = seeing(other(sprint.wanted), 0.6, rejected=True)
    shown = []
    for seconds in (0.1, 1.0):
        does(sprint, [], seconds)
        words.clear()
        sprint.draw(canvas)
        shown.append(("Not a digit" in words, "Not a digit yet" in words, hint in words))
    assert shown == [(False, True, False), (True, False, True)]


def test_a_run_without_a_point_is_nothing_to_compare_with(sprint: TimedRunScene, store: Store) -> None:
    sprint.rules.score = 0
    does(sprint, [], 3.0)
    does(sprint, [key("s")], 0.1)
    sprint.rules.clock.tick(60)
    assert sprint.update(1 / 60) is None
    assert [run.score for run in store.runs(mode=SPRINT, finished=True)] == [0]
    again = TimedRunScene(sprint.game, SPRINT, 8)
    assert (again._best, again._ghost) == (None, ())
    assert card_facts(sprint.game, SPRINT).best == "New!"
    assert {row.rival for row in ScoresScene(sprint.game).rows} == set(RIVALS)


def test_a_rival_is_to_beat_by_one_number(sprint: TimedRunScene, canvas: Canvas, words: list[str]) -> None:
    sprint.draw(canvas)
    pip = f"{RIVALS[0].score(SPRINT):,}"
    assert {pip, f"{pip} to beat"} <= set(words)


def test_a_new_misread_is_not_yet_disputed(slip: TimedRunScene) -> None:
    does(slip, [key("d"), *strokes(clearly(other(slip.rules.target), slip.game))], 1.3)
    assert (slip.asking, slip.rules.stage) == (False, RunPhase.MISREAD)


def test_a_misread_may_be_drawn_again(sprint: TimedRunScene) -> None:
    target = sprint.wanted
    does(sprint, strokes(clearly(other(target), sprint.game)), 1.3)
    draws(sprint, target)
    assert [attempt.outcome for attempt in sprint.attempts] == [MISREAD, HIT]


def test_space_takes_an_uncertain_drawing(sprint: TimedRunScene) -> None:
    does(sprint, [*strokes(clearly(5, sprint.game)), key("space")])
    does(sprint, [])
    assert len(sprint.attempts) <= 1
    does(sprint, strokes(Drawing((((140.0, 20.0), (160.0, 40.0)),))))
    does(sprint, [key("space")])
    assert len(sprint.attempts) >= 1


def test_losing_the_focus_pauses_a_run_that_has_begun(sprint: TimedRunScene) -> None:
    assert does(sprint, [Event(pygame.WINDOWFOCUSLOST)]) is None
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    wish = does(sprint, [Event(pygame.WINDOWFOCUSLOST)])
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Pause)
    assert sends(wish.scene, key("return")) is None
    assert wish.scene.left == COUNTDOWN
    assert sends(Pause(sprint), key("q")) == Pop()
    assert sprint.given_up


def test_a_run_goes_on_after_a_countdown_that_a_key_cuts_short(
    sprint: TimedRunScene, canvas: Canvas, words: list[str]
) -> None:
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    sprint.record.make("skip")
    pause = Pause(sprint)
    values = {item.label: item.value for item in pause.items()}
    assert (values["Resume"], values["Restart"], values["End run"]) == ("", "won't count", "won't count")
    assert (sends(pause, key("escape")), pause.moving) == (None, True)
    pause.draw(canvas)
    assert "Ready?" in words
    assert {"start now", "pause"} <= set(words)
    assert pause.update(COUNTDOWN / 2) is None
    assert pause.update(COUNTDOWN) == Pop()
    again = Pause(sprint)
    assert sends(again, key("space"), key("space")) == Pop()
    assert not sprint.given_up


@pytest.mark.parametrize("given", [key("escape"), key("tab"), Event(pygame.WINDOWFOCUSLOST), None])
def test_the_countdown_after_a_pause_can_be_paused_again(sprint: TimedRunScene, given: Event | None) -> None:
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    # Whoever was asked about a restart and stayed is not asked again.
    pause = Pause(sprint, left=COUNTDOWN, asks="again")
    if given is None:
        _, hint = hint_areas(pausing._HINTS, VIEW, BOARD_AREA.x, FOOTER_Y)
        given = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(hint[1]).center)
    assert sends(pause, given) is None
    assert (pause.left, pause.moving, pause.asks) == (None, False, "")
    assert pause.update(2 * COUNTDOWN) is None
    # The list of lines is there again, and its first one goes on after a whole countdown.
    assert sends(pause, key("return")) is None
    assert pause.left == COUNTDOWN
    assert sends(pause, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.board.center)) == Pop()
    assert not sprint.given_up


def test_a_pause_at_a_sum_says_that_it_ends_the_combo(game: Game, canvas: Canvas, words: list[str]) -> None:
    said = []
    for mode in (SPRINT, Mode("sums", "easy")):
        scene = TimedRunScene(game, mode, 7)
        does(scene, [], feel.COUNTDOWN + 0.1)
        does(scene, [key("s")], 0.1)
        wish = sends(scene, key("escape"))
        assert isinstance(wish, Push)
        assert isinstance(wish.scene, Pause)
        values = {item.label: item.value for item in wish.scene.items()}
        words.clear()
        wish.scene.draw(canvas)
        said.append((values["Resume"], "A pause at a sum or a puzzle ends the combo." in words))
    assert said == [("", False), ("combo lost", True)]
    # A look inside the network is a pause as well.
    inside = sends(scene, key("x"))
    assert isinstance(inside, Push)
    words.clear()
    inside.scene.draw(canvas)
    assert "A pause at a sum or a puzzle ends the combo." in words


def test_a_pause_hides_what_is_asked(sprint: TimedRunScene) -> None:
    pause = Pause(sprint)
    shown = Stack([sprint, pause])
    window = pygame.Surface((960, 600))
    shown.draw(Canvas(window, View(960, 600)))
    asked = window.subsurface(timed_run._ASK.x + 200, timed_run._ASK.y, 160, 60)
    assert set(map(tuple, pygame.surfarray.array3d(asked).reshape(-1, 3).tolist())) == {theme.ROOM}


def test_the_clock_still_waits_after_a_look_inside(sprint: TimedRunScene) -> None:
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    before = sprint.rules.clock.now
    assert isinstance(does(sprint, [key("x")]), Push)
    back = sprint.update(1 / 60)
    assert isinstance(back, Push)
    assert isinstance(back.scene, Pause)
    assert back.scene.left == COUNTDOWN
    assert sprint.rules.clock.now == before
    assert sprint.update(1 / 60) is None
    assert sprint.rules.clock.now > before


def test_a_pause_leads_to_the_settings_and_switches_the_sound(sprint: TimedRunScene) -> None:
    pause = Pause(sprint)
    assert [item.label for item in pause.items()] == ["Resume", "Restart", "Settings", "Sound", "End run"]
    settings = sends(pause, key("down"), key("down"), key("return"))
    assert isinstance(settings, Push)
    assert isinstance(settings.scene, SettingsScene)
    muted = sprint.game.sounds.muted
    assert sends(pause, key("m")) is None
    assert sprint.game.sounds.muted is not muted
    assert not sprint.given_up


def test_a_run_that_is_restarted_in_its_pause_is_kept_and_another_begins(
    sprint: TimedRunScene, store: Store
) -> None:
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    sprint.record.make("skip")
    assert sends(Pause(sprint), key("down"), key("return")) == Pop()
    went = sprint.update(1 / 60)
    assert isinstance(went, Swap)
    assert isinstance(went.scene, TimedRunScene)
    assert went.scene.started is None
    assert went.scene.seed != sprint.seed
    assert len(store.runs()) == 1


def test_a_run_without_a_drawing_is_not_kept(sprint: TimedRunScene, store: Store) -> None:
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    does(sprint, [key("c")], 50.0)
    results = finished(does(sprint, [], 20.0))
    assert store.runs() == []
    assert len(results.items) == 0


def test_the_way_back_from_a_run_in_which_nothing_was_done_is_straight(
    sprint: TimedRunScene, store: Store, canvas: Canvas, words: list[str]
) -> None:
    sprint.draw(canvas)
    assert "back" in words
    assert sends(sprint, key("escape")) == Pop()
    does(sprint, strokes(clearly(5, sprint.game))[:2], 0.1)
    words.clear()
    sprint.draw(canvas)
    assert "pause" in words
    wish = sends(sprint, key("escape"))
    assert isinstance(wish, Push)
    sends(wish.scene, key("q"))
    assert sprint.update(0) == Pop()  # nothing was taken: there is nothing to look back on
    assert store.runs() == []


def test_a_run_that_cannot_be_kept_is_told(sprint: TimedRunScene) -> None:
    draws(sprint, sprint.wanted)
    sprint.game.store._db.execute("DROP TABLE shots")
    sprint.given_up = True
    assert "Not saved" in finished(sprint.update(0)).history.error


def test_reduced_motion_moves_nothing(game: Game) -> None:
    game.settings.reduced_motion = True
    scene = TimedRunScene(game, SPRINT, 7)
    draws(scene, scene.wanted)
    # The points are told where they are won; nothing flies.
    assert all(floater.start == floater.end for floater, _ in scene.effects.floaters)
    does(scene, [], 1.0)
    assert not scene.effects.moving


@pytest.mark.slow
@pytest.mark.parametrize("mode", [m for m in ALL_MODES if m.name in ("sprint", "sums", "daily")], ids=str)
def test_every_mode_can_be_played_to_its_end(game: Game, mode: Mode, store: Store) -> None:
    scene = TimedRunScene(game, mode, 20260309)
    wish = None
    while wish is None:
        wish = draws(scene, scene.wanted)
    results = finished(wish)
    assert results.run.accuracy == 1
    assert store.best_of("Ann", mode) == results.run.score > 0
    if mode.name == "sums":
        assert len(results.marks) >= 20
    again = sends(results, key("return"))
    assert isinstance(again, Swap)
    assert isinstance(again.scene, TimedRunScene)
    assert (again.scene.seed == 20260309) == (mode == DAILY)


def test_fooling_holds_the_first_digit_and_scores_the_trick(game: Game, store: Store) -> None:
    scene = FoolScene(game, FOOL, 7)
    assert does(scene, [Event(pygame.WINDOWFOCUSLOST)]) is None
    challenge = scene.rules.challenge
    assert challenge is not None
    does(scene, strokes(clearly(challenge.one, game)), LOCK_AFTER + 0.1)
    assert scene.rules.held is not None
    assert "turn it" in scene.message
    does(scene, [key("space")])
    assert scene.rules.points == []
    assert (
        scene.message == f"Not fooled yet: I see {a_digit(challenge.one)}. Go on drawing, or skip it with S."
    )
    does(scene, [key("space"), key("space")])
    assert scene.rules.points == []  # nobody gives a challenge away by the key that submits
    assert [attempt.outcome for attempt in scene.attempts] == [FOOLED]
    does(scene, [key("s"), key("s"), key("x")])
    assert scene.rules.points == [0, 0]
    # After the look inside the clock waits a little longer.
    assert isinstance(scene.update(0), Push)
    scene.rules.clock.tick(SECONDS)
    finished(scene.update(0))
    assert store.best_of("Ann", FOOL) == scene.rules.score
    assert list(store.drawings()) == []  # what was drawn to be misread is not learnt from


def test_fooling_says_that_the_first_digit_comes_first(game: Game) -> None:
    scene = FoolScene(game, FOOL, 7)
    assert scene.rules.challenge is not None
    does(scene, [*strokes(clearly(other(scene.rules.challenge.one), game)), key("space")])
    assert "first" in scene.message
    does(scene, [key("c")])
    assert not scene.board.ink
    does(scene, [key("z", pygame.KMOD_CTRL)])
    assert scene.board.ink


def test_a_duel_against_the_boss_is_decided_by_who_is_first(game: Game, store: Store) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    does(scene, [], 1.0)
    assert scene.rules.clock.now == 0
    begin(scene)
    does(scene, [key(str(scene.rules.digit))], 0.1)
    assert scene.rules.hits == 1
    wish = None
    while wish is None:
        wish = does(scene, [], 1.0)
    results = finished(wish)
    assert scene.rules.rounds.count(Won.NETWORK) >= 7
    assert results.run.hits == 1
    assert store.runs(mode=Mode("duel", "boss"))[0].score == scene.rules.score > 150


def test_a_duel_begins_with_a_countdown(
    game: Game, played: list[str], canvas: Canvas, words: list[str]
) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    does(scene, [key("return"), key("3")], 0.5)
    scene.draw(canvas)
    assert (scene.rules.clock.now, scene.started, scene.rules.yours) == (0, None, None)
    assert scene.moving
    assert "3" in words
    does(scene, [], 1.5)
    assert played == ["count"] * 3 + ["go"]
    assert scene.rules.elapsed == pytest.approx(0.2, abs=0.05)
    assert sends(DuelScene(game, Mode("duel", "boss"), 4), key("escape")) == Pop()


def test_the_countdown_of_a_duel_waits_for_a_window_that_lost_the_focus(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    does(scene, [key("return"), Event(pygame.WINDOWFOCUSLOST)], 3.0)
    assert (scene.started, scene.hints[0].words) == (None, "begin")


def test_an_opponent_has_one_name_everywhere(
    game: Game, own_model: Path, canvas: Canvas, words: list[str]
) -> None:
    (own_model / "checkpoints").mkdir(exist_ok=True)
    for number in (1, 3, 10):
        shutil.copy(own_model / TFLITE, own_model / "checkpoints" / f"epoch-{number:03}.tflite")
    model.vouch_for_checkpoints(own_model)
    game.read_with(model.load(own_model, framing=FRAMING))
    assert [game.opponent_name(level) for level in game.opponents] == ["Pip", "Dot", "Max", "Boss"]
    following = [game.next_opponent(level) for level in (*game.opponents, "epoch 99", "in the gallery")]
    assert following == ["Dot", "Max", "Boss", "", "", ""]
    duel = Mode("duel", "epoch 1")
    assert card_facts(game, duel).level == DuelScene(game, duel, 4).opponent_name == "Pip"
    assert game.title_of(duel) == DuelScene(game, duel, 4).title == "Duel · Pip"
    assert game.opponent_name("epoch 99") == "epoch 99"
    DuelScene(game, duel, 4).draw(canvas)
    assert {"Duel · Pip", "Pip"} <= set(words)
    # Two epochs that share a face are told apart.
    shutil.copy(own_model / TFLITE, own_model / "checkpoints" / "epoch-002.tflite")
    shutil.copy(own_model / TFLITE, own_model / "checkpoints" / "epoch-005.tflite")
    model.vouch_for_checkpoints(own_model)
    game.read_with(model.load(own_model, framing=FRAMING))
    names = [game.opponent_name(level) for level in game.opponents]
    assert names == ["Pip", "Dot, epoch 2", "Dot, epoch 3", "Max, epoch 5", "Max, epoch 10", "Boss"]


def test_a_verdict_covers_neither_head_nor_foot_of_the_digit(
    game: Game, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []
    monkeypatch.setattr(widgets, "toast", lambda *_, at_top=False, **__: shown.append(at_top))
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    does(scene, [key(str(scene.rules.digit))])
    for row in (1, 26):
        scene._pictures[0] = 0
        scene._pictures[0][row, 10:20] = 1
        scene.draw(canvas)
    assert shown == [False, True]


def test_a_digit_that_comes_twice_shows_another_sample(game: Game) -> None:
    scenes = [DuelScene(game, Mode("duel", "boss"), seed) for seed in range(9)]
    pairs = [
        (scene._pictures[one], scene._pictures[other])
        for scene in scenes
        for one, other in itertools.combinations(range(10), 2)
        if scene.rules.digits[one] == scene.rules.digits[other]
        and scene.rules.digits[:other].count(scene.rules.digits[one]) == 1
    ]
    assert pairs
    assert not any(np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("alike", [False, True])
def test_pictures_repeat_in_a_duel_only_where_there_are_no_more(game: Game, alike: bool) -> None:
    """A batch of samples has one of each digit, and a duel may ask for one five times."""
    given = game.samples
    game.samples = (lambda _: given(0)) if alike else given
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    scene.rules.digits = (7, 7, 7, 7, 7, 3, 3, 3, 1, 0)
    found = scene._samples()
    pictures = [scene._picture(7, before, found).tobytes() for before in range(5)]
    assert len(set(pictures)) == (1 if alike else 5)


def test_no_frame_shows_the_last_digit_as_the_next_one(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    does(scene, [key(str(scene.rules.digit))])
    while scene.rules.decided:
        scene.update(1 / 60)
    assert scene._in_fog is not None
    assert scene._in_fog.max() < 0.5 < scene._pictures[0].max()


def test_a_key_as_a_digit_begins_is_no_answer_and_does_no_harm(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    does(scene, [key(str(scene.rules.digit))])
    while scene.rules.decided:
        scene.update(1 / 60)
    wrong = key(str((scene.rules.digits[1] + 1) % 10))
    does(scene, [wrong], 0.1)
    assert (scene.rules.yours, scene.rules.hits) == (None, 1)
    does(scene, [], GRACE)
    does(scene, [key(str(scene.rules.digit))])
    assert scene.rules.hits == 2


@pytest.mark.parametrize("size", [(640, 400), (960, 600), (1920, 1200)])
@pytest.mark.parametrize("row", [1, 26])
def test_what_is_said_of_a_streak_lies_on_no_verdict(
    game: Game, size: tuple[int, int], row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    scene.rules.rounds = [Won.YOU]
    scene._pictures[:] = 0
    scene._pictures[:, row, 10:20] = 1
    scene._answer("press", scene.rules.digits[1])
    verdicts: list[Area] = []
    monkeypatch.setattr(Canvas, "panel", lambda _, area, *rest: verdicts.append(area))  # noqa: ARG005
    widgets.toast(Canvas(pygame.Surface(size), View(*size)), "You were first!", at_top=scene._room_at_top)
    (streak,) = [one for one, _ in scene.effects.floaters if one.words == "2 in a row!"]
    half = streak.size / 2
    for _, y in (streak.start, streak.end):
        assert y + half < verdicts[0].y or y - half > verdicts[0].bottom
        assert BOARD_AREA.y < y - half < y + half < BOARD_AREA.bottom


def test_a_wrong_key_leaves_the_digit_to_the_network(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    assert scene.rules.digit is not None
    begin(scene)
    does(scene, [key(str((scene.rules.digit + 1) % 10))])
    assert scene.rules.yours is not None
    assert not scene.rules.decided
    does(scene, [], 8.5)
    assert Won.YOU not in scene.rules.rounds


def test_x_opens_the_opponent_only_once_a_round_is_decided(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    """Before that, it would show through the fog."""
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    assert [hint.words for hint in scene.side_hints] == ["back", "inside"]
    begin(scene)
    does(scene, [], 2.0)
    assert not scene.rules.decided
    assert [hint.words for hint in scene.side_hints] == ["pause"]
    assert sends(scene, key("x")) is None
    scene.draw(canvas)
    assert REFUSED in words
    assert scene.rules.digit is not None
    does(scene, [key(str(scene.rules.digit))])
    assert scene.rules.decided
    assert [hint.words for hint in scene.side_hints] == ["pause", "inside"]
    clock, wish = scene.rules.clock.now, sends(scene, key("x"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Inside)
    assert wish.scene.drawing.layers is scene._opponent.layers
    assert wish.scene.drawing.waits
    assert (wish.scene.drawing.forward.frame == scene._pictures[scene._present]).all()
    assert scene.rules.clock.now == clock
    words.clear()
    scene.draw(canvas)
    assert REFUSED not in words


def test_a_duel_shows_no_thought_of_an_opponent_before_its_answer(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    answers: list[int | None] = [None] * 60
    monkeypatch.setattr(scene._mind, "watch", lambda *_: answers.pop(0) if answers else None)
    does(scene, [], 0.9)
    assert scene._reading is not None
    assert scene.thoughts is None
    digit = scene.rules.digit
    assert digit is not None
    answers.insert(0, (digit + 1) % 10)
    does(scene, [])
    thought = scene.thoughts
    assert scene.rules.its == (digit + 1) % 10
    assert thought is not None
    # What it sees after a wrong answer would tell the right one.
    does(scene, [], 0.5)
    assert scene._reading is not thought
    assert scene.thoughts is thought
    does(scene, [key(str(digit))])
    assert scene.rules.decided
    does(scene, [], 2.0)
    assert not scene.rules.decided
    assert scene.thoughts is None


@pytest.mark.parametrize("late", [False, True])
def test_an_opponent_shows_the_thought_that_it_answered_by(
    game: Game, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """The fog goes on lifting before it answers and after, and by then it would say something else."""
    scene = DuelScene(game, Mode("duel", "pip"), 4)
    begin(scene)
    wrong = ((scene.rules.digit or 0) + 1) % 10
    scene._mind.skill = Skill(sure=0.5, stable=0.0, reaction=1.0)
    scene._mind.hesitation = 0.0
    sees = [wrong]
    monkeypatch.setattr(type(scene._opponent), "read", lambda *_: seeing(sees[0], 0.9))
    does(scene, [], 0.5)
    assert scene._mind.made_up
    sees[0] = scene.rules.digit or 0
    does(scene, [], 1.0)
    assert scene.rules.its == wrong
    if late:
        does(scene, [key(str((wrong + 1) % 10))])
        assert scene.rules.rounds == [Won.NOBODY]
        does(scene, [], 0.5)
    assert scene.thoughts is not None
    assert scene.thoughts.digit == wrong


def test_a_round_won_in_a_duel_bursts_and_its_points_fly(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    begin(scene)
    for won in (1, 2):
        does(scene, [key(str(scene.rules.digit))])
        said = [floater.words for floater, _ in scene.effects.floaters]
        assert len(scene.effects._at) >= GRAINS
        assert scene.heat == theme.HEAT[won]
        assert scene._mood == -1
        does(scene, [], REST + 1.0)
    assert said == [said[0], "2 in a row!"]
    assert said[0].startswith("+1")


@pytest.mark.parametrize(("level", "name"), [("boss", "Boss"), ("my model", "the AI")])
def test_an_opponent_has_the_name_of_a_rival(game: Game, level: str, name: str) -> None:
    assert DuelScene(game, Mode("duel", level), 4).opponent_name == name


def test_a_pointer_names_a_digit_by_its_key(game: Game) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    assert scene.rules.digit is not None
    bar = VIEW.rect(key_area(scene.rules.digit)).center
    does(scene, [Event(pygame.MOUSEBUTTONDOWN, button=1, pos=bar)])
    assert scene._count > 0  # the first click begins
    does(scene, [], 2.2)
    assert (scene.started is not None, scene.rules.yours) == (True, None)
    does(scene, [Event(pygame.MOUSEBUTTONDOWN, button=1, pos=bar)])
    assert scene.rules.rounds == [Won.YOU]


def test_opponents_are_the_checkpoints_and_the_boss(game: Game, own_model: Path) -> None:
    shutil.rmtree(own_model / "checkpoints", ignore_errors=True)
    (own_model / "checkpoints").mkdir()
    for name in ("epoch-012", "epoch-001", "notes"):
        shutil.copy(own_model / TFLITE, own_model / "checkpoints" / f"{name}.tflite")
    model.vouch_for_checkpoints(own_model)
    shutil.copy(
        own_model / TFLITE, own_model / "checkpoints" / "epoch-007.tflite"
    )  # of which the card knows nothing
    found = opponents(model.load(own_model))
    assert [opponent.name for opponent in found] == ["epoch 1", "epoch 12", BOSS]
    assert [opponent.strength for opponent in found] == [0, 0.5, 1]
    assert LoadedOpponent(found[0]).read(frame(SEVEN)).digit == 7
    (own_model / "checkpoints" / "epoch-001.tflite").write_bytes(b"not a network")
    with pytest.raises(DigitgameError, match="truncated or altered"):
        LoadedOpponent(found[-3])
    assert game.opponent("none such").name == BOSS


def test_the_players_other_models_join_the_ladder(game: Game, own_model: Path, home: Path) -> None:
    shutil.copytree(own_model, home / "models" / "mine")
    assert list(game.opponents)[-1] == "mine"
    assert not DuelScene(game, Mode("duel", "mine"), 4).error
    (home / "models" / "mine" / TFLITE).write_bytes(b"altered")
    assert "altered" in DuelScene(game, Mode("duel", "mine"), 4).error


def test_a_duel_without_its_opponent_says_so(game: Game, tmp_path: Path) -> None:
    (tmp_path / "x.tflite").write_bytes(b"not a network")
    game.opponents[BOSS] = Opponent(BOSS, tmp_path / "x.tflite", hashlib.sha256(b"not a network").hexdigest())
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    assert "not a network" in scene.error
    assert does(scene, [key("return"), key("3")], 1.0) is None
    assert scene.rules.clock.now == 0
    game.opponents[BOSS] = Opponent(BOSS, tmp_path / "x.tflite")
    assert "no digest" in DuelScene(game, Mode("duel", "boss"), 4).error


def test_the_fog_lifts() -> None:
    image, fog = frame(SEVEN), fog_of(3)
    away = [np.abs(revealed(image, share, fog) - image).mean() for share in np.linspace(0, 1, 9)]
    assert away == sorted(away, reverse=True)
    assert np.allclose(revealed(image, 1.0, fog), image, atol=1e-6)


def test_full_fog_shows_nothing_of_the_digit() -> None:
    seven, one = (revealed(frame(strokes), 0.0, fog_of(3)) for strokes in (SEVEN, ONE))
    assert np.array_equal(seven, one)
    assert seven.max() < 0.2
    assert not np.array_equal(fog_of(3), fog_of(4))


def test_evidence_is_none_for_what_looks_like_no_digit() -> None:
    assert evidence(None) == [0.0] * 10
    assert evidence(seeing(8, 0.9, reject_score=0.5))[8] == pytest.approx(0.45)
