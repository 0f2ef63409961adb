"""Every reader of files that a stranger may have made: sound files to damage, and how each file is read.

A reader may return or raise DigitgameError, and nothing else. One whose format has a checksum returns what it read, so
that a wrong value taken in silence is noticed.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gzip
import hashlib
import io
import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image, ImageDraw, features

from .mutate import damaged, damaged_json, twisted

MODEL = Path(__file__).resolve().parents[1] / "model"
Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Reader:
    """`seeds`: sound files. `damage` makes a bad one of them, `read` reads the file at a path.

    `exact`: the format has checksums, so that a file that is read at all is read as the sound one.
    """

    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[Path], Any]
    damage: Damage = damaged
    name: str = "file"
    exact: bool = False


def _digits(count: int = 20) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (count, 28, 28), np.uint8), np.arange(count, dtype=np.uint8) % 10


def _idx() -> list[bytes]:
    images, labels = _digits()
    one = struct.pack(">4I", 0x803, *images.shape) + images.tobytes()
    two = struct.pack(">2I", 0x801, len(labels)) + labels.tobytes()
    return [one, two, gzip.compress(one), gzip.compress(two)]


def _read_idx(path: Path) -> Any:
    from digitgame.datasets.formats import idx
    from digitgame.errors import DigitgameError

    try:
        return len(idx.read_images(path))
    except DigitgameError:
        return idx.read_labels(path).max(initial=0) <= 9


def _npz() -> list[bytes]:
    images, labels = _digits()
    out: list[bytes] = []
    for save in (np.savez, np.savez_compressed):
        held = io.BytesIO()
        save(held, x_train=images, y_train=labels, x_test=images, y_test=labels)
        out.append(held.getvalue())
    return out


def _read_npz(path: Path) -> Any:
    from digitgame.datasets.formats import npz

    return _hash(*npz.read(path))


@cache
def _pickles() -> list[bytes]:
    images, labels = _digits()
    floats = (images.reshape(-1, 784) / 256).astype(np.float32)
    pairs = ((floats, labels.astype(np.int64)), (images, labels))
    return [
        pickle.dumps(pairs, 0),
        pickle.dumps(pairs, 2),
        pickle.dumps(pairs),
        gzip.compress(pickle.dumps(pairs)),
    ]


def _read_pickle(path: Path) -> Any:
    from digitgame.datasets.formats import pickled

    return len(pickled.read(path)[0])


@cache
def _tables() -> list[bytes]:
    images, labels = _digits()
    rows = [",".join(map(str, (label, *image.ravel()))) for image, label in zip(images, labels, strict=True)]
    titles = ",".join(["label", *(f"pixel{n}" for n in range(784))])
    lists = "\n".join(["file,label", *(f"{n}.png,{n % 10}" for n in range(20))])
    return ["\n".join(rows).encode(), "\r\n".join([titles, *rows]).encode(), lists.encode()]


@cache
def _archives() -> list[bytes]:
    images, labels = _digits()
    files = {"train.csv": _tables()[0]}
    for part in ("train", "t10k"):
        files[f"MNIST/raw/{part}-images-idx3-ubyte"] = (
            struct.pack(">4I", 0x803, *images.shape) + images.tobytes()
        )
        files[f"MNIST/raw/{part}-labels-idx1-ubyte"] = (
            struct.pack(">2I", 0x801, len(labels)) + labels.tobytes()
        )
    out = []
    for names in (list(files)[1:], list(files)[:1]):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                packed.writestr(name, files[name])
        out.append(held.getvalue())
    return out


def _read_data(path: Path) -> Any:
    from digitgame.datasets import local

    # Those that a list names.
    if not path.with_name("0.png").exists():
        for number in range(20):
            path.with_name(f"{number}.png").write_bytes(_pictures("PNG", "L")[0])

    return len(local.read(path).train)


def _hash(*parts: Any) -> str:
    return hashlib.sha256(b"".join(one.images.tobytes() + one.labels.tobytes() for one in parts)).hexdigest()


def _sprite() -> list[bytes]:
    images, _ = _digits()
    out = []
    for mode in ("L", "RGB"):
        held = io.BytesIO()
        Image.fromarray(images.reshape(-1, 784)).convert(mode).save(held, "PNG")
        out.append(held.getvalue())
    return out


def _read_sprite(path: Path) -> Any:
    from digitgame.datasets.formats import sprite

    labels = path.with_name(sprite.LABELS)
    if not labels.is_file():
        labels.write_bytes(np.eye(10, dtype=np.uint8)[_digits()[1]].tobytes())
    return _hash(*sprite.read(path))


def _pictures(kind: str, *modes: str, **how: Any) -> list[bytes]:
    out = []
    for mode in modes:
        image = Image.new("L", (60, 50), 255)
        ImageDraw.Draw(image).line([(10, 8), (45, 8), (20, 42)], fill=0, width=5)
        held = io.BytesIO()
        image.convert(mode).save(held, kind, **how)
        out.append(held.getvalue())
    return out


def _read_picture(path: Path) -> Any:
    from digitgame.inference.input_files import read_file

    for one in read_file(path):
        frame = one.frame
        assert frame.shape == (28, 28)
        assert np.isfinite(frame).all()


def _ink() -> list[bytes]:
    line = json.dumps({"label": 7, "writer": "a", "strokes": [[[10, 20.5], [200, 20], [90, 290]]]})
    quick = json.dumps({"word": "seven", "drawing": [[[10, 200, 90], [20, 20, 250]]]})
    return [f"{line}\n{line}\n".encode(), f"{quick}\n".encode()]


def _damage_ink(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines()
    return b"\n".join(damaged_json(line, rng) if rng.random() < 0.7 else line for line in lines) + b"\n"


def _read_ink(path: Path) -> Any:
    from digitgame.datasets import drawings
    from digitgame.errors import DigitgameError

    _read_picture(path)
    with contextlib.suppress(DigitgameError):
        drawings.from_ink_file(path)


def _read_card(path: Path) -> Any:
    """A folder with this card, as every list, `models show` and the game see it."""
    from digitgame import model
    from digitgame.cli.models.view import card, comparison, facts, listing
    from digitgame.inference import opponents, rejection
    from digitgame.ink import FRAMING

    folder = _model_beside(path)
    (folder / model.CARD).write_bytes(path.read_bytes())
    model.called(folder)
    found = model.load(folder, framing=FRAMING)
    listing([{**facts(found), "name": "x", "default": False}], [])
    card(found, found.card.get("layers") or [])
    comparison(found, found)
    rejection.threshold(found)
    opponents.opponents(found)
    json.dumps(found.card)


@cache
def _model_of(folder: Path) -> Path:
    target = folder / "a model"
    if not target.is_dir():
        shutil.copytree(MODEL, target)
    return target


def _model_beside(path: Path) -> Path:
    return _model_of(path.parent)


def _with_digest(path: Path, name: str) -> Path:
    """A model folder in which the file `name` is the one at `path`, and the card vouches for it."""
    from digitgame import model

    folder = _model_beside(path)
    data = path.read_bytes()
    (folder / name).write_bytes(data)
    card = json.loads((MODEL / model.CARD).read_text("utf-8"))
    card["files"][name] = hashlib.sha256(data).hexdigest()
    (folder / model.CARD).write_text(json.dumps(card), "utf-8")
    return folder


def _read_tflite(path: Path) -> Any:
    """Of a stranger's folder: tried apart, and then read here."""
    from digitgame import model
    from digitgame.inference import Reader as NetworkReader
    from digitgame.inference import untrusted
    from digitgame.inference.layers import read_layers

    folder = _with_digest(path, model.TFLITE)
    with _tried_in_forks():
        untrusted.try_untrusted(model.load(folder))
    reader = NetworkReader(model.load(folder))
    frame = np.random.default_rng(2).random((28, 28), np.float32)
    reading = reader.read(frame)
    assert np.isfinite(reading.probabilities).all(), "probabilities that are no numbers"
    assert abs(float(reading.probabilities.sum()) - 1) < 0.01
    read_layers(folder / model.TFLITE)


