"""Words the desk's answers to typed dates: what was read, or why nothing was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import clock_times, dates
from bot.model import PartialDate
from bot.text.dates.hijri import HijriDate

if TYPE_CHECKING:
    from bot.forms.form_state import Values
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences

_WEEKDAYS = frozenset(["weekday", "typed_weekday"])
_MONTHS = frozenset(["month_name", "other_month"])


def understood(words: Translator, date: PartialDate, preferences: Preferences) -> str:
    """Echo the date that was read, for the editor to check."""
    return words.text("desk.ask.understood", date=dates.format_date(date, preferences))


def refusal(words: Translator, key: str, values: Values, preferences: Preferences) -> str:
    """Word a refusal or a notice; its dates, months and weekdays are named as the chat names them."""
    return words.text(key, **{name: _shown(name, value, preferences) for name, value in values.items()})


def _shown(name: str, value: str | int | PartialDate | HijriDate, preferences: Preferences) -> str | int:
    match value:
        case PartialDate():
            return dates.format_date(value, preferences)
        case HijriDate():
            return dates.format_hijri(value, preferences)
        case int() if name in _WEEKDAYS:
            return clock_times.weekday(value, preferences)
        case int() if name in _MONTHS:
            return dates.format_month(PartialDate(year=1, month=value), preferences)
        case _:
            return value
