"""Small files that claim, or unpack to, more than any machine has: how to make them, and how each is read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from digitgame.datasets import drawings
from digitgame.datasets.formats import idx, npz, pickled, sprite
from digitgame.inference.inputs import read_file

Make = Callable[[Path], object]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int = 8, colour: int = 2, rows: int | None = None) -> bytes:
    """A PNG of zeros, made without holding its pixels; `rows` of them are there."""
    bits = depth * {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    row = bytes(1 + (width * bits + 7) // 8)
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _saved(kind: str, side: int, mode: str = "RGB", **how: object) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        Image.new(mode, (side, side)).save(out, kind, **how)
        return out.getvalue()

    return make


def icon(side: int) -> bytes:
    """An icon file whose directory says 32 px and whose PNG is larger."""
    inside = png(side, side, colour=6)
    entry = struct.pack("<4B2H2I", 32, 32, 0, 0, 1, 32, len(inside), 22)
    return struct.pack("<3H", 0, 1, 1) + entry + inside


def _gzipped_idx(count: int, there: int) -> bytes:
    """A gzipped idx file whose header claims `count` images."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        file.write(struct.pack(">4I", idx.IMAGES_MAGIC, count, 28, 28))
        for _ in range(there // 1000):
            file.write(bytes(784_000))
    return out.getvalue()


def _npz(megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("x_train.npy", "w") as file:
        count = megabytes * 1_000_000 // 784
        np.lib.format.write_array_header_1_0(
            file, {"descr": "|u1", "fortran_order": False, "shape": (count, 28, 28)}
        )
        for _ in range(megabytes):
            file.write(bytes(1_000_000))
    return out.getvalue()


def _members(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(count):
            packed.writestr(zipfile.ZipInfo(f"{number}"), b"")
    return out.getvalue()


def _ink(lines: int, points: int, **more: object) -> bytes:
    stroke = [[1, 2], [3, 4]] * (points // 2)
    return (
        json.dumps({"label": 1, "strokes": [stroke], **more}, separators=(",", ":")) + "\n"
    ).encode() * lines


# A WebP of 16,000 x 16,000 px.
WEBP = "524946461a000000574542505650384c0e0000002f7ffe9f0f071011fd0f4444ff03"
# A JPEG 2000 of 9,000 x 9,000 px, packed.
JPEG_2000 = (
    "c-muNVBpCLP*C9IYUg5LU=T?wsVvAUFj4@r8KAT-kj?<oVwo8!MGOqe8eq)K&JI$;z@MC-Q^W{n3NSFRm;e<g|M&kN$e<4rf"
    "+~gsG(IysBO?U;4`Sc}3NSLTvam2P{*Pf0c5v|U2tY>vQy5ek7@dn!6H8K46p|_x{0ma^yaHU^70ObJiZk=`6pZvt^-TUxVB"
    "i9qy%uQB<lp}o;}2+qiT@7jKUnJ-);|#a!?eG_A4G&hiTZ}{4_shHKUn@(u>5E62Z{OrXK)Y<2wDHX{$*!EJrS(h^WOUhtA="
    "XPGJ8Ud`v3K#;WZjwv<$BXRPg^M0Kzl+1p"
)
PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG of 14,000 px": lambda: png(14_000, 14_000, rows=0),
    "PNG of 6,000 px": lambda: png(6_000, 6_000, depth=1, colour=0),
    "PNG of 16 bits": lambda: png(4_500, 4_500, depth=16, colour=6),
    "grey PNG": lambda: png(9_000, 9_000, colour=0),
    "WebP of 16,000 px": lambda: bytes.fromhex(WEBP),
    "WebP": _saved("WEBP", 4_000, lossless=True, quality=0, method=0),
    "JPEG 2000": lambda: zlib.decompress(base64.b85decode(JPEG_2000)),
    "small JPEG 2000": _saved("JPEG2000", 3_500),
    "JPEG": _saved("JPEG", 10_000, "L"),
    "progressive JPEG": _saved("JPEG", 6_000, progressive=True),
    "TIFF in one strip": _saved("TIFF", 4_700, compression="tiff_lzw", tiffinfo={278: 4_700}),
    "GIF": _saved("GIF", 6_000, "P"),
    "icon": lambda: icon(2_000),
}
SETS: dict[str, tuple[Callable[[], bytes], Make]] = {
    "idx of a million": (lambda: _gzipped_idx(1_000_000, there=1_000), idx.read_images),
    "idx that goes on": (lambda: _gzipped_idx(1_000, there=300_000), idx.read_images),
    "idx, the most": (lambda: _gzipped_idx(270_000, there=270_000), idx.read_images),
    "npz of a gigabyte": (lambda: _npz(450), npz.read),
    "npz of many members": (lambda: _members(30_000), npz.read),
    "pickle of many lists": (lambda: gzip.compress(b"\x80\x02" + b"]" * 60_000_000 + b"."), pickled.read),
    "pickle of a far number": (lambda: b"\x80\x02]r\xff\xff\xff\x0f.", pickled.read),
    "sprite": (lambda: png(784, 100_000, colour=6), lambda path: sprite._images(path, 100_000)),
    "ink of many points": (lambda: _ink(12_000, 500), drawings.from_ink_file),
    "ink of many lines": (lambda: _ink(600_000, 2), drawings.from_ink_file),
    "ink with much else": (lambda: _ink(650, 2, more=[[]] * 20_000), drawings.from_ink_file),
    "ink of 60 MB": (lambda: _ink(20_000, 500), drawings.from_ink_file),
    "ink of one line": (lambda: b'{"strokes":[' * 3_000_000, drawings.from_ink_file),
}


def _picture(path: Path) -> object:
    return [one.frame for one in read_file(path)]


def bombs() -> dict[str, tuple[Callable[[], bytes], Make]]:
    """Every bomb by name: how it is made, and how it is read."""
    return {**{name: (make, _picture) for name, make in PICTURES.items()}, **SETS}
