"""What is near at hand is what the database holds, or will."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.audience import Reader
from bot.language import Language
from bot.store import readers, rosters, shown, stories, updates
from bot.store.ledger import Ledger
from bot.store.rosters import Listed
from bot.store.shown import Shown
from bot.store.tables import inbox, taken
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHAT, GROUP = 77, -1001234567890


class Hands:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Hands:
    """A clock that stands at NOW."""
    return Hands()


@pytest.fixture
def ledger(database: Database, clock: Hands) -> Ledger:
    """A ledger over an empty database."""
    return Ledger(database, clock)


async def _publish(database: Database, slug: str) -> int:
    async with database.write() as conn:
        return (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number


def _page(story: int, message_id: int = 5, chat_id: int = GROUP, at: datetime = NOW) -> Shown:
    return Shown(chat_id, message_id, story, "q", 1, Language.AR, "c", at)


async def test_a_choice_is_kept_and_known_at_once(database: Database, ledger: Ledger, clock: Hands) -> None:
    """A repeated update chooses nothing again; another process sees it as well."""
    assert await ledger.chat(CHAT, 0) == (Reader(CHAT), None)
    await ledger.choose(1, CHAT, language=Language.AR)
    assert await ledger.chat(CHAT, 0) == (Reader(CHAT, Language.AR), None)
    await ledger.choose(2, CHAT, language=Language.EN)
    await ledger.choose(1, CHAT, language=Language.AR)
    assert await ledger.chat(CHAT, 0) == (Reader(CHAT, Language.EN), None)
    assert await Ledger(database, clock).chat(CHAT, 0) == (Reader(CHAT, Language.EN), None)


async def test_an_audience_that_another_process_takes_in_is_seen(database: Database, ledger: Ledger) -> None:
    """A chat that was asked for before has the language of each import."""
    await ledger.choose(1, CHAT, language=Language.AR)
    await ledger.chat(CHAT, 0)
    for language in (Language.EN, Language.AR):
        async with database.write() as conn:
            await rosters.take_in(conn, [Listed(CHAT, language, None)], NOW)
        assert (await ledger.chat(CHAT, 0))[0].language is language


async def test_the_story_of_a_topic_is_known_before_it_is_written(
    database: Database, ledger: Ledger, clock: Hands
) -> None:
    """At once here, elsewhere once it is written; of several pages in one message the last is known."""
    one, two = await _publish(database, "one"), await _publish(database, "two")
    assert await ledger.chat(GROUP, 17) == (Reader(GROUP), None)
    ledger.note_shown(_page(one), 17)
    ledger.note_shown(_page(two, 6), 17)
    ledger.note_shown(_page(two), 17)
    assert await ledger.chat(GROUP, 17) == (Reader(GROUP), two)
    assert await ledger.chat(GROUP, 0) == (Reader(GROUP), None)
    await ledger.flush()
    assert await Ledger(database, clock).chat(GROUP, 17) == (Reader(GROUP), two)
    async with database.read() as conn:
        assert await shown.find(conn, GROUP, 5) == _page(two)
        assert await shown.find(conn, GROUP, 6) == _page(two, 6)


async def test_what_could_not_be_written_is_written_later(database: Database, ledger: Ledger, clock: Hands) -> None:
    """The error is told, and what was noted before and since goes with the next try, the newest last."""
    ledger.note_shown(_page(1), 0)
    ledger.remove(9)
    with pytest.raises(IntegrityError):  # there is no such story yet
        await ledger.flush()
    one, two = await _publish(database, "one"), await _publish(database, "two")
    assert one == 1
    ledger.note_shown(_page(two, 6), 0)
    await ledger.store([{"update_id": 9}])
    await ledger.flush()
    assert await Ledger(database, clock).chat(GROUP, 0) == (Reader(GROUP), two)
    assert await ledger.waiting() == []
    async with database.read() as conn:
        assert await shown.find(conn, GROUP, 5) == _page(one)


async def test_an_end_in_the_middle_of_writing_loses_nothing(
    database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is let end, since one that is cancelled can keep the database locked; what it wrote is there."""
    begun, resumed = asyncio.Event(), asyncio.Event()
    record, recorded = shown.record, []

    async def slow(conn: AsyncConnection, batch: Iterable[Shown]) -> None:
        pages = list(batch)
        recorded.extend(pages)
        begun.set()
        await resumed.wait()
        await record(conn, pages)

    monkeypatch.setattr(shown, "record", slow)
    monkeypatch.setattr("bot.store.ledger.DELAY", 0)
    writing = asyncio.create_task(ledger.run())
    ledger.note_shown(_page(await _publish(database, "one")), 0)
    await begun.wait()
    writing.cancel()
    await asyncio.wait({writing})
    resumed.set()
    await ledger.flush()
    assert len(recorded) == 1
    async with database.read() as conn:
        assert await shown.find(conn, GROUP, 5)


