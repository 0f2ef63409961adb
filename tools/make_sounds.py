"""Make the game's sounds and music: `assets/sounds/*.ogg`, synthesised with numpy and packed by ffmpeg.

    python tools/make_sounds.py [NAME ...]

Effects peak at -6 dB. The music is one loop of eight bars in five layers of equal length; the game adds a layer with
each step of the combo.
"""

import subprocess
import sys
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt

Wave = npt.NDArray[np.float64]
RATE: Final = 32_000
# Effects at -6 dB; the five layers together stay below -10 dB.
EFFECT_PEAK: Final = 0.5
MUSIC_PEAK: Final = 0.3
FOLDER: Final = Path(__file__).resolve().parent.parent / "assets" / "sounds"

BEAT: Final = 60 / 126
BAR: Final = round(4 * BEAT * RATE)
BARS: Final = 8
# Midi numbers, a bar each: A minor, F, C, G, then D minor in the place of C.
CHORDS: Final = (
    (57, 60, 64), (53, 57, 60), (55, 60, 64), (55, 59, 62), (57, 60, 64), (53, 57, 60), (53, 57, 62), (55, 59, 62),
)  # fmt: skip
ROOTS: Final = (45, 41, 48, 43, 45, 41, 50, 43)
# The melody: bar, beat, midi number, beats.
MELODY: Final = (
    (0, 0, 76, 1.5), (0, 1.5, 74, 0.5), (0, 2, 72, 1), (0, 3, 69, 1),
    (1, 0, 72, 1.5), (1, 1.5, 69, 0.5), (1, 2, 67, 1), (1, 3, 69, 1),
    (2, 0, 76, 1), (2, 1, 79, 1), (2, 2, 76, 0.5), (2, 2.5, 74, 0.5), (2, 3, 72, 1),
    (3, 0, 74, 2), (3, 2, 71, 1), (3, 3, 74, 1),
    (4, 0, 81, 1.5), (4, 1.5, 79, 0.5), (4, 2, 76, 1), (4, 3, 72, 1),
    (5, 0, 77, 1), (5, 1, 76, 1), (5, 2, 72, 1), (5, 3, 69, 1),
    (6, 0, 74, 1), (6, 1, 77, 1), (6, 2, 81, 1), (6, 3, 77, 1),
    (7, 0, 79, 2), (7, 2, 83, 1), (7, 3, 79, 0.5), (7, 3.5, 74, 0.5),
)  # fmt: skip


def pitch(midi: float) -> float:
    """Hz of a midi number."""
    return float(440 * 2 ** ((midi - 69) / 12))


def seconds(count: float) -> Wave:
    """The time of each sample, s."""
    return np.arange(round(count * RATE)) / RATE


def tone(hertz: float, length: float, harmonics: Sequence[float], vibrato: float = 0.0) -> Wave:
    """A sum of harmonics of these strengths, none above 12 kHz."""
    time = seconds(length)
    phase = 2 * np.pi * hertz * (time + vibrato * np.sin(2 * np.pi * 5.5 * time) / (2 * np.pi * 5.5))
    heard = [(n, strength) for n, strength in enumerate(harmonics, 1) if n * hertz < 12_000]
    out: Wave = np.sum([strength * np.sin(n * phase) for n, strength in heard], 0)
    return out


def fading(sound: Wave, decay: float, attack: float = 0.004) -> Wave:
    """The sound, rising within `attack` and falling to a third every `decay` seconds, silent at its end."""
    time = np.arange(len(sound)) / RATE
    left = time[::-1]
    out: Wave = sound * np.minimum(time / attack, 1) * np.exp(-time / decay) * np.minimum(left / 0.01, 1)
    return out


def band(sound: Wave, low: float, high: float) -> Wave:
    """Only what lies between two frequencies, in Hz, with soft edges."""
    spectrum = np.fft.rfft(sound)
    at = np.fft.rfftfreq(len(sound), 1 / RATE)
    kept = 1 / (1 + (low / np.maximum(at, 1)) ** 4) / (1 + (at / high) ** 4)
    out: Wave = np.fft.irfft(spectrum * kept, len(sound))
    return out


def noise(length: float, seed: int) -> Wave:
    return np.random.default_rng(seed).uniform(-1, 1, round(length * RATE))


def glide(start: float, end: float, length: float) -> Wave:
    """A sine that slides from one frequency to another, in Hz."""
    time = seconds(length)
    hertz = start * (end / start) ** (time / length)
    out: Wave = np.sin(2 * np.pi * np.cumsum(hertz) / RATE)
    return out


