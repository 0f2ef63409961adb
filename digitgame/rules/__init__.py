"""The rules of the game: plain values and state machines without a screen; clock and random seed are arguments."""

from digitgame.rules.clock import Clock
from digitgame.rules.free_draw import Answer, Phase, Round, Score, Tally
from digitgame.rules.record import replay
from digitgame.rules.timed_run import RunPhase, TimedRun

__all__ = ["Answer", "Clock", "Phase", "Round", "RunPhase", "Score", "Tally", "TimedRun", "replay"]
