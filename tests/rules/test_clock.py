from datetime import datetime

from digitgame.rules.clock import since


def test_periods_begin_at_midnight_and_on_monday() -> None:
    # A Wednesday.
    now = datetime(2026, 11, 25, 7, 30)
    assert datetime.fromtimestamp(since("today", now)) == datetime(2026, 11, 25)
    assert datetime.fromtimestamp(since("week", now)) == datetime(2026, 11, 23)
    assert since("ever", now) == 0
