"""Draw a digit, train the network that reads it, play against it."""

from typing import Final

__version__: Final = "0.1.0"
