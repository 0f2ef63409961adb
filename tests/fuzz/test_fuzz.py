"""Readers of strangers' files: a few damaged files each, and every one that ever went wrong; `make soak` reads many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import hunt
from .readers import READERS

pytestmark = pytest.mark.slow
# Those that need TensorFlow, or a process of their own because their parser is native.
APART = {"keras": 25, "recipe": 20, "tflite": 60, "foreign": 40, "packed": 40}


@pytest.mark.parametrize("reader", [name for name in READERS if name not in APART])
def test_a_damaged_file_is_read_or_refused_in_one_line(reader: str, tmp_path: Path) -> None:
    sound = sound_outcomes(reader, tmp_path)
    for number in range(60):
        told = hunt.read(reader, hunt.case(reader, number, seed=1), tmp_path, sound)
        assert "failure" not in told, f"case {number}: {told}"


@pytest.mark.parametrize("reader", APART)
def test_no_native_parser_ends_the_program(reader: str) -> None:
    assert not hunt.hunt(reader, APART[reader]).failures


@pytest.mark.parametrize("file", sorted(hunt.CORPUS.glob("*-*")), ids=lambda file: file.name)
def test_what_went_wrong_once_does_not_again(file: Path, tmp_path: Path) -> None:
    reader = file.name.partition("-")[0]
    told = hunt.read(reader, file.read_bytes(), tmp_path, sound_outcomes(reader, tmp_path))
    assert "failure" not in told, told


def sound_outcomes(reader: str, folder: Path) -> set[Any]:
    """What reading the sound files gives, where a checksum tells that of a damaged one."""
    one = READERS[reader]
    return {hunt.outcome(reader, data, folder) for data in one.seeds()} if one.exact else set()
