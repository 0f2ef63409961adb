"""How results open: the points count up, the rank lands, its stars follow, a new best and goals are celebrated."""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from digitgame.game.faces import RANK_COLOURS
from digitgame.ink import BOARD, Point
from digitgame.rules.rewards.ranks import STARS, Rank
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import BOARD_AREA, HEIGHT, WIDTH, Area
from digitgame.ui.sound import SoundName

BADGE: Final = Area(32, 64, 104, 72)
# The dust of a new best rises from here, around the middle of the window, in board units.
_MIDDLE: Final = (WIDTH / 2 - BOARD_AREA.x) * BOARD / BOARD_AREA.width
RING: Final[list[Point]] = [
    (_MIDDLE + 90 * math.cos(at / 8), BOARD / 2 + 40 * math.sin(at / 8)) for at in range(50)
]
# Seconds for the points to count up, from one tick to the next meanwhile, and for the rank to land.
COUNT: Final = 1.0
_TICK: Final = 0.1
_LANDING: Final = 0.4
# Seconds from star to star, and that the word for a new best or a goal stays.
_STAR: Final = 0.25
_WORD: Final = 1.6
FANFARES: Final[dict[Rank, SoundName]] = {"S": "rank S", "A": "rank A", "B": "rank B", "C": "rank C"}
# Which sound stands for several: the last of them here.
_LOUDER: Final[tuple[SoundName, ...]] = ("tick", "star", *FANFARES.values(), "goal", "record")


class Moment(NamedTuple):
    """A word for the whole window, a line below it, and its sound."""

    words: str
    line: str
    sound: SoundName


@dataclass
class Reveal:
    """What is shown of a run's `score` and `rank`, `age` seconds after its results appeared.

    `record`: a new best; `goals`: what is said of each goal that the run reached.
    """

    score: int
    rank: Rank | None
    record: bool
    age: float = 0.0
    goals: tuple[str, ...] = ()

    @property
    def cues(self) -> list[tuple[float, SoundName]]:
        """When each sound is due."""
        cues: list[tuple[float, SoundName]] = []
        if self.score:
            cues += [(at * _TICK, "tick") for at in range(1, round(COUNT / _TICK))]
        if self.rank is not None:
            cues.append((COUNT, FANFARES[self.rank]))
            cues += [(self._stars_at(star), "star") for star in range(STARS[self.rank])]
        moments = enumerate(self.moments)
        return [*cues, *((self._record_at + _WORD * number, moment.sound) for number, moment in moments)]

    @property
    def moments(self) -> list[Moment]:
        """What is celebrated, one after the other."""
        record = [Moment("New best!", f"{self.score:,} points", "record")] if self.record else []
        return [*record, *(Moment("Goal!", words, "goal") for words in self.goals)]

    @property
    def points(self) -> int:
        return round(self.score * widgets.ease_out(self.age / COUNT))

    @property
    def stars(self) -> int:
        """How many are shown by now."""
        earned = 0 if self.rank is None else STARS[self.rank]
        return sum(self.age >= self._stars_at(star) for star in range(earned))

    @property
    def celebrated(self) -> bool:
        """Whether a new best may be named."""
        return self.age >= self._record_at

    @property
    def celebrating(self) -> bool:
        """Whether a word stands over the whole window, which is dark meanwhile."""
        return self.celebrated and not self.over

    @property
    def over(self) -> bool:
        return self.age >= self._record_at + _WORD * len(self.moments)

    def update(self, seconds: float) -> list[SoundName]:
        """The sounds that are due now."""
        before, self.age = self.age, self.age + seconds
        return [sound for at, sound in self.cues if before < at <= self.age]

    def finish(self) -> SoundName | None:
        """Show everything; the one sound for all that was still to come."""
        left = [sound for at, sound in self.cues if at > self.age]
        self.age = max(self.age, self._record_at + _WORD * len(self.moments))
        return max(left, key=_LOUDER.index, default=None)

    def draw(self, canvas: Canvas) -> None:
        """The rank on its way to its place, or what is celebrated."""
        landing = (self.age - COUNT) / _LANDING
        if self.rank is not None and 0 <= landing < 1:
            grown = widgets.ease_out(landing)
            (x, y), (to_x, to_y) = BOARD_AREA.middle, BADGE.middle
            at = (x + (to_x - x) * grown, y + (to_y - 8 - y) * grown)
            canvas.text(
                self.rank, at, round(theme.TITLE * (6 - 5 * grown)), RANK_COLOURS[self.rank], "center"
            )
        if self.celebrating:
            number, age = divmod(self.age - self._record_at, _WORD)
            moment = self.moments[int(number)]
            x, y = WIDTH / 2, HEIGHT / 2
            size = round(3 * theme.TITLE * (1.2 - 0.2 * widgets.ease_out(3 * age)))
            canvas.text(moment.words, (x, y - 24), size, theme.AMBER, "center")
            canvas.text(moment.line, (x, y + 92), theme.MEDIUM, theme.TEXT, "center", fit=WIDTH - 64)

    @property
    def _record_at(self) -> float:
        """When a new best is named: after the last star."""
        return self._stars_at(0 if self.rank is None else STARS[self.rank])

    def _stars_at(self, star: int) -> float:
        return COUNT + _LANDING + _STAR * star if self.score else 0.0


def draw_badge(canvas: Canvas, reveal: Reveal) -> None:
    """The rank with its stars, once it has landed."""
    canvas.panel(BADGE, theme.PANEL, theme.EDGE)
    x, y = BADGE.middle
    if reveal.rank is not None and reveal.age >= COUNT + _LANDING:
        canvas.text(reveal.rank, (x, y - 8), theme.TITLE, RANK_COLOURS[reveal.rank], "center")
    for star in range(max(STARS.values())):
        colour = theme.AMBER if star < reveal.stars else theme.EDGE
        widgets.star(canvas, (x + 26 * (star - 1), BADGE.bottom - 15), 10, colour)
