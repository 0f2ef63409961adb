"""Digits behind addresses, served by a web server on this machine."""

from __future__ import annotations

import gzip
import pickle
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digitgame.datasets import Images, download, remote
from digitgame.errors import DigitgameError

from .conftest import Web, full_disk
from .making import idx_files, ink_line, noise, put_npz, put_sprite, same

TRAIN, TEST = noise(10, 1), noise(2, 2)
BOTH = Images.joined([TRAIN, TEST])


def sprite_files(folder: Path) -> dict[str, bytes]:
    put_sprite(folder, BOTH)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@contextmanager
def refused(problem: str, *also: str) -> Iterator[None]:
    with pytest.raises(DigitgameError) as caught:
        yield
    for text in (problem, *also):
        assert text in caught.value.problem
    assert ".fetch-" not in caught.value.problem  # the name of a file that is gone helps nobody
    assert caught.value.hint


@pytest.mark.parametrize("gz", [False, True])
@pytest.mark.parametrize("dot", [False, True])
@pytest.mark.parametrize("end", ["", "/", "/t10k-images-idx3-ubyte"])
def test_idx_files_of_a_folder(tmp_path: Path, web: Web, gz: bool, dot: bool, end: str) -> None:
    address = web.serve("some/folder", idx_files(TRAIN, TEST, gz=gz, dot=dot))
    kind, train, test, _ = remote.read(address + end, cache=tmp_path)
    assert kind == "scans"
    assert same(train, TRAIN)
    assert same(test, TEST)
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_tested_on_is_fetched(tmp_path: Path, web: Web) -> None:
    _, train, test, _ = remote.read(web.serve("d", idx_files(TRAIN, TEST)), cache=tmp_path, only_test=True)
    assert len(train) == 0
    assert same(test, TEST)
    assert not any("train" in path for path in web.asked)


@pytest.mark.parametrize("end", ["", "/", "/mnist_images.png"])
@pytest.mark.parametrize("folder", ["", "data/"])
def test_the_sprite_as_the_tutorial_serves_it(tmp_path: Path, web: Web, end: str, folder: str) -> None:
    web.files = {f"/{folder}{name}": content for name, content in sprite_files(tmp_path / "s").items()}
    address = f"{web.url}/{folder}".rstrip("/")
    _, train, test, _ = remote.read(address + end, cache=tmp_path / "cache")
    assert same(train, TRAIN)
    assert same(test, TEST)


def test_a_server_that_answers_every_name_with_a_page_is_seen_through(tmp_path: Path, web: Web) -> None:
    address = web.serve("app", sprite_files(tmp_path / "s"))
    pages = {f"/app/{name}{end}" for name in idx_files(TRAIN, TEST) for end in ("", ".gz")}
    pages |= {page.replace("-idx", ".idx") for page in pages}
    web.pages = pages
    web.files |= dict.fromkeys(pages, b"<html></html>")
    assert same(remote.read(address, cache=tmp_path / "cache")[2], TEST)


def test_npz_and_ink_files_and_their_queries(tmp_path: Path, web: Web) -> None:
    packed = put_npz(tmp_path / "a.npz", TRAIN, TEST).read_bytes()
    ink = "".join(ink_line(n, 20 + n) + "\n" for n in range(10)).encode()
    address = web.serve("files", {"digits v2.npz": packed, "ink.jsonl": ink, "mnist.npz": packed})
    assert same(remote.read(f"{address}/digits v2.npz?key=1", cache=tmp_path / "c")[1], TRAIN)
    assert web.asked == ["/files/digits%20v2.npz?key=1"]
    kind, _, test, _ = remote.read(f"{address}/ink.jsonl", cache=tmp_path / "c", only_test=True)
    assert kind == "drawings"
    assert list(test.labels) == list(range(10))
    assert same(remote.read(address, cache=tmp_path / "c")[1], TRAIN)


def test_an_address_with_nothing_known(tmp_path: Path, web: Web) -> None:
    with refused(f"{web.url}/empty/ holds no digits"):
        remote.read(f"{web.url}/empty", cache=tmp_path)
    with refused("404 Not Found", f"{web.url}/none.npz"):
        remote.read(f"{web.url}/none.npz", cache=tmp_path)


def test_a_missing_file_among_others_is_named(tmp_path: Path, web: Web) -> None:
    files = idx_files(TRAIN, TEST)
    del files["train-labels-idx1-ubyte"]
    with refused("train-labels-idx1-ubyte is missing"):
        remote.read(web.serve("d", files), cache=tmp_path)
    sprite = web.serve("s", {"mnist_images.png": sprite_files(tmp_path / "s")["mnist_images.png"]})
    with refused("mnist_labels_uint8 answers 404"):
        remote.read(sprite, cache=tmp_path / "c")


