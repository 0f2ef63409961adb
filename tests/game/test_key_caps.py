"""On every screen what looks like a key can be pressed, what can't looks like no key, and no text is too small."""

from __future__ import annotations

import pytest

from digitgame.demo import screens
from digitgame.game.base_scene import BaseScene
from digitgame.game.game import Game
from digitgame.game.shell.help import Help
from digitgame.ui import theme
from digitgame.ui.actions import Action
from digitgame.ui.canvas import _EM, Canvas, Hint, hint_areas, text_width
from digitgame.ui.layout import Area

from .conftest import VIEW

pytestmark = pytest.mark.usefixtures("window")


def test_only_what_can_be_pressed_has_a_cap(canvas: Canvas, panels: list[Area]) -> None:
    canvas.hints([Hint("choose", cap="Arrows"), Hint("go", Action.CONFIRM)], 100, 100)
    (cap,) = panels
    (_, first), (_, second) = hint_areas(
        [Hint("choose", cap="Arrows"), Hint("go", Action.CONFIRM)], VIEW, 100, 100
    )
    assert cap.x == second.x > first.right
    # No room for a cap that is not there.
    words = text_width("Arrows", theme.SMALL, VIEW) + theme.UNIT + text_width("choose", theme.SMALL, VIEW)
    assert first.width == pytest.approx(words)


def test_the_keys_in_the_help_are_words(canvas: Canvas, panels: list[Area]) -> None:
    Help().draw(canvas)
    caps = [area for area in panels if area.height < 40]
    assert len(caps) == 1  # the one that turns the page


@pytest.mark.parametrize("name", screens.screens())
def test_every_cap_on_a_screen_can_be_pressed(
    game: Game, canvas: Canvas, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(screens, "_RUNS", 1)
    monkeypatch.setattr(screens, "_PLAYERS", {})
    monkeypatch.setattr(screens, "_INTO_RUN", 1.0)
    scenes = screens.stack(game, name)
    scene = scenes.top
    shown: list[tuple[Hint, Area]] = []
    monkeypatch.setattr(
        Canvas,
        "hints",
        lambda self, hints, x, y, *, down=False: shown.extend(hint_areas(hints, self.view, x, y, down=down)),
    )
    sizes: set[int] = set()
    real = Canvas.text

    def text(
        self: Canvas, words: str, at: tuple[float, float], size: int, *args: object, **kwargs: object
    ) -> float:
        sizes.add(size)
        return real(self, words, at, size, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "text", text)
    scene.draw(canvas)
    # The em of the smallest text at 960x600.
    assert min(sizes) * _EM >= 14
    if not isinstance(scene, BaseScene):
        return
    places = scene.places(scene.mirrored(VIEW))
    for hint, area in shown:
        if hint.action is not None:
            assert any(one.action == hint.action and area == there for one, there in places), hint
