"""What all charts share: colours, one style, the blank page and the sheet of small images.

Matplotlib is imported by the first chart that is drawn: whoever imports this room does not wait for it.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame import paths
from digitgame.errors import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

INK: Final = "#1f2933"
QUIET: Final = "#7b8794"
GRID: Final = "#e4e7eb"
PAPER: Final = "#ffffff"
# Blue is what is right or positive, orange what is wrong or negative.
BLUE: Final = "#2563a8"
PALE_BLUE: Final = "#e3edf7"
ORANGE: Final = "#d9580d"
GREYS: Final = (PAPER, "#000000")
BLUES: Final = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
# Ends with the darkest orange that INK is easy to read on.
MISTAKES: Final = (PAPER, "#fbd3b5", "#f0904f")
SIGNED: Final = (ORANGE, "#f7f4f0", BLUE)
# In inches.
MARGIN: Final = 0.16
# Characters.
_LONGEST_TITLE: Final = 120
_DPI: Final = 120
_STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    # The names of data sets may contain a dollar sign.
    "text.parse_math": False,
    "text.color": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 12,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelpad": 7,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
    **{f"{axis}tick.major.size": 0 for axis in "xy"},
    **{f"{axis}tick.major.pad": 6 for axis in "xy"},
    **{f"{axis}tick.labelcolor": QUIET for axis in "xy"},
    **{f"{axis}tick.labelsize": 9 for axis in "xy"},
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
}


@contextmanager
def chart(width: float, height: float) -> Iterator[Figure]:
    """A blank page of so many inches; draw on it, and make it an `image`, inside the block.

    Matplotlib keeps its list of fonts in the user's folder of this program. Raises DigitgameError without matplotlib.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(paths.home() / "cache" / "matplotlib"))
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    require("A chart", "matplotlib")
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        # The font lacks some letters that a name may be written in; it shows an empty box for each.
        warnings.filterwarnings("ignore", "Glyph|Matplotlib currently does not support")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        page = Figure((width, height), dpi=_DPI)
        FigureCanvasAgg(page)
        yield page


def image(page: Figure, path: Path | None) -> Image.Image:
    """The page as an image, which is also written to `path`, if any, as a PNG. Raises OSError if it cannot be."""
    # That of `chart`, whose methods have no types.
    canvas: Any = page.canvas
    canvas.draw()
    drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    if path is not None:
        drawn.save(path, "PNG", compress_level=1)
    return drawn


def heading(page: Figure, words: str) -> None:
    """The title of a page in one line, smaller where it would not fit."""
    line = " ".join(words.encode("utf-8", "replace").decode().split()).replace("\0", "")
    if len(line) > _LONGEST_TITLE:
        line = line[: _LONGEST_TITLE - 1] + "…"
    width, height = page.get_size_inches()
    text = page.text(MARGIN / width, 1 - 2 * MARGIN / height, line, size=12, weight="bold")
    room = (width - 2 * MARGIN) * _DPI
    text.set_fontsize(12 * min(1.0, room / max(text.get_window_extent().width, 1)))


def prepare() -> None:
    """Load matplotlib and its list of fonts, which takes half a second, before a chart is wanted."""
    with chart(1, 1) as page:
        heading(page, "0")
        image(page, None)


def sheet(page: Figure) -> Axes:
    """Axes over the whole page, in inches from its top left corner: one pair for many small images saves time."""
    width, height = page.get_size_inches()
    axes = page.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return axes


def tile(
    axes: Axes,
    image: npt.NDArray[Any],
    place: tuple[float, float, float, float],
    colours: tuple[str, ...],
    low: float,
    high: float,
) -> None:
    """An image [H, W] on a sheet at (x, y, width, height): `low` in the first colour, `high` in the last."""
    x, y, width, height = place
    extent = (x, x + width, y + height, y)
    cmap = colormap(colours)
    axes.imshow(
        image, cmap, aspect="auto", interpolation="nearest", vmin=low, vmax=high, extent=extent, zorder=1
    )


def colormap(colours: tuple[str, ...], bad: str = PAPER) -> Colormap:
    """Even steps between colours; `bad` is the colour of what is no number."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("digitgame", colours).with_extremes(bad=bad)
