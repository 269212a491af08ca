"""Pushes begin, with a draft or by themselves, and take their course: whole or not at all, and once."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from bot import publishing, pushing
from bot.audience import Digits, Months, Wanted
from bot.deeds import Deed
from bot.desk.roles import Action
from bot.errors import (
    HourPast,
    NotAllowed,
    PushLong,
    PushMoved,
    PushNothing,
    PushOwn,
    PushUnknown,
    RevisionConflict,
    RevisionUnknown,
    StoryArchived,
    StoryUnknown,
)
from bot.i18n import catalogue
from bot.language import Language
from bot.pushing import Push
from bot.store import audit, broadcasts, renditions, rules, schema, stories
from bot.store.recipients import Combination
from bot.store.subscribers import Kind
from bot.story import Dossier, Localized, LocalizedLine
from tests.store.audience import join
from tests.store.desk import CONTRIBUTOR, EDITOR, NOBODY, OTHER, OWNER, Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.story import Story

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
        await rules.set_username(conn, "siyaq_bot")
    return desk


@pytest.fixture
async def crowd(desk: Desk) -> Desk:
    """The desk, and an audience of all kinds."""
    database = desk.database
    await join(database, LAYLA, Language.AR, choices={"months": Months.LEVANT, "digits": Digits.ARABIC})
    await join(database, EMMA, choices={"wanted": Wanted.SIMPLE})
    await join(database, GROUP, Language.AR, Kind.GROUP, stories=[1])
    await join(database, CHANNEL, Language.EN, Kind.CHANNEL, both=True)
    await join(database, SLEEPER, quiet_from=0, quiet_to=1439)
    return desk


async def revise(desk: Desk, content: Dossier, base: int) -> Story:
    """A further revision, without a push."""
    async with desk.database.write() as conn:
        return await publishing.revise(conn, content, base=base, note=None, author=EDITOR, at=NOW)


async def push(desk: Desk, given: Push | None = None, actor: int = EDITOR, **how: Any) -> int:
    """Push the story, or what is given, an hour later."""
    return await pushing.start(desk.database, given or Push(SLUG), desk.deed(actor, LATER), words=WORDS, **how)


async def get(desk: Desk, number: int) -> Broadcast:
    """The push of this number."""
    async with desk.database.read() as conn:
        found = await broadcasts.get(conn, number)
    assert found
    return found


async def sent(desk: Desk, number: int) -> dict[tuple[int, str], dict[str, Any]]:
    """What each chat is to be sent, by chat and language; its method is in it."""
    async with desk.database.read() as conn:
        kept = {one.id: one.rendition for one in await renditions.of_broadcast(conn, number)}
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
    names = ("broadcasts", "renditions", "deliveries", "revisions", "taken")
    async with desk.database.read() as conn:
        return {
            name: await conn.scalar(select(func.count()).select_from(schema.metadata.tables[name])) or 0
            for name in names
        }


def words_of(message: dict[str, Any]) -> str:
    """All that a message says."""
    return json.dumps(message.get("rich_message") or message.get("text") or message["caption"], ensure_ascii=False)


async def test_everybody_gets_what_changed_in_their_own_way(crowd: Desk) -> None:
    """Each chat once in its language, a channel of both twice; buttons are taps or links; who sleeps waits."""
    await revise(crowd, grown(2), 1)
    number = await push(crowd)
    found = await get(crowd, number)
    assert (found.kind, found.state, found.base, found.revision, found.counts.pending) == ("update", "running", 1, 2, 5)
    told = await sent(crowd, number)
    assert set(told) == {(LAYLA, "ar"), (EMMA, "en"), (GROUP, "ar"), (CHANNEL, "en"), (CHANNEL, "ar")}
    for (_, language), message in told.items():
        assert ("Event 2 came." if language == "en" else "جاء الحدث") in words_of(message)
    assert "1 new event" in words_of(told[EMMA, "en"])
    assert "حدث جديد" in words_of(told[GROUP, "ar"])
    (link,) = (button for row in told[CHANNEL, "ar"]["reply_markup"]["inline_keyboard"] for button in row)
    assert link["url"].startswith("https://t.me/siyaq_bot?start=_1")
    for chat in (EMMA, "en"), (GROUP, "ar"):
        rows = told[chat]["reply_markup"]["inline_keyboard"]
        assert [button["callback_data"][:2] for row in rows for button in row] == ["1u", "1r"]
    async with crowd.database.read() as conn:
        covers = {one.rendition.covers for one in await renditions.of_broadcast(conn, number)}
    assert covers == {'[[1, 2, ["e2"]]]'}


async def test_what_is_told_is_what_is_new_since_the_last_push(crowd: Desk) -> None:
    """First from the revision before, then from what was pushed; what was taken back is told again."""
    await revise(crowd, grown(2), 1)
    first = await push(crowd)
    await revise(crowd, grown(3), 2)
    await revise(crowd, grown(4), 3)
    second = await get(crowd, await push(crowd))
    assert (second.base, second.revision) == (2, 4)
    text = words_of((await sent(crowd, second.id))[EMMA, "en"])
    assert ("Event 2" in text, "Event 3" in text, "Event 4" in text) == (False, True, True)
    with pytest.raises(PushNothing):
        await push(crowd)
    await pushing.retract(crowd.database, second.id, deed=crowd.deed(at=LATER), words=WORDS)
    third = await get(crowd, await push(crowd))
    assert (third.base, third.revision, first < second.id < third.id) == (2, 4, True)


async def test_a_new_story_is_told_from_its_beginning(crowd: Desk) -> None:
    """Title and standfirst lead, whatever the revision before would be."""
    number = await push(crowd)
    text = words_of((await sent(crowd, number))[EMMA, "en"])
    assert "A new story" in text
    assert "A story" in text
    assert "It began." in text
    assert (await get(crowd, number)).base is None


async def test_a_headline_stands_where_it_is_given(crowd: Desk) -> None:
    """In its language; the other gets the composed one. It is reason enough to push what is not new."""
    await revise(crowd, grown(2), 1)
    headline = LocalizedLine(en="Breaking & entering")
    told = await sent(crowd, await push(crowd, Push(SLUG, headline=headline)))
    assert "Breaking &amp; entering" in words_of(told[EMMA, "en"])
    assert "حدث جديد" in words_of(told[LAYLA, "ar"])
    again = await get(crowd, await push(crowd, Push(SLUG, headline=headline)))
    assert (again.base, again.revision, again.counts.pending) == (2, 2, 5)


async def test_an_announcement_is_in_the_editors_words(crowd: Desk) -> None:
    """To all readers or a story's, with a photo if they like; a language that is missing gets the other, marked."""
    words = Localized(en="We moved.\n\nNew address soon.")
    number = await push(crowd, Push(None, words=words))
    told = await sent(crowd, number)
    assert (await get(crowd, number)).kind == "announcement"
    assert "(in English; not translated yet)" not in words_of(told[EMMA, "en"])
    assert "بالإنجليزية" in words_of(told[LAYLA, "ar"])
    assert "reply_markup" not in told[CHANNEL, "en"]
    number = await push(crowd, Push(SLUG, words=words, photo="file-1"))
    told = await sent(crowd, number)
    assert {one["method"] for one in told.values()} == {"sendPhoto"}
    assert {one["photo"] for one in told.values()} == {"file-1"}
    assert "A story" in told[EMMA, "en"]["caption"]
    with pytest.raises(PushLong) as raised:
        await push(crowd, Push(None, words=Localized(ar="كلمة " * 900)))
    assert raised.value.data["limit"] == 4096
    with pytest.raises(PushLong):
        await push(crowd, Push(None, words=Localized(ar="كلمة " * 300), photo="file-1"))


