"""Pickles: arrays are read, and nothing that a file names is run."""

from __future__ import annotations

import gzip
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitgame.datasets.formats import pickled
from digitgame.errors import DigitgameError

from .making import noise, same

TRAIN, TEST = noise(12, 1), noise(6, 2)
PAIRS = ((TRAIN.images, TRAIN.labels), (TEST.images, TEST.labels))


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "mnist.pkl"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("packed", [False, True])
def test_arrays_are_read_from_every_protocol(tmp_path: Path, protocol: int, packed: bool) -> None:
    content = pickle.dumps(PAIRS, protocol)
    train, test = pickled.read(put(tmp_path, gzip.compress(content) if packed else content))
    assert same(train, TRAIN)
    assert same(test, TEST)


def test_what_python_2_wrote_is_read(tmp_path: Path) -> None:
    # Python 2's pickle has the bytes of an array, and the keys of a dict, as `str`.
    content = pickle.dumps({"x": np.zeros(3)}, 0)
    assert b"multiarray" in content
    old = b"(dp0\n"
    for name, array in (("images", TRAIN.images), ("labels", TRAIN.labels)):
        shape = b"(" + b"".join(b"I%d\n" % side for side in array.shape) + b"t"
        kind = b"cnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntb"
        data = b"S" + repr(array.tobytes())[1:].encode("latin1") + b"\n"
        old += b"S'%s'\n" % name.encode()
        old += b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n"
        old += shape + kind + b"I00\n" + data + b"tbs"
    train, test = pickled.read(put(tmp_path, old + b"."))
    assert same(train, TRAIN)
    assert len(test) == 0


def test_validation_digits_are_for_training_and_names_in_a_dict_are_read(tmp_path: Path) -> None:
    three = (PAIRS[0], (TRAIN.images[:2], TRAIN.labels[:2]), PAIRS[1])
    train, test = pickled.read(put(tmp_path, pickle.dumps(three)))
    assert len(train) == 14
    assert same(test, TEST)
    named: dict[str, Any] = {"training_images": TRAIN.images, "training_labels": TRAIN.labels.tolist()}
    train, test = pickled.read(put(tmp_path, pickle.dumps(named)))
    assert same(train, TRAIN)
    assert len(test) == 0


class Call:
    """Calls a function when it is unpickled."""

    def __init__(self, function: Any, *given: Any) -> None:
        self.call = function, given

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pickle.dumps(((Call(os.mkdir, "sprung"), TRAIN.labels),)), "mkdir"),
        (b"cos\nsystem\n(S'touch sprung'\ntR.", "it asks for os.system"),
        (b"cnumpy\nload\n(S'x'\ntR.", "it asks for numpy.load"),
        (b"cbuiltins\neval\n(S'1'\ntR.", "it asks for builtins.eval"),
        (pickle.dumps(np.array([Call(os.mkdir, "sprung")], object)), "mkdir"),
        (pickle.dumps((np.array([[1, 2]], object), TRAIN.labels)), "damaged, or holds other things"),
        (pickle.dumps({"x": "text"}), "damaged, or holds other things"),
        (pickle.dumps(7), "damaged, or holds other things"),
        (pickle.dumps(PAIRS)[:3_000], ""),
        (b"\x80\x05" + b"\x8e" + (2**62).to_bytes(8, "little"), ""),
        (b"", ""),
    ],
)
def test_anything_else_is_refused_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DigitgameError) as caught:
        pickled.read(put(tmp_path, content))
    assert reason in caught.value.problem
    assert not (tmp_path / "sprung").exists()


def test_a_small_pickle_cannot_ask_for_much_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickled, "MOST_BYTES", 50_000)
    copies = b"".join(b"c_codecs\nencode\n(g0\nS'latin1'\ntR" for _ in range(100))
    bomb = b"(V" + b"a" * 1_000 + b"\np0\n" + copies + b"l."
    with pytest.raises(DigitgameError, match="too large"):
        pickled.read(put(tmp_path, bomb))
    with pytest.raises(DigitgameError, match="too large"):
        pickled.read(put(tmp_path, gzip.compress(b"V" + b"a" * 60_000 + b"\n.")))


def test_no_file_changes_what_the_next_one_gets(tmp_path: Path) -> None:
    # BUILD may set attributes of what a pickle names.
    meddling = b"cnumpy\nndarray\n(}S'made'\ncnumpy\ndtype\nst}tb."
    with pytest.raises(DigitgameError):
        pickled.read(put(tmp_path, meddling))
    assert same(pickled.read(put(tmp_path, pickle.dumps(PAIRS)))[0], TRAIN)
