"""Images of any mode as channels of brightness, and their contrast with the background, whatever the colours."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from digitgame.vision.pixels import border

# [height, width, 1 or 3], 0 to 255.
Channels = npt.NDArray[np.float32]
# The lightness of each channel (ITU-R BT.601).
_LIGHTNESS: Final = np.array([0.299, 0.587, 0.114], np.float32)
# The longer side: photographs have more pixels than a digit needs.
_MAX_PX: Final = 1600
# How to turn a picture upright, by what the camera noted.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# An image whose channels never differ by more, of 255, is grey.
_MIN_COLOUR: Final = 24
# A background that a program filled, or a scanner evened, varies by no more than this, on at least these
# fractions of the image and of its border. A desk around a sheet of paper covers less of the image.
_FLAT: Final = 6
_FLAT_AREA: Final = 0.5
_FLAT_BORDER: Final = 0.6


def to_channels(image: Image.Image) -> Channels:
    """An image upright and of a workable size, on a background if it is transparent; one channel if it is grey."""
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    # These modes cannot be averaged.
    if image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode.startswith("I;"):
        image = image.convert("I")
    if max(image.size) > _MAX_PX:
        image = image.reduce(math.ceil(max(image.size) / _MAX_PX))
    # Not before: it would be copied whole.
    if turn is not None:
        image = image.transpose(turn)
    # Pillow would clip 16 bits and more at 255.
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, np.float32)
        return np.asarray((deep - deep.min()) * (255 / max(float(np.ptp(deep)), 1e-9)), np.float32)[..., None]
    if image.has_transparency_data:
        return _on_background(image)
    if image.mode in ("L", "LA"):
        return np.asarray(image.convert("L"), np.float32)[..., None]
    image = image.convert("RGB")
    if not _is_coloured(np.asarray(image)):
        return np.asarray(image.convert("L"), np.float32)[..., None]
    return np.asarray(image, np.float32)


def contrast(image: Channels) -> npt.NDArray[np.float32]:
    """A grey image [height, width], 0 to 255, in which ink differs from the background as in its clearest channel.

    On a background of one colour that is the largest difference of any channel, drawn dark on white, so that red ink
    on green is as clear as to the eye. In uneven light it is the lightness.
    """
    if image.shape[2] == 1:
        return image[..., 0]
    edge = border(image)
    background = np.median(edge, 0)
    difference = np.abs(image - background).max(2)
    flat_border = (np.abs(edge - background).max(1) <= _FLAT).mean()
    if flat_border >= _FLAT_BORDER and (difference <= _FLAT).mean() >= _FLAT_AREA:
        return np.asarray(255 - difference, np.float32)
    return image @ _LIGHTNESS


def _on_background(image: Image.Image) -> Channels:
    """Transparent images: light ink goes on black, dark ink on white; a mostly opaque image on its mean colour."""
    rgba = np.asarray(image.convert("RGBA"), np.float32)
    alpha = rgba[..., 3:] / 255
    if _is_coloured(rgba[..., :3][rgba[..., 3] > 0]):
        channels = rgba[..., :3]
    else:
        channels = np.asarray(image.convert("RGBA").convert("LA"), np.float32)[..., :1]
    mean = (channels * alpha).sum((0, 1)) / max(float(alpha.sum()), 1e-9)
    lightness = float(mean @ _LIGHTNESS) if len(mean) == 3 else float(mean[0])
    background = mean if alpha.mean() > 0.5 else np.float32(0 if lightness > 127 else 255)
    return np.asarray(background + (channels - background) * alpha, np.float32)


def _is_coloured(pixels: npt.NDArray[np.floating] | npt.NDArray[np.uint8]) -> bool:
    return bool((pixels.max(-1).astype(np.int16) - pixels.min(-1)).max(initial=0) > _MIN_COLOUR)
