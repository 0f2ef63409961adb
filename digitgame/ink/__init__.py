"""Ink on the 300x300 board: drawing it, keeping it, framing it for a network, and a hand that writes it."""

from digitgame.ink.board import BOARD, Drawing, Ink, Point, Stroke
from digitgame.ink.files import format_drawing, numbered_ink, parse_drawing, read_ink, write_ink
from digitgame.ink.frame import FRAME, FRAMING, frame, frame_many
from digitgame.ink.picture import frame_picture, read_picture

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
    "frame_picture",
    "numbered_ink",
    "parse_drawing",
    "read_ink",
    "read_picture",
    "write_ink",
]
