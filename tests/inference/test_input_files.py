from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitgame.errors import DigitgameError
from digitgame.inference.input_files import read_file, read_stream
from digitgame.ink import frame
from digitgame.vision.picture import frame_image

STROKE = [(60.0, 50.0), (190.0, 60.0), (110.0, 240.0)]
LINE = '{"strokes": [[[60, 50], [190, 60], [110, 240]]]}\n'


def painted() -> Image.Image:
    picture = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(picture).line(STROKE, fill=0, width=20)
    return picture


def packed(kind: str) -> bytes:
    file = io.BytesIO()
    painted().save(file, kind)
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that claims to be `side` px both ways."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM"])
def test_a_picture_is_told_by_its_content(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(packed(kind))
    (found,) = read_file(path)
    assert (found.file, found.line) == (str(path), None)
    expected = frame_image(painted())
    assert float(np.abs(found.frame - expected).max()) < 0.2
    assert len(found.ink.pieces())


@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n  "])
def test_an_ink_file_is_told_by_its_content(start: str) -> None:
    found = list(read_stream(io.BytesIO((start + LINE + "\n" + LINE).encode()), "-"))
    above = start.count("\n")
    assert [one.line for one in found] == [1 + above, 3 + above]
    for one in found:
        np.testing.assert_array_equal(one.frame, frame([STROKE]))


def test_drawings_come_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(LINE + "broken\n")
    found = read_file(path)
    assert next(found).line == 1
    with pytest.raises(DigitgameError, match="line 2 is not JSON"):
        next(found)


def test_a_drawing_without_ink_has_no_pieces(tmp_path: Path) -> None:
    ink, picture = tmp_path / "some.jsonl", tmp_path / "white.png"
    ink.write_text('{"strokes": []}\n{"strokes": [[]]}\n')
    Image.new("RGB", (40, 40), "white").save(picture)
    assert [len(one.ink.pieces()) for path in (ink, picture) for one in read_file(path)] == [0] * 3


UNREADABLE = {
    "empty": (b"", "is empty"),
    "text": (b"hello", "neither a picture nor an ink file"),
    "zeros": (bytes(100), "neither a picture nor an ink file"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "neither a picture nor an ink file"),
    "no drawing": (b"{} not a drawing", "line 1 is not JSON"),
    "cut PNG": (packed("PNG")[:300], "damaged picture"),
    "cut JPEG": (packed("JPEG")[:900], "damaged picture"),
    "cut header": (packed("PNG")[:40], "damaged"),
    "no data": (packed("PNG").replace(b"IDAT", b"IDAU"), "damaged"),
    "bomb": (bomb(200_000), "too large a picture"),
    "too large": (bomb(14_000), "too large a picture"),
    "less than it claims": (bomb(9_000), "damaged picture"),
}


@pytest.mark.parametrize(("content", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_why_in_one_line(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    with pytest.raises(DigitgameError, match=says) as error:
        list(read_file(path))
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_an_ink_file_without_drawings_says_so(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text("\n\n")
    with pytest.raises(DigitgameError, match="has no drawings"):
        list(read_file(path))


def test_a_folder_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DigitgameError, match="is a folder"):
        list(read_file(tmp_path))
    with pytest.raises(FileNotFoundError):
        list(read_file(tmp_path / "nothing.png"))
