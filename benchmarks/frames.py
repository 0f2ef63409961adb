"""Time of a frame while a digit is drawn, and of a guess, at several sizes of the window, without a screen.

    python benchmarks/frames.py [--model FOLDER]

Every frame takes two pointer moves, frames the ink, and draws and shows everything. SDL's dummy driver stands in
for the screen, so what the screen itself takes is not in it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

SIZES = ((640, 400), (960, 600), (1920, 1200), (3840, 2160))


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    options = parser.parse_args()
    os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIGITGAME_HOME"] = folder
        for size in SIZES:
            frames, guess = measure(size, options.model)
            cuts = statistics.quantiles(frames, n=100)
            told = (
                f"median {cuts[49] * 1e3:5.2f} ms  p99 {cuts[98] * 1e3:5.2f} ms  guess {guess * 1e3:4.2f} ms"
            )
            print(f"{size[0]:>5} x {size[1]:<5} {told}")


def measure(size: tuple[int, int], model_name: str | None) -> tuple[list[float], float]:
    """Seconds of each frame of 200 while a digit is drawn, and of one guess."""
    import pygame
    from pygame.event import Event

    from digitgame import model, paths
    from digitgame.digits import samples
    from digitgame.ink import FRAMING, hand
    from digitgame.play.game import Game
    from digitgame.play.loop import Window
    from digitgame.play.scenes.freedraw import FreeDraw
    from digitgame.play.sound import Sounds
    from digitgame.reading import Reader
    from digitgame.store import Store

    window = Window(size)
    chosen = model.find(model_name, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING)
    with Store(Path(paths.database())) as store:
        sounds = Sounds(muted=True)
        game = Game(
            Reader(chosen), store, "bench", sounds, lambda seed: ("", samples(cache=paths.data(), seed=seed))
        )
        scene = FreeDraw(game)
        canvas = window.canvas()
        board = canvas.view.board
        moves = []
        for stroke in hand.write(8, np.random.default_rng(1)).strokes:
            points = np.array(stroke) * board.width / 300 + board.topleft
            dense = [np.linspace(a, b, 6)[:-1] for a, b in pairwise(points)]
            moves += [tuple(map(int, point)) for point in np.concatenate(dense)]
        moves = (moves * 20)[:400]
        scene.handle(Event(pygame.MOUSEBUTTONDOWN, button=1, pos=moves[0]), canvas.view)
        scene.draw(canvas)  # fonts and brushes are made once
        frames = []
        for at in range(0, len(moves), 2):
            began = time.perf_counter()
            for pos in moves[at : at + 2]:
                scene.handle(Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(1, 0, 0)), canvas.view)
            scene.update(1 / 60)
            scene.draw(canvas)
            pygame.display.flip()
            frames.append(time.perf_counter() - began)
        began = time.perf_counter()
        scene.handle(Event(pygame.KEYDOWN, key=pygame.K_SPACE, mod=0, unicode=" "), canvas.view)
        guess = time.perf_counter() - began
    window.close()
    return frames, guess


if __name__ == "__main__":
    main()
