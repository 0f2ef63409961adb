from __future__ import annotations

import io
import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from digitgame.ink import frame
from digitgame.ink.frame import CENTRE
from digitgame.vision.picture import frame_image

from .painting import SEVEN, alike, canvas, drawings, seven

EXPECTED = frame_image(seven())


def transparent(ink: int) -> Image.Image:
    alpha = seven()
    return Image.merge("LA", (Image.new("L", alpha.size, ink), alpha))


def rotated_by_its_exif() -> Image.Image:
    # EXIF orientation 6 means: rotate clockwise.
    turned = seven().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    turned.save(file, "JPEG", exif=exif, quality=95)
    return Image.open(file)


def deep() -> Image.Image:
    return Image.fromarray(np.asarray(seven()).astype(np.uint16) * 200 + 5000)


KINDS: dict[str, Callable[[], Image.Image]] = {
    "dark on light": lambda: seven(background=255, ink=0),
    "faint on light": lambda: seven(background=200, ink=120),
    "faint on dark": lambda: seven(background=90, ink=150),
    "RGB": lambda: seven().convert("RGB"),
    "CMYK": lambda: seven().convert("CMYK"),
    "palette": lambda: seven().convert("P"),
    "bits": lambda: seven().convert("1"),
    "integers": lambda: seven().convert("I"),
    "floats": lambda: seven().convert("F"),
    "16 bits": deep,
    "black transparent": lambda: transparent(0),
    "white transparent": lambda: transparent(255),
    "coloured transparent": lambda: transparent(0).convert("RGBA"),
    "turned by EXIF": rotated_by_its_exif,
    "large": lambda: seven(1200),
    "huge": lambda: seven(6000),
    "cropped": lambda: seven().crop((30, 20, 300, 300)),
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_images_of_every_kind_give_the_same_frame(make: Callable[[], Image.Image]) -> None:
    assert alike(frame_image(make()), EXPECTED) > 0.97


def test_a_painted_digit_is_framed_as_a_drawn_one() -> None:
    assert alike(EXPECTED, frame([SEVEN])) > 0.85


@pytest.mark.parametrize("pen", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("size", [120, 300, 1500])
def test_a_thin_pen_is_widened(pen: float, size: int) -> None:
    thin = frame_image(seven(size, pen=pen))
    assert alike(thin, frame([SEVEN])) > 0.85
    assert thin.sum() == pytest.approx(frame([SEVEN]).sum(), rel=0.25)


def light(size: int, strength: float) -> npt.NDArray[np.float64]:
    """Light from the upper left, falling off to the right and below."""
    along = np.linspace(0, 1, size)
    return np.asarray(235 - strength * (along[None, :] + along[:, None]) / 2)


@pytest.mark.parametrize("strength", [0, 60, 140])
@pytest.mark.parametrize("pen", [10, 40])
def test_a_photograph_in_uneven_light_is_framed_like_a_clean_image(strength: float, pen: float) -> None:
    size = 500
    shine = np.asarray(seven(size, pen)) / 255
    grain = np.random.default_rng(0).normal(0, 4, (size, size))
    photo = np.clip(light(size, strength) * (1 - 0.7 * shine) + grain, 0, 255)
    framed = frame_image(Image.fromarray(photo.astype(np.uint8)))
    assert alike(framed, frame_image(seven(size, pen))) > 0.9


def test_specks_far_from_the_digit_do_not_shrink_it() -> None:
    dirty = seven(background=255, ink=0)
    for at in ((3, 3), (290, 290), (280, 15)):
        dirty.paste(0, (*at, at[0] + 3, at[1] + 3))
    assert alike(frame_image(dirty), EXPECTED) > 0.97


def test_a_detached_bar_stays() -> None:
    five = seven()
    ImageDraw.Draw(five).line((220, 60, 260, 60), fill=255, width=20)
    assert frame_image(five)[:, 20:].sum() > EXPECTED[:, 20:].sum() + 3


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "F", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (30, 20), (2500, 2000)])
def test_a_uniform_image_of_any_size_has_no_ink(mode: str, size: tuple[int, int]) -> None:
    for colour in (0, 1) if mode == "1" else (0, 255):
        # A conversion to black and white would dither.
        same = mode in ("1", "I;16")
        blank = Image.new(mode, size, colour) if same else Image.new("L", size, colour).convert(mode)
        framed = frame_image(blank)
        assert framed.dtype == np.float32
        assert not framed.any()


def test_the_grain_of_blank_paper_is_not_ink() -> None:
    grain = np.random.default_rng(1).normal(200, 3, (300, 300))
    assert not frame_image(Image.fromarray(grain.astype(np.uint8))).any()


def test_any_image_gives_a_frame() -> None:
    rng = np.random.default_rng(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(60):
            height, width = rng.integers(1, 60, 2)
            least = rng.integers(0, 255)
            noise = rng.integers(0, 256, (height, width))
            framed = frame_image(Image.fromarray(np.where(noise > least, noise, 0).astype(np.uint8)))
            assert framed.shape == (28, 28)
            assert 0 <= framed.min() <= framed.max() <= 1


def test_the_centre_of_mass_goes_to_the_centre() -> None:
    rows, columns = np.indices((28, 28)) + 0.5
    assert float((rows * EXPECTED).sum() / EXPECTED.sum()) == pytest.approx(CENTRE, abs=0.6)
    assert float((columns * EXPECTED).sum() / EXPECTED.sum()) == pytest.approx(CENTRE, abs=0.6)


@pytest.mark.parametrize("dark", [False, True])
def test_the_ink_of_a_small_scan_may_touch_the_border_everywhere(dark: bool) -> None:
    for strokes in drawings(6):
        large = canvas(strokes, 280, 30, 0, 255)
        small = large.crop(large.getbbox()).resize((16, 16), Image.Resampling.BOX)
        shown = small if dark else small.point(lambda grey: 255 - grey)
        padded = Image.new("L", (18, 18), 0)
        padded.paste(small, (1, 1))
        assert alike(frame_image(shown), frame_image(padded)) > 0.97
