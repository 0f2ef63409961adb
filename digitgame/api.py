"""The library: what `import digitgame` offers to programs and notebooks (docs/python.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from digitgame import inference, ink, model, paths, unfinished
from digitgame.datasets import Dataset, Images, sources
from digitgame.datasets.images import hold_out
from digitgame.errors import TRAINING, DigitgameError, require
from digitgame.events import Epoch, Event
from digitgame.inference import untrusted
from digitgame.ink import Drawing, Stroke
from digitgame.synth import handwriting

Array = npt.NDArray[Any]
Pair = tuple[Array, Array]
_SIDE: Final = ink.FRAME


def load_data(name: str, count: int | None = None, *, seed: int = 1) -> tuple[Pair, Pair]:
    """Load a data set as `keras.datasets` does: `(x, y), (xt, yt)`, training and test part.

    `name` is what `digitgame train --data` takes: "mnist", "hand" (synthetic handwriting from `seed`), "mine" (your
    drawings), a file, a folder or an address. Images are uint8 [N, 28, 28], white on black, labels uint8 [N]; each part
    has `count` of them at most. Raises DigitgameError for data that is unknown, missing or damaged.

    >>> (x, y), (xt, yt) = load_data("hand", count=100)
    >>> x.shape, x.dtype, yt.shape
    ((100, 28, 28), dtype('uint8'), (100,))
    """
    if count is not None and count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    loaded = _load([name], seed=seed, hand_count=count)
    parts = (loaded.train[:count], loaded.test[:count])
    (x, y), (xt, yt) = ((part.images, part.labels) for part in parts)
    return (x, y), (xt, yt)


def write(digit: int, *, seed: int = 0) -> Drawing:
    """One drawing of `digit`, 0 to 9, as the generator of synthetic handwriting makes it from `seed`.

    >>> seven = write(7, seed=0)
    >>> seven.label, len(seven.strokes)
    (7, 2)
    """
    if digit not in range(10):
        raise ValueError(f"digit must be 0 to 9, not {digit!r}")
    return handwriting.write(digit, np.random.default_rng(seed))


def frame(drawing: Drawing | Sequence[Stroke]) -> npt.NDArray[np.float32]:
    """What a network reads of a drawing, or of strokes on the 300x300 board: float32 [28, 28], 0 to 1.

    >>> frame(write(7)).shape
    (28, 28)
    """
    return ink.frame(drawing.strokes if isinstance(drawing, Drawing) else drawing)


class Reader(inference.Reader):
    """A trained network that predicts digits; TensorFlow is not needed.

    `name` is one of `digitgame models`, "shipped" for the bundled model, or a model folder; without it, the model that
    the game uses. Raises DigitgameError if there is no such model, or it is damaged. One reader belongs to one thread.

    >>> reader = Reader("shipped")
    >>> reader.read(frame(write(7, seed=0))).digit
    7
    >>> _, (xt, yt) = load_data("hand", count=100)
    >>> reader.read_many(xt).shape
    (100, 10)
    >>> bool(reader.accuracy(xt, yt) > 0.9)
    True
    """

    def __init__(self, name: str | Path | None = None) -> None:
        super().__init__(untrusted.find(None if name is None else str(name)))

    def accuracy(self, images: Array, labels: Sequence[int] | Array) -> float:
        """The share of images [N, 28, 28], float 0 to 1 or uint8, whose most probable digit is their label [N].

        Raises ValueError for another shape, type or range, and for no images.
        """
        checked = _labels(labels, len(images))
        if not len(checked):
            raise ValueError("there are no images to measure an accuracy on")
        return float((self.read_many(images).argmax(1) == checked).mean())


class History(Sequence[Mapping[str, float]]):
    """How a training went: one row per epoch, which a notebook shows as curves.

    A row has `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy` and `seconds`. `scores` maps each test set to the
    accuracy on it, 0 to 1; `name` and `folder` are the model's.
    """

    def __init__(
        self, rows: Sequence[Mapping[str, float]], scores: Mapping[str, float], folder: Path
    ) -> None:
        self._rows = tuple(rows)
        self.scores, self.folder, self.name = dict(scores), folder, folder.name

    @overload
    def __getitem__(self, index: int) -> Mapping[str, float]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Mapping[str, float], ...]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, float] | tuple[Mapping[str, float], ...]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Mapping[str, float]]:
        return iter(self._rows)

    def __repr__(self) -> str:
        scores = ", ".join(f"{name}: {score:.4f}" for name, score in self.scores.items())
        return f"<History of {self.name}: {len(self)} epochs; {scores}>"

    def _repr_png_(self) -> bytes | None:
        """The curves, for notebooks."""
        from digitgame import charts

        png: bytes | None = charts.curves(self)._repr_png_()
        return png


def train(
    preset: str = "fast",
    *,
    data: str | Sequence[str] | Pair | tuple[Pair, Pair] = "auto",
    name: str | None = None,
    epochs: int | None = None,
    seed: int = 1,
    verbose: bool = True,
) -> History:
    """Train a network and save it as the model `name`, as `digitgame train` does; `Reader(name)` reads with it.

    `data` is a name as for `load_data`, several, arrays `(x, y)` (one in six is held out to test with), or
    `(x, y), (xt, yt)`. Images are [N, 28, 28], white on black, uint8 or floats of 0 to 1; labels are 0 to 9. With
    `verbose` it prints a line per epoch. The game keeps its model; `digitgame models default NAME` changes that.

    Raises ValueError for an unknown preset and for arrays of another shape, type or range; DigitgameError without
    TensorFlow, for data that cannot be loaded, and for a name that the game uses or that is being trained.

    >>> history = train("seed", data=load_data("hand", count=400), name="ours", epochs=1, verbose=False)
    >>> len(history), sorted(history.scores), history.name
    (1, ['data', 'hand'], 'ours')
    """
    require("Training", *TRAINING)
    from digitgame.training.config import PRESETS, Plan
    from digitgame.training.request import model_name

    if preset not in PRESETS:
        raise ValueError(f"preset must be one of {', '.join(PRESETS)}, not {preset!r}")
    if epochs is not None and epochs < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    folder = paths.models() / model_name(name, preset)
    _check_free(folder)
    digits = _dataset(data, seed)

    from digitgame.cli.train.view import PlainView
    from digitgame.processes.worker import Worker
    from digitgame.training.export import COLUMNS
    from digitgame.training.request import Inputs
    from digitgame.training.train import train as run

    view, rows = PlainView(), []

    def report(event: Event) -> None:
        if isinstance(event, Epoch):
            rows.append({key: getattr(event, key) for key in COLUMNS})
        if verbose:
            view.show(event)

    plan = Plan(preset=preset, epochs=epochs, seed=seed)
    with Worker() as worker:
        inputs = Inputs.begin(worker, plan)
        inputs.score_on([], digits, print)
        done = run(digits, plan, folder, inputs=inputs, report=report)
    return History(rows, done.scores, folder)


def _check_free(folder: Path) -> None:
    """Raise DigitgameError for a model that must not be replaced now."""
    if model.default(paths.models()) == folder.name:
        raise DigitgameError(f"The game uses the model {folder.name}.", "Choose another name.")
    if unfinished.is_running(folder):
        raise DigitgameError(f"A training of {folder.name} is running.", "Choose another name.")


def _dataset(data: str | Sequence[str] | Pair | tuple[Pair, Pair], seed: int) -> Dataset:
    """The data set that `train` is given."""
    if isinstance(data, str):
        return _load([data], seed=seed)
    if all(isinstance(name, str) for name in data):
        return _load([str(name) for name in data], seed=seed)
    if len(data) != 2:
        raise ValueError("data must be a name, names, (x, y), or (x, y), (xt, yt)")
    first, second = data
    if isinstance(first, tuple):
        train, test = (_images(*pair) for pair in (first, second))
    else:
        train, test = hold_out(_images(first, second))
    return Dataset.of("data", train, test, "scans")


def _load(names: Sequence[str], *, seed: int, hand_count: int | None = None) -> Dataset:
    more: dict[str, Any] = {} if hand_count is None else {"hand_count": hand_count}
    from digitgame.inference import dataset_check

    more["check"] = dataset_check.checked
    return sources.load(names, cache=paths.data(), seed=seed, database=paths.database(), **more)


def _images(images: Any, labels: Any) -> Images:
    """Images [N, 28, 28], uint8 or floats of 0 to 1, with their labels [N]. Raises ValueError for anything else."""
    pixels = np.asarray(images)
    if pixels.shape[1:] != (_SIDE, _SIDE) or not (pixels.dtype.kind == "f" or pixels.dtype == np.uint8):
        found = f"{pixels.dtype} {list(pixels.shape)}"
        raise ValueError(f"images must be [N, 28, 28], uint8 or floats of 0 to 1, not {found}")
    if pixels.dtype.kind == "f":
        if pixels.size and not (pixels.min() >= 0 and pixels.max() <= 1):
            raise ValueError(f"float images must lie within 0 to 1, not {pixels.min():g} to {pixels.max():g}")
        pixels = np.rint(255 * pixels).astype(np.uint8)
    return Images(pixels, _labels(labels, len(pixels)))


def _labels(labels: Any, count: int) -> npt.NDArray[np.uint8]:
    """Labels of `count` images, uint8 [N]. Raises ValueError for others than whole numbers of 0 to 9."""
    digits = np.asarray(labels)
    if digits.shape != (count,) or (count and digits.dtype.kind not in "iu"):
        raise ValueError(f"labels must be {count} whole numbers, not {digits.dtype} {list(digits.shape)}")
    if count and not (digits.min() >= 0 and digits.max() <= 9):
        raise ValueError(f"labels must lie within 0 to 9, not {digits.min()} to {digits.max()}")
    return digits.astype(np.uint8)
