"""Fetch one file over http(s), with limits on its size and on the time; a failed download leaves no file."""

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

from digitgame.datasets.images import ProgressCallback
from digitgame.errors import DigitgameError, next_step

# This environment variable, set to 1, forbids every download.
OFFLINE: Final = "DIGITGAME_OFFLINE"
# bytes of a file; the largest that MNIST comes in has 47 MB
LIMIT: Final = 256 * 2**20
# seconds for a server to answer, and without a byte
PATIENCE: Final = 10.0
_STALL: Final = 15.0
_BLOCK: Final = 1 << 16
# Bytes a second, on average, after seconds of grace: a slower server would hold a training up for hours.
_SLOWEST: Final = 2_000
_GRACE: Final = 30.0
_CHECK: Final = "Check the address and the connection, or name a folder on this machine with --data."
# Some file stores answer 403 for a file that they don't have.
_NOT_THERE: Final = (403, 404, 410)


class NotThereError(DigitgameError):
    """The server answered, but has no such file."""


def fetch(
    url: str,
    target: Path,
    *,
    progress: ProgressCallback | None = None,
    limit: int = LIMIT,
    patience: float = PATIENCE,
) -> None:
    """Download `url` into the file `target`; a failed download leaves no such file.

    Raises NotThereError if the server lacks it, DigitgameError if the server cannot be reached, stalls, breaks off
    or sends more than `limit` bytes, or if `target` cannot be written.
    """
    if os.environ.get(OFFLINE, "0") not in ("", "0"):
        problem = f"{url} was not fetched: {OFFLINE} forbids it."
        raise DigitgameError(problem, "Unset it, or name a folder on this machine with --data.")
    response = _open(url, patience)
    try:
        with response, target.open("wb") as out:
            _copy(response, out, url, limit, progress)
    # Ctrl-C too.
    except BaseException as error:
        target.unlink(missing_ok=True)
        # Only the disk's errors: `_receive` turns the network's into DigitgameErrors.
        if isinstance(error, OSError):
            problem = f"{url} cannot be written to disk: {error.strerror or error}."
            raise DigitgameError(problem, next_step(error)) from None
        raise


def _open(url: str, patience: float) -> http.client.HTTPResponse:
    """Open `url`; looking up the name and following redirects together get `patience` seconds."""
    answers: Queue[http.client.HTTPResponse | Exception] = Queue(1)

    def ask() -> None:
        try:
            safe = urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")
            request = urllib.request.Request(safe, headers={"User-Agent": "digitgame"})
            answers.put(cast(http.client.HTTPResponse, _opener().open(request, timeout=_STALL)))
        # Whatever it is, the waiting thread raises it.
        except Exception as error:
            answers.put(error)

    # A thread, because looking up a name has no timeout of its own.
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
        why = getattr(reason, "strerror", None) or reason
        raise DigitgameError(f"{url} cannot be reached: {why}.", _CHECK)
    # An index of files, or a sign-in page in between.
    if answer.headers.get_content_type() == "text/html":
        answer.close()
        raise NotThereError(f"{url} is a web page, not a file.", _CHECK)
    return answer


def _opener() -> urllib.request.OpenerDirector:
    """An opener for http and https only: no redirect may lead to a file of this machine."""
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


def _copy(response: Any, out: IO[bytes], url: str, limit: int, progress: ProgressCallback | None) -> None:
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    name = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1] or url
    done = 0
    hint = "Is it the right file? Name another with --data."
    too_large = DigitgameError(f"{url} is larger than {limit:,} bytes.", hint)
    if total is not None and total > limit:
        raise too_large
    started = time.monotonic()
    while block := _receive(response, url):
        done += len(block)
        elapsed = time.monotonic() - started
        if elapsed > _GRACE and done < _SLOWEST * elapsed:
            raise DigitgameError(f"{url} sends too slowly: {done:,} bytes in {elapsed:.0f} s.", _CHECK)
        if done > limit:
            raise too_large
        out.write(block)
        if progress:
            progress(f"Fetching {name}", done, total)
    if total is not None and done < total:
        raise DigitgameError(f"{url} broke off after {done:,} of {total:,} bytes.", "Try again.")


def _receive(response: Any, url: str) -> bytes:
    try:
        # Whatever has arrived: waiting for a whole block has no timeout.
        return bytes(response.read1(_BLOCK))
    except (OSError, http.client.HTTPException) as error:
        problem = f"{url} broke off: {str(error) or type(error).__name__}."
        raise DigitgameError(problem, "Try again.") from None
