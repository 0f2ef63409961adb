"""The system's clipboard, where there is one."""

import logging
from typing import Final

import pygame

# X11 takes only the second name of text (pygame 2.6), Windows only the first.
_TYPES: Final = (pygame.SCRAP_TEXT, "text/plain;charset=utf-8")


def copy(text: str) -> bool:
    """Put a text on the clipboard; False where that cannot be done."""
    copied = False
    for name in _TYPES:
        try:
            if not pygame.scrap.get_init():
                pygame.scrap.init()
            pygame.scrap.put(name, text.encode("utf-8"))
            copied = True
        except (pygame.error, NotImplementedError) as error:
            logging.getLogger(__name__).debug("The clipboard takes no %s: %s", name, error)
    return copied
