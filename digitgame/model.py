"""The model folder: what `train` writes and everything else reads.

`network.keras` to go on training, `network.tflite` to read with, `card.json` to know what it is. A folder is
written beside its final place and renamed, and the digests in the card are checked before any parser sees a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from digitgame import atomic
from digitgame.errors import DigitgameError

FORMAT: Final = 1  # of the folder; a reader refuses what it does not know
CARD: Final = "card.json"
KERAS: Final = "network.keras"
TFLITE: Final = "network.tflite"
CHECKPOINTS: Final = "checkpoints/epoch-*.tflite"  # the network after some epochs on the way
SHIPPED: Final = "shipped"  # the name of the one in the box, on its card and wherever a model is named
_DEFAULT: Final = "default"  # the file in the models' folder that names the default


@dataclass(frozen=True)
class Model:
    """A model folder whose card has been read and whose network to read with, at least, has been checked."""

    folder: Path
    card: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.card["name"])

    @property
    def digest(self) -> str:
        """sha256 of the network that reads: what a guess is filed under."""
        return str(self.card["files"][TFLITE])

    @property
    def temperature(self) -> float:
        """What the logits are divided by so that certainty means what it says; 1 where not fitted."""
        return _temperature(self.card)


def load(folder: Path, *, framing: int | None = None, whole: bool = False) -> Model:
    """Read and check a model folder: what reading needs of it, or the `whole`, with the network for Keras.

    Raises DigitgameError where the folder or a file that was asked for is missing, truncated or altered, or where
    its network was trained on another framing than `framing`.
    """
    again = "Go back to the one in the box with `digitgame models default shipped`, or train another."
    card_file = folder / CARD
    if not folder.is_dir():
        raise DigitgameError(f"There is no model folder {folder}.", again, exit_code=2)
    try:
        card = json.loads(card_file.read_text("utf-8"))
        files = dict(card["files"])
        form, framed, _ = card["format"], card["framing"], card["name"]
        if not 0.01 <= _temperature(card) <= 100:  # nothing that any fit gives; not a number is neither
            raise ValueError
    except FileNotFoundError:
        raise DigitgameError(f"{folder} is not a model folder: {CARD} is missing.", again) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DigitgameError(f"{card_file} is not a model's card: it is damaged or foreign.", again) from None
    if form != FORMAT:
        raise DigitgameError(f"{folder} has format {form}; this version reads {FORMAT}.", again)
    if framing is not None and framed != framing:
        raise DigitgameError(
            f"{folder} was trained on framing {framed}; this version frames as {framing}.", again
        )
    for name in (TFLITE, KERAS) if whole else (TFLITE,):
        if name not in files:
            raise DigitgameError(f"{card_file} names no digest of {name}.", again)
        path = folder / name
        if not path.is_file():
            raise DigitgameError(f"{path} is missing.", again)
        if sha256(path) != files[name]:
            raise DigitgameError(f"{path} is truncated or altered: its digest is not the card's.", again)
    return Model(folder, card)


def find(
    name: str | None, *, models: Path, shipped: Path, framing: int | None = None, whole: bool = False
) -> Model:
    """The model that `name` means: a folder, one of the folders in `models`, or the default for None; as `load` does.

    The default is the one that `set_default` named (the last one trained), else the shipped one.
    """
    if name is None:
        chosen = default(models)
        folder = models / chosen if chosen else shipped
    elif name and (models / name).is_dir() and Path(name).name == name:
        folder = models / name
    elif name == SHIPPED:
        folder = shipped
    else:
        folder = Path(name)
        if not name or not folder.is_dir():
            known = ", ".join([*names(models), SHIPPED])
            raise DigitgameError(
                f"There is no model {name or repr(name)}.", f"Known: {known}; or name a folder.", exit_code=2
            )
    return load(folder, framing=framing, whole=whole)


def names(models: Path) -> list[str]:
    """The names of the models in a models' folder, sorted; unfinished ones are not seen."""
    if not models.is_dir():
        return []
    return sorted(p.name for p in models.iterdir() if not p.name.startswith(".") and (p / CARD).is_file())


def called(folder: Path) -> str:
    """The name of the model in a folder: the one on its card, else the folder's."""
    try:
        return str(json.loads((folder / CARD).read_text("utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name


def default(models: Path) -> str | None:
    """The name that `find(None)` goes by; None where it means the shipped one."""
    pointer = models / _DEFAULT
    chosen = pointer.read_text("utf-8", errors="replace").strip() if pointer.is_file() else ""
    if "\0" in chosen or len(chosen) > 255:  # no name that was ever written there
        return None
    return chosen if chosen and (models / chosen).is_dir() else None


def set_default(models: Path, name: str) -> None:
    """Let `find(None)` mean `name` from now on."""
    atomic.write_text(models / _DEFAULT, name + "\n")


def drop_gone_default(models: Path) -> None:
    """Let a default that is not there any more mean the shipped one for good, whatever comes to be called so."""
    if (models / _DEFAULT).is_file() and default(models) is None:
        set_default(models, "")


@contextmanager
def writing(final: Path) -> Iterator[Path]:
    """A folder to fill beside `final`, put in its place when the block ends well and removed when it does not.

    An earlier `final` stays whole until then.
    """
    with atomic.folder(final) as beside:
        yield beside
        vouch_for_checkpoints(beside)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write the card of the networks that are in `folder`, with the format and their digests."""
    files = {name: sha256(folder / name) for name in (KERAS, TFLITE) if (folder / name).is_file()}
    atomic.write_text(folder / CARD, json.dumps({"format": FORMAT, **card, "files": files}, indent=2) + "\n")


def vouch_for_checkpoints(folder: Path) -> None:
    """Let the card of a model folder name the digests of its checkpoints as well: nobody loads one that it does not."""
    checkpoints = sorted(folder.glob(CHECKPOINTS))
    if checkpoints and (folder / CARD).is_file():
        card = json.loads((folder / CARD).read_text("utf-8"))
        card["files"] |= {path.relative_to(folder).as_posix(): sha256(path) for path in checkpoints}
        atomic.write_text(folder / CARD, json.dumps(card, indent=2) + "\n")


def _temperature(card: dict[str, Any]) -> float:
    return float(card.get("calibration", {}).get("temperature", 1.0))


def sha256(path: Path) -> str:
    """The sha256 of a file, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
