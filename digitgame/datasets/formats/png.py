"""The checksums of a PNG, which Pillow does not look at where they come after the pixels that it wants."""

import struct
import zlib
from typing import IO, Final

_SIGN: Final = b"\x89PNG\r\n\x1a\n"
# Bytes that are read, and unpacked, at once.
_BLOCK: Final = 1 << 16
_UNPACKED: Final = 1 << 20


def check(file: IO[bytes]) -> None:
    """Raise ValueError or zlib.error unless each part of a PNG, and its pixels as a whole, have the right checksum."""
    if file.read(len(_SIGN)) != _SIGN:
        raise ValueError("no PNG")
    pixels = zlib.decompressobj()
    kind = b""
    while kind != b"IEND":
        head = file.read(8)
        if len(head) < 8:
            raise ValueError("it breaks off")
        left, kind = struct.unpack(">I4s", head)
        checksum = zlib.crc32(kind)
        while left:
            block = file.read(min(left, _BLOCK))
            if not block:
                raise ValueError("it breaks off")
            left -= len(block)
            checksum = zlib.crc32(block, checksum)
            while kind == b"IDAT" and block and not pixels.eof:
                # Only for the checksum at its end: what is unpacked is thrown away.
                pixels.decompress(block, _UNPACKED)
                block = pixels.unconsumed_tail
        if file.read(4) != struct.pack(">I", checksum):
            raise ValueError(f"the checksum of {kind!r} is wrong")
    if not pixels.eof:
        raise ValueError("its pixels break off")