def test_a_damaged_file_is_told_by_its_address(tmp_path: Path, web: Web) -> None:
    files = idx_files(TRAIN, TEST)
    files["train-images-idx3-ubyte"] = files["train-images-idx3-ubyte"][:-5]
    address = web.serve("d", files)
    with refused(f"{address}/train-images-idx3-ubyte is cut short"):
        remote.read(address, cache=tmp_path)
    with refused(f"{web.url}/d/x.npz is not a .npz file"):
        remote.read(web.serve("d", {"x.npz": b"hello"}) + "/x.npz", cache=tmp_path)


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/mnist", "file:///etc", "http://", "http://[::1/x"])
def test_only_http_addresses_are_asked(tmp_path: Path, address: str) -> None:
    with refused("only http:// and https://"):
        remote.read(address, cache=tmp_path)


def test_a_file_is_fetched_with_progress(tmp_path: Path, web: Web) -> None:
    content = bytes(range(256)) * 1_000
    address = web.serve("d", {"file": content})
    seen: list[tuple[str, int, int | None]] = []
    download.fetch(f"{address}/file", tmp_path / "file", progress=lambda *step: seen.append(step))
    assert (tmp_path / "file").read_bytes() == content
    assert {what for what, _, _ in seen} == {"Fetching file"}
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1][1:] == (256_000, 256_000)


def test_a_redirect_is_followed_but_not_out_of_the_web(tmp_path: Path, web: Web) -> None:
    address = web.serve("d", {"file": b"content"})
    secret = tmp_path / "secret"
    secret.write_text("secret")
    web.redirects = {
        "/good": f"{address}/file",
        "/bad": secret.as_uri(),
        "/ftp": "ftp://127.0.0.1/x",
        "/round": "/round",
    }
    download.fetch(f"{web.url}/good", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"content"
    for name in ("bad", "ftp", "round"):
        with refused(f"{web.url}/{name}"):
            download.fetch(f"{web.url}/{name}", tmp_path / name)
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("sized", [True, False])
def test_a_file_larger_than_the_limit_is_not_fetched(tmp_path: Path, web: Web, sized: bool) -> None:
    address = web.serve("d", {"file": bytes(200_000)})
    web.unsized = set() if sized else {"/d/file"}
    with refused(f"{address}/file is larger than 150,000 bytes"):
        download.fetch(f"{address}/file", tmp_path / "file", limit=150_000)
    assert not (tmp_path / "file").exists()


def test_a_connection_that_breaks_off_leaves_nothing(tmp_path: Path, web: Web) -> None:
    address = web.serve("d", {"file": bytes(200_000)})
    web.cut = {"/d/file"}
    with refused(f"{address}/file broke off after 100,000 of 200,000 bytes"):
        download.fetch(f"{address}/file", tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_server_in_trouble_is_quoted(tmp_path: Path, web: Web) -> None:
    web.status = {"/file": 503}
    with refused("503", f"{web.url}/file"):
        download.fetch(f"{web.url}/file", tmp_path / "file")


def test_a_server_that_says_nothing_is_left(tmp_path: Path, web: Web) -> None:
    web.silent = {"/file"}
    with refused("did not answer within 0.2 s"):
        download.fetch(f"{web.url}/file", tmp_path / "file", allowance=download.Allowance(patience=0.2))


def test_no_server_at_all(tmp_path: Path, web: Web) -> None:  # noqa: ARG001 (for its environment)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused at once
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/file"
        with refused(f"{address} cannot be reached"):
            download.fetch(address, tmp_path / "file")


def test_nothing_is_asked_where_downloads_are_forbidden(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = web.serve("d", {"file": b"content"})
    monkeypatch.setenv("DIGITGAME_OFFLINE", "1")
    with refused("DIGITGAME_OFFLINE forbids it"):
        download.fetch(f"{address}/file", tmp_path / "file")
    assert web.asked == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, web: Web) -> None:
    address = web.serve("d", {"file": bytes(200_000)})
    with full_disk(100_000), refused(f"{address}/file cannot be written to disk"):
        download.fetch(f"{address}/file", tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_files_that_hold_a_data_set_each(tmp_path: Path, web: Web) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for name, content in idx_files(TRAIN, TEST).items():
            packed.writestr(f"MNIST/raw/{name}", content)
    rows = [",".join(map(str, (n, *TRAIN.images[n].reshape(784).tolist()))) for n in range(10)]
    pairs = pickle.dumps(((TRAIN.images, TRAIN.labels), (TEST.images, TEST.labels)))
    table = "\n".join(rows).encode()
    files = {
        "a.zip": (tmp_path / "a.zip").read_bytes(),
        "train.csv": table,
        "train.csv.gz": gzip.compress(table),
    }
    address = web.serve("files", {**files, "mnist.pkl.gz": gzip.compress(pairs), "wrong.zip": b"PK\3\4"})
    for name in ("a.zip", "mnist.pkl.gz"):
        assert same(remote.read(f"{address}/{name}", cache=tmp_path / "c").train, TRAIN)
    for name in ("train.csv", "train.csv.gz"):
        assert 0 < len(remote.read(f"{address}/{name}", cache=tmp_path / "c").train) < 10
    with pytest.raises(DigitgameError, match=r"http://.*/wrong\.zip is a damaged zip archive"):
        remote.read(f"{address}/wrong.zip", cache=tmp_path / "c")
