"""A window on a training: it shows the events of a process that trains, and asks that process to stop."""

# Before pygame, which it sets up.
import digitgame.ui  # noqa: F401
