"""The presets: which network, and how it is trained. No TensorFlow here, so that `--help` may import it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final


@dataclass(frozen=True)
class Preset:
    """A network and its recipe, which its card lists under these names; by default those of preset `fast`.

    `network` is its name in networks.NETWORKS. `pictures` images are drawn at random to train on, all where it is None;
    `validation` images are held out to validate with, and `scraps` non-digits are trained on too, where the network has
    an output for them. Progress is reported after `images_per_call` images, a quarter of a second or so. With
    `schedule` the learning rate rises, then falls to `last_rate` of itself. `averaging`: the weights are averaged over
    the last 1 / (averaging + 1) of the steps, which wants a rate that stays up; 0: they are not.
    """

    network: str = "fast"
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 3e-3
    validation: int = 2_000
    images_per_call: int = 3_200
    pictures: int | None = None
    augment: bool = True
    schedule: bool = True
    last_rate: float = 0.0
    label_smoothing: float = 0.05
    scraps: int = 8_000
    weight_decay: float = 1e-2
    averaging: float = 0.0

    def for_epochs(self, epochs: int) -> Preset:
        """For so many epochs, with a higher learning rate the fewer they are: nearly twice as high for a single one.

        Measured on MNIST with preset fast, one epoch: 98.96 to 99.04 % at 3e-3, 99.10 to 99.25 % at 5e-3 and 7e-3.
        """
        rise = (1 + 1 / epochs) / (1 + 1 / self.epochs) if self.schedule else 1.0
        return replace(self, epochs=epochs, learning_rate=self.learning_rate * max(rise, 1.0))


# As the browser tutorial trains: digits as they are, at one rate.
_PLAIN: Final = Preset("seed", augment=False, schedule=False, label_smoothing=0.0, weight_decay=0.0, scraps=0)
PRESETS: Final = {
    "fast": Preset(),
    "best": Preset(
        "best", epochs=18, validation=4_000, images_per_call=1_280, scraps=20_000, last_rate=0.2, averaging=3
    ),
    "seed": replace(
        _PLAIN,
        epochs=100,
        batch_size=50,
        learning_rate=1e-3,
        validation=200,
        images_per_call=1_000,
        pictures=1_000,
    ),
}
# A network that is trained already needs a little more, in small steps.
_FINE_TUNING: Final[dict[str, Any]] = {"epochs": 3, "learning_rate": 5e-4, "last_rate": 0.0, "averaging": 0}


@dataclass(frozen=True)
class Plan:
    """What to train and how; None leaves it to the preset.

    `limit`: seconds of training, instead of epochs. `patience`: end after so many epochs without a better one, and keep
    the best. `start`: the folder of a checked model to fine-tune.
    """

    preset: str = "fast"
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
    seed: int = 1
    limit: float | None = None
    patience: int | None = None
    start: str | None = None

    def recipe(self) -> Preset:
        """The preset, with the changes that were asked for."""
        wishes = {"epochs": self.epochs, "batch_size": self.batch_size, "learning_rate": self.learning_rate}
        asked: dict[str, Any] = {name: value for name, value in wishes.items() if value is not None}
        preset = PRESETS[self.preset]
        if self.start:
            return replace(preset, **{**_FINE_TUNING, **asked})
        if not self.limit:
            preset = preset.for_epochs(self.epochs or preset.epochs)
        return replace(preset, **asked)
