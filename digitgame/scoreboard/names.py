"""Names of players: one player in different spellings, and initials where names are hidden."""

import re
import unicodedata
from typing import Final

# Characters of a name on the board. The game takes fewer.
LONGEST: Final = 64
_BETWEEN: Final = re.compile(r"[\s\-_.]+")


def folded(name: str) -> str:
    """The same text for every spelling of a name: upper and lower case, spaces, Unicode's forms of a letter."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf"
    )
    return unicodedata.normalize("NFKC", " ".join(plain.split()).casefold())


def initials(name: str) -> str:
    """The first letter of each word of a name, such as "A. K."."""
    words = [word for word in _BETWEEN.split(name) if word]
    return " ".join(f"{word[0].upper()}." for word in words)
