"""Data sets at a path on this machine: find out the format by the content, and read it."""

import errno
import gzip
import io
import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from digitgame.datasets import drawings
from digitgame.datasets.formats import folders, idx, npz, pickled, sprite, table
from digitgame.datasets.formats.arrays import part_of
from digitgame.datasets.formats.place import Place, open_archive, open_unpacked, visible
from digitgame.datasets.images import Images, Loaded, ProgressCallback, hold_out
from digitgame.errors import DigitgameError

KNOWN: Final = (
    "idx files, .npz or .npy arrays, mnist.pkl.gz, Kaggle's train.csv, the sprite mnist_images.png with "
    "mnist_labels_uint8, an ink file (.jsonl), images in folders 0 to 9 or with labels in their names or in a CSV, "
    "or a .zip of one of these"
)
INK_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
# How deep below the folder that is named data may lie, as MNIST/raw and archive/mnist_png/training.
_DEEPEST: Final = 4
# Files of which a folder may hold one.
_SINGLE: Final = (".npz", ".pkl", ".pkl.gz", ".zip", ".jsonl", ".ndjson")
# Folders that are searched.
_MOST_FOLDERS: Final = 2_000
# Bytes of a file that show its format.
_START: Final = 4_096
# Formats that are known but not read, by how they start.
_FOREIGN: Final = {
    b"PAR1": "a Parquet file",
    b"MATLAB 5": "a MATLAB file",
    b"\x89HDF": "an HDF5 file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xfd7zXZ": "an xz archive",
    b"BZh": "a bzip2 archive",
}
_log: Final = logging.getLogger(__name__)
_ARCHIVE: Final = "Unpack it, and name the folder."


def read(path: Path, *, only_test: bool = False, progress: ProgressCallback | None = None) -> Loaded:
    """Read the digits of a file, a folder or a zip archive, split into training and test images.

    MNIST and the like come split; of anything else one in six is held out. With `only_test` there are no training
    images, and drawings and image files are all for testing if they have no test part of their own.
    Raises DigitgameError if there is nothing at `path`, if the format is unknown, or if the data is damaged.
    """
    # Opening a pipe would wait for ever.
    if not (path.is_dir() or path.is_file()):
        hint = f"Name one that holds {KNOWN}."
        raise DigitgameError(f"There is no file or folder {path}.", hint, exit_code=2)
    place: Place = path
    if path.is_file() and _starts(path).startswith(b"PK\3\4") and not path.name.endswith(".npz"):
        return _archive(path, only_test, progress)
    return _read(place, only_test, progress)


def _archive(path: Path, only_test: bool, progress: ProgressCallback | None) -> Loaded:
    try:
        packed = open_archive(path)
        with closing(packed.archive):
            return _read(path if npz.holds_arrays(packed) else packed, only_test, progress)
    # Each method of packing has its own for a damaged member. Disks have OSErrors, and so has an archive that leads to
    # a place before its own start.
    except Exception as error:
        sought = isinstance(error, OSError) and error.errno == errno.EINVAL
        if isinstance(error, (DigitgameError, OSError)) and not sought:
            raise
        _log.debug("Reading %s failed", path, exc_info=True)
        raise DigitgameError(f"{path} is a damaged zip archive.", "Fetch it again.") from error


def _read(place: Place, only_test: bool, progress: ProgressCallback | None) -> Loaded:
    reader = _folder(place, progress) if place.is_dir() else _file(place, progress)
    loaded = reader(only_test)
    if only_test and not len(loaded.test):
        loaded = reader(False)
    return _split(loaded, only_test)


# Reads what was found: only the test part, where it can be read alone, or all.
Reader = Callable[[bool], Loaded]


def _split(loaded: Loaded, only_test: bool) -> Loaded:
    """Hold out a test part where there is none; without training images where only the test part is wanted."""
    kind, train, test, notes = loaded
    if not len(test):
        if kind == "scans":
            train, test = hold_out(train)
            notes = (
                *notes,
                "there is no test part: about one in six of the digits is held out to test on.",
            )
        else:
            train, test = (Images.none(), train) if only_test else hold_out(train)
    return Loaded(kind, Images.none() if only_test else train, test, notes)


