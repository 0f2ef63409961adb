"""Small files that claim, or unpack to, more than any machine has: how to make them, and how each is read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image, features

from digitgame import paths
from digitgame.datasets import drawings, local
from digitgame.datasets.formats import idx, npz, pickled, sprite
from digitgame.inference.input_files import read_file

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


def _film(kind: str, side: int, count: int, **how: object) -> Callable[[], bytes]:
    """Many pictures in one file, each unlike the one before, or they would be stored as one."""

    def make() -> bytes:
        out = io.BytesIO()
        first, *more = (Image.new("L", (side, side), number % 2 * 255) for number in range(count))
        first.save(out, kind, save_all=True, append_images=more, **how)
        return out.getvalue()

    return make


def _with_chunk(kind: bytes, data: bytes, count: int = 1) -> bytes:
    """A small PNG with more in it than pixels."""
    plain = png(8, 8)
    return plain[:33] + _chunk(kind, data) * count + plain[33:]


def _claiming(kind: str, find: bytes, claim: bytes) -> Callable[[], bytes]:
    """A small picture whose header says that it is large."""

    def make() -> bytes:
        small = _saved(kind, 0x0123)()
        assert find in small
        return small.replace(find, claim, 1)

    return make


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = _saved("JPEG", 1_500, progressive=True)()
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + whole[at:-2] * count + whole[-2:]


def _zipped(
    files: dict[str, Callable[[], Iterable[bytes]]], method: int = zipfile.ZIP_DEFLATED
) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method, compresslevel=1) as packed:
            for name, blocks in files.items():
                with packed.open(name, "w", force_zip64=True) as file:
                    for block in blocks():
                        file.write(block)
        return out.getvalue()

    return make


def _zeros(megabytes: int) -> Callable[[], Iterable[bytes]]:
    return lambda: (bytes(1_000_000) for _ in range(megabytes))


def _overlapping(count: int) -> bytes:
    """A zip archive that lists one packed file under many names."""
    plain = _zipped({"00000000.csv": _zeros(10)})()
    start, end = plain.rindex(b"PK\1\2"), plain.rindex(b"PK\5\6")
    entry = plain[start:end]
    entries = b"".join(entry.replace(b"00000000", b"%08d" % number) for number in range(count))
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(entries), start, 0)
    return plain[:start] + entries + tail


def _gzipped(blocks: Iterable[bytes]) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        for block in blocks:
            file.write(block)
    return out.getvalue()


def _npy(shape: tuple[int, ...], padding: int = 0) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array_header_2_0(out, {"descr": "|u1", "fortran_order": False, "shape": shape})
    start = out.getvalue()
    return start[:8] + struct.pack("<I", len(start) - 12 + padding) + b" " * padding + start[12:]


def _weights(claim: int) -> bytes:
    """Weights for Keras that take no place in the file, in what is else a `.keras` file."""
    import h5py

    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.create_dataset("w", (claim,), "f4", chunks=(1_000_000,), compression="gzip")
    return _zipped({"config.json": lambda: [b"{}"], "model.weights.h5": lambda: [held.getvalue()]})()


def _as_keras(path: Path) -> object:
    from digitgame.exchange import keras_file

    keras_file.check_saved_weights(path.read_bytes(), path)
    return None


def _as_folder(name: str) -> Make:
    """Read as a file of a model folder."""

    def read(path: Path) -> object:
        from digitgame import model

        folder = path.with_name(f"{path.name} as a model")
        shutil.copytree(paths.shipped_model(), folder)
        shutil.copyfile(path, folder / name)
        model.called(folder)
        return model.load(folder, whole=True)

    return read


def _as_packed_model(path: Path) -> object:
    from digitgame.exchange import archive

    return archive.read(path)


def _named(name: str) -> Make:
    """Read as data in a file of this name."""

    def read(path: Path) -> object:
        folder = path.with_name(f"{path.name} as data")
        folder.mkdir()
        return local.read(path.rename(folder / name))

    return read


_ROW = b",".join([b"7", *[b"0"] * 784]) + b"\n"
MORE_PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG of a palette": _saved("PNG", 6_400, "P"),
    "PNG with alpha": lambda: png(5_500, 5_500, colour=6),
    "PNG with a long text": lambda: _with_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(400_000_000), 1)),
    "PNG with a large profile": lambda: _with_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(400_000_000), 1)),
    "PNG of a million chunks": lambda: _with_chunk(b"tEXt", b"a\0b", 1_000_000),
    "PNG of many frames": _film("PNG", 1_500, 100),
    "GIF of many frames": _film("GIF", 1_500, 100),
    "TIFF of many pages": _film("TIFF", 1_500, 100, compression="tiff_lzw"),
    "WebP of many frames": _film("WEBP", 500, 100, lossless=True, quality=0, method=0),
    "TIFF that is deflated": _saved("TIFF", 4_500, compression="tiff_adobe_deflate"),
    "TIFF of floats": _saved("TIFF", 4_500, "F", compression="tiff_lzw"),
    "JPEG in CMYK": _saved("JPEG", 6_000, "CMYK"),
    "JPEG of 65,000 px": _claiming("JPEG", b"\x01\x23\x01\x23", b"\xfd\xe8\xfd\xe8"),
    "JPEG of many scans": lambda: _scans(400),
    "BMP of 60,000 px": _claiming(
        "BMP", struct.pack("<2i", 0x123, 0x123), struct.pack("<2i", 60_000, 60_000)
    ),
    "GIF of 65,000 px": _claiming("GIF", b"\x23\x01\x23\x01", b"\xe8\xfd\xe8\xfd"),
    "TIFF of 65,000 px": _claiming(
        "TIFF", struct.pack("<HHII", 256, 4, 1, 0x123), struct.pack("<HHII", 256, 4, 1, 65_000)
    ),
    "PPM of 60,000 px": lambda: b"P6 60000 60000 255\n" + bytes(1_000),
    "PPM of 16 bits": lambda: b"P6 5200 5200 65535\n" + bytes(5_200 * 5_200 * 6),
    "JPEG 2000 with alpha": _saved("JPEG2000", 2_500, "RGBA"),
    "icon of many": lambda: struct.pack("<3H", 0, 1, 20_000) + icon(32)[6:22] * 20_000 + png(32, 32),
}
MORE_SETS: dict[str, tuple[Callable[[], bytes], Make]] = {
    "zip of a gigabyte": (_zipped({"train.csv": _zeros(1_000)}), _named("a.zip")),
    "zip of a gigabyte of rows": (
        _zipped({"train.csv": lambda: (_ROW * 1_000 for _ in range(600))}),
        _named("a.zip"),
    ),
    "zip by LZMA": (_zipped({"train.csv": _zeros(500)}, zipfile.ZIP_LZMA), _named("a.zip")),
    "zip by bzip2": (_zipped({"train-images-idx3-ubyte": _zeros(500)}, zipfile.ZIP_BZIP2), _named("a.zip")),
    "zip of many members": (lambda: _members(60_000), _named("a.zip")),
    "zip whose members overlap": (lambda: _overlapping(50_000), _named("a.zip")),
    "table of one line": (lambda: _gzipped(_zeros(500)()), _named("a.csv")),
    "list of many files": (lambda: _gzipped(b"a.png,7\n" * 100_000 for _ in range(40)), _named("a.csv")),
    "npy of a far shape": (lambda: _npy((10**12, 28, 28)), _named("a.npy")),
    "npy of a long header": (lambda: _npy((10, 28, 28), 300_000_000), _named("a.npy")),
    "npz of a far shape": (_zipped({"x_train.npy": lambda: [_npy((10**12, 28, 28))]}), npz.read),
    "pickle of a long text": (
        lambda: _gzipped([b"\x80\x02X" + struct.pack("<I", 400_000_000), *_zeros(400)(), b"."]),
        pickled.read,
    ),
    "pickle of many names": (lambda: _gzipped([b"\x80\x02", *[b"Nq\0" * 300_000] * 100]), pickled.read),
    "ink of deep lists": (lambda: b'{"strokes":' + b"[" * 900_000, drawings.from_ink_file),
    "ink of a long number": (lambda: b'{"strokes":[[[' + b"9" * 900_000 + b",1]]]}", drawings.from_ink_file),
    "Keras file of a long recipe": (
        _zipped({"config.json": _zeros(1_000), "model.weights.h5": lambda: [b"x"]}),
        _as_keras,
    ),
    "Keras file of many weights": (
        _zipped({"config.json": lambda: [b"{}"], "model.weights.h5": _zeros(1_000)}),
        _as_keras,
    ),
    "Keras file of claimed weights": (lambda: _weights(10**11), _as_keras),
    "packed model of a gigabyte": (
        _zipped({"card.json": _zeros(1_000), "SHA256SUMS": lambda: [b""]}),
        _as_packed_model,
    ),
    "card of 100 MB": (lambda: b'{"name":"' + b"x" * 100_000_000 + b'"}', _as_folder("card.json")),
    "card of deep lists": (lambda: b'{"name":' + b"[" * 900_000, _as_folder("card.json")),
}


def _picture(path: Path) -> object:
    return [one.frame for one in read_file(path)]


def bombs() -> dict[str, tuple[Callable[[], bytes], Make]]:
    """Every bomb by name: how it is made, and how it is read."""
    pictures = {**PICTURES, **MORE_PICTURES}
    if features.check("avif"):
        pictures["AVIF"] = _saved("AVIF", 3_000, speed=10)
    return {**{name: (make, _picture) for name, make in pictures.items()}, **SETS, **MORE_SETS}
