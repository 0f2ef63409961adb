"""Digits behind an http(s) address: a folder of idx files, mnist.npz, the sprite, or a file that holds them all."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from digitgame import folders
from digitgame.datasets import download, local
from digitgame.datasets.download import Allowance, NotThereError
from digitgame.datasets.formats import idx, npz, sprite
from digitgame.datasets.images import Loaded, ProgressCallback
from digitgame.errors import DigitgameError, next_step

# Of files that hold a data set each.
_ENDINGS: Final = (".zip", ".csv", ".csv.gz", ".pkl", ".pkl.gz")
_IDX_NAME: Final = re.compile(r"(train|t10k)-(images|labels)[-.]idx[13]-ubyte(\.gz)?")


def read(
    url: str,
    *,
    cache: Path,
    only_test: bool = False,
    progress: ProgressCallback | None = None,
    allowance: Allowance | None = None,
) -> Loaded:
    """Fetch the digits behind `url` and read them as `local.read` does; the download is removed afterwards.

    Raises DigitgameError if `url` is not http(s), cannot be fetched within its `allowance`, or holds no known format.
    """
    parts = _split(url)
    make_folder(cache)
    with folders.temporary(cache / "download") as folder:
        fetched = _Download(folder, progress, allowance or Allowance())
        try:
            path = _fetch_file(fetched, url, parts) or _fetch_folder(fetched, parts, only_test)
            return local.read(path, only_test=only_test, progress=progress)
        except DigitgameError as error:
            problem = fetched.with_addresses(error.problem)
            raise DigitgameError(problem, error.hint, exit_code=error.exit_code) from None


def make_folder(cache: Path) -> None:
    """Make the folder for downloads; raises DigitgameError if that fails."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{cache} cannot be made: {error.strerror or error}."
        raise DigitgameError(problem, next_step(error)) from None


@dataclass
class _Download:
    """The files fetched for one address, and where each came from."""

    folder: Path
    progress: ProgressCallback | None
    allowance: Allowance
    came_from: dict[Path, str] = field(default_factory=dict)

    def fetch(self, url: str, name: str) -> Path:
        """Fetch `url` into the file `name`, which is never the server's choice."""
        path = self.folder / name
        self.came_from[path] = url
        download.fetch(url, path, progress=self.progress, allowance=self.allowance)
        return path

    def with_addresses(self, problem: str) -> str:
        """`problem` with the addresses of files in place of their temporary names."""
        for path, url in self.came_from.items():
            problem = problem.replace(str(path), url)
        return problem


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() in ("http", "https") and parts.hostname:
            return parts
    except ValueError:
        pass
    problem = f"{url} cannot be fetched: only http:// and https:// addresses are."
    raise DigitgameError(problem, "Name one, or a folder on this machine.", exit_code=2)


def _fetch_file(files: _Download, url: str, parts: SplitResult) -> Path | None:
    """Fetch the files of an address that ends in a file's name; None if it ends in a folder's."""
    suffix = Path(parts.path).suffix.lower()
    if suffix == ".npz":
        return files.fetch(url, npz.FILE)
    ending = next((one for one in _ENDINGS if parts.path.lower().endswith(one)), None)
    if ending:
        return files.fetch(url, f"digits{ending}")
    if suffix in local.INK_SUFFIXES:
        return files.fetch(url, f"drawings{suffix}")
    if suffix == ".png":
        path = files.fetch(url, sprite.IMAGES)
        files.fetch(_beside(parts, sprite.LABELS), sprite.LABELS)
        return path
    return None


def _fetch_folder(files: _Download, parts: SplitResult, only_test: bool) -> Path:
    """Fetch the idx files, the sprite or the npz file of a folder, whichever it has."""
    if not _IDX_NAME.fullmatch(parts.path.rpartition("/")[2]):
        parts = parts._replace(path=parts.path.rstrip("/") + "/")
    # The smallest file shows whether there are idx files.
    if _fetch_idx(files, parts, idx.file_names("t10k")[1]):
        wanted: tuple[idx.Part, ...] = ("t10k",) if only_test else ("t10k", "train")
        for name in (name for part in wanted for name in idx.file_names(part)):
            if not idx.find(files.folder, name) and not _fetch_idx(files, parts, name):
                problem = f"{_beside(parts, name)} is missing (.gz or not)."
                raise DigitgameError(problem, "Name another address.")
        return files.folder
    for images, labels in ((sprite.IMAGES, sprite.LABELS), (npz.FILE, None)):
        try:
            path = files.fetch(_beside(parts, images), images)
        except NotThereError:
            continue
        if labels:
            files.fetch(_beside(parts, labels), labels)
        return path
    hint = f"Looked for the four idx files, {sprite.IMAGES} and {npz.FILE}."
    raise DigitgameError(f"{_beside(parts, '')} holds no digits in a known format.", hint)


def _fetch_idx(files: _Download, parts: SplitResult, name: str) -> Path | None:
    for file in idx.spellings(name):
        try:
            return files.fetch(_beside(parts, file), file)
        except NotThereError:
            continue
    return None


def _beside(parts: SplitResult, name: str) -> str:
    """The address of the file `name` in the folder of `parts`."""
    folder = parts.path.rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", "", ""))
