"""What a bug report needs to say of this program and the machine that it runs on."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from digitgame import __version__, model, paths
from digitgame.errors import DigitgameError
from digitgame.scoreboard.address import masked

# Modules by the name that people know them by.
_PACKAGES: Final = {
    "TensorFlow": "tensorflow",
    "Keras": "keras",
    "LiteRT": "ai_edge_litert",
    "numpy": "numpy",
    "Pillow": "PIL",
    "matplotlib": "matplotlib",
    "click": "click",
    "rich": "rich",
    "psycopg": "psycopg",
}
_MISSING: Final = "not installed"
_VARIABLES: Final = (
    "DIGITGAME_",
    "SDL_",
    "TF_ENABLE_ONEDNN_OPTS",
    "CUDA_VISIBLE_DEVICES",
    "NO_COLOR",
    "PYTHONIOENCODING",
)


def facts() -> dict[str, str]:
    """Each fact by its name, in the order to print them. What cannot be found out says why; nothing is written."""
    # First of all, because the game's window sets some of them.
    given = {name: masked(value) for name, value in sorted(os.environ.items()) if name.startswith(_VARIABLES)}
    # pygame would print a greeting.
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    ask: dict[str, Callable[[], str]] = {
        "digitgame": lambda: f"{__version__}, in {Path(__file__).resolve().parents[2]}",
        "Python": lambda: (
            f"{platform.python_version()} ({platform.python_implementation()}), {sys.executable}"
        ),
        "system": lambda: f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} cores",
        "pygame": _pygame,
        **{name: partial(_version, module) for name, module in _PACKAGES.items()},
        "screen": _screen,
        "terminal": _terminal,
        "home": _home,
        "models": _models,
        "reading": _reading,
        "data": _data,
        "scores": _scores,
        "variables": lambda: ", ".join(f"{name}={value}" for name, value in given.items()) or "none",
    }
    return {name: _described(describe) for name, describe in ask.items()}


def _described(describe: Callable[[], str]) -> str:
    """What `describe` returns, or the reason why it cannot."""
    try:
        return describe()
    except ModuleNotFoundError as error:
        return f"{error.name} is {_MISSING}"
    except DigitgameError as error:
        return error.problem
    except Exception as error:
        # Broken packages fail in their own ways, and a report says which.
        return f"{type(error).__name__}: {error}"


def _version(module: str) -> str:
    """The version of a module's package, whatever that is called (tensorflow-cpu); the module is not imported."""
    if find_spec(module) is None:
        return _MISSING
    # Before Python 3.11, only packages of the older kind say which modules they hold.
    names = importlib.metadata.packages_distributions().get(module, [module])
    try:
        return ", ".join(sorted({f"{name} {importlib.metadata.version(name)}" for name in names}))
    except importlib.metadata.PackageNotFoundError:
        return "installed, of no known version"


def _pygame() -> str:
    import pygame

    kind = "pygame-ce" if getattr(pygame, "IS_CE", False) else "pygame"
    return f"{kind} {pygame.version.ver}, SDL {'.'.join(map(str, pygame.get_sdl_version()))}"


def _screen() -> str:
    import pygame

    from digitgame.ui.loop import has_screen

    if not has_screen():
        return "none: neither DISPLAY nor WAYLAND_DISPLAY is set"
    try:
        pygame.display.init()
        sizes = ", ".join(f"{width}x{height}" for width, height in pygame.display.get_desktop_sizes())
        return f"{sizes} ({pygame.display.get_driver()})"
    finally:
        pygame.display.quit()


def _terminal() -> str:
    encoding = getattr(sys.stdout, "encoding", None) or "none"
    return f"{encoding}, {'a terminal' if sys.stdout and sys.stdout.isatty() else 'no terminal'}"


def _home() -> str:
    home = paths.home()
    if not home.exists():
        return f"{home} (not made yet)"
    return f"{home}{'' if os.access(home, os.W_OK) else ' (read only)'}"


def _models() -> str:
    names = [*model.names(paths.models()), model.SHIPPED]
    return f"{', '.join(names)}; the game uses {model.default(paths.models()) or model.SHIPPED}"


def _reading() -> str:
    """Whether the model that the game uses reads a digit."""
    from digitgame.api import Reader, frame, write

    reading = Reader().read(frame(write(7)))
    return f"a synthetic 7 is read as {reading.digit}, {reading.confidence:.1%} sure"


def _data() -> str:
    from digitgame.datasets.cache import cached_datasets

    return ", ".join(one.name for one in cached_datasets(paths.data())) or "none kept"


def _scores() -> str:
    path = paths.database()
    return f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else "none yet"
