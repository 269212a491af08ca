"""A month of pushes, with a clock moved by hand: quiet hours and digests, through changes of clocks in many zones."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.model.delivery_schedule import Frequency
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.broadcasts.digests import DigestSender
from bot.store import renditions, subscribers
from bot.store.column_types import AT_ONCE
from bot.store.database import open_database
from bot.store.delivery_tables import broadcasts, deliveries
from bot.store.migrate import migrate
from tests.store.desk import EDITOR, Desk
from tests.store.dossiers import dossier
from tests.store.subscriber_factory import join
from tests.store.test_pushing import grown
from tests.thoroughness import IS_FULL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

WORDS = catalogue.load()
DAYS = 30 if IS_FULL else 10
WEEKS = (4, 5) if IS_FULL else (2, 3)  # on which a weekly digest has something to tell
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu")
NIGHT = {"quiet_from": 22 * 60, "quiet_to": 7 * 60}
AT_CHANGE = {
    "quiet_from": 2 * 60,
    "quiet_to": 2 * 60 + 45,
}  # the hour that Berlin and New York leave out, or have twice
SCHEDULES: tuple[dict[str, Any], ...] = (
    {},
    NIGHT,
    AT_CHANGE,
    {"frequency": Frequency.DAILY, "minute": 8 * 60},
    {"frequency": Frequency.DAILY, "minute": 2 * 60 + 30},
    {"frequency": Frequency.DAILY, "minute": 3 * 60, **NIGHT},  # which waits for the end of the night
    {"frequency": Frequency.WEEKLY, "minute": 9 * 60, "weekday": 0},
)


@dataclass(frozen=True)
class Message:
    """What was put on its way to a chat: when, whether by itself, how many events it tells of, and which it shows."""

    at: datetime
    kind: str
    count: int
    events: frozenset[int]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of four, and a story that was pushed before anybody listened."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    await migrate(database)
    desk = Desk(database)
    await desk.gather()
    yield desk
    await database.close()


async def _live(desk: Desk, start: datetime) -> list[datetime]:
    """Let a month pass, two pushes a day or so; returns their moments."""
    database, chance = desk.database, random.Random(7)  # noqa: S311 - a month like any other
    bundler, now = DigestSender(database, WORDS), start
    async with database.write() as conn:
        await publishing.revise(conn, dossier(), base=None, note=None, author=EDITOR, at=start)
    await broadcast_service.start(
        database, BroadcastSpec("a-story"), desk.deed(at=start - timedelta(hours=1)), words=WORDS
    )
    for number, (zone, schedule) in enumerate(((zone, schedule) for zone in ZONES for schedule in SCHEDULES), 1):
        await join(database, number, at=start, choices={"zone": zone}, **schedule)
    pushes = sorted(start + timedelta(minutes=chance.randrange(1, DAYS * 1440)) for _ in range(DAYS + DAYS // 2))
    end = start + timedelta(days=DAYS + 8)  # by which every digest has come
    ahead = [*pushes, end]
    while now < end:
        async with database.read() as conn:
            due = await subscribers.next_due(conn)
        now = max(min(filter(None, (ahead[0], due))), now)
        while await bundler.send(now):
            pass
        if now == ahead[0] and now < end:
            text = len(pushes) + 2 - len(ahead)
            async with database.write() as conn:
                await publishing.revise(conn, grown(text + 1), base=text, note=None, author=EDITOR, at=now)
            await broadcast_service.start(database, BroadcastSpec("a-story"), desk.deed(at=now), words=WORDS)
            ahead.pop(0)
        # What is sent at once has no due time: it leaves now.
        async with database.write() as conn:
            at_once = deliveries.c.due_at == AT_ONCE
            await conn.execute(update(deliveries).where(at_once).values(due_at=now))
    return pushes


async def _heard(desk: Desk) -> dict[int, list[Message]]:
    """What each chat got, the first first."""
    columns = (deliveries.c.chat_id, deliveries.c.due_at, deliveries.c.rendition_id, broadcasts.c.kind)
    query = select(*columns).join(broadcasts, broadcasts.c.id == deliveries.c.broadcast_id)
    heard: dict[int, list[Message]] = defaultdict(list)
    texts: dict[int, tuple[int, frozenset[int]]] = {}
    async with desk.database.read() as conn:
        for chat, at, rendition, kind in (await conn.execute(query.order_by(deliveries.c.due_at))).all():
            if rendition not in texts:
                kept = await renditions.get(conn, rendition)
                assert kept
                text = kept.rendition.body.decode()
                (count,) = re.findall(r"(\d+) new event", text)
                texts[rendition] = int(count), frozenset(map(int, re.findall(r"Event (\d+) came", text)))
            heard[chat].append(Message(at, kind, *texts[rendition]))
    return heard


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _is_there(local: datetime, minute: int) -> bool:
    """Whether the clocks of that day show a minute at all."""
    wanted = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0, fold=0)
    return wanted.astimezone(UTC).astimezone(wanted.tzinfo).replace(tzinfo=None) == wanted.replace(tzinfo=None)


def _check(message: Message, zone: str, schedule: dict[str, Any]) -> None:
    """Never in quiet hours; a digest at its minute, on its day, or as much later as the clocks left out."""
    local = message.at.astimezone(ZoneInfo(zone))
    minute, (first, last) = _minute(local), (schedule.get("quiet_from"), schedule.get("quiet_to"))
    if first is not None and last is not None:
        is_quiet = first <= minute < last if first < last else not last <= minute < first
        assert not is_quiet, (zone, schedule, local)
    if "frequency" not in schedule:
        assert message.kind == "update" or minute == last or not _is_there(local, last or 0), (zone, schedule, local)
        return
    assert message.kind == "digest"
    wanted = last if first is not None and last is not None else schedule["minute"]
    assert minute == wanted or not _is_there(local, wanted), (zone, schedule, local)
    if "weekday" in schedule:
        assert local.weekday() == schedule["weekday"]


@pytest.mark.parametrize("start", [datetime(2025, 3, 8, 12, tzinfo=UTC), datetime(2025, 10, 4, 12, tzinfo=UTC)])
async def test_a_month_of_quiet_hours_and_digests(desk: Desk, start: datetime) -> None:
    """Everybody gets each update once, at an hour that is theirs, whatever their clocks do."""
    pushes = await _live(desk, start)
    heard = await _heard(desk)
    every = set(range(2, len(pushes) + 2))
    assert len(heard) == len(ZONES) * len(SCHEDULES)
    for number, (zone, schedule) in enumerate(((zone, schedule) for zone in ZONES for schedule in SCHEDULES), 1):
        messages = heard[number]
        for message in messages:
            _check(message, zone, schedule)
            assert message.count >= len(message.events) > 0
        assert sum(message.count for message in messages) == len(every), (zone, schedule)
        shown = [event for message in messages for event in message.events]
        assert len(shown) == len(set(shown))
        # What a message tells of is what came since the one before it.
        text = 1
        for message in messages:
            assert message.events <= set(range(text + 1, text + message.count + 1))
            text += message.count
        if not schedule:
            assert [message.at for message in messages] == pushes
        if schedule.get("frequency") is Frequency.DAILY:
            assert DAYS // 2 < len(messages) <= DAYS + 1
        if schedule.get("frequency") is Frequency.WEEKLY:
            assert len(messages) in WEEKS
