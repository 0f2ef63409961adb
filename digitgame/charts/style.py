"""What all charts share: colours, a blank figure, headings, saving."""

from __future__ import annotations

import logging
import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy.typing as npt

from digitgame import paths

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK: Final = "#1f2933"
QUIET: Final = "#7b8794"
GRID: Final = "#e4e7eb"
PAPER: Final = "#ffffff"
BLUE: Final = "#2563a8"  # what is right, what excites
PALE_BLUE: Final = "#e3edf7"
ORANGE: Final = "#d9580d"  # what is wrong, what inhibits
MID_ORANGE: Final = "#f0904f"  # the darkest that INK is read on with ease
PALE_ORANGE: Final = "#fbd3b5"
_DPI: Final = 120
MARGIN: Final = 0.16  # inches
_LIGHTLY: Final = {"compress_level": 1}  # a tenth of the drawing's time, for files a quarter larger


def prepare() -> None:
    """Import what drawing a chart needs, in a thread that has the time, so that the first chart need not."""
    sheet = figure(1, 1)
    sheet.subplots()
    save(sheet, BytesIO())


def figure(width: float, height: float) -> Figure:
    """A blank figure of so many inches. Matplotlib keeps its font cache in the user's folder, and quiet.

    It looks for that folder when any part of it is imported, so this comes first in every chart. Whoever draws says
    where the axes lie: to have that found out takes as long as drawing them.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(paths.home() / "cache" / "matplotlib"))
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=_DPI, facecolor=PAPER)


def heading(sheet: Figure, text: str) -> None:
    left = 0.04 / sheet.get_figwidth()  # where the panels begin
    sheet.suptitle(text, x=left, ha="left", color=INK, fontsize=12, weight="bold")


def plain(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", color=INK, fontsize=12, weight="bold", pad=10)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelcolor=QUIET, labelsize=9)
    axes.set_axisbelow(True)


def percent(share: float) -> str:
    """Two digits that matter, and never a 100 % that is not all."""
    percent = 100 * float(share)
    if percent in (0, 100):
        return f"{percent:.0f} %"
    return f"{min(percent, 99.9):.1f} %" if percent >= 0.1 else "<0.1 %"


class Page:
    """A sheet for many small pictures, measured in inches from its top left corner.

    One pair of axes holds them all: a pair costs more time than what is drawn in it.
    """

    def __init__(self, width: float, height: float) -> None:
        self._size = (width, height)
        self._sheet = figure(width, height)
        self._axes = self._sheet.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def text(self, x: float, y: float, words: str, size: float, colour: str, **style: Any) -> None:
        """Words with their left end and base line at a place, unless `style` says otherwise."""
        self._axes.text(x, y, words, fontsize=size, color=colour, **style)

    def heading(self, words: str) -> None:
        self.text(MARGIN, MARGIN + 0.16, words, 12, INK, weight="bold")

    def picture(
        self,
        values: npt.NDArray[Any],
        x: float,
        y: float,
        size: tuple[float, float],
        shade: Any,
        low: float,
        high: float,
    ) -> None:
        """Values as a picture of so many inches, `low` to `high` in the colours of `shade`."""
        place = (x, x + size[0], y + size[1], y)
        self._axes.imshow(
            values, cmap=shade, vmin=low, vmax=high, extent=place, aspect="auto", interpolation="nearest"
        )

    def frame(self, x: float, y: float, side: float) -> None:
        """A thin line round a picture."""
        self._axes.plot(
            [x, x + side, x + side, x, x], [y, y, y + side, y + side, y], color=GRID, linewidth=0.8
        )

    def grid(self, x: float, y: float, side: float, cells: int) -> None:
        """Thin lines round and between so many cells each way."""
        steps = [side * number / cells for number in range(cells + 1)]
        self._axes.vlines([x + step for step in steps], y, y + side, color=GRID, linewidth=1)
        self._axes.hlines([y + step for step in steps], x, x + side, color=GRID, linewidth=1)

    def save(self, path: Path) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self._axes.set(xlim=(0, self._size[0]), ylim=(self._size[1], 0))
        FigureCanvasAgg(self._sheet)
        self._sheet.savefig(path, format="png", pil_kwargs=_LIGHTLY)


def save(sheet: Figure, path: Path | BytesIO) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(sheet)
    sheet.savefig(path, format="png", bbox_inches="tight", pad_inches=MARGIN, pil_kwargs=_LIGHTLY)
