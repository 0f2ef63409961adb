"""Doodles: little drawings of several parts, as people make them instead of a digit, composed at random."""

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.synth.curves import rotate

Array = npt.NDArray[np.float64]
# Corners of the outlines that have them, and lobes of those that have none: with fewer an outline may be a 0 or an 8.
_CORNERS: Final = (3, 7)
_LOBES: Final = (4, 9)
# Points a side.
_STEPS: Final = 8


def doodle(rng: np.random.Generator) -> list[Array]:
    """The strokes [T, 2] of a doodle, about one unit large.

    It is an outline with small marks in it, outlines in a row, a round shape with rays, or several lines. A round
    outline has at least three marks, because with a dot or a bar it is a 0; two outlines on top of each other are an 8.
    """
    styles = (_marked, _stacked, _rays, _lines)
    strokes = styles[int(rng.choice(len(styles), p=(0.45, 0.25, 0.15, 0.15)))](rng)
    angle = rng.normal(0, 0.2)
    return [rotate(stroke + rng.normal(0, 0.006, stroke.shape), angle) for stroke in strokes]


def _marked(rng: np.random.Generator) -> list[Array]:
    """An outline with marks in it, like a face or a house."""
    style = rng.random()
    if style < 0.4:
        return [_ellipse(rng), *_marks(rng, int(rng.integers(3, 7)))]
    if style < 0.7:
        return [_polygon(rng), *_marks(rng, int(rng.integers(2, 6)))]
    return [_blob(rng), *_marks(rng, int(rng.integers(0, 4)))]


def _stacked(rng: np.random.Generator) -> list[Array]:
    """Two or three outlines with corners side by side, or three on top of each other."""
    axis, place, strokes = int(rng.integers(2)), 0.0, []
    for _ in range(3 if axis == 1 else int(rng.integers(2, 4))):
        part = _polygon(rng) * rng.uniform(0.4, 1)
        part[:, axis] += place - part[:, axis].min()
        place = part[:, axis].max() + rng.uniform(-0.08, 0.04)
        strokes.append(part)
    return strokes


def _rays(rng: np.random.Generator) -> list[Array]:
    """A round shape with rays or legs, like a sun or a beetle."""
    centre = _ellipse(rng) * rng.uniform(0.35, 0.7)
    angles = np.linspace(0, 2 * np.pi, int(rng.integers(4, 10)), endpoint=False) + rng.uniform(0, 1)
    near, far = rng.uniform(0.3, 0.5), rng.uniform(0.6, 0.9)
    ends = [np.array([np.cos(angle), np.sin(angle)]) for angle in angles + rng.normal(0, 0.08, len(angles))]
    return [centre, *(_line(end * near, end * far) for end in ends)]


def _lines(rng: np.random.Generator) -> list[Array]:
    """Four to seven lines in any direction."""
    lines = []
    for _ in range(int(rng.integers(4, 8))):
        middle, half = rng.uniform(-0.5, 0.5, 2), rng.uniform(0.15, 0.5)
        angle = rng.uniform(0, np.pi)
        way = half * np.array([np.cos(angle), np.sin(angle)])
        lines.append(_line(middle - way, middle + way))
    return lines


def _marks(rng: np.random.Generator, count: int) -> list[Array]:
    """Dots, dashes, arcs and rings, each much smaller than the outline around it."""
    marks = []
    for _ in range(count):
        size, style = rng.uniform(0.04, 0.16), rng.random()
        if style < 0.25:
            shape = np.zeros((1, 2))
        elif style < 0.5:
            shape = _line(np.array([-1.0, 0]), np.array([1.0, 0]))
        else:
            # An arc, up to a whole ring.
            turn = rng.uniform(0.4, 1) * 2 * np.pi
            angle = np.linspace(0, turn, 14)
            shape = np.stack([np.cos(angle), np.sin(angle)], 1)
        marks.append(rotate(shape * size, rng.uniform(0, 2 * np.pi)) + rng.uniform(-0.22, 0.22, 2))
    return marks


def _ellipse(rng: np.random.Generator) -> Array:
    angle = rng.uniform(0, 2 * np.pi) + np.linspace(0, rng.uniform(0.95, 1.05) * 2 * np.pi, 40)
    return np.stack([np.cos(angle), np.sin(angle)], 1) * rng.uniform(0.42, 0.62, 2)


def _blob(rng: np.random.Generator) -> Array:
    """A closed curve with lobes, like a cloud or a leaf."""
    angle = np.linspace(0, 2 * np.pi, 60)
    radius = 0.5 + rng.uniform(0.09, 0.16) * np.sin(int(rng.integers(*_LOBES)) * angle + rng.uniform(0, 6))
    return (
        np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None] * rng.uniform([0.8, 0.55], [1.3, 0.9])
    )


def _polygon(rng: np.random.Generator) -> Array:
    corners = int(rng.integers(*_CORNERS))
    angle = 2 * np.pi * (np.arange(corners) + rng.normal(0, 0.12, corners)) / corners + rng.uniform(0, 6)
    places = np.stack([np.cos(angle), np.sin(angle)], 1) * rng.uniform(0.4, 0.6, 2)
    return _joined([*places, places[0]])


def _joined(corners: Sequence[Array]) -> Array:
    return np.concatenate([_line(a, b) for a, b in itertools.pairwise(corners)])


def _line(start: Array, end: Array) -> Array:
    line: Array = start + np.linspace(0, 1, _STEPS)[:, None] * (end - start)
    return line
