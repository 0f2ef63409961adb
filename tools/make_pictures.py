"""Remake every picture in docs/pictures: `make pictures`.

    python tools/make_pictures.py [NAME ...]

Most are screens that the bot shows (`digitgame demo`), with one seed and the bundled model. Four need people's
drawings and MNIST (see docs/reading-measured.md) and are skipped where these are missing.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
DATA: Final = ROOT.parent / "shared" / "data"
DRAWINGS: Final = DATA / "drawings" / "pen-30-writers.jsonl"
# The file, and the demo's options.
SCREENS: Final = {
    "board.png": "--mode free --seconds 2.5",
    "inside.png": "--mode inside --seconds 2.5",
    "close-up.png": "--mode close-up --seconds 2.5",
    "chances.png": "--mode chances --seconds 2.5",
    "why.png": "--mode why --seconds 2.5",
    "compare.png": "--mode compare --seconds 2.5",
    "learn.png": "--mode learn --seconds 1",
    "lesson-kernel.png": "--mode kernel --seconds 2.5",
    "lesson-softmax.png": "--mode softmax --seconds 2.5",
    "lesson-gradient.png": "--mode gradient --seconds 2.5",
    "lesson-overfitting.png": "--mode overfitting --seconds 6",
    "sprint.gif": "--mode sprint --seconds 9 --rate 5 --size 640x400",
    "title.gif": "--mode title --seconds 7 --rate 5 --size 640x400",
    "calibration.png": "--mode calibration --seconds 60",
    "sums.png": "--mode 'sums hard' --seconds 8",
    "fool.png": "--mode fool --seconds 8",
    "duel.png": "--mode 'duel boss' --seconds 5.2",
    "daily.png": "--mode daily --seconds 8",
    "versus.png": "--mode between --seconds 1",
    "tutorial.png": "--mode tutorial --seconds 2.4",
    "lab.png": "--mode lab --seconds 4",
    "copy.png": "--mode copy --seconds 5",
    "hiding.png": "--mode hiding --seconds 4.8",
    "menu.png": "--mode menu --seconds 1",
    "help.png": "--mode help --seconds 1",
    "pause.png": "--mode pause --seconds 1",
    "results.png": "--mode results --seconds 12",
    "digits.png": "--mode digits --seconds 2",
    "scores.png": "--mode scores --seconds 1",
    "class.png": "--mode class --seconds 0.1",
    "projector.png": "--mode projector --seconds 1.5",
    "gallery.png": "--mode gallery --seconds 2",
    "enlarged.png": "--mode enlarged --seconds 2",
    "choosing.png": "--mode train --seconds 1",
    "train.png": "--mode training --seconds 3",
    "confusion.png": "--mode confusion --seconds 3",
    "network.png": "--mode network --seconds 1",
    "outcome.png": "--mode outcome --seconds 1",
    "leaving.png": "--mode leaving --seconds 2",
    "name.png": "--mode name --seconds 1",
    "settings.png": "--mode settings --seconds 1",
    "controls.png": "--mode controls --seconds 1",
}
# The file, and the script that draws it, with what it is to draw.
DRAWN: Final = {
    "allographs.png": ["tools/draw_allographs.py"],
    "learn-pixels.png": ["tools/draw_course.py", "pixels"],
    "learn-kernel.png": ["tools/draw_course.py", "kernel"],
    "learn-maps.png": ["tools/draw_course.py", "maps"],
    "learn-pool.png": ["tools/draw_course.py", "pool"],
    "learn-field.png": ["tools/draw_course.py", "field"],
    "learn-softmax.png": ["tools/draw_course.py", "softmax"],
    "learn-steps.png": ["tools/draw_course.py", "steps"],
    "learn-reject.png": ["tools/draw_course.py", "reject"],
}
# The file, and the file that a benchmark writes into a folder; then the command, with {folder} for it.
MEASURED: Final = {
    "gap.png": ("gap.png", ["benchmarks/tutorial.py", "--pictures", "{folder}"]),
    "boards.png": ("boards.png", ["benchmarks/other_boards.py", "--picture", "{folder}/boards.png"]),
    "rejection.png": (
        "rejection.png",
        ["benchmarks/rejection.py", "--model", "shipped", "--picture", "{folder}/rejection.png"],
    ),
    "misread.png": (
        "mistakes.png",
        ["-m", "digitgame", "evaluate", "--model", "shipped", "--data", str(DRAWINGS), "--out", "{folder}"],
    ),
}


def main() -> None:
    """Remake the pictures named, or all."""
    known = [*SCREENS, *DRAWN, *MEASURED]
    names = sys.argv[1:] or known
    for name in names:
        if name not in known:
            sys.exit(f"make_pictures: There is no picture {name}. Known: {', '.join(known)}.")
    home = tempfile.mkdtemp()
    environment = {**os.environ, "DIGITGAME_HOME": home, "DIGITGAME_OFFLINE": "1", "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)

    try:
        for name in names:
            print(name, flush=True)
            if name in SCREENS:
                options = shlex.split(SCREENS[name])
                run("-m", "digitgame", "demo", "--model", "shipped", *options, "--out", str(PICTURES / name))
            elif name in DRAWN:
                run(*DRAWN[name], str(PICTURES / name))
            elif not DRAWINGS.is_file():
                print(f"  skipped: it needs {DRAWINGS}")
            else:
                written, command = MEASURED[name]
                folder = Path(home) / "out"
                folder.mkdir()
                run(*(part.format(folder=folder) for part in command))
                shutil.copy(folder / written, PICTURES / name)
                shutil.rmtree(folder)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