def _folder(folder: Place, progress: ProgressCallback | None) -> Reader:
    found = list(_data_in(folder, progress, _DEEPEST, count()))
    if not found:
        raise DigitgameError(f"{folder} holds no digits in a known format.", f"Known: {KNOWN}.", exit_code=2)
    if len(found) > 1:
        names = ", ".join(str(place) for place, _ in found[:8])
        problem = f"{folder} holds {len(found)} data sets: {names}."
        raise DigitgameError(problem, "Name one of them.", exit_code=2)
    return found[0][1]


def _data_in(
    folder: Place, progress: ProgressCallback | None, deep: int, searched: Iterator[int]
) -> Iterator[tuple[Place, Reader]]:
    """The data sets in a folder: its own, else those of the folders in it."""
    if next(searched) >= _MOST_FOLDERS:
        raise DigitgameError(f"{folder}: too many folders to search.", "Name the one that holds the digits.")
    reader = _own(folder, progress)
    if reader is not None:
        yield folder, reader
        return
    for one in visible(folder) if deep else ():
        if one.is_dir():
            yield from _data_in(one, progress, deep - 1, searched)


def _own(folder: Place, progress: ProgressCallback | None) -> Reader | None:
    """What reads the data set that lies in a folder itself; None if there is none."""
    sets = idx.sets_in(folder)
    if sets:
        return _idx(sets, folder)
    names = {one.name.lower(): one for one in visible(folder) if one.is_file()}
    for name in (sprite.IMAGES, npz.FILE):
        if name in names:
            return _file(names[name], progress)
    if sprite.LABELS in names:
        problem = f"{folder} has {sprite.LABELS} but no {sprite.IMAGES}."
        raise DigitgameError(problem, "Put it there.", exit_code=2)
    found = folders.find(folder)
    if found is not None:
        return lambda only_test: folders.read(found, folder, progress, only_test=only_test)
    tables = [one for name, one in names.items() if name.endswith((".csv", ".csv.gz"))]
    if tables:
        return _tables(tables, progress)
    arrays = [one for name, one in names.items() if name.endswith(".npy")]
    if arrays:
        return lambda only_test: Loaded("scans", *npz.read_folder(arrays, folder, only_test=only_test))
    single = [one for name, one in names.items() if name.endswith(_SINGLE)]
    return _file(single[0], progress) if len(single) == 1 else None


def _idx(sets: list[idx.Files], folder: Place) -> Reader:
    """MNIST's own names come first; EMNIST's archive holds six sets, of which one is its digits."""
    preferred = [one for one in sets if one.name.lower() in ("", "emnist-digits")] or sets
    files = preferred[0]
    if len(preferred) > 1 and files.name:
        names = ", ".join(one.name for one in sets)
        raise DigitgameError(
            f"{folder} holds {len(sets)} data sets: {names}.", "Name a file of one.", exit_code=2
        )
    others = f"of {', '.join(one.name or 'mnist' for one in sets)}, {files.name or 'mnist'} is read."
    notes = (others,) if len(sets) > 1 else ()

    def reader(only_test: bool) -> Loaded:
        if files.train is None and not only_test:
            # Says which file is missing.
            idx.read_files(idx.Files(files.name, train=(None, None)), folder, "train")
        test, about = idx.read_files(files, folder, "t10k")
        train, about_train = (Images.none(), ()) if only_test else idx.read_files(files, folder, "train")
        return Loaded("scans", train, test, (*notes, *dict.fromkeys((*about, *about_train))))

    return reader


