"""The drawing board: from the pointer to ink, and ink shown as it is written."""

import digitgame.ui  # noqa: F401 (before pygame, which it sets up)
