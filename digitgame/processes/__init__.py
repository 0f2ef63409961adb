"""Start this Python again, so that it runs no code that happens to lie in the current folder."""

import os
import sys
from contextlib import suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def python_command(code: str, *arguments: str) -> list[str]:
    """The command line that runs `code` with `arguments`, and finds modules where this process finds them.

    `python -m` and `python -c` look for modules in the current folder first, even for those of the standard library
    (CWE-427). Python 3.11 has an option against that; this does the same for 3.10.
    """
    here = None
    # The current folder may be gone.
    with suppress(OSError):
        here = Path.cwd().resolve()
    places = [place for place in sys.path if place and (Path(place).resolve() != here or here == _ROOT)]
    return [sys.executable, "-c", f"import sys; sys.path[:] = {places!r}; {code}", *arguments]


def find_program(name: str) -> str | None:
    """The path of a program that PATH leads to, never one in the current folder, where Windows looks first."""
    ending = ".exe" if os.name == "nt" else ""
    found = (Path(folder, name + ending) for folder in os.get_exec_path() if Path(folder).is_absolute())
    return next((str(path) for path in found if path.is_file() and os.access(path, os.X_OK)), None)
