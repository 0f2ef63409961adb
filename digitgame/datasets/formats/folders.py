"""Image files with labels: a folder for each digit, digits in the files' names, or a list of files in a CSV.

`train` and `test` folders may stand above any of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import numpy as np

from digitgame.datasets.formats import table
from digitgame.datasets.formats.arrays import Part, part_of
from digitgame.datasets.formats.place import MOST, Place, visible
from digitgame.datasets.images import SIDE, Images, Loaded, ProgressCallback
from digitgame.errors import DigitgameError
from digitgame.vision.picture import load_frame

SUFFIXES: Final = (
    *(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jp2", ".ppm", ".pgm", ".ico"),
    # Those that cannot be read everywhere: an image that is passed over in silence would be worse than an error.
    *(".avif", ".heic", ".heif"),
)
_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Bad files that an error names.
_NAMED: Final = 8
# A digit that stands alone: in `7_0001`, `digit-7`, `img_12_label7`, not in `img_12`.
_MARKED: Final = re.compile(r"(?:label|class|digit|num|number)[-_ ]?(\d)(?!\d)", re.IGNORECASE)
_FIRST: Final = re.compile(r"(\d)(?!\d)(?:[-_ .(]|$)")
_LAST: Final = re.compile(r"(?:^|.*[-_ .(])(\d)\)?$")
_FOLDER: Final = re.compile(r"(?:[a-z]+[-_ ]?)?(\d)|(\d)[-_ ]+[a-z]+")


@dataclass(frozen=True)
class Labelled:
    """An image file and the digit that it shows."""

    file: Place
    digit: int


def find(folder: Place) -> dict[Part, list[Labelled]] | None:
    """The labelled image files of a folder, by part; None if it holds none in a known order."""
    inside = visible(folder)
    parted: dict[Part, list[Labelled]] = {}
    for one in inside:
        part = part_of(one.name) if one.is_dir() and _label(one.name) is None else None
        if part and (labelled := _labelled(one)):
            parted.setdefault(part, []).extend(labelled)
    if parted:
        return parted
    for one in inside:
        listed = table.read_list(one) if one.name.lower().endswith(table.SUFFIXES) and one.is_file() else None
        if listed:
            parted.setdefault(part_of(one.name) or "train", []).extend(_listed(listed, folder, one))
    if parted:
        return parted
    whole = _labelled(folder)
    return None if whole is None else {"train": whole}


def read(
    found: dict[Part, list[Labelled]],
    folder: Place,
    progress: ProgressCallback | None = None,
    *,
    only_test: bool = False,
) -> Loaded:
    """Every image file, framed as `digitgame predict` frames images, sorted by digit and name.

    With `only_test` those for testing, if there are any.

    Raises DigitgameError if there are none, and for images that are damaged, too large or blank: all of them together.
    """
    wanted: list[Part] = ["test"] if only_test and found.get("test") else list(found)
    files = [(part, one) for part in wanted for one in sorted(found[part], key=lambda one: one.digit)]
    if not files:
        kinds = ", ".join(suffix[1:] for suffix in SUFFIXES)
        raise DigitgameError(f"{folder} has no images in its folders 0 to 9.", f"Put some there ({kinds}).")
    if len(files) > MOST:
        raise DigitgameError(f"{folder} has more than {MOST:,} images.", "Name a smaller folder.")
    images = np.empty((len(files), SIDE, SIDE), np.uint8)
    bad = []
    for index, (_, one) in enumerate(files):
        try:
            with one.file.open("rb") as stream:
                framed = load_frame(cast(BinaryIO, stream), str(one.file))
            if not framed.any():
                raise DigitgameError(f"{one.file} is blank.", "Take it out of the folder.")
            images[index] = np.rint(framed * 255)
        except OSError as error:
            reason = error.strerror or error
            bad.append(DigitgameError(f"{one.file} cannot be read: {reason}.", "Check who may read it."))
        except DigitgameError as error:
            bad.append(error)
        if progress:
            progress(f"Framing {folder.name}", index + 1, len(files))
    if bad:
        raise _together(bad, folder, len(files))
    digits = np.array([one.digit for _, one in files], np.uint8)
    tested = np.array([part == "test" for part, _ in files], bool)
    return Loaded("images", Images(images[~tested], digits[~tested]), Images(images[tested], digits[tested]))


def _together(bad: list[DigitgameError], folder: Place, count: int) -> DigitgameError:
    """One error for all files that cannot be used."""
    if len(bad) == 1:
        return DigitgameError(bad[0].problem, bad[0].hint or "Repair it or take it out of the folder.")
    reasons = [error.problem.replace(f"{folder}/", "").rstrip(".") for error in bad[:_NAMED]]
    more = f"; and {len(bad) - _NAMED:,} more" if len(bad) > _NAMED else ""
    problem = f"{len(bad):,} of the {count:,} images in {folder} cannot be used: {'; '.join(reasons)}{more}."
    hints = {error.hint for error in bad}
    # What all of them need, such as another format.
    hint = hints.pop() if len(hints) == 1 else ""
    return DigitgameError(problem, hint or "Repair them or take them out of the folder.")


def _labelled(folder: Place) -> list[Labelled] | None:
    """The image files of a folder with their digits: by the folder that each lies in, or by their names."""
    inside = visible(folder)
    by_digit = [(digit, one) for one in inside if one.is_dir() and (digit := _label(one.name)) is not None]
    files = [Labelled(file, digit) for digit, one in by_digit for file in _image_files(one)]
    # A folder may be called anything; a plain digit, or several with images in them, are meant so.
    if any(one.name.isdecimal() for _, one in by_digit) or len({file.digit for file in files}) > 1:
        return files
    return _by_name(_image_files(folder))


def _listed(rows: Iterable[tuple[str, int]], folder: Place, listing: Place) -> Iterator[Labelled]:
    """The files of a list, wherever below the folder they lie; raises DigitgameError if some are missing."""
    places = [folder, *(one for one in visible(folder) if one.is_dir())]
    by_name = {file.name: file for place in places for file in visible(place) if file.is_file()}
    missing = []
    for name, digit in rows:
        file = by_name.get(re.split(r"[/\\]", name)[-1])
        if file is None:
            missing.append(name)
        else:
            yield Labelled(file, digit)
    if missing:
        some = ", ".join(missing[:_NAMED]) + (", ..." if len(missing) > _NAMED else "")
        problem = f"{listing} lists {len(missing):,} images that are not there: {some}."
        raise DigitgameError(problem, "Put them beside it, or take them out of the list.")


def _by_name(files: list[Place]) -> list[Labelled] | None:
    """Files whose names all hold their digit in the same place; None if they don't."""
    stems = [file.name.rpartition(".")[0] for file in files]
    rules: tuple[Callable[[str], re.Match[str] | None], ...] = (_MARKED.search, _FIRST.match, _LAST.match)
    for rule in rules:
        found = [rule(stem) for stem in stems]
        if found and all(found):
            digits = [int(match[1]) for match in found if match]
            return [Labelled(file, digit) for file, digit in zip(files, digits, strict=True)]
    return None


def _label(name: str) -> int | None:
    """The digit of a folder's name: `7`, `seven`, `digit_7`, `7 - seven`; None if it has none."""
    lower = name.lower().strip()
    if lower in _WORDS:
        return _WORDS.index(lower)
    match = _FOLDER.fullmatch(lower)
    return int(match[1] or match[2]) if match else None


def _image_files(folder: Place) -> list[Place]:
    return [one for one in visible(folder) if one.name.lower().endswith(SUFFIXES) and one.is_file()]
