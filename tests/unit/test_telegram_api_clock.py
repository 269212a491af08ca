"""Clocks: one that only advances, and a warning where the machine's is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from structlog.testing import capture_logs

from bot.telegram_api.clock import DriftMonitor, SteadyClock

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Seconds:
    """A clock that a test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_a_steady_clock_only_advances() -> None:
    """It follows the monotonic clock from where it was set."""
    monotonic = Seconds(7)
    clock = SteadyClock(START, monotonic)
    assert clock.now() == START
    monotonic.now += 90
    assert clock.now() == START + timedelta(seconds=90)


def header(moment: float) -> str:
    """A moment as an HTTP header has it."""
    return format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)


def test_a_wrong_clock_is_warned_of_once_an_hour() -> None:
    """More than a minute off, by an answer's header or by the date of a message just sent, is one line an hour."""
    monotonic, wall = Seconds(0), Seconds(START.timestamp())
    drift = DriftMonitor(monotonic, wall)
    with capture_logs() as lines:
        drift.check_header(header(wall.now - 50))
        monotonic.now += 61
        drift.check_header(header(wall.now - 600))
        for _ in range(50):
            monotonic.now += 61
            drift.check_header(header(wall.now - 600))
            drift.check_message(b'{"ok":true,"result":{"message_id":1,"date":%d}}' % (wall.now + 7200))
    assert [(line["event"], line["seconds_ahead"]) for line in lines] == [("clock.off", 600)]
    with capture_logs() as lines:
        monotonic.now += 3600
        drift.check_message(b'{"ok":true,"result":{"message_id":1,"date":%d}}' % (wall.now + 7200))
    assert [line["seconds_ahead"] for line in lines] == [-7200]


def test_odd_dates_are_let_be() -> None:
    """No header, one that is no date, and a message without a date say nothing of the clock."""
    drift = DriftMonitor(Seconds(0), Seconds(START.timestamp()))
    with capture_logs() as lines:
        for date in (None, "", "yesterday"):
            drift.check_header(date)
        for body in (b"{}", b'{"date":1}', b'"date":"x"'):
            drift.check_message(body)
    assert lines == []
