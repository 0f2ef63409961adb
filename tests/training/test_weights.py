"""Weights from a stranger's file: into our own network, within bounds, and numbers only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitgame import model
from digitgame.errors import DigitgameError

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file of preset `fast`."""
    from digitgame.training.backend import quiet
    from digitgame.training.networks import build

    file = tmp_path_factory.mktemp("saved") / model.KERAS
    with quiet():
        build("fast").save(file)
    return file


def rewritten(source: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """The model file `source` with its HDF5 file changed."""
    import h5py

    with zipfile.ZipFile(source) as packed, zipfile.ZipFile(target, "w") as out:
        for name in packed.namelist():
            content = packed.read(name)
            if name == "model.weights.h5":
                held = io.BytesIO(content)
                with h5py.File(held, "r+") as file:
                    change(file)
                content = held.getvalue()
            out.writestr(name, content)
    return target


def first(file: Any) -> Any:
    """The first dataset of an HDF5 file."""
    import h5py

    found: list[str] = []
    file.visititems(lambda name, one: found.append(name) if isinstance(one, h5py.Dataset) else None)
    return file[found[0]]


def forged(file: Any) -> None:
    """A dataset that claims 4 TB, of which none is there."""
    old = first(file)
    name, group = old.name, old.parent
    del file[name]
    group.create_dataset(name, shape=(10**6, 10**6), dtype="f4", chunks=(100, 100))


def linked(file: Any) -> None:
    import h5py

    name = first(file).name
    del file[name]
    file[name] = h5py.ExternalLink("/etc/hostname", "/x")


def not_a_number(file: Any) -> None:
    values = first(file)
    values[...] = np.full(values.shape, np.nan)


def circular(file: Any) -> None:
    file["layers"]["again"] = file["/"]


def test_weights_come_into_a_network_of_ours(saved: Path) -> None:
    from digitgame.training.networks import build, load_weights

    network = build("fast")
    before = [weight.copy() for weight in network.get_weights()]
    load_weights(network, saved, "fast", hint="")
    assert not all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))


@pytest.mark.parametrize("change", [forged, linked, not_a_number, circular])
def test_a_forged_file_is_refused(saved: Path, tmp_path: Path, change: Callable[[Any], None]) -> None:
    from digitgame.training.networks import build, load_weights

    file = rewritten(saved, tmp_path / model.KERAS, change)
    with pytest.raises(DigitgameError, match="does not hold the weights of a network of preset fast"):
        load_weights(build("fast"), file, "fast", hint="Fine-tune another model.")


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    from digitgame.training.networks import MOST_BYTES, build, load_weights

    file = tmp_path / model.KERAS
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("model.weights.h5", bytes(MOST_BYTES + 1))
    with pytest.raises(DigitgameError, match="does not hold the weights"):
        load_weights(build("fast"), file, "fast", hint="")
