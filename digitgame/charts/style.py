"""What all charts share: colours, a blank figure, headings, saving."""

from __future__ import annotations

import logging
import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
_MARGIN: Final = 0.16  # inches


def prepare() -> None:
    """Import what drawing a chart needs, in a thread that has the time, so that the first chart need not."""
    sheet = figure(1, 1)
    sheet.subplots()
    save(sheet, BytesIO())


def panels(sheet: Figure, rows: int, columns: int) -> list[Axes]:
    """A grid of axes without frames or ticks; none for no rows."""
    if not rows:
        return []
    squares: list[Axes] = sheet.subplots(rows, columns, squeeze=False).ravel().tolist()
    for panel in squares:
        panel.axis("off")
    return squares


def figure(width: float, height: float) -> Figure:
    """A blank figure of so many inches. Matplotlib keeps its font cache in the user's folder, and quiet.

    It looks for that folder when any part of it is imported, so this comes first in every chart.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(paths.home() / "cache" / "matplotlib"))
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=_DPI, facecolor=PAPER, layout="constrained")


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


def save(sheet: Figure, path: Path | BytesIO) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(sheet)
    sheet.savefig(path, format="png", bbox_inches="tight", pad_inches=_MARGIN)
