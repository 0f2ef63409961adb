"""Servers that mean no good: each is left within the limits, and nothing of the download stays."""

from __future__ import annotations

import _thread
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest

from digitgame.datasets import cache, download, sources
from digitgame.datasets.download import Allowance
from digitgame.datasets.sources import load
from digitgame.errors import DigitgameError

Serve = Callable[[socket.socket, threading.Event], None]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
# Seconds in which a server is left at the latest, on a busy machine.
SOON = 8.0


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Serve], str]]:
    """Start a server that answers every request with a function of the connection; returns its address."""
    monkeypatch.delenv("DIGITGAME_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    over = threading.Event()
    threads: list[threading.Thread] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)

    def answer(connection: socket.socket, serve: Serve) -> None:
        connection.settimeout(0.5)
        with connection:
            try:
                connection.recv(65536)
                serve(connection, over)
            except OSError:
                pass

    def accept(serve: Serve) -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=answer, args=(connection, serve))
            thread.start()
            threads.append(thread)

    def start(serve: Serve) -> str:
        thread = threading.Thread(target=accept, args=(serve,))
        thread.start()
        threads.append(thread)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    for thread in threads:
        thread.join()
    listener.close()


def endless(start: bytes, again: bytes, pause: float = 0.0) -> Serve:
    """Send `start`, then `again` for ever."""

    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(pause) if pause else not over.is_set():
            connection.sendall(again)

    return serve


def left(address: str, target: Path, **allowed: float) -> str:
    """Why the server was left; it was soon, and no file is there."""
    began = time.monotonic()
    with pytest.raises(DigitgameError) as caught:
        download.fetch(f"{address}/file", target, allowance=Allowance(**allowed))
    assert time.monotonic() - began < SOON
    assert not target.exists()
    assert caught.value.hint
    return caught.value.problem


ENDLESS = {
    "chunks of a byte with long extensions": (CHUNKED, b"1;x=" + b"y" * 10_000 + b"\r\nz\r\n"),
    "trailers": (CHUNKED + b"1\r\nz\r\n0\r\n", b"X-More: " + b"y" * 10_000 + b"\r\n"),
    "continues": (b"", b"HTTP/1.1 100 Continue\r\nX-More: " + b"y" * 10_000 + b"\r\n\r\n"),
    "a redirect with a page": (b"HTTP/1.1 302 Found\r\nLocation: /other\r\n\r\n", b"y" * 10_000),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_comes_around_a_file_has_an_end(
    tmp_path: Path, hostile: Callable[[Serve], str], kind: str
) -> None:
    address = hostile(endless(*ENDLESS[kind]))
    assert "around the file" in left(address, tmp_path / "file")


def test_headers_have_an_end(tmp_path: Path, hostile: Callable[[Serve], str]) -> None:
    address = hostile(endless(b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"))
    assert "cannot be reached: got more than 100 headers" in left(address, tmp_path / "file")


def test_a_slow_server_is_left_after_a_while(tmp_path: Path, hostile: Callable[[Serve], str]) -> None:
    address = hostile(endless(b"HTTP/1.1 200 OK\r\n\r\n", b"y" * 100, 0.05))
    assert "file sends too slowly" in left(address, tmp_path / "file", grace=0.4, rate=10_000)


def test_a_burst_does_not_buy_hours(tmp_path: Path, hostile: Callable[[Serve], str]) -> None:
    address = hostile(endless(b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 100_000, b"y", 0.05))
    assert "takes longer than 1 s" in left(address, tmp_path / "file", grace=0.4, rate=10_000, seconds=0.7)


def test_a_server_that_stops_amid_its_headers_is_left(
    tmp_path: Path, hostile: Callable[[Serve], str]
) -> None:
    address = hostile(endless(b"HTTP/1.1 200 OK\r\nX-", b"y", 0.05))
    assert "did not answer within 0.4 s" in left(address, tmp_path / "file", patience=0.4)


def test_several_files_share_the_time(tmp_path: Path, hostile: Callable[[Serve], str]) -> None:
    small = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    address = hostile(lambda connection, _: connection.sendall(small))
    allowance = Allowance(grace=0.2, rate=1_000_000)

    def fetch_many() -> None:
        for _ in range(1_000):
            download.fetch(f"{address}/file", tmp_path / "file", allowance=allowance)

    with pytest.raises(DigitgameError, match="too slowly"):
        fetch_many()


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 10])
def test_ctrl_c_ends_a_download_at_once(
    tmp_path: Path, hostile: Callable[[Serve], str], start: bytes
) -> None:
    address = hostile(endless(start, b"", 0.5))
    began = time.monotonic()
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        download.fetch(f"{address}/file", tmp_path / "file")
    assert time.monotonic() - began < 2
    assert not (tmp_path / "file").exists()


def test_no_redirect_leads_from_https_to_http() -> None:
    ask = download._Redirects().redirect_request
    secure = urllib.request.Request("https://127.0.0.1/mnist")
    with pytest.raises(DigitgameError, match="from https to http://127"):
        ask(secure, None, 302, "Found", Message(), "http://127.0.0.1/mnist")
    assert ask(secure, None, 302, "Found", Message(), "https://127.0.0.1/other").full_url.endswith("/other")
    plain = urllib.request.Request("http://127.0.0.1/mnist")
    assert ask(plain, None, 302, "Found", Message(), "https://127.0.0.1/other").type == "https"


def test_auto_goes_on_without_mnist_where_its_mirrors_trickle(
    tmp_path: Path, hostile: Callable[[Serve], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = hostile(endless(b"HTTP/1.1 200 OK\r\n\r\n", b"y" * 10, 0.05))
    monkeypatch.setattr(cache, "MIRRORS", (f"{address}/one/", f"{address}/two/", f"{address}/three/"))
    monkeypatch.setattr(sources, "_SHORT", {**sources._SHORT, "grace": 0.5})
    monkeypatch.setattr(sources, "HAND_TEST", 10)
    began = time.monotonic()
    digits = load(["auto"], cache=tmp_path, seed=0, hand_count=10)
    assert time.monotonic() - began < SOON
    assert digits.name == "hand"
    assert "MNIST is not cached and could not be downloaded" in digits.notes[0]


def test_auto_waits_ten_seconds_for_mnist_at_most() -> None:
    short = Allowance(**sources._SHORT)
    assert short.grace < 10
    # MNIST's 11.6 MB still come at the least rate.
    assert short.rate * short.seconds > 11_600_000
