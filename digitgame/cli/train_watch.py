"""`digitgame train --watch`: the training in a process of its own, its window, and what is left for the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from digitgame.cli.train_view import view
from digitgame.errors import DigitgameError
from digitgame.learn import events, work

if TYPE_CHECKING:
    from digitgame.watch.feed import Feed


def watched(context: click.Context) -> int:
    """Train as the options of this command say, with a window; the exit code."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from digitgame.play.loop import has_screen
    from digitgame.watch.feed import Feed
    from digitgame.watch.scene import Choice
    from digitgame.watch.start import watch

    if not has_screen():
        hint = "Leave out --watch: the terminal shows the training as well."
        raise DigitgameError("There is no screen for a window.", hint)
    told: list[Mapping[str, Any]] = []
    feed = Feed(["train", *arguments(context), "--pictures"])
    try:
        choice = watch(feed, told.append)
    except KeyboardInterrupt:  # Ctrl-C in the terminal: as ever, it ends the training and saves what there is
        choice = Choice.STOP
    except BaseException:
        feed.stop()
        feed.close()
        raise
    if choice is Choice.STOP:
        feed.stop()
    _tell(feed, told)
    code, errors = feed.close()
    if errors:
        click.echo(errors.rstrip(), err=True)
    return code


def _tell(feed: Feed, told: Sequence[Mapping[str, Any]]) -> None:
    """What was seen in the window and what is still to come, in the terminal."""
    last: dict[str, Mapping[str, Any]] = {}
    shown = view(as_json=False)

    def tell(record: Mapping[str, Any]) -> None:
        last[str(record["event"])] = record
        event = as_event(record)
        if event is not None and not isinstance(event, events.Done):
            shown(event)

    with shown:
        for record in told:
            tell(record)
        while not feed.ended:
            try:
                for record in feed.rest():
                    tell(record)
            except KeyboardInterrupt:
                shown.stopping()
                feed.stop()
    done = as_event(last.get("done", {}))
    if isinstance(done, events.Done):
        folder = work.work_folder(done.model)
        shown.done(done, work.Work(folder, {}, work.finished(folder)).go_on)
    if "taken" in last:
        shown.taken(last["taken"]["name"], last["taken"]["against"])


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
