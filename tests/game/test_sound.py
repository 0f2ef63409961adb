from typing import get_args

import numpy as np
import pygame
import pytest

from digitgame.ui.sound import RATE, SoundName, Sounds, wave


@pytest.mark.parametrize("name", get_args(SoundName))
def test_a_sound_is_short_soft_and_without_a_click(name: SoundName) -> None:
    samples = wave(name).astype(np.int32)
    assert 0.02 < len(samples) / RATE < 0.8
    assert 0.1 < np.abs(samples).max() / 32767 < 0.5
    assert np.abs(samples[[0, -1]]).max() < 300
    assert np.abs(np.diff(samples)).max() < 3500


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
    assert sounds._sounds
    sounds.muted = True
    sounds.play("hit")
    assert not pygame.mixer.get_busy()
    sounds.muted = False
    sounds.play("hit")
    assert pygame.mixer.get_busy()
    sounds.close()
    pygame.mixer.quit()


def test_without_a_sound_card_there_is_silence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    sounds = opened("none such", monkeypatch)
    assert not sounds._sounds
    sounds.play("hit")
    sounds.close()
    assert capfd.readouterr() == ("", "")


def pitch(name: SoundName) -> float:
    """The strongest frequency of a sound's first tenth of a second, in Hz."""
    first = wave(name)[: RATE // 10]
    return float(np.argmax(np.abs(np.fft.rfft(first))) * RATE / len(first))


def test_hits_rise_with_the_combo_and_a_miss_is_low() -> None:
    hits = [pitch(name) for name in ("hit", "hit 2", "hit 3", "hit 4")]
    assert hits == sorted(set(hits))
    assert pitch("miss") < hits[0] / 2
    assert pitch("tick") > hits[-1]
