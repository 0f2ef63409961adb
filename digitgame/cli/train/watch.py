"""`digitgame train --watch`: a training in a process of its own, its window, and the rest in the terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from digitgame.cli.output import complain, echo
from digitgame.cli.train.live import terminal_view
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.monitor.job import Job


def watched(arguments: Sequence[str]) -> int:
    """Train with the arguments of a command, in a window; the exit code."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from digitgame.monitor.job import Job
    from digitgame.monitor.process import TrainingProcess
    from digitgame.monitor.scene import Choice
    from digitgame.monitor.window import watch
    from digitgame.ui.loop import has_screen

    if not has_screen():
        hint = "Leave out --watch: the terminal shows the training as well."
        raise DigitgameError("There is no screen for a window.", hint)
    job = Job(TrainingProcess(["train", *arguments, "--pictures"]))
    with job.terminated_with_us():
        try:
            choice = watch(job)
        except KeyboardInterrupt:
            choice = Choice.STOP
        except BaseException:
            job.stop()
            job.source.close()
            raise
        if choice is Choice.STOP:
            job.stop()
        return finished(job)


def finished(job: Job) -> int:
    """Print what happened so far, follow the training to its end, and return its exit code."""
    killed = _show(job)
    code, errors = job.source.close()
    if errors:
        echo(errors.rstrip(), err=True)
    elif job.failed and not killed:
        complain(job.error)
    if killed:
        complain(f"Stopped. {job.resume_hint}")
        return 130
    # A negative code is the signal that ended it.
    return code if code >= 0 else 128 - code


def _show(job: Job) -> bool:
    """Print a training to its end. The first Ctrl-C stops it, the second kills it: then true."""
    interrupted = killed = False
    view = terminal_view()
    with closing(view):
        for event in job.history:
            view.show(event)
        while not job.source.ended:
            try:
                for event in job.source.rest():
                    job.state.take(event)
                    view.show(event)
            except KeyboardInterrupt:
                if interrupted:
                    killed = True
                    job.source.kill()
                else:
                    interrupted = True
                    view.stopping()
                    job.stop()
    return killed
