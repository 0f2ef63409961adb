"""What all scenes of a game share: who plays, with which network, the score, the sound."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.game.settings import LOUDEST, OPENED, Settings, setting_name
from digitgame.inference import Reader, Reading
from digitgame.inference.layers import Layers, read_layers
from digitgame.inference.neighbours import Neighbours
from digitgame.inference.opponents import BOSS, EPOCH, Opponent, opponents
from digitgame.inference.personal.layer import MOST, Personal
from digitgame.ink import FRAMING, Drawing, Stroke
from digitgame.ink.frame import Frame
from digitgame.model import SHIPPED, TFLITE, Model
from digitgame.rules import Answer, Clock, Score, replay
from digitgame.rules.duel import Won, duel, winner
from digitgame.rules.modes import DAILY, Mode
from digitgame.rules.rewards.goals import Career, Goal, reached
from digitgame.rules.rewards.rivals import RIVALS, Rival
from digitgame.store import Run, Store
from digitgame.ui.actions import KeyBindings
from digitgame.ui.sound import Sounds

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.datasets.browse import BrowsableDataset
    from digitgame.game.train.background import BackgroundTraining, Trainer
    from digitgame.scoreboard.sender import Sender
    from digitgame.scoreboard.tables import Tables


_log = logging.getLogger(__name__)
# The player until there is a name.
SOMEONE: Final = "Player 1"
# The setting that has the player's keys.
KEYS: Final = "keys"


@dataclass(frozen=True)
class RecordedAnswer:
    """An answer that was counted: whose, for which drawing, the score before it, its uid in the store if kept."""

    player: str
    drawing: Drawing
    before: Score
    uid: str | None
    error: str = ""


def _datasets() -> Sequence[BrowsableDataset]:
    # Loaded with the gallery, not with the game.
    from digitgame.datasets.browse import browsable_datasets

    return browsable_datasets(paths.data())


@dataclass
class Game:
    """One run of the program.

    `samples` gives 20 sample digits and their source for a seed, `next_seed` the seed of the next run, `datasets` the
    data sets to page through, one at least. `trainer` starts a training, None where none may be; `training` is the one
    that was begun here, until its outcome was seen. `knows_player`: whoever plays has said so since the title was last
    shown. `levels`: the level that the present player chose, by mode. `sender` sends runs to the scoreboard of a class
    and `tables` loads its tables, where this machine, `machine` there, has joined one.
    """

    reader: Reader
    store: Store
    player: str
    sounds: Sounds
    samples: Callable[[int], tuple[str, Images]]
    next_seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31)
    trainer: Trainer | None = None
    training: BackgroundTraining | None = None
    datasets: Callable[[], Sequence[BrowsableDataset]] = _datasets
    sender: Sender | None = None
    tables: Tables | None = None
    machine: str = ""
    knows_player: bool = False
    levels: dict[str, str] = field(default_factory=dict)
    score: Score = field(init=False)
    settings: Settings = field(init=False)
    bindings: KeyBindings = field(init=False)
    _last: RecordedAnswer | None = None
    # The player knows that changes wait to be saved.
    _warned: bool = False
    _personal: Personal | None = None
    _neighbours: Neighbours | None = None
    _opponents: dict[str, Opponent] | None = None
    _duels: tuple[object, ...] = ()
    _to_beat: str = ""
    _layers: dict[str, Layers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = Settings.of(self.store)
        self.bindings = KeyBindings.of(self.store.setting(KEYS))
        self.set_volumes()
        self.join(self.player)
        self.knows_player = False

    @property
    def unsaved(self) -> str:
        """Why what was played last is not on disk yet, for the player; "" where it is."""
        return (
            ""
            if self.store.trouble is None
            else f"Not saved yet. {self.store.trouble} The game keeps trying."
        )

    def notice(self) -> str:
        """What the player has to know of the store or the class's scoreboard, and does not know yet; else ""."""
        warned, self._warned = self._warned, bool(self.unsaved)
        news = self.store.repaired() or ("" if warned else self.unsaved)
        return news or ("" if self.sender is None else self.sender.notice())

    def best(self, mode: Mode) -> int | None:
        """The present player's highest score in a mode; None before the first run or where it cannot be read."""
        try:
            return self.store.best_of(self.player, mode)
        except DigitgameError as error:
            _log.debug("no best score: %s", error)
            return None

    def played_daily(self, seed: int) -> bool:
        """Whether the present player has used up the scored attempt of a day; False where that cannot be read."""
        try:
            begun = self.store.setting(self._begun_daily) == seed
            return begun or any(run.seed == seed for run in self.store.runs(mode=DAILY, player=self.player))
        except DigitgameError as error:
            _log.debug("no daily runs: %s", error)
            return False

    def use_up_daily(self, seed: int) -> None:
        """Note that the present player has begun the scored attempt of a day, however it will end."""
        try:
            self.store.set(self._begun_daily, seed)
        except DigitgameError as error:
            _log.debug("the attempt cannot be noted: %s", error)

    @property
    def _begun_daily(self) -> str:
        """The setting with the last day whose scored attempt the present player has begun."""
        return f"daily of {self.player.casefold()}"

    def career(self) -> Career:
        """What the present player has done so far; nothing where the store cannot be read."""
        try:
            return self.store.career(self.player)
        except DigitgameError as error:
            _log.debug("no career: %s", error)
            return Career({})

    def goals(self) -> list[Goal]:
        """The goals that the present player has reached."""
        return reached(self.career())

    @property
    def opponents(self) -> dict[str, Opponent]:
        """The opponents of a duel by name: this model's checkpoints, the boss, the player's other models."""
        if self._opponents is None:
            found, models = opponents(self.reader.model), paths.models()
            own = [name for name in model.names(models) if name != self.reader.model.name]
            found = [*found, *(Opponent(name, models / name / TFLITE) for name in own)]
            self._opponents = {one.name: one for one in found}
        return self._opponents

    def rival_of(self, level: str) -> Rival | None:
        """The rival of the house that an opponent of a duel is; None for another model, or one that is gone."""
        found = self.opponents.get(level)
        if found is None or not (level == BOSS or level.startswith(EPOCH)):
            return None
        return RIVALS[round(found.strength * (len(RIVALS) - 1))]

    def opponent_name(self, level: str) -> str:
        """What an opponent of a duel is called: a rival's name, with its epoch where several epochs share it."""
        rival = self.rival_of(level)
        if rival is None:
            return level
        shared = [other for other in self.opponents if self.rival_of(other) == rival]
        return rival.name if len(shared) == 1 else f"{rival.name}, {level}"

    def next_opponent(self, level: str) -> str:
        """The name of the next stronger opponent among the rivals of the house, "" after the last of them."""
        ladder = [name for name in self.opponents if self.rival_of(name) is not None]
        after = ladder[ladder.index(level) + 1 :] if level in ladder else []
        return self.opponent_name(after[0]) if after else ""

    def opponent_to_beat(self) -> str:
        """The rival of the house after the strongest one that the present player has beaten in a duel, as its level.

        The weakest before the first win, and the strongest after the last.
        """
        ladder, career = [name for name in self.opponents if self.rival_of(name) is not None], self.career()
        # The menu asks every second, so all duels are read again only after another one.
        duels = (self.player, *((name, career.of(Mode("duel", name)).runs) for name in ladder))
        if duels != self._duels:
            beaten = [at for at, name in enumerate(ladder) if self._has_beaten(name)]
            before, self._duels = self._to_beat, duels
            self._to_beat = ladder[min(max(beaten, default=-1) + 1, len(ladder) - 1)]
            if self._to_beat != before:
                # Once an opponent is beaten, an earlier choice is over.
                self.levels.pop("duel", None)
        return self._to_beat

    def _has_beaten(self, level: str) -> bool:
        """Whether the present player has won a duel against an opponent; False where that cannot be read."""
        try:
            return any(
                map(_won, self.store.runs(mode=Mode("duel", level), player=self.player, finished=True))
            )
        except DigitgameError as error:
            _log.debug("no duels: %s", error)
            return False

    def title_of(self, mode: Mode) -> str:
        """A mode as a heading; an opponent is called by its name."""
        if mode.name != "duel" or self.rival_of(mode.level) is None:
            return mode.title
        return f"{Mode(mode.name).title} · {self.opponent_name(mode.level)}"

    def opponent(self, name: str) -> Opponent:
        """An opponent by name, the boss where there is none of that name; DigitgameError for a damaged model."""
        found = self.opponents.get(name, self.opponents[BOSS])
        if found.path.parent.parent == paths.models():
            # The card's digest, which is checked again when the network is loaded.
            return replace(found, digest=model.load(found.path.parent, framing=FRAMING).digest)
        return found

    def take(self, name: str) -> Model:
        """Use one of the player's own models from now on; returns the one before. DigitgameError: it can't be used."""
        before = self.reader.model
        self.read_with(model.load(paths.models() / name, framing=FRAMING))
        return before

    def networks(self) -> list[str]:
        """The names of the bundled model and of all models of the player's."""
        return [SHIPPED, *model.names(paths.models())]

    @property
    def network(self) -> str:
        """Which of `networks` is in use; "" for one from elsewhere."""
        folder = self.reader.model.folder
        if folder == paths.shipped_model():
            return SHIPPED
        return folder.name if folder.parent == paths.models() else ""

    def use_network(self, name: str) -> str | None:
        """Use one of `networks`, now and after a restart; returns a message for the player where that fails."""
        models, shipped = paths.models(), paths.shipped_model()
        try:
            self.read_with(model.find(name, models=models, shipped=shipped, framing=FRAMING))
        except DigitgameError as error:
            return str(error)
        return self.make_default("" if name == SHIPPED else name)

    def make_default(self, name: str) -> str | None:
        """Make the network in use that of the next start, too, "" for the bundled one; a message where that fails."""
        try:
            model.set_default(paths.models(), name)
        except OSError as error:
            return f"In use now, but not after a restart: {error.strerror or error}."
        return None

    def read_with(self, chosen: Model) -> None:
        """Use a model from now on; DigitgameError where it can't be used."""
        self.reader = Reader(chosen)
        self._personal = self._opponents = None

    @property
    def layers(self) -> Layers:
        """The layers of the network in use; where its file was removed or replaced meanwhile, none and the reason."""
        chosen = self.reader.model
        if chosen.digest not in self._layers:
            try:
                found = read_layers(
                    chosen.folder / TFLITE, digest=chosen.digest, temperature=chosen.temperature
                )
            except DigitgameError as error:
                found = Layers(missing=str(error))
            self._layers[chosen.digest] = found
        return self._layers[chosen.digest]

    def set_volumes(self) -> None:
        """Let sounds and music be as loud as the settings say."""
        self.sounds.volume = self.settings.volume / LOUDEST
        self.sounds.music.volume = self.settings.music / LOUDEST

    def keep_setting(self, name: str) -> str | None:
        """Save and apply a setting that was changed; returns a message for the player where that fails.

        The others stay as they are: `--mute` and `--reduced-motion` are for one game, and nobody chose to keep them.
        """
        self.set_volumes()
        return self._save({setting_name(name, self.player): getattr(self.settings, name)})

    def keep_bindings(self) -> str | None:
        """Save the player's keys; returns a message for the player where that fails."""
        return self._save({KEYS: self.bindings.stored()})

    def _save(self, values: Mapping[str, object]) -> str | None:
        try:
            for name, value in values.items():
                self.store.set(name, value)
        except DigitgameError as error:
            return f"Set, but not saved. {error}"
        return self.notice() or None

    def join(self, player: str) -> None:
        """Let someone play, with the score of all their runs."""
        self.store.join(player)
        self.player = player
        kept = self.store.setting(self._levels_of_player)
        self.levels = {
            str(line): str(level) for line, level in (kept if isinstance(kept, dict) else {}).items()
        }
        self.score = self.store.score(player)
        self.knows_player = True
        self._personal = None
        self.settings.wear(self.store, player, self.goals)

    def choose_level(self, line: str, level: str) -> None:
        """Choose a level of a mode for the present player, who finds it again the next time."""
        self.levels[line] = level
        try:
            self.store.set(self._levels_of_player, self.levels)
        except DigitgameError as error:
            _log.debug("The level is not kept: %s", error)

    @property
    def _levels_of_player(self) -> str:
        """The setting with the levels that the present player has chosen."""
        return f"levels of {self.player.casefold()}"

    def rename(self, name: str) -> None:
        """Give the present player, who had no name, one; DigitgameError where that fails."""
        self.store.rename(self.player, name)
        for attribute in OPENED:
            chosen, own = (self.store.setting(setting_name(attribute, who)) for who in (self.player, name))
            if chosen is not None and own is None:
                self.store.set(setting_name(attribute, name), chosen)
        levels = self.levels
        self.join(name)
        for line in levels.keys() - self.levels.keys():
            self.choose_level(line, levels[line])

    def neighbours(self, reader: Reader) -> Neighbours:
        """Sample digits to compare a drawing with, as `reader` sees them."""
        if self._neighbours is None or self._neighbours.reader is not reader:
            self._neighbours = Neighbours(reader, self.samples)
        return self._neighbours

    def refresh_score(self) -> None:
        """Load the player's score again if the same player has played in another window meanwhile."""
        try:
            if self.store.changed_elsewhere():
                self.score = self.store.score(self.player)
        except DigitgameError as error:
            # The next answer that can't be saved says so.
            _log.debug("the score is not refreshed: %s", error)

    @property
    def personal(self) -> Personal:
        """The personal layer for the present player's handwriting."""
        if self._personal is None:
            try:
                self._personal = Personal.of(self.reader, self.store.recent_drawings(self.player, MOST))
            except DigitgameError as error:
                _log.debug("no drawings to learn from: %s", error)
                self._personal = Personal(self.reader)
        return self._personal

    def study(self) -> None:
        """Adapt a little more to the player's handwriting: a few milliseconds of work, if there is any."""
        if self.settings.personal:
            self.personal.work()

    def read(self, frame: Frame) -> Reading:
        """The prediction of the network in use."""
        return self.reader.read(frame)

    def read_drawing(self, strokes: Sequence[Stroke]) -> Reading:
        """The prediction of the network in use, which may set strokes aside."""
        return self.reader.read_drawing(strokes)

    def judge(self, reading: Reading, strokes: Sequence[Stroke]) -> Reading:
        """The network's reading of a drawing, overruled where the player's own corrections say so.

        Runs use the network alone: their scores are verified by reading them again.
        """
        return self.personal.judge(reading, strokes) if self.settings.personal else reading

    def record(
        self, drawing: Drawing, reading: Reading, answer: Answer, *, counts: bool = True
    ) -> RecordedAnswer:
        """Save an answer, under the network that made the reading: another one may be in use by now.

        `counts`: it changes the score.
        """
        self.refresh_score()
        before, uid, message = self.score, None, ""
        if counts:
            self.score = before.after(answer)
        try:
            probabilities = reading.probabilities.tolist()
            uid = self.store.add(
                self.player, drawing, probabilities, answer, model=reading.model, counts=counts
            )
            message = self.notice()
        except DigitgameError as error:
            message = f"{'Counted, but not' if counts else 'Not'} saved. {error}"
        self._last = RecordedAnswer(self.player, drawing, before, uid, message)
        self._learn(self._last, answer)
        return self._last

    def correct(self, recorded: RecordedAnswer, answer: Answer) -> str | None:
        """Replace a recorded answer, whoever plays now; returns a message for the player where that fails."""
        self._learn(recorded, answer)
        try:
            if recorded.uid is not None:
                self.store.correct(recorded.uid, answer)
            self._recount(recorded, recorded.before.after(answer))
        except DigitgameError as error:
            return f"Counted, but not saved. {error}"
        return None

    def take_back(self, recorded: RecordedAnswer) -> str | None:
        """Forget a recorded answer, whoever plays now; returns a message for the player where that fails."""
        if recorded.player == self.player:
            # It is built again without that drawing.
            self._personal = None
        try:
            if recorded.uid is not None:
                self.store.withdraw(recorded.uid)
            self._recount(recorded, recorded.before)
        except DigitgameError as error:
            return f"It can't be taken back. {error}"
        return None

    def _recount(self, recorded: RecordedAnswer, score: Score) -> None:
        """Set the score to `score` if that answer was the last one, else to what the store counts."""
        if recorded.player == self.player:
            self.score = score if recorded is self._last else self.store.score(self.player)

    def _learn(self, recorded: RecordedAnswer, answer: Answer) -> None:
        """Add a labelled drawing to the personal layer; a layer not built yet will find it in the store."""
        if answer.truth is not None and recorded.player == self.player and self._personal is not None:
            self._personal.add(replace(recorded.drawing, label=answer.truth))


def _won(run: Run) -> bool:
    """Whether the player won a duel: a run keeps its moves, and they say who won each round."""
    rules = duel(Clock(), run.seed, run.rules)
    return replay(rules, run.moves, ()) and winner(rules.rounds) is Won.YOU
