"""Frames of the game on the screen, or into pictures: a GIF, a PNG, a folder of PNGs."""

from collections.abc import Iterator
from pathlib import Path

import pygame
from PIL import Image

from digitgame.errors import DigitgameError


def watch(shown: Iterator[pygame.Surface], step: float) -> int:
    """Show frames in the window until they end, or a key, a click or a finger ends them."""
    clock = pygame.time.Clock()
    ends = (pygame.QUIT, pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN, pygame.FINGERDOWN)
    for _ in shown:
        pygame.display.flip()
        clock.tick(round(1 / step))
        if any(event.type in ends for event in pygame.event.get()):
            break
    return 0


def write(shown: Iterator[pygame.Surface], out: Path, rate: int, step: float) -> int:
    """Frames, `step` seconds apart, into a file or a folder, `rate` of them a second; how many pictures."""
    every = max(round(1 / step / rate), 1)
    kind = out.suffix.lower()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".png":
            *_, last = (_picture(surface) for surface in shown)
            last.save(out)
            return 1
        taken = (_picture(surface) for at, surface in enumerate(shown) if at % every == 0)
        if kind == ".gif":
            return _write_gif(taken, out, round(1000 * step * every))
        out.mkdir(exist_ok=True)
        count = 0
        for count, picture in enumerate(taken, 1):
            picture.save(out / f"{count - 1:05}.png")
        return count
    except OSError as error:
        problem = f"{out} cannot be written: {error.strerror or error}."
        raise DigitgameError(problem, "Name another place with --out.") from error


def _write_gif(taken: Iterator[Image.Image], out: Path, milliseconds: int) -> int:
    """A GIF that repeats; all frames share the colours of the first and the last."""
    pictures = list(taken)
    both = Image.new("RGB", (pictures[0].width, 2 * pictures[0].height))
    both.paste(pictures[len(pictures) // 2], (0, 0))
    both.paste(pictures[-1], (0, pictures[0].height))
    palette = both.quantize(128, dither=Image.Dither.NONE)
    few = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    few[0].save(out, save_all=True, append_images=few[1:], duration=milliseconds, loop=0, optimize=False)
    return len(few)


def _picture(surface: pygame.Surface) -> Image.Image:
    return Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
