"""Numbers as people read them: one percent formatter for the screen, the terminal and the charts."""

from __future__ import annotations


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 in percent. What is not all is never called 100 %: 0.997 is "99 %+"."""
    number = f"{100 * share:.{decimals}f}"
    if share < 1 and float(number) >= 100:
        return f"{100 - 10**-decimals:.{decimals}f} %+"
    return f"{number} %"
