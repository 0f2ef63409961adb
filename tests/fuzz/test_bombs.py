"""No reader takes more than 500 MB or 5 s, whatever a small file claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from .bombs import bombs
from .measured import measured

# Those that are made in a moment; `make soak` reads all.
QUICK = (
    *("PNG of 14,000 px", "PNG of 6,000 px", "WebP of 16,000 px", "JPEG 2000", "TIFF in one strip", "icon"),
    *("pickle of many lists", "pickle of a far number", "pickle of a long text"),
    *("idx of a million", "npz of many members", "ink of 60 MB", "ink of one line"),
    *(
        "npy of a long header",
        "zip whose members overlap",
        "Keras file of claimed weights",
        "Keras file of many weights",
    ),
)
READ = {"PNG of 6,000 px", "TIFF in one strip"}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells a process' peak")
def test_no_small_file_takes_much_memory(tmp_path: Path) -> None:
    found = measured({name: bombs()[name] for name in QUICK}, tmp_path)
    assert [one["name"] for one in found] == list(QUICK)
    # A slow machine takes longer than the 5 s that `make soak` allows.
    wrong = [
        one for one in found if one["peak"] >= 500 or one["seconds"] >= 12 or "UNEXPECTED" in one["outcome"]
    ]
    assert wrong == []
    assert {one["name"] for one in found if one["outcome"] == "read"} == READ
