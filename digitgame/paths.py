"""Where things live. Nothing is written anywhere else unless the user names the place."""

from __future__ import annotations

import importlib.resources
import os
from pathlib import Path


def home() -> Path:
    """The user's folder: `$DIGITGAME_HOME`, else the platform's place for application data."""
    named = os.environ.get("DIGITGAME_HOME")
    if named:
        return Path(named).expanduser()
    import click

    return Path(click.get_app_dir("digitgame"))


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
    """What ships with the program: the same folder in a wheel, an editable install and a checkout."""
    packed = Path(str(importlib.resources.files("digitgame") / "assets"))
    return packed if packed.is_dir() else Path(__file__).resolve().parent.parent / "assets"


def shipped_model() -> Path:
    """The model in the box."""
    return assets() / "model"
