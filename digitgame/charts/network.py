"""What a network looks for, and what it sees."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.charts.style import BLUES, GREYS, MARGIN, QUIET, SIGNED, chart, heading, image, sheet, tile

_MAX_KERNELS: Final = 64
_MAPS_A_LAYER: Final = 12


def kernels(weights: npt.NDArray[np.floating[Any]], path: Path | None = None) -> Image.Image:
    """What a first layer looks for: kernels [height, width, in, out], one square each."""
    tiles = np.asarray(weights).transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    shown = tiles[:_MAX_KERNELS]
    columns = min(8, len(shown))
    # Inches: the size of a square, and from one to the next across and down.
    side, across, down = 0.96, 1.1, 1.22
    with chart(max(columns, 4) * across + 1.4, math.ceil(len(shown) / columns) * down + 0.65) as page:
        of_all = f" (the first {len(shown)} of {len(tiles)})" if len(shown) < len(tiles) else ""
        heading(page, f"Kernels of the first layer{of_all}")
        axes, top = sheet(page), 0.68
        peak = float(np.abs(shown, where=np.isfinite(shown), out=np.zeros(shown.shape)).max()) or 1.0
        for number, kernel in enumerate(shown):
            x, y = MARGIN + number % columns * across, top + number // columns * down
            tile(axes, kernel, (x, y, side, side), SIGNED, -peak, peak)
            axes.text(x + side / 2, y - 0.05, str(number), size=7, color=QUIET, ha="center")
        x = max(columns, 4) * across + MARGIN + 0.1
        scale = np.linspace(peak, -peak, 99)[:, None]
        tile(axes, scale, (x, top, 0.12, side), SIGNED, -peak, peak)
        words = {0.0: f"{peak:.2f}\npositive weight", 0.5: "0", 1.0: f"−{peak:.2f}\nnegative weight"}
        for place, label in words.items():
            axes.text(x + 0.2, top + place * side, label, size=7, color=QUIET, va="center")
        return image(page, path)


def feature_maps(
    frame: npt.NDArray[np.floating[Any]],
    layers: Mapping[str, npt.NDArray[np.floating[Any]]],
    path: Path | None = None,
) -> Image.Image:
    """What each layer makes of one frame [28, 28]: maps [height, width, maps] by the layer's name, a row a layer."""
    rows = {name: layers[name] for name in sorted(layers, key=_depth(layers)) if layers[name].ndim == 3}
    # Inches: the size of a map, and from one to the next across and down.
    side, across, down = 0.66, 0.74, 0.92
    with chart(_MAPS_A_LAYER * across + 2 * MARGIN, (len(rows) + 1) * down + 0.5) as page:
        heading(page, "What each layer sees in one digit")
        axes, top = sheet(page), 0.66
        axes.text(MARGIN, top - 0.06, "input", size=8, color=QUIET)
        tile(axes, frame, (MARGIN, top, side, side), GREYS, 0, 1)
        for row, (name, maps) in enumerate(rows.items(), 1):
            y = top + row * down
            height, width, count = maps.shape
            of_all = f", {_MAPS_A_LAYER} of {count}" if count > _MAPS_A_LAYER else ""
            axes.text(MARGIN, y - 0.06, f"{name}: {height}×{width}{of_all}", size=8, color=QUIET)
            peak = float(maps.max()) or 1.0
            for number in range(min(count, _MAPS_A_LAYER)):
                tile(axes, maps[:, :, number], (MARGIN + number * across, y, side, side), BLUES, 0, peak)
        return image(page, path)


def _depth(layers: Mapping[str, npt.NDArray[Any]]) -> Callable[[str], tuple[int, str, str]]:
    """Sorts layers as they follow each other: maps only get smaller, and names count up (pool2, then conv3)."""
    return lambda name: (-layers[name].shape[0], name[-1], name)
