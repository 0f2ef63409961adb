"""The one kind of error that a user is meant to read."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from digitgame import paths


class DigitgameError(Exception):
    """Something a person can mend: what failed, and the next thing to do, a sentence each.

    The command line prints it as one line and leaves with `exit_code`; no traceback.
    """

    def __init__(self, problem: str, hint: str = "", *, exit_code: int = 1) -> None:
        super().__init__(problem, hint)
        self.problem = problem
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.problem} {self.hint}".rstrip()


class UnwritableError(DigitgameError):
    """A place where nothing can be kept."""


def next_step(error: OSError) -> str:
    """What to do about the commonest errors of the operating system where something is kept; else nothing."""
    if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", None)):  # Windows knows no quota
        return "Free some space, or set DIGITGAME_HOME to a folder on another disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Check who may write there, or set DIGITGAME_HOME to a folder of yours."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "A file is in the way of a folder: move it, or set DIGITGAME_HOME to a folder of yours."
    return "Set DIGITGAME_HOME to a folder of yours." if _at_home(error) else ""


def _at_home(error: OSError) -> bool:
    """Whether it is about the folder in which everything is kept, something in it, or a folder that it would lie in."""
    if not isinstance(error.filename, (str, os.PathLike)):
        return False
    home, at = paths.home().absolute(), Path(error.filename).absolute()
    return at.is_relative_to(home) or home.is_relative_to(at)
