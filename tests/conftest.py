"""What every test stands on: a home of its own, no network, and a model to read with."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from digitgame.synth.strangers import Samples

# As in the game (`digitgame.ui`): with threads, small products wait for the other programs of a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SMALL_MODEL = Path(__file__).parent / "model"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_HOMES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for a window, a server or a clock."""
    return (os.cpu_count() or 1) + 1


# Tests that start processes, train, play whole runs or read thousands of digits: `make test-fast` leaves them out.
# A test elsewhere that takes more than a second is marked where it stands.
SLOW = (
    "cli",
    "monitor",
    "training",
    "window",
    "datasets/test_layouts.py",
    "datasets/test_real_data.py",
    "exchange/test_import_network.py",
    "fuzz/test_properties.py",
    "game/test_demo.py",
    "game/test_golden.py",
    "game/test_key_caps.py",
    "game/test_loop.py",
    "game/test_screens.py",
    "game/test_screenshot.py",
    "game/test_small_network.py",
    "game/test_sound.py",
    "game/test_start.py",
    "game/test_strokes.py",
    "game/test_whole_runs.py",
    "inference/test_multi_digit.py",
    "inference/test_personal.py",
    "inference/test_reader.py",
    "inference/test_rejection.py",
    "inference/test_untrusted.py",
    "scoreboard/test_commands.py",
    "scoreboard/test_load.py",
    "scoreboard/test_sender.py",
    "scoreboard/test_server.py",
    "vision/test_find_sheet.py",
    "vision/test_join_dots.py",
    "vision/test_oracle.py",
    "vision/test_pixel_art.py",
    "vision/test_rerender.py",
    "test_benchmarks.py",
    "test_charts.py",
    "test_processes.py",
    "test_walls.py",
    "test_worker.py",
)
# Files whose tests look at the same training: one worker takes them all, and trains once.
TOGETHER = ("training/test_train.py", "training/test_fine_tune.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests and begin with them, so that no worker is left with a long one in the end."""
    if "tensorflow" in sys.modules:
        raise pytest.UsageError(
            "A test file imports TensorFlow, for seconds in every worker: import it in the tests."
        )
    tests = Path(__file__).parent
    if gone := [name for name in (*SLOW, *TOGETHER) if not (tests / name).exists()]:
        raise pytest.UsageError(f"tests/conftest.py names what is not there: {', '.join(gone)}")
    for item in items:
        place = item.path.relative_to(tests).as_posix()
        if place.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if place in TOGETHER:
            item.add_marker(pytest.mark.xdist_group("training"))
    items.sort(
        key=lambda item: (item.get_closest_marker("window") is None, item.get_closest_marker("slow") is None)
    )


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, empty and temporary; what a test starts inherits it."""
    away = tmp_path_factory.mktemp("home")
    for name in _HOMES:
        monkeypatch.setenv(name, str(away))
    monkeypatch.setenv("DIGITGAME_HOME", str(away / "digitgame"))
    monkeypatch.setenv("DIGITGAME_OFFLINE", "1")
    # Matplotlib's list of the system's fonts takes a second to make: it is made once.
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.getbasetemp() / "matplotlib"))
    return away / "digitgame"


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that tests may read but not change: preset `fast`, trained once on synthetic handwriting.

    It never changes, so that no test depends on the weights of the bundled model.
    """
    return Path(shutil.copytree(SMALL_MODEL, tmp_path_factory.mktemp("models") / "small"))


@pytest.fixture
def own_model(small_model: Path, tmp_path: Path) -> Path:
    """A model folder that the test may break."""
    return Path(shutil.copytree(small_model, tmp_path / "own"))


@pytest.fixture(scope="session", autouse=True)
def digits_written_once() -> Iterator[None]:
    """Synthetic data sets, the 2,000 digits above all that every model is scored on, are made once a process."""
    from digitgame.datasets import Images, drawings
    from digitgame.datasets.images import ProgressCallback

    write = cache(drawings.synthetic)

    def synthetic(count: int, seed: int, progress: ProgressCallback | None = None) -> Images:
        if progress:
            progress("Generating digits", count, count)
        return replace(write(count, seed))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawings, "synthetic", synthetic)
        yield


@pytest.fixture
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rejection threshold that is fitted on few drawings: thousands of them take longer than a small training."""
    from digitgame.synth import strangers

    monkeypatch.setattr(strangers, "samples", _few_samples)


@cache
def _few_samples() -> Samples:
    from digitgame.synth import strangers

    return strangers.Samples(strangers.stranger_frames(10), strangers.non_digit_frames(5))


@pytest.fixture
def few_non_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Presets that learn from few non-digits: drawing thousands would take most of a test's time."""
    from digitgame.training import config

    for name, preset in config.PRESETS.items():
        monkeypatch.setitem(config.PRESETS, name, replace(preset, scraps=min(preset.scraps, 200)))


@pytest.fixture
def without_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings that do everything in this process."""
    from digitgame.processes.worker import Worker

    monkeypatch.setattr(Worker, "submit", lambda _, function, *values: cache(partial(function, *values)))


@pytest.fixture
def without_charts(few_samples: None, without_worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings in this process as `quickly.py` has them in another: without a worker, charts, and most drawings that
    the threshold is fitted on or the network is scored on.

    These take longer than a small training itself, and a test that compares weights or events needs none of them.
    """
    from digitgame import charts
    from digitgame.datasets import sources

    assert few_samples is without_worker is None
    monkeypatch.setattr(sources, "HAND_TEST", 200)
    for name in ("curves", "kernels", "feature_maps", "evaluation"):
        monkeypatch.setattr(charts, name, lambda *_: None)


@pytest.fixture
def without_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models without those of earlier epochs: converting one takes half a second."""
    from digitgame.training import export

    monkeypatch.setattr(export, "_write_snapshots", lambda *_: None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """MNIST and people's drawings, where they lie beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs MNIST and drawings in ../shared/data, which this machine lacks")
    return SHARED
