"""Which sound goes with what happened in a game."""

from typing import Final

from digitgame.rules.copying import Copied
from digitgame.rules.duel import Won
from digitgame.rules.fool import FOOLED
from digitgame.ui.sound import SoundName

# Anything done that is neither right nor wrong: a guess, an undo, a skip, a dispute, a changed setting.
DONE: Final[SoundName] = "tick"
FINISHED: Final[SoundName] = "bell"
LESSON_STEP: Final[SoundName] = "hit"
_COMBO: Final[tuple[SoundName, ...]] = ("hit", "hit 2", "hit 3", "hit 4")


def of_guess(right: bool) -> SoundName:
    """A guess in free draw, judged by the player."""
    return "hit" if right else "miss"


def of_drawing(hit: bool, factor: int) -> SoundName:
    """A drawing in a timed run: higher the more the next hit is worth."""
    return _COMBO[factor - 1] if hit else "miss"


def of_trick(points: int) -> SoundName:
    """A challenge of Fool it."""
    return "hit 2" if points >= FOOLED else "miss"


def of_round(won: Won | None) -> SoundName:
    """A round of a duel; None: a wrong answer that leaves the digit to the other side."""
    return "hit" if won is Won.YOU else "miss"


def of_copy(copied: Copied) -> SoundName:
    """A copy of a gallery digit."""
    return "hit" if copied is Copied.TWIN else DONE


def of_calibration(right: bool) -> SoundName:
    """A drawing of a calibration: nobody is to blame for a misread there."""
    return "hit" if right else DONE
