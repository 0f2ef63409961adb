"""The click group behind `digitgame`: loads a command when it is asked for, and turns errors into one line."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any, Final

import click

from digitgame.errors import DigitgameError

# Name -> module in digitgame.cli that holds a command of that name; one line of help each, so that
# `digitgame --help` imports none of them.
COMMANDS: Final = {
    "train": "Train a network, save it, and tell how well it reads.",
    "play": "Open the arcade: draw digits, have them read, race the clock, keep score.",
    "demo": "Let the built-in hand play, on the screen or into a GIF, a PNG or a folder of frames.",
    "predict": "Read pictures or ink files.",
    "evaluate": "Measure how well a model reads a data set.",
    "models": "List the models, show or compare them, choose the one to play with, remove one.",
    "scores": "Print the tables of the best runs.",
    "data": "Show, fetch or clear the data sets kept on this machine.",
}


class App(click.Group):
    """A group whose commands are imported on use, and whose errors are one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"digitgame.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            _misused(error)
            raise SystemExit(error.exit_code) from None

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.get("debug"):
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _misused(error)
            ctx.exit(error.exit_code)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BrokenPipeError:  # `digitgame predict ... | head`: the reader has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt:
            _fail(ctx, "Stopped.", 130)
        except DigitgameError as error:
            _fail(ctx, str(error), error.exit_code)
        except OSError as error:
            _fail(ctx, plain(error), 1)
        except Exception as error:
            what = f"Unexpected {type(error).__name__}: {error}."
            _fail(ctx, f"{what} Run it as `digitgame --debug ...` to see where.", 1)


def plain(error: OSError) -> str:
    """An operating system's error in one line, with what to do about the commonest."""
    where = f": {error.filename}" if error.filename else ""
    hint = ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = " Free some space, or set DIGITGAME_HOME to a folder on another disk."
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        hint = " Check who may write there, or set DIGITGAME_HOME to a folder of yours."
    return f"{error.strerror or error}{where}.{hint}"


def _misused(error: click.UsageError) -> None:
    """A word too many, too few or unknown: one line, as every error; a bare `digitgame` shows its help instead."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    asked = error.ctx.command_path if error.ctx else "digitgame"
    what = " ".join(error.format_message().split())
    click.echo(f"digitgame: {what} See `{asked} --help`.", err=True)


def _fail(ctx: click.Context, line: str, code: int) -> None:
    click.echo(f"digitgame: {' '.join(line.split())}", err=True)
    ctx.exit(code)
