from digitgame.rules import Clock
from digitgame.rules.calibration import DRAWINGS, PATIENCE, calibration


def test_twenty_digits_each_twice() -> None:
    game = calibration(Clock(), 3)
    assert sorted(game.targets) == sorted([*range(10), *range(10)])
    assert list(game.targets) == list(calibration(Clock(), 3).targets)
    for number in range(DRAWINGS):
        target = game.target
        assert target is not None
        answer = game.take(target if number % 4 else (target + 1) % 10)
        assert answer is not None
        assert answer.right is bool(number % 4)
    assert (game.right, game.target, game.take(3)) == (15, None, None)


def test_a_drawing_is_not_finished_before_that() -> None:
    game = calibration(Clock(), 3)
    game.watch(1, pen_up=True)
    game.clock.tick(PATIENCE / 2)
    assert not game.watch(1, pen_up=True)
    game.clock.tick(PATIENCE / 2)
    assert game.watch(1, pen_up=True)


def test_a_drawing_is_finished_once_the_pen_has_been_up_for_a_while() -> None:
    game = calibration(Clock(), 3)
    assert not game.watch(1, pen_up=True)
    game.clock.tick(PATIENCE)
    assert game.watch(1, pen_up=True)
    assert not game.watch(2, pen_up=True)
    game.clock.tick(PATIENCE)
    assert not game.watch(2, pen_up=False)
    game.clock.tick(PATIENCE)
    assert game.watch(2, pen_up=True)
