"""Free draw and files: a drawing saved as a picture, and files that are dropped on the window."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pygame
import pytest
from click.testing import CliRunner
from PIL import Image
from pygame.event import Event

from digitgame import paths
from digitgame.cli import main
from digitgame.game.free_draw.files import FileReading
from digitgame.game.free_draw.scene import FreeDraw, file_facts
from digitgame.game.shell.menu import Menu
from digitgame.inference import Reader
from digitgame.ink import Drawing, write_ink
from digitgame.vision.picture import load_frame

from .conftest import SEVEN, Player, key, sends

BLANK = np.zeros((28, 28), np.float32)


def save(player: Player, drawing: FreeDraw) -> Path:
    player.does(key("s", mod=pygame.KMOD_CTRL))
    assert drawing.message.startswith("Saved as digit-")
    [path] = (paths.home() / "pictures").iterdir()
    return path


def dropped(drawing: FreeDraw, path: Path) -> None:
    """Drop a file, and let frames pass until it is read."""
    sends(drawing, Event(pygame.DROPFILE, file=str(path)))
    assert drawing.moving
    ends = time.monotonic() + 60
    while drawing.file.busy and time.monotonic() < ends:
        drawing.update(1 / 60)
        time.sleep(0.01)
    assert not drawing.file.busy


def test_a_drawing_is_saved_as_a_picture_that_predict_reads(
    player: Player, drawing: FreeDraw, reader: Reader, small_model: Path
) -> None:
    player.does(player.strokes(SEVEN))
    path = save(player, drawing)
    with Image.open(path) as picture:
        assert picture.size == (600, 600)
    with path.open("rb") as stream:
        framed = load_frame(stream, path.name)
    assert drawing.board.picture is not None
    assert np.abs(framed - drawing.board.picture).mean() < 0.03
    assert reader.read(framed).digit == 7
    printed = CliRunner().invoke(main, ["predict", str(path), "--model", str(small_model)]).stdout
    assert printed.startswith(f"{path}: 7, ")
    # A second one of the same second gets another name.
    player.does(key("s", mod=pygame.KMOD_CTRL))
    assert len(list(path.parent.iterdir())) == 2


def test_a_blank_board_is_not_saved_and_a_full_place_says_so(player: Player, drawing: FreeDraw) -> None:
    player.does(key("s", mod=pygame.KMOD_CTRL))
    assert drawing.message == "Nothing drawn yet."
    assert not (paths.home() / "pictures").exists()
    paths.home().mkdir(parents=True, exist_ok=True)
    (paths.home() / "pictures").write_text("a file in the way")
    player.does(player.strokes(SEVEN), key("s", mod=pygame.KMOD_CTRL))
    assert "cannot be written" in drawing.message


def test_a_dropped_picture_is_read_as_predict_reads_it(
    player: Player, drawing: FreeDraw, words: list[str]
) -> None:
    player.does(player.strokes(SEVEN))
    path = save(player, drawing)
    player.does(key("c"))
    dropped(drawing, path)
    read = drawing.file.reading
    assert read is not None
    assert (read.name, read.digits, read.refused) == (path.name, "7", False)
    assert read.probabilities is not None
    assert read.probabilities.argmax() == 7
    words.clear()
    player.does()
    assert path.name in words
    assert drawing.message == ""
    # Whatever comes next is about the board again.
    player.does(player.strokes(SEVEN))
    assert drawing.file.reading is None
    assert drawing.board.ink


def test_several_digits_and_ink_files_are_read(drawing: FreeDraw, tmp_path: Path) -> None:
    small = [[(40 + x / 3, 100 + y / 3) for x, y in stroke] for stroke in SEVEN]
    both = [*small, *([(x + 110, y) for x, y in stroke] for stroke in small)]
    write_ink(tmp_path / "both.jsonl", [Drawing.of(both), Drawing.of(SEVEN)])
    dropped(drawing, tmp_path / "both.jsonl")
    assert drawing.file.reading is not None
    assert drawing.file.reading.digits == "77"
    assert drawing.file.reading.probabilities is None
    assert list(drawing.game.store.answers("Ann")) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.txt", b"hello", "neither a picture nor an ink file"),
        ("empty.png", b"", "is empty"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(64), "is a HEIC picture"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    drawing: FreeDraw, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    dropped(drawing, tmp_path / name)
    assert reason in drawing.message
    assert drawing.file.reading is None
    dropped(drawing, tmp_path / "gone.png")
    assert "can't be read" in drawing.message


def test_other_scenes_take_no_files(drawing: FreeDraw, tmp_path: Path) -> None:
    assert sends(Menu(drawing.game), Event(pygame.DROPFILE, file=str(tmp_path / "a.png"))) is None


def test_what_the_panel_says_of_a_file() -> None:
    for read, expected in (
        (FileReading("a.png", "7", 0.984, False, BLANK), ("98 % sure", "a.png", 7)),
        (FileReading("a.png", "7", 0.984, True, BLANK), ("Not a digit?", "maybe 7: a.png", None)),
        (FileReading("a.png", "204", 0.8, False, BLANK), ("I see 204", "80 % sure: a.png", None)),
        (FileReading("a.png", "3.14 20", 0.8, False, BLANK), ("I see 3.14 20", "80 % sure: a.png", None)),
        (FileReading("a.png", "", 0.0, True, BLANK), ("No ink", "a.png", None)),
    ):
        assert file_facts(read)[:3] == expected
