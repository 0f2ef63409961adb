"""The panels of the window on a training: functions of what is known."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.monitor.state import ImageList, TrainingState
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, wrapped
from digitgame.ui.layout import Area

_CAPTION: Final = 24  # design units, a panel's first line
_GAP: Final = 6
_SCORED: Final = (
    ("mnist", "MNIST's test digits"),
    ("drawings", "people's drawings"),
    ("mine", "your own drawings"),
    ("hand", "the built-in hand"),
)
Floats = npt.NDArray[np.float32]


def progress(canvas: Canvas, area: Area, state: TrainingState, failed: bool) -> None:
    """How far it is, and what is happening."""
    share = share_done(state)
    canvas.panel(area._replace(height=8), theme.KEY, None, theme.SMALL_RADIUS)
    if share:
        filled = area._replace(height=8, width=max(area.width * share, 8))
        canvas.panel(filled, theme.AMBER if failed else theme.ACCENT, None, theme.SMALL_RADIUS)
    middle = area.y + 22
    canvas.text(_state_in_words(state, failed), (area.x, middle), theme.SMALL, theme.TEXT, "midleft")
    if state.epochs and not (state.done or state.saving or failed):
        left = round(state.epochs[-1]["left"])
        words = f"{left // 60}:{left % 60:02} left"
        canvas.text(words, (area.right, middle), theme.SMALL, theme.QUIET, "midright")


def share_done(state: TrainingState) -> float:
    """How much of the training is done, 0 to 1; where only its time is known, of the first epoch until that is over."""
    batch, total = state.batch, state.start.get("epochs")
    if state.done or state.saving:
        return 1.0
    if not batch:
        return 0.0
    of_epoch = float(batch["step"] / batch["steps"])
    if total:
        return float((batch["epoch"] - 1 + of_epoch) / total)
    if not state.epochs:
        return of_epoch
    last, seconds = state.epochs[-1], sum(float(epoch["seconds"]) for epoch in state.epochs)
    now = of_epoch * last["seconds"] if batch["epoch"] > last["epoch"] else 0.0
    return min(float((seconds + now) / max(seconds + last["left"], 1e-9)), 1.0)


def samples(canvas: Canvas, area: Area, state: TrainingState) -> None:
    """Twenty of the pictures that it learns from; where a person must be told something of them, that as well."""
    notes = state.start.get("notes", ())
    words, colour = (notes[0], theme.AMBER) if notes else ("It learns from digits like these", theme.QUIET)
    if not (notes or len(state.samples)):  # nothing to see yet
        return
    canvas.text(words, (area.x, area.y + 10), theme.SMALL, colour, "midleft", fit=area.width)
    _grid(canvas, Area(area.x, area.y + _CAPTION, area.width, area.height - _CAPTION), state.samples, 10)


def outcome(canvas: Canvas, area: Area, state: TrainingState, now: str | None) -> None:
    """What came of it: how much it reads right, of what, and whether the game reads with it; `now` says otherwise."""
    against = str(state.taken.get("against", ""))
    canvas.panel(area, theme.PANEL, theme.AMBER if against else theme.ACCENT)
    scores = [(words, state.done["scores"][key]) for key, words in _SCORED if key in state.done["scores"]]
    left, width = area.x + 14, area.width - 28
    words = "It has learnt"
    if scores:
        words = f"Reads {_percent(scores[0][1])} of {scores[0][0]}"
    canvas.text(words, (left, area.y + 24), theme.MEDIUM, theme.TEXT, "midleft", fit=width)
    rest = " · ".join(f"{_percent(share)} of {what}" for what, share in scores[1:])
    canvas.text(rest, (left, area.y + 48), theme.SMALL, theme.QUIET, "midleft", fit=width)
    told = now or ""
    if against and not told:
        told = f"The game keeps the network it has: {against}."
    elif state.taken and not told:
        less = str(state.taken.get("less", ""))
        told = "The game reads with it now." + (f" It reads less than {less}." if less else "")
    colour = theme.AMBER if against else theme.ACCENT
    for number, line in enumerate(wrapped(told, theme.SMALL, width, canvas.view)[:2]):
        canvas.text(line, (left, area.y + 70 + 19 * number), theme.SMALL, colour, "midleft", fit=width)


def failure(canvas: Canvas, area: Area, words: str) -> None:
    """Why there is no model."""
    canvas.panel(area, theme.PANEL, theme.AMBER)
    width = area.width - 28
    told = words or "Nobody knows why: `digitgame train` in a terminal may tell more."
    for number, line in enumerate(wrapped(told, theme.SMALL, width, canvas.view)[:4]):
        at = (area.x + 14, area.y + 20 + 22 * number)
        canvas.text(line, at, theme.SMALL, theme.TEXT, "midleft", fit=width)


def readings(canvas: Canvas, area: Area, state: TrainingState) -> None:
    """Ten digits that it does not learn from, and what it reads now."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    right = sum(_read(odds) == digit for odds, digit in zip(state.read, state.ten_labels, strict=False))
    told = f"{right} of {len(state.ten_labels)} right" if state.read else ""
    done = int(state.epochs[-1]["epoch"]) if state.epochs else 0
    if told and state.looked < done:  # looks are seldom where they take long: what they showed is of the past
        told += f" in epoch {state.looked}"
    canvas.text(
        "Ten digits that it never learns", (area.x + 14, area.y + 18), theme.SMALL, theme.TEXT, "midleft"
    )
    canvas.text(told, (area.right - 14, area.y + 18), theme.SMALL, theme.QUIET, "midright")
    width = (area.width - 28 + _GAP) / 10
    for column, picture in enumerate(state.ten):
        x = area.x + 14 + column * width
        _tile(canvas, picture, Area(x, area.y + 36, width - _GAP, width - _GAP))
        if column >= len(state.read):
            continue
        odds, middle = state.read[column], x + (width - _GAP) / 2
        is_right = _read(odds) == state.ten_labels[column]
        colour = theme.ACCENT if is_right else theme.AMBER
        canvas.text(str(_read(odds)), (middle, area.y + 96), theme.MEDIUM, colour, "center")
        track = Area(x, area.y + 116, width - _GAP, 5)
        canvas.panel(track, theme.KEY)
        canvas.panel(track._replace(width=max(track.width * max(odds), 1)), colour)
        mark = Area(middle - 6, area.y + 127, 12, 12)
        canvas.mark(is_right, mark)


