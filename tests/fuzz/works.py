"""What is saved, and what must be whole afterwards, wherever a file operation failed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitgame import folders, model
from digitgame.datasets import Images, cache
from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.rules import Answer
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Attempt, Run, Store
from digitgame.training.checkpoint import Checkpoint, CheckpointDirectory, claimed

from .faults import ERRORS, Faults, failing

MODEL = Path(__file__).resolve().parents[1] / "model"
VERSIONS = Path(__file__).resolve().parents[1] / "store" / "versions"
DRAWING = Drawing((((10.0, 10.0), (90.5, 10.25)),))


@dataclass(frozen=True)
class Work:
    """`before` prepares a folder, `do` is what may fail, `whole` raises if anything finished is lost."""

    before: Callable[[Path], object]
    do: Callable[[Path], object]
    whole: Callable[[Path], object]


def _save_model(home: Path, mark: str = "new") -> None:
    with model.writing(home / "models" / "x") as beside:
        for name in (model.TFLITE, model.KERAS):
            (beside / name).write_bytes((MODEL / name).read_bytes())
        shutil.copytree(MODEL / "checkpoints", beside / "checkpoints")
        card = json.loads((MODEL / model.CARD).read_text("utf-8"))
        model.write_card(beside, {key: value for key, value in card.items() if key != "files"})
        (beside / "mark").write_text(mark)
    model.set_default(home / "models", "x")


def _model_whole(home: Path) -> None:
    folders.recover(home / "models")
    model.load(home / "models" / "x", whole=True)
    assert (home / "models" / "x" / "mark").read_text() in ("new", "old")
    assert model.default(home / "models") == "x"


def _images(seed: int) -> Images:
    rng = np.random.default_rng(seed)
    return Images(rng.integers(0, 256, (20, 28, 28), np.uint8), np.arange(20, dtype=np.uint8) % 10)


def _save_data(home: Path, seed: int = 2) -> None:
    cache.save(home / "data", "x", _images(seed), _images(seed))


def _data_whole(home: Path) -> None:
    folders.recover(home / "data")
    train, test = cache.read(home / "data", "x")
    assert np.array_equal(train.images, test.images)
    assert any(np.array_equal(train.images, _images(seed).images) for seed in (1, 2))


def _keep_epoch(home: Path, epoch: int = 2) -> None:
    history = [
        {"epoch": at, "loss": 0.5, "accuracy": 0.5, "val_loss": 0.5, "val_accuracy": 0.5, "seconds": 1.0}
        for at in range(1, epoch + 1)
    ]
    folder = home / ".x.training"
    CheckpointDirectory(folder).keep(Checkpoint({}, history, 1.0, bytes(1000), b"", {}))


def _training(home: Path) -> None:
    (home / ".x.training").mkdir(parents=True)
    (home / ".x.training" / "request.json").write_text(json.dumps({"preset": "seed"}))
    _keep_epoch(home, 1)


def _epochs_whole(home: Path) -> None:
    with claimed(home / "x", None) as held:
        assert held.epochs >= 1


def _resume(home: Path) -> None:
    with claimed(home / "x", None) as held:
        kept = held.read()
        if kept is not None:
            held.keep(kept)


def _add(home: Path, truth: int) -> None:
    with Store(home / "a.db") as store:
        store.join("Ann")
        store.add("Ann", DRAWING, [0.1] * 10, Answer(7, truth), model="m")
        run = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 700, 1, 1, 1, ())
        store.keep(run, [Attempt(9, DRAWING, 9, (0.1,) * 10, HIT)])
        store.set("volume", truth)


def _store_whole(home: Path) -> None:
    with Store(home / "a.db") as store:
        answers = list(store.answers("Ann"))
        assert answers[:1] == [Answer(7, 1)]
        assert len(answers) <= 2
        assert store.setting("volume") in (1, 2)
        runs = store.runs()
        assert 1 <= len(runs) <= 2
        assert all(len(store.attempts(run.number or 0)) == 1 for run in runs)


def _old_database(home: Path) -> None:
    with closing(sqlite3.connect(home / "a.db")) as db:
        db.executescript(sorted(VERSIONS.glob("version-*.sql"))[0].read_text("utf-8"))


def _migrated(home: Path) -> None:
    with Store(home / "a.db") as store:
        assert store.players()


WORKS: dict[str, Work] = {
    "save a model": Work(lambda home: _save_model(home, "old"), _save_model, _model_whole),
    "keep a data set": Work(lambda home: _save_data(home, 1), _save_data, _data_whole),
    "keep an epoch": Work(_training, _keep_epoch, _epochs_whole),
    "resume a training": Work(_training, _resume, _epochs_whole),
    "keep a guess, a run and settings": Work(
        lambda home: _add(home, 1), lambda home: _add(home, 2), _store_whole
    ),
    "migrate": Work(_old_database, _migrated, _migrated),
}


def tried(work: Work, folder: Path, at: int, code: int) -> tuple[bool, str]:
    """Do the work with its call number `at` failing: whether that call came, and what is wrong, "" if nothing is."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    work.before(home)
    faults = Faults(home, at, code)
    problem = ""
    try:
        with failing(faults):
            work.do(home)
    # The command line prints both in one line.
    except (DigitgameError, OSError) as error:
        problem = "" if faults.struck and "\n" not in str(error) else repr(error)
    except Exception as error:
        problem = f"unexpected {error!r}"
    try:
        work.whole(home)
    except Exception as error:
        problem = problem or f"lost: {error!r}"
    return faults.struck, problem


def all_faults(name: str, folder: Path, step: int = 1, first: int = 1) -> tuple[int, list[str]]:
    """Let each call of a work fail in turn, or every `step`th: how many did, and what went wrong."""
    at, done, problems = first, 0, []
    while True:
        struck, problem = tried(WORKS[name], folder, at, ERRORS[at % len(ERRORS)])
        if problem:
            problems.append(f"{name}, call {at}: {problem}")
        if not struck:
            return done, problems
        done, at = done + 1, at + step
