"""Numbers and scores as people read them, for the screen, the terminal and the charts."""

import re
from collections.abc import Mapping
from typing import Final

# A data set's name to how a score on it is labelled; any other data set goes by its own name.
SCORE_LABELS: Final = {
    "mnist": "MNIST",
    "drawings": "people's drawings",
    "mine": "your drawings",
    "hand": "synthetic digits",
}


def score_label(name: str) -> str:
    """The label of a score on the data set `name`, or on several of the known ones joined by `+`."""
    parts = name.split("+")
    return " + ".join(SCORE_LABELS[part] for part in parts) if SCORE_LABELS.keys() >= set(parts) else name


def model_label(name: str) -> str:
    """What a screen calls the model `name`: itself, but for the bundled one, whose name is for commands."""
    return "the bundled model" if name == "shipped" else name


def scores(card: Mapping[str, object], name: str) -> tuple[float | None, float | None]:
    """A model's accuracy and accepted accuracy on the data set `name`, 0 to 1, where its card has them."""
    entries = (card.get(key) for key in ("scores", "accepted"))
    score, accepted = (entry.get(name) if isinstance(entry, Mapping) else None for entry in entries)
    return score if isinstance(score, float) else None, accepted if isinstance(accepted, float) else None


def score_text(card: Mapping[str, object], name: str, decimals: int = 2) -> str:
    """Both of `scores`: "99.64 % (99.54 % accepted)"; "" if the card has no score on that data set."""
    score, accepted = scores(card, name)
    if score is None:
        return ""
    return f"{percent(score, decimals)} ({percent(accepted, decimals)} accepted)"


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 0 to 1 in percent; a dash for None. What is not all is never called 100 %: 0.997 is "99 %+"."""
    if share is None:
        return "–"
    number = f"{100 * share:.{decimals}f}"
    if share < 1 and float(number) >= 100:
        return f"{100 - 10**-decimals:.{decimals}f} %+"
    return f"{number} %"


def counted(count: int, what: str) -> str:
    """A number of things: "1 run", "1,234 runs"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def summand(total: float, other: float) -> float:
    """What to show beside `other` so that both, each shown to two decimals, add up to `total` as it is shown.

    It is `total - other` but for the rounding, which would show -0.455 - 0.014 = -0.469 as -0.46 - 0.01 = -0.47 but
    -0.454 - 0.014 = -0.468 as -0.45 - 0.01 = -0.47, and a reader who adds up would not believe the rest.
    """
    return round(total, 2) - round(other, 2)


def printable(text: str, most: int | None = None) -> str:
    """A text that can do nothing to a terminal; words of more than `most` characters lose their middles.

    Control characters, which a file's or a player's name may hold, become question marks; so do the marks that reverse
    the order of letters. Tabs and new lines stay.
    """
    safe = "".join(letter if letter.isprintable() or letter in "\t\n" else "\ufffd" for letter in text)
    return safe if most is None else re.sub(r"\S+", lambda word: shortened(word[0], most), safe)


def shortened(text: str, most: int) -> str:
    """A text of at most `most` characters: a longer one loses its middle."""
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def a_digit(digit: int) -> str:
    """A digit with its article: "a 3", "an 8"."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def i_see(digit: int, confidence: float, *, rejected: bool = False) -> str:
    """The network's guess in its own words; `confidence` 0 to 1; `rejected`: the ink looks like no digit."""
    return "Not a digit?" if rejected else f"I see {a_digit(digit)} ({percent(confidence)} sure)"


def clock(seconds: float) -> str:
    """Minutes and seconds: 1:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
