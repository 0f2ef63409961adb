"""What the names after `--data` mean, and loading it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.digits import idx, sprite
from digitgame.digits.pictures import Digits, Pictures, Progress
from digitgame.errors import DigitgameError
from digitgame.ink import frame_many, hand

HAND: Final = 20_000  # drawings of the built-in hand to learn from
HAND_TEST: Final = 2_000  # and to test on
_TEST_SEED: Final = 2**40  # of the hand's test drawings; training's seeds stay below it


def load(
    names: Sequence[str],
    *,
    cache: Path,
    seed: int,
    progress: Progress | None = None,
    database: Path | None = None,
    hand_count: int = HAND,
) -> Digits:
    sets = []
    for name in names:
        if name == "hand":
            sets.append(Digits.of("hand", _written(hand_count, seed), _written(HAND_TEST, _TEST_SEED), "drawings"))
        else:
            folder = Path(name)
            sets.append(Digits.of("mnist", idx.read_part(folder, "train"), idx.read_part(folder, "t10k"), "scans"))
    return Digits.joined(sets)


def _written(count: int, seed: int) -> Pictures:
    drawings = hand.write_many(count, seed)
    frames = frame_many([drawing.strokes for drawing in drawings])
    labels = np.array([drawing.label for drawing in drawings], np.uint8)
    return Pictures(np.rint(frames * 255).astype(np.uint8), labels)
