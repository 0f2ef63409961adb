"""Pages on training: epochs, batches and the learning rate; overfitting and dropout."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final, NamedTuple

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import a_digit, percent
from digitgame.game.game import Game
from digitgame.game.learn.page import STAGE, Page, Progress
from digitgame.game.learn.small_network import TRAINING, VALIDATION, Digits, Recipe, Run, halved
from digitgame.game.train.options import training_scene
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer, Typed
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Push, Transition

_REACH: Final = 0.85
_APART: Final = 0.2
_LEARNT: Final = 0.7
_ROW: Final = 44.0
# A run that took a step too long has a loss like this.
_TOP_LOSS: Final = 2.5


class Knob(NamedTuple):
    """A setting of the recipe: its label, its field, and its values with their words."""

    label: str
    field: str
    values: dict[str, Any]


RATE: Final = Knob("learning rate", "rate", {f"{rate:g}": rate for rate in (0.001, 0.01, 0.1, 0.3, 1.0, 3.0)})
BATCH: Final = Knob("batch", "batch", {str(size): size for size in (1, 4, 16, 64)})
DIGITS: Final = Knob("digits", "digits", {str(count): count for count in (50, 100, 200, 400)})
DROPOUT: Final = Knob("dropout", "dropout", {"off": 0.0, "30 %": 0.3, "50 %": 0.5, "70 %": 0.7})
AUGMENT: Final = Knob("augmentation", "augment", {"off": False, "on": True})


def below_words(run: Run | None) -> str:
    """Why training accuracy reads below validation, where it does at the end of a run."""
    if run is None or not run.results or run.results[-1].accuracy >= run.results[-1].val_accuracy:
        return ""
    if run.recipe.dropout:
        return "Training reads lower: validation drops nothing."
    if run.recipe.augment:
        return "Training reads lower: its digits are turned, slanted."
    return "Training reads lower: averaged while still learning."


class Training(Page):
    """A small run with knobs; its curves over those of the run before."""

    uses_drawing = False
    knobs: ClassVar[tuple[Knob, ...]]
    first: ClassVar[Recipe]
    hints = (
        Hint("start", Action.GUESS),
        Hint("", Action.UP, "Up"),
        Hint("choose", Action.DOWN, "Down"),
        Hint("", Action.PAGE_UP, "−"),
        Hint("change", Action.PAGE_DOWN, "+"),
        Hint("train a whole network", Action.CONFIRM),
    )

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.recipe = self.first
        self.digits = Digits()
        self.chosen = 0
        self.run: Run | None = None
        self.before: Run | None = None
        # Start was pressed before the digits were written.
        self._wanted = False
        self._button = self.place(0, 252, 200, 44)

    @property
    def moving(self) -> bool:
        return not self.digits.ready or (self.run is not None and not self.run.over)

    def knob_area(self, number: int) -> Area:
        return self.place(0, (_ROW + 12) * number, 200, _ROW + 6)

    def pass_time(self, seconds: float) -> None:  # noqa: ARG002
        if not self.digits.ready:
            self.digits.work()
        elif self._wanted:
            self.start()
        elif self.run is not None:
            self.run.work()

    def respond(self, given: Input, view: View) -> Transition | bool:
        match given:
            case Action.CONFIRM:
                return Push(training_scene(self.game))
            case Action.GUESS:
                self.start()
            case Action.UP | Action.DOWN:
                self.chosen = (self.chosen + (1 if given is Action.DOWN else -1)) % len(self.knobs)
            case Action.PAGE_UP | Typed("-" | "−"):
                self.turn(-1)
            case Action.PAGE_DOWN | Typed("+" | "="):
                self.turn(1)
            case Pointer(clicked=True, pos=pos) if view.hits(self._button, pos):
                self.start()
            case Pointer(clicked=True, pos=pos):
                at = view.area_at(map(self.knob_area, range(len(self.knobs))), pos)
                if at is None:
                    return False
                self.chosen = at
                self.turn(1 if pos[0] > view.rect(self.knob_area(at)).centerx else -1)
            case _:
                return False
        return True

    def start(self) -> None:
        """Train a new network; the curves of the last run stay behind its own."""
        self._wanted = not self.digits.ready
        if self.digits.ready and (self.run is None or self.run.over):
            self.before, self.run = self.run, Run(self.recipe, self.digits)

    def turn(self, by: int) -> None:
        """Change the chosen knob, within its values."""
        knob = self.knobs[self.chosen]
        values = list(knob.values.values())
        at = min(max(values.index(getattr(self.recipe, knob.field)) + by, 0), len(values) - 1)
        change: dict[str, Any] = {knob.field: values[at]}
        self.recipe = replace(self.recipe, **change)

    @property
    def finished_run(self) -> Run | None:
        return self.run if self.run is not None and self.run.over and self.run.results else None

    def draw(self, canvas: Canvas) -> None:
        for number, knob in enumerate(self.knobs):
            area, chosen = self.knob_area(number), number == self.chosen
            canvas.panel(area, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
            value = getattr(self.recipe, knob.field)
            words = next(words for words, one in knob.values.items() if one == value)
            canvas.text(knob.label, (area.middle[0], area.y + 14), theme.SMALL, theme.QUIET, "center")
            canvas.text(words, (area.middle[0], area.y + 36), theme.SMALL, theme.TEXT, "center")
            for sign, x in (("‹", area.x + 16), ("›", area.right - 16)):
                canvas.text(sign, (x, area.middle[1]), theme.MEDIUM, theme.ACCENT, "center")
        canvas.panel(self._button, theme.KEY, theme.ACCENT)
        canvas.text(self.button_words(), self._button.middle, theme.SMALL, theme.TEXT, "center", fit=192)
        at = (self.stage.x + 100, self.stage.y + 185)
        canvas.text(self.drawing_words(), at, theme.SMALL, theme.ACCENT, "center", fit=200)
        at = (self.stage.x + 100, self.stage.y + 213)
        canvas.text(self.before_words(), at, theme.SMALL, theme.QUIET, "center", fit=192)
        epochs = self.recipe.epochs
        curves(canvas, self.place(220, 0, 348, 166), "accuracy", self.run, self.before, epochs)
        curves(canvas, self.place(220, 176, 348, 96), "loss", self.run, self.before, epochs)
        words = below_words(self.finished_run)
        at = (self.stage.x + 220, self.stage.y + 289)
        canvas.text(words, at, theme.SMALL, theme.AMBER, fit=348)

    def drawing_words(self) -> str:
        """What the network in training sees in the player's drawing, where there are both."""
        if self.run is None or not self.drawn:
            return ""
        chances = self.run.network.chances(halved(self.picture)[None])[0]
        return f"Your drawing: {a_digit(int(chances.argmax()))} ({percent(float(chances.max()))})"

    def before_words(self) -> str:
        """What the dim curves are, where there are any."""
        return "Dim: the run before." if self.before is not None else ""

    def button_words(self) -> str:
        """What the button does, or what is being done."""
        if not self.digits.ready:
            return f"writing digits: {self.digits.count} of {TRAINING + VALIDATION}"
        if self.run is not None and not self.run.over:
            return f"epoch {len(self.run.results) + 1} of {self.run.recipe.epochs}"
        return "Start"


