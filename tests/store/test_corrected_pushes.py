"""What waits to be sent when something is corrected: nothing leaves with the wrong words, and all leaves right."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import catalogue
from bot.model import Dossier
from bot.model.broadcast import BroadcastSpec
from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.broadcasts import corrected
from bot.services.broadcasts.digests import DigestSender
from bot.store import broadcasts, deliveries, delivery_queue, key_values, renditions
from bot.store.delivery_transitions import Result, apply_and_claim
from tests.store.desk import EDITOR, Desk
from tests.store.dossiers import NOW, dossier
from tests.store.subscriber_factory import join

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database
    from bot.store.delivery_queue import PendingDelivery

WORDS = catalogue.load()
SLUG = "a-story"
HOUR = timedelta(hours=1)
ARABIC, ENGLISH = 701, 702
WRONG, RIGHT = {"en": "Ten ships sank", "ar": "غرقت عشر سفن"}, {"en": "Two ships sank", "ar": "غرقت سفينتان"}
ALSO = {"en": "A storm came", "ar": "هبّت عاصفة"}


def story(ships: dict[str, str] | None, *records: dict[str, Any], storm: bool = True) -> Dossier:
    """A story with what happened to the ships, with a storm and with records of corrections."""
    tree = dossier().model_dump(mode="json", exclude_none=True)
    texts = {"e2": ships, "e3": ALSO if storm else None}
    tree["events"] += [{"id": item, "text": text, "sources": ["s1"]} for item, text in texts.items() if text]
    return Dossier.model_validate(tree | {"corrections": list(records)})


RECORD = {"id": "c1", "date": "2025-04-28", "item": "e2", "class": "urgent", "was": WRONG, "is": RIGHT}
GONE = {"id": "c1", "date": "2025-04-28", "item": "e2", "class": "withdrawn", "why": {"en": "A hoax", "ar": "خبر كاذب"}}


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk, a story that was pushed before anybody listened, and two who listen."""
    desk = Desk(database)
    await desk.gather()
    async with database.write() as conn:
        await key_values.set_username(conn, "siyaq_bot")
        await publishing.revise(conn, dossier(), base=None, note=None, author=EDITOR, at=NOW)
    await broadcast_service.start(database, BroadcastSpec(SLUG), desk.deed(at=NOW), words=WORDS)
    return desk


async def listens(desk: Desk, **more: Any) -> None:
    """One who reads each language."""
    await join(desk.database, ARABIC, Language.AR, **more)
    await join(desk.database, ENGLISH, Language.EN, **more)


async def revise(desk: Desk, made: Dossier, at: datetime) -> None:
    """The next revision, from a file."""
    await publishing.import_dossier(desk.database, made, note=None, at=at)


async def push(desk: Desk, at: datetime) -> int:
    """A push of what is new."""
    return await broadcast_service.start(desk.database, BroadcastSpec(SLUG), desk.deed(at=at), words=WORDS)


async def waiting(desk: Desk, number: int) -> tuple[PendingDelivery, ...]:
    """What a worker may send now."""
    async with desk.database.read() as conn:
        broadcast = await broadcasts.get(conn, number)
        assert broadcast
        return await delivery_queue.waiting(conn, broadcast, NOW + 9 * HOUR, delivery_queue.START, 100)


async def claims(desk: Desk, number: int, *rows: PendingDelivery) -> frozenset[tuple[int, str]]:
    """What a worker that has read these before may send of them."""
    keys = [(row.chat_id, row.language) for row in rows]
    _, claimed = await desk.database.run_write(lambda conn: apply_and_claim(conn, number, [], keys, NOW))
    return claimed


async def text_of(desk: Desk, row: PendingDelivery) -> str:
    """The words of a delivery, as they would leave."""
    async with desk.database.read() as conn:
        stored = await renditions.get(conn, row.rendition_id)
    assert stored
    return json.dumps(json.loads(b"{" + stored.rendition.body), ensure_ascii=False)


