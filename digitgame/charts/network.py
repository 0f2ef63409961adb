"""What a network looks for, and what it sees."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.charts.style import BLUE, ORANGE, QUIET, figure, heading, panels, save

_MOST_KERNELS: Final = 64
_MOST_MAPS: Final = 12  # of a layer


def kernels(weights: npt.NDArray[np.floating[Any]], path: Path) -> None:
    """What a first layer looks for: kernels [height, width, in, out], one square each."""
    tiles = np.asarray(weights).transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    shown = tiles[:_MOST_KERNELS]
    columns = min(8, len(shown))
    rows = math.ceil(len(shown) / columns)
    sheet = figure(max(columns, 4) + 1.2, 1.15 * rows + 0.6)
    from matplotlib.colors import LinearSegmentedColormap

    of_all = f" (the first {len(shown)} of {len(tiles)})" if len(shown) < len(tiles) else ""
    heading(sheet, f"Kernels of the first layer{of_all}")
    shade = LinearSegmentedColormap.from_list("kernels", [ORANGE, "#f7f4f0", BLUE])
    peak = float(np.abs(shown).max()) or 1.0
    squares = panels(sheet, rows, columns)
    for number, (panel, tile) in enumerate(zip(squares, shown, strict=False)):
        image = panel.imshow(tile, cmap=shade, vmin=-peak, vmax=peak)
        panel.set_title(str(number), fontsize=7, color=QUIET, pad=3)
    bar = sheet.colorbar(image, ax=squares, aspect=12 * rows, shrink=0.8, pad=0.02)
    bar.set_ticks([-peak, 0, peak], labels=[f"−{peak:.2f}\nink says no", "0", f"{peak:.2f}\nink says yes"])
    bar.ax.tick_params(length=0, labelsize=7, labelcolor=QUIET)
    bar.outline.set_visible(False)
    save(sheet, path)


def feature_maps(
    frame: npt.NDArray[np.floating[Any]], layers: Mapping[str, npt.NDArray[np.floating[Any]]], path: Path
) -> None:
    """What each layer makes of one frame [28, 28]: maps [height, width, maps] by the layer's name, a row a layer."""
    seen = {name: layers[name] for name in sorted(layers, key=_depth(layers)) if layers[name].ndim == 3}
    sheet = figure(_MOST_MAPS * 0.72 + 0.9, 0.86 * (len(seen) + 1) + 0.5)
    heading(sheet, "What each layer sees in one digit")
    rows = sheet.subplots(len(seen) + 1, _MOST_MAPS, squeeze=False)
    for panel in rows.ravel():
        panel.axis("off")
    rows[0, 0].imshow(frame, cmap="gray_r", vmin=0, vmax=1)
    rows[0, 0].set_title("the frame", fontsize=8, color=QUIET, loc="left", pad=3)
    for row, (name, maps) in zip(rows[1:], seen.items(), strict=True):
        shown = min(maps.shape[2], _MOST_MAPS)
        of_all = f", {shown} of {maps.shape[2]}" if shown < maps.shape[2] else ""
        size = f"{name}: {maps.shape[0]}×{maps.shape[1]}{of_all}"
        row[0].set_title(size, fontsize=8, color=QUIET, loc="left", pad=3)
        peak = float(maps.max()) or 1.0
        for panel, number in zip(row, range(shown), strict=False):
            panel.imshow(maps[:, :, number], cmap="Blues", vmin=0, vmax=peak)
    save(sheet, path)


def _depth(layers: Mapping[str, npt.NDArray[Any]]) -> Callable[[str], tuple[int, str, str]]:
    """Sorts layers as they follow each other: pictures only get smaller, and names count up (pool2, then conv3)."""
    return lambda name: (-layers[name].shape[0], name[-1], name)
