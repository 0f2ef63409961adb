from collections.abc import Iterator, Sequence
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pygame
import pytest

from digitgame import paths
from digitgame.demo.soundtrack import CEILING, Soundtrack, limited
from digitgame.game.settings import LOUDEST, Settings
from digitgame.ui.sound import LAYERS, RATE, Music, SoundName, Sounds

# Sounds of the pen and the music go on; the others end.
ENDLESS = {"pen"}


@pytest.fixture
def mixer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    pygame.mixer.quit()
    pygame.mixer.init(RATE, -16, 1)
    yield
    pygame.mixer.quit()


def samples(name: str) -> np.ndarray[Any, Any]:
    """A sound's samples [N], -1 to 1."""
    sound = pygame.mixer.Sound(str(paths.assets() / "sounds" / f"{name.replace(' ', '-')}.ogg"))
    return np.frombuffer(sound.get_raw(), np.int16) / 32767


@pytest.mark.usefixtures("mixer")
@pytest.mark.parametrize("name", get_args(SoundName))
def test_a_sound_is_short_and_leaves_head_room(name: SoundName) -> None:
    sound = samples(name)
    assert 0.2 < len(sound) / RATE < 2.0
    # About -6 dB; packing changes a peak a little.
    assert 0.35 < np.abs(sound).max() < 0.6
    if name not in ENDLESS:
        assert np.abs(sound[[0, -1]]).max() < 0.1


@pytest.mark.usefixtures("mixer")
def test_the_music_is_below_the_sounds_and_its_layers_are_of_one_length() -> None:
    layers = [samples(name) for name in LAYERS]
    assert len({len(layer) for layer in layers}) == 1
    assert np.abs(np.sum(layers, 0)).max() < 0.35


def film(names: Sequence[SoundName], level: int) -> npt.NDArray[np.float32]:
    """Two seconds of music in `level` layers at the game's own volumes, and sounds that all begin at once."""
    track = Soundtrack()
    track.volume, track.music.volume = Settings.volume / LOUDEST, Settings.music / LOUDEST
    track.update(level)
    track.now = 0.5
    for name in names:
        track.play(name)
    track.now = 2.0
    return track.mixed()


@pytest.mark.parametrize(
    "names", [["hit 3"], ["slam"], ["time"], ["hit 9", "step 5", "goal", "slam", "break"]]
)
@pytest.mark.parametrize("level", [1, 5])
def test_a_film_peaks_near_minus_six_decibels_however_many_sounds_meet(
    names: list[SoundName], level: int
) -> None:
    loudest = 20 * np.log10(np.abs(film(names, level)).max())
    assert -7 < loudest < -5
    music = 20 * np.log10(np.abs(film([], level)).max())
    assert music < loudest - 3


def test_the_limiter_leaves_what_is_soft_and_presses_what_is_loud() -> None:
    given = np.array([0.0, 0.3, -0.45, 0.5, -1.0, 6.0], np.float32)
    pressed = limited(given)
    assert (pressed[:3] == given[:3]).all()
    assert 0.45 < pressed[3] < 0.5 < -pressed[4] <= CEILING
    assert pressed[5] == pytest.approx(CEILING)


def opened(driver: str, monkeypatch: pytest.MonkeyPatch) -> Sounds:
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    pygame.mixer.quit()
    sounds = Sounds()
    sounds.open()
    assert sounds._opening is not None
    sounds._opening.join()
    return sounds


def test_sounds_play_where_there_is_a_sound_card(monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = opened("dummy", monkeypatch)
    assert set(get_args(SoundName)) == set(sounds._sounds)
    sounds.muted = True
    sounds.play("hit 1")
    assert not pygame.mixer.get_busy()
    sounds.muted = False
    sounds.play("hit 1")
    assert pygame.mixer.get_busy()
    sounds.close()
    pygame.mixer.quit()


def test_the_pen_is_heard_while_it_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = opened("dummy", monkeypatch)
    channel = pygame.mixer.Channel(0)
    sounds.pen(0.0)
    assert not channel.get_busy()
    sounds.pen(0.5)
    assert channel.get_busy()
    quiet = channel.get_volume()
    sounds.pen(3.0)
    assert quiet < channel.get_volume() <= 0.25
    sounds.update(0)
    assert channel.get_volume() > 0
    # Its board was left in the middle of a stroke.
    sounds.update(0)
    assert channel.get_volume() == 0.0
    sounds.pen(1.0)
    sounds.muted = True
    sounds.pen(1.0)
    assert channel.get_volume() == 0.0
    sounds.close()
    pygame.mixer.quit()


def test_without_a_sound_card_there_is_silence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    sounds = opened("none such", monkeypatch)
    assert not sounds._sounds
    sounds.play("hit 1")
    sounds.pen(1.0)
    sounds.update(3)
    sounds.close()
    assert capfd.readouterr() == ("", "")


def pitch(name: str) -> float:
    """The strongest frequency of a sound's beginning, in Hz."""
    first = samples(name)[: RATE // 20]
    return float(np.argmax(np.abs(np.fft.rfft(first, RATE))))


@pytest.mark.usefixtures("mixer")
def test_hits_rise_with_the_combo_and_a_miss_is_low() -> None:
    hits = [pitch(f"hit {step}") for step in range(1, 9)]
    assert hits == sorted(set(hits)), hits
    assert pitch("miss") < hits[0] / 2
    assert pitch("tick") > hits[0]


class Channel:
    """Records what is queued, and plays on at each `next`."""

    def __init__(self) -> None:
        self.playing: Any = None
        self.waiting: Any = None
        self.faded = False

    def get_busy(self) -> bool:
        return self.playing is not None

    def get_queue(self) -> Any:
        return self.waiting

    def queue(self, sound: Any) -> None:
        if self.playing is None:
            self.playing = sound
        else:
            self.waiting = sound

    def fadeout(self, milliseconds: int) -> None:
        self.faded = milliseconds > 0
        self.playing = self.waiting = None

    def set_volume(self, volume: float) -> None:
        assert 0 <= volume <= 1

    def next(self) -> None:
        self.playing, self.waiting = self.waiting, None


def layer(value: int) -> pygame.mixer.Sound:
    """A loop of eight bars of four samples, each of which is the bar's number + `value`."""
    return pygame.mixer.Sound(buffer=(np.repeat(np.arange(8), 4) + value).astype(np.int16).tobytes())


def heard(channel: Channel) -> int:
    return int(np.frombuffer(channel.playing.get_raw(), np.int16)[0])


@pytest.mark.usefixtures("mixer")
def test_music_gains_and_loses_layers_with_the_bar() -> None:
    music, channel = Music(), Channel()
    music.open(channel, [layer(100), layer(1000)])  # type: ignore[arg-type]
    music.update(0)
    assert not channel.get_busy()
    music.update(1)
    assert heard(channel) == 100
    music.update(1)
    # A layer that comes while a bar waits takes its place: the next bar, not the one after it.
    music.update(2)
    channel.next()
    assert heard(channel) == 101 + 1001
    music.update(5)
    channel.next()
    assert heard(channel) == 102 + 1002
    music.update(1)
    for _ in range(6):
        channel.next()
        music.update(1)
    assert heard(channel) == 100
    music.update(0)
    assert channel.faded
