import pytest

from digitgame.rules import Clock, TimedRun
from digitgame.rules.daily import daily
from digitgame.rules.duel import Duel
from digitgame.rules.fool import Fool
from digitgame.rules.modes import ALL_MODES, FREE_DRAW, Mode
from digitgame.rules.sums import sums


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("sprint", Mode("sprint")),
        ("sums hard", Mode("sums", "hard")),
        ("duel epoch 3", Mode("duel", "epoch 3")),
        ("chess", Mode("chess")),
        ("free", FREE_DRAW),
    ],
)
def test_a_mode_is_read_and_written_as_the_database_keeps_it(text: str, mode: Mode) -> None:
    assert Mode.parse(text) == mode
    assert str(mode) == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("free", "Free draw"),
        ("sums middle", "Sums · Medium"),
        ("fool", "Fool it"),
        ("duel boss", "Duel · Boss"),
        ("duel my-net", "Duel · my-net"),
        ("chess", "Chess"),
    ],
)
def test_a_mode_has_a_title(text: str, title: str) -> None:
    assert Mode.parse(text).title == title


def test_the_modes_with_their_levels() -> None:
    words = ["sprint", "sums easy", "sums middle", "sums hard", "fool", "duel boss", "daily", "versus"]
    assert [str(mode) for mode in ALL_MODES] == words


def test_each_mode_has_its_rules() -> None:
    kinds = {str(mode): type(mode.rules(Clock(), 7)) for mode in ALL_MODES}
    assert kinds.pop("fool") is Fool
    assert kinds.pop("duel boss") is Duel
    assert set(kinds.values()) == {TimedRun}
    assert isinstance(Mode.parse("duel epoch 3").rules(Clock(), 7), Duel)


def test_a_mode_plays_its_own_level_and_seed() -> None:
    hard, today = Mode("sums", "hard").timed_run(Clock(), 7), Mode("daily").timed_run(Clock(), 20260309)
    assert (hard.prompt, hard.seconds) == (sums(Clock(), 7, "hard").prompt, 150)
    assert today.prompt == daily(Clock(), 20260309).prompt


@pytest.mark.parametrize(
    "text", ["chess", "sums", "sums huge", "sprint hard", "fool twice", "duel", "daily 3", "free", ""]
)
def test_what_is_no_mode_has_no_rules(text: str) -> None:
    with pytest.raises(KeyError):
        Mode.parse(text).rules(Clock(), 7)


@pytest.mark.parametrize("text", ["fool", "duel boss"])
def test_a_mode_without_prompts_is_no_timed_run(text: str) -> None:
    with pytest.raises(KeyError):
        Mode.parse(text).timed_run(Clock(), 7)
