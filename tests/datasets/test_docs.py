"""The commands in docs/data.md run, as they are written, on small data of these names."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from digitgame import model, paths
from digitgame.cli import main
from digitgame.datasets import Images, sources
from digitgame.datasets.drawings import synthetic_in_order
from digitgame.inference import Reader, dataset_check
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting

from . import layouts

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text("utf-8")
COMMANDS = [
    line.partition(" #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
# Trainings take longer; others run small ones.
_TRAINS = "digitgame train"


@pytest.mark.slow
def test_the_commands_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_model: Path
) -> None:
    reader = Reader(model.load(small_model))
    monkeypatch.setattr(dataset_check, "_bundled", lambda: reader)
    monkeypatch.setattr(sources, "HAND_TEST", 50)
    monkeypatch.setattr(paths, "shipped_model", lambda: small_model)
    monkeypatch.chdir(tmp_path)
    archive = layouts.LAYOUTS["a zip archive of idx files"](tmp_path / "zip")
    shutil.move(archive, tmp_path / "archive.zip")
    layouts.kaggle_csv(tmp_path / "csv")
    shutil.move(tmp_path / "csv" / "train.csv", tmp_path / "train.csv")
    few: Images = synthetic_in_order(20, 4)
    for number, (image, label) in enumerate(zip(few.images, few.labels, strict=True)):
        layouts.save(np.asarray(image), tmp_path / "photos" / f"{label}_{number}.png")
    with Store(paths.database()) as store:
        for player in ("Ann", "Bo"):
            store.join(player)
            for drawing in handwriting.write_many(12, len(player)):
                assert drawing.label is not None
                store.add(player, drawing, [0.1] * 10, Answer(drawing.label, drawing.label), model="x")
    assert len(COMMANDS) == 13
    ran = [line for line in COMMANDS if not line.startswith(_TRAINS)]
    assert len(ran) == 11
    for line in ran:
        program, *arguments = shlex.split(line)
        assert program == "digitgame"
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, f"{line}: {done.output}"
    assert (tmp_path / "ann" / "train").is_dir()
    assert (tmp_path / "read.jsonl").is_file()


def test_the_trainings_are_asked_for_as_the_command_takes_them() -> None:
    for line in COMMANDS:
        if line.startswith(_TRAINS):
            _, name, *arguments = shlex.split(line)
            command = main.get_command(main.make_context("digitgame", [name], resilient_parsing=True), name)
            assert command is not None
            assert command.make_context(name, arguments).params["names"]