def put(into: Wave, sound: Wave, at: float, loud: float = 1.0, *, around: bool = False) -> None:
    """Add a sound that starts at `at` seconds; `around`: what is beyond the end comes in at the beginning."""
    places = round(at * RATE) + np.arange(len(sound))
    if around:
        np.add.at(into, places % len(into), loud * sound)
    else:
        inside = places < len(into)
        into[places[inside]] += loud * sound[inside]


def room(sound: Wave, wet: float, *, around: bool = False) -> Wave:
    """The sound in a small room: echoes that fade within a third of a second."""
    length = 0.35
    echoes = band(noise(length, 7), 300, 5_000) * np.exp(-seconds(length) / 0.09)
    echoes /= np.sqrt((echoes**2).sum())
    total = len(sound) if around else len(sound) + len(echoes)
    reply = np.fft.irfft(np.fft.rfft(sound, total) * np.fft.rfft(echoes, total), total)
    dry = sound if around else np.pad(sound, (0, len(echoes)))
    out: Wave = dry + wet * reply
    return out


BELL: Final = (1, 0.5, 0.12, 0.2, 0.05, 0.08)
PLUCK: Final = (1, 0.45, 0.3, 0.16, 0.1, 0.06, 0.04)
HOLLOW: Final = (1, 0, 0.33, 0, 0.16, 0, 0.08)
BRASS: Final = (1, 0.8, 0.6, 0.45, 0.3, 0.2, 0.12, 0.08)


def notes(
    played: Sequence[tuple[float, float, float]], harmonics: Sequence[float], decay: float, wet: float = 0.25
) -> Wave:
    """Notes (start in s, midi number, length in s), one after the other or together."""
    out = np.zeros(round(max(at + length for at, _, length in played) * RATE) + 1)
    for at, midi, length in played:
        put(out, fading(tone(pitch(midi), length, harmonics), decay), at)
    return room(out, wet)


