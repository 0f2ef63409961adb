"""Write docs/cli.md from the commands themselves: what `--help` says of each.

python tools/make_cli_page.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from digitgame.cli import main

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_WIDTH: Final = 100
_INTRODUCTION: Final = """# Commands

What `--help` says of each command. This page is written by `python tools/make_cli_page.py`; a test compares the two.
[For scripts](scripts.md) explains `--json`, exit codes and completion.
"""


def page() -> str:
    """The whole page."""
    widths = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(main, info_name="digitgame", **main.context_settings, **widths)
    parts = [_INTRODUCTION, *(_section(*found) for found in _commands(context, main))]
    return "\n".join(parts)


def _commands(context: click.Context, group: click.Group) -> Iterator[tuple[click.Context, click.Command]]:
    """The group, its commands, and theirs; hidden ones are left out."""
    yield context, group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, context, name, terminal_width=_WIDTH, max_content_width=_WIDTH)
        if isinstance(command, click.Group):
            yield from _commands(inner, command)
        else:
            yield inner, command


def _section(context: click.Context, command: click.Command) -> str:
    depth = "##" if context.command_path.count(" ") <= 1 else "###"
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    return f"{depth} {context.command_path}\n\n```text\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
