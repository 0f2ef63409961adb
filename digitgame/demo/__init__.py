"""The demo: a bot that plays, the screens that it shows, and the recorder."""

import digitgame.ui  # noqa: F401 (before pygame, which it sets up)
