"""What the commands that open a window share: its size, its motion, its first screen."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from digitgame.cli.output import complain
from digitgame.rules.modes import ALL_MODES

if TYPE_CHECKING:
    from digitgame.monitor.job import Job

SMALLEST: Final = (320, 200)
LARGEST: Final = (16384, 16384)
# Modes that an error lists.
_MOST_KNOWN: Final = 20


def _size(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Parse the size of a window, such as 960x600."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", value.strip())
    if not found:
        raise click.BadParameter(f"{value!r} is not a size such as 960x600.", ctx, param)
    width, height = int(found[1]), int(found[2])
    if not (SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]):
        raise click.BadParameter(f"{value} is not between 320x200 and 16384x16384.", ctx, param)
    return width, height


size = click.option(
    "--size",
    metavar="WxH",
    callback=_size,
    help="Size of the window in pixels.  [default: what suits the screen, such as 960x600]",
)
reduced_motion = click.option("--reduced-motion", is_flag=True, help="No dust, no shaking, no pulsing.")


def named(value: str, screens: Sequence[str], ctx: click.Context, param: click.Parameter) -> str:
    """One of `screens` or of the modes that have runs; a mode without its level means the first one."""
    known = [*screens, *map(str, ALL_MODES)]
    wanted = " ".join(value.split()).casefold()
    found = [mode for mode in known if mode == wanted or mode.startswith(wanted + " ")]
    if not found:
        near = [name for name in known if wanted and name.startswith(wanted)]
        near = near or difflib.get_close_matches(wanted, known, 3)
        # The help lists all screens of a demo: one line can't.
        all_of_them = f" Known: {', '.join(known)}." if len(known) <= _MOST_KNOWN else ""
        hint = f" Did you mean {' or '.join(map(repr, near[:3]))}?" if near else all_of_them
        raise click.BadParameter(f"There is no mode {value}.{hint}", ctx, param)
    return found[0]


def notify(message: str) -> None:
    """Print a message of the game in one line, before its window is open."""
    complain(message)


def closed(context: click.Context, job: Job | None) -> None:
    """After the window has closed: continue its training, if any, in the terminal, and exit with its code."""
    if job is not None:
        from digitgame.cli.train.watch import finished

        context.exit(finished(job))
