"""Pictures from real life: is the digit read, is what remains unsure flagged, or is a wrong digit claimed?

    python benchmarks/real_life.py [--model NAME|FOLDER] [--count 40] [--only WORD] [--keep FOLDER]

Thirty people's drawings are painted in the settings of `surroundings.py`, saved as files, and read by
`digitgame predict`. A number must be right as a whole. Without the drawings there is nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import surroundings as s
from drawn import people, reader
from surroundings import Painter

from digitgame.ink import Drawing

RED, PINK, GREY, SKY = (205, 75, 75), (225, 130, 145), (150, 150, 155), (150, 175, 215)
KINDS: Final[dict[str, Painter]] = {
    "plain canvas": s.plain(),
    "plain canvas, JPEG": s.plain("JPEG"),
    "plain canvas, AVIF": s.plain("AVIF"),
    "photograph of plain paper": s.on_paper(),
    "margin, red": s.on_paper(lines=s.margin(RED, PINK)),
    "margin, blue or black": s.on_paper(lines=s.margin((80, 100, 190), (50, 50, 55))),
    "margin on lined paper": s.on_paper(lines=s.ruled(SKY, (0.06, 0.1), squares=False, red_margin=True)),
    "lined paper, dark lines": s.on_paper(lines=s.ruled((110, 130, 180), (0.08, 0.14), squares=False)),
    "squared paper, pen": s.on_paper(lines=s.ruled(SKY, (0.04, 0.08), squares=True)),
    "squared paper, dark squares": s.on_paper(lines=s.ruled((120, 140, 190), (0.04, 0.09), squares=True)),
    "squared paper, pencil": s.on_paper(lines=s.ruled(SKY, (0.04, 0.08), squares=True), pens=[s.PENCIL]),
    "squared paper, margin": s.on_paper(lines=s.ruled(SKY, (0.04, 0.08), squares=True, red_margin=True)),
    "desk at one side": s.on_paper(s.desk(1)),
    "desk at two sides": s.on_paper(s.desk(2)),
    "desk at three sides": s.on_paper(s.desk(3)),
    "desk at four sides": s.on_paper(s.desk(4)),
    "desk at one side, pencil": s.on_paper(s.desk(1), pens=[s.PENCIL]),
    "desk at one side, lined paper": s.on_paper(s.desk(1), s.ruled(SKY, (0.06, 0.1), squares=False)),
    "thumb in a corner": s.on_paper(s.finger(corner=True)),
    "finger at an edge": s.on_paper(s.finger(corner=False)),
    "neighbour beside": s.neighbours(1),
    "neighbours at both sides": s.neighbours(2),
    "neighbour above or below": s.neighbours(1, upright=True),
    "neighbour beside, photograph": s.neighbours(1, photo=True),
    "line from edge to edge": s.crossed(1),
    "cell of a table": s.crossed(4),
    "app: heading": s.app(["heading"]),
    "app: caption": s.app(["caption"]),
    "app: buttons": s.app(["buttons"]),
    "app: heading, caption, buttons": s.app(["heading", "caption", "buttons"]),
    "app: all of that, JPEG": s.app(["heading", "caption", "buttons"], jpeg=True),
    "app: dark, heading and buttons": s.app(["heading", "buttons"], dark=True),
    "app: menu bar and buttons": s.app(["menu", "buttons"], dark=None),
    "plot of an image": s.plotted("image"),
    "plot of an image, JPEG": s.plotted("image", jpeg=True),
    "plot of lines": s.plotted("lines"),
    "plot of lines, JPEG": s.plotted("lines", jpeg=True),
    "printed": s.printed,
    "scan of 16 px": s.small_scan(16),
    "scan of 28 px": s.small_scan(28),
    "rows of numbers": s.rows(),
    "rows of numbers, photograph": s.rows(photo=True),
    "decimal point": s.decimal,
}
SEED: Final = 23


def main() -> None:
    """Print a line per kind of picture, the mean and the worst."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    parser.add_argument("--keep", type=Path, help="a folder for the pictures; those there are read again")
    options = parser.parse_args()
    # A model that is missing is reported before anything is painted.
    reader(options.model)
    drawings = people()
    if not drawings:
        return
    kinds = {name: painter for name, painter in KINDS.items() if options.only in name}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        answers = _paint(kinds, drawings, options.count, options.seed, folder)
        readings = _predict(answers, options.model)
    print(f"{'of 100 pictures':<34}{'right, accepted':>16}{'silently wrong':>16}{'flagged':>9}")
    table = []
    for kind in kinds:
        outcomes = [
            _outcome(readings.get(path), answer) for path, (own, answer) in answers.items() if own == kind
        ]
        table.append([100 * outcomes.count(what) / len(outcomes) for what in ("right", "wrong", "flagged")])
        _print(kind, table[-1])
    _print("mean", np.mean(table, 0).tolist())
    _print("worst", [min(row[0] for row in table), *np.max(table, 0)[1:].tolist()])


def _paint(
    kinds: dict[str, Painter], drawings: Sequence[Drawing], count: int, seed: int, folder: Path
) -> dict[Path, tuple[str, str]]:
    """Save the pictures: file -> kind and answer."""
    by_writer = defaultdict(list)
    for drawing in drawings:
        by_writer[drawing.extra["writer"]].append(drawing)
    writers = list(by_writer.values())
    answers = {}
    for kind, painter in kinds.items():
        own = folder / "".join(letter if letter.isalnum() else "-" for letter in kind)
        own.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([seed, *kind.encode()])
        for at in range(count):
            image, answer = painter(writers[int(rng.integers(len(writers)))], rng)
            path = own / f"{at}_{answer.replace(' ', '-')}.{(image.format or 'png').lower()}"
            image.save(path, **({"quality": "keep"} if image.format == "JPEG" else {}))
            answers[path] = kind, answer
    return answers


def _predict(
    files: Sequence[Path] | dict[Path, tuple[str, str]], model: str | None
) -> dict[Path, dict[str, object]]:
    """What `predict --json` says about each file that it can read."""
    command = [sys.executable, "-m", "digitgame", "predict", "--json", *(["--model", model] if model else [])]
    run = subprocess.run(
        [*command, *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {Path(line["file"]): line for line in lines}


def _outcome(reading: dict[str, object] | None, answer: str) -> str:
    if reading is None or reading["refused"]:
        return "flagged"
    return "right" if reading["digits"] == answer else "wrong"


def _print(name: str, row: Sequence[float]) -> None:
    print(f"{name:<34}{row[0]:>16.1f}{row[1]:>16.1f}{row[2]:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