class Epochs(Training):
    """Epochs, batches, learning rate."""

    name = "epochs"
    title = "Training: epochs, batches and the learning rate"
    idea = (
        "An epoch is once through all training digits, a batch (a few digits) at a time; after each batch the weights "
        "take one step downhill. The learning rate is the length of a step: too small, and it hardly learns; too "
        "large, and it jumps over the valley. Validation digits are never trained on: they show what it can really "
        "read."
    )
    goals = (
        "Press Start: a small network learns 400 digits in 10 epochs.",
        "Change the knobs and Start again, until it reads 85 % of the validation digits.",
    )
    knobs = (RATE, BATCH, DIGITS)
    first = Recipe()

    def progress(self) -> Progress:
        run = self.finished_run
        if run is None:
            return Progress(0.0, self.button_words() if self.digits.ready else "getting ready")
        best = run.results[-1].val_accuracy
        return Progress(1.0 if self.reached == 0 else best / _REACH, f"it reads {percent(best)}")


class Overfitting(Training):
    """Overfitting, and what helps."""

    name = "overfitting"
    title = "Overfitting: learnt by heart"
    idea = (
        "With few digits, a network learns them by heart: training rises, validation does not. That is overfitting. "
        "More digits help, and digits turned and slanted anew each time (augmentation), and dropout: in each step it "
        "switches off some features at random. In validation none is off, so training can read lower."
    )
    goals = (
        "Press Start, and see training leave validation behind by 20 points.",
        "Choose more digits, dropout or augmentation, and Start again, until training is at most 2 points above "
        "validation, and that at 70 % or more.",
    )
    knobs = (DIGITS, DROPOUT, AUGMENT)
    first = Recipe(rate=0.1, digits=50, epochs=20)

    def progress(self) -> Progress:
        run = self.finished_run
        if run is None:
            return Progress(0.0, self.button_words() if self.digits.ready else "getting ready")
        last = run.results[-1]
        # As the curves show both: 84 % and 82 % are 2 points apart.
        gap = round(round(last.accuracy, 2) - round(last.val_accuracy, 2), 2)
        words = f"{abs(gap) * 100:.0f} points {'above' if gap >= 0 else 'below'}"
        if self.reached == 0:
            return Progress(gap / _APART, words)
        # A network that has learnt nothing has no gap either.
        learnt = last.val_accuracy >= _LEARNT
        if not learnt:
            return Progress(0.0, f"validation only {percent(last.val_accuracy)}")
        return Progress(min(0.02 / max(gap, 0.02), 1.0), words)


