"""A web server on this machine that serves what a test puts in it, faults included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest


@dataclass
class Web:
    """What the server has, and what it was asked for."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)  # files that break off half-way
    unsized: set[str] = field(default_factory=set)  # files sent without a Content-Length
    redirects: dict[str, str] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)  # files sent as web pages
    silent: set[str] = field(default_factory=set)  # files that get no answer before the test ends
    status: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, folder: str, files: dict[str, bytes]) -> str:
        """Put files in a folder; its address."""
        self.files |= {f"/{folder}/{name}": content for name, content in files.items()}
        return f"{self.url}/{folder}"


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow past `room` bytes: the nearest that a test comes to a full disk."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.delenv("DIGITGAME_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path.partition("?")[0])
            site.asked.append(self.path)
            if path in site.silent:
                site.over.wait(20)
            if path in site.redirects:
                self.send_response(302)
                self.send_header("Location", site.redirects[path])
                self.end_headers()
            elif path in site.status or path not in site.files:
                self.send_error(site.status.get(path, 404))
            else:
                self.send_file(path)

        def send_file(self, path: str) -> None:
            content = site.files[path]
            self.send_response(200)
            self.send_header(
                "Content-Type", "text/html" if path in site.pages else "application/octet-stream"
            )
            if path not in site.unsized:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if path in site.cut else content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield site
    site.over.set()
    server.shutdown()
    server.server_close()
    thread.join()
