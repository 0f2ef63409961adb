"""`digitgame train --watch`: the training in a process of its own, its window, and what is left for the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from digitgame.cli.train.view import view
from digitgame.errors import DigitgameError
from digitgame.training import checkpoint, events

if TYPE_CHECKING:
    from digitgame.monitor.job import Job


def watched(context: click.Context) -> int:
    """Train as the options of this command say, with a window; the exit code."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from digitgame.monitor.job import Job
    from digitgame.monitor.process import TrainingProcess
    from digitgame.monitor.scene import Choice
    from digitgame.monitor.window import watch
    from digitgame.ui.loop import has_screen

    if not has_screen():
        hint = "Leave out --watch: the terminal shows the training as well."
        raise DigitgameError("There is no screen for a window.", hint)
    job = Job(TrainingProcess(["train", *arguments(context), "--pictures"]))
    with job.ended_from_outside():
        try:
            choice = watch(job)
        except KeyboardInterrupt:
            choice = Choice.STOP  # Ctrl-C in the terminal ends the training, as ever, and saves what there is
        except BaseException:
            job.stop()
            job.feed.close()
            raise
        if choice is Choice.STOP:
            job.stop()
        return finished(job)


def finished(job: Job) -> int:
    """Tell in the terminal what was seen in the window and what is still to come; the exit code of the training."""
    cut = _tell(job)
    code, errors = job.feed.close()
    if errors:
        click.echo(errors.rstrip(), err=True)
    elif job.failed and not cut:
        click.echo(f"digitgame: {job.trouble}", err=True)
    if cut:
        kept = " Go on with: digitgame train --resume" if job.state.curve("val_loss") else ""
        click.echo(f"digitgame: Stopped.{kept}", err=True)
        return 130
    return code if code >= 0 else 128 - code  # below 0: ended by that signal


def _tell(job: Job) -> bool:
    """The lines of a training to its end; whether a second Ctrl-C cut it off."""
    cut, asked = False, False
    last: dict[str, Mapping[str, Any]] = {}
    shown = view(as_json=False)

    def tell(record: Mapping[str, Any]) -> None:
        last[str(record["event"])] = record
        event = as_event(record)
        if event is not None and not isinstance(event, events.Done):
            shown(event)

    with shown:
        for record in job.told:
            tell(record)
        while not job.feed.ended:
            try:
                for record in job.feed.rest():
                    job.state.take(record)
                    tell(record)
            except KeyboardInterrupt:
                if asked:
                    cut = True
                    job.feed.kill()
                else:
                    asked = True
                    shown.stopping()
                    job.stop()
    done = as_event(last.get("done", {}))
    if isinstance(done, events.Done):
        folder = checkpoint.work_folder(done.model)
        shown.done(done, checkpoint.Work(folder, {}, checkpoint.finished(folder)).go_on)
    if "taken" in last:
        said = last["taken"]
        shown.taken(said["name"], said["against"], said["before"], said.get("less", ""))
    return cut


def as_event(record: Mapping[str, Any]) -> events.Event | None:
    """An event from its JSON; None for what a terminal does not show."""
    kinds: dict[str, Any] = {
        kind.__name__.lower(): kind
        for kind in (events.Start, events.Batch, events.Epoch, events.Saving, events.Done)
    }
    kind = kinds.get(str(record.get("event")))
    if kind is None:
        return None
    values = {name: value for name, value in record.items() if name != "event"}
    if kind is events.Start:
        values["notes"] = tuple(values["notes"])
        values["earlier"] = tuple(events.Epoch(**epoch) for epoch in values["earlier"])
    if kind is events.Done:
        values["model"] = Path(values["model"])
    event: events.Event = kind(**values)
    return event


def arguments(context: click.Context) -> list[str]:
    """The options that this command was given, but for --watch, for the command that trains."""
    words: list[str] = []
    for option in context.command.params:
        name = option.name or ""
        if name in ("watch", "pictures") or context.get_parameter_source(name) != ParameterSource.COMMANDLINE:
            continue
        value = context.params[name]
        if value is True:
            words.append(option.opts[0])
        elif name == "resume":
            words += ["--resume", value] if value else ["--resume"]
        else:
            for one in value if isinstance(value, tuple) else (value,):
                words += [option.opts[0], str(one)]
    return words
