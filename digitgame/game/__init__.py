"""The screens. Each translates events and shows state; the rules are in `digitgame.rules`."""

import digitgame.ui  # noqa: F401 (before pygame, which it sets up)
