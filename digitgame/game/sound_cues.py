"""Which sound goes with what happened in a game."""

from typing import Final

from digitgame.rules.copying import Copied
from digitgame.rules.duel import Won
from digitgame.rules.fool import FOOLED
from digitgame.ui.sound import SoundName

# Anything done that is neither right nor wrong: a guess, an undo, a skip, a dispute, a changed setting.
DONE: Final[SoundName] = "tick"
FINISHED: Final[SoundName] = "bell"
TUTORIAL_STEP: Final[SoundName] = "hit 1"
_HITS: Final[tuple[SoundName, ...]] = (
    *("hit 1", "hit 2", "hit 3", "hit 4", "hit 5", "hit 6"),
    *("hit 7", "hit 8", "hit 9", "hit 10", "hit 11", "hit 12"),
)
_STEPS: Final[tuple[SoundName, ...]] = (
    *("step 1", "step 2", "step 3", "step 4", "step 5", "step 6", "step 7", "step 8"),
)


def of_guess(right: bool, streak: int = 1) -> SoundName:
    """A guess in free draw, judged by the player: higher with every right one in a row."""
    return of_drawing(right, streak)


def of_drawing(hit: bool, combo: int) -> SoundName:
    """A drawing in a timed run: higher with every hit in a row, `combo` of them by now."""
    return _HITS[min(max(combo, 1), len(_HITS)) - 1] if hit else "miss"


def of_factor(factor: int) -> SoundName:
    """A hit that raises the factor, to 2 or more."""
    return _STEPS[min(max(factor - 1, 1), len(_STEPS)) - 1]


def of_trick(points: int) -> SoundName:
    """A challenge of Fool it."""
    return "hit 4" if points >= FOOLED else "miss"


def of_round(won: Won | None, streak: int = 1) -> SoundName:
    """A round of a duel, higher with every one won in a row; None: a wrong answer that leaves it to the other side."""
    return of_drawing(won is Won.YOU, streak)


def of_copy(copied: Copied) -> SoundName:
    """A copy of a gallery digit."""
    return "hit 1" if copied is Copied.TWIN else DONE


def of_calibration(right: bool) -> SoundName:
    """A drawing of a calibration: nobody is to blame for a misread there."""
    return "hit 1" if right else DONE
