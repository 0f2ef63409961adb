"""What several screens say in the same words."""

from __future__ import annotations

from digitgame.formatting import a_digit, percent


def i_see(digit: int, confidence: float) -> str:
    """The network's guess in its own words; `confidence` 0 to 1."""
    return f"I see {a_digit(digit)} ({percent(confidence)} sure)"
