"""Who gets a push because of a person, a place or a word; what mutes keep from whom; and what is forgotten of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.errors import Problem
from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.services import broadcasts as broadcast_service
from bot.services import publishing, subscriptions
from bot.services.broadcasts import corrected
from bot.services.broadcasts.digests import DigestSender
from bot.services.follows import requests
from bot.services.follows.naming import read
from bot.services.subscriptions import SubscriptionRequest
from bot.store import broadcasts, chat_topics, chats, renditions, stories, subscribers
from bot.store.delivery_tables import deliveries
from bot.store.follow_tables import follows as follow_table
from bot.store.follow_tables import topic_terms, topics
from bot.store.subscribers import ChatKind
from bot.store.topics import NewTopic
from tests.bot.story_factory import person, quote, tale
from tests.store.desk import EDITOR, Desk
from tests.store.dossiers import NOW
from tests.store.subscriber_factory import join

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import Dossier
    from bot.services.follows.requests import FollowState
    from bot.store.database import Database

WORDS = catalogue.load()
HOUR = timedelta(hours=1)
PUTIN = person("putin", "فلاديمير بوتين", "Vladimir Putin") | {"also": ["Putin", "بوتين"]}
UPDATES = count(5_000)
BOTH, NAMED, WORDED, ARAB, MUTED, PLACED, HELD = range(1, 8)


def talks(*events: tuple[str, str, str]) -> Dossier:
    """A story with Putin in it, and these events, each by id, in Arabic and in English."""
    listed = [{"id": item, "text": {"ar": ar, "en": en}, "sources": ["s1"]} for item, ar, en in events]
    return tale("talks", "محادثات", "Talks", people=[PUTIN], events=listed)


START = ("e1", "بدأت المحادثات.", "Talks began.")
PEACE = ("e2", "أعلن بوتين الهدنة.", "Putin announced a ceasefire.")
RAIN = ("e3", "هطل المطر.", "Rain fell.")


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk, a story that was pushed before anybody listened, and another."""
    desk = Desk(database)
    await desk.gather()
    await publish(desk, talks(START), None)
    await push(desk, NOW)
    return desk


async def publish(desk: Desk, dossier: Dossier, base: int | None) -> None:
    """Publish a revision, without a push."""
    async with desk.database.write() as conn:
        await publishing.revise(conn, dossier, base=base, note=None, author=EDITOR, at=NOW)


async def push(desk: Desk, at: datetime) -> int:
    """Push what is new in the story."""
    return await broadcast_service.start(desk.database, BroadcastSpec("talks"), desk.deed(at=at), words=WORDS)


async def follow(
    database: Database, chat: int, typed: str, language: Language = Language.EN, *, muted: bool = False
) -> FollowState | Problem:
    """Follow or mute what the words name, as by a message."""
    async with database.read() as conn:
        known = await stories.live(conn, [head.number for head in await stories.heads(conn)])
    named = [part for part in read(typed, known) if isinstance(part, NewTopic)]
    request = SubscriptionRequest(chat, ChatKind.PRIVATE, NOW, next(UPDATES), language)
    return await requests.follow(database, request, named, muted=muted)


async def sent(database: Database, number: int) -> dict[int, list[str]]:
    """What each chat is sent of a push, by chat; rich messages as JSON."""
    messages: dict[int, list[str]] = {}
    async with database.read() as conn:
        query = select(deliveries.c.chat_id, deliveries.c.rendition_id).where(deliveries.c.broadcast_id == number)
        for chat, rendition in (await conn.execute(query.order_by(deliveries.c.chat_id))).all():
            kept = await renditions.get(conn, rendition)
            assert kept
            body = json.loads(b"{" + kept.rendition.body)
            messages.setdefault(chat, []).append(json.dumps(body, ensure_ascii=False))
    return messages


async def rows(database: Database, table: Any) -> list[Any]:
    """All rows of a table."""
    async with database.read() as conn:
        return list((await conn.execute(select(table))).all())


