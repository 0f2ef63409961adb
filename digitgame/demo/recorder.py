"""Frames of the game on the screen, or into a film with sound, a GIF, a PNG, a folder of PNGs."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pygame
from PIL import Image

from digitgame.errors import DigitgameError
from digitgame.processes import find_program


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
        if is_still(out):
            *_, last = shown
            _picture(last).save(out)
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


def is_still(out: Path) -> bool:
    """Whether a file of this name is a single image."""
    return out.suffix.lower() == ".png"


def has_sound(out: Path) -> bool:
    """Whether a file of this name is a film with sound."""
    return out.suffix.lower() == ".mp4"


def film(
    shown: Iterator[pygame.Surface], out: Path, rate: int, step: float, write_sound: Callable[[Path], None]
) -> int:
    """Frames as a film with the sound that `write_sound` writes after them; how many frames.

    Without ffmpeg they become a GIF, with the sound beside it as a WAV.
    """
    ffmpeg = find_program("ffmpeg")
    if ffmpeg is None:
        count = write(shown, out.with_suffix(".gif"), rate, step)
        write_sound(out.with_suffix(".wav"))
        return count
    every = max(round(1 / step / rate), 1)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as away:
        silent, sound = Path(away) / "silent.mp4", Path(away) / "sound.wav"
        first = next(shown)
        size = "x".join(map(str, first.get_size()))
        encode = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{1 / step / every:g}", "-i", "-"]
        encode += ["-pix_fmt", "yuv420p", "-crf", "20", str(silent)]
        count = 1
        with subprocess.Popen([ffmpeg, "-v", "error", *encode], stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            process.stdin.write(pygame.image.tobytes(first, "RGB"))
            for surface in islice(shown, every - 1, None, every):
                process.stdin.write(pygame.image.tobytes(surface, "RGB"))
                count += 1
            process.stdin.close()
        write_sound(sound)
        codecs = ["-c:v", "copy", "-c:a", "aac", "-b:a", "160k"]
        join = ["-y", "-i", str(silent), "-i", str(sound), *codecs, str(out)]
        done = subprocess.run([ffmpeg, "-v", "error", *join], check=False, capture_output=True, text=True)
    if done.returncode or process.returncode:
        raise DigitgameError(
            f"{out} cannot be written: {done.stderr.strip()}.", "Name another place with --out."
        )
    return count


def _write_gif(taken: Iterator[Image.Image], out: Path, milliseconds: int) -> int:
    """A GIF that repeats; all frames share the colours of the middle one and the last."""
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
