"""The click group behind `digitgame`: it imports a command on use, and prints an error as one line."""

import difflib
import importlib
import logging
import os
import sys
from typing import Any, Final

import click

from digitgame.cli.output import (
    be_quiet,
    complain,
    log_steps,
    open_closed_streams,
    replace_what_the_terminal_lacks,
)
from digitgame.errors import DigitgameError, next_step

_log = logging.getLogger(__name__)
# The exit code that a shell reports for a program ended by a closed pipe (128 + SIGPIPE). It is not 0, because after
# `digitgame train --json | head` the training is not done.
BROKEN_PIPE: Final = 141
# The commands with their help, so that `digitgame --help` imports none of their modules in digitgame.cli.
COMMANDS: Final = {
    "train": "Train a network, score it and save it.",
    "play": "Open the arcade: draw digits, let the AI read them, race the clock, keep score.",
    "demo": "Let a bot play, on the screen or into a film, a GIF, a PNG or a folder of frames.",
    "predict": "Predict the digits in pictures or ink files.",
    "gallery": "Browse digits, in the game's gallery or as one image of many.",
    "evaluate": "Measure a model's accuracy on a data set, or compare several models in a league table.",
    "models": "List, show, compare, import, export or remove models, and choose the default.",
    "scores": "Print the scoreboards: the best runs, and each player's score in free draw.",
    "board": "Share one scoreboard among the machines of a class, on a PostgreSQL server.",
    "data": "List, fetch, export or remove the data sets kept on this machine.",
    "doctor": "Print what a bug report needs: versions, screen, folders, model and data.",
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
        _add_verbosity(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name for a wrong one: click looks for it among commands already imported."""
        name = args[0]
        near = difflib.get_close_matches(name, COMMANDS, 1)
        if near and name not in COMMANDS:
            raise click.UsageError(f"No such command {name!r}. Did you mean {near[0]!r}?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **extra: Any) -> Any:
        open_closed_streams()
        replace_what_the_terminal_lacks()
        try:
            return super().main(*args, **extra)
        except OSError as error:
            # Help could not be printed. For commands, `invoke` does this.
            if not _of_the_output(error):
                raise
            silence_output()
            complain(_unprinted(error))
            raise SystemExit(1) from None

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            _print_misuse(error)
            raise SystemExit(error.exit_code) from None

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.get("debug"):
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _print_misuse(error)
            ctx.exit(error.exit_code)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BrokenPipeError as error:
            # `digitgame predict ... | head` reads no further.
            _log.debug("%s", error)
            silence_output()
            ctx.exit(BROKEN_PIPE)
        except KeyboardInterrupt:
            _fail(ctx, "Stopped.", 130)
        except DigitgameError as error:
            _fail(ctx, str(error), error.exit_code)
        except OSError as error:
            if _of_the_output(error):
                silence_output()
                _fail(ctx, _unprinted(error), 1)
            _fail(ctx, plain(error), 1)
        except Exception as error:
            what = f"Unexpected {type(error).__name__}: {error}."
            _fail(ctx, f"{what} Run `digitgame --debug ...` to see where.", 1)


def _add_verbosity(command: click.Command) -> None:
    """Give a command and its sub-commands --quiet and --verbose."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _add_verbosity(one)
    if any(option.name == "quiet" for option in command.params):
        return
    flags: dict[str, Any] = {"is_flag": True, "expose_value": False, "is_eager": True}
    command.params += [
        click.Option(
            ["-q", "--quiet"],
            callback=lambda context, _, given: be_quiet(context) if given else None,
            help="Print results and errors only.",
            **flags,
        ),
        click.Option(
            ["-v", "--verbose"],
            callback=lambda *given: log_steps() if given[-1] else None,
            help="Log every step on standard error.",
            **flags,
        ),
    ]


def _of_the_output(error: OSError) -> bool:
    """Whether printing failed: the innermost frame is in one of the two packages that print for us."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step is not None and step.tb_frame.f_globals.get("__name__", "").split(".")[0] in ("click", "rich")


def silence_output() -> None:
    """Discard any further output, including what Python flushes at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        _log.debug("No output to silence: %s", error)


def _unprinted(error: OSError) -> str:
    return f"The output cannot be written: {error.strerror or error}. Send it somewhere else."


def plain(error: OSError) -> str:
    """An operating system's error in one line, with the next step if it is a common one."""
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}. {next_step(error)}".rstrip()


def _print_misuse(error: click.UsageError) -> None:
    """Print a wrong or missing argument as one line; a bare `digitgame` shows its help instead."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    command = error.ctx.command_path if error.ctx else "digitgame"
    problem = error.format_message()
    if isinstance(error, click.NoSuchOption) and error.ctx:
        # click would suggest hidden options as well.
        options = [option for option in error.ctx.command.params if isinstance(option, click.Option)]
        names = ["--help", *(name for option in options if not option.hidden for name in option.opts)]
        near = difflib.get_close_matches(error.option_name, names, 1)
        problem = f"No such option {error.option_name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
    complain(f"{problem} See `{command} --help`.")


def _fail(ctx: click.Context, line: str, code: int) -> None:
    complain(line)
    ctx.exit(code)
