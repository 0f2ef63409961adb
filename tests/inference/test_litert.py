"""Networks as bytes: checked before native code sees them, wherever they lie."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

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


class Answers:
    """A network that answers so."""

    def __init__(self, **outputs: Any) -> None:
        self.outputs = outputs

    def get_signature_runner(self) -> Any:
        return lambda **_: self.outputs


TENTHS = np.full((1, 10), 0.1, np.float32)
WRONG: dict[str, dict[str, Any]] = {
    "none": {},
    "not a number": {"probabilities": TENTHS * np.float32(np.nan)},
    "eleven digits": {"probabilities": np.full((1, 11), 1 / 11, np.float32)},
    "a sum of 2": {"probabilities": TENTHS * 2},
    "less than nothing": {"probabilities": TENTHS + np.array([[0.5, -0.5] * 5], np.float32)},
    "another doubt": {"probabilities": TENTHS, "doubt": TENTHS},
    "an endless layer": {"probabilities": TENTHS, "conv1": np.full((1, 3), np.inf, np.float32)},
    "whole numbers": {"probabilities": TENTHS, "conv1": np.ones((1, 3), np.int8)},
}


@pytest.mark.parametrize("outputs", WRONG.values(), ids=WRONG)
def test_what_answers_with_anything_but_probabilities_is_refused(
    outputs: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(litert, "interpreter", lambda *_, **__: Answers(**outputs))
    with pytest.raises(DigitgameError, match="is not a network that LiteRT can run"):
        litert.runner(tmp_path / TFLITE)


def test_where_a_network_computes_no_numbers_it_sees_no_digit(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = litert.runner(small_model / TFLITE)
    outputs = {
        "probabilities": np.concatenate([TENTHS, TENTHS * np.float32(np.nan)]),
        "doubt": np.zeros((2, 1), np.float32),
        "conv1": np.full((2, 3), np.inf, np.float32),
    }
    outputs["probabilities"][0, 7] = 0.9
    litert._put_numbers(outputs)
    assert outputs["probabilities"][0, 7] == np.float32(0.9)
    np.testing.assert_allclose(outputs["probabilities"][1], 0.1)
    assert outputs["doubt"].tolist() == [[0.0], [1.0]]
    assert outputs["conv1"][1].tolist() == [0.0] * 3
    # So it does with every network.
    monkeypatch.setattr(litert, "_put_numbers", lambda found: found.clear())
    assert read(frame=np.zeros((1, 28, 28, 1), np.float32)) == {}
