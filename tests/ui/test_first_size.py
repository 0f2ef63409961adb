"""The first window suits the screen."""

import pygame
import pytest

from digitgame.ui.loop import Window, first_size


@pytest.mark.parametrize(
    ("screen", "window"),
    [
        ((1920, 1080), (960, 600)),
        ((1366, 768), (960, 600)),
        ((2560, 1440), (1280, 800)),
        ((3840, 2160), (1920, 1200)),
        ((5120, 1440), (1280, 800)),
        ((800, 480), (691, 432)),
        ((1080, 1920), (960, 600)),
    ],
)
def test_it_fits_a_small_screen_and_grows_with_a_large_one(
    screen: tuple[int, int], window: tuple[int, int]
) -> None:
    assert first_size(screen) == window
    assert all(side <= whole for side, whole in zip(window, screen, strict=True))


def test_a_window_without_a_size_takes_that_of_its_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(pygame.display, "get_desktop_sizes", lambda: [(3840, 2160)])
    window = Window()
    assert window.canvas().surface.get_size() == (1920, 1200)
    window.close()
    window = Window((640, 400))
    assert window.canvas().surface.get_size() == (640, 400)
    window.close()
