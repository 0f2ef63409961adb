"""Drawings as other boards and pens make them: what is lost, and what is refused or parted?

    python benchmarks/other_boards.py [--model NAME|FOLDER] [--count 1000] [--pictures FOLDER] [--only WORD]

People's drawings (the built-in hand's where they are not at hand) are painted anew as web canvases, pixel grids,
photographs and screenshots show them, or their ink is taken down as worse devices would. Each line tells how many are
read right as one digit (`evaluate`), and how many `predict` tells right: as one number of one digit, and not refused.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import boards
import numpy as np
from boards import Pen
from drawn import people, reader
from game_window import game_window, on_a_screen
from PIL import Image

from digitgame.ink import Drawing, hand
from digitgame.ink.patches import Patches
from digitgame.ink.picture import ink_of
from digitgame.reading import Reader
from digitgame.reading.number import Inked, Strokes, read_inked

LARGE: Final = (0.75, 0.95)
SMALL: Final = (0.12, 0.25)
BOX, BILINEAR, NEAREST = Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.NEAREST
WEB: Final = boards.canvas(280, Pen(18))
PICTURES: Final[dict[str, boards.Board]] = {
    "canvas 280 px, pen 18 px, black on white": WEB,
    "canvas 280 px, pen 18 px, white on black": boards.canvas(280, Pen(18), paper=0, ink=255),
    "canvas 280 px, pen 10 px": boards.canvas(280, Pen(10)),
    "canvas 280 px, pen 25 px, drawn large": boards.canvas(280, Pen(25), LARGE),
    "canvas 280 px, pen 35 px, drawn large": boards.canvas(280, Pen(35), LARGE),
    "canvas 280 px, pen 18 px, up to the edges": boards.canvas(280, Pen(18), (0.93, 1.0)),
    "canvas 500 px, pen 5 px": boards.canvas(500, Pen(5)),
    "canvas 500 px, pen 1 px": boards.canvas(500, Pen(1)),
    "canvas 500 px, pen 1 px, hard edges": boards.canvas(500, Pen(1, soft=False)),
    "canvas 800 px, pen 6 px, drawn small": boards.canvas(800, Pen(6), SMALL),
    "canvas 280 px, pen 18 px, hard edges": boards.canvas(280, Pen(18, soft=False)),
    "lines without caps or joints, 18 px": boards.canvas(280, Pen(18, "butt")),
    "lines without caps or joints, 25 px": boards.canvas(280, Pen(25, "butt"), LARGE),
    "unjoined dots, 18 px": boards.canvas(280, Pen(18, "dots")),
    "squares, 20 px": boards.canvas(280, Pen(20, "squares")),
    "a pen that thins where it is fast": boards.canvas(400, Pen(12, "taper")),
    "see-through, black ink": boards.clear(280, Pen(12), (0, 0, 0)),
    "see-through, white ink": boards.clear(280, Pen(18), (255, 255, 255)),
    "see-through, red ink": boards.clear(280, Pen(12), (220, 30, 30)),
    "blue ink on white": boards.coloured(300, Pen(6), (255, 255, 255), (40, 60, 200)),
    "yellow ink on a green board": boards.coloured(300, Pen(12), (20, 90, 50), (250, 230, 120)),
    "28x28 of a canvas, averaged": boards.shrunk(WEB, 28, BOX),
    "28x28 of a canvas, bilinear": boards.shrunk(WEB, 28, BILINEAR),
    "28x28 of a canvas, nearest": boards.shrunk(WEB, 28, NEAREST),
    "28x28 of a 10 px pen, averaged": boards.shrunk(boards.canvas(280, Pen(10)), 28, BOX),
    "56x56 of a canvas, averaged": boards.shrunk(WEB, 56, BOX),
    "28x28 grid painted by hand, 2 px squares": boards.canvas(28, Pen(2, "squares", soft=False)),
    "28x28 grid, 1 px lines": boards.canvas(28, Pen(1, soft=False)),
    "JPEG of quality 40": boards.jpeg(WEB, 40),
    "JPEG of quality 15, pen 6 px": boards.jpeg(boards.canvas(280, Pen(6)), 15),
    "a photograph of a felt pen on paper": boards.photo(600, Pen(9)),
    "a photograph of a ball pen on paper": boards.photo(900, Pen(5)),
    "squared paper, scanned": boards.squared(500, Pen(6)),
    "a screenshot with a line around": boards.bordered(WEB, 0, 2, 12),
    "a screenshot with a grey line at the edge": boards.bordered(WEB, 120, 1, 0),
    "the game's window": game_window((960, 600), lambda picture: picture),
    "the game's window on a screen": game_window((960, 600), on_a_screen),
}
INK: Final[dict[str, boards.Change]] = {
    "ink as it is": lambda drawing, _rng: drawing,
    "5 points a stroke": boards.few_points(5),
    "8 points a stroke": boards.few_points(8),
    "12 points a stroke": boards.few_points(12),
    "points off by 1 % of the size": boards.jittered(0.01),
    "points off by 2 % of the size": boards.jittered(0.02),
    "a dot where each stroke begins": boards.dotted_starts,
    "hooks at the ends of strokes": boards.hooked,
    "strokes broken at random": boards.broken,
    "12 board px high": boards.tiny,
    "half as wide": boards.stretched(0.5, 1),
    "1.5 times as wide": boards.stretched(1.5, 1),
    "twice as wide": boards.stretched(2, 1),
}


def main() -> None:
    """Print a line a board."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--pictures", type=Path, help="write a sheet of what each board shows there")
    parser.add_argument("--only", default="", help="boards whose name has this in it")
    options = parser.parse_args()
    drawings = people() or hand.write_many(options.count, seed=11)
    some = [drawings[at] for at in np.linspace(0, len(drawings) - 1, options.count).astype(int)]
    reads = reader(options.model)
    print(
        f"{len(some):,} drawings, {reads.model.name:<33} {'as one':>10} {'by predict':>12} {'refused':>9} {'parted':>9}"
    )
    for name, change in INK.items():
        if options.only in name:
            tell(name, reads, some, lambda drawing, rng, c=change: Strokes(c(drawing, rng).strokes))
    for name, board in PICTURES.items():
        if options.only in name:
            tell(name, reads, some, lambda drawing, rng, b=board: Patches(ink_of(b(drawing, rng))))
            if options.pictures:
                _sheet(board, some[:16], options.pictures / f"{name.replace(' ', '-').replace(',', '')}.png")


