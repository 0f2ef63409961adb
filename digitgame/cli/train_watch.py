"""`digitgame train --watch`: the training in a process of its own, its window, and what is left for the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from digitgame.cli.train_view import view
from digitgame.errors import DigitgameError
from digitgame.learn import events

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
    told: list[events.Event] = []

    def seen(event: Mapping[str, Any]) -> None:
        known = as_event(event)
        if known is not None:
            told.append(known)

    feed = Feed(["train", *arguments(context), "--pictures"])
    try:
        choice = watch(feed, seen)
    except KeyboardInterrupt:  # Ctrl-C in the terminal: as ever, it ends the training and saves what there is
        choice = Choice.STOP
    except BaseException:
        feed.stop()
        feed.close()
        raise
    if choice is Choice.STOP:
        feed.stop()
    _rest(feed, told)
    code, errors = feed.close()
    if errors:
        click.echo(errors.rstrip(), err=True)
    return code


def _rest(feed: Feed, told: list[events.Event]) -> None:
    """What was seen in the window and what is still to come, in the terminal."""
    done: events.Done | None = None
    with view(as_json=False) as shown:
        for event in told:
            shown(event)
        done = next((one for one in told if isinstance(one, events.Done)), None)
        while not feed.ended:
            try:
                for record in feed.rest():
                    known = as_event(record)
                    if isinstance(known, events.Done):
                        done = known
                    elif known is not None:
                        shown(known)
            except KeyboardInterrupt:
                shown.stopping()
                feed.stop()
    if done is not None:
        shown.done(done, "")


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
