"""TensorFlow's native library: what it is told by the environment, and reading it while there is other work.

A gigabyte, it takes a quarter of a second to set up even where the system has it in memory. No Python of
TensorFlow's here.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from digitgame import paths
from digitgame.quiet import quiet

_LIBRARY: Final = "libtensorflow_cc.*"  # Linux, macOS; Windows has its own way


def tell_environment() -> None:
    """Set TensorFlow and Keras up for speed on an ordinary processor, as far as that is told by the environment."""
    # oneDNN is off by default on processors without AVX-512, where it doubles the speed of training all the same
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    # it is to keep what it has prepared for a convolution, however large the batch, and to take the memory for it from
    # the system: together these take a tenth to a sixth of the processor's time off a step, for some 10 MB
    os.environ.setdefault("TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE", "false")
    os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "true")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # keras writes its settings where it finds none, and obeys those it finds: both in a place of our own
    os.environ["KERAS_HOME"] = str(paths.home() / "cache" / "keras")


@contextmanager
def ahead() -> Iterator[None]:
    """The library is read meanwhile. Nothing that is written to stderr by its number, 2, is seen until it is."""
    tell_environment()
    reader = threading.Thread(target=_read, daemon=True)
    reader.start()
    try:
        yield
    finally:
        reader.join()


def _read() -> None:
    with suppress(OSError, ValueError, ImportError, AttributeError), quiet():
        found = importlib.util.find_spec("tensorflow")
        if found is None or found.origin is None:
            return
        for library in Path(found.origin).parent.glob(_LIBRARY):
            # not ctypes.CDLL(library): unlike a call of this function it would keep all of Python waiting
            ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_NOW)
