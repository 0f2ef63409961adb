"""The model folder: what `train` writes and everything else reads.

`network.keras` to train further, `network.tflite` for predictions, `card.json` with all facts about it. A folder is
written beside its final place and renamed, and the digests in the card are checked before any parser sees a file.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from digitgame import atomic, folders, paths
from digitgame.errors import DigitgameError

_log = logging.getLogger(__name__)
# The folder's format; a reader refuses any other.
FORMAT: Final = 1
CARD: Final = "card.json"
KERAS: Final = "network.keras"
TFLITE: Final = "network.tflite"
# The network after some of the epochs.
CHECKPOINTS: Final = "checkpoints/epoch-*.tflite"
# The name of the bundled model, on its card and in every command.
SHIPPED: Final = "shipped"
# Characters of a wrong name that are shown.
_SHOWN: Final = 40
# The file in the folder of models that names the default.
_DEFAULT: Final = "default"
# Files that hold a network, or a whole model in one file, but are no model folder.
_NETWORKS: Final = (".keras", ".h5", ".hdf5", ".tflite", ".zip")
# Bytes of a card, bytes that are read at once, and the largest count of a card.
_MOST_BYTES: Final = 2**20
_BLOCK: Final = 2**20
_LARGEST: Final = 10**12
# The numbers of a test that are shown.
_TESTED: Final = ("count", "expected_calibration_error")
# The types of a card's values.
_KINDS: Final[dict[str, type]] = {
    "name": str,
    "preset": str,
    "created": str,
    "version": str,
    "recipe": dict,
    "calibration": dict,
    "files": dict,
    "imported": dict,
    "scores": dict,
    "accepted": dict,
    "tested": dict,
    "data": list,
    "layers": list,
}


@dataclass(frozen=True)
class Model:
    """A model folder with a valid card and, at least, a checked `network.tflite`."""

    folder: Path
    card: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.card["name"])

    @property
    def digest(self) -> str:
        """sha256 of `network.tflite`, by which guesses and runs name the model."""
        return str(self.card["files"][TFLITE])

    @property
    def temperature(self) -> float:
        """What the logits are divided by so that the confidence is calibrated; 1 if it was not fitted."""
        return _temperature(self.card)


def load(folder: Path, *, framing: int | None = None, whole: bool = False) -> Model:
    """Load a model folder and check what predictions need of it, or the `whole`, with the network for Keras.

    A model that was imported has no network for Keras.

    Raises DigitgameError if the folder or one of these files is missing, truncated or altered, or if the network was
    trained on another framing than `framing`.
    """
    again = "Go back to the bundled model with `digitgame models default shipped`, or train another."
    card_file = folder / CARD
    if not folder.is_dir():
        raise DigitgameError(f"There is no model folder {folder}.", again, exit_code=2)
    try:
        card = _read_card(card_file)
        _check(card)
        files = dict(card["files"])
        form, framed, _ = card["format"], card["framing"], card["name"]
        # No fit gives that; it may also be NaN.
        if not 0.01 <= _temperature(card) <= 100:
            raise ValueError("temperature")
        if not _fits(card):
            _log.debug("%s: its layers, or what it was tested on, are left out", card_file)
            card |= {"layers": [], "tested": {}}
    except FileNotFoundError:
        raise DigitgameError(f"{folder} is not a model folder: {CARD} is missing.", again) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        problem = f"{card_file} is not a model's card: it is damaged or foreign."
        raise DigitgameError(problem, again) from error
    if form != FORMAT:
        raise DigitgameError(f"{folder} has format {form}; this version reads {FORMAT}.", again)
    if framing is not None and framed != framing:
        problem = f"{folder} was trained on framing {framed}; this version frames as {framing}."
        raise DigitgameError(problem, again)
    # A network that was trained elsewhere is kept only as what predictions need.
    for name in (TFLITE, KERAS) if whole and "imported" not in card else (TFLITE,):
        if name not in files:
            raise DigitgameError(f"{card_file} has no digest of {name}.", again)
        path = folder / name
        if not path.is_file():
            raise DigitgameError(f"{path} is missing.", again)
        if sha256(path) != files[name]:
            raise DigitgameError(f"{path} is truncated or altered: its digest is not the card's.", again)
    return Model(folder, card)


def find(
    name: str | None, *, models: Path, shipped: Path, framing: int | None = None, whole: bool = False
) -> Model:
    """Load the model of a name, or for None the default, as `load` and `folder_of` do."""
    return load(folder_of(name, models=models, shipped=shipped), framing=framing, whole=whole)


def folder_of(name: str | None, *, models: Path, shipped: Path) -> Path:
    """The folder of a name: one in `models`, `shipped`, a path; for None the default, else `shipped`.

    Raises DigitgameError where there is no such folder.
    """
    if name is None:
        chosen = default(models)
        return models / chosen if chosen else shipped
    if name and lies_in(models, name):
        return models / name
    if name == SHIPPED:
        return shipped
    folder = Path(name)
    if name and folder.is_file():
        raise _is_a_file(folder)
    if not name or not folder.is_dir():
        hint = f"Known: {', '.join([*names(models), SHIPPED])}; or name a folder."
        raise DigitgameError(f"There is no model {name or repr(name)}.", hint, exit_code=2)
    return folder


def _is_a_file(path: Path) -> DigitgameError:
    """What to do with a file that was named as a model."""
    if (path.parent / CARD).is_file():
        return DigitgameError(
            f"{path} is one file of a model.", f"Name its folder: {path.parent}", exit_code=2
        )
    if path.suffix.lower() in _NETWORKS:
        what = (
            "a model in one file"
            if path.suffix.lower() == ".zip"
            else "a network that no model is made of yet"
        )
        return DigitgameError(f"{path} is {what}.", f"Import it: digitgame models import {path}", exit_code=2)
    return DigitgameError(
        f"{path} is a file, and not a model.", "Name a model, or a model folder.", exit_code=2
    )


def names(models: Path) -> list[str]:
    """The names of the finished models in a folder of models, sorted."""
    if not models.is_dir():
        return []
    return sorted(p.name for p in models.iterdir() if not p.name.startswith(".") and (p / CARD).is_file())


def called(folder: Path) -> str:
    """The name of the model in a folder: that on its card, else the folder's."""
    try:
        return str(_read_card(folder / CARD)["name"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        _log.debug("No name on the card of %s: %r", folder, error)
        return folder.name


def default(models: Path) -> str | None:
    """The name of the default model; None for the shipped one."""
    pointer = models / _DEFAULT
    chosen = pointer.read_text("utf-8", errors="replace").strip() if pointer.is_file() else ""
    # Damaged: no folder can have that name.
    if "\0" in chosen or len(chosen) > 255:
        return None
    return chosen if chosen and lies_in(models, chosen) else None


def set_default(models: Path, name: str) -> None:
    """Make `name` the default model; "" stands for the shipped one."""
    atomic.write_text(models / _DEFAULT, name + "\n")


def choose_default(models: Path, name: str, *, framing: int) -> None:
    """Make a model of the user's, or the shipped one, the default; DigitgameError if `name` is neither or damaged."""
    if name == SHIPPED:
        set_default(models, "")
        return
    require_own(models, name)
    load(models / name, framing=framing, whole=True)
    set_default(models, name)


def require_name(name: str, hint: str) -> None:
    """Raise DigitgameError, with a hint, if a model cannot be called so: its folder could lie elsewhere."""
    if name.casefold() in ("default", SHIPPED) or not paths.is_name(name):
        raise DigitgameError(f"{name[:_SHOWN]!r} cannot be a model's name.", hint, exit_code=2)


def require_own(models: Path, name: str) -> None:
    """Raise DigitgameError if `name` is no model in the user's folder of models."""
    own = names(models)
    if name not in own:
        known = ", ".join(own) or "none"
        raise DigitgameError(f"You have no model {name}.", f"Yours: {known}.", exit_code=2)


def is_plain(name: str) -> bool:
    """Whether `name` leads to no other folder, and is not one of our hidden ones."""
    return bool(name) and Path(name).name == name and not name.startswith(".")


def lies_in(models: Path, name: str) -> bool:
    """Whether `name` is a folder in the folder of models, even one without a card."""
    return is_plain(name) and (models / name).is_dir()


def drop_gone_default(models: Path) -> None:
    """If the default model was removed, make the shipped one the default, so that no later model of that name is."""
    if (models / _DEFAULT).is_file() and default(models) is None:
        set_default(models, "")


@contextmanager
def writing(final: Path) -> Iterator[Path]:
    """Yield a folder to fill; it replaces `final` when the block ends well, and is removed when it fails."""
    with folders.replacing(final) as beside:
        yield beside
        vouch_for_checkpoints(beside)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write the card of the networks in `folder`, with the format and their digests."""
    files = {name: sha256(folder / name) for name in (KERAS, TFLITE) if (folder / name).is_file()}
    atomic.write_text(folder / CARD, json.dumps({"format": FORMAT, **card, "files": files}, indent=2) + "\n")


def vouch_for_checkpoints(folder: Path) -> None:
    """Add the digests of the checkpoints to the card: without one, a checkpoint is never loaded."""
    checkpoints = sorted(folder.glob(CHECKPOINTS))
    if checkpoints and (folder / CARD).is_file():
        card = json.loads((folder / CARD).read_text("utf-8"))
        card["files"] |= {path.relative_to(folder).as_posix(): sha256(path) for path in checkpoints}
        atomic.write_text(folder / CARD, json.dumps(card, indent=2) + "\n")


def _read_card(file: Path) -> Any:
    """What is on a card; raises OSError, ValueError or RecursionError where it cannot be read."""
    # Opening a pipe would wait for ever.
    if not file.is_file():
        raise FileNotFoundError
    if file.stat().st_size > _MOST_BYTES:
        raise ValueError("too large")
    return json.loads(file.read_text("utf-8"))


def _check(card: dict[str, Any]) -> None:
    """Raise ValueError, TypeError or AttributeError for a card whose values are not what lists and the game show."""
    for key, kind in _KINDS.items():
        if not isinstance(card.get(key, kind()), kind):
            raise TypeError(key)
    for key in ("epochs", "seconds", "parameters", "learnt"):
        value = card.get(key)
        if value is not None and not (type(value) in (int, float) and 0 <= value <= _LARGEST):
            raise ValueError(key)
    for key in ("scores", "accepted"):
        if not all(type(value) in (int, float) and 0 <= value <= 1 for value in card.get(key, {}).values()):
            raise ValueError(key)
    for source in card.get("data", []):
        if not isinstance(source["name"], str) or not 0 <= source["count"] <= _LARGEST:
            raise ValueError("data")


def _fits(card: dict[str, Any]) -> bool:
    """Whether the layers and the tests on a card, which are only shown, are what `training/export.py` writes there."""
    try:
        for layer in card.get("layers", []):
            numbers = [layer[key] for key in ("parameters", "multiply_adds")]
            weights = "zeros" in layer
            numbers += layer["shape"] + [layer[key] for key in ("zeros", "nan") if weights]
            limits = [layer[key] for key in ("min", "max") if weights]
            if not all(type(number) is int and 0 <= number <= _LARGEST for number in numbers):
                return False
            if not all(limit is None or abs(limit) <= _LARGEST for limit in limits):
                return False
            if not isinstance(layer["name"], str) or not isinstance(layer["kind"], str):
                return False
        for test in card.get("tested", {}).values():
            if not all(abs(value) <= _LARGEST for key, value in test.items() if key in _TESTED):
                return False
    except (KeyError, TypeError, AttributeError):
        return False
    return True


def _temperature(card: dict[str, Any]) -> float:
    return float(card.get("calibration", {}).get("temperature", 1.0))


def sha256(path: Path) -> str:
    """The sha256 of a file, as hex; a file of any size takes little memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