def _tables(tables: list[Place], progress: ProgressCallback | None) -> Reader:
    """`train.csv` and `test.csv`; Kaggle's `test.csv` has no labels, so `train.csv` is read alone."""
    parted = {part_of(one.name): one for one in tables}
    if len(tables) > 1 and not (parted.keys() == {"train", "test"} or set(parted) & {"train"}):
        names = ", ".join(one.name for one in tables)
        raise DigitgameError(f"{tables[0].parent} holds several tables: {names}.", "Name one.", exit_code=2)
    train, test = parted.get("train", tables[0]), parted.get("test")

    def reader(only_test: bool) -> Loaded:
        notes: tuple[str, ...] = ()
        tested = Images.none()
        if test is not None and test is not train:
            if table.has_labels(test):
                tested = table.read(test, progress)
            else:
                notes = (f"{test.name} has no labels (Kaggle keeps them secret): it is left out.",)
        learnt = Images.none() if only_test and len(tested) else table.read(train, progress)
        return Loaded("scans", learnt, tested, notes)

    return reader


def _file(path: Place, progress: ProgressCallback | None) -> Reader:
    start = _starts(path)
    suffix = path.suffix.lower()
    if path.name.lower().endswith(".npz") or start.startswith(b"PK\3\4"):
        if isinstance(path, Path) or suffix == ".npz":
            return lambda only_test: Loaded("scans", *npz.read(path, only_test=only_test))
        raise DigitgameError(f"{path} is an archive in an archive.", _ARCHIVE, exit_code=2)
    if idx.is_idx(path):
        return _idx(_set_of(path), path.parent)
    if suffix == ".png" or start.startswith(b"\x89PNG"):
        return lambda _: Loaded("scans", *sprite.read(path))
    if start.startswith(b"\x93NUMPY"):
        arrays = [one for one in visible(path.parent) if one.name.lower().endswith(".npy")]
        return lambda only_test: Loaded("scans", *npz.read_folder(arrays, path.parent, only_test=only_test))
    if suffix in INK_SUFFIXES or start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b'{"'):
        return lambda _: Loaded("drawings", drawings.from_ink_file(path, progress), Images.none())
    if start[:1] == b"\x80" or ".pkl" in path.name.lower() or ".pickle" in path.name.lower():
        return lambda only_test: Loaded("scans", *pickled.read(path, only_test=only_test))
    foreign = next((words for sign, words in _FOREIGN.items() if start.startswith(sign)), None)
    if start[257:262] == b"ustar":
        foreign = "a tar archive"
    if foreign:
        hint = (
            _ARCHIVE if "archive" in foreign else "Save its arrays with numpy.savez, and name the .npz file."
        )
        raise DigitgameError(f"{path} is {foreign}, which cannot be read here.", hint, exit_code=2)
    if suffix in folders.SUFFIXES:
        hint = f"Read it with `digitgame predict {path}`."
        raise DigitgameError(f"{path} is one image, not a set of labelled digits.", hint, exit_code=2)
    # Those of tables may be gzipped, as in a folder.
    of_text = Path(path.name.lower().removesuffix(".gz")).suffix
    if of_text in (".csv", ".tsv") or (table.is_table(start) and of_text in table.SUFFIXES):
        listed = table.read_list(path)
        if listed:
            return _folder(path.parent, progress)
        return lambda _: Loaded("scans", table.read(path, progress), Images.none())
    if idx.starts_as_idx(path):
        problem = f"{path} is an idx file, but its name doesn't say of which part."
        hint = f"Call its files as MNIST does, such as {' and '.join(idx.file_names('train'))}."
        raise DigitgameError(problem, hint, exit_code=2)
    raise DigitgameError(f"{path} is not a known kind of file.", f"Known: {KNOWN}.", exit_code=2)


def _set_of(path: Place) -> list[idx.Files]:
    """The data set of idx files that a file belongs to."""
    for files in idx.sets_in(path.parent):
        if any(path.name == one.name for pair in (files.train, files.t10k) for one in pair or () if one):
            return [files]
    return idx.sets_in(path.parent)


def _starts(path: Place) -> bytes:
    """The first bytes of a file; of a gzipped one those of what is packed in it."""
    try:
        with open_unpacked(path) as file:
            return file.read(_START)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        # Whoever reads it says what is wrong.
        return b"\x1f\x8b"
    except io.UnsupportedOperation:
        return b""