def curves(canvas: Canvas, area: Area, what: str, run: Run | None, before: Run | None, epochs: int) -> None:
    """Training and validation after every epoch, over those of the run before, which are dim."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    canvas.text(what, (area.x + 10, area.y + 14), theme.SMALL, theme.TEXT)
    x = area.right - 10
    for words, colour in zip(curve_words(what, run), (theme.ACCENT, theme.AMBER), strict=True):
        x -= canvas.text(words, (x, area.y + 14), theme.SMALL, colour, "midright") + 14
    inner = Area(area.x + 12, area.y + 30, area.width - 24, area.height - 40)
    dim = tuple(theme.blend(theme.PANEL, colour, 0.4) for colour in (theme.ACCENT, theme.AMBER))
    for one, colours in ((before, dim), (run, (theme.ACCENT, theme.AMBER))):
        for field, colour in zip(_FIELDS[what], colours, strict=True):
            values = [] if one is None else [getattr(result, field) for result in one.results]
            _line(canvas, inner, values, colour, what, one.recipe.epochs if one else epochs)


_FIELDS: Final = {"accuracy": ("val_accuracy", "accuracy"), "loss": ("val_loss", "loss")}


def curve_words(what: str, run: Run | None) -> tuple[str, str]:
    """The last values: of validation, and of training."""
    if run is None or not run.results:
        return "validation", "training"
    last = run.results[-1]
    values = [getattr(last, field) for field in _FIELDS[what]]
    one, other = (percent(value) if what == "accuracy" else f"{value:.2f}" for value in values)
    return f"validation {one}", f"training {other}"


def _line(
    canvas: Canvas, inner: Area, values: Sequence[float], colour: theme.Colour, what: str, epochs: int
) -> None:
    top = 1.0 if what == "accuracy" else _TOP_LOSS
    points = [
        (inner.x + inner.width * (number + 1) / epochs, inner.bottom - inner.height * min(value / top, 1.0))
        for number, value in enumerate(values)
    ]
    canvas.curve(points, colour)
    for point in points:
        canvas.dot(point, 2.5, colour)
