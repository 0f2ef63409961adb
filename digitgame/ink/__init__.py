"""Ink on the 300x300 board: drawing it, keeping it, framing it for a network."""

from digitgame.ink.drawing import BOARD, Drawing, Ink, Point, Stroke
from digitgame.ink.files import format_drawing, numbered_ink, parse_drawing, read_ink, rounded, write_ink
from digitgame.ink.frame import FRAME, FRAMING, frame, frame_many

__all__ = [
    "BOARD",
    "FRAME",
    "FRAMING",
    "Drawing",
    "Ink",
    "Point",
    "Stroke",
    "format_drawing",
    "frame",
    "frame_many",
    "numbered_ink",
    "parse_drawing",
    "read_ink",
    "rounded",
    "write_ink",
]
