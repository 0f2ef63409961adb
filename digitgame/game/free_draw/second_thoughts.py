"""What the network saw on the way to its guess: "a 3 … no, an 8!" Only what it really saw in the unfinished drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.formatting import a_digit
from digitgame.inference import Reading
from digitgame.ink import Stroke

# The parts of the ink that are read, and how sure the network must be of one to say it.
_PARTS: Final = (0.35, 0.5, 0.65, 0.8, 0.92)
_SURE: Final = 0.45
# At most so many of the last thoughts are said, within so many seconds; then the digit lands.
_MOST: Final = 2
SECONDS: Final = 0.5
LANDING: Final = 0.25


def second_thoughts(
    read: Callable[[Sequence[Stroke]], Reading], strokes: Sequence[Stroke], guess: int
) -> tuple[int, ...]:
    """The digits that the network took the beginning of a drawing for, before its guess; none where it was sure."""
    seen: list[int] = []
    for share in _PARTS:
        reading = read(begun(strokes, share))
        if reading.rejected or reading.confidence < _SURE:
            continue
        if reading.digit != (seen[-1] if seen else None):
            seen.append(reading.digit)
    while seen and seen[-1] == guess:
        seen.pop()
    return tuple(seen[-_MOST:])


def begun(strokes: Sequence[Stroke], share: float) -> list[Stroke]:
    """The first part of a drawing, by its points; at least one."""
    left = max(round(share * sum(map(len, strokes))), 1)
    part: list[Stroke] = []
    for stroke in strokes:
        if left <= 0:
            break
        part.append(stroke[:left])
        left -= len(stroke)
    return part


@dataclass
class Suspense:
    """A guess on its way: its `thoughts`, one after the other, then the digit that lands. `age` in seconds."""

    thoughts: tuple[int, ...] = ()
    age: float = 60.0

    @property
    def thinking(self) -> float:
        """Seconds until the digit comes."""
        return SECONDS if self.thoughts else 0.0

    @property
    def words(self) -> str:
        """What it says now; "" once the digit is there."""
        if self.age >= self.thinking:
            return ""
        number = int(self.age / self.thinking * len(self.thoughts))
        words = f"{a_digit(self.thoughts[number])} …"
        return words[0].upper() + words[1:] if number == 0 else f"no, {words}"

    @property
    def landed(self) -> float:
        """How far the digit is on its way to its place, 0 to 1."""
        return min(max((self.age - self.thinking) / LANDING, 0.0), 1.0)

    @property
    def over(self) -> bool:
        return self.age >= self.thinking + LANDING

    def update(self, seconds: float) -> str:
        """Let time pass; what happens meanwhile: "thought", "landing" or ""."""
        before, words = self.age, self.words
        self.age += seconds
        if before < self.thinking <= self.age or (not self.thoughts and before == 0.0 < seconds):
            return "landing"
        return "thought" if self.words and (self.words != words or before == 0.0) else ""

    def skip(self) -> None:
        """Show the digit at once."""
        self.age = max(self.age, self.thinking + LANDING)
