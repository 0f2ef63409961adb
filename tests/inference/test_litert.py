"""Networks as bytes: checked before native code sees them, wherever they lie."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitgame.errors import DigitgameError
from digitgame.inference import litert
from digitgame.model import TFLITE


def test_a_network_is_read_wherever_it_lies(small_model: Path, tmp_path: Path) -> None:
    away = tmp_path / "Ĝis 字" / "моя сеть"
    away.mkdir(parents=True)
    network = Path(shutil.copy(small_model / TFLITE, away / TFLITE))
    run = litert.runner(network, digest=hashlib.sha256(network.read_bytes()).hexdigest())
    assert run(frame=np.zeros((2, 28, 28, 1), np.float32))["probabilities"].shape == (2, 10)


@pytest.mark.parametrize(
    ("content", "digest", "expected"),
    [
        (b"TFL3 and so on", "0" * 64, "truncated or altered"),
        (b"no network", None, "is not a network that LiteRT can run"),
        (b"", None, "is not a network that LiteRT can run"),
        (None, None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_network_is_told_with_what_to_do(
    content: bytes | None, digest: str | None, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / TFLITE
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DigitgameError, match=expected) as caught:
        litert.runner(path, digest=digest, hint="Train another.")
    assert str(path) in caught.value.problem
    assert caught.value.hint == "Train another."
