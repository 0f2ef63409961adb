"""What simulated players score: the measure that ranks and rivals are fitted to.

    python benchmarks/ranks.py [--model NAME|FOLDER] [--runs 3] [--modes sprint,daily]

Three players write synthetic digits: at what speed, after which pause, and how long they think about a sum, a word,
dots or a mirrored digit. Prints each one's lowest, median and highest score, with the rank of the median, and what the
house's rivals score. A first run should reach rank C, a decent one B, a good one A; rank S should be rare.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np
from drawn import reader

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from digitgame.demo.autoplayer import Autoplayer
from digitgame.demo.screens import STEP, apply
from digitgame.game import start
from digitgame.game.game import Game
from digitgame.game.modes import scene_of
from digitgame.game.results.scene import Results
from digitgame.rules.modes import Mode
from digitgame.rules.rewards.ranks import rank_of
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.store import Store
from digitgame.ui.layout import HEIGHT, WIDTH, View
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Stack
from digitgame.ui.sound import Sounds

# Board units a second, seconds before a digit, and seconds more before a puzzle.
PLAYERS = {"slow": (260.0, 0.9, 1.2), "middle": (450.0, 0.5, 0.8), "quick": (750.0, 0.3, 0.5)}
MODES = "sprint,daily,sums easy,sums middle,sums hard"


def main() -> None:
    """Print a line for each mode and player."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--modes", default=MODES)
    options = parser.parse_args()
    # For the fonts.
    window = Window((640, 400))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "ranks.db") as store:
        game = Game(reader(options.model), store, "bot", Sounds(muted=True), start.samples)
        for mode in map(Mode.parse, options.modes.split(",")):
            print(mode, flush=True)
            for name, player in PLAYERS.items():
                scores = sorted(play(game, mode, seed, *player) for seed in range(1, options.runs + 1))
                median = int(np.median(scores))
                rank = rank_of(mode, median)
                print(f"  {name:<8}{scores[0]:8,}{median:8,}{scores[-1]:8,}   {rank}", flush=True)
            print("  " + ", ".join(f"{rival.name} {rival.score(mode):,}" for rival in RIVALS), flush=True)
    window.close()


def play(game: Game, mode: Mode, seed: int, speed: float, pause: float, thinks: float) -> int:
    """The score of one run."""
    scenes = Stack([scene_of(game, mode, seed)])
    bot, view = Autoplayer(np.random.default_rng(seed), speed, pause, thinks), View(WIDTH, HEIGHT)
    while not isinstance(scenes.top, Results):
        for given in bot.plays(scenes.top, view, STEP):
            apply(scenes, scenes.top.handle(given, view))
        apply(scenes, scenes.top.update(STEP))
    return scenes.top.run.score


if __name__ == "__main__":
    main()
