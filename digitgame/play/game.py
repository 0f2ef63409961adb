"""What all scenes of a game share: who plays, with which network, the score, the sound."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.model import TFLITE
from digitgame.play.settings import LOUDEST, Settings
from digitgame.play.sound import Sounds
from digitgame.reading import Reader, Reading
from digitgame.reading.weights import Weights, read_weights
from digitgame.rules import Answer, Score
from digitgame.store import Store

if TYPE_CHECKING:
    from digitgame.digits import Pictures


@dataclass(frozen=True)
class _Filed:
    """The last answer counted: whose, the score before it, and its number in the store if it could be kept."""

    player: str
    before: Score
    number: int | None


@dataclass
class Game:
    """One run of the program."""

    reader: Reader
    store: Store
    player: str
    sounds: Sounds
    samples: Callable[[int], tuple[str, Pictures]]  # 20 sample digits and where they are from, for a seed
    next_seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31)  # of the next run
    score: Score = field(init=False)
    settings: Settings = field(init=False)
    _filed: _Filed | None = None

    def __post_init__(self) -> None:
        self.settings = Settings.of(self.store)
        self.sounds.volume = self.settings.volume / LOUDEST
        self.join(self.player)

    def best(self, mode: str) -> int | None:
        """The present player's highest score in a mode; None before the first run, or where it cannot be told."""
        try:
            return self.store.best_of(self.player, mode)
        except DigitgameError:
            return None

    @cached_property
    def weights(self) -> Weights | None:
        """What the network has learnt, for the X-ray; read when it is first asked for."""
        return read_weights(self.reader.model.folder / TFLITE)

    def keep_settings(self) -> str | None:
        """Keep the settings as they are now; what to tell the player where that fails."""
        self.sounds.volume = self.settings.volume / LOUDEST
        self.sounds.muted = self.settings.muted
        return self.settings.keep(self.store)

    def join(self, player: str) -> None:
        """Let someone play, with the score of all their runs."""
        self.store.join(player)
        self.player = player
        self.score = self.store.score(player)

    def record(self, drawing: Drawing, reading: Reading, answer: Answer) -> str | None:
        """Count an answer and keep it; what to tell the player where it could not be kept."""
        before, number, trouble = self.score, None, None
        self.score = before.after(answer)
        try:
            probabilities, digest = reading.probabilities.tolist(), self.reader.model.digest
            number = self.store.add(self.player, drawing, probabilities, answer, model=digest)
        except DigitgameError as error:
            trouble = f"Counted, but not kept. {error}"
        self._filed = _Filed(self.player, before, number)
        return trouble

    def correct(self, answer: Answer) -> str | None:
        """Let `answer` take the place of the last one recorded, whoever plays now."""
        assert self._filed is not None, "nothing recorded"
        if self._filed.player == self.player:
            self.score = self._filed.before.after(answer)
        try:
            if self._filed.number is not None:
                self.store.correct(self._filed.number, answer)
        except DigitgameError as error:
            return f"Counted, but not kept. {error}"
        return None