async def test_what_cannot_be_pushed_leaves_nothing(crowd: Desk) -> None:
    """No push, no rendition, no row, and the update not taken: what is put right can be tried again."""
    before = await holds(crowd)
    wrong = {
        "unknown": (Push("no-story"), StoryUnknown),
        "nobody's": (Push(None), PushNothing),
        "a revision to come": (Push(SLUG, base=7), RevisionUnknown),
        "nothing": (Push(SLUG, base=1), PushNothing),
    }
    for given, error in wrong.values():
        with pytest.raises(error):
            await push(crowd, given)
    with pytest.raises(HourPast):
        await push(crowd, at=LATER)
    async with crowd.database.write() as conn:
        await stories.set_live(conn, 1, live=False)
    with pytest.raises(StoryArchived):
        await push(crowd)
    with pytest.raises(NotAllowed):
        await push(crowd, actor=CONTRIBUTOR)
    assert await holds(crowd) == before


async def test_a_repeated_update_pushes_once(crowd: Desk) -> None:
    """The number is the same; one row a chat."""
    deed = crowd.deed(at=LATER)
    numbers = [await pushing.start(crowd.database, Push(SLUG), deed, words=WORDS) for _ in range(3)]
    assert len(set(numbers)) == 1
    assert (await holds(crowd))["broadcasts"] == 1


