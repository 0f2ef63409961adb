"""What a network looks for, and what it sees."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.charts.page import MARGIN, Page
from digitgame.charts.style import BLUES, GREYS, QUIET, SIGNED, shaded

_MOST_KERNELS: Final = 64
_MOST_MAPS: Final = 12  # of a layer


def kernels(weights: npt.NDArray[np.floating[Any]], path: Path) -> None:
    """What a first layer looks for: kernels [height, width, in, out], one square each."""
    tiles = np.asarray(weights).transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    shown = tiles[:_MOST_KERNELS]
    columns = min(8, len(shown))
    rows = math.ceil(len(shown) / columns)
    step, side = 1.1, 0.96  # inches, from one to the next, and of one
    page = Page(max(columns, 4) * step + 1.4, rows * 1.22 + 0.65)
    of_all = f" (the first {len(shown)} of {len(tiles)})" if len(shown) < len(tiles) else ""
    page.heading(f"Kernels of the first layer{of_all}")
    peak = float(np.abs(shown, where=np.isfinite(shown), out=np.zeros(shown.shape)).max()) or 1.0
    for number, tile in enumerate(shown):
        x, y = MARGIN + number % columns * step, 0.68 + number // columns * 1.22
        page.picture(shaded(tile, SIGNED, -peak, peak), x, y, (side, side))
        page.text(x + side / 2, y - 0.06, str(number), 7, QUIET, anchor="m")
    x, y = max(columns, 4) * step + MARGIN + 0.1, 0.68
    scale = shaded(np.linspace(peak, -peak, 99)[:, None], SIGNED, -peak, peak)
    page.picture(scale, x, y, (0.12, side))
    for place, words in ((-0.03, f"{peak:.2f}"), (0.11, "ink says yes"), (0.5, "0"), (0.9, f"−{peak:.2f}")):
        page.text(x + 0.2, y + place * side, words, 7, QUIET, middle=True)
    page.text(x + 0.2, y + 1.04 * side, "ink says no", 7, QUIET, middle=True)
    page.save(path)


def feature_maps(
    frame: npt.NDArray[np.floating[Any]], layers: Mapping[str, npt.NDArray[np.floating[Any]]], path: Path
) -> None:
    """What each layer makes of one frame [28, 28]: maps [height, width, maps] by the layer's name, a row a layer."""
    seen = {name: layers[name] for name in sorted(layers, key=_depth(layers)) if layers[name].ndim == 3}
    step, side = 0.74, 0.66  # inches, from one to the next, and of one
    page = Page(_MOST_MAPS * step + 2 * MARGIN, (len(seen) + 1) * 0.92 + 0.5)
    page.heading("What each layer sees in one digit")
    page.text(MARGIN, 0.6, "the frame", 8, QUIET)
    page.picture(shaded(frame, GREYS, 0, 1), MARGIN, 0.66, (side, side))
    for row, (name, maps) in enumerate(seen.items(), 1):
        y = 0.6 + row * 0.92
        shown = min(maps.shape[2], _MOST_MAPS)
        of_all = f", {shown} of {maps.shape[2]}" if shown < maps.shape[2] else ""
        page.text(MARGIN, y, f"{name}: {maps.shape[0]}×{maps.shape[1]}{of_all}", 8, QUIET)
        peak = float(maps.max()) or 1.0
        for number in range(shown):
            colours = shaded(maps[:, :, number], BLUES, 0, peak)
            page.picture(colours, MARGIN + number * step, y + 0.06, (side, side))
    page.save(path)


def _depth(layers: Mapping[str, npt.NDArray[Any]]) -> Callable[[str], tuple[int, str, str]]:
    """Sorts layers as they follow each other: pictures only get smaller, and names count up (pool2, then conv3)."""
    return lambda name: (-layers[name].shape[0], name[-1], name)
