"""A few sounds, synthesised from sines at start. Without a sound card there is silence and no message."""

import logging
import threading
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.quiet import quiet

SoundName = Literal["hit", "hit 2", "hit 3", "hit 4", "miss", "tick", "bell"]
# Start in s, pitch in Hz, length in s.
Note = tuple[float, float, float]

# Samples a second, and the loudest one as a fraction of full scale.
RATE: Final = 44_100
_LOUD: Final = 0.25
_NOTES: Final[dict[SoundName, list[Note]]] = {
    "hit": [(0.0, 659.3, 0.12), (0.07, 830.6, 0.12), (0.14, 987.8, 0.30)],
    "hit 2": [(0.0, 784.0, 0.12), (0.07, 987.8, 0.12), (0.14, 1174.7, 0.30)],
    "hit 3": [(0.0, 880.0, 0.12), (0.07, 1108.7, 0.12), (0.14, 1318.5, 0.30)],
    "hit 4": [(0.0, 987.8, 0.12), (0.07, 1244.5, 0.12), (0.14, 1480.0, 0.16), (0.21, 1975.5, 0.30)],
    "miss": [(0.0, 220.0, 0.16), (0.11, 164.8, 0.28)],
    "tick": [(0.0, 1318.5, 0.05)],
    "bell": [(0.0, 523.3, 0.3), (0.12, 659.3, 0.3), (0.24, 784.0, 0.5)],
}
_log = logging.getLogger(__name__)


class Sounds:
    """The sound set. Silent until `open`, and after it where there is no sound card."""

    def __init__(self, *, muted: bool = False, volume: float = 1.0) -> None:
        """`volume`: 0 to 1."""
        self.muted = muted
        self.volume = volume
        self._sounds: dict[SoundName, pygame.mixer.Sound] = {}
        self._opening: threading.Thread | None = None

    def open(self) -> None:
        """Open the sound card in the background: it may take longer than a frame."""
        if self._opening is None:
            self._opening = threading.Thread(target=self._open, name="sound", daemon=True)
            self._opening.start()

    def close(self) -> None:
        """Wait until `open` has finished, so that pygame can be closed."""
        if self._opening is not None:
            self._opening.join(timeout=2.0)
        self._sounds = {}

    def play(self, name: SoundName) -> None:
        """Play a sound, unless it is muted or there is no sound card."""
        if not self.muted and name in self._sounds:
            self._sounds[name].set_volume(self.volume)
            self._sounds[name].play()

    def _open(self) -> None:
        try:
            with quiet():
                pygame.mixer.init(RATE, -16, 2, 512)
            stereo = {name: np.repeat(wave(name)[:, None], 2, 1) for name in _NOTES}
            self._sounds = {
                name: pygame.mixer.Sound(buffer=samples.tobytes()) for name, samples in stereo.items()
            }
        except Exception as error:
            # Without a mixer pygame raises errors of several kinds, some of them no pygame.error.
            _log.debug("no sound: %s", error)
            self._sounds = {}


def wave(name: SoundName) -> npt.NDArray[np.int16]:
    """A sound as samples [N] of 16 bits: each note is a sine with a quieter octave, fading out."""
    notes = _NOTES[name]
    out = np.zeros(round(max(start + seconds for start, _, seconds in notes) * RATE))
    for start, pitch, seconds in notes:
        time = np.arange(round(seconds * RATE)) / RATE
        fade = np.minimum(time / 0.005, 1) * np.exp(-4 * time / seconds) * (1 - time / seconds)
        tone = np.sin(2 * np.pi * pitch * time) + 0.3 * np.sin(4 * np.pi * pitch * time)
        first = round(start * RATE)
        out[first : first + len(tone)] += (tone * fade)[: len(out) - first]
    samples: npt.NDArray[np.int16] = (out / np.abs(out).max() * _LOUD * 32767).astype(np.int16)
    return samples
