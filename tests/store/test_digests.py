"""What is held goes out when it is due: once, to all whom it concerns, whatever happens in between."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.errors import SiyaqError
from bot.i18n import catalogue
from bot.model import Localized, LocalizedLine
from bot.model.broadcast import BroadcastSpec
from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.broadcasts import digests
from bot.services.broadcasts.digests import DigestSender
from bot.store import broadcasts, key_values, renditions, restored, stories, subscribers
from bot.store.deliveries import RESTORED
from bot.store.delivery_tables import deliveries
from bot.store.subscribers import ChatKind
from tests.store.desk import EDITOR, Desk
from tests.store.dossiers import NOW, dossier
from tests.store.subscriber_factory import join
from tests.store.test_pushing import grown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

WORDS = catalogue.load()
SLUG = "a-story"
HOUR = timedelta(hours=1)
DAILY: dict[str, Any] = {"frequency": Frequency.DAILY, "minute": 18 * 60}  # NOW is 12:30


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four, and two stories that were pushed before anybody listened."""
    desk = Desk(database)
    await desk.gather()
    async with database.write() as conn:
        await key_values.set_username(conn, "siyaq_bot")
        for slug, title in ((SLUG, "A story"), ("b-story", "Another")):
            await publishing.revise(conn, dossier(slug, title), base=None, note=None, author=EDITOR, at=NOW)
    for slug in (SLUG, "b-story"):
        await push(desk, BroadcastSpec(slug), NOW - HOUR)
    return desk


async def push(desk: Desk, given: BroadcastSpec, at: datetime) -> int:
    """Push at a moment."""
    return await broadcast_service.start(desk.database, given, desk.deed(at=at), words=WORDS)


async def grow(desk: Desk, events: int, base: int, at: datetime, **given: Any) -> int:
    """A further revision of the first story, pushed."""
    async with desk.database.write() as conn:
        await publishing.revise(conn, grown(events), base=base, note=None, author=EDITOR, at=at)
    return await push(desk, BroadcastSpec(SLUG, **given), at)


async def got(desk: Desk, chat: int) -> list[tuple[str, str, str]]:
    """Of all that was put on its way to a chat the kind, the language and the words, the first first."""
    async with desk.database.read() as conn:
        query = select(deliveries.c.broadcast_id, deliveries.c.language, deliveries.c.rendition_id)
        rows = (await conn.execute(query.where(deliveries.c.chat_id == chat).order_by(deliveries.c.broadcast_id))).all()
        shown: list[tuple[str, str, str]] = []
        for number, language, rendition in rows:
            broadcast, kept = await broadcasts.get(conn, number), await renditions.get(conn, rendition)
            assert broadcast
            assert kept
            body = json.loads(b"{" + kept.rendition.body)
            text = body.get("text") or json.dumps(body["rich_message"], ensure_ascii=False)
            shown.append((broadcast.kind, language, text))
    return shown


async def window(desk: Desk, chat: int) -> tuple[datetime, datetime] | None:
    """What is held for the chat."""
    async with desk.database.read() as conn:
        value = await subscribers.get(conn, chat)
    assert value
    return value.held


async def test_a_digest_tells_all_that_was_pushed_since_the_last(desk: Desk) -> None:
    """In one message, story by story; nothing before its hour, nothing of it after, and nothing where nothing was."""
    await join(desk.database, 1, **DAILY)
    await join(desk.database, 2, stories=[2], **DAILY)
    await join(desk.database, 3, Language.AR, ChatKind.CHANNEL, both=True, **DAILY)
    bundler = DigestSender(desk.database, WORDS)
    await grow(desk, 2, 1, NOW + HOUR)
    await grow(desk, 3, 2, NOW + 2 * HOUR, headline=LocalizedLine(en="Third time lucky"))
    await push(desk, BroadcastSpec(None, words=Localized(en="We are ten years old.")), NOW + 3 * HOUR)
    assert await bundler.send(NOW + 5 * HOUR) == 0
    assert await got(desk, 1) == []
    due = NOW + 6 * HOUR
    assert await bundler.send(due) == 3
    ((kind, language, text),) = await got(desk, 1)
    assert (kind, language) == ("digest", "en")
    for words in ("Your digest of 28 April 2025", "Third time lucky", "Event 2 came.", "Event 3 came.", "ten years"):
        assert words in text
    ((_, _, text),) = await got(desk, 2)
    assert ("ten years" in text, "Event" in text) == (True, False)
    assert [(kind, language) for kind, language, _ in await got(desk, 3)] == [("digest", "ar"), ("digest", "en")]
    held = await window(desk, 1)
    assert held
    assert (held[0] >= due, held[1]) == (True, due.replace(hour=18, minute=0, second=0, microsecond=0) + 24 * HOUR)
    assert await bundler.send(due) == 0
    assert await bundler.send(due + 24 * HOUR) == 3
    assert len(await got(desk, 1)) == 1
    await grow(desk, 4, 3, due + 25 * HOUR)
    assert await bundler.send(due + 48 * HOUR) == 3
    assert len(await got(desk, 1)) == 2
    assert len(await got(desk, 2)) == 1


