"""The system's clipboard, where there is one."""

import logging

import pygame


def copy(text: str) -> bool:
    """Put a text on the clipboard; False where that cannot be done."""
    try:
        if not pygame.scrap.get_init():
            pygame.scrap.init()
        pygame.scrap.put(pygame.SCRAP_TEXT, text.encode("utf-8"))
        # X11 and others use this name for text beyond ASCII.
        pygame.scrap.put("text/plain;charset=utf-8", text.encode("utf-8"))
    except (pygame.error, NotImplementedError) as error:
        logging.getLogger(__name__).debug("no clipboard: %s", error)
        return False
    return True
