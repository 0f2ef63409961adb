"""Curves that are no digits: scribbles, spirals, zigzags, waves and tangles, [T, 2], about one unit large."""

from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.synth.handwriting import parse

Array = npt.NDArray[np.float64]
# The least shorter side of a scribble, as a fraction of the longer one: a slimmer one looks like a bar.
_MIN_ASPECT: Final = 0.55


def rotate(curve: Array, angle: float) -> Array:
    """Rotate points [T, 2] about the origin by `angle` radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    result: Array = curve @ np.array([[cos, sin], [-sin, cos]])
    return result


def spiral(rng: np.random.Generator) -> Array:
    """A spiral of two to five turns, outwards or inwards."""
    turns = rng.uniform(2.2, 5.0)
    t = np.linspace(0, 1, int(22 * turns))
    angle = 2 * np.pi * turns * t * rng.choice((-1, 1)) + rng.uniform(0, 2 * np.pi)
    radius = 0.5 * (rng.uniform(0, 0.12) + t) ** rng.uniform(0.7, 1.2)
    curve = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None]
    return curve if rng.random() < 0.6 else curve[::-1]


def zigzag(rng: np.random.Generator) -> Array:
    """A zigzag of four to ten teeth."""
    teeth = int(rng.integers(4, 11))
    x = np.arange(teeth + 1) / teeth * rng.uniform(0.8, 2.2) + rng.normal(0, 0.2 / teeth, teeth + 1)
    y = (np.arange(teeth + 1) % 2) * rng.uniform(0.3, 1) + rng.normal(0, 0.06, teeth + 1)
    along = np.linspace(0, teeth, 10 * teeth + 1)
    return np.stack([np.interp(along, np.arange(teeth + 1), side) for side in (x, y)], 1)


def wave(rng: np.random.Generator) -> Array:
    """A wave of two to five periods."""
    periods = rng.uniform(1.8, 5)
    t = np.linspace(0, 1, int(22 * periods))
    height = rng.uniform(0.08, 0.3) * (1 + rng.normal(0, 0.2) * (t - 0.5))
    y = height * np.sin(2 * np.pi * periods * t + rng.uniform(0, 2 * np.pi))
    return np.stack([t * rng.uniform(0.9, 1.6), y], 1)


def tangle(rng: np.random.Generator) -> Array:
    """A closed curve of a few waves in each direction."""
    t = np.linspace(0, 2 * np.pi, 120)
    waves = np.arange(1, 6)
    curve = np.zeros((len(t), 2))
    for axis in (0, 1):
        curve[:, axis] = np.sin(t[:, None] * waves + rng.uniform(0, 2 * np.pi, 5)) @ rng.normal(0, 1, 5)
    return _widened(curve)


def scribble(rng: np.random.Generator) -> Array:
    """A random scribble in one of four styles."""
    styles = (_random_walk, _back_and_forth, _loops, _smooth)
    return _widened(styles[int(rng.integers(len(styles)))](rng))


def _random_walk(rng: np.random.Generator) -> Array:
    """A random walk that the walls of a box reflect."""
    count = int(rng.integers(60, 180))
    heading = np.cumsum(np.cumsum(rng.normal(0, 0.12, count)) * 0.25 + rng.normal(0, 0.5, count))
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1), 0) * rng.uniform(0.06, 0.15)
    inside: Array = np.abs((path + rng.random(2)) % 2 - 1)
    return inside


def _back_and_forth(rng: np.random.Generator) -> Array:
    """Lines back and forth, as one fills in an area."""
    rows = int(rng.integers(6, 16))
    along = np.linspace(0, rows, 8 * rows)
    x = np.interp(along, np.arange(rows + 1), (np.arange(rows + 1) % 2) + rng.normal(0, 0.12, rows + 1))
    return rotate(np.stack([x, along / rows * rng.uniform(0.3, 1)], 1), rng.uniform(0, np.pi))


def _loops(rng: np.random.Generator) -> Array:
    loops = rng.uniform(4, 8)
    t = np.linspace(0, 1, int(18 * loops))
    angle = 2 * np.pi * loops * t * rng.choice((-1, 1))
    radius = rng.uniform(0.15, 0.4) * (1 + 0.3 * np.sin(9 * t))
    path = np.stack([t, rng.normal(0, 0.3) * np.sin(4 * t)], 1) * rng.uniform(0.9, 2.0)
    return rotate(path + np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None], rng.uniform(0, 6))


def _smooth(rng: np.random.Generator) -> Array:
    """A smooth curve through random points."""
    points = rng.random((int(rng.integers(9, 16)), 2))
    curve: Array = parse(" ".join(["0,0"] * len(points))).basis @ points
    return curve


def _widened(curve: Array) -> Array:
    """Centre a curve and widen it if it is so slim that it looks like a bar."""
    curve = curve - curve.mean(0)
    side = np.ptp(curve, axis=0)
    wide: Array = curve * np.maximum(1.0, _MIN_ASPECT * side.max() / np.maximum(side, 1e-6))
    return wide
