"""Images of digits (scans, photographs, screenshots, paintings): finding the ink in them and framing it."""

from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink, frame_image, load_frame, load_ink

__all__ = ["Components", "extract_ink", "frame_image", "load_frame", "load_ink"]
