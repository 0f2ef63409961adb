"""A window on a training: it shows the events of a process that trains, and asks that process to stop."""

import digitgame.ui  # noqa: F401 (before pygame, which it sets up)
