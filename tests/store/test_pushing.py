"""Pushes begin, with a draft or by themselves, and take their course: whole or not at all, and once."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from bot.errors import (
    BroadcastLong,
    BroadcastStale,
    BroadcastUnknown,
    EmptyBroadcast,
    HourPast,
    NotAllowed,
    RevisionConflict,
    RevisionUnknown,
    SelfApproval,
    StoryArchived,
    StoryUnknown,
)
from bot.i18n import catalogue
from bot.model import Dossier, Localized, LocalizedLine
from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.model.reader import Digits, FormatPreference, Months
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcasts, key_values, renditions, schema, stories
from bot.store.recipients import Combination
from bot.store.subscribers import ChatKind
from bot.telegram_api.rate_limiter import push_rate
from tests.store.desk import CONTRIBUTOR, EDITOR, NOBODY, OTHER, OWNER, Desk
from tests.store.dossiers import NOW, dossier
from tests.store.subscriber_factory import join

if TYPE_CHECKING:
    from bot.model import Story
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database

WORDS = catalogue.load()
LATER = NOW + timedelta(hours=1)
SLUG = "a-story"
LAYLA, EMMA, GROUP, CHANNEL, SLEEPER = 101, 102, -1001, -1002, 103


def grown(events: int = 2, title: str = "A story") -> Dossier:
    """The story with further events."""
    tree = dossier(title=title).model_dump(mode="json", exclude_none=True)
    for number in range(2, events + 1):
        text = {"en": f"Event {number} came.", "ar": f"جاء الحدث {number}."}
        date = f"2025-05-{number % 28 + 1:02}"
        tree["events"].append({"id": f"e{number}", "date": date, "text": text, "sources": ["s1"]})
    return Dossier.model_validate(tree)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four, and a story in its first revision."""
    desk = Desk(database)
    await desk.gather()
    async with database.write() as conn:
        await publishing.revise(conn, dossier(), base=None, note=None, author=EDITOR, at=NOW)
        await key_values.set_username(conn, "siyaq_bot")
    return desk


@pytest.fixture
async def desk_with_audience(desk: Desk) -> Desk:
    """The desk, and an audience of all kinds."""
    database = desk.database
    await join(database, LAYLA, Language.AR, choices={"months": Months.LEVANT, "digits": Digits.ARABIC})
    await join(database, EMMA, choices={"format_preference": FormatPreference.SIMPLE})
    await join(database, GROUP, Language.AR, ChatKind.GROUP, stories=[1])
    await join(database, CHANNEL, Language.EN, ChatKind.CHANNEL, both=True)
    await join(database, SLEEPER, quiet_from=0, quiet_to=1439)
    return desk


async def revise(desk: Desk, content: Dossier, base: int) -> Story:
    """A further revision, without a push."""
    async with desk.database.write() as conn:
        return await publishing.revise(conn, content, base=base, note=None, author=EDITOR, at=NOW)


async def push(desk: Desk, given: BroadcastSpec | None = None, actor: int = EDITOR, **how: Any) -> int:
    """Push the story, or what is given, an hour later."""
    return await broadcast_service.start(
        desk.database, given or BroadcastSpec(SLUG), desk.deed(actor, LATER), words=WORDS, **how
    )


async def get(desk: Desk, number: int) -> Broadcast:
    """The push of this number."""
    async with desk.database.read() as conn:
        value = await broadcasts.get(conn, number)
    assert value
    return value


async def sent(desk: Desk, number: int) -> dict[tuple[int, str], dict[str, Any]]:
    """What each chat is to be sent, by chat and language; its method is in it."""
    async with desk.database.read() as conn:
        kept = {
            stored_rendition.id: stored_rendition.rendition
            for stored_rendition in await renditions.of_broadcast(conn, number)
        }
        rows = (
            await conn.execute(
                select(
                    schema.metadata.tables["deliveries"].c.chat_id,
                    schema.metadata.tables["deliveries"].c.language,
                    schema.metadata.tables["deliveries"].c.rendition_id,
                ).where(schema.metadata.tables["deliveries"].c.broadcast_id == number)
            )
        ).all()
    return {
        (chat, language): json.loads(b"{" + kept[rendition].body) | {"method": kept[rendition].method}
        for chat, language, rendition in rows
    }


