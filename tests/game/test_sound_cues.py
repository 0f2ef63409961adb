"""Each event has its sound, and the scenes play it."""

from __future__ import annotations

import pytest

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game import sound_cues
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Step, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.ink import Drawing, frame
from digitgame.rules.copying import Copied
from digitgame.rules.duel import GRACE, Won
from digitgame.rules.fool import Challenge, Kind
from digitgame.rules.modes import FOOL, SPRINT, Mode

from .conftest import ONE, SEVEN, seeing

pytestmark = pytest.mark.usefixtures("window")


def test_each_event_has_its_sound() -> None:
    assert [sound_cues.of_guess(right) for right in (True, False)] == ["hit 1", "miss"]
    factors = [sound_cues.of_drawing(True, factor) for factor in (1, 2, 3, 4)]
    assert factors == ["hit 1", "hit 2", "hit 3", "hit 4"]
    assert [sound_cues.of_drawing(False, factor) for factor in (1, 4)] == ["miss", "miss"]
    assert [sound_cues.of_trick(points) for points in (0, 499, 500, 1000)] == [
        "miss",
        "miss",
        "hit 4",
        "hit 4",
    ]
    rounds = [sound_cues.of_round(won) for won in (Won.YOU, Won.NETWORK, Won.NOBODY, None)]
    assert rounds == ["hit 1", "miss", "miss", "miss"]
    assert [sound_cues.of_copy(copied) for copied in Copied] == ["hit 1", "tick", "tick", "tick"]
    assert [sound_cues.of_calibration(right) for right in (True, False)] == ["hit 1", "tick"]
    assert (sound_cues.DONE, sound_cues.FINISHED, sound_cues.TUTORIAL_STEP) == ("tick", "bell", "hit 1")


def reads(board: DrawingBoard, digit: int, monkeypatch: pytest.MonkeyPatch, confidence: float = 0.95) -> None:
    """Let a board hold ink that the network reads as a digit."""
    board.renew(SEVEN)
    drawing, reading = Drawing.of(SEVEN), seeing(digit, confidence)
    monkeypatch.setattr(board, "kept", lambda: (drawing, reading))
    board.reading = reading


def test_free_draw_plays_right_and_wrong(drawing: FreeDraw, played: list[str]) -> None:
    judging = drawing.judging
    drawing.board.renew(SEVEN)
    judging.ask()
    judging.right()
    judging.undo()
    judging.wrong()
    assert played == ["tick", "hit 1", "tick", "miss"]


def test_a_timed_run_plays_hits_higher_with_the_combo(
    game: Game, played: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    for _ in range(5):
        assert scene.wanted is not None
        reads(scene.board, scene.wanted, monkeypatch)
        scene._ask()
    assert played == ["hit 1", "hit 2", "hit 3", "hit 4", "hit 5", "step 1"]
    reads(scene.board, ((scene.wanted or 0) + 1) % 10, monkeypatch)
    scene._ask()
    scene._dispute()
    scene.finish()
    assert played[6:] == ["miss", "tick", "bell"]


def test_fool_it_plays_a_trick_and_a_failure(
    game: Game, played: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.TURN, 4, 9)
    reads(scene.board, 4, monkeypatch)
    scene._hold()
    reads(scene.board, 9, monkeypatch)
    scene._ask()
    reads(scene.board, 9, monkeypatch)
    scene.rules.challenge = Challenge(Kind.BETWEEN, 1, 7)
    # It warns, and gives nothing away.
    scene._ask()
    scene._ask()
    assert played == ["tick", "hit 4"]
    assert sound_cues.of_trick(499) == "miss"


def test_a_duel_plays_who_was_first(game: Game, played: list[str]) -> None:
    scene = DuelScene(game, Mode("duel", "boss"), 4)
    scene.rules.clock.tick(GRACE)
    scene._answer("press", scene.rules.digits[0])
    scene.record.make("next")
    scene.rules.clock.tick(GRACE)
    scene._answer("press", (scene.rules.digits[1] + 1) % 10)
    scene._answer("network", scene.rules.digits[1])
    assert played == ["hit 1", "miss", "miss"]


def test_a_copy_plays_a_twin(game: Game, played: list[str]) -> None:
    scene = CopyScene(game, frame(SEVEN), 7)
    scene.board.renew(SEVEN)
    scene._compare()
    scene._judged = False
    scene.board.renew(ONE)
    scene._compare()
    assert played == ["hit 1", "tick"]


def test_the_first_run_plays_each_step(
    game: Game, played: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tutorial = Tutorial(game)
    tutorial._finish(Step.CLEAR)
    tutorial._finish(Step.DRAW)
    scene = CalibrationScene(game)
    for number in range(20):
        assert scene.wanted is not None
        reads(scene.board, (scene.wanted + (number == 3)) % 10, monkeypatch)
        scene._take()
    assert played == ["hit 1", *["hit 1"] * 3, "tick", *["hit 1"] * 16, "bell"]
