"""The desk's statistics as a picture: a column a day, in place of those drawn in letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import dates, numbers
from bot.views.pictures.picture import Chart, ChartCard

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.views.desk.admin.statistics import Statistics

_SERIES = ("pages", "commands", "searches", "nothing", "pushes", "sent", "reactions")
_MOST = 90  # columns: of more days, several share one


def chart_card(statistics: Statistics, words: Translator, preferences: Preferences) -> ChartCard | None:
    """Compose the charts of what was counted by day; None if nothing was."""
    first, last = (dates.format_day(day, preferences) for day in (statistics.first, statistics.last))
    charts = tuple(
        _chart(words.text(f"desk.stats.{name}"), statistics.by_day[name], words)
        for name in _SERIES
        if any(statistics.by_day[name])
    )
    if not charts:
        return None
    title = words.text("desk.stats.title")
    period = words.text("desk.stats.period", first=first, last=last)
    return ChartCard(words.language, title, period, charts, words.text("page.picture.mark"))


def _chart(heading: str, values: tuple[int, ...], words: Translator) -> Chart:
    share = -(-len(values) // _MOST)
    columns = tuple(sum(values[at : at + share]) for at in range(0, len(values), share))
    total, highest = (numbers.format_number(number, words.digits) for number in (sum(values), max(columns)))
    return Chart(heading, total, highest, columns)