async def holds(desk: Desk) -> dict[str, int]:
    """How many rows the tables have that a push writes."""
    names = ("broadcasts", "renditions", "deliveries", "revisions", "processed_updates")
    async with desk.database.read() as conn:
        return {
            name: await conn.scalar(select(func.count()).select_from(schema.metadata.tables[name])) or 0
            for name in names
        }


def words_of(message: dict[str, Any]) -> str:
    """All that a message says."""
    return json.dumps(message.get("rich_message") or message.get("text") or message["caption"], ensure_ascii=False)


async def test_everybody_gets_what_changed_in_their_own_way(desk_with_audience: Desk) -> None:
    """Each chat once in its language, a channel of both twice; buttons are taps or links; who sleeps waits."""
    await revise(desk_with_audience, grown(2), 1)
    number = await push(desk_with_audience)
    value = await get(desk_with_audience, number)
    assert (value.kind, value.state, value.base, value.revision, value.counts.pending) == ("update", "running", 1, 2, 5)
    by_key = await sent(desk_with_audience, number)
    assert set(by_key) == {(LAYLA, "ar"), (EMMA, "en"), (GROUP, "ar"), (CHANNEL, "en"), (CHANNEL, "ar")}
    for (_, language), message in by_key.items():
        assert ("Event 2 came." if language == "en" else "جاء الحدث") in words_of(message)
    assert "1 new event" in words_of(by_key[EMMA, "en"])
    assert "حدث جديد" in words_of(by_key[GROUP, "ar"])
    (link,) = (button for row in by_key[CHANNEL, "ar"]["reply_markup"]["inline_keyboard"] for button in row)
    assert link["url"].startswith("https://t.me/siyaq_bot?start=_1")
    for chat in (EMMA, "en"), (GROUP, "ar"):
        rows = by_key[chat]["reply_markup"]["inline_keyboard"]
        assert [button["callback_data"][:2] for row in rows for button in row] == ["1u", "1r"]
    async with desk_with_audience.database.read() as conn:
        covers = {stored_rendition.rendition.covers for stored_rendition in await renditions.of_broadcast(conn, number)}
    assert covers == {'[[1, 2, ["e2"]]]'}


async def test_what_is_told_is_what_is_new_since_the_last_push(desk_with_audience: Desk) -> None:
    """First from the revision before, then from what was pushed; what was taken back is told again."""
    await revise(desk_with_audience, grown(2), 1)
    first = await push(desk_with_audience)
    await revise(desk_with_audience, grown(3), 2)
    await revise(desk_with_audience, grown(4), 3)
    second = await get(desk_with_audience, await push(desk_with_audience))
    assert (second.base, second.revision) == (2, 4)
    text = words_of((await sent(desk_with_audience, second.id))[EMMA, "en"])
    assert ("Event 2" in text, "Event 3" in text, "Event 4" in text) == (False, True, True)
    with pytest.raises(EmptyBroadcast):
        await push(desk_with_audience)
    await broadcast_service.retract(
        desk_with_audience.database, second.id, context=desk_with_audience.deed(at=LATER), words=WORDS
    )
    third = await get(desk_with_audience, await push(desk_with_audience))
    assert (third.base, third.revision, first < second.id < third.id) == (2, 4, True)


async def test_a_push_that_only_removes_or_reorders_has_nothing_to_say(desk_with_audience: Desk) -> None:
    """It is refused as nothing new is, until words or a headline say something; what is added is told again."""
    await revise(desk_with_audience, grown(4), base=1)
    await push(desk_with_audience)
    tree = grown(4).model_dump(mode="json", exclude_none=True)
    removed = Dossier.model_validate(tree | {"events": tree["events"][:-1]})
    reordered = Dossier.model_validate(tree | {"events": [*tree["events"][1:-1], tree["events"][0]]})
    for base, content in enumerate((removed, reordered), start=2):
        await revise(desk_with_audience, content, base=base)
        with pytest.raises(EmptyBroadcast):
            await push(desk_with_audience)
    assert (
        await get(
            desk_with_audience,
            await push(desk_with_audience, BroadcastSpec(SLUG, headline=LocalizedLine(en="One less"))),
        )
    ).counts.open
    assert (
        await get(
            desk_with_audience, await push(desk_with_audience, BroadcastSpec(SLUG, words=Localized(en="Mind the gap.")))
        )
    ).counts.open


