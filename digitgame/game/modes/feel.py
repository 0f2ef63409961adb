"""What a timed run says and plays while it lasts: the countdown, the combo's words, the last seconds."""

from typing import Final

from digitgame.rules import TimedRun
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import BOARD_AREA
from digitgame.ui.sound import SoundName
from digitgame.ui.theme import Colour

# Seconds of the countdown, three numbers long, and that the word at the end of a run stays.
COUNTDOWN: Final = 1.8
ENDING: Final = 1.3
# The last seconds of a run, in which every second is heard.
HURRY: Final = 10.0
# A combo of fewer hits breaks without a word.
WORTH_A_WORD: Final = 3
_COMBO_WORDS: Final = (
    *("", "Nice!", "Great!", "On fire!", "Unstoppable!", "Unreal!"),
    *("Superhuman!", "Legendary!", "Cosmic!", "Beyond words!"),
)
# Every so many hits in a row are a milestone; the most that a burst and the window's edge grow to.
_MILESTONE: Final = 25
_STRONGEST: Final = 4.0
_FIERY: Final = 4


def countdown_word(left: float) -> str:
    """ "3", "2", "1" while the countdown lasts, then "GO!"."""
    return "GO!" if left <= 0 else str(min(int(left / COUNTDOWN * 3) + 1, 3))


def draw_ready(canvas: Canvas) -> None:
    """A word over the countdown's number, which without it looks like the digit to draw or to press."""
    canvas.text("Get ready!", (BOARD_AREA.middle[0], BOARD_AREA.y + 72), theme.TITLE, theme.TEXT, "center")


def countdown_sound(before: float, left: float) -> SoundName | None:
    """The sound of the number or of the "GO!" that begins between two moments of the countdown."""
    if before > 0 >= left:
        return "go"
    begins = before == COUNTDOWN or countdown_word(before) != countdown_word(left)
    return "count" if begins and left > 0 else None


def combo_word(factor: int) -> str:
    """What a hit is called that raises the factor."""
    return f"{_COMBO_WORDS[min(factor, len(_COMBO_WORDS)) - 1]} × {factor}"


def milestone(combo: int) -> str:
    """What is said of a round number of hits in a row, else ""."""
    return f"{combo} in a row!" if combo and combo % _MILESTONE == 0 else ""


def heat(run: TimedRun) -> Colour:
    """The colour of the board, hotter with the factor; beyond the hottest the last ones come by turns."""
    factor, count = run.factor, len(theme.HEAT)
    return theme.HEAT[factor - 1 if factor <= count else 2 + (factor - 3) % (count - 2)]


def power(run: TimedRun) -> float:
    """How strong the burst of a hit is: 1 at first, more with every step of the factor."""
    return min(1 + 0.3 * (run.factor - 1), _STRONGEST)


def fireworks(run: TimedRun) -> int:
    """How many more bursts there are when the factor rises."""
    return max(run.factor - 2, 0)


def blaze(run: TimedRun) -> float:
    """How bright the window's edge burns with a long combo, 0 to 1."""
    return min(max(run.factor - _FIERY + 1, 0) * 0.14, 0.85)


def backdrop(run: TimedRun) -> Colour:
    """The room behind the board, with a breath of the heat."""
    return theme.blend(theme.ROOM, heat(run), 0.02 * (min(run.factor, 9) - 1))


def lost_combo(before: int, run: TimedRun) -> int:
    """How many hits in a row are lost, `before` by the last frame; 0 if none or too few to mourn."""
    lost = before if run.combo == 0 or run.combo_time_left == 0 else 0
    return lost if lost >= WORTH_A_WORD else 0


def beats(before: float, left: float) -> bool:
    """Whether one of the last seconds begins between two moments, given as seconds left."""
    return left < HURRY and int(before) != int(left)


def alarm(left: float) -> float:
    """How red the window's edge is, 0 to 1: it flashes with each of the last seconds."""
    return (left % 1.0) ** 2 if 0 < left < HURRY else 0.0


def last_word(run: TimedRun) -> str:
    """The end: the time is up, or every prompt is answered."""
    return "TIME!" if run.left <= 0 else "DONE!"
