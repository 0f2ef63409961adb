"""Draw a digit, train the network that reads it, play against it.

As a library (docs/python.md): `load_data`, `write`, `frame`, `Reader`, `train` and `charts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from digitgame import charts
    from digitgame.api import History, Reader, frame, load_data, train, write

__version__: Final = "0.1.0"
__all__ = ["History", "Reader", "__version__", "charts", "frame", "load_data", "train", "write"]


def __getattr__(name: str) -> object:
    """Import what is asked for on its first use, so that `digitgame --version` need not wait for numpy."""
    if name not in __all__:
        raise AttributeError(f"module 'digitgame' has no attribute {name!r}")
    from importlib import import_module

    return (
        import_module("digitgame.charts")
        if name == "charts"
        else getattr(import_module("digitgame.api"), name)
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
