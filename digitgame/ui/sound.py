"""The game's sounds and music, files of `assets/sounds` that `tools/make_sounds.py` made; which one is played when is
said by `game/sound_cues.py` and by the scenes. Without a sound card there is silence and no message.

The music gains a layer with each step of the combo. Its layers are loops of equal length, added up once for each number
of layers and cut into bars; the next bar waits in the channel's queue, so that a change comes with the bar and all
layers stay in time.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pygame

from digitgame import paths
from digitgame.quiet import quiet

SoundName = Literal[
    "hit 1", "hit 2", "hit 3", "hit 4", "hit 5", "hit 6", "hit 7", "hit 8", "hit 9", "hit 10", "hit 11", "hit 12",
    "step 1", "step 2", "step 3", "step 4", "step 5", "step 6", "step 7", "step 8", "miss", "break", "tick", "choose",
    "count", "go", "heartbeat", "time", "slam", "hmm", "star", "record", "goal", "bell", "rank S", "rank A", "rank B",
    "rank C", "pen",
]  # fmt: skip
# Samples a second, of one channel: what the files have, so that nothing is converted.
RATE: Final = 32_000
# The channel of the pen, which sounds as long as it moves, and that of the music.
_PEN: Final = 0
_MUSIC: Final = 1
# The pen is quieter than what happens.
PEN_LOUD: Final = 0.25
# The calmest layer first.
LAYERS: Final = ("music 1", "music 2", "music 3", "music 4", "music 5")
_BARS: Final = 8
_log = logging.getLogger(__name__)


class Sounds:
    """Sounds and music. Silent until `open`, and after it where there is no sound card.

    `volume`: 0 to 1, of all but the music.
    """

    def __init__(self, *, muted: bool = False) -> None:
        self.muted = muted
        self.volume = 1.0
        self.music = Music()
        # Whether the pen moved since `update`.
        self._pen_moves = False
        self._sounds: dict[str, pygame.mixer.Sound] = {}
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
        self.music.close()

    def play(self, name: SoundName) -> None:
        """Play a sound, unless it is muted or there is no sound card."""
        if not self.muted and name in self._sounds:
            self._sounds[name].set_volume(self.volume)
            self._sounds[name].play()

    def pen(self, speed: float) -> None:
        """Let the pen be heard; `speed`: 0 where it rests or is up, 1 where it is fast."""
        self._pen_moves = speed > 0
        if not self._sounds:
            return
        channel = pygame.mixer.Channel(_PEN)
        loud = 0.0 if self.muted else min(speed, 1.0) * self.volume * PEN_LOUD
        if loud > 0 and not channel.get_busy():
            channel.play(self._sounds["pen"], loops=-1, fade_ms=20)
        elif loud == 0 and channel.get_busy():
            channel.fadeout(60)
        channel.set_volume(loud)

    def update(self, level: int) -> None:
        """Go on with the music, in `level` layers; to be called at least once a second.

        A pen of which nothing was said since the last call is silent: its board was left in the middle of a stroke.
        """
        if not self._pen_moves:
            self.pen(0.0)
        self._pen_moves = False
        self.music.update(0 if self.muted else level)

    def _open(self) -> None:
        try:
            with quiet():
                pygame.mixer.init(RATE, -16, 1, 512)
            pygame.mixer.set_num_channels(16)
            pygame.mixer.set_reserved(2)
            files = {file.stem.replace("-", " "): file for file in (paths.assets() / "sounds").glob("*.ogg")}
            loaded = {name: pygame.mixer.Sound(str(file)) for name, file in files.items()}
            self.music.open(pygame.mixer.Channel(_MUSIC), [loaded.pop(name) for name in LAYERS])
            self._sounds = loaded
        except Exception as error:
            # Without a mixer pygame raises errors of several kinds, some of them no pygame.error.
            _log.debug("no sound: %s", error)
            self._sounds = {}


class Music:
    """One loop in up to five layers; silent until `open`. `volume`: 0 to 1."""

    def __init__(self) -> None:
        self.volume = 1.0
        self._channel: pygame.mixer.Channel | None = None
        # By number of layers - 1: the bars of the loop.
        self._bars: list[list[pygame.mixer.Sound]] = []
        # The bar in the queue, and the number of layers that it has.
        self._next = 0
        self._level = 0

    def open(self, channel: pygame.mixer.Channel, layers: Sequence[pygame.mixer.Sound]) -> None:
        """Take the channel to play on and the layers, the calmest first."""
        parts = [np.frombuffer(layer.get_raw(), np.int16).astype(np.int32) for layer in layers]
        self._bars = [
            [pygame.mixer.Sound(buffer=bar.clip(-32768, 32767).astype(np.int16).tobytes()) for bar in bars]
            for bars in music_bars(parts)
        ]
        self._channel = channel

    def close(self) -> None:
        self._channel, self._bars = None, []

    def update(self, level: int) -> None:
        """Go on in `level` layers, 0 for silence."""
        channel = self._channel
        if channel is None:
            return
        level = min(level, len(self._bars))
        if level == 0:
            if channel.get_busy() and self._level:
                channel.fadeout(400)
            self._level = 0
            return
        channel.set_volume(self.volume)
        if channel.get_queue() is None:
            self._next = (self._next + 1) % _BARS if self._level else 0
        elif level == self._level:
            return
        # Instead of the bar that waits, if there is one.
        self._level = level
        channel.queue(self._bars[level - 1][self._next])


def music_bars(layers: Sequence[npt.NDArray[Any]]) -> list[list[npt.NDArray[Any]]]:
    """The bars of the loop by number of layers - 1: the layers [N] added up, the calmest first."""
    length = min(map(len, layers)) // _BARS * _BARS
    return [np.split(mix, _BARS) for mix in np.cumsum([layer[:length] for layer in layers], 0)]
