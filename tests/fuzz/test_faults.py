"""Wherever one file operation fails, what was finished is whole; `make soak` lets each call fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .works import WORKS, all_faults


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info < (3, 11), reason="pathlib keeps functions of its own there")
@pytest.mark.parametrize("name", WORKS)
def test_one_failure_loses_nothing(name: str, tmp_path: Path) -> None:
    done, problems = all_faults(name, tmp_path, step=5, first=2)
    assert done >= 2
    assert not problems