async def audience(database: Database) -> None:
    """Chats that follow the story, and what is in it, and mute something of it."""
    await join(database, BOTH, stories=[1])
    await follow(database, BOTH, "putin, ceasefire")
    await follow(database, NAMED, "putin, ceasefire")
    await follow(database, WORDED, "هدنة")
    await follow(database, ARAB, "بوتين", Language.AR)
    await join(database, MUTED, stories=[1])
    await follow(database, MUTED, "ceasefire", muted=True)
    await follow(database, PLACED, "putin")
    await follow(database, PLACED, "هدنة", muted=True)
    await join(database, HELD, stories=[], frequency=Frequency.DAILY, minute=18 * 60)  # NOW is 12:30
    await follow(database, HELD, "putin")


async def test_a_push_says_why_it_comes(desk: Desk) -> None:
    """To who follows what is in it, once, by the best reason, in their language; to the story's readers without one.

    A dry run counts them; whoever mutes all that is new gets nothing, also of a story that they follow.
    """
    database = desk.database
    await audience(database)
    await publish(desk, talks(START, PEACE), 1)
    forecast = await broadcast_service.forecast(database, BroadcastSpec("talks"), NOW + HOUR, 30)
    assert (dict(forecast.tally.by), forecast.tally.held) == (
        {("private", Language.EN): 3, ("private", Language.AR): 1},
        1,
    )
    number = await push(desk, NOW + HOUR)
    messages = await sent(database, number)
    assert sorted(messages) == [BOTH, NAMED, WORDED, ARAB]
    assert all(len(listed) == 1 for listed in messages.values())
    assert "Because" not in messages[BOTH][0]
    assert "Because you follow: Vladimir Putin" in messages[NAMED][0]
    assert "Unfollow: Vladimir Putin" in messages[NAMED][0]
    assert "ceasefire" in messages[NAMED][0]
    assert "Because you follow: \u2068هدنة" in messages[WORDED][0]
    assert "لأنك تتابع: فلاديمير بوتين" in messages[ARAB][0]
    async with database.read() as conn:
        broadcast = await broadcasts.get(conn, number)
    assert broadcast
    assert broadcast.counts.pending == 4


async def test_a_mute_hides_no_other_news(desk: Desk) -> None:
    """What is not muted is sent: to the story's reader all of it, and to who follows something that it has in it."""
    database = desk.database
    await audience(database)
    await follow(database, PLACED, "rain")
    await publish(desk, talks(START, PEACE, RAIN), 1)
    messages = await sent(database, await push(desk, NOW + HOUR))
    assert "Because" not in messages[MUTED][0]
    assert "Because you follow: rain" in messages[PLACED][0]  # not Putin, who is in what is muted


async def test_a_digest_says_why(desk: Desk) -> None:
    """What was held comes at its hour with its reason; a muted push is not in it; a followed story needs no reason."""
    database = desk.database
    await audience(database)
    await publish(desk, talks(START, PEACE), 1)
    await push(desk, NOW + HOUR)
    sender = DigestSender(database, WORDS)
    assert await sender.send(NOW + 6 * HOUR) == 1
    async with database.read() as conn:
        (digest,) = [broadcast for broadcast in await broadcasts.all_(conn, 9) if broadcast.kind == "digest"]
    ((text,),) = (await sent(database, digest.id)).values()
    assert "Because you follow: Vladimir Putin" in text
    await follow(database, HELD, "ceasefire", muted=True)
    await publish(desk, talks(START, PEACE, ("e4", "خرق بوتين الهدنة.", "Putin broke the ceasefire.")), 2)
    await push(desk, NOW + 7 * HOUR)
    assert await sender.send(NOW + 30 * HOUR) == 1
    assert [row.chat_id for row in await rows(database, deliveries)].count(HELD) == 1


async def test_a_correction_keeps_the_reason(desk: Desk) -> None:
    """What waits while an item is corrected is rendered anew with the same line."""
    database = desk.database
    await audience(database)
    await publish(desk, talks(START, PEACE), 1)
    number = await push(desk, NOW + HOUR)
    mended = ("e2", "أعلن بوتين الهدنة.", "Putin announced a short ceasefire.")
    await publish(desk, talks(START, mended), 2)
    async with database.write() as conn:
        await renditions.mark_stale(conn, 1, ["e2"])
    assert await corrected.refresh(database, WORDS, NOW + HOUR)
    messages = await sent(database, number)
    assert "short ceasefire" in messages[NAMED][0]
    assert "Because you follow: Vladimir Putin" in messages[NAMED][0]
    assert "Because" not in messages[BOTH][0]


