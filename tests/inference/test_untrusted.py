"""No untrusted network is loaded before a process of its own has survived it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from digitgame import api, model, paths
from digitgame.cli import main, options
from digitgame.errors import DigitgameError
from digitgame.exchange import archive, import_network
from digitgame.inference import litert, untrusted
from digitgame.ink import FRAMING

CORPUS = Path(__file__).resolve().parents[1] / "fuzz" / "corpus"
# Each ends the process that loads it, in LiteRT's native code.
CRASHES = (CORPUS / "tflite-crash", CORPUS / "tflite-crash-2")
CHECKPOINT = "checkpoints/epoch-001.tflite"


@pytest.fixture(autouse=True)
def _never_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process would end: the loaders say so before."""
    for where, name in ((litert, "interpreter"), (import_network, "Trial")):
        load = getattr(where, name)

        def checked(given: Path | bytes, *more: object, load: object = load, **extra: object) -> object:
            content = given if isinstance(given, bytes) else given.read_bytes()
            assert content not in [crash.read_bytes() for crash in CRASHES], "loaded here"
            return load(given, *more, **extra)  # type: ignore[operator]

        monkeypatch.setattr(where, name, checked)


def with_part(folder: Path, part: str, content: bytes) -> Path:
    """The model folder with another file, for which its card vouches."""
    (folder / part).parent.mkdir(exist_ok=True)
    (folder / part).write_bytes(content)
    card = json.loads((folder / model.CARD).read_text("utf-8"))
    card["files"][part] = hashlib.sha256(content).hexdigest()
    card.pop("layers", None)
    (folder / model.CARD).write_text(json.dumps(card), "utf-8")
    return folder


@pytest.mark.parametrize("crash", CRASHES, ids=lambda path: path.name)
def test_a_network_that_ends_its_process_is_one_line(crash: Path) -> None:
    for load in (untrusted.load_all, import_network.attempt):
        with pytest.raises(DigitgameError, match=f"{crash.name} is not a network that LiteRT can run. So.$"):
            untrusted.try_apart(crash, hint="So.", load=load)


@pytest.mark.parametrize("crash", CRASHES, ids=lambda path: path.name)
def test_it_is_not_imported(crash: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(crash, tmp_path / "theirs.tflite"))
    done = CliRunner().invoke(main, ["models", "import", str(file)])
    assert done.exit_code == 1
    assert "digitgame: theirs.tflite is not a network that LiteRT can run." in done.stderr.splitlines()[-1]
    assert model.names(paths.models()) == []


@pytest.mark.parametrize("part", [model.TFLITE, CHECKPOINT])
def test_it_does_not_come_in_with_a_model(part: str, small_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small_model, tmp_path / "theirs"))
    with_part(folder, part, CRASHES[0].read_bytes())
    archive.pack(model.load(folder), tmp_path / "theirs.zip")
    with pytest.raises(DigitgameError, match=r"theirs.zip has a network that LiteRT cannot run"):
        archive.unpack(tmp_path / "theirs.zip", paths.models(), "x")
    assert model.names(paths.models()) == []


@pytest.mark.parametrize("part", [model.TFLITE, CHECKPOINT])
def test_no_command_loads_it_from_a_folder(part: str, small_model: Path, tmp_path: Path) -> None:
    folder = with_part(Path(shutil.copytree(small_model, tmp_path / "theirs")), part, CRASHES[0].read_bytes())
    expected = f"{part} is not a network that LiteRT can run"
    with pytest.raises(DigitgameError, match=expected):
        options.load_reader(str(folder))
    with pytest.raises(DigitgameError, match=expected):
        api.Reader(folder)
    shown = CliRunner().invoke(main, ["models", "show", str(folder)])
    assert shown.exit_code == 1
    assert expected in shown.stderr


def test_a_sound_one_passes_and_the_error_of_another_is_its_own(small_model: Path, tmp_path: Path) -> None:
    untrusted.try_untrusted(model.load(small_model, framing=FRAMING))
    untrusted.try_apart(small_model / model.TFLITE, load=import_network.attempt)
    (tmp_path / "x.tflite").write_bytes(b"TFL3 and so on")
    with pytest.raises(DigitgameError, match=r"x.tflite is not a network that LiteRT can run. Name another."):
        untrusted.try_apart(small_model / model.TFLITE, tmp_path / "x.tflite", hint="Name another.")


def sleeps(_: Path) -> None:
    time.sleep(60)


def fills_memory(_: Path) -> None:
    np.ones(untrusted._MEMORY // 4)


def refuses(path: Path) -> None:
    raise DigitgameError(f"{path.name} takes [32, 32].", "It needs 28x28.")


def test_time_and_memory_are_bounded(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small_model / model.TFLITE
    with pytest.raises(DigitgameError, match=r"takes \[32, 32\]. It needs 28x28."):
        untrusted.try_apart(file, load=refuses)
    if sys.platform == "linux":
        with pytest.raises(DigitgameError, match="is not a network that LiteRT can run"):
            untrusted.try_apart(file, load=fills_memory)
    monkeypatch.setattr(untrusted, "_PATIENCE", 3.0)
    with pytest.raises(DigitgameError, match="could not be tried within 3 s"):
        untrusted.try_apart(file, load=sleeps)
