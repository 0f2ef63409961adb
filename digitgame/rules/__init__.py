"""The rules of the game: plain values and state machines without a screen; clock and random seed are arguments."""

from digitgame.rules.clock import Clock
from digitgame.rules.record import Move, Recorder, replay
from digitgame.rules.referee import Referee
from digitgame.rules.round import Phase, Round
from digitgame.rules.tally import Answer, Score, Tally
from digitgame.rules.timed_run import Mark, Prompt, RunPhase, TimedRun

__all__ = [
    "Answer",
    "Clock",
    "Mark",
    "Move",
    "Phase",
    "Prompt",
    "Recorder",
    "Referee",
    "Round",
    "RunPhase",
    "Score",
    "Tally",
    "TimedRun",
    "replay",
]