async def test_quiet_hours_hold_and_then_send_as_one(desk: Desk) -> None:
    """What comes before or after them comes at once."""
    await join(desk.database, 1, quiet_from=14 * 60, quiet_to=16 * 60)
    bundler = DigestSender(desk.database, WORDS)
    await grow(desk, 2, 1, NOW + HOUR)
    for events in (3, 4):
        await grow(desk, events, events - 1, NOW + 2 * HOUR)
    assert await bundler.send(NOW + 3 * HOUR) == 0
    assert await bundler.send(NOW + 4 * HOUR) == 1
    await grow(desk, 5, 4, NOW + 5 * HOUR)
    shown = await got(desk, 1)
    assert sorted(kind for kind, _, _ in shown) == ["digest", "update", "update"]
    (text,) = (text for kind, _, text in shown if kind == "digest")
    assert "While you were away" in text
    assert ["Event 2" in text, "Event 3" in text, "Event 4" in text, "Event 5" in text] == [False, True, True, False]


async def test_what_was_taken_back_or_stopped_is_not_told(desk: Desk) -> None:
    """Nor what was archived; a digest that would be empty is none."""
    await join(desk.database, 1, **DAILY)
    await join(desk.database, 2, stories=[2], **DAILY)
    first = await grow(desk, 2, 1, NOW + HOUR)
    second = await push(desk, BroadcastSpec(SLUG, headline=LocalizedLine(en="Stop press")), NOW + HOUR)
    third = await push(desk, BroadcastSpec("b-story", headline=LocalizedLine(en="Gone")), NOW + HOUR)
    await broadcast_service.retract(desk.database, first, context=desk.deed(), words=WORDS)
    await broadcast_service.stop(desk.database, second, context=desk.deed())
    async with desk.database.write() as conn:
        await stories.set_live(conn, 2, live=False)
    assert await DigestSender(desk.database, WORDS).send(NOW + 6 * HOUR) == 2
    assert [await got(desk, chat) for chat in (1, 2)] == [[], []]
    held = await window(desk, 1)
    assert held
    assert held[1] > NOW + 7 * HOUR
    assert third


async def test_what_was_put_right_since_is_told_as_it_is_now(desk: Desk) -> None:
    """A digest does not spread what its newsroom knows to be wrong; what was never pushed is not in it."""
    await join(desk.database, 1, **DAILY)
    await grow(desk, 2, 1, NOW + HOUR)
    tree = grown(3).model_dump(mode="json", exclude_none=True)
    tree["events"][1]["text"]["en"] = "Event 2 did not come."
    async with desk.database.write() as conn:
        right = type(grown()).model_validate(tree)
        await publishing.revise(conn, right, base=2, note=None, author=EDITOR, at=NOW)
    await DigestSender(desk.database, WORDS).send(NOW + 6 * HOUR)
    ((_, _, text),) = await got(desk, 1)
    assert ("did not come" in text, "Event 3" in text) == (True, False)


async def test_a_push_that_commits_late_is_in_one_bundle_or_the_next(desk: Desk) -> None:
    """Its moment lies after the digest's, but it was there when that was made: told now, and not again."""
    await join(desk.database, 1, **DAILY)
    due = NOW + 6 * HOUR
    await grow(desk, 2, 1, due + timedelta(seconds=2))
    bundler = DigestSender(desk.database, WORDS)
    assert await bundler.send(due) == 1
    assert len(await got(desk, 1)) == 1
    assert await bundler.send(due + 24 * HOUR) == 1
    assert len(await got(desk, 1)) == 1


