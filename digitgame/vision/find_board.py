"""The board in a screenshot of a web page: what lies around it, and the line between them, is taken away."""

from __future__ import annotations

from typing import Final

import numpy as np

from digitgame.vision.background import Mask, label
from digitgame.vision.colour import Tones

_SAME: Final = 12  # of 255: tones of one line, of a page or a board, differ by no more than this
_PAGE: Final = 0.6  # of the picture's edge: as much is of one tone where it is a page
_COARSE: Final = 240  # px, the longer side of the copy on which what lies on the page is told apart
_MOST: Final = 6  # of these, the largest first, that may be the board
_DEEPEST: Final = 6  # boards inside boards: a page, a card on it, a line, the canvas
_MIDDLE: Final = 0.1  # of a side at each end: there corners may be round
_STRAIGHT: Final = 0.8  # of the rest of all sides: as much differs from the page,
_TOUCHED: Final = 0.4  # and of each: ink of the page's tone may touch one
_NEARLY: Final = 0.95  # of the most: a row that differs as much is as good
_BEYOND: Final = 0.02  # of a row before it: more is no other thing that happens to be near
_BAND: Final = 0.08  # of the shorter side: how wide the lines and shadows around a board may be,
_LEAST: Final = 8  # px: or this
_ROUND: Final = 0.06  # of the shorter side, from a corner inwards: there a board has begun, a 0 has not
_CLEAR: Final = 0.7  # of the pixels at a board's edge: as many are paper, whatever touches it
_LARGE: Final = 0.25  # of a picture: a board alone on its page is no smaller than this,
_SIDE: Final = 64  # px: nor one among other things than this,
_SQUARE: Final = 0.6  # and its sides differ no more than this
_INK: Final = (0.0005, 0.5)  # of a board: as much of it is ink
Box = tuple[int, int, int, int]  # top, bottom, left, right


def board_of(tones: Tones) -> Tones:
    """A picture without the page around the board, and the line between them, that a screenshot shows.

    What lies on a page of one tone and has four straight edges is a board, if there is something on it, it is not too
    small and not too narrow; the innermost such, the largest first.
    """
    found = _board(tones, tones.shape[0] * tones.shape[1], _DEEPEST)
    return tones if found is None else found


def _board(tones: Tones, area: int, deepest: int) -> Tones | None:
    if min(tones.shape[:2]) < _SIDE or not deepest:
        return None
    edge = np.concatenate([tones[0], tones[-1], tones[:, 0], tones[:, -1]])
    page = np.median(edge, 0)
    if (np.abs(edge - page).max(1) <= _SAME).mean() < _PAGE:
        return None
    away = np.abs(tones - page).max(2) > _SAME
    boxes = _things(away)
    for box in boxes[:_MOST]:
        inner = _inside(tones, away, box)
        if inner is not None:
            deeper = _board(inner, area, deepest - 1)
            if deeper is not None:
                return deeper
            if _may_be_board(inner, area, alone=len(boxes) == 1):
                return inner
    return None


def _things(away: Mask) -> list[Box]:
    """The boxes of what lies on the page, the largest first; each may be a little too large."""
    times = -(-max(away.shape) // _COARSE)
    height, width = (-(-side // times) for side in away.shape)
    padded = np.pad(away, ((0, height * times - away.shape[0]), (0, width * times - away.shape[1])))
    numbers = label(np.asarray(padded.reshape(height, times, width, times).any((1, 3))))
    rows, columns = np.nonzero(numbers)
    found = numbers[rows, columns]
    high = np.zeros((found.max(initial=0) + 1, 2), np.int64)
    low = np.full_like(high, max(height, width))
    for axis, at in ((0, rows), (1, columns)):
        np.minimum.at(low[:, axis], found, at)
        np.maximum.at(high[:, axis], found, at + 1)
    sizes = (high - low).clip(0).prod(1)
    order = [number for number in np.argsort(-sizes, kind="stable") if sizes[number]]
    ends = np.minimum(high * times, away.shape)
    return [
        (int(low[at, 0]) * times, int(ends[at, 0]), int(low[at, 1]) * times, int(ends[at, 1])) for at in order
    ]


def _inside(tones: Tones, away: Mask, box: Box) -> Tones | None:
    """What lies within the edge, lines and round corners of a thing; None where its edge is not straight."""
    top, bottom, left, right = box
    if min(bottom - top, right - left) < _SIDE:
        return None
    band = max(round(_BAND * min(bottom - top, right - left)), _LEAST)
    seen = away[top:bottom, left:right]
    sides = (seen, seen[::-1, ::-1], seen.T[:, ::-1], seen.T[::-1])  # its edge first, and another corner each
    (above, below, before, behind), shares = zip(*(_straight(side, band) for side in sides), strict=True)
    if min(shares) < _TOUCHED or np.mean(shares) < _STRAIGHT or not all(map(_has_corner, sides)):
        return None
    part = tones[top + above : bottom - below, left + before : right - behind]
    sample = part[band:-band:3, band:-band:3]
    paper = np.median(sample, (0, 1))
    blank = np.abs(part - paper).max(2) <= _SAME
    for cut in range(band + 1):
        inner = blank[cut : blank.shape[0] - cut, cut : blank.shape[1] - cut]
        corners = inner[[0, 0, -1, -1], [0, -1, 0, -1]]
        ring = np.concatenate([inner[0], inner[-1], inner[:, 0], inner[:, -1]])
        if ring.mean() >= _CLEAR and (corners.all() or cut == band):
            return part[cut : part.shape[0] - cut, cut : part.shape[1] - cut]
    return None


def _straight(away: Mask, band: int) -> tuple[int, float]:
    """Which of the first rows the edge is that differs most from the page, but for its ends, and how much of it.

    Where something stands out beyond it, as the lines of squared paper do, it is no edge.
    """
    off = round(_MIDDLE * away.shape[1])
    share = away[:band, off : away.shape[1] - off].mean(1)
    first = int((share >= _NEARLY * share.max()).argmax())
    return first, float(share[first]) if share[:first].max(initial=0) <= _BEYOND else 0.0


def _has_corner(away: Mask) -> bool:
    """Whether, from the first corner inwards, what differs from the page begins soon."""
    reach = max(round(_ROUND * min(away.shape)), _LEAST)
    return bool(away[range(reach), range(reach)].any())


def _may_be_board(inner: Tones, area: int, alone: bool) -> bool:
    height, width = inner.shape[:2]
    if alone and height * width < _LARGE * area:
        return False
    paper = np.median(np.concatenate([inner[0], inner[-1], inner[:, 0], inner[:, -1]]), 0)
    ink = float((np.abs(inner - paper).max(2) > _SAME).mean())
    least, most = _INK
    return bool(min(height, width) >= max(_SIDE, _SQUARE * max(height, width)) and least < ink < most)
