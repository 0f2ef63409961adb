"""A duel on one digit of the gallery: it comes out of the fog among those that the network finds most like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.ink.frame import Frame
from digitgame.rules import Clock
from digitgame.rules.duel import Duel, among
from digitgame.rules.modes import Mode

if TYPE_CHECKING:
    from digitgame.datasets import Images

MODE: Final = Mode("duel", "in the gallery")  # against the network that reads
_OTHERS: Final = 2  # digits that it hides among: whoever has just seen it shall not know it by its turn


@dataclass
class HiddenDigitScene(DuelScene):
    """Three digits: the one looked at, and samples of the two that the network takes it for next."""

    picture: Frame = field(kw_only=True)
    label: int = field(kw_only=True)  # what it is

    @property
    def about(self) -> str:
        return f"Your {self.label} comes among two others, in any order."

    def again(self, game: Game, mode: Mode, seed: int) -> HiddenDigitScene:
        return HiddenDigitScene(game, mode, seed, picture=self.picture, label=self.label)

    def _dealt(self) -> Duel:
        told = self.game.reader.read(self.picture).probabilities
        likeliest = [int(digit) for digit in np.argsort(-told, kind="stable") if digit != self.label]
        return among(Clock(), self.seed, self.label, likeliest[:_OTHERS])

    def _picture(self, digit: int, samples: Images) -> npt.NDArray[np.float32]:
        return self.picture if digit == self.label else super()._picture(digit, samples)
