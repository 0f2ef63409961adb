"""Putting a finished file or folder in its place: half of one is never seen, and what was there is never lost."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path


def swap(beside: Path, final: Path) -> None:
    """Rename the folder `beside` to `final`. What was there comes back where that fails, and goes where it does not."""
    old = beside.with_name(beside.name + ".old")
    if final.exists():
        final.rename(old)
    try:
        beside.rename(final)
    except OSError:
        if old.exists():
            old.rename(final)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file beside its place, then rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        beside.write_text(text, "utf-8")
        os.replace(beside, path)  # noqa: PTH105 (atomic on every platform)
    finally:
        beside.unlink(missing_ok=True)
