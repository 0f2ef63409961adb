"""Fetch one file over http(s), with limits on its size, the time and the rate; a failed download leaves no file."""

import functools
import http.client
import io
import os
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Full, Queue
from typing import IO, Any, Final, cast

from digitgame.datasets.images import ProgressCallback
from digitgame.errors import DigitgameError, next_step
from digitgame.formatting import printable, shortened

# This environment variable, set to 1, forbids every download.
OFFLINE: Final = "DIGITGAME_OFFLINE"
# Bytes of a file; the largest that MNIST comes in has 47 MB.
LIMIT: Final = 256 * 2**20
# Seconds for a server to answer, and without a byte.
PATIENCE: Final = 10.0
_STALL: Final = 15.0
# Bytes that are read at once, and blocks that may wait to be written.
_BLOCK: Final = 1 << 16
_WAITING: Final = 16
# Seconds between two looks at the clock, so that Ctrl-C counts at once on Windows too.
_TICK: Final = 0.1
# What comes around a file (headers, the sizes of its chunks) may be as large as the file and so many bytes more.
_AROUND: Final = 1 << 20
_LONGEST: Final = 120  # characters of a server's own words
_CHECK: Final = "Check the address and the connection, or name a folder on this machine with --data."
# Some file stores answer 403 for a file that they don't have.
_NOT_THERE: Final = (403, 404, 410)


class NotThereError(DigitgameError):
    """The server answered, but has no such file."""


@dataclass
class Allowance:
    """What all downloads for one data set may take together.

    `seconds` in all; after `grace` seconds at least `rate` bytes a second on average. `patience`: seconds for one
    server to answer.
    """

    seconds: float = 1_800.0
    grace: float = 30.0
    rate: float = 10_000.0
    patience: float = PATIENCE
    received: int = field(default=0, init=False)
    _began: float = field(default_factory=time.monotonic, init=False)

    def check(self, url: str) -> None:
        """Raise DigitgameError once it is used up by the server at `url`."""
        elapsed = time.monotonic() - self._began
        if elapsed > self.seconds:
            raise DigitgameError(f"{url} takes longer than {self.seconds:,.0f} s.", _CHECK)
        if elapsed > self.grace and self.received < self.rate * elapsed:
            problem = f"{url} sends too slowly: {self.received:,} bytes in {elapsed:.0f} s."
            raise DigitgameError(problem, _CHECK)


def fetch(
    url: str,
    target: Path,
    *,
    progress: ProgressCallback | None = None,
    limit: int = LIMIT,
    allowance: Allowance | None = None,
) -> None:
    """Download `url` into the file `target`; a failed download leaves no such file.

    Raises NotThereError if the server lacks it, DigitgameError if the server cannot be reached, stalls, breaks off,
    sends more than `limit` bytes or takes more time than its `allowance`, or if `target` cannot be written.
    """
    if os.environ.get(OFFLINE, "0") not in ("", "0"):
        problem = f"{url} was not fetched: {OFFLINE} forbids it."
        raise DigitgameError(problem, "Unset it, or name a folder on this machine with --data.")
    download = _Download(url)
    try:
        blocks = download.blocks(allowance or Allowance())
        length = next(blocks)
        with target.open("wb") as out:
            _copy(blocks, cast("int | None", length), out, url, limit, progress)
    # Ctrl-C too.
    except BaseException as error:
        target.unlink(missing_ok=True)
        # Only the disk's errors: the network's are DigitgameErrors here.
        if isinstance(error, OSError):
            problem = f"{url} cannot be written to disk: {error.strerror or error}."
            raise DigitgameError(problem, next_step(error)) from None
        raise
    finally:
        download.over.set()


