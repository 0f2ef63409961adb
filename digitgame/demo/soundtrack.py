"""The sound of a film: what the game plays, kept with its time and mixed afterwards."""

import os
import wave
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame import paths
from digitgame.ui.sound import LAYERS, PEN_LOUD, RATE, SoundName, Sounds, music_bars

Samples = npt.NDArray[np.float32]
# Up to the knee a film is as it was mixed; beyond it sounds that meet are pressed below the ceiling, which is -5.2 dB.
_KNEE: Final = 0.45
CEILING: Final = 0.55
# Seconds within which the pen's loudness follows its speed.
_SMOOTH: Final = 0.05


class Soundtrack(Sounds):
    """Sounds that are written down instead of played. `now`: seconds since the film began."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._played: list[tuple[float, SoundName]] = []
        self._pen: list[tuple[float, float]] = [(0.0, 0.0)]
        self._levels: list[tuple[float, int]] = [(0.0, 0)]

    def play(self, name: SoundName) -> None:
        self._played.append((self.now, name))

    def pen(self, speed: float) -> None:
        self._pen.append((self.now, min(speed, 1.0)))

    def update(self, level: int) -> None:
        self._levels.append((self.now, level))

    def write(self, out: Path) -> None:
        """Mix everything up to now into a WAV file."""
        mixed = self.mixed()
        with wave.open(str(out), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((mixed * 32767).astype("<i2").tobytes())

    def mixed(self) -> Samples:
        """The samples [N] at RATE, -1 to 1.

        A film has its own volume: the sounds are as loud as their files, which peak at -6 dB, and the music is as much
        softer as the settings say.
        """
        out = np.zeros(round(self.now * RATE), np.float32)
        sounds = _loaded()
        for at, name in self._played:
            _add(out, sounds[name], round(at * RATE))
        times = np.arange(len(out)) / RATE
        loud = np.interp(times, *np.array(self._pen).T).astype(np.float32)
        width = round(_SMOOTH * RATE)
        loud = np.convolve(loud, np.full(width, 1 / width, np.float32), "same") if len(loud) > width else loud
        out += np.resize(sounds["pen"], len(out)) * loud * PEN_LOUD
        music = self.music.volume / max(self.volume, self.music.volume, 1e-9)
        bars = music_bars([sounds[name] for name in LAYERS])
        start, number = 0, 0
        while start < len(out):
            level = [level for at, level in self._levels if at <= start / RATE][-1]
            bar = bars[max(level, 1) - 1][number % len(bars[0])]
            if level:
                _add(out, bar * music, start)
            start, number = start + len(bar), number + 1
        return limited(out)


def limited(samples: Samples) -> Samples:
    """Samples pressed softly below the CEILING: none clips, however many sounds meet."""
    room = CEILING - _KNEE
    pressed = _KNEE + room * np.tanh((np.abs(samples) - _KNEE) / room)
    return np.where(np.abs(samples) > _KNEE, np.sign(samples) * pressed, samples).astype(np.float32)


def _add(into: Samples, sound: npt.NDArray[Any], start: int) -> None:
    part = sound[: max(len(into) - start, 0)]
    into[start : start + len(part)] += part


def _loaded() -> dict[str, Samples]:
    """Every sound file as samples, decoded without a sound card."""
    before = os.environ.get("SDL_AUDIODRIVER")
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    pygame.mixer.init(RATE, -16, 1)
    try:
        files = sorted((paths.assets() / "sounds").glob("*.ogg"))
        raw = {file.stem.replace("-", " "): pygame.mixer.Sound(str(file)).get_raw() for file in files}
    finally:
        pygame.mixer.quit()
        if before is None:
            del os.environ["SDL_AUDIODRIVER"]
        else:
            os.environ["SDL_AUDIODRIVER"] = before
    return {name: np.frombuffer(sound, np.int16) / np.float32(32767) for name, sound in raw.items()}
