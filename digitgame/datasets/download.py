"""Fetching one file over http(s): never more than a limit, never waiting long, nothing left half done."""

from __future__ import annotations

import http.client
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any, Final, cast

from digitgame.datasets.images import Progress
from digitgame.errors import DigitgameError, next_step

OFFLINE: Final = "DIGITGAME_OFFLINE"  # this environment variable, set to 1, forbids every download
LIMIT: Final = 256 * 2**20  # bytes of a file; the largest that MNIST comes in is 47 MB
PATIENCE: Final = 10.0  # seconds for a server to answer
_STALL: Final = 15.0  # seconds without a byte
_BLOCK: Final = 1 << 16
_SLOWEST: Final = 2_000  # bytes a second, on average: what trickles in would hold a training up for hours
_GRACE: Final = 30.0  # seconds that it may be slower
_CHECK: Final = "Check the address and the connection, or name a folder on this machine with --data."
_NOT_THERE: Final = (403, 404, 410)  # 403 is what some file stores say for a file that they don't have


class NotThereError(DigitgameError):
    """The server answered, but has no such file."""


def fetch(
    url: str,
    target: Path,
    *,
    progress: Progress | None = None,
    limit: int = LIMIT,
    patience: float = PATIENCE,
) -> None:
    """Put what `url` gives into the file `target`; where that fails there is no such file.

    Raises NotThereError where the server lacks it, DigitgameError where it cannot be reached, falls silent,
    breaks off or sends more than `limit` bytes, or where `target` cannot be written.
    """
    if os.environ.get(OFFLINE, "0") not in ("", "0"):
        problem = f"{url} was not fetched: {OFFLINE} forbids it."
        raise DigitgameError(problem, "Unset it, or name a folder on this machine with --data.")
    response = _open(url, patience)
    whole = False
    try:
        with response, target.open("wb") as out:
            _copy(response, out, url, limit, progress)
        whole = True
    except OSError as error:  # the disk's: the network's are told otherwise
        problem = f"{url} cannot be written to disk: {error.strerror or error}."
        raise DigitgameError(problem, next_step(error)) from None
    finally:
        if not whole:  # after Ctrl-C as well
            target.unlink(missing_ok=True)


def _open(url: str, patience: float) -> http.client.HTTPResponse:
    """Ask for `url`. The whole of it, looking up the name and every redirect, gets `patience` seconds."""
    answers: Queue[http.client.HTTPResponse | Exception] = Queue(1)

    def ask() -> None:
        try:
            safe = urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")
            request = urllib.request.Request(safe, headers={"User-Agent": "digitgame"})
            answers.put(cast(http.client.HTTPResponse, _opener().open(request, timeout=_STALL)))
        except Exception as error:  # told to the one who waits
            answers.put(error)

    # a thread, because looking up a name knows no time limit
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except Empty:
        raise DigitgameError(f"{url} did not answer within {patience:g} s.", _CHECK) from None
    if isinstance(answer, urllib.error.HTTPError):
        kind = NotThereError if answer.code in _NOT_THERE else DigitgameError
        raise kind(f"{url} answers {answer.code} {' '.join(answer.reason.split())}.", _CHECK)
    if isinstance(answer, Exception):
        reason = getattr(answer, "reason", answer)
        raise DigitgameError(
            f"{url} cannot be reached: {getattr(reason, 'strerror', None) or reason}.", _CHECK
        )
    if answer.headers.get_content_type() == "text/html":  # an index, or a sign-in page in between
        answer.close()
        raise NotThereError(f"{url} is a web page, not a file.", _CHECK)
    return answer


def _opener() -> urllib.request.OpenerDirector:
    """An opener for http and https alone: no redirect leads to a file of this machine."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _copy(response: Any, out: IO[bytes], url: str, limit: int, progress: Progress | None) -> None:
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    name = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1] or url
    done = 0
    too_large = DigitgameError(
        f"{url} is larger than {limit:,} bytes.", "Is it the right file? Name another with --data."
    )
    if total is not None and total > limit:
        raise too_large
    began = time.monotonic()
    while block := _receive(response, url):
        done += len(block)
        taken = time.monotonic() - began
        if taken > _GRACE and done < _SLOWEST * taken:
            raise DigitgameError(f"{url} sends too slowly: {done:,} bytes in {taken:.0f} s.", _CHECK)
        if done > limit:
            raise too_large
        out.write(block)
        if progress:
            progress(f"Fetching {name}", done, total)
    if total is not None and done < total:
        raise DigitgameError(f"{url} broke off after {done:,} of {total:,} bytes.", "Try again.")


def _receive(response: Any, url: str) -> bytes:
    try:
        return bytes(response.read1(_BLOCK))  # what is there: to wait for a whole block knows no time limit
    except (OSError, http.client.HTTPException) as error:
        raise DigitgameError(
            f"{url} broke off: {str(error) or type(error).__name__}.", "Try again."
        ) from None