async def test_a_new_story_is_told_from_its_beginning(desk_with_audience: Desk) -> None:
    """Title and standfirst lead, whatever the revision before would be."""
    number = await push(desk_with_audience)
    text = words_of((await sent(desk_with_audience, number))[EMMA, "en"])
    assert "A new story" in text
    assert "A story" in text
    assert "It began." in text
    assert (await get(desk_with_audience, number)).base is None


async def test_a_headline_stands_where_it_is_given(desk_with_audience: Desk) -> None:
    """In its language; the other gets the composed one. It is reason enough to push in it what is not new."""
    await revise(desk_with_audience, grown(2), 1)
    headline = LocalizedLine(en="Breaking & entering")
    by_key = await sent(desk_with_audience, await push(desk_with_audience, BroadcastSpec(SLUG, headline=headline)))
    assert "Breaking &amp; entering" in words_of(by_key[EMMA, "en"])
    assert "حدث جديد" in words_of(by_key[LAYLA, "ar"])
    again = await get(desk_with_audience, await push(desk_with_audience, BroadcastSpec(SLUG, headline=headline)))
    assert (again.base, again.revision, again.counts.pending) == (2, 2, 2)  # nothing says anything new in Arabic
    headline = LocalizedLine(en="Breaking & entering", ar="عاجل")
    both = await get(desk_with_audience, await push(desk_with_audience, BroadcastSpec(SLUG, headline=headline)))
    assert both.counts.pending == 5


async def test_an_announcement_is_in_the_editors_words(desk_with_audience: Desk) -> None:
    """To all readers or a story's, with a photo if they like; a language that is missing gets the other, marked."""
    words = Localized(en="We moved.\n\nNew address soon.")
    number = await push(desk_with_audience, BroadcastSpec(None, words=words))
    by_key = await sent(desk_with_audience, number)
    assert (await get(desk_with_audience, number)).kind == "announcement"
    assert "(in English; not translated yet)" not in words_of(by_key[EMMA, "en"])
    assert "بالإنجليزية" in words_of(by_key[LAYLA, "ar"])
    assert "reply_markup" not in by_key[CHANNEL, "en"]
    number = await push(desk_with_audience, BroadcastSpec(SLUG, words=words, photo="file-1"))
    by_key = await sent(desk_with_audience, number)
    assert {answer["method"] for answer in by_key.values()} == {"sendPhoto"}
    assert {answer["photo"] for answer in by_key.values()} == {"file-1"}
    assert "A story" in by_key[EMMA, "en"]["caption"]
    with pytest.raises(BroadcastLong) as raised:
        await push(desk_with_audience, BroadcastSpec(None, words=Localized(ar="كلمة " * 900)))
    assert raised.value.data["limit"] == 4096
    with pytest.raises(BroadcastLong):
        await push(desk_with_audience, BroadcastSpec(None, words=Localized(ar="كلمة " * 300), photo="file-1"))


async def test_what_cannot_be_pushed_leaves_nothing(desk_with_audience: Desk) -> None:
    """No push, no rendition, no row, and the update not taken: what is put right can be tried again."""
    before = await holds(desk_with_audience)
    wrong = {
        "unknown": (BroadcastSpec("no-story"), StoryUnknown),
        "nobody's": (BroadcastSpec(None), EmptyBroadcast),
        "a revision to come": (BroadcastSpec(SLUG, base=7), RevisionUnknown),
        "nothing": (BroadcastSpec(SLUG, base=1), EmptyBroadcast),
    }
    for given, error in wrong.values():
        with pytest.raises(error):
            await push(desk_with_audience, given)
    with pytest.raises(HourPast):
        await push(desk_with_audience, at=LATER)
    async with desk_with_audience.database.write() as conn:
        await stories.set_live(conn, 1, live=False)
    with pytest.raises(StoryArchived):
        await push(desk_with_audience)
    with pytest.raises(NotAllowed):
        await push(desk_with_audience, actor=CONTRIBUTOR)
    assert await holds(desk_with_audience) == before


async def test_a_repeated_update_pushes_once(desk_with_audience: Desk) -> None:
    """The number is the same; one row a chat."""
    context = desk_with_audience.deed(at=LATER)
    numbers = [
        await broadcast_service.start(desk_with_audience.database, BroadcastSpec(SLUG), context, words=WORDS)
        for _ in range(3)
    ]
    assert len(set(numbers)) == 1
    assert (await holds(desk_with_audience))["broadcasts"] == 1


