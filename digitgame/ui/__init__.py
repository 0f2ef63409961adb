"""The toolkit of the screens: the window's loop, the scene stack, drawing, sound.

pygame is imported here first, in silence and without `pkg_resources`, which it would load to find two files that
it also finds without (0.17 s and a warning).
"""

import os
import sys
from typing import Any, Final

# The window has the screen's own pixels, not scaled ones, and the click that wakes it draws as well. Matrices are
# small here: with threads their products take 60 ms instead of 0.03 while other programs are busy.
_SETTINGS: Final = {
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "SDL_WINDOWS_DPI_AWARENESS": "permonitorv2",
    "SDL_MOUSE_FOCUS_CLICKTHROUGH": "1",
    "SDL_VIDEO_X11_WMCLASS": "digitgame",
    "OPENBLAS_NUM_THREADS": "1",
}

for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)

_modules: dict[str, Any] = sys.modules
_blocked = "pkg_resources" not in _modules
if _blocked:
    _modules["pkg_resources"] = None
try:
    import pygame  # noqa: F401 (for the side effects above)
finally:
    if _blocked:
        del _modules["pkg_resources"]
