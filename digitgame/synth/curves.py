"""Curves that are no digit: scribbles, spirals, zigzags, waves and tangles, in units of about their own size."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.synth import handwriting

Array = npt.NDArray[np.float64]
_SLIMMEST: Final = 0.55  # the shorter side of a scribble against the longer: a slim one looks like a bar


def turned(curve: Array, angle: float) -> Array:
    """Points [T, 2] turned about the origin, in radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    result: Array = curve @ np.array([[cos, sin], [-sin, cos]])
    return result


def spiral(rng: np.random.Generator) -> Array:
    """Two to five turns, outwards or inwards."""
    turns = rng.uniform(2.2, 5.0)
    t = np.linspace(0, 1, int(22 * turns))
    angle = 2 * np.pi * turns * t * rng.choice((-1, 1)) + rng.uniform(0, 2 * np.pi)
    radius = 0.5 * (rng.uniform(0, 0.12) + t) ** rng.uniform(0.7, 1.2)
    curve = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None]
    return curve if rng.random() < 0.6 else curve[::-1]


def zigzag(rng: np.random.Generator) -> Array:
    """Four to ten teeth."""
    teeth = int(rng.integers(4, 11))
    x = np.arange(teeth + 1) / teeth * rng.uniform(0.8, 2.2) + rng.normal(0, 0.2 / teeth, teeth + 1)
    y = (np.arange(teeth + 1) % 2) * rng.uniform(0.3, 1) + rng.normal(0, 0.06, teeth + 1)
    along = np.linspace(0, teeth, 10 * teeth + 1)
    return np.stack([np.interp(along, np.arange(teeth + 1), side) for side in (x, y)], 1)


def wave(rng: np.random.Generator) -> Array:
    """Two to five waves."""
    periods = rng.uniform(1.8, 5)
    t = np.linspace(0, 1, int(22 * periods))
    height = rng.uniform(0.08, 0.3) * (1 + rng.normal(0, 0.2) * (t - 0.5))
    y = height * np.sin(2 * np.pi * periods * t + rng.uniform(0, 2 * np.pi))
    return np.stack([t * rng.uniform(0.9, 1.6), y], 1)


def tangle(rng: np.random.Generator) -> Array:
    """A closed line of a few waves each way."""
    t = np.linspace(0, 2 * np.pi, 120)
    waves = np.arange(1, 6)
    curve = np.zeros((len(t), 2))
    for axis in (0, 1):
        curve[:, axis] = np.sin(t[:, None] * waves + rng.uniform(0, 2 * np.pi, 5)) @ rng.normal(0, 1, 5)
    return _filled_out(curve)


def scribble(rng: np.random.Generator) -> Array:
    """Drawn at random, one of four ways."""
    styles = (_wandering, _to_and_fro, _loops, _smooth)
    return _filled_out(styles[int(rng.integers(len(styles)))](rng))


def _wandering(rng: np.random.Generator) -> Array:
    """A line that turns as it likes, in a box whose walls send it back."""
    count = int(rng.integers(60, 180))
    heading = np.cumsum(np.cumsum(rng.normal(0, 0.12, count)) * 0.25 + rng.normal(0, 0.5, count))
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1), 0) * rng.uniform(0.06, 0.15)
    inside: Array = np.abs((path + rng.random(2)) % 2 - 1)
    return inside


def _to_and_fro(rng: np.random.Generator) -> Array:
    """As one fills in a patch."""
    rows = int(rng.integers(6, 16))
    along = np.linspace(0, rows, 8 * rows)
    x = np.interp(along, np.arange(rows + 1), (np.arange(rows + 1) % 2) + rng.normal(0, 0.12, rows + 1))
    return turned(np.stack([x, along / rows * rng.uniform(0.3, 1)], 1), rng.uniform(0, np.pi))


def _loops(rng: np.random.Generator) -> Array:
    loops = rng.uniform(3, 8)
    t = np.linspace(0, 1, int(18 * loops))
    angle = 2 * np.pi * loops * t * rng.choice((-1, 1))
    radius = rng.uniform(0.15, 0.4) * (1 + 0.3 * np.sin(9 * t))
    way = np.stack([t, rng.normal(0, 0.3) * np.sin(4 * t)], 1) * rng.uniform(0.9, 2.0)
    return turned(way + np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None], rng.uniform(0, 6))


def _smooth(rng: np.random.Generator) -> Array:
    """A smooth line through points anywhere."""
    points = rng.random((int(rng.integers(7, 16)), 2))
    curve: Array = _basis(len(points)) @ points
    return curve


def _filled_out(curve: Array) -> Array:
    """Widened where it would be so slim that it looks like a bar."""
    curve = curve - curve.mean(0)
    side = np.ptp(curve, axis=0)
    wide: Array = curve * np.maximum(1.0, _SLIMMEST * side.max() / np.maximum(side, 1e-6))
    return wide


@lru_cache(maxsize=32)
def _basis(count: int) -> Array:
    return handwriting.parse(" ".join(["0,0"] * count)).basis