async def test_of_two_who_push_at_once_one_does(desk_with_audience: Desk, other: Database) -> None:
    """The second sees that the first told it, on one connection and on two."""
    for round_ in range(5):
        await revise(desk_with_audience, grown(round_ + 2), round_ + 1)
        both = (
            broadcast_service.start(database, BroadcastSpec(SLUG), desk_with_audience.deed(actor, LATER), words=WORDS)
            for database, actor in ((desk_with_audience.database, EDITOR), (other, OTHER))
        )
        ended = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(item).__name__ for item in ended) == ["EmptyBroadcast", "int"]


async def test_a_draft_and_its_push_are_one(desk_with_audience: Desk, other: Database) -> None:
    """Of two who publish it with a push, one does both; a push that fails publishes nothing."""
    for round_ in range(4):
        draft = await desk_with_audience.draft(grown(round_ + 2), base=round_ + 1)
        both = (
            broadcast_service.publish(
                database,
                draft.id,
                BroadcastSpec(None),
                version=1,
                context=desk_with_audience.deed(actor, LATER),
                words=WORDS,
            )
            for database, actor in ((desk_with_audience.database, EDITOR), (other, OTHER))
        )
        ended = await asyncio.gather(*both)
        assert sorted((done.is_new, number is None) for done, number in ended) == [(False, True), (True, False)]
        (number,) = (number for _, number in ended if number)
        assert (await get(desk_with_audience, number)).revision == round_ + 2
        assert len(await sent(desk_with_audience, number)) == 5
    before = await holds(desk_with_audience)
    draft = await desk_with_audience.draft(grown(9), base=5)
    long = BroadcastSpec(None, words=Localized(en="word " * 900))
    with pytest.raises(BroadcastLong):
        await broadcast_service.publish(
            desk_with_audience.database,
            draft.id,
            long,
            version=1,
            context=desk_with_audience.deed(at=LATER),
            words=WORDS,
        )
    stale = await desk_with_audience.draft(grown(9), base=2)
    with pytest.raises(RevisionConflict):
        await broadcast_service.publish(
            desk_with_audience.database,
            stale.id,
            BroadcastSpec(None),
            version=1,
            context=desk_with_audience.deed(),
            words=WORDS,
        )
    assert await holds(desk_with_audience) == before


