"""What the names after `--data` mean, a path, an address or a name of its own, and loading it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from digitgame.datasets import cache as shelf
from digitgame.datasets import drawings, local
from digitgame.datasets.images import Dataset, Images, Progress, hold_out
from digitgame.errors import DigitgameError

HAND: Final = 20_000  # drawings of the built-in hand to learn from, unless asked for more
HAND_TEST: Final = 2_000  # and to test on
_HURRY: Final = 2.0  # seconds a mirror gets to answer where going on without MNIST is fine
_HAND_ALONE: Final = (
    "MNIST is not cached and could not be downloaded: learning from the built-in hand alone. "
    "(`digitgame data get mnist` tells why.)"
)
_HAND_TESTED_ALONE: Final = (
    "MNIST is not cached: testing on the built-in hand alone. (Fetch it with `digitgame data get mnist`.)"
)
_OWN: Final = 0.03  # of what is learnt from beside them: as many pictures the player's own drawings make up
_MOST_OFTEN: Final = 12  # times that one of them comes, at most
_RENAME: Final = "Choose another with --name."
_NAMES: Final = ("auto", "hand", "mine")  # that no data set on the shelf may have


def load(
    names: Sequence[str],
    *,
    cache: Path,
    seed: int,
    progress: Progress | None = None,
    database: Path | None = None,
    hand_count: int = HAND,
) -> Dataset:
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
    digits = Dataset.joined(_own_heard([_load(name, asked) for name in dict.fromkeys(wanted)]), notes)
    if not len(digits.train):
        raise DigitgameError(f"There is nothing to learn from in {', '.join(names)}.", "Name other data.")
    return digits


def _own_heard(sets: list[Dataset]) -> list[Dataset]:
    """The player's own drawings as often as it takes for them not to drown among the rest, which is replayed."""
    rest = sum(len(one.train) for one in sets if one.name != "mine")
    heard = []
    for one in sets:
        often = round(_OWN * rest / max(len(one.train), 1)) if one.name == "mine" else 1
        again = min(max(often, 1), _MOST_OFTEN)
        heard.append(replace(one, train=Images.joined([one.train] * again)))
    return heard


def load_test(
    name: str,
    *,
    cache: Path,
    progress: Progress | None = None,
    database: Path | None = None,
) -> Dataset:
    """The digits to test on that `name` means; nothing to learn from is read.

    That is the test part of MNIST and the sprite, an ink file or a folder of pictures whole, all that was
    drawn in the game, the hand's held-out drawings; `auto` is MNIST where it is kept, and the hand. It raises
    as `load` does.
    """
    if name == "auto":
        parts = ["mnist", "hand"] if shelf.has(cache, shelf.MNIST) else ["hand"]
        notes = () if len(parts) > 1 else (_HAND_TESTED_ALONE,)
        return Dataset.joined([load_test(part, cache=cache, progress=progress) for part in parts], notes)
    digits = _load(name, _Asked(cache, progress, database, only_test=True))
    if not len(digits.test):
        raise DigitgameError(f"There is nothing to test on in {name}.", "Name other data.")
    return digits


def samples(*, cache: Path, seed: int, count: int = 20) -> Images:
    """Digits to look at, 0 to 9 again and again: MNIST's where it is kept, else the hand's."""
    found = shelf.sample(cache, count, seed)
    return found if found is not None else drawings.from_hand_in_order(count, seed)