async def test_a_crash_repeats_nothing_and_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunk by chunk: the transaction that fails leaves its chats due, those before have theirs."""
    monkeypatch.setattr(digests, "CHUNK", 3)
    for chat in range(1, 11):
        await join(desk.database, chat, **DAILY)
    await grow(desk, 2, 1, NOW + HOUR)
    bundler, due = DigestSender(desk.database, WORDS), NOW + 6 * HOUR
    assert await bundler.send(due) == 3
    roll = subscribers.roll

    async def fail(*_: object) -> None:
        raise SiyaqError

    monkeypatch.setattr(subscribers, "roll", fail)
    with pytest.raises(SiyaqError):
        await bundler.send(due)
    monkeypatch.setattr(subscribers, "roll", roll)
    makers = (bundler, DigestSender(desk.database, WORDS), bundler, bundler)
    assert [await maker.send(due) for maker in makers] == [3, 3, 1, 0]
    assert [len(await got(desk, chat)) for chat in range(1, 11)] == [1] * 10


async def test_two_processes_send_one_bundle(desk: Desk, other: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at the same moment, again and again."""
    import asyncio

    monkeypatch.setattr(digests, "CHUNK", 4)
    for chat in range(1, 21):
        await join(desk.database, chat, **DAILY)
    await grow(desk, 2, 1, NOW + HOUR)
    both = [DigestSender(database, WORDS) for database in (desk.database, other)]
    for _ in range(6):
        await asyncio.gather(*(digest_sender.send(NOW + 6 * HOUR) for digest_sender in both))
    assert [len(await got(desk, chat)) for chat in range(1, 21)] == [1] * 20
    async with desk.database.read() as conn:
        counted = [broadcast.counts.pending for broadcast in await broadcasts.all_(conn) if broadcast.kind == "digest"]
    assert sum(counted) == 20


async def test_one_bundle_serves_all_who_are_to_have_the_same(desk: Desk) -> None:
    """A hundred chats in two zones take two renditions of each format."""
    for chat in range(1, 101):
        zone = "Asia/Amman" if chat % 2 else "Europe/Berlin"
        await join(desk.database, chat, choices={"zone": zone}, quiet_from=13 * 60, quiet_to=20 * 60)
    await grow(desk, 2, 1, NOW + 5 * HOUR)
    bundler = DigestSender(desk.database, WORDS)
    while await bundler.send(NOW + 12 * HOUR):
        pass
    async with desk.database.read() as conn:
        (digest,) = [broadcast for broadcast in await broadcasts.all_(conn) if broadcast.kind == "digest"]
        made = await renditions.of_broadcast(conn, digest.id)
    assert digest.counts.pending == 100
    assert len(made) == 2
    assert {stored_rendition.rendition.rich for stored_rendition in made} == {True, False}


async def test_what_was_due_before_a_restore_is_held(desk: Desk) -> None:
    """It may have gone out since the backup: it is composed, and uncertain; the next one goes out as always."""
    await join(desk.database, 5, **DAILY)
    await grow(desk, 2, 1, NOW + HOUR)
    evening = NOW.replace(hour=18, minute=0, second=0, microsecond=0)
    async with desk.database.write() as conn:
        await restored.hold_back(conn, evening + HOUR, None)
    sender = DigestSender(desk.database, WORDS)
    assert await sender.send(evening + 2 * HOUR) == 1
    await grow(desk, 3, 2, evening + 3 * HOUR)
    assert await sender.send(evening + 25 * HOUR) == 1
    async with desk.database.read() as conn:
        query = select(deliveries.c.state, deliveries.c.reason).where(deliveries.c.chat_id == 5)
        rows = (await conn.execute(query.order_by(deliveries.c.broadcast_id))).all()
        assert [tuple(row) for row in rows] == [("uncertain", RESTORED), ("pending", None)]
        held = await restored.read_held(conn)
    assert held
    assert [count for _, count in held.uncertain] == [1]
