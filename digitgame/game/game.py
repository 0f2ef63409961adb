"""What all scenes of a game share: who plays, with which network, the score, the sound."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.game.settings import LOUDEST, Settings
from digitgame.inference import Reader, Reading
from digitgame.inference.neighbours import Neighbours
from digitgame.inference.opponents import BOSS, Opponent, opponents
from digitgame.inference.personal.layer import Personal
from digitgame.inference.weights import Weights, read_weights
from digitgame.ink import FRAMING, Drawing, Stroke
from digitgame.ink.frame import Frame
from digitgame.model import TFLITE, Model
from digitgame.rules import Answer, Score
from digitgame.rules.modes import Mode
from digitgame.store import Store
from digitgame.ui.actions import KeyBindings
from digitgame.ui.sound import Sounds

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.datasets.browse import BrowsableDataset
    from digitgame.game.train.background import BackgroundTraining, Trainer


KEYS: Final = "keys"  # the setting that has the player's keys


@dataclass(frozen=True)
class RecordedAnswer:
    """An answer that was counted: whose, of what, the score before it, and its number in the store if it was kept."""

    player: str
    drawing: Drawing
    before: Score
    number: int | None
    error: str = ""


def _albums() -> Sequence[BrowsableDataset]:
    from digitgame.datasets.browse import browsable_datasets  # loaded with the gallery, not with the game

    return browsable_datasets(paths.data())


@dataclass
class Game:
    """One run of the program."""

    reader: Reader
    store: Store
    player: str
    sounds: Sounds
    samples: Callable[[int], tuple[str, Images]]  # 20 sample digits and where they are from, for a seed
    next_seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31)  # of the next run
    trainer: Trainer | None = None  # starts a training; None where none may be
    training: BackgroundTraining | None = None  # the one that was begun here, until its outcome was looked at
    albums: Callable[[], Sequence[BrowsableDataset]] = _albums  # data sets to page through, one at least
    kept: bool = True  # what is played stays; False where nothing can be written
    score: Score = field(init=False)
    settings: Settings = field(init=False)
    bindings: KeyBindings = field(init=False)
    _filed: RecordedAnswer | None = None  # the last answer counted
    _personal: Personal | None = None  # of the present player, once it was needed
    _neighbours: Neighbours | None = None

    def __post_init__(self) -> None:
        self.settings = Settings.of(self.store)
        self.bindings = KeyBindings.of(self.store.setting(KEYS))
        self.sounds.volume = self.settings.volume / LOUDEST
        self.join(self.player)

    def best(self, mode: Mode) -> int | None:
        """The present player's highest score in a mode; None before the first run, or where it cannot be told."""
        try:
            return self.store.best_of(self.player, mode)
        except DigitgameError:
            return None

    @cached_property
    def opponents(self) -> dict[str, Opponent]:
        """Who there is to duel with, by name: this model's checkpoints, the boss, the player's other models."""
        own = {name: Opponent(name, paths.models() / name / TFLITE) for name in model.names(paths.models())}
        own.pop(self.reader.model.name, None)
        return {opponent.name: opponent for opponent in opponents(self.reader.model)} | own

    def opponent(self, name: str) -> Opponent:
        """An opponent by name, the boss where there is none of that name; DigitgameError for a damaged model."""
        found = self.opponents.get(name, self.opponents[BOSS])
        if found.path.parent.parent == paths.models():
            model.load(found.path.parent, framing=FRAMING)  # checks its digests
        return found

    def take(self, name: str) -> Model:
        """Read with one of the player's own models from now on; the one before.

        Raises DigitgameError where it cannot be read with.
        """
        before = self.reader.model
        self.read_with(model.load(paths.models() / name, framing=FRAMING))
        return before

    def read_with(self, chosen: Model) -> None:
        """Read with a model from now on; DigitgameError where it cannot be read with."""
        self.reader = Reader(chosen)
        self._personal = None
        for of_the_reader in ("opponents", "weights"):
            self.__dict__.pop(of_the_reader, None)

    @cached_property
    def weights(self) -> Weights | None:
        """What the network has learnt, for the X-ray; read when it is first asked for.

        None where there is no such part, or where the file is no longer that of the network that reads.
        """
        chosen = self.reader.model
        try:
            return read_weights(chosen.folder / TFLITE, digest=chosen.digest)
        except DigitgameError:  # the model was removed or written anew meanwhile; the reader needs no file
            return None

    def keep_settings(self) -> str | None:
        """Keep the settings as they are now; what to tell the player where that fails."""
        self.sounds.volume = self.settings.volume / LOUDEST
        self.sounds.muted = self.settings.muted
        return self.settings.keep(self.store)

    def keep_bindings(self) -> str | None:
        """Save the player's keys; what to tell the player where that fails."""
        try:
            self.store.set(KEYS, self.bindings.stored())
        except DigitgameError as error:
            return f"Set, but not saved. {error}"
        return None

    def join(self, player: str) -> None:
        """Let someone play, with the score of all their runs."""
        self.store.join(player)
        self.player = player
        self.score = self.store.score(player)
        self._personal = None

    def neighbours(self, reader: Reader) -> Neighbours:
        """Sample digits to lay beside a drawing, as `reader` sees them; it reads them bit by bit, once."""
        if self._neighbours is None or self._neighbours.reader is not reader:
            self._neighbours = Neighbours(reader, self.samples)
        return self._neighbours

    def refresh_score(self) -> None:
        """The player's score as it is by now, where the same player has played in another window meanwhile."""
        try:
            if self.store.changed_elsewhere():
                self.score = self.store.score(self.player)
        except DigitgameError:
            pass  # the score so far stands; what is to be kept next tells why

    @property
    def personal(self) -> Personal:
        """What the present player's drawings tell about their hand."""
        if self._personal is None:
            try:
                self._personal = Personal.of(self.reader, self.store.drawings(self.player))
            except DigitgameError:  # recording says so when it comes to that
                self._personal = Personal(self.reader)
        return self._personal

    def study(self) -> None:
        """Learn a little more of the player's hand: a few milliseconds of work, where there is any."""
        if self.settings.personal:
            self.personal.work()

    def read(self, picture: Frame) -> Reading:
        """What the network that is in use reads."""
        return self.reader.read(picture)

    def judge(self, reading: Reading, strokes: Sequence[Stroke]) -> Reading:
        """The network's reading of a drawing, overruled where the player's own corrections say so.

        Runs are read by the network alone: their scores are verified by reading them again.
        """
        return self.personal.judge(reading, strokes) if self.settings.personal else reading

    def record(self, drawing: Drawing, reading: Reading, answer: Answer) -> RecordedAnswer:
        """Count an answer and keep it, under the network that made the reading: another one may read by now."""
        self.refresh_score()
        before, number, message = self.score, None, ""
        self.score = before.after(answer)
        try:
            probabilities = reading.probabilities.tolist()
            number = self.store.add(self.player, drawing, probabilities, answer, model=reading.model)
        except DigitgameError as error:
            message = f"Counted, but not saved. {error}"
        self._filed = RecordedAnswer(self.player, drawing, before, number, message)
        self._learn(self._filed, answer)
        return self._filed

    def correct(self, filed: RecordedAnswer, answer: Answer) -> str | None:
        """Let `answer` take the place of one recorded, whoever plays now; what to tell the player where that fails."""
        self._learn(filed, answer)
        try:
            if filed.number is not None:
                self.store.correct(filed.number, answer)
            self._recount(filed, filed.before.after(answer))
        except DigitgameError as error:
            return f"Counted, but not saved. {error}"
        return None

    def take_back(self, filed: RecordedAnswer) -> str | None:
        """Forget an answer recorded, whoever plays now; what to tell the player where it stays in the store."""
        if filed.player == self.player:
            self._personal = None  # it is made anew, without that drawing
        try:
            if filed.number is not None:
                self.store.withdraw(filed.number)
            self._recount(filed, filed.before)
        except DigitgameError as error:
            return f"It can't be taken back. {error}"
        return None

    def _recount(self, filed: RecordedAnswer, score: Score) -> None:
        """The score is `score` where that answer was the last one, else what the store tells."""
        if filed.player == self.player:
            self.score = score if filed is self._filed else self.store.score(self.player)

    def _learn(self, filed: RecordedAnswer, answer: Answer) -> None:
        """Take in what a drawing was, where that was told and the layer is not still to be made of the store."""
        if answer.truth is not None and filed.player == self.player and self._personal is not None:
            self._personal.add(replace(filed.drawing, label=answer.truth))