async def test_of_two_who_push_at_once_one_does(crowd: Desk, other: Database) -> None:
    """The second sees that the first told it, on one connection and on two."""
    for round_ in range(5):
        await revise(crowd, grown(round_ + 2), round_ + 1)
        both = (
            pushing.start(database, Push(SLUG), crowd.deed(actor, LATER), words=WORDS)
            for database, actor in ((crowd.database, EDITOR), (other, OTHER))
        )
        ended = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(one).__name__ for one in ended) == ["PushNothing", "int"]


async def test_a_draft_and_its_push_are_one(crowd: Desk, other: Database) -> None:
    """Of two who publish it with a push, one does both; a push that fails publishes nothing."""
    for round_ in range(4):
        draft = await crowd.draft(grown(round_ + 2), base=round_ + 1)
        both = (
            pushing.publish(database, draft.id, Push(None), version=1, deed=crowd.deed(actor, LATER), words=WORDS)
            for database, actor in ((crowd.database, EDITOR), (other, OTHER))
        )
        ended = await asyncio.gather(*both)
        assert sorted((done.is_new, number is None) for done, number in ended) == [(False, True), (True, False)]
        (number,) = (number for _, number in ended if number)
        assert (await get(crowd, number)).revision == round_ + 2
        assert len(await sent(crowd, number)) == 5
    before = await holds(crowd)
    draft = await crowd.draft(grown(9), base=5)
    long = Push(None, words=Localized(en="word " * 900))
    with pytest.raises(PushLong):
        await pushing.publish(crowd.database, draft.id, long, version=1, deed=crowd.deed(at=LATER), words=WORDS)
    stale = await crowd.draft(grown(9), base=2)
    with pytest.raises(RevisionConflict):
        await pushing.publish(crowd.database, stale.id, Push(None), version=1, deed=crowd.deed(), words=WORDS)
    assert await holds(crowd) == before


