"""Files and folders that readers read from: those on disk, and those in a zip archive, which is never unpacked."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, cast

from digitgame.datasets.formats import zips
from digitgame.datasets.images import SIDE
from digitgame.errors import DigitgameError

# Images in a file: more are damaged or hostile. Training and test images take 420 MB at most.
MOST: Final = 270_000
# Bytes that an archive may unpack to, as many as those images take.
MOST_BYTES: Final = 2 * MOST * SIDE * SIDE
# Bytes of the list of files in an archive, which takes twenty times as much memory: MNIST as 70,000 images needs 6 MB.
_LIST: Final = 12 << 20
_GZIP: Final = b"\x1f\x8b"
_HINT: Final = "Unpack it, and name the folder."


@dataclass(frozen=True)
class Packed:
    """A file or a folder in the zip archive at `path`, with the part of `pathlib.Path` that readers use.

    `tree` has the names in each folder.
    """

    archive: zipfile.ZipFile
    path: Path
    inside: PurePosixPath
    # The names in each folder, in a dictionary: in a list, looking for each of many files takes minutes.
    tree: dict[PurePosixPath, dict[str, None]]

    def __str__(self) -> str:
        return str(self.path / self.inside)

    def __truediv__(self, name: str) -> Packed:
        return Packed(self.archive, self.path, self.inside / name, self.tree)

    @property
    def name(self) -> str:
        return self.inside.name or self.path.name

    @property
    def suffix(self) -> str:
        return self.inside.suffix

    @property
    def parent(self) -> Packed:
        return Packed(self.archive, self.path, self.inside.parent, self.tree)

    def is_dir(self) -> bool:
        return self.inside in self.tree

    def is_file(self) -> bool:
        return not self.is_dir() and self.inside.name in self.tree.get(self.inside.parent, ())

    def iterdir(self) -> Iterator[Packed]:
        return (self / name for name in self.tree[self.inside])

    def open(self, _mode: str = "rb") -> IO[bytes]:
        """Open a file to read; what is damaged in the archive raises zipfile's errors while it is read."""
        try:
            return self.archive.open(str(self.inside))
        except RuntimeError as error:
            raise DigitgameError(f"{self} is locked with a password.", _HINT) from error


# A file or a folder, wherever it lies.
Place = Path | Packed


def size_of(place: Place) -> int:
    """The bytes of a file."""
    if isinstance(place, Packed):
        return place.archive.getinfo(str(place.inside)).file_size
    return place.stat().st_size


def open_archive(path: Path) -> Packed:
    """The top folder of a zip archive. Raises DigitgameError if it is damaged, or would unpack to too much."""
    try:
        archive = zips.open_bounded(path, MOST_BYTES, listed=_LIST)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DigitgameError(f"{path} is a damaged zip archive.", "Fetch it again.") from error
    entries = archive.infolist()
    top = PurePosixPath(".")
    tree: dict[PurePosixPath, dict[str, None]] = {top: {}}
    for entry in entries:
        at = PurePosixPath(entry.filename)
        # Nothing is written anywhere, so a name that leads out of the archive does no harm; but it is nobody's data.
        if at.is_absolute() or ".." in at.parts:
            continue
        if entry.is_dir():
            tree.setdefault(at, {})
        while at.name:
            tree.setdefault(at.parent, {})[at.name] = None
            at = at.parent
    return Packed(archive, path, top, tree)


def visible(folder: Place) -> list[Place]:
    """What a folder holds, sorted by name, without what systems hide in one."""
    found = [one for one in folder.iterdir() if not one.name.startswith((".", "__MACOSX"))]
    return sorted(found, key=lambda one: one.name)


@contextmanager
def open_unpacked(place: Place) -> Iterator[IO[bytes]]:
    """Open a file to read; a gzipped one, whatever its name says, as what is packed in it."""
    with place.open("rb") as raw:
        packed = raw.read(2) == _GZIP
    with place.open("rb") as raw:
        yield cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
