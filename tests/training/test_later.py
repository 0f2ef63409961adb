"""Modules that are put off, stood in for, and a library that is read ahead."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digitgame.training.later import hollow, later


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """`whole`, which imports `whole.facade` and `whole.core`; each leaves its name on `sys` when it is run."""
    folder = tmp_path / "whole"
    folder.mkdir()
    run = "import sys\nsys.was_run.append(__name__)\n"
    (folder / "__init__.py").write_text(
        f"{run}from whole import facade, core\nfrom whole.core import seven\n", "utf-8"
    )
    (folder / "facade.py").write_text(f"{run}from whole.core import seven as lucky\n", "utf-8")
    (folder / "core.py").write_text(f"{run}seven = 7\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "was_run", [], raising=False)
    for name in ("whole", "whole.facade", "whole.core"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return "whole"


def was_run() -> list[str]:
    return list(sys.was_run)  # type: ignore[attr-defined]


def test_a_module_is_run_when_something_is_asked_of_it_and_once(package: str) -> None:
    with later(("whole.",), at_once=("whole.core",)):
        whole = importlib.import_module(package)
        assert was_run() == ["whole", "whole.core"]
    assert whole.facade.__file__
    assert whole.facade.__name__ == "whole.facade"
    assert importlib.import_module("whole.facade") is whole.facade
    assert was_run() == ["whole", "whole.core"]
    found = []
    threads = [threading.Thread(target=lambda: found.append(whole.facade.lucky)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8
    assert was_run() == ["whole", "whole.core", "whole.facade"]
    with pytest.raises(AttributeError, match=r"whole\.facade.*no attribute 'unlucky'"):
        _ = whole.facade.unlucky


def test_what_is_imported_afterwards_is_run_at_once(package: str) -> None:
    with later(("whole.",)):
        pass
    importlib.import_module(package)
    assert was_run() == ["whole", "whole.facade", "whole.core"]


def test_a_module_that_cannot_be_run_says_so_each_time(package: str, tmp_path: Path) -> None:
    (tmp_path / "whole" / "facade.py").write_text("raise ValueError('no room')\n", "utf-8")
    with later(("whole.facade",)):
        whole = importlib.import_module(package)
    for _ in range(2):
        with pytest.raises(ValueError, match="no room"):
            whole.facade.lucky  # noqa: B018


def test_a_module_that_was_run_late_is_as_any_other(package: str) -> None:
    with later(("whole.facade",)):
        whole = importlib.import_module(package)
    assert whole.facade.lucky == 7
    spec = whole.facade.__spec__
    assert spec is not None
    assert spec.loader is whole.facade.__loader__
    assert type(spec.loader) is type(whole.__loader__)


def test_a_module_is_stood_in_for_only_meanwhile(package: str) -> None:
    with hollow("whole.core"):
        whole = importlib.import_module(package)
        assert whole.seven is None
    assert was_run() == ["whole", "whole.facade"]
    assert importlib.import_module("whole.core").seven == 7


@pytest.mark.slow
def test_tensorflow_is_whole_all_the_same() -> None:
    from digitgame.training.backend import keras, tf

    assert float(tf.math.reduce_sum(tf.nn.relu([-1.0, 2.0]))) == 2
    assert tf.compat.v1.placeholder is not None
    assert tf.distribute.MirroredStrategy is not None
    assert tf.lite.TFLiteConverter is not None
    assert tf.keras.layers.Dense is keras.layers.Dense
    assert keras.applications.MobileNetV2 is not None
    assert tf.summary.scalar is not None


RUNNING = """
import sys
from digitgame.training import backend

unrun = [module for module in list(sys.modules.values()) if type(module).__name__ == "_Unrun"]
assert len(unrun) > 20, unrun
for module in unrun:
    getattr(module, "not there", None)
assert not [module for module in unrun if type(module).__name__ == "_Unrun"]
"""


@pytest.mark.slow
def test_all_that_is_put_off_can_be_run_whenever(tmp_path: Path) -> None:
    environment = {**os.environ, "DIGITGAME_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", RUNNING], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


READING = """
import os, sys, threading
from digitgame.training import native

with native.ahead():
    print("still", flush=True)
assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "1"
if os.path.isfile("/proc/self/maps"):
    assert "libtensorflow_cc" in open("/proc/self/maps").read()
assert "tensorflow" not in sys.modules
os.write(2, b"heard again")
"""


@pytest.mark.slow
def test_the_library_is_read_ahead_and_quietly(tmp_path: Path) -> None:
    environment = {**os.environ, "DIGITGAME_HOME": str(tmp_path)}
    environment.pop("TF_ENABLE_ONEDNN_OPTS", None)
    done = subprocess.run(
        [sys.executable, "-c", READING], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "still\n", "heard again")
