"""What the names after `--data` mean, a path, an address or a name of its own, and loading it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from digitgame.digits import download, drawings, local, remote, shelf
from digitgame.digits.pictures import Digits, Pictures, Progress, hold_out
from digitgame.errors import DigitgameError

HAND: Final = 20_000  # drawings of the built-in hand to learn from, unless asked for more
HAND_TEST: Final = 2_000  # and to test on
_HURRY: Final = 2.5  # seconds a mirror gets to answer where going on without MNIST is fine
_HAND_ALONE: Final = (
    "MNIST is not cached and could not be downloaded: learning from the built-in hand alone. "
    "(`digitgame data get mnist` tells why.)"
)


def load(
    names: Sequence[str],
    *,
    cache: Path,
    seed: int,
    progress: Progress | None = None,
    database: Path | None = None,
    hand_count: int = HAND,
) -> Digits:
    """The digits to learn from and to test on that `names` mean, joined in their order.

    `seed` is that of the built-in hand, which writes `hand_count` digits to learn from. `database` is the
    game's, for `mine`. Raises DigitgameError for a name that means nothing and for data missing or damaged.
    """
    notes = []
    wanted: list[str] = []
    for name in names:
        if name != "auto":
            wanted.append(name)
        elif _mnist_at_hand(cache, progress):
            wanted += [shelf.MNIST, "hand"]
        else:
            wanted.append("hand")
            notes.append(_HAND_ALONE)
    asked = _Asked(cache, progress, database, seed, hand_count)
    return Digits.joined([_load(name, asked) for name in dict.fromkeys(wanted)], notes)


def load_test(
    name: str,
    *,
    cache: Path,
    progress: Progress | None = None,
    database: Path | None = None,
) -> Digits:
    """The digits to test on that `name` means; nothing to learn from is read.

    That is the test part of MNIST and the sprite, an ink file or a folder of pictures whole, everything drawn
    in the game, the hand's held-out drawings; `auto` is MNIST where it is kept, and the hand. Raises as `load`.
    """
    if name == "auto":
        parts = ["mnist", "hand"] if shelf.has(cache, shelf.MNIST) else ["hand"]
        return Digits.joined([load_test(part, cache=cache, progress=progress) for part in parts])
    return _load(name, _Asked(cache, progress, database, only_test=True))


def samples(*, cache: Path, seed: int, count: int = 20) -> Pictures:
    """Digits to look at, 0 to 9 again and again: MNIST's where it is kept, else the hand's."""
    found = shelf.sample(cache, count, seed)
    return found if found is not None else drawings.from_hand_in_order(count, seed)


@dataclass(frozen=True)
class _Asked:
    """What `load` and `load_test` were asked, beside the name."""

    cache: Path
    progress: Progress | None
    database: Path | None
    seed: int = 0
    hand_count: int = 0
    only_test: bool = False


def _load(name: str, asked: _Asked) -> Digits:
    if name == "hand":
        count = 0 if asked.only_test else asked.hand_count
        train = drawings.from_hand(count, asked.seed, asked.progress)
        return Digits.of(name, train, drawings.from_hand_to_test(HAND_TEST), "drawings")
    if name == "mine":
        whole = drawings.from_game(asked.database, asked.progress)
        train, test = (Pictures.none(), whole) if asked.only_test else hold_out(whole)
        return Digits.of(name, train, test, "drawings")
    if remote.is_url(name):
        found = remote.read(name, cache=asked.cache, only_test=asked.only_test, progress=asked.progress)
        return _named(_last_part(name), found)
    path = Path(name).expanduser()
    if name != shelf.MNIST and path.exists():
        return _named(
            path.resolve().name, local.read(path, only_test=asked.only_test, progress=asked.progress)
        )
    if name == shelf.MNIST and not shelf.has(asked.cache, name):
        shelf.fetch_mnist(asked.cache, progress=asked.progress)
    if shelf.has(asked.cache, name):
        train, test = shelf.read(asked.cache, name, only_test=asked.only_test)
        return Digits.of(name, train, test, "scans")
    known = ", ".join(
        ["auto", "hand", "mine", *sorted({"mnist", *(one.name for one in shelf.kept(asked.cache))})]
    )
    raise DigitgameError(
        f"There is no data {name}.", f"Known: {known}; or name a folder, a file or an address.", exit_code=2
    )


def _named(name: str, found: local.Read) -> Digits:
    """Digits that were found at a place; MNIST is called so wherever it lies."""
    kind, train, test = found
    return Digits.of(shelf.MNIST if shelf.is_mnist(train, test) else name, train, test, kind)


def _last_part(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc


def _mnist_at_hand(cache: Path, progress: Progress | None) -> bool:
    """True where MNIST is on the shelf, whole, or has just been put there."""
    try:
        if shelf.has(cache, shelf.MNIST):
            shelf.read(cache, shelf.MNIST)
            return True
    except DigitgameError:
        pass  # damaged: another may be fetched
    if download.offline():
        return False
    try:
        shelf.fetch_mnist(cache, progress=progress, patience=_HURRY)
    except DigitgameError:
        return False
    return True
