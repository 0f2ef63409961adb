"""Drawing in design units: text, panels, keys and marks, sharp at every size of the window."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame
from font_fredoka_one import FredokaOne
from font_hanken_grotesk import HankenGroteskMedium, HankenGroteskSemiBold

from digitgame.ui import theme
from digitgame.ui.actions import Action, Digit
from digitgame.ui.layout import Area, View
from digitgame.ui.theme import Colour

# Marks and small letters are drawn this much larger, then shrunk: true shapes, even spacing.
_FINER: Final = 4
# Below this height in pixels hinting hurts: it bends letters and their distances to whole pixels.
_SMALL_LETTERS: Final = 40
# Pixels: a cell that is large, and the side of the largest picture that is cached.
_LARGE_CELL: Final = 8
_KEPT: Final = 256
# The faces: for titles, prompts and large digits; for lines that stand out; for all other text.
_DISPLAY: Final[str] = FredokaOne
_STRONG: Final[str] = HankenGroteskSemiBold
_TEXT: Final[str] = HankenGroteskMedium
# The copies of a letter that make its dark outline.
_AROUND: Final = 16
# A size is about the height of a line; letters are as tall as in pygame's own font at that size.
_EM: Final = 0.73
# Fonts of the system that know the letters of names in other scripts.
_OTHER_SCRIPTS: Final = (
    *("notosanscjkjp", "notosanscjksc", "wenquanyimicrohei", "unifont", "microsoftyahei", "yugothic"),
    *("malgungothic", "pingfangsc", "hiraginosansgb", "applesdgothicneo", "notosansarabic", "geezapro"),
    *("droidsansfallback", "arial", "segoeui", "notoemoji", "segoeuiemoji", "applecoloremoji", "dejavusans"),
)
# Design units.
Point = tuple[float, float]
_KEY_HEIGHT: Final = 26
_KEY_PADDING: Final = 8


@dataclass(frozen=True)
class Hint:
    """What an action does here, beside its key; a click on it asks for the action.

    Without an action it explains the keys, or the doing, that `cap` names, and looks like no key: nothing happens on a
    click. Without words it belongs to the next one.
    """

    words: str
    action: Action | Digit | None = None
    cap: str = ""


@dataclass(frozen=True)
class Canvas:
    """A surface and how the design lies on it."""

    surface: pygame.Surface
    view: View

    def text(
        self, words: str, at: Point, size: int, colour: Colour, anchor: str = "midleft", fit: float = math.inf
    ) -> float:
        """Write one line with its `anchor` (a pygame.Rect's attribute) at a point; shortened to `fit` units.

        Returns the width in design units.
        """
        pixels = self.view.pixels(size)
        face = face_of(size)
        if fit < math.inf:
            words = _shortened(words, face, pixels, self.view.pixels(fit))
        written = _written(words, face, pixels, colour)
        self.surface.blit(written, written.get_rect(**{anchor: self.view.point(*at)}))
        return written.get_width() / self.view.scale

    def outlined(self, words: str, at: Point, size: int, colour: Colour, light: float = 1.0) -> None:
        """One line around a point, in a dark outline that keeps it readable on anything; `light` 0 to 1."""
        pixels = self.view.pixels(size)
        written = _outlined(words, face_of(size), pixels, colour)
        # The cached picture is its own master: its opacity is set anew each time.
        written.set_alpha(round(255 * min(max(light, 0.0), 1.0)))
        self.surface.blit(written, written.get_rect(center=self.view.point(*at)))

    def digit(
        self, digit: int, middle: Point, size: float, colour: Colour, *, mirrored: bool = False
    ) -> None:
        """One large digit, centred on its ink rather than on its line."""
        written = _written(str(digit), _DISPLAY, self.view.pixels(size), colour)
        if mirrored:
            written = pygame.transform.flip(written, True, False)
        ink = written.get_bounding_rect()
        x, y = self.view.point(*middle)
        self.surface.blit(written, (x - ink.centerx, y - ink.centery))

    def polygon(self, corners: Sequence[Point], colour: Colour) -> None:
        """A filled shape; a line around it softens the stairs of its slanting sides."""
        points = [self.view.point(*corner) for corner in corners]
        pygame.draw.polygon(self.surface, colour, points)
        pygame.draw.aalines(self.surface, colour, True, points)

    def curve(self, points: Sequence[Point], colour: Colour, width: float = 2) -> None:
        """A line with smooth edges through points, `width` units thick."""
        pixels = [self.view.point(*point) for point in points]
        for shift in range(self.view.pixels(width) if len(pixels) > 1 else 0):
            pygame.draw.aalines(self.surface, colour, False, [(x, y + shift) for x, y in pixels])

    def dot(self, middle: Point, radius: float, colour: Colour) -> None:
        """A filled circle with a smooth edge."""
        disc = _disc(self.view.pixels(2 * radius), colour)
        self.surface.blit(disc, disc.get_rect(center=self.view.point(*middle)))

    def panel(
        self, area: Area, fill: Colour, line: Colour | None = None, radius: float = theme.RADIUS
    ) -> None:
        """A rectangle with round corners and an optional line within its edge."""
        rect = self.view.rect(area)
        bend = min(self.view.pixels(radius), rect.width // 2, rect.height // 2)
        edge = self.view.pixels(1.5) if line else 0
        if bend < 1:
            self.surface.fill(fill, rect)
            return
        corners = _corners(bend, edge, fill, line or fill)
        for corner, name in zip(corners, ("topleft", "topright", "bottomleft", "bottomright"), strict=True):
            self.surface.blit(corner, corner.get_rect(**{name: getattr(rect, name)}))
        # No pixel is filled twice, but for the line: large panels take much of a frame's time.
        across, down = rect.inflate(-2 * bend, 0), rect.inflate(0, -2 * bend)
        self.surface.fill(fill, down)
        for top in (rect.top, rect.bottom - bend):
            self.surface.fill(fill, (across.left, top, across.width, bend))
        if line:
            for top in (rect.top, rect.bottom - edge):
                self.surface.fill(line, (across.left, top, across.width, edge))
            for left in (rect.left, rect.right - edge):
                self.surface.fill(line, (left, down.top, edge, down.height))

    def mark(self, right: bool, area: Area, colour: Colour | None = None) -> None:
        """A tick (blue) or a cross (amber), or either in another colour."""
        rect = self.view.rect(area)
        usual = theme.ACCENT if right else theme.AMBER
        self.surface.blit(_mark(right, min(rect.size), colour or usual), rect)

    def picture(self, frame: npt.NDArray[np.float32] | npt.NDArray[np.uint8], area: Area) -> None:
        """A network's picture, 0 to 1 or 0 to 255, in a thin frame: square pixels with sharp edges at every size."""
        rect = self.view.rect(area)
        grey = (frame * 255).astype(np.uint8) if frame.dtype != np.uint8 else frame
        side = min(rect.size)
        enlarge = _kept_picture if side <= _KEPT else _picture
        edge = 2 * self.view.pixels(1.5)
        self.surface.fill(theme.EDGE, pygame.Rect(*rect.topleft, side, side).inflate(edge, edge))
        self.surface.blit(enlarge(grey.tobytes(), len(grey), side), rect)

    def shade(self, strength: int) -> None:
        """Darken all that is drawn so far; `strength` 0 to 255."""
        veil = pygame.Surface(self.surface.get_size())
        veil.fill(theme.ROOM)
        veil.set_alpha(strength)
        self.surface.blit(veil, (0, 0))

    def hints(self, hints: Sequence[Hint], x: float, y: float, *, down: bool = False) -> None:
        """Keys and what they do, in a line or one below the other; `y` is the middle of the first."""
        for hint, area in hint_areas(hints, self.view, x, y, down=down):
            cap = area._replace(width=_cap_width(hint, self.view))
            if hint.action is not None:
                self.panel(cap, theme.KEY, theme.EDGE, theme.SMALL_RADIUS)
            self.text(key_words(hint, self.view), cap.middle, theme.SMALL, theme.TEXT, "center")
            self.text(hint.words, (cap.right + theme.UNIT, area.middle[1]), theme.SMALL, theme.QUIET)


def hint_areas(
    hints: Sequence[Hint], view: View, x: float, y: float, *, down: bool = False
) -> list[tuple[Hint, Area]]:
    """Where `Canvas.hints` draws each hint: cap and words, for the pointer as well."""
    places = []
    for hint in hints:
        width = _cap_width(hint, view) + theme.UNIT + text_width(hint.words, theme.SMALL, view)
        places.append((hint, Area(x, y - _KEY_HEIGHT / 2, width, _KEY_HEIGHT)))
        x, y = (x, y + _KEY_HEIGHT + 6) if down else (x + width + (2.5 * theme.UNIT if hint.words else 0), y)
    return places


def hint_at(places: Sequence[tuple[Hint, Area]], view: View, pixel: tuple[int, int]) -> Action | Digit | None:
    """The action of the hint under the pointer."""
    return next((hint.action for hint, area in places if view.hits(area, pixel)), None)


def text_width(words: str, size: int, view: View) -> float:
    """The width of a line in design units."""
    return _length(words, face_of(size), view.pixels(size)) / view.scale


def wrapped(words: str, size: int, width: float, view: View) -> list[str]:
    """Break words into lines of at most `width` design units; a single longer word stays whole."""
    return list(_lines(words, face_of(size), view.pixels(size), width * view.scale))


@lru_cache(maxsize=64)
def _lines(words: str, face: str, pixels: int, width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words.split():
        if lines and _length(f"{lines[-1]} {word}", face, pixels) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _cap_width(hint: Hint, view: View) -> float:
    width = text_width(key_words(hint, view), theme.SMALL, view)
    return width if hint.action is None else max(width + 2 * _KEY_PADDING, _KEY_HEIGHT)


def key_words(hint: Hint, view: View) -> str:
    """What stands on the key of a hint, or in its place."""
    return view.caps[hint.action] if isinstance(hint.action, Action) and not hint.cap else hint.cap


def face_of(size: int) -> str:
    """The file of the face for a size in design units."""
    return _DISPLAY if size >= theme.FLOATER else _STRONG if size >= theme.MEDIUM else _TEXT


@lru_cache(maxsize=64)
def _font(file: str | None, pixels: int) -> pygame.font.Font:
    """A font that is loaded; pygame's own, None, is smaller than its size says."""
    return pygame.font.Font(file, pixels if file is None else max(round(_EM * pixels), 1))


@lru_cache(maxsize=128)
def _file(words: str, face: str) -> str | None:
    """The first file that knows every letter: the face's, pygame's own (None), one of the system's.

    Else that of plain text, which shows a box for a letter that it lacks; the face for titles would show nothing.
    """
    if words.isascii() or _knows(face, words):
        return face
    if _knows(None, words):
        return None
    found = (pygame.font.match_font(name) for name in _OTHER_SCRIPTS)
    return next((file for file in found if file and _knows(file, words)), _TEXT)


@lru_cache(maxsize=192)
def _pieces(words: str, face: str) -> list[tuple[str, str | None]]:
    """The words with their file, in pieces where no file knows every letter: a font of one script may lack ours."""
    if words.isascii() or _knows(_file(words, face), words):
        return [(words, _file(words, face))]
    files = [_file(letter, face) for letter in words]
    return [
        ("".join(letter for letter, _ in piece), file)
        for file, piece in groupby(zip(words, files, strict=True), key=lambda one: one[1])
    ]


def _knows(file: str | None, words: str) -> bool:
    # Only this module of pygame says which letters a font lacks.
    import pygame.freetype

    pygame.freetype.init()
    return None not in pygame.freetype.Font(file, 20).get_metrics(words)


# To be called when pygame is closed.
forget_fonts = _font.cache_clear


def _finer(pixels: int) -> int:
    return _FINER if pixels < _SMALL_LETTERS else 1


# No frame measures more than 150 texts. What an older one has measured would only scatter small objects in memory.
@lru_cache(maxsize=192)
def _length(words: str, face: str, pixels: int) -> int:
    finer = _finer(pixels)
    sizes = [_font(file, pixels * finer).size(piece)[0] for piece, file in _pieces(words, face)]
    return math.ceil(sum(sizes) / finer)


# No frame has more than a hundred texts, and those that grow or glow are made anew in each.
@lru_cache(maxsize=128)
def _written(words: str, face: str, pixels: int, colour: Colour) -> pygame.Surface:
    """A line of text; all of a size are equally high, so that words side by side share their base line."""
    pieces = _pieces(words, face)
    if len(pieces) > 1:
        return _side_by_side([_written(piece, face, pixels, colour) for piece, _ in pieces], colour)
    finer = _finer(pixels)
    font = _font(pieces[0][1], pixels * finer)
    large = font.render(words, True, colour)
    # Room above and below: accents and tails reach out of the line.
    roomy = font.get_ascent() // 3 + 1
    size = (_length(words, face, pixels), math.ceil((font.get_height() + 2 * roomy) / finer))
    line = pygame.Surface((size[0] * finer, size[1] * finer), pygame.SRCALPHA)
    line.fill((*colour, 0))
    highest = max((metrics[3] for metrics in font.metrics(words) if metrics), default=0)
    # Letters that reach higher push the base line down.
    top = roomy - max(highest - font.get_ascent(), 0)
    line.blit(large, (0, top), None, pygame.BLEND_RGBA_MAX)
    return line if finer == 1 else pygame.transform.smoothscale(line, size)


def _side_by_side(pieces: Sequence[pygame.Surface], colour: Colour) -> pygame.Surface:
    """One line of pieces in several fonts, each in the middle of its height."""
    size = (sum(piece.get_width() for piece in pieces), max(piece.get_height() for piece in pieces))
    line = pygame.Surface(size, pygame.SRCALPHA)
    line.fill((*colour, 0))
    x = 0
    for piece in pieces:
        line.blit(piece, (x, (size[1] - piece.get_height()) // 2), None, pygame.BLEND_RGBA_MAX)
        x += piece.get_width()
    return line


@lru_cache(maxsize=16)
def _outlined(words: str, face: str, pixels: int, colour: Colour) -> pygame.Surface:
    """A line of text with a dark edge around each letter, as wide as a ninth of its height."""
    edge = max(round(pixels / 9), 2)
    inner, dark = (_written(words, face, pixels, one) for one in (colour, theme.ROOM))
    line = pygame.Surface((inner.get_width() + 2 * edge, inner.get_height() + 2 * edge), pygame.SRCALPHA)
    for step in range(_AROUND):
        angle = 2 * math.pi * step / _AROUND
        line.blit(dark, (round(edge * (1 + math.cos(angle))), round(edge * (1 + math.sin(angle)))))
    line.blit(inner, (edge, edge))
    return line


def _shortened(words: str, face: str, pixels: int, width: int) -> str:
    """Words cut so that they fit, with an ellipsis."""
    if _length(words, face, pixels) <= width:
        return words
    while words and _length(words + "…", face, pixels) > width:
        words = words[:-1]
    return words.rstrip() + "…"


@lru_cache(maxsize=128)
def _corners(bend: int, edge: int, fill: Colour, line: Colour) -> list[pygame.Surface]:
    """The four antialiased corners of a panel: top left, top right, bottom left, bottom right."""
    away = bend - np.arange(bend) - 0.5
    distance = np.hypot(away[:, None], away[None, :])
    inner = np.clip(bend - edge - distance + 0.5, 0, 1)[..., None]
    picture = np.empty((bend, bend, 4), np.uint8)
    picture[..., :3] = np.array(line) + (np.array(fill) - np.array(line)) * inner
    picture[..., 3] = np.clip(bend - distance + 0.5, 0, 1) * 255
    first = pygame.image.frombuffer(picture.tobytes(), (bend, bend), "RGBA").convert_alpha()
    return [pygame.transform.flip(first, right, low) for low in (False, True) for right in (False, True)]


@lru_cache(maxsize=64)
def _disc(side: int, colour: Colour) -> pygame.Surface:
    away = np.arange(side) + 0.5 - side / 2
    picture = np.empty((side, side, 4), np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = np.clip(side / 2 - np.hypot(away[:, None], away[None, :]) + 0.5, 0, 1) * 255
    return pygame.image.frombuffer(picture.tobytes(), (side, side), "RGBA").convert_alpha()


def _picture(grey: bytes, cells: int, side: int) -> pygame.Surface:
    """A square of `cells` by `cells` grey values as one of `side` px.

    Small cells are enlarged by a whole number, then smoothly to size; in large ones a pixel more or less is not seen.
    """
    colours = np.repeat(np.frombuffer(grey, np.uint8)[:, None], 3, 1)
    small = pygame.image.frombuffer(colours.tobytes(), (cells, cells), "RGB")
    if side >= cells * _LARGE_CELL or side % cells == 0:
        return pygame.transform.scale(small, (side, side))
    pixel = math.ceil(side / cells)
    large = pygame.transform.scale(small, (cells * pixel, cells * pixel))
    return pygame.transform.smoothscale(large, (side, side))


@lru_cache(maxsize=64)
def _kept_picture(grey: bytes, cells: int, side: int) -> pygame.Surface:
    """For pages of many pictures that stand still: in the window's own format, which is drawn several times as fast."""
    return _picture(grey, cells, side).convert()


@lru_cache(maxsize=16)
def _mark(right: bool, side: int, colour: Colour) -> pygame.Surface:
    """A tick or a cross."""
    large = pygame.Surface((side * _FINER, side * _FINER), pygame.SRCALPHA)
    large.fill((*colour, 0))
    lines = (
        [[(0.12, 0.55), (0.4, 0.82), (0.88, 0.2)]]
        if right
        else [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]
    )
    pen = side * _FINER * 0.09
    for line in lines:
        for (x, y), (to_x, to_y) in pairwise(line):
            for share in np.linspace(0, 1, side * _FINER):
                middle = (x + (to_x - x) * share, y + (to_y - y) * share)
                pygame.draw.circle(large, colour, [c * side * _FINER for c in middle], pen)
    return pygame.transform.smoothscale(large, (side, side))