async def test_a_forgotten_chat_is_forgotten(database: Database, ledger: Ledger, clock: Hands) -> None:
    """In memory, in the database, in what was still to be written and in what was set aside; others stay."""
    story = await _publish(database, "one")
    for update_id, chat in enumerate((CHAT, GROUP)):
        await ledger.choose(update_id, chat, language=Language.AR)
        ledger.note_shown(_page(story, 5, chat), 0)
        await ledger.flush()
        ledger.note_shown(_page(story, 6, chat), 3)
    await ledger.set_aside({"update_id": 8, "message": {"chat": {"id": CHAT}, "text": 5}}, "odd")
    await ledger.set_aside({"update_id": 9, "callback_query": {"message": {"chat": {"id": GROUP}}}}, "odd")
    await ledger.forget(10, CHAT)
    await ledger.flush()
    for one in (ledger, Ledger(database, clock)):
        assert await one.chat(CHAT, 0) == (Reader(CHAT), None)
        assert await one.chat(CHAT, 3) == (Reader(CHAT), None)
        assert await one.chat(GROUP, 3) == (Reader(GROUP, Language.AR), story)
    async with database.read() as conn:
        assert [await shown.find(conn, CHAT, message) for message in (5, 6)] == [None, None]
        assert (await conn.scalars(select(inbox.c.update_id))).all() == [9]
    await ledger.choose(11, CHAT, language=Language.EN)
    await ledger.forget(10, CHAT)
    async with database.read() as conn:
        assert await readers.get(conn, CHAT) == Reader(CHAT, Language.EN)


async def test_updates_wait_until_they_are_handled(database: Database, ledger: Ledger, clock: Hands) -> None:
    """As they came, in their order, through a restart; what was handled or set aside waits no longer."""
    batch: list[dict[str, Any]] = [
        {"update_id": 7, "message": {"text": "سلام \ud83d \0 😀"}},
        {"update_id": 8},
        {"update_id": 9},
    ]
    await ledger.store(batch)
    assert await Ledger(database, clock).waiting() == batch
    ledger.remove(8)
    await ledger.set_aside({"update_id": 9}, "nobody can read it")
    await ledger.flush()
    assert await Ledger(database, clock).waiting() == batch[:1]


async def test_what_has_had_its_time_goes(database: Database, ledger: Ledger, clock: Hands) -> None:
    """Ids of updates after 48 hours, what was shown or set aside after 30 days, what waits never."""
    story = await _publish(database, "one")
    await ledger.choose(1, CHAT, language=Language.AR)
    ledger.note_shown(_page(story), 0)
    await ledger.store([{"update_id": 2}])
    await ledger.set_aside({"update_id": 3}, "odd")

    async def kept() -> tuple[int, bool, int]:
        await ledger.flush()
        async with database.read() as conn:
            ids = await conn.scalar(select(func.count()).select_from(taken)) or 0
            pages = await shown.find(conn, GROUP, 5) is not None
            return ids, pages, await conn.scalar(select(func.count()).select_from(inbox)) or 0

    assert await kept() == (1, True, 2)
    clock.now += timedelta(hours=48)
    assert await kept() == (1, True, 2)
    clock.now += timedelta(hours=2)
    assert await kept() == (0, True, 2)
    clock.now = NOW + timedelta(days=30, hours=2)
    assert await kept() == (0, False, 1)
    assert await ledger.waiting() == [{"update_id": 2}]


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": CHAT}, "from": {"id": 1}}}, CHAT),
        ({"update_id": 1, "callback_query": {"from": {"id": 1}, "message": {"chat": {"id": GROUP}}}}, GROUP),
        ({"update_id": 1, "callback_query": {"from": {"id": 1}, "inline_message_id": "x"}}, 1),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": GROUP}, "from": {"id": 1}}}, GROUP),
        ({"update_id": 1, "inline_query": {"from": {"id": 5}}}, 5),
        ({"update_id": 1, "poll_answer": {"user": {"id": 6}}}, 6),
        ({"update_id": 1, "poll": {"id": "7"}}, 0),
        ({"update_id": 1, "message": {"chat": 5, "message": "text", "from": []}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_of_a_raw_update(update: dict[str, object], chat: int) -> None:
    """Wherever an update has it, and whatever stands in its place."""
    assert updates.chat_of(update) == chat
