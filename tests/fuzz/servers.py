"""Servers that mean no good, and whether each is left in time, with a plain line, and with nothing of it on the disk.

    python tests/fuzz/servers.py [SERVER ...]

Prints a JSON object a server: its name, the seconds that it took, the most memory in MB, and the outcome in words.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from fuzz.measured import forget, peak

# What is sent, one after the other, for a path: bytes, or seconds of silence.
Sent = Iterable[bytes | float]
# Sent last, it breaks the connection instead of closing it.
RESET: Final = -1.0
# What a server may take: seconds in all, until there has to be some rate, and until it answers.
ALLOWED: Final = {"seconds": 4.0, "grace": 1.5, "patience": 1.0}
# Seconds after which each is left, on a busy machine, and MB.
SOON: Final = 12.0
MEGABYTES: Final = 500.0
_OK: Final = b"HTTP/1.1 200 OK\r\n"
_CHUNKED: Final = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


def _file() -> bytes:
    """A sound data set."""
    import numpy as np

    out, images = io.BytesIO(), np.random.default_rng(1).integers(0, 256, (60, 28, 28), np.uint8)
    labels = np.arange(60, dtype=np.uint8) % 10
    np.savez(out, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return out.getvalue()


FILE: Final = _file()


def _endless(start: bytes, again: bytes, pause: float = 0.0) -> Callable[[str], Sent]:
    return lambda _: itertools.chain([start], itertools.cycle([again, pause] if pause else [again]))


def _headers(*lines: bytes, content: bytes = FILE) -> Callable[[str], Sent]:
    return lambda _: [_OK, *(line + b"\r\n" for line in lines), b"\r\n", content]


def _status(line: bytes, *headers: bytes) -> Callable[[str], Sent]:
    return lambda _: [line + b"\r\n", *(header + b"\r\n" for header in headers), b"\r\n", FILE]


def _chunks(*sent: bytes | float) -> Callable[[str], Sent]:
    return lambda _: [_CHUNKED, *sent]


def _leads_to(place: bytes) -> Callable[[str], Sent]:
    return lambda _: [b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n"]


def _only(*sent: bytes | float) -> Callable[[str], Sent]:
    return lambda _: sent


def _grows(path: str) -> Sent:
    return _leads_to(path.encode() + b"/again")("")


_LENGTH: Final = b"Content-Length: %d" % len(FILE)
SERVERS: Final[dict[str, Callable[[str], Sent]]] = {
    # What it says first.
    "nothing": _only(),
    "a reset": _only(RESET),
    "half a status": _only(b"HTTP/1."),
    "another protocol": _only(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "HTTP/0.9": _only(FILE),
    "HTTP/2": _only(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "bytes of nothing": _only(bytes(100_000)),
    "a long status": _status(b"HTTP/1.1 200 " + b"y" * 60_000),
    "an endless status": _endless(b"HTTP/1.1 200 ", b"y" * 10_000),
    "a status of words": _status(b"HTTP/1.1 fine"),
    **{f"status {code}": _status(b"HTTP/1.1 %d x" % code, _LENGTH) for code in (0, 99, 199, 1_000, -200)},
    **{f"status {code}": _status(b"HTTP/1.1 %d x" % code, _LENGTH) for code in (204, 205, 206, 304, 305)},
    **{f"status {code}": _status(b"HTTP/1.1 %d x" % code, _LENGTH) for code in (401, 407, 416, 429, 503)},
    "a status in colours": _status(b"HTTP/1.1 500 \x1b[2J\x1b[31m\x07" + b"y" * 5_000),
    "endless continues": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "slow continues": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.2),
    # Its headers.
    "a length below 0": _headers(b"Content-Length: -5"),
    "a length of words": _headers(b"Content-Length: many"),
    "a length with a sign": _headers(b"Content-Length: +10"),
    "a length of other digits": _headers("Content-Length: ٣٤".encode()),
    "a length of 4,000 digits": _headers(b"Content-Length: " + b"9" * 4_000),
    "a terabyte": _headers(b"Content-Length: 1000000000000"),
    "a length too large": _headers(b"Content-Length: %d" % (2 * len(FILE))),
    "a length too small": _headers(b"Content-Length: 100"),
    "a length of 0": _headers(b"Content-Length: 0"),
    "two lengths": _headers(b"Content-Length: 10", _LENGTH),
    "a header without a name": _headers(b": x", b"no colon at all"),
    "a header with zeros": _headers(b"X-\0: \0\0"),
    "a header in Chinese": _headers("X-名: 值".encode()),
    "a long header": _headers(b"X-More: " + b"y" * 200_000),
    "many headers": _headers(*[b"X-More: y"] * 5_000),
    "endless headers": _endless(_OK, b"X-More: y\r\n"),
    "one endless header": _endless(_OK + b"X-More: ", b"y" * 10_000),
    "slow headers": _endless(_OK, b"X: y\r\n", 0.3),
    "headers that end": _only(_OK, b"X-More: y"),
    "a reset amid the headers": _only(_OK, b"X-More: y", RESET),
    "a type of nonsense": _headers(b"Content-Type: " + b";" * 10_000),
    "a web page": _headers(b"Content-Type: text/html"),
    "packed content": _headers(b"Content-Encoding: gzip"),
    # Its chunks.
    "chunks of words": _chunks(b"many\r\n", FILE),
    "chunks below 0": _chunks(b"-5\r\n", FILE),
    "a chunk of a terabyte": _chunks(b"e8d4a51000\r\n", FILE),
    "a chunk of 4,000 digits": _chunks(b"f" * 4_000 + b"\r\n", FILE),
    "a chunk without an end": _chunks(b"%x\r\n" % len(FILE), FILE, b"0\r\n\r\n"),
    "a chunk that breaks off": _chunks(b"fffff\r\n", FILE),
    "no last chunk": _chunks(b"%x\r\n" % len(FILE), FILE, b"\r\n"),
    "endless chunks of a byte": _endless(_CHUNKED, b"1\r\nz\r\n"),
    "endless sizes": _endless(_CHUNKED, b"0" * 10_000),
    "endless trailers": _endless(_CHUNKED + b"0\r\n", b"X-More: y\r\n"),
    "chunks and a length": _headers(b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    "an unknown encoding": _headers(b"Transfer-Encoding: rot13, chunked"),
    # Where it leads.
    "a redirect to itself": lambda path: _leads_to(path.encode())(""),
    "a redirect that grows": _grows,
    "a redirect to a file": _leads_to(b"file:///etc/passwd"),
    "a redirect to FTP": _leads_to(b"ftp://127.0.0.1/x.npz"),
    "a redirect to data": _leads_to(b"data:application/zip;base64,UEsFBg=="),
    "a redirect to a script": _leads_to(b"javascript:alert(1)"),
    "a redirect to nowhere": _leads_to(b""),
    "a redirect to half an address": _leads_to(b"http://[::1"),
    "a redirect to a port too large": _leads_to(b"http://127.0.0.1:99999/x"),
    "a redirect to a closed port": _leads_to(b"http://127.0.0.1:1/x"),
    "a redirect with a password": _leads_to(b"http://a:b@127.0.0.1:1/x"),
    "a redirect with zeros": _leads_to(b"/\0\x1b[2J"),
    "a long redirect": _leads_to(b"/" + b"y" * 60_000),
    "a redirect without a place": _status(b"HTTP/1.1 302 Found"),
    "a redirect with an endless page": _endless(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", b"y" * 10_000),
    # When it sends.
    "silence": _only(60.0),
    "silence after the headers": _only(_OK, _LENGTH + b"\r\n\r\n", 60.0),
    "silence amid the file": _only(_OK, _LENGTH + b"\r\n\r\n", FILE[:1_000], 60.0),
    "a byte at a time": _endless(_OK + b"\r\n", b"y", 0.1),
    "a reset amid the file": _only(_OK, _LENGTH + b"\r\n\r\n", FILE[:1_000], RESET),
    # What it sends.
    "an endless file": _endless(_OK + b"\r\n", b"y" * 100_000),
    "an endless file of zeros": _endless(_OK + b"\r\n", bytes(100_000)),
    "half a file": _headers(content=FILE[: len(FILE) // 2]),
    "an empty file": _headers(content=b""),
}


@contextmanager
def served(sent: Callable[[str], Sent]) -> Iterator[str]:
    """The address of a server that sends this for every path."""
    over, threads = threading.Event(), list[threading.Thread]()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)

    def answer(connection: socket.socket) -> None:
        connection.settimeout(0.5)
        with connection, suppress(OSError):
            asked = connection.recv(65536).split(b" ")
            for one in sent(asked[1].decode() if len(asked) > 1 else ""):
                if over.is_set():
                    return
                if isinstance(one, bytes):
                    connection.sendall(one)
                elif one == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("2i", 1, 0))
                    return
                elif over.wait(one):
                    return

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                threads.append(threading.Thread(target=answer, args=(listener.accept()[0],)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        accepting.join()
        for thread in threads:
            thread.join()
        listener.close()


def tried(name: str, folder: Path) -> dict[str, Any]:
    """Fetch a data set of a server: the seconds that takes, the most memory in MB, and the outcome in words."""
    from digitgame.datasets import remote
    from digitgame.datasets.download import Allowance
    from digitgame.errors import DigitgameError

    os.environ.update(NO_PROXY="127.0.0.1", DIGITGAME_OFFLINE="")
    with served(SERVERS[name]) as address:
        forget()
        began = time.monotonic()
        try:
            remote.read(f"{address}/mnist.npz", cache=folder, allowance=Allowance(**ALLOWED))
            outcome = "read"
        except DigitgameError as error:
            outcome = str(error)
            if not outcome.isprintable() or len(outcome) > 1_000 or not error.hint:
                outcome = f"UNEXPECTED words {outcome[:300]!r}"
        except Exception as error:
            outcome = f"UNEXPECTED {error!r}"
        seconds = time.monotonic() - began
    if left := [path.name for path in folder.iterdir()]:
        outcome = f"UNEXPECTED files {left}: {outcome}"
    return {"name": name, "seconds": seconds, "peak": peak(), "outcome": outcome}


def is_wrong(one: dict[str, Any]) -> bool:
    """Whether a server did harm."""
    return one["seconds"] > SOON or one["peak"] > MEGABYTES or "UNEXPECTED" in one["outcome"]


def main(names: Sequence[str]) -> None:
    """Print a line for each; the exit code is 1 if any did harm."""
    wrong = 0
    for name in names or SERVERS:
        with tempfile.TemporaryDirectory() as folder:
            found = tried(name, Path(folder))
        wrong += is_wrong(found)
        print(json.dumps(found), flush=True)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main(sys.argv[1:])
