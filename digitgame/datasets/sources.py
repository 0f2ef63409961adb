"""What the names after `--data` mean (a path, an address or a name such as `mnist`), and how they are loaded."""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from digitgame.datasets import cache as dataset_cache
from digitgame.datasets import drawings, local
from digitgame.datasets.cache import MNIST
from digitgame.datasets.images import Dataset, Images, Loaded, ProgressCallback, hold_out
from digitgame.errors import DigitgameError
from digitgame.formatting import SCORE_LABELS
from digitgame.ink import Drawing, read_ink
from digitgame.synth import handwriting

# Synthetic training digits, unless another count is asked for, and synthetic test digits.
HAND: Final = 20_000
HAND_TEST: Final = 2_000
# What fetching MNIST may take where training can do without it: seconds in all, seconds until the rate counts, bytes a
# second, and seconds for a mirror to answer. MNIST has 11 MB.
_SHORT: Final = {"seconds": 90.0, "grace": 9.0, "rate": 200_000.0, "patience": 2.0}
_NO_MNIST: Final = (
    "MNIST is not cached and could not be downloaded: training on synthetic digits only. "
    "(`digitgame data get mnist` says why.)"
)
_NO_MNIST_TEST: Final = (
    "MNIST is not cached: testing on synthetic digits only. (Fetch it with `digitgame data get mnist`.)"
)
# The player's own drawings are repeated until they are this fraction of the other training images, so that they
# make a difference among so many, but each at most _MAX_REPEATS times.
_OWN_FRACTION: Final = 0.03
_MAX_REPEATS: Final = 12
_RENAME: Final = "Choose another with --name."
# Names that no cached data set may have.
_NAMES: Final = ("auto", "hand", "mine")
# Looks at a data set as it is loaded; returns it, or one that was put right.
Check = Callable[[Dataset], Dataset]
_log: Final = logging.getLogger(__name__)


def load(
    names: Sequence[str],
    *,
    cache: Path,
    seed: int,
    progress: ProgressCallback | None = None,
    database: Path | None = None,
    player: str | None = None,
    hand_count: int = HAND,
    check: Check | None = None,
) -> Dataset:
    """Load the training and test images that `names` mean, joined in their order.

    `hand` means `hand_count` synthetic training digits, generated from `seed`; `mine` the drawings of a `player` in the
    game's `database`, by default of the one who played last. `check` sees each data set, and may put it right
    (`inference.dataset_check.checked`). Raises DigitgameError for an unknown name and for data missing or damaged.
    """
    notes = []
    wanted: list[str] = []
    for name in names:
        if name != "auto":
            wanted.append(name)
        elif _mnist_available(cache, progress):
            wanted += [MNIST, "hand"]
        else:
            wanted.append("hand")
            notes.append(_NO_MNIST)
    load_one = partial(
        _load,
        cache=cache,
        progress=progress,
        database=database,
        player=player,
        seed=seed,
        hand_count=hand_count,
        check=check,
    )
    joined = Dataset.joined(_own_drawings_repeated([load_one(name) for name in dict.fromkeys(wanted)]), notes)
    if not len(joined.train):
        raise DigitgameError(f"There is nothing to train on in {', '.join(names)}.", "Name other data.")
    return joined


def _own_drawings_repeated(sets: list[Dataset]) -> list[Dataset]:
    others = sum(len(one.train) for one in sets if one.name != "mine")
    repeated = []
    for one in sets:
        repeats = round(_OWN_FRACTION * others / max(len(one.train), 1)) if one.name == "mine" else 1
        repeats = min(max(repeats, 1), _MAX_REPEATS)
        repeated.append(replace(one, train=Images.joined([one.train] * repeats)))
    return repeated


