"""The rules: plain values and state machines that know no screen, and no clock or dice of their own."""

from digitgame.rules.round import Phase, Round
from digitgame.rules.score import Answer, Score, Tally

__all__ = ["Answer", "Phase", "Round", "Score", "Tally"]
