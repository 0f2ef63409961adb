"""The rules: plain values and state machines that know no screen, and no clock or dice of their own."""

from digitgame.rules.clock import Clock
from digitgame.rules.course import Course, Mark, Prompt, Stage
from digitgame.rules.record import Move, Recorder, replay
from digitgame.rules.referee import Referee
from digitgame.rules.round import Phase, Round
from digitgame.rules.score import Answer, Score, Tally

__all__ = [
    "Answer",
    "Clock",
    "Course",
    "Mark",
    "Move",
    "Phase",
    "Prompt",
    "Recorder",
    "Referee",
    "Round",
    "Score",
    "Stage",
    "Tally",
    "replay",
]