def tell(name: str, reads: Reader, drawings: list[Drawing], ink: Callable[..., Inked]) -> None:
    rng = np.random.default_rng(5)
    one = told = refused = parted = 0
    for drawing in drawings:
        inked = ink(drawing, rng)
        found = inked.pieces()
        frame = inked.frames([found.members((0, len(found)))])[0]
        one += reads.read(frame).digit == drawing.label
        number = read_inked(reads, inked)
        refused += any(reading.refused for _, reading in number) or not number
        parted += len(number) > 1
        told += [digit for digit, reading in number if not reading.refused] == [drawing.label]
    shares = (100 * count / len(drawings) for count in (one, told, refused, parted))
    print(f"{name:<44}" + "".join(f"{share:>9.2f} %" for share in shares), flush=True)


def _sheet(board: boards.Board, drawings: list[Drawing], path: Path) -> None:
    rng = np.random.default_rng(5)
    tiles = [board(drawing, rng).convert("RGBA").resize((140, 140)) for drawing in drawings]
    sheet = Image.new("RGBA", (140 * 8, 280), (200, 200, 200, 255))
    for at, tile in enumerate(tiles):
        sheet.alpha_composite(tile, (140 * (at % 8), 140 * (at // 8)))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.convert("RGB").save(path)


if __name__ == "__main__":
    main()
