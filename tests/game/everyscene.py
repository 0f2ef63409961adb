"""All the scenes that there are, found where they live, so that none is forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from digitgame import game


def names() -> set[str]:
    """The name of every class that is a scene."""
    return {
        name
        for _, module, _ in pkgutil.walk_packages(game.__path__, f"{game.__name__}.")
        for name, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if kind.__module__ == module and not inspect.isabstract(kind)
        if all(hasattr(kind, method) for method in ("handle", "update", "draw"))
    }
