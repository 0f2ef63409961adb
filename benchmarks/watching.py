"""How evenly a window on a training shows its frames while the network learns on every core.

    python benchmarks/watching.py [--seconds 20] [--size 960x600]

A training of preset fast in a process of its own, and the window of `digitgame train --watch` on it, on SDL's dummy
driver: what the screen itself takes is not in it. Twice: the training stands back for the window, as it does, and
it does not. 60 frames a second are due, 16.7 ms from one to the next (printed: median and 99th percentile); "late" is
the share of frames that come more than 25 ms after the one before, which an eye may see; "of the window" is how long
it worked on a frame.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise

LATE = 0.025  # seconds
PATIENCE = 120.0  # seconds for the first batch


def main() -> None:
    """Print a line with the training standing back, and one without."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="960x600")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(DIGITGAME_HOME=home, DIGITGAME_OFFLINE="1")
        for words, nice in (("stands back", None), ("does not", 0)):
            shown, worked, learnt = measure((width, height), options.seconds, nice)
            between = [b - a for a, b in pairwise(shown)]
            late = sum(gap > LATE for gap in between) / len(between)
            print(
                f"{options.size}, the training {words:<11} {1 / statistics.mean(between):.1f} frames a second, "
                f"{described(between)} between them, {100 * late:.1f} % late; "
                f"of the window {described(worked)}; {learnt:,.0f} pictures learnt a second",
                flush=True,
            )


def described(seconds: list[float]) -> str:
    """Median and 99th percentile in ms."""
    cuts = statistics.quantiles(seconds, n=100)
    return f"{cuts[49] * 1e3:5.2f} / {cuts[98] * 1e3:5.2f} ms"


def measure(
    size: tuple[int, int], seconds: float, nice: int | None
) -> tuple[list[float], list[float], float]:
    """When each frame was shown, how long the window worked on it, and the pictures learnt a second."""
    from digitgame.monitor import process
    from digitgame.monitor.job import Job
    from digitgame.monitor.scene import MonitorScene
    from digitgame.ui.loop import FrameTimer, Window

    import pygame  # isort: skip (digitgame.ui imports it in silence)

    if nice is not None:
        process._NICE = nice  # type: ignore[misc]
    job = Job(
        process.TrainingProcess(
            ["train", "--data", "hand", "--epochs", "500", "--fresh", "--name", "watched", "--pictures"]
        )
    )
    window, pace = Window(size), FrameTimer()
    scene = MonitorScene(job.state)
    shown: list[float] = []
    worked: list[float] = []
    pictures = 0.0
    began = time.perf_counter()
    try:
        while not shown or time.perf_counter() - shown[0] < seconds:
            pace.wait()
            at = time.perf_counter()
            pygame.event.get()
            job.follow()
            scene.draw(window.canvas())
            pygame.display.flip()
            if job.failed or at - began > PATIENCE + seconds:
                sys.exit(f"no training to watch: {job.error}")
            if not job.state.batch:
                continue
            if not shown:
                pictures = -_learnt(job)
            worked.append(time.perf_counter() - at)
            shown.append(time.perf_counter())
        return shown, worked, (pictures + _learnt(job)) / seconds
    finally:
        job.source.kill()
        job.source.close()
        window.close()


def _learnt(job: object) -> float:
    """Pictures learnt so far."""
    state = job.state  # type: ignore[attr-defined]
    batch, start = state.batch, state.start
    return float((batch.epoch - 1 + batch.step / batch.steps) * start.train)


if __name__ == "__main__":
    main()
