"""Copying a digit by hand: like it to the eye, and to the network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

ALIKE: Final = 0.75  # likeness from which two pictures are as like as a careful hand makes them


class Copied(Enum):
    """What a copy is."""

    TWIN = "twin"  # looks like it, and is read as it is
    MASK = "mask"  # looks like it, and is read as another digit
    COUSIN = "cousin"  # is read as it is, and looks otherwise
    STRANGER = "stranger"


@dataclass
class Copying:
    """Tries at one digit, which the network reads as `read`, rightly or not."""

    read: int
    tries: int = 0
    twins: int = 0
    best: float = 0.0  # the greatest likeness so far, 0 to 1

    def judge(self, likeness: float, read: int) -> Copied:
        """Count one copy, of that likeness and read as that digit."""
        self.tries += 1
        self.best = max(self.best, likeness)
        alike, same = likeness >= ALIKE, read == self.read
        if alike and same:
            self.twins += 1
            return Copied.TWIN
        if alike:
            return Copied.MASK
        return Copied.COUSIN if same else Copied.STRANGER