class _Download:
    """A download in a thread of its own, so that no name server and no trickling server holds up the program.

    The thread ends once `over` is set, at the latest after _STALL seconds.
    """

    def __init__(self, url: str) -> None:
        self.over = threading.Event()
        self._url = url
        self._content = 0
        self._raw = 0
        self._arrived: Queue[int | bytes | DigitgameError | None] = Queue(_WAITING)
        threading.Thread(target=self._run, name="download", daemon=True).start()

    def blocks(self, allowance: Allowance) -> Iterator[int | bytes | None]:
        """The length that the server names, None where it names none; then the content, block by block.

        Raises what `fetch` raises.
        """
        answer_by = time.monotonic() + allowance.patience
        answered = False
        while True:
            try:
                arrived = self._arrived.get(timeout=_TICK)
            except Empty:
                allowance.check(self._url)
                if not answered and time.monotonic() > answer_by:
                    problem = f"{self._url} did not answer within {allowance.patience:g} s."
                    raise DigitgameError(problem, _CHECK) from None
                continue
            if isinstance(arrived, DigitgameError):
                raise arrived
            answered = True
            if isinstance(arrived, bytes):
                allowance.received += len(arrived)
                allowance.check(self._url)
            yield arrived
            if arrived == b"":
                return

    def received(self, count: int) -> None:
        """Count what came from the server, headers and all. Raises an error to leave it where that is too much."""
        self._raw += count
        if self.over.is_set():
            raise _LeftError
        if self._raw > 2 * self._content + _AROUND:
            raise DigitgameError(f"{self._url} sends more around the file than the file itself.", _CHECK)

    def _run(self) -> None:
        try:
            with _open(self._url, self) as response:
                length = response.headers.get("Content-Length", "")
                self._put(int(length) if length.isdecimal() and len(length) < 20 else None)
                block = b" "
                while block:
                    # Whatever has arrived: waiting for a whole block has no timeout.
                    block = response.read1(_BLOCK)
                    self._content += len(block)
                    self._put(block)
        except _LeftError:
            pass
        except DigitgameError as error:
            self._put(error)
        except Exception as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            problem = f"{self._url} broke off: {_words(why)}."
            self._put(DigitgameError(problem, "Try again."))

    def _put(self, what: int | bytes | DigitgameError | None) -> None:
        while not self.over.is_set():
            try:
                self._arrived.put(what, timeout=_TICK)
                return
            except Full:
                continue


class _LeftError(Exception):
    """Nobody waits for the download any more."""


class _Counted(io.RawIOBase):
    """What a server sends, counted."""

    def __init__(self, raw: io.RawIOBase, download: _Download) -> None:
        self._raw = raw
        self._download = download

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._raw.readinto(buffer)
        self._download.received(count or 0)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A response of which everything is counted: its headers, its content, and what stands between its chunks."""

    def __init__(self, sock: Any, *more: Any, download: _Download, **extra: Any) -> None:
        super().__init__(sock, *more, **extra)
        self.fp = io.BufferedReader(_Counted(self.fp.detach(), download))


class _Http(urllib.request.HTTPHandler):
    def __init__(self, download: _Download) -> None:
        super().__init__()
        self._download = download

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(functools.partial(_connect, http.client.HTTPConnection, self._download), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, download: _Download) -> None:
        super().__init__()
        self._download = download

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        connect = functools.partial(_connect, http.client.HTTPSConnection, self._download)
        return self.do_open(connect, req, context=ssl.create_default_context())


def _connect(kind: Any, download: _Download, *where: Any, **extra: Any) -> Any:
    connection = kind(*where, **extra)
    connection.response_class = functools.partial(_Response, download=download)
    return connection


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect, but never from https to http, where others could read and change the file."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if req.type == "https" and not newurl.lower().startswith("https:"):
            raise DigitgameError(f"{req.full_url} leads from https to {newurl}, which is not safe.", _CHECK)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(url: str, download: _Download) -> http.client.HTTPResponse:
    """Open `url`; raises DigitgameError if that fails or leads to a web page."""
    try:
        safe = urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        request = urllib.request.Request(safe, headers={"User-Agent": "digitgame"})
        answer = cast(http.client.HTTPResponse, _opener(download).open(request, timeout=_STALL))
    except (DigitgameError, _LeftError):
        raise
    except urllib.error.HTTPError as error:
        kind = NotThereError if error.code in _NOT_THERE else DigitgameError
        raise kind(f"{url} answers {error.code} {_words(error.reason)}.", _CHECK) from None
    except Exception as error:
        reason = getattr(error, "reason", error)
        why = getattr(reason, "strerror", None) or reason
        raise DigitgameError(f"{url} cannot be reached: {_words(str(why))}.", _CHECK) from None
    # An index of files, or a sign-in page in between.
    if answer.headers.get_content_type() == "text/html":
        answer.close()
        raise NotThereError(f"{url} is a web page, not a file.", _CHECK)
    return answer


def _words(text: str) -> str:
    """What a server says, in one line that does nothing to a terminal."""
    return shortened(printable(" ".join(text.split())), _LONGEST).rstrip(".")


def _opener(download: _Download) -> urllib.request.OpenerDirector:
    """An opener for http and https only: no redirect may lead to a file of this machine."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        _Http(download),
        _Https(download),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _copy(
    blocks: Iterator[Any],
    total: int | None,
    out: IO[bytes],
    url: str,
    limit: int,
    progress: ProgressCallback | None,
) -> None:
    name = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1] or url
    done = 0
    hint = "Is it the right file? Name another with --data."
    too_large = DigitgameError(f"{url} is larger than {limit:,} bytes.", hint)
    if total is not None and total > limit:
        raise too_large
    for block in blocks:
        done += len(block)
        if done > limit:
            raise too_large
        out.write(block)
        if progress and block:
            progress(f"Fetching {name}", done, total)
    if total is not None and done < total:
        raise DigitgameError(f"{url} broke off after {done:,} of {total:,} bytes.", "Try again.")
