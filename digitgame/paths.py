"""Where files live. Nothing is written anywhere else unless the user names the place."""

import errno
import importlib.resources
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# Names of devices on Windows.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_NOBODY: Final = "leads nowhere: set DIGITGAME_HOME to a folder of yours"
# Characters of a name.
_LONGEST: Final = 64
# File systems take 255 bytes, and some of our folders add an ending.
_MOST_BYTES: Final = 200


def home() -> Path:
    """The user's folder: `$DIGITGAME_HOME`, else the platform's place for application data.

    On Windows that is the local one: networks at schools and offices copy the roaming one at each login, and models and
    data sets are large. A roaming folder that an earlier version filled is used on, unless there is a local one.
    Raises FileNotFoundError, with what to do, where no such folder can be found.
    """
    named = os.environ.get("DIGITGAME_HOME")
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:
            raise FileNotFoundError(errno.ENOENT, f"DIGITGAME_HOME names {named}, which {_NOBODY}") from None
    import click

    local, roaming = (Path(click.get_app_dir("digitgame", roaming=roams)) for roams in (False, True))
    # Where the environment names a user that is not there, it would be a folder in the current one.
    if not local.is_absolute():
        raise FileNotFoundError(errno.ENOENT, f"The user's folder is {local.parent}, which {_NOBODY}")
    return roaming if roaming.is_dir() and not local.is_dir() else local


def models() -> Path:
    """The folder of the user's own models."""
    return home() / "models"


def data() -> Path:
    """The folder of downloaded data sets."""
    return home() / "data"


def database() -> Path:
    """The SQLite file with players, guesses and their ink."""
    return home() / "digitgame.db"


def assets() -> Path:
    """The files that ship with the program, in a wheel, an editable install and a checkout alike."""
    packed = Path(str(importlib.resources.files("digitgame") / "assets"))
    return packed if packed.is_dir() else Path(__file__).resolve().parent.parent / "assets"


def shipped_model() -> Path:
    """The folder of the bundled model."""
    return assets() / "model"


def numbered(name: str) -> Iterator[str]:
    """A name, then that with a number: "fast", "fast-2", "fast-3", ..."""
    yield name
    yield from (f"{name}-{number}" for number in itertools.count(2))


def is_name(name: str) -> bool:
    """Whether `name` can be a folder's name on every platform and has no invisible characters."""
    strange = set(name) & set('/\\:*?"<>|') or not name.isprintable()
    edges = name != name.strip() or name.startswith((".", "-")) or name.endswith(".")
    long = len(name) > _LONGEST or len(name.encode("utf-8", "replace")) > _MOST_BYTES
    return bool(name) and not (strange or edges or long or _DEVICES.fullmatch(name))