@pytest.mark.parametrize("state", ["running", "paused"])
async def test_a_push_that_waits_leaves_with_the_right_words(desk: Desk, state: broadcasts.State) -> None:
    """From the correction's commit nothing is sent in the old rendition, also by who has read it; then in a new one."""
    await listens(desk)
    await revise(desk, story(WRONG), NOW)
    number = await push(desk, NOW + HOUR)
    read_before = await waiting(desk, number)
    assert all([WRONG[row.language] in await text_of(desk, row) for row in read_before])
    async with desk.database.write() as conn:
        if state == "paused":
            assert await broadcasts.move(conn, number, "paused", at=NOW, expected={"running"})
    await revise(desk, story(RIGHT, RECORD), NOW + 2 * HOUR)
    assert await waiting(desk, number) == ()
    assert await claims(desk, number, *read_before) == frozenset()
    assert desk.database.peek(renditions.stale_mark(read_before[0].rendition_id)) in {"1", None}
    assert await corrected.refresh(desk.database, WORDS, NOW) == 2
    assert await corrected.refresh(desk.database, WORDS, NOW) == 0
    rows = await waiting(desk, number)
    assert {row.chat_id for row in rows} == {ARABIC, ENGLISH}
    for row in rows:
        text = await text_of(desk, row)
        assert RIGHT[row.language] in text
        assert WRONG[row.language] not in text, "nor in a correction: its reader never saw what was wrong"
        assert ALSO[row.language] in text
        assert desk.database.peek(renditions.stale_mark(row.rendition_id)) in {"0", None}
    if state == "running":
        assert await claims(desk, number, *rows) == {(row.chat_id, row.language) for row in rows}


async def test_what_was_sent_keeps_its_rendition_and_what_is_uncertain_is_sent_again_right(desk: Desk) -> None:
    """By the rendition of a sent copy it is known what it shows; a delivery that waits again later is right, too."""
    await listens(desk)
    await revise(desk, story(WRONG), NOW)
    number = await push(desk, NOW + HOUR)
    first, second = await waiting(desk, number)
    await claims(desk, number, first, second)
    sent = Result(first.chat_id, first.language, "sent", 17)
    await desk.database.run_write(lambda conn: apply_and_claim(conn, number, [sent], [], NOW))
    async with desk.database.write() as conn:
        assert await deliveries.mark_uncertain(conn, "interrupted", NOW) == 1
    await revise(desk, story(RIGHT, RECORD), NOW + 2 * HOUR)
    assert await corrected.refresh(desk.database, WORDS, NOW) == 0
    async with desk.database.write() as conn:
        assert await deliveries.settle(conn, number, (second.chat_id, second.language), "send", NOW)
    assert await waiting(desk, number) == ()
    assert await corrected.refresh(desk.database, WORDS, NOW) == 1
    (again,) = await waiting(desk, number)
    assert RIGHT[again.language] in await text_of(desk, again)
    async with desk.database.read() as conn:
        (copy,) = await delivery_queue.copies(conn, number, None, 10)
    assert copy.rendition_id == first.rendition_id


async def test_of_a_message_whose_only_item_is_withdrawn_nothing_is_sent(desk: Desk) -> None:
    """It is cancelled, and says why; one that has another item leaves without the one that is gone."""
    await listens(desk)
    await revise(desk, story(WRONG, storm=False), NOW)
    number = await push(desk, NOW + HOUR)
    await revise(desk, story(None, GONE, storm=False), NOW + 2 * HOUR)
    assert await corrected.refresh(desk.database, WORDS, NOW) == 2
    async with desk.database.read() as conn:
        listed = await deliveries.listed(conn, number)
        broadcast = await broadcasts.get(conn, number)
    assert {(row.state, row.reason) for row in listed} == {("cancelled", deliveries.CORRECTED)}
    assert broadcast
    assert (broadcast.counts.pending, broadcast.counts.cancelled) == (0, 2)


async def test_a_digest_that_waits_leaves_with_the_right_words(desk: Desk) -> None:
    """It is rendered anew of what it was made of; one that is not made yet has the right words anyway."""
    await listens(desk, frequency=Frequency.DAILY, minute=18 * 60)
    await revise(desk, story(WRONG), NOW)
    await push(desk, NOW + HOUR)
    sender = DigestSender(desk.database, WORDS)
    assert await sender.send(NOW + 6 * HOUR) == 2
    async with desk.database.read() as conn:
        (digest,) = [made for made in await broadcasts.in_state(conn, "running") if made.kind == "digest"]
    assert all([WRONG[row.language] in await text_of(desk, row) for row in await waiting(desk, digest.id)])
    await revise(desk, story(RIGHT, RECORD), NOW + 7 * HOUR)
    assert await waiting(desk, digest.id) == ()
    assert await corrected.refresh(desk.database, WORDS, NOW) == 2
    rows = await waiting(desk, digest.id)
    assert len(rows) == 2
    for row in rows:
        text = await text_of(desk, row)
        assert RIGHT[row.language] in text
        assert WRONG[row.language] not in text


async def test_a_push_of_another_item_is_left_as_it_is(desk: Desk) -> None:
    """Only what shows the corrected item waits, and only until it is rendered anew."""
    await listens(desk)
    await revise(desk, story(None), NOW)
    number = await push(desk, NOW + HOUR)
    await revise(desk, story(WRONG), NOW)
    await revise(desk, story(RIGHT, RECORD), NOW + 2 * HOUR)
    assert len(await waiting(desk, number)) == 2
    assert await corrected.refresh(desk.database, WORDS, NOW) == 0