def hit(step: int) -> Wave:
    """A hit, the higher the further the combo is: up the pentatonic scale."""
    scale = (0, 2, 4, 7, 9)
    base = 72 + 12 * (step // 5) + scale[step % 5]
    tinkle = noise(0.05, step) * np.exp(-seconds(0.05) / 0.01)
    out = notes([(0, base, 0.14), (0.06, base + 4, 0.14), (0.12, base + 7, 0.45)], BELL, 0.13)
    put(out, band(tinkle, 4_000, 12_000), 0, 0.5)
    return out


def miss() -> Wave:
    """A dull thud and a note that sinks."""
    out = np.zeros(round(0.42 * RATE))
    put(out, fading(glide(190, 70, 0.3), 0.12), 0)
    put(out, fading(tone(pitch(50), 0.3, HOLLOW) + tone(pitch(51), 0.3, HOLLOW), 0.1), 0.03, 0.35)
    put(out, fading(band(noise(0.08, 3), 100, 900), 0.03), 0, 0.8)
    return out


def combo_break() -> Wave:
    """What was built up falls down."""
    falling = [(0.055 * n, 84 - 3 * n, 0.16) for n in range(7)]
    out = notes(falling, PLUCK, 0.07)
    put(out, fading(band(noise(0.4, 5), 1_500, 9_000), 0.12), 0, 0.35)
    return out


def pen() -> Wave:
    """A second of chalk on slate, to be played around: the noise of a circle has no beginning."""
    hiss = band(noise(1.0, 11), 1_800, 7_000)
    grain = band(noise(1.0, 12), 8, 40)
    out: Wave = hiss * (1 + 0.6 * grain / np.abs(grain).max())
    return out


def heartbeat() -> Wave:
    out = np.zeros(round(0.5 * RATE))
    put(out, fading(glide(75, 42, 0.18), 0.08, 0.008), 0)
    put(out, fading(glide(65, 38, 0.2), 0.08, 0.008), 0.2, 0.7)
    return out


def time_is_up() -> Wave:
    """A gong."""
    partials = ((1, 1.0), (1.48, 0.7), (2.03, 0.5), (2.71, 0.35), (3.9, 0.2), (5.3, 0.1))
    out = np.zeros(round(1.4 * RATE))
    for ratio, loud in partials:
        put(out, fading(tone(196 * ratio, 1.4, (1,)), 0.5 / ratio**0.5), 0, loud)
    put(out, fading(band(noise(0.15, 8), 500, 6_000), 0.04), 0, 0.6)
    return room(out, 0.3)


def slam() -> Wave:
    """A digit lands on the board."""
    out = np.zeros(round(0.4 * RATE))
    put(out, fading(glide(160, 45, 0.35), 0.13, 0.002), 0)
    put(out, fading(band(noise(0.12, 9), 300, 5_000), 0.035), 0, 0.6)
    return room(out, 0.35)


def fanfare(rank: str) -> Wave:
    """The end of a run, the longer and the brighter the better it was."""
    steps = {
        "C": [(0, 67, 0.3), (0.18, 64, 0.5)],
        "B": [(0, 67, 0.25), (0.14, 72, 0.5)],
        "A": [(0, 67, 0.2), (0.12, 72, 0.2), (0.24, 76, 0.7)],
        "S": [
            (0, 67, 0.16),
            (0.1, 72, 0.16),
            (0.2, 76, 0.16),
            (0.3, 79, 0.3),
            (0.48, 76, 0.16),
            (0.58, 84, 0.9),
        ],
    }[rank]
    below = [(at, midi - 12, length) for at, midi, length in steps]
    last, top, length = steps[-1]
    chord = [(last, top - 5, length), (last, top - 8, length)] if rank in "SA" else []
    return notes([*steps, *below, *chord], BRASS, 0.3, 0.4)


def record() -> Wave:
    """A new best: a run up and sparkles."""
    up = [(0.05 * n, midi, 0.2) for n, midi in enumerate((72, 74, 76, 79, 81, 84, 86, 88))]
    sparkles = [(0.45 + 0.07 * n, midi, 0.25) for n, midi in enumerate((96, 91, 98, 93, 100))]
    return notes([*up, *sparkles, (0.42, 84, 0.9), (0.42, 88, 0.9), (0.42, 91, 0.9)], BELL, 0.25, 0.4)


def raised(step: int) -> Wave:
    """The combo's factor rises: a chord that climbs, the higher and the fuller the hotter it is."""
    scale = (0, 2, 4, 5, 7, 9, 11, 12)
    root = 60 + scale[step - 1]
    climb = [(0.04 * n, root + up, 0.18) for n, up in enumerate((0, 4, 7, 12, 16)[: 2 + (step + 1) // 2])]
    last = climb[-1][0] + 0.05
    chord = [(last, root + up, 0.5) for up in (0, 7, 12)]
    out = notes([*climb, *chord], BRASS, 0.2, 0.35)
    put(out, fading(band(noise(0.3, 30 + step), 3_000, 12_000), 0.1), last, 0.12 * step)
    return out


def goal() -> Wave:
    """A goal is reached: a call and its answer, with bells above."""
    call = [(0, 67, 0.16), (0.11, 71, 0.16), (0.22, 74, 0.3), (0.46, 71, 0.14), (0.57, 79, 0.8)]
    bells = [(0.62 + 0.08 * n, midi, 0.3) for n, midi in enumerate((91, 95, 98, 103))]
    return notes([*call, (0.57, 71, 0.8), (0.57, 74, 0.8), *bells], BRASS, 0.28, 0.4)


EFFECTS: Final[dict[str, Callable[[], Wave]]] = {
    **{f"hit {n}": (lambda n=n: hit(n - 1)) for n in range(1, 13)},  # type: ignore[misc]
    **{f"step {n}": (lambda n=n: raised(n)) for n in range(1, 9)},  # type: ignore[misc]
    "miss": miss,
    "break": combo_break,
    "tick": lambda: notes([(0, 88, 0.05)], BELL, 0.02, 0.1),
    "choose": lambda: notes([(0, 76, 0.08), (0.05, 83, 0.16)], PLUCK, 0.06, 0.15),
    "count": lambda: notes([(0, 69, 0.2)], HOLLOW, 0.1, 0.2),
    "go": lambda: notes([(0, 81, 0.5), (0, 76, 0.5), (0, 69, 0.5)], PLUCK, 0.2, 0.3),
    "heartbeat": heartbeat,
    "time": time_is_up,
    "slam": slam,
    "star": lambda: notes([(0, 91, 0.12), (0.05, 96, 0.35)], BELL, 0.12, 0.3),
    "record": record,
    "goal": goal,
    "hmm": lambda: notes([(0, 57, 0.1), (0.05, 60, 0.12)], HOLLOW, 0.06, 0.15),
    "bell": lambda: notes([(0, 72, 0.3), (0.12, 76, 0.3), (0.24, 79, 0.6)], BELL, 0.2, 0.3),
    **{f"rank {rank}": (lambda rank=rank: fanfare(rank)) for rank in "CBAS"},  # type: ignore[misc]
}


def _loop() -> Wave:
    return np.zeros(BARS * BAR)


def _at(bar: int, beat: float) -> float:
    return bar * BAR / RATE + beat * BEAT


def pad() -> Wave:
    """The calm layer: soft chords and a low root."""
    out = _loop()
    for bar, (chord, root) in enumerate(zip(CHORDS, ROOTS, strict=True)):
        length = 4.4 * BEAT
        swell = np.minimum(seconds(length) / 0.5, 1) * np.minimum(seconds(length)[::-1] / 0.5, 1)
        for midi in chord:
            for detuned in (-0.06, 0.06):
                put(
                    out,
                    swell * tone(pitch(midi + detuned), length, (1, 0.3, 0.12)),
                    _at(bar, 0),
                    0.5,
                    around=True,
                )
        put(out, swell * tone(pitch(root), length, (1, 0.25)), _at(bar, 0), 0.9, around=True)
        for beat, midi in enumerate((*chord, chord[1])):
            put(out, fading(tone(pitch(midi + 12), 0.6, BELL), 0.2), _at(bar, beat + 0.5), 0.35, around=True)
    return room(out, 0.4, around=True)


def beat() -> Wave:
    """Kick and hats."""
    out = _loop()
    kick = fading(glide(150, 45, 0.22), 0.09, 0.002)
    hat = fading(band(noise(0.06, 21), 6_000, 14_000), 0.018)
    for bar in range(BARS):
        for quarter in range(4):
            put(out, kick, _at(bar, quarter), 1.4, around=True)
            put(out, hat, _at(bar, quarter + 0.5), 0.9, around=True)
        put(out, hat, _at(bar, 3.75), 0.5, around=True)
    return out


def bass() -> Wave:
    """A bass that drives, and claps."""
    out = _loop()
    clap = fading(band(noise(0.16, 22), 900, 6_000), 0.05)
    for bar, root in enumerate(ROOTS):
        for eighth in range(8):
            midi = root + (12 if eighth % 4 == 3 else 0)
            sound = fading(tone(pitch(midi), BEAT / 2, BRASS), 0.14)
            put(out, band(sound, 30, 900), _at(bar, eighth / 2), 1.0, around=True)
        for quarter in (1, 3):
            put(out, clap, _at(bar, quarter), 1.1, around=True)
    return room(out, 0.12, around=True)


def arpeggio() -> Wave:
    """Sixteenths up and down the chord."""
    out = _loop()
    order = (0, 1, 2, 3, 2, 1, 2, 3)
    for bar, chord in enumerate(CHORDS):
        ladder = (*chord, chord[0] + 12)
        for step in range(16):
            midi = ladder[order[step % 8]] + 12
            loud = 0.9 if step % 4 == 0 else 0.6
            put(out, fading(tone(pitch(midi), 0.3, PLUCK), 0.08), _at(bar, step / 4), loud, around=True)
    return room(out, 0.35, around=True)


def lead() -> Wave:
    """The melody, and hats in sixteenths."""
    out = _loop()
    hat = fading(band(noise(0.04, 23), 7_000, 15_000), 0.012)
    for bar, beats, midi, length in MELODY:
        sound = tone(pitch(midi), length * BEAT * 0.95, HOLLOW, vibrato=0.004)
        put(out, fading(sound, 0.5, 0.01), _at(bar, beats), 1.0, around=True)
    for bar in range(BARS):
        for step in range(16):
            put(out, hat, _at(bar, step / 4), 0.5, around=True)
    return room(out, 0.35, around=True)


# How loud each layer is beside the others.
LAYERS: Final[dict[str, tuple[Callable[[], Wave], float]]] = {
    "music 1": (pad, 0.75),
    "music 2": (beat, 0.75),
    "music 3": (bass, 0.7),
    "music 4": (arpeggio, 0.5),
    "music 5": (lead, 0.55),
}


def sounds() -> dict[str, Wave]:
    """Every sound by name, -1 to 1."""
    out = {}
    for name, make in EFFECTS.items():
        sound = make()
        out[name] = sound / np.abs(sound).max() * EFFECT_PEAK
    hiss = pen()
    out["pen"] = hiss / np.abs(hiss).max() * EFFECT_PEAK
    layers = {}
    for name, (make, loud) in LAYERS.items():
        layer = make()
        # Equally loud by their power, then weighed.
        layers[name] = layer / np.sqrt((layer**2).mean()) * loud
    together = np.abs(np.sum(list(layers.values()), 0)).max()
    return out | {name: layer / together * MUSIC_PEAK for name, layer in layers.items()}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    for name, sound in sounds().items():
        if wanted and name not in wanted:
            continue
        with TemporaryDirectory() as folder:
            raw = Path(folder) / "sound.wav"
            with wave.open(str(raw), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes((sound * 32767).astype("<i2").tobytes())
            target = FOLDER / f"{name.replace(' ', '-')}.ogg"
            quality = "3" if name.startswith("music") else "2"
            command = ["ffmpeg", "-v", "error", "-y", "-i", str(raw), "-c:a", "libvorbis", "-q:a", quality]
            # The same bytes each time: no date, no serial number of chance.
            subprocess.run([*command, "-bitexact", "-map_metadata", "-1", str(target)], check=True)
        print(f"{name}: {len(sound) / RATE:.2f} s, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
