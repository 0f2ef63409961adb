"""Augmentation deforms digits, reproducibly, and does nothing more."""

import numpy as np
import numpy.typing as npt
import pytest

from digitgame.ink import frame_many
from digitgame.synth import handwriting

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.fixture(scope="module")
def pictures() -> npt.NDArray[np.float32]:
    return frame_many([drawing.strokes for drawing in handwriting.write_many(64, seed=3)])


def deformed(pictures: npt.NDArray[np.float32], *seed: int) -> npt.NDArray[np.float32]:
    from digitgame.training.augment import augmented
    from digitgame.training.backend import tf

    out: npt.NDArray[np.float32] = augmented(tf.constant(pictures), tf.constant(seed, tf.int32)).numpy()
    return out


def test_the_same_seed_deforms_the_same(pictures: npt.NDArray[np.float32]) -> None:
    assert np.array_equal(deformed(pictures, 1, 2), deformed(pictures, 1, 2))
    assert not np.array_equal(deformed(pictures, 1, 2), deformed(pictures, 1, 3))


def test_pictures_stay_pictures(pictures: npt.NDArray[np.float32]) -> None:
    out = deformed(pictures, 5, 6)
    assert out.shape == pictures.shape
    assert out.min() >= 0
    assert out.max() <= 1
    assert 0.7 < out.sum() / pictures.sum() < 1.4
    assert np.abs(out - pictures).mean() > 0.02


def test_pictures_stay_as_sharp(pictures: npt.NDArray[np.float32], monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.training import augment

    def edges(frames: npt.NDArray[np.float32]) -> float:
        return float(np.square(np.diff(frames, axis=1)).sum() + np.square(np.diff(frames, axis=2)).sum())

    monkeypatch.setattr(augment, "_pen", lambda out, count, seed: out)  # noqa: ARG005
    assert 0.9 < edges(deformed(pictures, 1, 2)) / edges(pictures) < 1.0
    monkeypatch.setattr(augment, "_BLUR", 0.0)
    assert edges(deformed(pictures, 1, 2)) / edges(pictures) < 0.8


def test_without_any_deformation_a_picture_comes_back(
    pictures: npt.NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import augment

    for name in ("_TURN", "_SLANT", "_STRETCH", "_SHIFT", "_BEND"):
        monkeypatch.setattr(augment, name, 0.0)
    monkeypatch.setattr(augment, "_BLUR", 0.0)  # nothing is blurred
    monkeypatch.setattr(augment, "_pen", lambda out, count, seed: out)  # noqa: ARG005
    np.testing.assert_allclose(deformed(pictures, 1, 1), pictures, atol=2e-3)
