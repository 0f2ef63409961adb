"""A part of a page where numbers are places: its scales, the lines across it, and what stands in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from digitgame.charts.page import Page
from digitgame.charts.style import GRID, QUIET


@dataclass(frozen=True)
class Plot:
    """A rectangle of a page, in inches; `across` and `up` are the numbers at its left and right, bottom and top."""

    page: Page
    left: float
    top: float
    right: float
    bottom: float
    across: tuple[float, float]
    up: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where on the page, in inches, two numbers are."""
        low, high = self.across
        bottom, top = self.up
        return (
            self.left + (x - low) / (high - low) * (self.right - self.left),
            self.bottom - (y - bottom) / (top - bottom) * (self.bottom - self.top),
        )

    def rows(self, values: Mapping[float, str]) -> None:
        """A line across at each value, and what it is called beside it."""
        for value, words in values.items():
            _, y = self.at(0, value)
            self.page.block(self.left, y, self.right, y, GRID)
            self.page.text(
                self.left - 0.06, y, words, 9, QUIET, anchor="r", middle=True, room=self.left - 0.16
            )

    def columns(self, values: Mapping[float, str], *, lines: bool = False) -> None:
        """What each value is called below it and, if wanted, a line from there upwards."""
        for value, words in values.items():
            x, _ = self.at(value, 0)
            if lines:
                self.page.block(x, self.top, x, self.bottom, GRID)
            self.page.text(x, self.bottom + 0.18, words, 9, QUIET, anchor="m")

    def bar(self, x: float, width: float, height: float, colour: str) -> None:
        """A bar from the bottom up to a height, its middle at x, all in the plot's numbers."""
        left, top = self.at(x - width / 2, height)
        right, _ = self.at(x + width / 2, height)
        if top < self.bottom:
            self.page.block(left, top, right, self.bottom, colour)


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Round numbers from low to high, in at most so many even steps of 1, 2, 2.5 or 5 times a power of ten.

    `whole`: whole numbers alone.
    """
    rough = max((high - low) / most, 1 if whole else 0)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(power * step for step in steps if power * step >= rough * (1 - 1e-9))
    return [step * count for count in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def written(values: Sequence[float], times: float = 1, unit: str = "") -> dict[float, str]:
    """How the numbers of a scale are written: each with as many decimals as the most exact of them needs."""
    exponents = [Decimal(f"{times * value:.6g}").as_tuple().exponent for value in values]
    decimals = max(-int(exponent) for exponent in [*exponents, 0])
    plain = decimals <= 5 and max(values, default=0) < 1e7
    return {
        value: (f"{times * value:,.{decimals}f}" if plain else f"{times * value:.3g}") + unit
        for value in values
    }
