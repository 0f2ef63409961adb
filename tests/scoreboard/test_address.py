"""Addresses and names, which need no server."""

import pytest

from digitgame.errors import DigitgameError
from digitgame.scoreboard.address import Address, masked, of_environment
from digitgame.scoreboard.names import folded, initials


@pytest.mark.parametrize(
    ("text", "url", "password"),
    [
        ("postgresql://u:p%40w@h:5433/db?sslmode=require", "postgresql://u@h:5433/db?sslmode=require", "p@w"),
        ("postgres://u@h/db?password=secret", "postgresql://u@h/db", "secret"),
        ("postgresql:///digitgame", "postgresql:///digitgame", None),
        ("postgresql://h1:1,h2:2/db", "postgresql://h1:1,h2:2/db", None),
        ("postgresql://[::1]:5/db", "postgresql://[::1]:5/db", None),
    ],
)
def test_the_password_is_taken_out_of_an_address(text: str, url: str, password: str | None) -> None:
    found = Address.parse(text)
    assert (str(found), found.password) == (url, password)
    assert password is None or password not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "http://u:secret@h/db",
        "secret",
        "postgresql://u:secret/@h/db",
        "postgresql://u:se?cret@h/db",
        "postgresql://u:se#cret@h/db",
        "postgresql://h:secret/db",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(DigitgameError) as caught:
        Address.parse(text)
    assert "secret" not in str(caught.value)
    assert "cret@" not in str(caught.value)
    assert "secret" not in masked(text) or "://" not in text


def test_the_environment_names_a_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGITGAME_BOARD", raising=False)
    assert of_environment() is None
    monkeypatch.setenv("DIGITGAME_BOARD", "postgresql://u:secret@h/db")
    assert of_environment() == Address("postgresql://u@h/db", "secret")
    assert masked("postgresql://u:secret@h/db") == "postgresql://u@h/db (with a password, not shown)"
    assert masked("1") == "1"


def test_spellings_are_folded_and_initials_made() -> None:
    assert folded(" ann\u00a0K ") == folded("ANN k") == folded("a\u200bnn K") != folded("annk")
    assert folded("Zoe\u0308") == folded("ZO\u00cb")
    assert folded("Straße") == folded("STRASSE")
    assert initials("ann  kowalska-żuk") == "A. K. Ż."
