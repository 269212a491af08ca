"""Words that choose what is sent and when: every story, a digest, quiet hours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.handlers.context import AppContext
from bot.i18n import clock_times
from bot.i18n.catalogue import folded_names
from bot.model.delivery_schedule import Frequency
from bot.services import subscriptions
from bot.services.subscriptions import SubscriptionRequest, SubscriptionState
from bot.text.normalize import fold
from bot.views.subscription_settings import DEFAULT_DAY, DEFAULT_HOUR

Action = Callable[[AppContext, SubscriptionRequest], Awaitable[SubscriptionState]]

_WORDS = 3  # words in the longest name of a choice


def change(**fields: Any) -> Action:
    """Return the action that sets fields of the subscriber."""
    return lambda app, request: subscriptions.change(app.database, request, **fields)


def pace(frequency: Frequency, minute: int = DEFAULT_HOUR, weekday: int = DEFAULT_DAY) -> Action:
    """Return the action that sets how often the chat receives news."""
    if frequency is Frequency.NOW:
        return change(frequency=frequency, minute=None, weekday=None)
    return change(frequency=frequency, minute=minute, weekday=weekday if frequency is Frequency.WEEKLY else None)


def is_choice(typed: str) -> bool:
    """Whether words name every story, or a schedule."""
    return read(typed) is not None


def read(typed: str) -> Action | None:
    """Parse words for a schedule: 'daily 9', 'weekly Friday 18:00', 'quiet 22-7', 'at once'; None for others."""
    if means(typed, "every"):
        return lambda app, request: subscriptions.follow(app.database, request)
    parts = typed.split()
    for cut in range(min(len(parts), _WORDS), 0, -1):
        keyword, rest = " ".join(parts[:cut]), parts[cut:]
        if means(keyword, "now") and not rest:
            return pace(Frequency.NOW)
        if means(keyword, "quiet"):
            return _quiet(" ".join(rest))
        if means(keyword, "daily"):
            return _digest(Frequency.DAILY, rest)
        if means(keyword, "weekly"):
            return _digest(Frequency.WEEKLY, rest)
    return None


def _quiet(typed: str) -> Action | None:
    if means(typed, "off"):
        return change(quiet_from=None, quiet_to=None)
    span = clock_times.read_span(typed)
    return change(quiet_from=span[0], quiet_to=span[1]) if span else None


def _digest(frequency: Frequency, rest: list[str]) -> Action | None:
    """Parse a digest's day and hour, either of which may be missing."""
    minute, weekday = DEFAULT_HOUR, DEFAULT_DAY
    for part in rest:
        if (hour := clock_times.read_clock(part)) is not None:
            minute = hour
        elif frequency is Frequency.WEEKLY and (day := clock_times.read_weekday(part)) is not None:
            weekday = day
        else:
            return None
    return pace(frequency, minute, weekday)


def means(typed: str, name: str) -> bool:
    """Whether the words are a name of this in either language."""
    return fold(typed).strip() in folded_names(f"page.follow.typed.{name}")
