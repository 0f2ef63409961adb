"""Untrusted networks: those of strangers are tried in a process of their own before this one loads them.

A `.tflite` goes to a native parser, which a damaged or hostile file may crash, fill or keep busy for ever. What passes
here is loaded again as any other network: trying protects from accidents and crude attacks, and is no proof.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.inference import litert
from digitgame.inference.layers import read_layers
from digitgame.ink import FRAMING
from digitgame.model import CHECKPOINTS, TFLITE, Model
from digitgame.processes import python_command

# Seconds of the clock and of the processor, and bytes, that trying may take: a busy machine makes it wait.
_PATIENCE: Final = 30.0
_WORK: Final = 10
_MEMORY: Final = 2**29
_REFUSED: Final = 1


def find(name: str | None) -> Model:
    """The model that a reader is asked for by name, as `model.find` finds it, its networks tried if need be."""
    found = model.find(name, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING)
    try_untrusted(found)
    return found


def try_untrusted(found: Model) -> None:
    """`try_apart` the networks of a model, unless it is the bundled one, or one of the user's own.

    Those were trained here, or tried when they were imported.
    """
    if found.folder != paths.shipped_model() and found.folder.parent != paths.models():
        try_apart(*networks(found), hint="Name another model.")


def networks(found: Model) -> list[Path]:
    """The files of a model that are ever loaded: its network, and the checkpoints that its card vouches for."""
    checkpoints = sorted(found.folder.glob(CHECKPOINTS))
    known = found.card["files"]
    return [
        found.folder / TFLITE,
        *(one for one in checkpoints if one.relative_to(found.folder).as_posix() in known),
    ]


def load_all(network: Path) -> None:
    """All that the program does with a network of ours: run it, and look into its layers."""
    litert.runner(network)
    read_layers(network)


def try_apart(*files: Path, hint: str = "", load: Callable[[Path], object] = load_all) -> None:
    """Let a process of its own, with limits on time and memory, `load` each of the files.

    `load` is a function of a module. Raises its DigitgameError, and one, with `hint`, for a file that ends the process
    or takes long or much memory.
    """
    code = f"from {__name__} import _apart; from {load.__module__} import {load.__name__}; _apart({load.__name__})"
    try:
        done = subprocess.run(
            python_command(code, *map(str, files)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DigitgameError(f"{files[0]} could not be tried within {_PATIENCE:.0f} s.", hint) from error
    except OSError as error:
        raise DigitgameError(f"{files[0]} could not be tried: {error.strerror or error}.", hint) from error
    if not done.returncode:
        return
    # A line for each file that passed, then the error of the next one; a crash leaves none.
    passed = done.stdout.splitlines()
    if done.returncode == _REFUSED and passed:
        with suppress(ValueError, TypeError):
            problem, its_hint = json.loads(passed[-1])
            raise DigitgameError(str(problem), str(its_hint) or hint)
    raise DigitgameError(
        f"{files[min(len(passed), len(files) - 1)]} is not a network that LiteRT can run.", hint
    )


def _apart(load: Callable[[Path], object]) -> None:
    """What the process of `try_apart` does."""
    with suppress(DigitgameError):
        # Imports take memory too, and are no fault of the file.
        litert.runner(paths.shipped_model() / TFLITE)
    _limit()
    for name in sys.argv[1:]:
        try:
            load(Path(name))
        except DigitgameError as error:
            print(json.dumps([error.problem, error.hint]), flush=True)
            sys.exit(_REFUSED)
        print("null", flush=True)


def _limit() -> None:
    """Limit the memory and the work of this process, beyond what it has."""
    # Windows has no such limits.
    with suppress(ImportError, OSError, ValueError, IndexError):
        import resource

        def limit(what: int, most: int) -> None:
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

        limit(resource.RLIMIT_CORE, 0)
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit(resource.RLIMIT_CPU, _WORK + int(used.ru_utime + used.ru_stime))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit(resource.RLIMIT_AS, _MEMORY + pages * resource.getpagesize())
