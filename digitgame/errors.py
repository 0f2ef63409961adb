"""The error that a user reads."""

import errno
import os
from pathlib import Path

from digitgame import paths


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


def _at_home(error: OSError) -> bool:
    """Whether the error is about the user's folder, something in it, or one of its parents."""
    if not isinstance(error.filename, (str, os.PathLike)):
        return False
    home, at = paths.home().absolute(), Path(error.filename).absolute()
    return at.is_relative_to(home) or home.is_relative_to(at)