async def test_a_person_is_one_across_stories(desk: Desk) -> None:
    """Two chats that follow them by other names have one topic; names that a story adds later find them elsewhere."""
    database = desk.database
    await follow(database, NAMED, "putin")
    await follow(database, ARAB, "فلاديمير بوتين", Language.AR)
    assert len(await rows(database, topics)) == 1
    nicknamed = PUTIN | {"also": ["Putin", "VVP"]}
    await publish(desk, tale("other", "أخرى", "Other", people=[nicknamed]), None)
    third = tale(
        "third", "ثالثة", "Third", quotes=[quote("q1", "x", en="VVP is here.")], people=[person("x", "س", "X")]
    )
    await publish(desk, third, None)
    number = await broadcast_service.start(database, BroadcastSpec("third"), desk.deed(at=NOW), words=WORDS)
    assert sorted(await sent(database, number)) == [NAMED, ARAB]


async def test_the_limit_and_the_last_thing_left(desk: Desk) -> None:
    """Fifty at most, or none of a request; who leaves the last thing is no subscriber, and a repeat changes nothing."""
    database = desk.database
    for tens in range(5):
        state = await follow(database, NAMED, ", ".join(f"word{tens}{one}" for one in range(10)))
    assert not isinstance(state, Problem)
    assert len(state.followed) == 50
    assert isinstance(await follow(database, NAMED, "one too many"), Problem)
    assert not isinstance(await follow(database, NAMED, "word11", muted=True), Problem)  # which is one of them
    request = SubscriptionRequest(NAMED, ChatKind.PRIVATE, NOW, next(UPDATES), Language.EN)
    (known,) = state.find("Word12", muted=False)
    after, dropped = await requests.drop(database, request, [known.id])
    assert (len(after.followed), len(after.muted), dropped) == (48, 1, True)
    assert not (await requests.drop(database, request, [topic.id for topic in state.followed]))[1]
    request = replace(request, update_id=next(UPDATES))
    await requests.drop(database, request, [topic.id for topic in after.followed])
    async with database.read() as conn:
        assert await subscribers.get(conn, NAMED) is None
    assert len(await rows(database, topics)) == 1  # the muted word


async def test_what_is_pending_because_of_it_is_cancelled(desk: Desk) -> None:
    """Who unfollows before it was sent is not sent it; leaving the story keeps the word, leaving all does not."""
    database = desk.database
    state = await follow(database, NAMED, "putin")
    await publish(desk, talks(START, PEACE), 1)
    await push(desk, NOW + HOUR)
    assert not isinstance(state, Problem)
    request = SubscriptionRequest(NAMED, ChatKind.PRIVATE, NOW, next(UPDATES), Language.EN)
    await subscriptions.follow(database, replace(request, update_id=next(UPDATES)), 1)
    await requests.drop(database, request, [state.followed[0].id])
    assert {row.state for row in await rows(database, deliveries)} == {"cancelled"}
    await follow(database, NAMED, "putin")
    left = await subscriptions.unfollow(database, replace(request, update_id=next(UPDATES)), 1)
    assert (left.stories, left.topics, left.follows_any) == (frozenset(), 1, True)
    await subscriptions.follow(database, replace(request, update_id=next(UPDATES)))
    left = await subscriptions.leave_stories(database, replace(request, update_id=next(UPDATES)))
    assert (left.follows_stories, left.topics) == (False, 1)
    left = await subscriptions.unfollow(database, replace(request, update_id=next(UPDATES)))
    assert (left.subscriber, left.topics) == (None, 0)


async def test_a_group_takes_it_along_and_forgetting_leaves_nothing(desk: Desk) -> None:
    """A supergroup follows what the group did; what nobody follows any more is deleted with its terms."""
    database, old, new = desk.database, -5, -1005
    await follow(database, old, "putin, kursk")
    await follow(database, new, "putin")
    await follow(database, NAMED, "kursk", muted=True)
    async with database.write() as conn:
        await chats.move(conn, old, new, NOW)
        assert [topic.name(Language.EN) for topic in await chat_topics.of_chat(conn, new)] == [
            "Vladimir Putin",
            "kursk",
        ]
        await chats.forget(conn, new)
    assert [row.key for row in await rows(database, topics)] == ["kursk"]
    async with database.write() as conn:
        await chats.forget(conn, NAMED)
    for table in (topics, topic_terms, follow_table):
        assert await rows(database, table) == []
