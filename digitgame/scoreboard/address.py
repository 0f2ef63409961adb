"""Where the board is: a PostgreSQL address, never with its password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from digitgame.errors import DigitgameError

# The environment variable that names the board; it goes before the board that was joined.
VARIABLE: Final = "DIGITGAME_BOARD"
SCHEMES: Final = ("postgresql", "postgres")
_EXAMPLE: Final = "An address looks like postgresql://digitgame_players@teacher-pc/digitgame."
# Where a password could hide among the options of an address.
_SECRETS: Final = ("password", "sslpassword")
# Several hosts with commas between them, each with a port or without.
_HOSTS: Final = re.compile(r"[^:,@]*(:\d+)?(,[^:,@]*(:\d+)?)*|\[[0-9a-fA-F:.]+\](:\d+)?")


@dataclass(frozen=True)
class Address:
    """An address without its password, which is never printed: `password` is None where libpq finds it elsewhere."""

    url: str
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str) -> Address:
        """Take the password out of an address. DigitgameError, which repeats no part of it, for anything else."""
        try:
            parts = urlsplit(text.strip())
            options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError as error:
            raise DigitgameError("That is no address of a board.", _EXAMPLE, exit_code=2) from error
        # Not `hostname`, which lowers the case of a socket's folder; an address may name several hosts.
        hosts = parts.netloc.rpartition("@")[2]
        # A password with a slash, which is not written as %2F, would end up in what is printed.
        if parts.scheme not in SCHEMES or parts.fragment or "@" in parts.path or not _HOSTS.fullmatch(hosts):
            raise DigitgameError("That is no address of a board.", _EXAMPLE, exit_code=2)
        secrets = [value for name, value in options if name in _SECRETS]
        password = unquote(parts.password) if parts.password is not None else None
        if secrets:
            password = password if password is not None else secrets[0]
        user = f"{quote(unquote(parts.username), safe='')}@" if parts.username else ""
        query = urlencode([(name, value) for name, value in options if name not in _SECRETS])
        return cls(f"postgresql://{user}{hosts}{parts.path}{f'?{query}' if query else ''}", password)

    def __str__(self) -> str:
        return self.url


def of_environment() -> Address | None:
    """The board that the environment names; None where it names none."""
    text = os.environ.get(VARIABLE, "")
    return Address.parse(text) if text else None


def masked(text: str) -> str:
    """A value of the environment that may be an address, fit to be printed."""
    if "://" not in text:
        return text
    try:
        found = Address.parse(text)
    except DigitgameError:
        return "(not shown)"
    return f"{found.url} (with a password, not shown)" if found.password is not None else found.url
