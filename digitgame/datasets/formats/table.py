"""CSV files: a digit a row, its label and 784 pixels, as Kaggle has them; and lists of image files with labels."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, TextIO, cast

import numpy as np

from digitgame.datasets.formats.arrays import AGAIN, Array, Scale, check_labels
from digitgame.datasets.formats.place import MOST, Place, open_unpacked
from digitgame.datasets.images import SIDE, Bytes, Images, ProgressCallback
from digitgame.errors import DigitgameError

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".data")
_PIXELS: Final = SIDE * SIDE
_LABEL_NAMES: Final = ("label", "labels", "class", "target", "digit", "y")
# Rows that are read at once.
_ROWS: Final = 2_000
# Columns of a list of files, and characters of a row of one.
_MOST_LISTED: Final = 20
_LONGEST_LISTED: Final = 1_000
# The first rows, which show which column holds the label.
_FIRST_ROWS: Final = 100
# Characters of a row: more than 785 numbers take.
_LONGEST: Final = 40_000
_KAGGLE: Final = "Kaggle's test.csv is like that: its answers are secret. Name train.csv instead."


@dataclass(frozen=True)
class _Form:
    """How a table is written: what separates its columns, how many there are, and their names, if it has any."""

    separator: str
    columns: int
    names: tuple[str, ...]

    def label_column(self, rows: Array) -> int | None:
        """Which column holds the label; None if all are pixels. `rows` are the first ones."""
        named = [at for at, name in enumerate(self.names) if name in _LABEL_NAMES]
        if named:
            return named[0]
        if self.columns == _PIXELS:
            return None
        # Without names: first, as MNIST's tables have it, unless only the last one can be it.
        first, last = rows[:, 0], rows[:, -1]
        could_be = [
            bool(np.isin(column, np.arange(10)).all() and np.ptp(column) > 0) for column in (first, last)
        ]
        return self.columns - 1 if could_be == [False, True] else 0


def is_table(start: bytes) -> bool:
    """Whether a file that starts so may be a table: lines of text with separators."""
    line = start.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    return _separator(line) is not None and line.rstrip().replace("\t", " ").isprintable()


def has_labels(path: Place) -> bool:
    """Whether a table of digits has a column of labels. Raises DigitgameError as `read`."""
    with _opened(path) as text:
        form, lines, line = _form(text, path)
        batch = list(islice(lines, _FIRST_ROWS))
        return bool(batch) and form.label_column(_numbers(batch, form, path, line)) is not None


@contextmanager
def _opened(path: Place) -> Iterator[TextIO]:
    """The text of a file, gzipped or not."""
    with open_unpacked(path) as raw:
        text = io.TextIOWrapper(cast(io.BufferedReader, raw), "utf-8-sig", errors="replace", newline="")
        try:
            yield text
        finally:
            # Whoever opened the file below closes it.
            text.detach()


def read(path: Place, progress: ProgressCallback | None = None) -> Images:
    """The digits of a table: a row each, its label and 784 pixels, with or without a line of names.

    Raises DigitgameError for a table without labels, of another width, and for the first row that is damaged.
    """
    with _opened(path) as text:
        form, lines, line = _form(text, path)
        label_column: int | None = None
        scale: Scale | None = None
        images, labels = list[Bytes](), list[Bytes]()
        done = 0
        while batch := list(islice(lines, _ROWS)):
            rows = _numbers(batch, form, path, line)
            if scale is None:
                label_column = form.label_column(rows)
                if label_column is None:
                    raise DigitgameError(f"{path} has images but no labels.", _KAGGLE, exit_code=2)
                pixels = np.delete(rows, label_column, 1)
                scale = Scale.of(float(pixels.min()), float(pixels.max()), str(path))
            assert label_column is not None
            check_labels(rows[:, label_column], f"{path}, from row {done + 1}")
            pixels = np.delete(rows, label_column, 1)
            # All rows have the range of the first ones.
            if (
                pixels.min() * scale.factor < -1 - scale.offset * scale.factor
                or pixels.max() * scale.factor > 256
            ):
                Scale.of(float(pixels.min()), float(pixels.max()), str(path))
                raise DigitgameError(
                    f"{path} has values of several ranges, before line {line + len(batch)}.", AGAIN
                )
            images.append(scale.apply(pixels).reshape(-1, SIDE, SIDE))
            labels.append(rows[:, label_column].astype(np.uint8))
            done, line = done + len(rows), line + len(batch)
            if done > MOST:
                raise DigitgameError(f"{path} has more than {MOST:,} rows.", "Name a smaller file.")
            if progress:
                progress(f"Reading {path.name}", done, None)
    if not done:
        raise DigitgameError(f"{path} has no rows.", AGAIN)
    return Images(np.concatenate(images), np.concatenate(labels))


def read_list(path: Place) -> list[tuple[str, int]] | None:
    """The rows of a list of image files: the name and the digit of each; None if the table is no such list."""
    rows = list[list[str]]()
    with _opened(path) as text:
        lines = _lines(text, "", path)
        first = next(lines, "")
        try:
            for row in csv.reader(chain([first], lines), delimiter=_separator(first) or " "):
                # A table of digits is told by its first line, whatever its size.
                if len(row) > _MOST_LISTED or sum(map(len, row)) > _LONGEST_LISTED or len(rows) > MOST:
                    return None
                rows.append(row)
        except csv.Error:
            return None
    if not first:
        return None
    body = rows if any(_is_digit(cell) for cell in rows[0]) else rows[1:]
    widths = {len(row) for row in body}
    if not body or len(widths) != 1 or min(widths) < 2:
        return None
    columns = list(zip(*body, strict=True))
    names = [
        at for at, cells in enumerate(columns) if all("." in cell and not _is_number(cell) for cell in cells)
    ]
    digits = [at for at, cells in enumerate(columns) if all(map(_is_digit, cells)) and at not in names]
    if not names or not digits:
        return None
    titles = [cell.strip().lower() for cell in rows[0]]
    digit = next((at for at in digits if titles[at] in _LABEL_NAMES), digits[0])
    return [(row[names[0]].strip(), int(row[digit])) for row in body]


def _form(text: TextIO, path: Place) -> tuple[_Form, Iterator[str], int]:
    """How the table is written, its rows of numbers, and the line of the first of them, from 1."""
    first = next(_lines(text, "", path), "")
    separator = _separator(first) or " "
    cells = [cell.strip().strip("\"'").lower() for cell in _cells(first, separator)]
    names = tuple(cells) if not all(map(_is_number, cells)) else ()
    if len(cells) not in (_PIXELS, _PIXELS + 1):
        problem = (
            f"{path} has {len(cells):,} columns: a digit has {_PIXELS + 1}, its label and {_PIXELS} pixels."
        )
        raise DigitgameError(problem, AGAIN)
    form = _Form(separator, len(cells), names)
    return form, _lines(text, "" if names else first, path), 2 if names else 1


def _numbers(lines: Sequence[str], form: _Form, path: Place, line: int) -> Array:
    """Lines of a table as numbers, float32; raises DigitgameError for the first that is damaged."""
    more = {"delimiter": None if form.separator == " " else form.separator, "comments": None, "ndmin": 2}
    try:
        rows = np.loadtxt(lines, np.float32, **more)  # type: ignore[call-overload]
        if rows.shape[1] == form.columns and np.isfinite(rows).all():
            return np.asarray(rows)
    except ValueError:
        pass
    for number, text in enumerate(lines, line):
        cells = _cells(text, form.separator)
        if len(cells) != form.columns:
            problem = f"{path}, line {number} has {len(cells):,} columns, not {form.columns}."
            raise DigitgameError(problem, AGAIN)
        wrong = next((cell for cell in cells if not _is_number(cell)), None)
        if wrong is not None:
            raise DigitgameError(f"{path}, line {number}: {wrong.strip()[:20]!r} is not a number.", AGAIN)
    raise DigitgameError(f"{path} has values that are not numbers, from line {line}.", AGAIN)


def _lines(text: TextIO, first: str, path: Place) -> Iterator[str]:
    """`first` and the other lines, without blank ones."""
    line = first
    while line or (line := text.readline(_LONGEST)):
        if len(line) >= _LONGEST:
            raise DigitgameError(f"{path} has a line of more than {_LONGEST:,} characters.", AGAIN)
        if line.strip():
            yield line
        line = ""


def _cells(line: str, separator: str) -> list[str]:
    return line.split() if separator == " " else line.strip("\r\n").split(separator)


def _separator(line: str) -> str | None:
    return max((sign for sign in ",;\t " if sign in line.strip()), key=line.count, default=None)


def _is_digit(cell: str) -> bool:
    return cell.strip() in set("0123456789")


def _is_number(cell: str) -> bool:
    try:
        return np.isfinite(float(cell))  # type: ignore[no-any-return]
    except ValueError:
        return False
