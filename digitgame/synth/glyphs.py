"""Shapes noted by hand in `assets/glyphs.txt`, which explains the notation: digits, letters, signs and other shapes."""

from collections import defaultdict
from functools import lru_cache
from typing import Final, NamedTuple

from digitgame import paths

FILE: Final = "glyphs.txt"


class Glyph(NamedTuple):
    """A noted shape: how often it is drawn compared with others of its kind, its strokes, its name or ""."""

    weight: float
    strokes: str
    name: str


def variants(kind: str) -> list[Glyph]:
    """The shapes of a kind: a digit, "letter", "star", ..."""
    return _shapes()[kind]


@lru_cache(maxsize=1)
def _shapes() -> dict[str, list[Glyph]]:
    shapes = defaultdict(list)
    for line in (paths.assets() / FILE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            title, weight, strokes = line.split(maxsplit=2)
            kind, _, name = title.partition(":")
            shapes[kind].append(Glyph(float(weight), strokes, name))
    return dict(shapes)