def load_test(
    name: str,
    *,
    cache: Path,
    progress: ProgressCallback | None = None,
    database: Path | None = None,
    player: str | None = None,
    check: Check | None = None,
) -> Dataset:
    """Load the test images that `name` means, and no training images.

    That is the test part of MNIST and the sprite, an ink file or a folder of images whole, every drawing made in
    the game, the held-out synthetic digits; `auto` is MNIST if it is cached, and synthetic digits. Raises as `load`.
    """
    if name == "auto":
        parts = [MNIST, "hand"] if dataset_cache.has(cache, MNIST) else ["hand"]
        notes = () if len(parts) > 1 else (_NO_MNIST_TEST,)
        return Dataset.joined([load_test(part, cache=cache, progress=progress) for part in parts], notes)
    loaded = _load(
        name, cache=cache, progress=progress, database=database, player=player, only_test=True, check=check
    )
    if not len(loaded.test):
        raise DigitgameError(f"There is nothing to test on in {name}.", "Name other data.")
    return loaded


def load_tests(
    names: Iterable[str],
    *,
    cache: Path,
    progress: ProgressCallback | None = None,
    database: Path | None = None,
    player: str | None = None,
    check: Check | None = None,
) -> list[Dataset]:
    """`load_test` of several names; of MNIST if it is cached, else of synthetic digits, if there are none."""
    names = list(names) or [MNIST if dataset_cache.has(cache, MNIST) else "hand"]
    more: dict[str, Any] = {"progress": progress, "database": database, "player": player, "check": check}
    return [load_test(name, cache=cache, **more) for name in names]


def load_drawings(
    name: str,
    *,
    seed: int,
    count: int,
    database: Path | None = None,
    player: str | None = None,
) -> tuple[list[Drawing], str]:
    """The drawings that `name` means, as strokes, and a line that says whose: `hand`, `mine` or an ink file.

    `hand` means `count` synthetic ones. Raises DigitgameError for images, which have no strokes, and as `load`.
    """
    if name == "hand":
        return list(handwriting.writing(count, seed % drawings.MAX_SEED)), ""
    if name == "mine":
        return drawings.own_drawings(database, player)
    path = Path(name).expanduser()
    if path.suffix.lower() in local.INK_SUFFIXES and path.is_file():
        return list(read_ink(path)), ""
    problem = f"{name} holds images, which have no strokes to write as ink."
    raise DigitgameError(problem, "Choose --format idx, npz or png.", exit_code=2)


