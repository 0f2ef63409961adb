"""Several models side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from digitgame.charts import style
from digitgame.charts.style import chart, heading, image
from digitgame.formatting import percent

_COLOURS: Final = (style.BLUE, style.BLUES[2], style.QUIET, style.BLUES[1], style.GRID)
# Characters of a name, and the inches of a row.
_LONGEST: Final = 28
_ROW: Final = 0.3


def league(
    scores: Mapping[str, Mapping[str, float]], title: str = "Accuracy", path: Path | None = None
) -> Image.Image:
    """The accuracy, 0 to 1, of each model on each data set: a bar for each, the models in the order given.

    The scale begins a little below the worst, and says so by its ticks.
    """
    names, sets = list(scores), list(dict.fromkeys(key for row in scores.values() for key in row))
    worst = min((100 * value for row in scores.values() for value in row.values()), default=0.0)
    low = max(min(math.floor(worst - 0.15 * (100 - worst)), 99), 0)
    tall = _ROW * max(len(sets), 1)
    height = 1.5 + len(names) * (tall + 0.12)
    with chart(8.6, height) as page:
        heading(page, title)
        axes = page.add_axes((0.25, 0.62 / height, 0.66, 1 - 1.42 / height))
        rows = np.arange(len(names)) * (tall + 0.12)
        for number, name in enumerate(sets):
            values = [100 * row.get(name, math.nan) for row in scores.values()]
            middles = rows + (number - (len(sets) - 1) / 2) * _ROW
            widths = np.nan_to_num(np.array(values) - low)
            colour = _COLOURS[number % len(_COLOURS)]
            axes.barh(middles, widths, 0.8 * _ROW, left=low, color=colour, label=name)
            for middle, value in zip(middles, values, strict=True):
                words = "none" if math.isnan(value) else percent(value / 100, 2)
                end = low if math.isnan(value) else value
                axes.text(end + 0.006 * (100 - low), middle, words, size=8, va="center")
        labels = [name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names]
        axes.set_yticks(rows, labels, size=9, color=style.INK)
        axes.set(xlim=(low, 100), ylim=(rows[-1] + tall / 2 + 0.1 if len(rows) else 1, -tall / 2 - 0.1))
        axes.xaxis.set_major_formatter("{x:g} %")
        axes.grid(visible=False, axis="y")
        if len(sets) > 1:
            page.legend(*axes.get_legend_handles_labels(), loc="lower center", ncols=min(len(sets), 4))
        return image(page, path)
