"""Framing a picture of a digit, scanned, photographed or painted, as `frame` frames ink."""

from __future__ import annotations

import io
import math
import warnings
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from digitgame.errors import DigitgameError
from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN, Frame

# what a picture of a digit may come as; Pillow's other formats run other programs or are not told by their content
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "ICO", "JPEG2000")
MOST_PIXELS: Final = 100_000_000  # of a picture: the largest cameras'
MOST_BYTES: Final = 500_000_000  # of a picture's file
_LARGEST: Final = 1600  # px, the longer side: a photograph has more than a digit needs
_THUMB: Final = 64  # px, the longer side of the small copy on which light and specks are found
_WORK: Final = 160  # px, the longer side of the ink while its pen is widened
_FAINT: Final = 0.1  # of full ink: where its soft edge begins
_TRACE: Final = 0.02  # of full ink, on the small copy: what a thin pen leaves there
_LEAST: Final = 24  # of 255: less contrast than this is the grain of the paper
_UNEVEN: Final = 12  # of 255: the edge of a picture differing by more than this is lit unevenly
_SPECK: Final = 0.03  # of the largest patch of ink: smaller patches are dirt
_THIN: Final = 1.7  # px of the frame: hardly an MNIST digit has a thinner pen

Grey = npt.NDArray[np.float32]


def frame_picture(picture: Image.Image) -> Frame:
    """Frame one picture of any size and mode: float32 [28, 28], 0 to 1, white on black.

    Dark on light is inverted, see-through counts as paper, uneven light is evened, specks are passed over.
    The ink is cropped, a thin pen widened, the longer side fitted to 20 px, the centre of mass put in the centre.
    No ink gives an all-black picture.
    """
    return frame_grey(ink_of(picture))


def ink_of(picture: Image.Image) -> Grey:
    """The ink of a picture, [height, width], 0 to 1, cropped."""
    return cropped(_without_specks(_ink(_grey(picture))))


