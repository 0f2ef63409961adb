"""Which font writes a line: the face for its size, or one that knows its letters."""

import pygame
import pytest

from digitgame.ui import canvas, theme


@pytest.fixture(autouse=True)
def fonts() -> None:
    pygame.font.init()
    canvas.forget_fonts()


def test_titles_lines_and_text_have_a_face_each() -> None:
    faces = [canvas.face_of(size) for size in (theme.DIGIT, theme.TITLE, theme.MEDIUM, theme.SMALL)]
    assert ["Fredoka" in face for face in faces] == [True, True, False, False]
    assert len(set(faces)) == 3


def test_figures_of_text_are_equally_wide() -> None:
    for size in (theme.SMALL, theme.MEDIUM):
        widths = {canvas._length(digit * 20, canvas.face_of(size), size) for digit in "0123456789"}
        assert len(widths) == 1


def test_letters_that_a_face_lacks_are_written_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    face = canvas.face_of(theme.SMALL)
    assert canvas._file("Ann", face) == face
    assert canvas._file("Zoë · 3 × 4", face) == face
    # pygame's own font knows Greek and Cyrillic.
    assert canvas._file("Жанна", face) is None
    monkeypatch.setattr(canvas, "_knows", lambda file, _: file == "/cjk.otf")
    monkeypatch.setattr(pygame.font, "match_font", lambda name: "/cjk.otf" if "cjk" in name else None)
    assert canvas._file("中文", face) == "/cjk.otf"
    monkeypatch.setattr(pygame.font, "match_font", lambda _: None)
    # Plain text shows a box for each of them, the face for titles nothing.
    assert canvas._file("文中", face) == face
    assert canvas._file("文字", canvas.face_of(theme.TITLE)) == face


def test_a_font_that_lacks_our_letters_writes_only_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    face = canvas.face_of(theme.SMALL)
    # pygame's own font stands for one that has no Latin letters.
    latin = {face: True, None: False}
    monkeypatch.setattr(
        canvas, "_knows", lambda file, words: {letter.isascii() for letter in words} == {latin.get(file)}
    )
    assert canvas._pieces("Ωλ: 3 × Ann", face) == [("Ωλ", None), (": 3 ", face), ("×", None), (" Ann", face)]
    assert canvas._pieces("Ann", face) == [("Ann", face)]
    parts = [canvas._written(words, face, 20, theme.TEXT) for words in ("Ωλ", ": 3 ", "×", " Ann")]
    line = canvas._written("Ωλ: 3 × Ann", face, 20, theme.TEXT)
    assert line.get_width() == sum(part.get_width() for part in parts)
    # Nobody has a letter for these: boxes, but no endless search.
    monkeypatch.setattr(canvas, "_knows", lambda *_: False)
    assert canvas._pieces("ζθψ", face) == [("ζθψ", face)]
