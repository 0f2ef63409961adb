from dataclasses import dataclass

import pytest

from digitgame.ui.actions import Input, KeyContext
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Stack, Swap, Transition


@dataclass
class Card:
    """The smallest scene: it notes when it is drawn."""

    name: str
    seen: list[str]
    see_through: bool = False
    moving: bool = False
    context: KeyContext = KeyContext.BOARD

    def handle(self, given: Input, view: View) -> Transition | None:  # noqa: ARG002
        raise AssertionError

    def update(self, seconds: float) -> None:  # noqa: ARG002
        raise AssertionError

    def draw(self, canvas: Canvas) -> None:  # noqa: ARG002
        self.seen.append(self.name)


def test_the_stack_does_what_a_scene_asks_for() -> None:
    a, b, c = (Card(name, []) for name in "abc")
    stack = Stack([a])
    stack.apply(Push(b))
    assert stack.top is b
    stack.apply(Swap(c))
    assert stack.scenes == [a, c]
    stack.apply(Pop())
    assert stack.top is a
    stack.apply(Push(b))
    stack.apply(Quit())
    assert not stack


def test_leaving_the_last_scene_is_leaving_the_game() -> None:
    stack = Stack([Card("a", [])])
    stack.apply(Pop())
    assert not stack


@pytest.mark.parametrize("unknown", [None, "Pop", Pop, FullScreen()])
def test_an_unknown_wish_is_an_error(unknown: Transition) -> None:
    with pytest.raises(TypeError, match="not a change"):
        Stack([Card("a", [])]).apply(unknown)


def test_only_what_shows_is_drawn(canvas: Canvas) -> None:
    seen: list[str] = []
    stack = Stack(
        [Card("hidden", seen), Card("below", seen), Card("veil", seen, True), Card("top", seen, True)]
    )
    stack.draw(canvas)
    assert seen == ["below", "veil", "top"]
