"""What the game copies, another program can paste."""

import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.window
TEXT = "digitgame daily 2026-11-29: 2,345 points\n🟦🟨⬛"
PROGRAM = f"""
import pygame
from digitgame.ui import clipboard
from digitgame.ui.loop import Window
window = Window((300, 200))
pygame.event.pump()
print(clipboard.copy({TEXT!r}), flush=True)
while True:
    pygame.event.wait(1000)
"""


@pytest.mark.skipif(shutil.which("xclip") is None, reason="needs xclip (Debian: apt install xclip)")
def test_another_program_pastes_what_was_copied(screen: str) -> None:
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "SDL_VIDEODRIVER": "x11",
        "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    }
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as copying:
        try:
            assert copying.stdout is not None
            assert copying.stdout.readline() == "True\n"
            paste = ["xclip", "-selection", "clipboard", "-o"]
            pasted = subprocess.run(paste, env=environment, capture_output=True, timeout=60, check=True)
            assert pasted.stdout.decode() == TEXT
        finally:
            copying.kill()