def put_on_shelf(
    name: str, *, cache: Path, called: str | None = None, progress: Progress | None = None
) -> Path:
    """Check what `name` means and keep it, under the name `called` or its own; the folder that it lies in.

    `mnist` is fetched, unless it is there already. Raises DigitgameError as `load` does, and for drawings and
    pictures, which are framed anew each time and so are not kept.
    """
    if name == shelf.MNIST and called in (None, shelf.MNIST):
        if shelf.is_whole(cache, name):
            return cache / name
        return shelf.fetch_mnist(cache, progress=progress)
    if name in _NAMES:
        raise DigitgameError(f"{name} needs no keeping: it is always there.", exit_code=2)
    if called is not None:
        _check_name(called)
    digits = load([name], cache=cache, seed=0, progress=progress)
    if digits.sources[0].kind != "scans":
        hint = f"Use them where they lie: digitgame train --data {name}"
        raise DigitgameError(f"{name} holds {digits.sources[0].kind}, which are not kept.", hint, exit_code=2)
    if called is None:
        called = shelf.MNIST if shelf.is_mnist(digits.train, digits.test) else _own_name(name)
        _check_name(called)
    wrong = shelf.difference_from_mnist(digits.train, digits.test) if called == shelf.MNIST else None
    if wrong:
        raise DigitgameError(f"{name} is not MNIST: the sha256 of {wrong} differs.", _RENAME)
    return shelf.keep(cache, called, digits.train, digits.test)


def _check_name(called: str) -> None:
    if called in _NAMES or not shelf.is_name(called):
        raise DigitgameError(f"'{called}' cannot be the name of a data set.", _RENAME, exit_code=2)


@dataclass(frozen=True)
class _Asked:
    """What `load` and `load_test` were asked, beside the name."""

    cache: Path
    progress: Progress | None
    database: Path | None
    seed: int = 0
    hand_count: int = 0
    only_test: bool = False


def _load(name: str, asked: _Asked) -> Dataset:
    if name == "hand":
        count = 0 if asked.only_test else asked.hand_count
        train = drawings.from_hand(count, asked.seed, asked.progress)
        return Dataset.of(name, train, drawings.from_hand_to_test(HAND_TEST), "drawings")
    if name == "mine":
        whole = drawings.from_game(asked.database, asked.progress)
        train, test = (Images.none(), whole) if asked.only_test else hold_out(whole)
        return Dataset.of(name, train, test, "drawings")
    if _is_address(name):
        from digitgame.datasets import remote  # http and ssl: 30 ms that the game need not spend

        found = remote.read(name, cache=asked.cache, only_test=asked.only_test, progress=asked.progress)
        return _named(_last_part(name), found)
    path = Path(name).expanduser()
    if name and name != shelf.MNIST and path.exists():
        found = local.read(path, only_test=asked.only_test, progress=asked.progress)
        return _named(path.resolve().name, found)
    if name == shelf.MNIST and not shelf.has(asked.cache, name):
        shelf.fetch_mnist(asked.cache, progress=asked.progress)
    if shelf.has(asked.cache, name):
        train, test = shelf.read(asked.cache, name, only_test=asked.only_test)
        return Dataset.of(name, train, test, "scans")
    known = ", ".join([*_NAMES, *sorted({"mnist", *(one.name for one in shelf.kept(asked.cache))})])
    hint = f"Known: {known}; or name a folder, a file or an address."
    raise DigitgameError(f"There is no data '{name}'.", hint, exit_code=2)


def _named(name: str, found: local.Read) -> Dataset:
    """Digits that were found at a place; MNIST is called so wherever it lies."""
    kind, train, test = found
    return Dataset.of(shelf.MNIST if shelf.is_mnist(train, test) else name, train, test, kind)


def _own_name(name: str) -> str:
    """What the data at a path or an address is called on the shelf."""
    last = _last_part(name) if _is_address(name) else Path(name).expanduser().resolve().name
    last = re.sub(r"\.(png|npz|gz)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9_.+-]+", "-", last)[:64].strip(".-+") or "digits"


def _is_address(name: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name) is not None


def _last_part(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc


def _mnist_at_hand(cache: Path, progress: Progress | None) -> bool:
    """True where MNIST is on the shelf, whole, or has just been put there."""
    if shelf.is_whole(cache, shelf.MNIST):
        return True
    try:
        shelf.fetch_mnist(cache, progress=progress, patience=_HURRY)
    except (DigitgameError, OSError):  # a disk that is full or closed to us is no reason not to go on either
        return False
    return True
