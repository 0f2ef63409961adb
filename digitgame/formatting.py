"""Numbers and names as people read them, written once for the screen, the terminal and the charts."""

from __future__ import annotations

from typing import Final


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 in percent. What is not all is never called 100 %: 0.997 is "99 %+"."""
    number = f"{100 * share:.{decimals}f}"
    if share < 1 and float(number) >= 100:
        return f"{100 - 10**-decimals:.{decimals}f} %+"
    return f"{number} %"


DATA_LABELS: Final = {
    "mnist": "MNIST",
    "drawings": "people's drawings",
    "mine": "your drawings",
    "hand": "synthetic digits",
}


def data_label(name: str) -> str:
    """What people call a data set, or several joined with a plus: "mnist+hand" is "MNIST + synthetic digits"."""
    return " + ".join(DATA_LABELS.get(part, part) for part in name.split("+"))


def clock(seconds: float) -> str:
    """Minutes and seconds: 1:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
