"""Use case of the desk's statistics: counts over time, by story and language; of nobody in particular."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.store import audience_counts, daily_counts, post_reactions
from bot.store.daily_counts import COMMAND, FRUITLESS_SEARCH, PAGE, SEARCH, Counted
from bot.views.desk.admin.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from bot.model import Story
    from bot.store.database import Database


async def read(database: Database, stories: Iterable[Story], now: datetime, days: int) -> Statistics:
    """Read the statistics of the last `days` days, today included, of these stories and of what names none."""
    last = now.astimezone(UTC).date()
    first = last - timedelta(days=days - 1)
    since = datetime.combine(first, time(), UTC)

    def work(conn: Connection) -> _Rows:
        counted = daily_counts.read_since(conn, first)
        people = audience_counts.count_readers(conn), audience_counts.count_subscribers(conn)
        return counted, *people, daily_counts.read_pushes(conn, since), post_reactions.read_since(conn, first)

    counted, readers, subscribers, pushes, reactions = await database.run_read(work)
    known = {story.number: story for story in stories}
    slugs = {number: story.slug for number, story in known.items()}
    return Statistics(
        first,
        last,
        readers,
        _sum((kind, count) for (kind, state), count in subscribers.items() if state == "active"),
        sum(count for (_, state), count in subscribers.items() if state != "active"),
        _by_day(counted, pushes, reactions, first, days),
        _sum((key.name.removeprefix(COMMAND), count) for key, count in counted.items() if key.name.startswith(COMMAND)),
        _sum((slugs.get(key.story, ""), count) for key, count in counted.items() if key.name == PAGE),
        _sum((key.language, count) for key, count in counted.items() if key.name == PAGE),
        _sum((slugs.get(story, ""), 1) for _, story, _ in pushes),
        _sum((story.slug, _corrections(story, first, last)) for story in known.values()),
        _sum((key.language, count) for key, count in counted.items() if key.name.startswith(COMMAND)),
        _sum((slugs.get(story, ""), count) for (_, story, _), count in reactions.items()),
        _sum((language, count) for (_, _, language), count in reactions.items()),
    )


_Push = tuple[datetime, int, int]
_Reactions = Mapping[tuple[int, int, str], int]
_Rows = tuple[dict[Counted, int], dict[str, int], dict[tuple[str, str], int], list[_Push], _Reactions]


def _by_day(
    counted: Mapping[Counted, int], pushes: Iterable[_Push], reactions: _Reactions, first: date, days: int
) -> dict[str, tuple[int, ...]]:
    named = {"pages": PAGE, "searches": SEARCH, "nothing": FRUITLESS_SEARCH}
    series = {
        name: _series(((key.day, count) for key, count in counted.items() if key.name == what), first, days)
        for name, what in named.items()
    }
    commands = ((key.day, count) for key, count in counted.items() if key.name.startswith(COMMAND))
    series["commands"] = _series(commands, first, days)
    started = [(at.toordinal(), sent) for at, _, sent in pushes]
    series["pushes"] = _series(((day, 1) for day, _ in started), first, days)
    series["sent"] = _series(started, first, days)
    series["reactions"] = _series(((day, count) for (day, _, _), count in reactions.items()), first, days)
    return series


def _series(counts: Iterable[tuple[int, int]], first: date, days: int) -> tuple[int, ...]:
    values = [0] * days
    for day, count in counts:
        if 0 <= day - first.toordinal() < days:
            values[day - first.toordinal()] += count
    return tuple(values)


def _sum(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up by name; the most frequent first, without those of zero."""
    total: Counter[str] = Counter()
    for name, count in counts:
        total[name] += count
    return {name: count for name, count in total.most_common() if count}


def _corrections(story: Story, first: date, last: date) -> int:
    return sum(first <= correction.date.first <= last for correction in story.dossier.corrections)
