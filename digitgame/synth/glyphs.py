"""Shapes noted by hand in `assets/glyphs.txt`, which explains the notation: digits, letters, signs and other shapes."""

from collections import defaultdict
from functools import lru_cache
from typing import Final

from digitgame import paths

FILE: Final = "glyphs.txt"


def variants(name: str) -> list[tuple[float, str]]:
    """The weights and strokes of the shapes called `name`: a digit, "letter", "star", ..."""
    return _shapes()[name]


@lru_cache(maxsize=1)
def _shapes() -> dict[str, list[tuple[float, str]]]:
    shapes = defaultdict(list)
    for line in (paths.assets() / FILE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, weight, strokes = line.split(maxsplit=2)
            shapes[name].append((float(weight), strokes))
    return dict(shapes)
