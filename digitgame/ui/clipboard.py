"""The system's clipboard, where there is one."""

from __future__ import annotations

import pygame


def copy(text: str) -> bool:
    """Put a text on the clipboard; False where that cannot be done."""
    try:
        if not pygame.scrap.get_init():
            pygame.scrap.init()
        pygame.scrap.put(pygame.SCRAP_TEXT, text.encode("utf-8"))
        # X11 and others know text by this name when it is more than ASCII
        pygame.scrap.put("text/plain;charset=utf-8", text.encode("utf-8"))
    except (pygame.error, NotImplementedError):
        return False
    return True
