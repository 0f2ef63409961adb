"""What a timed run says and plays while it lasts: the countdown, the combo's words, the last seconds."""

from typing import Final

from digitgame.rules import TimedRun
from digitgame.ui import theme
from digitgame.ui.sound import SoundName
from digitgame.ui.theme import Colour

# Seconds of the countdown, three numbers long, and that the word at the end of a run stays.
COUNTDOWN: Final = 1.8
ENDING: Final = 1.3
# The last seconds of a run, in which every second is heard.
HURRY: Final = 10.0
# A combo of fewer hits breaks without a word.
_WORTH_A_WORD: Final = 3
_COMBO_WORDS: Final = ("", "Nice!", "Great!", "On fire!", "Unstoppable!", "Unreal!")


def countdown_word(left: float) -> str:
    """ "3", "2", "1" while the countdown lasts, then "GO!"."""
    return "GO!" if left <= 0 else str(min(int(left / COUNTDOWN * 3) + 1, 3))


def countdown_sound(before: float, left: float) -> SoundName | None:
    """The sound of the number or of the "GO!" that begins between two moments of the countdown."""
    if before > 0 >= left:
        return "go"
    begins = before == COUNTDOWN or countdown_word(before) != countdown_word(left)
    return "count" if begins and left > 0 else None


def combo_word(factor: int) -> str:
    """What a hit is called that raises the factor."""
    return f"{_COMBO_WORDS[min(factor, len(_COMBO_WORDS)) - 1]} × {factor}"


def heat(run: TimedRun) -> Colour:
    """The colour of the board, hotter with the factor."""
    return theme.HEAT[min(run.factor, len(theme.HEAT)) - 1]


def backdrop(run: TimedRun) -> Colour:
    """The room behind the board, with a breath of the heat."""
    return theme.blend(theme.ROOM, heat(run), 0.02 * (min(run.factor, 6) - 1))


def lost_combo(before: int, run: TimedRun) -> int:
    """How many hits in a row are lost, `before` by the last frame; 0 if none or too few to mourn."""
    lost = before if run.combo == 0 or run.combo_time_left == 0 else 0
    return lost if lost >= _WORTH_A_WORD else 0


def beats(before: float, left: float) -> bool:
    """Whether one of the last seconds begins between two moments, given as seconds left."""
    return left < HURRY and int(before) != int(left)


def alarm(left: float) -> float:
    """How red the window's edge is, 0 to 1: it flashes with each of the last seconds."""
    return (left % 1.0) ** 2 if 0 < left < HURRY else 0.0


def last_word(run: TimedRun) -> str:
    """The end: the time is up, or every prompt is answered."""
    return "TIME!" if run.left <= 0 else "DONE!"