def kernels(canvas: Canvas, area: Area, state: TrainingState) -> None:
    """What the first layer looks for: blue where ink says yes, amber where it says no."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    canvas.text("First layer", (area.x + 14, area.y + 18), theme.SMALL, theme.TEXT, "midleft")
    canvas.text("ink says yes", (area.right - 14, area.y + 18), theme.SMALL, theme.ACCENT, "midright")
    canvas.text("ink says no", (area.right - 120, area.y + 18), theme.SMALL, theme.AMBER, "midright")
    count = len(state.kernels)
    if count:
        columns = count if count <= 10 else -(-count // 2)
        inside = Area(area.x + 14, area.y + 34, area.width - 28, area.height - 44)
        _grid(canvas, inside, state.kernels, columns, signed=True)


def mistakes(canvas: Canvas, area: Area, state: TrainingState) -> None:
    """The digits misread most surely, with the truth and what was read."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    canvas.text("Misread most surely", (area.x + 14, area.y + 18), theme.SMALL, theme.TEXT, "midleft")
    canvas.text("true digit, read as", (area.right - 14, area.y + 18), theme.SMALL, theme.QUIET, "midright")
    if not state.mistaken:
        all_right = state.epochs and state.epochs[-1]["val_accuracy"] == 1
        words = "Nothing is misread." if all_right else "Looked at after each epoch."
        if state.done and not all_right:
            words = "It was over before they were looked at."
        canvas.text(words, area.middle, theme.SMALL, theme.QUIET, "center")
    width = (area.width - 28 + 12) / 5
    side = 54
    for number, (truth, read, _) in enumerate(state.mistaken):
        x, y = area.x + 14 + number % 5 * width, area.y + 38 + number // 5 * 84
        across = x + (width - 12 - side) / 2
        _tile(canvas, state.mistakes[number], Area(across, y, side, side))
        canvas.text(f"{truth:.0f}", (across + 6, y + side + 14), theme.SMALL, theme.TEXT, "midleft")
        canvas.text("as", (across + side / 2, y + side + 14), theme.SMALL, theme.QUIET, "center")
        canvas.text(f"{read:.0f}", (across + side - 6, y + side + 14), theme.SMALL, theme.AMBER, "midright")


def _state_in_words(state: TrainingState, failed: bool) -> str:
    if failed:
        return "It ended without a model."
    if state.done:
        minutes, seconds = divmod(round(state.done["seconds"]), 60)
        return f"Saved as {Path(state.done['model']).name}, in {minutes}:{seconds:02}"
    if state.saving:
        return "Scoring and saving …"
    if not state.batch:
        return "Building the network …" if state.start else "Loading TensorFlow …"
    total = state.start.get("epochs")
    return f"Epoch {state.batch['epoch']}" + (f" of {total}" if total else "")


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _read(odds: list[float]) -> int:
    return max(range(len(odds)), key=lambda digit: odds[digit])


def _grid(canvas: Canvas, area: Area, pictures: ImageList, columns: int, *, signed: bool = False) -> None:
    rows = max(-(-len(pictures) // columns), 1)
    side = min((area.width + _GAP) / columns, (area.height + _GAP) / rows) - _GAP
    across = (area.width - side) / max(columns - 1, 1)
    for number, picture in enumerate(pictures):
        place = Area(
            area.x + number % columns * across, area.y + number // columns * (side + _GAP), side, side
        )
        _tile(canvas, picture, place, signed=signed)


def _tile(
    canvas: Canvas,
    picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    area: Area,
    *,
    signed: bool = False,
) -> None:
    rect = canvas.view.rect(area)
    side = min(rect.size)
    canvas.surface.blit(_picture(picture.tobytes(), len(picture), side, signed), rect)


@lru_cache(maxsize=256)
def _picture(grey: bytes, side: int, pixels: int, signed: bool) -> pygame.Surface:
    """A square picture at its size on the screen: soft between pixels where it is a digit, sharp where a kernel."""
    values = np.frombuffer(grey, np.uint8).reshape(side, side, 1).astype(np.float32)
    colours = (
        _signed(values / 127.5 - 1)
        if signed
        else theme.BOARD + (np.array(theme.CHALK) - theme.BOARD) * values / 255
    )
    small = pygame.image.frombuffer(colours.astype(np.uint8).tobytes(), (side, side), "RGB")
    whole = -(-pixels // side) * side
    return pygame.transform.smoothscale(pygame.transform.scale(small, (whole, whole)), (pixels, pixels))


def _signed(values: Floats) -> Floats:
    """-1 to 1 as amber to grey to blue."""
    middle, low, high = (np.array(colour, np.float32) for colour in (theme.KEY, theme.AMBER, theme.ACCENT))
    towards = np.where(values < 0, low, high)
    mixed: Floats = middle + (towards - middle) * np.abs(values)
    return mixed


def forget() -> None:
    """Drop what was prepared for one display."""
    _picture.cache_clear()