async def test_a_first_publication_is_pushed_with_the_number_that_its_story_gets(crowd: Desk) -> None:
    """Buttons lead to the new story, which had no number before; only who takes all stories has it."""
    draft = await crowd.draft(dossier("b-story", "Another"))
    done, number = await pushing.publish(
        crowd.database, draft.id, Push(None), version=1, deed=crowd.deed(at=LATER), words=WORDS
    )
    assert number
    told = await sent(crowd, number)
    assert {chat for chat, _ in told} == {LAYLA, EMMA, CHANNEL}
    data = told[EMMA, "en"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert data.endswith(f"e{done.story.number}")


async def test_someone_who_joins_as_it_is_composed_is_not_forgotten(desk: Desk) -> None:
    """Nobody is there when the renditions are made; those of who came since are made then."""
    plates = await pushing.foresight.foresee(desk.database, Push(SLUG), LATER, WORDS)
    assert plates
    await join(desk.database, EMMA)
    number = await push(desk)
    assert set(await sent(desk, number)) == {(EMMA, "en")}


async def test_a_planned_push_is_composed_at_its_hour(crowd: Desk) -> None:
    """It tells what is new by then, to who listens by then; of two processes one sets it on its way."""
    await revise(crowd, grown(2), 1)
    number = await push(crowd, at=LATER + timedelta(hours=5))
    planned = await get(crowd, number)
    assert (planned.state, planned.counts.total) == ("planned", 0)
    await revise(crowd, grown(3), 2)
    assert await pushing.run_due(crowd.database, LATER, WORDS, NOBODY) == ()
    hour = LATER + timedelta(hours=5)
    ended = await asyncio.gather(*(pushing.run_due(crowd.database, hour, WORDS, NOBODY) for _ in range(2)))
    ((run, problem),) = [one for each in ended for one in each]
    assert (run.state, run.revision, run.counts.pending, problem) == ("running", 3, 5, None)


async def test_a_planned_push_that_cannot_be_made_is_called_off(crowd: Desk) -> None:
    """Its story was archived, or its editor left: it is kept why, and tried no more."""
    await revise(crowd, grown(2), 1)
    numbers = [await push(crowd, at=LATER + timedelta(hours=5)) for _ in range(2)]
    async with crowd.database.write() as conn:
        await stories.set_live(conn, 1, live=False)
    ended = await pushing.run_due(crowd.database, LATER + timedelta(hours=6), WORDS, NOBODY)
    assert [(one.id, one.state, type(problem)) for one, problem in ended] == [
        (number, "called_off", StoryArchived) for number in numbers
    ]
    assert await pushing.run_due(crowd.database, LATER + timedelta(hours=6), WORDS, NOBODY) == ()
    async with crowd.database.read() as conn:
        assert [one.detail["why"] for one in await audit.read(conn, action=Action.PUSH) if not one.allowed] == [
            "error.story_archived"
        ] * 2


async def test_approval_is_anothers(crowd: Desk) -> None:
    """Asked for, or by the rule of four eyes; the shell's own needs none."""
    await revise(crowd, grown(2), 1)
    number = await push(crowd, awaiting=True)
    assert (await get(crowd, number)).state == "awaiting"
    with pytest.raises(PushOwn):
        await pushing.approve(crowd.database, number, deed=crowd.deed(at=LATER), words=WORDS)
    deed = crowd.deed(OTHER, LATER)
    for _ in range(2):
        approved = await pushing.approve(crowd.database, number, deed=deed, words=WORDS)
        assert (approved.state, approved.approved_by, approved.counts.pending) == ("running", OTHER, 5)
    with pytest.raises(PushMoved):
        await pushing.approve(crowd.database, number, deed=crowd.deed(OWNER, LATER), words=WORDS)
    async with crowd.database.write() as conn:
        await rules.set_four_eyes(conn, on=True)
    await revise(crowd, grown(3), 2)
    number = await push(crowd, at=LATER + timedelta(hours=1))
    assert (await get(crowd, number)).state == "awaiting"
    approved = await pushing.approve(crowd.database, number, deed=crowd.deed(OTHER, LATER), words=WORDS)
    assert approved.state == "planned"
    shell = Deed(audit.SHELL, LATER, frozenset({audit.SHELL}))
    number = await pushing.start(crowd.database, Push(SLUG), shell, words=WORDS)
    assert (await get(crowd, number)).state == "running"


async def test_a_push_takes_its_course(crowd: Desk) -> None:
    """Paused, gone on with, stopped; what it may not do any more is refused, and a repeated tap does nothing twice."""
    number = await push(crowd)
    database, deed = crowd.database, crowd.deed(at=LATER)
    for _ in range(2):
        assert (await pushing.pause(database, number, deed=deed)).state == "paused"
    with pytest.raises(PushMoved):
        await pushing.pause(database, number, deed=crowd.deed())
    assert (await pushing.resume(database, number, deed=crowd.deed())).state == "running"
    stopped = await pushing.stop(database, number, deed=crowd.deed())
    assert (stopped.state, stopped.counts.cancelled, stopped.counts.pending) == ("stopped", 5, 0)
    for wrong in (pushing.resume, pushing.stop, pushing.call_off):
        with pytest.raises(PushMoved):
            await wrong(database, number, deed=crowd.deed())
    with pytest.raises(PushUnknown):
        await pushing.pause(database, 99, deed=crowd.deed())
    with pytest.raises(NotAllowed):
        await pushing.pause(database, number, deed=crowd.deed(CONTRIBUTOR))
    waiting = await push(crowd, Push(SLUG, headline=LocalizedLine(en="Soon")), at=LATER + timedelta(hours=1))
    assert (await pushing.call_off(database, waiting, deed=crowd.deed())).state == "called_off"
    assert await pushing.run_due(database, LATER + timedelta(hours=2), WORDS, NOBODY) == ()


async def test_a_retraction_leaves_what_the_worker_needs(crowd: Desk) -> None:
    """What was not sent is cancelled, and there is a notice for each language, format and kind of chat."""
    number = await push(crowd, Push(SLUG, words=Localized(en="Wrong."), photo="file-1"))
    taken = await pushing.retract(crowd.database, number, deed=crowd.deed(at=LATER), words=WORDS)
    assert (taken.state, taken.counts.cancelled) == ("retracting", 5)
    async with crowd.database.read() as conn:
        every = [one.rendition for one in await renditions.of_broadcast(conn, number)]
    notices = [one for one in every if one.variant == renditions.WITHDRAWN]
    sent_ = [one for one in every if not one.variant]
    assert {(one.language, one.rich, one.channel) for one in notices} == {
        (one.language, one.rich, one.channel) for one in sent_
    }
    for one in notices:
        assert one.method == "editMessageCaption"
        caption = json.loads(b"{" + one.body)["caption"]
        assert WORDS[one.language].text("page.update.withdrawn") in caption
    with pytest.raises(PushMoved):
        await pushing.retract(crowd.database, number, deed=crowd.deed(at=LATER), words=WORDS)


async def test_a_dry_run_counts_and_keeps_nothing(crowd: Desk) -> None:
    """How many messages by kind and language, how many chats wait, and how long it takes at 80 % of the rate."""
    before = await holds(crowd)
    told = await pushing.forecast(crowd.database, Push(SLUG), LATER, 10.0)
    assert told.tally.by == {
        ("private", Language.AR): 1,
        ("private", Language.EN): 1,
        ("group", Language.AR): 1,
        ("channel", Language.EN): 1,
        ("channel", Language.AR): 1,
    }
    assert (told.tally.held, told.seconds) == (1, 5 / 8)
    assert await holds(crowd) == before
    await push(crowd)
    again = await pushing.forecast(crowd.database, Push(SLUG, headline=LocalizedLine(en="More")), LATER, 10.0)
    assert again.seconds == 10 / 8


async def test_a_preview_is_what_is_sent(crowd: Desk) -> None:
    """To the byte, of what is published and of a draft."""
    way = Combination(Language.EN, rich=False, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    draft = await pushing.preview(crowd.database, Push(SLUG), way, WORDS, draft=grown(2))
    await revise(crowd, grown(2), 1)
    shown = await pushing.preview(crowd.database, Push(SLUG, base=1), way, WORDS)
    number = await push(crowd, Push(SLUG, base=1))
    async with crowd.database.read() as conn:
        bodies = {one.rendition.body for one in await renditions.of_broadcast(conn, number)}
    assert shown.body in bodies
    assert b"Event 2 came." in draft.body
    with pytest.raises(PushNothing):
        await pushing.preview(crowd.database, Push(SLUG), way, WORDS)


def test_a_push_is_kept_and_read_again() -> None:
    """Whatever an editor gave it, by itself and in an hour's keeping."""
    whole = Push(SLUG, 3, LocalizedLine(ar="عنوان", en="A headline"), Localized(en="Two\nlines"), "file-1")
    for given in (whole, Push(None, words=Localized(ar="كلمات")), Push(SLUG)):
        assert pushing.push.read(given.dump(), given.slug, given.base) == given
        assert pushing.push.read_whole(given.dump_whole()) == given
