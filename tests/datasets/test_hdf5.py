"""Bounds of HDF5 files: what leads elsewhere, has no end or is too large is refused before it is read."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
import pytest

from digitgame.datasets.formats import hdf5


def content(write: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        write(file)
    return out.getvalue()


def deep(file: Any) -> None:
    group = file
    for _ in range(100):
        group = group.create_group("g")


def circular(file: Any) -> None:
    file.create_group("g")["again"] = file["/"]


def large(file: Any) -> None:
    # Nothing of it is written: it claims 800 kB.
    file.create_dataset("g/w", (100_000,), "f8")


def many(file: Any) -> None:
    for number in range(600):
        file.create_group(str(number))


@pytest.mark.parametrize(
    ("write", "reason"),
    [(deep, "nested too deeply"), (circular, "nested too deeply"), (large, "too large"), (many, "too large")],
)
def test_a_file_without_bounds_is_refused(write: Callable[[Any], None], reason: str) -> None:
    with pytest.raises(hdf5.UnsafeError, match=reason):
        hdf5.check(content(write), 500_000)


def test_a_file_within_its_bounds_is_not() -> None:
    hdf5.check(content(lambda file: file.create_dataset("g/w", data=np.ones(1_000))), 500_000)
