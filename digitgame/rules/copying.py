"""Copying a digit by hand: does it look alike, and does the network read it alike?"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

# Similarity that a careful copy by hand reaches.
ALIKE: Final = 0.7


class Copied(Enum):
    """A twin looks like the original and is read like it, a mask only looks, a cousin is only read like it."""

    TWIN = "twin"
    MASK = "mask"
    COUSIN = "cousin"
    STRANGER = "stranger"


@dataclass
class Copying:
    """Copies of one digit, which the network reads as `read`; `best` is the highest similarity so far, 0 to 1.

    What the network does not take for a digit is read as None, the original and the copies alike.
    """

    read: int | None
    tries: int = 0
    twins: int = 0
    best: float = 0.0

    def judge(self, likeness: float, read: int | None) -> Copied:
        """Count one copy with its similarity to the original and the digit that the network read, if any."""
        self.tries += 1
        self.best = max(self.best, likeness)
        alike, same = likeness >= ALIKE, read == self.read
        if alike and same:
            self.twins += 1
            return Copied.TWIN
        if alike:
            return Copied.MASK
        return Copied.COUSIN if same else Copied.STRANGER
