"""No server holds up the program, fills its memory or the disk, or says more than a line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from . import servers


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells a process' peak")
def test_every_server_that_means_no_good_is_left() -> None:
    command = [sys.executable, servers.__file__]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=600, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["name"] for one in found] == list(servers.SERVERS)
    assert [one for one in found if servers.is_wrong(one)] == []
    read = {one["name"] for one in found if one["outcome"] == "read"}
    # What does no harm is no reason to refuse a file.
    assert {"a header in Chinese", "a length of words", "a type of nonsense"} <= read
    assert not read & {"a length too large", "half a file", "a web page", "status 204"}
