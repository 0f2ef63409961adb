"""The built-in hand: writes endless digits as strokes, as varied as people do."""

from __future__ import annotations

import numpy as np

from digitgame.ink.board import Drawing, Point


def write(digit: int, rng: np.random.Generator) -> Drawing:
    """Write `digit` once, at a random size and place of the board, as a mouse would sample it."""
    raise NotImplementedError


def write_many(count: int, seed: int) -> list[Drawing]:
    """Write `count` digits, each of the ten as often as the others, in random order; same seed, same drawings."""
    rng = np.random.default_rng(seed)
    digits = rng.permutation(np.arange(count) % 10)
    return [write(int(digit), rng) for digit in digits]
