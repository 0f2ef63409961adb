"""The error that a user reads, and what to do about the common ones."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from digitgame import paths

# What `digitgame train` needs besides what playing needs.
TRAINING: Final = ("tensorflow", "matplotlib")
_NAMES: Final = {"tensorflow": "TensorFlow"}


class DigitgameError(Exception):
    """What failed, and what to do next, one sentence each: printed as one line before exiting with `exit_code`."""

    def __init__(self, problem: str, hint: str = "", *, exit_code: int = 1) -> None:
        super().__init__(problem, hint)
        self.problem = problem
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.problem} {self.hint}".rstrip()


class UnwritableError(DigitgameError):
    """Nothing can be written at a place."""


def next_step(error: OSError) -> str:
    """What to do about the most common errors when writing a file; "" for any other."""
    # Windows has no EDQUOT.
    if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", None)):
        return "Free some space, or set DIGITGAME_HOME to a folder on another disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Check who may write there, or set DIGITGAME_HOME to a folder of yours."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "A file is in the way of a folder: move it, or set DIGITGAME_HOME to a folder of yours."
    return "Set DIGITGAME_HOME to a folder of yours." if _at_home(error) else ""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise the disk's errors in the block as a DigitgameError: `path` cannot be written, why, and what to do."""
    try:
        yield
    except OSError as error:
        raise DigitgameError(
            f"{path} cannot be written: {error.strerror or error}.", next_step(error)
        ) from error


def _at_home(error: OSError) -> bool:
    """Whether the error is about the user's folder, something in it, or one of its parents."""
    if not isinstance(error.filename, (str, os.PathLike)):
        return False
    home, at = paths.home().absolute(), Path(error.filename).absolute()
    return at.is_relative_to(home) or home.is_relative_to(at)


def require(what: str, *modules: str) -> None:
    """Raise DigitgameError, with the command that installs them, if `what` lacks packages; nothing is imported."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        names = " and ".join(_NAMES.get(name, name) for name in missing)
        raise DigitgameError(f"{what} needs {names}.", f"Install with: {install_command(*missing)}")


def install_command(*packages: str) -> str:
    """The command that installs packages beside this program."""
    python = Path(sys.executable)
    here = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python
    return f"{here} -m pip install {' '.join(packages)}"
