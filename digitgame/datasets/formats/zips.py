"""Bounds of zip files, checked before anything in them is read."""

import os
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Final

from digitgame.errors import DigitgameError

# The list of a zip file's members, in bytes: as Python objects it takes twenty times as much memory.
_LIST: Final = 1 << 20
# The end of a zip file: 22 bytes, and a comment of up to 65,535.
_END: Final = 22 + 65_535
_END_SIGN: Final = b"PK\x05\x06"
# The sign before the end where the list may be longer.
_LONG_SIGN: Final = b"PK\x06\x07"
_SMALLER: Final = "Name a smaller one."


def open_bounded(
    source: Path | IO[bytes], most: int, name: str = "", *, listed: int = _LIST
) -> zipfile.ZipFile:
    """Open a zip file whose members unpack to at most `most` bytes together; more than a header says is never read.

    The list of its members may take `listed` bytes. `name` is that of an open file in errors.
    Raises zipfile.BadZipFile for what is none, DigitgameError for too many members and for larger ones.
    """
    name = name or str(source)
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        file.seek(max(file.seek(0, os.SEEK_END) - _END, 0))
        end = file.read(_END)
    at = end.rfind(_END_SIGN)
    if at < 0:
        raise zipfile.BadZipFile
    if int.from_bytes(end[at + 12 : at + 16], "little") > listed or end[max(at - 20, 0) : at].startswith(
        _LONG_SIGN
    ):
        raise DigitgameError(f"{name} holds too many files.", _SMALLER)
    packed = zipfile.ZipFile(source)
    # One wrong length in the list, and zipfile passes over the rest of it in silence.
    if len(packed.infolist()) % 2**16 != int.from_bytes(end[at + 10 : at + 12], "little"):
        packed.close()
        raise zipfile.BadZipFile("its list of files is damaged")
    if sum(member.file_size for member in packed.infolist()) > most:
        packed.close()
        raise DigitgameError(f"{name} would unpack to more than {most:,} bytes.", _SMALLER)
    return packed
