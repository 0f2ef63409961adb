"""A duel on one digit of the gallery: in the fog, among the digits that the network confuses it with most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene, Sample
from digitgame.ink.frame import Frame
from digitgame.rules import Clock
from digitgame.rules.duel import Duel, among
from digitgame.rules.modes import GALLERY_DUEL, Mode

# A duel against the network in use; the digit hides among _OTHERS, so that its turn does not give it away.
MODE: Final = GALLERY_DUEL
_OTHERS: Final = 2


@dataclass
class HiddenDigitScene(DuelScene):
    """Three digits: the enlarged one once, and samples of the two that the network confuses it with most."""

    picture: Frame = field(kw_only=True)
    label: int = field(kw_only=True)

    @property
    def about(self) -> str:
        return f"Three digits, your {self.label} among them. Name each one!"

    def again(self, game: Game, mode: Mode, seed: int) -> HiddenDigitScene:
        return HiddenDigitScene(game, mode, seed, picture=self.picture, label=self.label)

    def _dealt(self) -> Duel:
        probabilities = self.game.reader.read(self.picture).probabilities
        likeliest = [int(digit) for digit in np.argsort(-probabilities, kind="stable") if digit != self.label]
        return among(Clock(), self.seed, self.label, likeliest[:_OTHERS])

    def _picture(self, digit: int, before: int, samples: Mapping[int, Sequence[Sample]]) -> Frame:
        return self.picture if digit == self.label else super()._picture(digit, before, samples)
