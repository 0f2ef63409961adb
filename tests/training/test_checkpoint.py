"""The checkpoint directory of a training: what it keeps, who may hold it, and what a sudden end leaves in it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from digitgame import model, unfinished
from digitgame.datasets.drawings import kept_database
from digitgame.errors import DigitgameError
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.training import checkpoint
from digitgame.training.checkpoint import Checkpoint, CheckpointDirectory

ASKED = {"preset": "seed", "epochs": 5}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models" / "small"


def keep(held: CheckpointDirectory, epochs: int, best: bytes = b"", **snapshots: bytes) -> Checkpoint:
    history = [{"epoch": epoch, "loss": 1 / epoch} for epoch in range(1, epochs + 1)]
    shown = {int(name.removeprefix("epoch")): weights for name, weights in snapshots.items()}
    one = Checkpoint({"recipe": "r"}, history, 2.0 * epochs, f"state {epochs}".encode(), best, shown)
    held.keep(one)
    return one


def test_what_is_kept_comes_back(folder: Path) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        assert held.read() is None
        keep(held, 1, epoch1=b"one")
        last = keep(held, 2, best=b"two\n", epoch1=b"one", epoch2=b"\n")
    assert unfinished.names(folder.parent) == ["small"]
    assert model.names(folder.parent) == []
    with checkpoint.claimed(folder, None) as held:
        assert held.request == ASKED
        assert held.epochs == 2
        assert held.read() == last


@pytest.mark.parametrize("over", [True, False])
def test_a_folder_goes_where_nothing_in_it_is_needed(folder: Path, over: bool) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        if over:
            keep(held, 1)
            held.over = True
    assert not folder.parent.exists()
    assert unfinished.names(folder.parent) == []


def test_an_unfinished_training_is_not_lost_unasked(folder: Path) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
    hint = "1 epoch is kept[.] Resume with: digitgame train --resume small"
    with pytest.raises(DigitgameError, match=hint), checkpoint.claimed(folder, ASKED):
        pass
    with checkpoint.claimed(folder, ASKED, fresh=True) as held:
        assert held.epochs == 0
        assert held.read() is None


def test_a_training_that_runs_is_left_alone(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from digitgame.training import checkpoint\n"
        "with checkpoint.claimed(Path(sys.argv[1]), {}): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert unfinished.is_running(folder)
        for fresh in (False, True):
            with (
                pytest.raises(DigitgameError, match="is running"),
                checkpoint.claimed(folder, ASKED, fresh=fresh),
            ):
                pass
        other.kill()
    assert not unfinished.is_running(folder)
    with checkpoint.claimed(folder, ASKED):
        pass


def test_there_must_be_something_to_resume(folder: Path) -> None:
    with (
        pytest.raises(DigitgameError, match="no unfinished training") as error,
        checkpoint.claimed(folder, None),
    ):
        pass
    assert error.value.exit_code == 2
    with checkpoint.claimed(folder.with_name("other"), ASKED) as held:
        keep(held, 1)
    with pytest.raises(DigitgameError, match="Unfinished: other"), checkpoint.claimed(folder, None):
        pass


def test_half_a_checkpoint_of_a_process_that_was_killed_is_removed(folder: Path) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
        (held.folder / ".checkpoint.0123abcd").write_bytes(b"half")
    with checkpoint.claimed(folder, None) as held:
        assert held.epochs == 1
        assert not list(held.folder.glob(".*"))


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "another version"])
def test_what_is_damaged_is_said(folder: Path, damage: str) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
        path = held.folder / "checkpoint"
        whole = path.read_bytes()
        another = whole.replace(b'"format": 3', b'"format": 1')
        damaged = {"cut": whole[:-1], "flipped": whole[:-1] + b"?", "foreign": b"\x89PNG"}
        path.write_bytes(damaged.get(damage, another))
        with pytest.raises(DigitgameError, match=r"is damaged. Nothing was removed. Start over with --fresh"):
            held.read()


def test_ended_when_the_epoch_is_in_its_place_already_it_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
        replace = Path.replace

        def ended(*paths: Path) -> None:
            replace(*paths)
            if paths[1].name == "checkpoint":
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", ended)
            with pytest.raises(KeyboardInterrupt):
                keep(held, 2)
        assert held.epochs == 2
        assert held.resume_hint.startswith("2 epochs are kept.")


def test_a_write_that_fails_leaves_the_epoch_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", full)
            with pytest.raises(OSError, match="No space"):
                keep(held, 2)
        assert held.epochs == 1
        found = held.read()
        assert found is not None
        assert found.state == b"state 1"
        assert not list(held.folder.glob(".*"))


def test_the_last_one_broken_off_comes_first(folder: Path) -> None:
    for name in ("one", "two", "three.training"):
        with checkpoint.claimed(folder.with_name(name), ASKED) as held:
            keep(held, 1)
    stamp = (held.folder / "checkpoint").stat().st_mtime + 5
    os.utime(unfinished.directory(folder.with_name("one")), (stamp, stamp))
    assert unfinished.names(folder.parent)[0] == "one"
    assert sorted(unfinished.names(folder.parent)) == ["one", "three.training", "two"]


def damage(path: Path) -> None:
    """One bit of it flips."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def be_a_folder(path: Path) -> None:
    """What cannot be opened, as a file that one may not read: an error that says nothing about the content."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [damage, be_a_folder])
def test_what_cannot_be_read_is_never_removed(folder: Path, harm: Callable[[Path], None]) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
    path = held.folder / "checkpoint"
    harm(path)
    for request in (None, ASKED):
        with pytest.raises(DigitgameError, match="Nothing was removed"), checkpoint.claimed(folder, request):
            pass
        assert path.exists()
        assert (held.folder / "request.json").is_file()
    with checkpoint.claimed(folder, ASKED, fresh=True) as held:
        assert held.read() is None


def test_a_fresh_start_that_is_cut_off_anywhere_can_be_resumed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink
    for at in range(4):
        with checkpoint.claimed(folder, ASKED, fresh=True) as held:
            for epoch in (1, 2):
                keep(held, epoch)
        done: list[Path] = []

        def fails(path: Path, missing_ok: bool = False, done: list[Path] = done, at: int = at) -> None:
            if len(done) == at:
                raise KeyboardInterrupt
            unlink(path, missing_ok=missing_ok)
            done.append(path)

        with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
            patch.setattr(Path, "unlink", fails)
            with checkpoint.claimed(folder, ASKED, fresh=True) as held:
                keep(held, 1)
        assert unfinished.names(folder.parent) == [folder.name], done
        with checkpoint.claimed(folder, None) as held:
            assert held.request == ASKED
            keep(held, held.epochs + 1)
    assert len(done) > 2


@pytest.mark.parametrize("harm", [damage, be_a_folder, Path.unlink])
def test_the_epoch_before_stands_in_for_one_that_cannot_be_read(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        for epochs in (1, 2, 3):
            keep(held, epochs)
    harm(held.folder / "checkpoint")
    with checkpoint.claimed(folder, None) as held:
        assert held.epochs == 2
        found = held.read()
        assert found is not None
        assert found.state == b"state 2"
        assert bool(held.warning) == (harm is not Path.unlink)
        assert (held.folder / "checkpoint.damaged").exists() == (harm is not Path.unlink)
        keep(held, 3)
    with checkpoint.claimed(folder, None) as held:
        assert (held.epochs, held.warning) == (3, "")


def test_a_flipped_bit_is_noticed_wherever_it_is(folder: Path) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        keep(held, 1)
        path = held.folder / "checkpoint"
        whole = path.read_bytes()
        for at in range(len(whole)):
            for bit in range(8):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
                with pytest.raises(DigitgameError, match="is damaged"):
                    held.read()


def test_a_checkpoint_of_an_earlier_version_is_read(folder: Path) -> None:
    with checkpoint.claimed(folder, ASKED) as held:
        last = keep(held, 1)
        path = held.folder / "checkpoint"
        line, _, data = path.read_bytes().partition(b"\n")
        facts = {**json.loads(line), "format": 2, "checksum": zlib.crc32(data)}
        path.write_bytes(json.dumps(facts).encode() + b"\n" + data)
        assert held.read() == last


def test_what_is_drawn_meanwhile_makes_no_difference(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "game.db"

    def draw() -> None:
        with Store(path) as store:
            store.join("Ann")
            store.add("Ann", handwriting.write_many(1, 3)[0], [0.1] * 10, Answer(2, 7), model="x")

    def count(database: Path) -> int:
        with Store(database) as store:
            return len(list(store.drawings()))

    with checkpoint.claimed(folder, ASKED) as held:
        assert kept_database(path, held.folder / checkpoint.DATABASE) == path  # nothing there to copy
        draw()
        with Store(path):  # the game is open
            assert count(kept_database(path, held.folder / checkpoint.DATABASE)) == 1
        keep(held, 1)
    draw()
    with checkpoint.claimed(folder, None) as held:
        assert (count(kept_database(path, held.folder / checkpoint.DATABASE)), count(path)) == (1, 2)
    with checkpoint.claimed(folder, ASKED, fresh=True) as held:
        assert count(kept_database(path, held.folder / checkpoint.DATABASE)) == 2
    path.write_bytes(b"damaged" * 1000)
    with checkpoint.claimed(folder, ASKED, fresh=True) as held:
        assert kept_database(path, held.folder / checkpoint.DATABASE) == path  # which tells why
    assert not unfinished.directory(folder).exists()


def test_an_epoch_that_cannot_be_read_for_a_moment_is_not_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_folder = tmp_path / "x"
    with checkpoint.claimed(model_folder, {"preset": "seed"}) as held:
        keep(held, 1)
        keep(held, 2)
    read, calls = checkpoint._read, 0

    def fails_once(path: Path) -> Checkpoint:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(checkpoint, "_read", fails_once)
    with checkpoint.claimed(model_folder, None) as held:
        assert (held.epochs, held.warning) == (2, "")
    assert checkpoint.finished(model_folder) == 2