def cropped(ink: Grey) -> Grey:
    """Without the rows and columns around it that have none; [0, 0] where none has."""
    rows, columns = (np.flatnonzero((ink > _FAINT).any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((0, 0), np.float32)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def frame_grey(ink: Grey) -> Frame:
    """Frame ink that is cropped."""
    if not ink.size:
        return np.zeros((FRAME, FRAME), np.float32)
    return _centred(fitted(_widened(ink), round(BOX)))


def read_picture(stream: BinaryIO, name: str) -> Frame:
    """Frame the picture in an open file. Raises DigitgameError, with `name` in it, where that is not to be had."""
    return frame_grey(read_grey(stream, name))


def read_grey(stream: BinaryIO, name: str) -> Grey:
    """The ink of the picture in an open file, cropped, as `ink_of` gives it; errors as `read_picture`'s."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DigitgameError(f"{name} is larger than {MOST_BYTES:,} bytes.", "Make the picture smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is lower; ours is checked before unpacking
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                return ink_of(picture)
    except Image.DecompressionBombError:
        raise DigitgameError(f"{name} has more than {MOST_PIXELS:,} pixels.", "Make it smaller.") from None
    except UnidentifiedImageError:
        raise DigitgameError(
            f"{name} is neither a picture nor an ink file, or it is damaged.",
            "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl).",
        ) from None
    except MemoryError:
        raise DigitgameError(f"{name} takes more memory than there is.", "Make it smaller.") from None
    except Exception as error:  # each decoder has its own ways to fail on a damaged file
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DigitgameError(f"{name} is a damaged picture ({reason}).", "Save it again.") from error


def _grey(picture: Image.Image) -> Grey:
    """[height, width], 0 to 255, upright and of a size to work with; see-through parts become paper."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("1", "P", "PA"):  # what cannot be averaged
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    elif picture.mode.startswith("I;"):
        picture = picture.convert("I")
    if max(picture.size) > _LARGEST:
        picture = picture.reduce(math.ceil(max(picture.size) / _LARGEST))
    grey: Grey
    if picture.mode.startswith(("I", "F")):  # 16 bits and more: Pillow would clip them at 255
        deep = np.asarray(picture, np.float32)
        grey = (deep - deep.min()) * np.float32(255 / max(float(np.ptp(deep)), 1e-9))
    elif not picture.has_transparency_data:
        grey = np.asarray(picture.convert("L"), np.float32)
    else:
        layer = np.asarray(picture.convert("RGBA").convert("LA"), np.float32)
        tone, seen = layer[..., 0], layer[..., 1] / 255
        # the tone of ink on see-through paper tells which paper it is for; a solid picture brings its own
        mean = float((tone * seen).sum() / max(float(seen.sum()), 1e-9))
        paper = np.float32(mean if seen.mean() > 0.5 else 0 if mean > 127 else 255)
        grey = paper + (tone - paper) * seen
    return grey


def _ink(grey: Grey) -> Grey:
    """[height, width], 0 to 1: how much ink lies on the paper, which has the tone of the picture's edge."""
    paper = _paper(grey)
    away = grey - paper
    if away.max() < -away.min():  # ink lies on that side of the paper's tone with more contrast
        away *= -paper.mean() / np.maximum(paper, 16)  # dark ink takes a share of the light there is
    peak = float(away.max())
    if peak < _LEAST:
        return np.zeros_like(grey)
    full = float(np.percentile(away[away > peak / 2], 75))
    grain = 3 * float(np.median(np.abs(away[::3, ::3])))  # 2 standard deviations, where most of it is paper
    if grain > full / 2:  # most of it is ink
        grain = 0
    ink: Grey = np.clip((away - grain) / np.float32(full - grain), 0, 1)
    return ink


def _paper(grey: Grey) -> Grey:
    """The paper's tone, [1, 1], or [height, width] where the light on it is uneven: a quadratic surface."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, middle, high = np.percentile(edge, (10, 50, 90))
    even = np.full((1, 1), middle, np.float32)
    if high - low < _UNEVEN or min(grey.shape) < 8:
        return even
    thumb = fitted(grey, _THUMB)
    terms, tones = _quadratic(thumb.shape), thumb.ravel()
    border = np.ones(thumb.shape, bool)
    border[2:-2, 2:-2] = False
    paper = border.ravel()
    for _ in range(6):  # drop what is not paper, then take in what is, until only ink is left out
        surface = np.clip(terms @ np.linalg.lstsq(terms[paper], tones[paper], rcond=None)[0], 0, tones.max())
        miss = np.abs(tones - surface)
        paper = miss < max(3 * float(np.median(miss[paper])), 4)
        if paper.sum() < len(tones) / 4:
            return even
    small = Image.fromarray(surface.reshape(thumb.shape).astype(np.float32))
    return np.asarray(small.resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def _quadratic(shape: tuple[int, ...]) -> Grey:
    """The terms of a quadratic surface at each pixel: [pixels, 6]."""
    down, across = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    y, x = (axis.reshape(-1) for axis in np.meshgrid(down, across, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)


def _without_specks(ink: Grey) -> Grey:
    """The ink without patches that are small beside the largest one; they are told apart on a small copy."""
    thumb = fitted(ink, min(_THUMB, max(ink.shape)))
    solid = thumb > _TRACE
    patches = np.where(solid, np.arange(1, solid.size + 1, dtype=np.float32).reshape(solid.shape), 0)
    while True:  # the highest number of a patch spreads through it
        spread = np.where(solid, _grown(patches), 0)
        if np.array_equal(spread, patches):
            break
        patches = spread
    number = patches.astype(np.int64).ravel()
    mass = np.bincount(number, thumb.ravel())
    mass[0] = 0
    kept = mass >= _SPECK * mass.max()
    stays = Image.fromarray(_grown((kept[number] & (number > 0)).reshape(solid.shape).astype(np.float32)))
    cleaned: Grey = ink * np.asarray(stays.resize(ink.shape[::-1], Image.Resampling.NEAREST))
    return cleaned


def _grown(tone: Grey) -> Grey:
    """The brightest of each pixel and its eight neighbours."""
    return np.asarray(Image.fromarray(tone).filter(ImageFilter.MaxFilter(3)))


def fitted(tone: Grey, side: int) -> Grey:
    """Scaled with its shape kept, so that the longer side is `side` px."""
    scale = side / max(tone.shape)
    height, width = (max(round(length * scale), 1) for length in tone.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(tone).resize((width, height), how))


def _widened(ink: Grey) -> Grey:
    """The ink, its pen as wide as MNIST's where it would be thinner than any of MNIST's once framed."""
    large = fitted(ink, _WORK)
    large = large / np.float32(
        np.percentile(large[large >= large.max() / 2], 75)
    )  # a hair-thin pen pales when it is scaled down
    solid = np.pad(large > 0.5, 1)
    inner = solid[1:-1, 1:-1] & solid[:-2, 1:-1] & solid[2:, 1:-1] & solid[1:-1, :-2] & solid[1:-1, 2:]
    outline = int(solid.sum()) - int(inner.sum())
    width = 2 * int(solid.sum()) / max(outline, 1)  # px of the copy; a long stroke has two sides
    if width >= _THIN * _WORK / BOX:
        return ink
    wanted = 2 * PEN * _WORK / BOX
    grow = round((wanted - width) / 2 / (1 - wanted / _WORK))  # growing makes the ink larger, fitting smaller
    padded = np.pad(large, 2 * grow)
    height, breadth = (length + 2 * grow for length in large.shape)
    wide = np.zeros((height, breadth), np.float32)
    for down, across in np.ndindex(2 * grow + 1, 2 * grow + 1):
        if (down - grow) ** 2 + (across - grow) ** 2 <= grow**2:  # a round pen
            np.maximum(wide, padded[down : down + height, across : across + breadth], out=wide)
    return wide


def _centred(small: Grey) -> Frame:
    """Put a picture of at most 20 px a side into the 28x28 frame, its centre of mass in the centre."""
    mass = float(small.sum()) or 1.0
    rows, columns = np.indices(small.shape) + 0.5
    top = round(CENTRE - float((rows * small).sum()) / mass)
    left = round(CENTRE - float((columns * small).sum()) / mass)
    top = min(max(top, 0), FRAME - small.shape[0])
    left = min(max(left, 0), FRAME - small.shape[1])
    framed = np.zeros((FRAME, FRAME), np.float32)
    framed[top : top + small.shape[0], left : left + small.shape[1]] = np.clip(small, 0, 1)
    return framed
