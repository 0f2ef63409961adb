"""Silence for native libraries, which print on stderr without asking Python."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)


@contextmanager
def quiet() -> Iterator[None]:
    """Send the process's stderr to nowhere inside the block; exceptions pass through."""
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError, ValueError) as error:
        # A windowed program has no stderr.
        _log.debug("No stderr to silence: %s", error)
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device, not a path)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