async def test_a_first_publication_is_pushed_with_the_number_that_its_story_gets(desk_with_audience: Desk) -> None:
    """Buttons lead to the new story, which had no number before; only who takes all stories has it."""
    draft = await desk_with_audience.draft(dossier("b-story", "Another"))
    done, number = await broadcast_service.publish(
        desk_with_audience.database,
        draft.id,
        BroadcastSpec(None),
        version=1,
        context=desk_with_audience.deed(at=LATER),
        words=WORDS,
    )
    assert number
    by_key = await sent(desk_with_audience, number)
    assert {chat for chat, _ in by_key} == {LAYLA, EMMA, CHANNEL}
    data = by_key[EMMA, "en"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert data.endswith(f"e{done.story.number}")


async def test_someone_who_joins_as_it_is_composed_is_not_forgotten(desk: Desk) -> None:
    """Nobody is there when the renditions are made; those of who came since are made then."""
    variants = await broadcast_service.prerender.prerender(desk.database, BroadcastSpec(SLUG), LATER, WORDS)
    assert variants
    await join(desk.database, EMMA)
    number = await push(desk)
    assert set(await sent(desk, number)) == {(EMMA, "en")}


async def test_a_planned_push_is_composed_at_its_hour(desk_with_audience: Desk) -> None:
    """It tells what is new by then, to who listens by then; of two processes one sets it on its way."""
    await revise(desk_with_audience, grown(2), 1)
    number = await push(desk_with_audience, at=LATER + timedelta(hours=5))
    planned = await get(desk_with_audience, number)
    assert (planned.state, planned.counts.total) == ("planned", 0)
    await revise(desk_with_audience, grown(3), 2)
    assert await broadcast_service.run_due(desk_with_audience.database, LATER, WORDS, NOBODY) == ()
    hour = LATER + timedelta(hours=5)
    ended = await asyncio.gather(
        *(broadcast_service.run_due(desk_with_audience.database, hour, WORDS, NOBODY) for _ in range(2))
    )
    ((run, problem),) = [item for each in ended for item in each]
    assert (run.state, run.revision, run.counts.pending, problem) == ("running", 3, 5, None)


async def test_a_planned_push_that_cannot_be_made_is_called_off(desk_with_audience: Desk) -> None:
    """Its story was archived, or its editor left: it is kept why, and tried no more."""
    await revise(desk_with_audience, grown(2), 1)
    numbers = [await push(desk_with_audience, at=LATER + timedelta(hours=5)) for _ in range(2)]
    async with desk_with_audience.database.write() as conn:
        await stories.set_live(conn, 1, live=False)
    ended = await broadcast_service.run_due(desk_with_audience.database, LATER + timedelta(hours=6), WORDS, NOBODY)
    assert [(broadcast.id, broadcast.state, type(problem)) for broadcast, problem in ended] == [
        (number, "called_off", StoryArchived) for number in numbers
    ]
    assert await broadcast_service.run_due(desk_with_audience.database, LATER + timedelta(hours=6), WORDS, NOBODY) == ()
    async with desk_with_audience.database.read() as conn:
        assert [entry.detail["why"] for entry in await audit.read(conn, action=Action.PUSH) if not entry.allowed] == [
            "error.story_archived"
        ] * 2


async def test_approval_is_anothers(desk_with_audience: Desk) -> None:
    """Asked for, or by the rule of four eyes; the shell's own needs none."""
    await revise(desk_with_audience, grown(2), 1)
    number = await push(desk_with_audience, awaiting=True)
    assert (await get(desk_with_audience, number)).state == "awaiting"
    with pytest.raises(SelfApproval):
        await broadcast_service.approve(
            desk_with_audience.database, number, context=desk_with_audience.deed(at=LATER), words=WORDS
        )
    context = desk_with_audience.deed(OTHER, LATER)
    for _ in range(2):
        approved = await broadcast_service.approve(desk_with_audience.database, number, context=context, words=WORDS)
        assert (approved.state, approved.approved_by, approved.counts.pending) == ("running", OTHER, 5)
    with pytest.raises(BroadcastStale):
        await broadcast_service.approve(
            desk_with_audience.database, number, context=desk_with_audience.deed(OWNER, LATER), words=WORDS
        )
    async with desk_with_audience.database.write() as conn:
        await key_values.set_four_eyes(conn, on=True)
    await revise(desk_with_audience, grown(3), 2)
    number = await push(desk_with_audience, at=LATER + timedelta(hours=1))
    assert (await get(desk_with_audience, number)).state == "awaiting"
    approved = await broadcast_service.approve(
        desk_with_audience.database, number, context=desk_with_audience.deed(OTHER, LATER), words=WORDS
    )
    assert approved.state == "planned"
    shell = ActionContext(audit.SHELL, LATER, frozenset({audit.SHELL}))
    number = await broadcast_service.start(desk_with_audience.database, BroadcastSpec(SLUG), shell, words=WORDS)
    assert (await get(desk_with_audience, number)).state == "running"


async def test_a_push_takes_its_course(desk_with_audience: Desk) -> None:
    """Paused, gone on with, stopped; what it may not do any more is refused, and a repeated tap does nothing twice."""
    number = await push(desk_with_audience)
    database, context = desk_with_audience.database, desk_with_audience.deed(at=LATER)
    for _ in range(2):
        assert (await broadcast_service.pause(database, number, context=context)).state == "paused"
    with pytest.raises(BroadcastStale):
        await broadcast_service.pause(database, number, context=desk_with_audience.deed())
    assert (await broadcast_service.resume(database, number, context=desk_with_audience.deed())).state == "running"
    stopped = await broadcast_service.stop(database, number, context=desk_with_audience.deed())
    assert (stopped.state, stopped.counts.cancelled, stopped.counts.pending) == ("stopped", 5, 0)
    for wrong in (broadcast_service.resume, broadcast_service.stop, broadcast_service.cancel):
        with pytest.raises(BroadcastStale):
            await wrong(database, number, context=desk_with_audience.deed())
    with pytest.raises(BroadcastUnknown):
        await broadcast_service.pause(database, 99, context=desk_with_audience.deed())
    with pytest.raises(NotAllowed):
        await broadcast_service.pause(database, number, context=desk_with_audience.deed(CONTRIBUTOR))
    waiting = await push(
        desk_with_audience, BroadcastSpec(SLUG, headline=LocalizedLine(en="Soon")), at=LATER + timedelta(hours=1)
    )
    assert (await broadcast_service.cancel(database, waiting, context=desk_with_audience.deed())).state == "called_off"
    assert await broadcast_service.run_due(database, LATER + timedelta(hours=2), WORDS, NOBODY) == ()


async def test_a_retraction_leaves_what_the_worker_needs(desk_with_audience: Desk) -> None:
    """What was not sent is cancelled, and there is a notice for each language, format and kind of chat."""
    number = await push(desk_with_audience, BroadcastSpec(SLUG, words=Localized(en="Wrong."), photo="file-1"))
    taken = await broadcast_service.retract(
        desk_with_audience.database, number, context=desk_with_audience.deed(at=LATER), words=WORDS
    )
    assert (taken.state, taken.counts.cancelled) == ("retracting", 5)
    async with desk_with_audience.database.read() as conn:
        every = [stored_rendition.rendition for stored_rendition in await renditions.of_broadcast(conn, number)]
    notices = [rendition for rendition in every if rendition.variant == renditions.WITHDRAWN]
    sent_ = [rendition for rendition in every if not rendition.variant]
    assert {(notice.language, notice.rich, notice.channel) for notice in notices} == {
        (rendition.language, rendition.rich, rendition.channel) for rendition in sent_
    }
    for notice in notices:
        assert notice.method == "editMessageCaption"
        caption = json.loads(b"{" + notice.body)["caption"]
        assert WORDS[notice.language].text("page.update.withdrawn") in caption
    with pytest.raises(BroadcastStale):
        await broadcast_service.retract(
            desk_with_audience.database, number, context=desk_with_audience.deed(at=LATER), words=WORDS
        )


async def test_a_dry_run_counts_and_keeps_nothing(desk_with_audience: Desk) -> None:
    """How many messages by kind and language, how many chats wait, and how long it takes at 80 % of the rate."""
    before = await holds(desk_with_audience)
    forecast = await broadcast_service.forecast(desk_with_audience.database, BroadcastSpec(SLUG), LATER, 10.0)
    assert forecast.tally.by == {
        ("private", Language.AR): 1,
        ("private", Language.EN): 1,
        ("group", Language.AR): 1,
        ("channel", Language.EN): 1,
        ("channel", Language.AR): 1,
    }
    assert (forecast.tally.held, forecast.seconds) == (1, 5 / push_rate(10.0))
    assert await holds(desk_with_audience) == before
    await push(desk_with_audience)
    again = await broadcast_service.forecast(
        desk_with_audience.database, BroadcastSpec(SLUG, headline=LocalizedLine(en="More")), LATER, 10.0
    )
    assert again.seconds == (5 + 2) / push_rate(10.0)  # a headline in English alone goes to who reads English


async def test_a_preview_is_what_is_sent(desk_with_audience: Desk) -> None:
    """To the byte, of what is published and of a draft."""
    way = Combination(Language.EN, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    draft = await broadcast_service.preview(
        desk_with_audience.database, BroadcastSpec(SLUG), way, WORDS, draft=grown(2)
    )
    await revise(desk_with_audience, grown(2), 1)
    shown = await broadcast_service.preview(desk_with_audience.database, BroadcastSpec(SLUG, base=1), way, WORDS)
    number = await push(desk_with_audience, BroadcastSpec(SLUG, base=1))
    async with desk_with_audience.database.read() as conn:
        bodies = {stored_rendition.rendition.body for stored_rendition in await renditions.of_broadcast(conn, number)}
    assert shown.body in bodies
    assert b"Event 2 came." in draft.body
    with pytest.raises(EmptyBroadcast):
        await broadcast_service.preview(desk_with_audience.database, BroadcastSpec(SLUG), way, WORDS)


def test_a_push_is_kept_and_read_again() -> None:
    """Whatever an editor gave it, by itself and in an hour's keeping."""
    whole = BroadcastSpec(SLUG, 3, LocalizedLine(ar="عنوان", en="A headline"), Localized(en="Two\nlines"), "file-1")
    for given in (whole, BroadcastSpec(None, words=Localized(ar="كلمات")), BroadcastSpec(SLUG)):
        assert BroadcastSpec.read(given.dump(), given.slug, given.base) == given
        assert BroadcastSpec.from_json(given.to_json()) == given