def add_to_cache(
    name: str,
    *,
    cache: Path,
    save_as: str | None = None,
    progress: ProgressCallback | None = None,
    check: Check | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Path:
    """Check the data set that `name` means and keep it, as `save_as` or under its own name; returns its folder.

    `report` gets the notes on what was found and put right.
    `mnist` is fetched, unless it is cached. Raises DigitgameError as `load` does, and for drawings and image
    files, which are framed anew each time and so are not cached.
    """
    if name == MNIST and save_as in (None, MNIST):
        if dataset_cache.is_complete(cache, name):
            return cache / name
        return dataset_cache.fetch_mnist(cache, progress=progress)
    if name in _NAMES:
        raise DigitgameError(f"{name} is always available: there is nothing to keep.", exit_code=2)
    if save_as is not None:
        _check_name(save_as)
    loaded = load([name], cache=cache, seed=0, progress=progress, check=check)
    kind = loaded.sources[0].kind
    if kind != "scans":
        hint = f"Use them from where they are: digitgame train --data {name}"
        raise DigitgameError(f"{name} holds {kind}, which are not kept.", hint, exit_code=2)
    if save_as is None:
        save_as = MNIST if dataset_cache.is_mnist(loaded.train, loaded.test) else _own_name(name)
        _check_name(save_as)
    wrong = dataset_cache.difference_from_mnist(loaded.train, loaded.test) if save_as == MNIST else None
    if wrong:
        raise DigitgameError(f"{name} is not MNIST: the sha256 of {wrong} differs.", _RENAME)
    for note in loaded.notes:
        report(note)
    return dataset_cache.save(cache, save_as, loaded.train, loaded.test)


def path_of(name: str) -> Path | None:
    """The file or folder that a name means; None where it means something else, or nothing."""
    if name in ("", *_NAMES, MNIST) or _is_address(name):
        return None
    try:
        path = Path(name).expanduser()
    except RuntimeError:
        # "~name" of nobody here.
        return None
    return path if path.exists() else None


def _check_name(name: str) -> None:
    if name in _NAMES or not dataset_cache.is_name(name):
        raise DigitgameError(f"'{name}' cannot be the name of a data set.", _RENAME, exit_code=2)


def _load(name: str, *, check: Check | None = None, **more: Any) -> Dataset:
    found = _loaded(name, **more)
    return check(found) if check else found


def _loaded(
    name: str,
    *,
    cache: Path,
    progress: ProgressCallback | None,
    database: Path | None,
    player: str | None = None,
    seed: int = 0,
    hand_count: int = 0,
    only_test: bool = False,
) -> Dataset:
    if name == "hand":
        train = drawings.synthetic(hand_count, seed % drawings.MAX_SEED, progress)
        return Dataset.of(name, train, drawings.synthetic(HAND_TEST, drawings.HELD_OUT_SEED), "drawings")
    if name == "mine":
        whole, whose = drawings.from_database(database, player, progress)
        train, test = (Images.none(), whole) if only_test else hold_out(whole)
        return Dataset.of(name, train, test, "drawings", [f"{name}: {whose}"])
    if _is_address(name):
        # http and ssl take 30 ms to import, which the game need not spend.
        from digitgame.datasets import remote

        fetched = remote.read(name, cache=cache, only_test=only_test, progress=progress)
        return _named(_last_part(name), fetched)
    if path := path_of(name):
        return _named(path.resolve().name, local.read(path, only_test=only_test, progress=progress))
    if name == MNIST and not dataset_cache.has(cache, name):
        _fetch_mnist(cache, progress, Path(name))
    if dataset_cache.has(cache, name):
        return Dataset.of(name, *dataset_cache.read(cache, name, only_test=only_test), "scans")
    cached = {MNIST, *(one.name for one in dataset_cache.cached_datasets(cache))}
    hint = f"Known: {', '.join([*_NAMES, *sorted(cached)])}; or name a folder, a file or an address."
    raise DigitgameError(f"There is no data '{name}'.", hint, exit_code=2)


def _fetch_mnist(cache: Path, progress: ProgressCallback | None, namesake: Path) -> None:
    """Fetch MNIST; where that fails, say how to name a file or folder that is called so."""
    try:
        dataset_cache.fetch_mnist(cache, progress=progress)
    except DigitgameError as error:
        if not namesake.exists():
            raise
        raise DigitgameError(
            error.problem, f"To read the {namesake} that is here, name it ./{namesake}."
        ) from None


def _named(name: str, loaded: Loaded) -> Dataset:
    """A data set under the name of its place; MNIST is `mnist` wherever it lies."""
    kind, train, test, notes = loaded
    if dataset_cache.is_mnist(train, test):
        return Dataset.of(MNIST, train, test, kind)
    # Otherwise its score would pass for that of the known set.
    own = f"{name} (yours)" if name.lower() in (*SCORE_LABELS, *_NAMES) else name
    return Dataset.of(own, train, test, kind, [f"{own}: {note}" for note in notes])


def _own_name(name: str) -> str:
    """The name in the cache of the data at a path or an address."""
    last = _last_part(name) if _is_address(name) else Path(name).expanduser().resolve().name
    last = re.sub(r"\.(png|npz|npy|zip|csv|pkl|csv\.gz|pkl\.gz|gz)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9_.+-]+", "-", last)[:64].strip(".-+") or "digits"


def _is_address(name: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name) is not None


def _last_part(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc


def _mnist_available(cache: Path, progress: ProgressCallback | None) -> bool:
    if dataset_cache.is_complete(cache, MNIST):
        return True
    # http and ssl take 30 ms to import, which the game need not spend.
    from digitgame.datasets.download import Allowance

    try:
        dataset_cache.fetch_mnist(cache, progress=progress, allowance=Allowance(**_SHORT))
    except (DigitgameError, OSError) as error:
        _log.debug("MNIST is not available: %s", error)
        return False
    return True