@contextlib.contextmanager
def _tried_in_forks() -> Iterator[None]:
    """`untrusted.try_apart` with a fork instead of a new Python, which takes a hundred times as long."""
    from digitgame.errors import DigitgameError
    from digitgame.inference import untrusted

    def forked(*files: Path, hint: str = "", load: Callable[[Path], object] = untrusted.load_all) -> None:
        child = os.fork()
        if not child:
            code = 1
            faulthandler.disable()
            with contextlib.suppress(BaseException):
                untrusted._limit()
                for file in files:
                    load(file)
                code = 0
            os._exit(code)
        until = time.monotonic() + untrusted._PATIENCE
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.001)
        if ended[1]:
            raise DigitgameError(f"{files[0]} is not a network that LiteRT can run.", hint)

    with patch.object(untrusted, "try_apart", forked):
        yield


@cache
def _foreign() -> list[bytes]:
    """Networks as others save them, from Keras, and ours without its signature."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema
    from exchange.making import as_tflite, convolutional, network

    ours = schema.ModelT.InitFromPackedBuf((MODEL / "network.tflite").read_bytes(), 0)
    ours.signatureDefs = []
    builder = flatbuffers.Builder(1024)
    builder.Finish(ours.Pack(builder), b"TFL3")
    where = Path(os.environ["DIGITGAME_HOME"])
    where.mkdir(parents=True, exist_ok=True)
    made: dict[str, Callable[[], bytes]] = {
        "a.tflite": lambda: bytes(builder.Output()),
        "b.tflite": lambda: as_tflite(network((784,), scale=255.0, end=None), batch=1),
        "c.tflite": lambda: as_tflite(convolutional()),
        "d.tflite": lambda: as_tflite(network((28, 28)), whole_numbers=True),
    }
    # TensorFlow takes seconds, and each process needs them.
    for name, make in made.items():
        if not (where / name).is_file():
            (where / name).write_bytes(make())
    return [(where / name).read_bytes() for name in made]


@cache
def _some_digits() -> Any:
    from digitgame.datasets import Images
    from digitgame.ink import frame_many
    from digitgame.synth import handwriting

    drawings = handwriting.write_many(30, seed=5)
    frames = np.rint(255 * frame_many([one.strokes for one in drawings])).astype(np.uint8)
    return Images(frames, np.array([one.label for one in drawings], np.uint8))


def _read_foreign(path: Path) -> Any:
    """`models import` of a `.tflite`, with few digits to try it on."""
    from digitgame import model
    from digitgame.exchange import import_network
    from digitgame.inference import Reader as NetworkReader

    file, models = path.with_name("foreign.tflite"), path.with_name("models")
    shutil.copyfile(path, file)
    shutil.rmtree(models, ignore_errors=True)
    with _tried_in_forks():
        import_network.import_network(file, "x", models=models, tests=[("hand", _some_digits())])
    reading = NetworkReader(model.load(models / "x")).read(_some_digits().images[0])
    assert np.isfinite(reading.probabilities).all()


@cache
def _packed() -> list[bytes]:
    from digitgame import model
    from digitgame.exchange import archive

    where = Path(os.environ["DIGITGAME_HOME"]) / "seed.zip"
    where.parent.mkdir(parents=True, exist_ok=True)
    archive.pack(model.load(MODEL), where)
    return [where.read_bytes()]


def _damage_packed(data: bytes, rng: random.Random) -> bytes:
    """The archive, or a file in it with the digests redone: that in the list, and those on the card."""
    if rng.random() < 0.3:
        return damaged(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts.pop("SHA256SUMS")
    name = rng.choice(sorted(parts))
    parts[name] = (damaged_json if name.endswith(".json") else damaged)(parts[name], rng)
    if name != "card.json":
        card = json.loads(parts["card.json"])
        if name in card["files"]:
            card["files"][name] = hashlib.sha256(parts[name]).hexdigest()
        parts["card.json"] = json.dumps(card).encode()
    sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for name, content in {"SHA256SUMS": sums.encode(), **parts}.items():
            again.writestr(name, content)
    return out.getvalue()


def _read_packed(path: Path) -> Any:
    """`models import` of a `.zip`, and all opponents of the model."""
    from digitgame import model
    from digitgame.exchange import archive
    from digitgame.inference import Reader as NetworkReader
    from digitgame.inference import opponents

    models = path.with_name("models")
    shutil.rmtree(models, ignore_errors=True)
    model.is_plain(archive.named(archive.read(path)))
    with _tried_in_forks():
        found = archive.unpack(path, models, "x")
    NetworkReader(found).read(np.zeros((28, 28), np.float32))
    for one in opponents.opponents(found):
        opponents.LoadedOpponent(one).read(np.zeros((28, 28), np.float32))


@cache
def _recipes() -> list[bytes]:
    from exchange.making import convolutional, network

    out = []
    for number, made in enumerate((convolutional(), network((28, 28)))):
        for ending in ("keras", "h5"):
            where = Path(os.environ["DIGITGAME_HOME"]) / f"recipe-{number}.{ending}"
            where.parent.mkdir(parents=True, exist_ok=True)
            if not where.is_file():
                made.save(where)
            out.append(where.read_bytes())
    return out


def _damage_recipe(data: bytes, rng: random.Random) -> bytes:
    """The file, a part of the archive, or a value of the recipe."""
    if rng.random() < 0.2 or not zipfile.is_zipfile(io.BytesIO(data)):
        return damaged(data, rng)
    out, part = io.BytesIO(), rng.choice(("config.json", "config.json", "model.weights.h5"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as again:
        for name in packed.namelist():
            content = packed.read(name)
            damage = damaged_json if name.endswith(".json") else damaged
            again.writestr(name, damage(content, rng) if name == part else content)
    return out.getvalue()


def _read_recipe(path: Path) -> Any:
    """`models import` of a Keras file, as far as the network that is made of it."""
    from digitgame.exchange import keras_file

    with _tried_in_forks():
        keras_file.converted(path.read_bytes(), path)


def _keras() -> list[bytes]:
    from digitgame.training.backend import quiet
    from digitgame.training.networks import build

    target = Path(os.environ["DIGITGAME_HOME"]) / "seed.keras"
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with quiet():
            build("seed").save(target)
    return [target.read_bytes()]


def _damage_keras(data: bytes, rng: random.Random) -> bytes:
    """The archive, or the HDF5 file in it."""
    if rng.random() < 0.4:
        return damaged(data, rng)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as again:
        for name in packed.namelist():
            content = packed.read(name)
            again.writestr(name, damaged(content, rng) if name.endswith(".h5") else content)
    return out.getvalue()


@cache
def _network() -> Any:
    from digitgame.training.networks import build

    return build("seed")


def _read_keras(path: Path) -> Any:
    from digitgame.training.networks import load_weights

    file = path.with_suffix(".keras")
    shutil.copyfile(path, file)
    load_weights(_network(), file, "seed", hint="x")
    assert all(np.isfinite(weight).all() for weight in _network().get_weights())


@cache
def _database() -> bytes:
    from digitgame.ink import Drawing
    from digitgame.rules.free_draw import Answer
    from digitgame.rules.modes import SPRINT
    from digitgame.rules.record import Move
    from digitgame.store import Attempt, Run, Store

    where = Path(os.environ["DIGITGAME_HOME"]) / "seed.db"
    where.parent.mkdir(parents=True, exist_ok=True)
    where.unlink(missing_ok=True)
    drawing = Drawing((((10.0, 20.0), (200.0, 20.0), (90.0, 290.0)),), 7)
    with Store(where, clock=lambda: 1_700_000_000.0) as store:
        store.set("volume", 3)
        store.set("keys", {"guess": "space"})
        store.set("pen", "chalk")
        for name in ("Ann", "Bob"):
            store.join(name)
            for truth in (7, 1):
                store.add(name, drawing, [0.1] * 10, Answer(7, truth), model="m")
            moves = (Move(1.0, "submit", 0, 7),)
            run = Run(name, SPRINT, 1, "m", 1_700_000_000.0, 30.0, 100, 1, 1, 1, moves)
            store.keep(run, [Attempt(7, drawing, 7, (0.1,) * 10, "hit")])
    with contextlib.closing(sqlite3.connect(where)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return where.read_bytes()


_SQL_VALUES = (
    None, -1, 0, 10, 1e20, -1e308, 2**62, "", "x", "[]", "{}", "[" * 50_000, "[1, 2", b"\xff\xfe", "\x1b[2J",
    '[[0, "x", 9, 9, 9]]', "[" + "9" * 5_000 + "]", '{"strokes": null}', "sums 99", "x" * 100_000,
)  # fmt: skip


def _damage_database(data: bytes, rng: random.Random) -> bytes:
    """Its bytes, or a value in a row."""
    if rng.random() < 0.5:
        return damaged(data, rng)
    where = Path(os.environ["DIGITGAME_HOME"]) / "twisted.db"
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(data)
    with contextlib.closing(sqlite3.connect(where, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = rng.choice([name for name in tables if not name.startswith("sqlite")])
        column = rng.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
        with contextlib.suppress(sqlite3.Error):
            db.execute(
                f"UPDATE {table} SET {column} = ? WHERE rowid % 2 = ?",
                (rng.choice(_SQL_VALUES), rng.randrange(2)),
            )
    return where.read_bytes()


def _read_database(path: Path) -> Any:
    """All that the game and `scores` read of it."""
    from digitgame.errors import DigitgameError
    from digitgame.store import ReadStore
    from digitgame.store.health import health

    health(path)
    with ReadStore(path) as store:
        players = store.players()
        store.standings()
        store.modes()
        for run in store.runs():
            json.dumps(run.seconds)
            with contextlib.suppress(DigitgameError):
                store.attempts(run.number or 0)
            store.digits_read(run.number or 0)
        for player in players:
            store.score(player)
            store.career(player)
            store.by_digit(player, 10)
        for _ in store.drawings():
            pass
        _settings(store)


def _play_on(path: Path) -> Any:
    """A game that opens the database, keeps an answer and ends; the next one has it."""
    from digitgame.ink import Drawing
    from digitgame.rules import Answer
    from digitgame.store import QueuedStore, Store

    folder = path.with_name("game")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    where = folder / "a.db"
    shutil.copyfile(path, where)
    store = QueuedStore(where)
    try:
        store.add("Cleo", Drawing((((1.0, 2.0), (3.0, 4.0)),)), [0.1] * 10, Answer(7, 7), model="m")
    finally:
        store.close()
    assert not store.farewell, store.farewell
    with Store(where) as again:
        assert Answer(7, 7) in list(again.answers("Cleo"))


def _settings(store: Any) -> None:
    from digitgame.game.settings import Settings
    from digitgame.ui.actions import ROWS, KeyBindings

    settings = Settings.of(store)
    assert 0 <= settings.volume <= 10
    bindings = KeyBindings.of(store.setting("keys"))
    assert str(bindings.labels)
    for action in ROWS:
        press = bindings.press(action)
        assert press is None or press.label


def _settings_seeds() -> list[bytes]:
    from digitgame.ui.actions import KeyBindings

    stored = KeyBindings.of({"clear": [113, False], "undo": [113, True], "guess": None}).stored()
    return [
        json.dumps(
            {"volume": 3, "music": 4, "muted": True, "pen": "chalk", "live": False, "keys": stored}
        ).encode()
    ]


def _read_settings(path: Path) -> Any:
    """Settings of a store that answers with what the file says, and the same as rows of a database."""
    from digitgame.store import Store

    try:
        values = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        values = {"keys": path.read_bytes()[:2000].decode("latin1")}
    where = path.with_name("settings.db")
    where.unlink(missing_ok=True)
    with Store(where) as store:
        for name, value in values.items() if isinstance(values, dict) else [("keys", values)]:
            with contextlib.suppress(RecursionError, UnicodeEncodeError):
                store.set(name, value)
        _settings(store)


@cache
def _checkpoint() -> tuple[bytes, bytes]:
    """A checkpoint and a request, as a training leaves them."""
    from digitgame.training.checkpoint import Checkpoint, CheckpointDirectory
    from digitgame.training.request import Request

    folder = Path(os.environ["DIGITGAME_HOME"]) / "seed" / ".x.training"
    folder.mkdir(parents=True, exist_ok=True)
    row = {
        "epoch": 1, "epochs": 3, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.9,
        "seconds": 1.0, "left": 2.0, "best": True,
    }  # fmt: skip
    about = {"framing": 2, "precision": "float32", "data": [{"name": "hand", "sha256": "0" * 64}]}
    directory = CheckpointDirectory(folder)
    directory.keep(Checkpoint(about, [row], 1.0, bytes(200), b"", {1: bytes(50)}))
    return (folder / "checkpoint").read_bytes(), json.dumps(Request().to_json()).encode()


def _damage_checkpoint(data: bytes, rng: random.Random) -> bytes:
    """Its bytes, or a value of its line with the checksum redone."""
    if rng.random() < 0.5:
        return damaged(data, rng)
    import zlib

    line, _, rest = data.partition(b"\n")
    facts = json.loads(line)
    facts.pop("checksum")
    for _ in range(rng.choice((1, 2))):
        facts = twisted(facts, rng)
    if isinstance(facts, dict):
        with contextlib.suppress(ValueError):
            told = json.dumps(facts, sort_keys=True).encode()
            facts["checksum"] = zlib.crc32(rest, zlib.crc32(told))
    return json.dumps(facts).encode() + b"\n" + rest


def _training(path: Path) -> Path:
    """The checkpoint directory of a training `x`, beside `path`."""
    folder = path.parent / ".x.training"
    folder.mkdir(exist_ok=True)
    for one in folder.iterdir():
        one.unlink()
    return folder


def _look_at(folder: Path) -> Any:
    """All that `models`, the game and `train --resume` do with a training, but for the training itself."""
    from digitgame import unfinished
    from digitgame.cli.models.view import listing
    from digitgame.training import checkpoint
    from digitgame.training.callbacks import Progress
    from digitgame.training.request import Request

    models = folder.parent
    for one in unfinished.resumable(models):
        assert isinstance(one.epochs, int)
    names = unfinished.names(models)
    listing(
        [], [{"name": name, "epochs": checkpoint.finished(models / name), "running": False} for name in names]
    )
    with checkpoint.claimed(models / "x", None) as held:
        Request.from_json(held.request)
        kept = held.read()
        if kept is not None:
            progress = Progress(3, 1)
            try:
                progress.resume(kept)
            except (ValueError, TypeError) as error:
                raise held.damaged() from error
            assert progress.best is not None
            assert progress.seconds >= 0


def _read_checkpoint(path: Path) -> Any:
    folder = _training(path)
    (folder / "checkpoint").write_bytes(path.read_bytes())
    (folder / "request.json").write_bytes(_checkpoint()[1])
    _look_at(folder)


def _read_request(path: Path) -> Any:
    folder = _training(path)
    (folder / "checkpoint").write_bytes(_checkpoint()[0])
    (folder / "request.json").write_bytes(path.read_bytes())
    _look_at(folder)


def _pictures_of(*given: Any, **how: Any) -> Callable[[], Sequence[bytes]]:
    return partial(_pictures, *given, **how)


READERS: dict[str, Reader] = {
    "idx": Reader(_idx, _read_idx),
    "npz": Reader(_npz, _read_npz, name="a.npz", exact=True),
    "pickle": Reader(_pickles, _read_pickle, name="a.pkl"),
    "table": Reader(_tables, _read_data, name="a.csv"),
    "archive": Reader(_archives, _read_data, name="a.zip"),
    "sprite": Reader(_sprite, _read_sprite, name="mnist_images.png", exact=True),
    "png": Reader(_pictures_of("PNG", "L", "RGB", "RGBA", "P", "1", "I;16"), _read_picture),
    "jpeg": Reader(_pictures_of("JPEG", "L", "RGB", "CMYK"), _read_picture),
    "progressive": Reader(_pictures_of("JPEG", "RGB", progressive=True), _read_picture),
    "bmp": Reader(_pictures_of("BMP", "L", "RGB", "1"), _read_picture),
    "gif": Reader(_pictures_of("GIF", "L", "P"), _read_picture),
    "webp": Reader(_pictures_of("WEBP", "RGB", "RGBA", lossless=True), _read_picture),
    "tiff": Reader(_pictures_of("TIFF", "L", "RGB", compression="tiff_lzw"), _read_picture),
    "ppm": Reader(_pictures_of("PPM", "L", "RGB"), _read_picture),
    "ico": Reader(_pictures_of("ICO", "RGBA", sizes=[(32, 32)]), _read_picture),
    "jpeg2000": Reader(_pictures_of("JPEG2000", "L", "RGB"), _read_picture),
    **({"avif": Reader(_pictures_of("AVIF", "RGB"), _read_picture)} if features.check("avif") else {}),
    "ink": Reader(_ink, _read_ink, _damage_ink, name="a.jsonl"),
    "card": Reader(lambda: [(MODEL / "card.json").read_bytes()], _read_card, damaged_json),
    "tflite": Reader(lambda: [(MODEL / "network.tflite").read_bytes()], _read_tflite),
    "foreign": Reader(_foreign, _read_foreign),
    "packed": Reader(_packed, _read_packed, _damage_packed),
    "recipe": Reader(_recipes, _read_recipe, _damage_recipe),
    "keras": Reader(_keras, _read_keras, _damage_keras),
    "database": Reader(lambda: [_database()], _read_database, _damage_database, name="a.db"),
    "repair": Reader(lambda: [_database()], _play_on, _damage_database, name="a.db"),
    "settings": Reader(_settings_seeds, _read_settings, damaged_json),
    "checkpoint": Reader(lambda: [_checkpoint()[0]], _read_checkpoint, _damage_checkpoint),
    "request": Reader(lambda: [_checkpoint()[1]], _read_request, damaged_json),
}
