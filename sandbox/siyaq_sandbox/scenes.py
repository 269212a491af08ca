"""Scenes: the persons and chats of a new sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siyaq_sandbox import members
from siyaq_sandbox.chats import GENERAL_TOPIC, Chat, Member, Person, Topic
from siyaq_sandbox.methods import topics
from siyaq_sandbox.world import BOT_ID, World

if TYPE_CHECKING:
    from collections.abc import Callable

LAYLA, EMMA, OMAR, NADIA, SAM = 101, 102, 103, 104, 105
NEWSROOM, DESK_FORUM = -1001000000001, -1001000000002
ARABIC_CHANNEL, ENGLISH_CHANNEL = -1002000000001, -1002000000002


def first(world: World) -> None:
    """Add an Arabic and an English reader, a group of both with the bot, and two channels of the bot."""
    world.add_person(Person(LAYLA, "ليلى", "ar", username="layla_reads", role="reader", feminine=True))
    world.add_person(Person(EMMA, "Emma", "en", username="emma_reads", role="reader", feminine=True))
    group = world.add_chat(Chat(NEWSROOM, "supergroup", "غرفة الأخبار Newsroom"))
    join(group, LAYLA, "creator")
    join(group, EMMA)
    join(group, BOT_ID)
    for number, title in ((ARABIC_CHANNEL, "أخبار سياق"), (ENGLISH_CHANNEL, "Siyaq News")):
        channel = world.add_chat(Chat(number, "channel", title))
        join(channel, LAYLA, "creator")
        join(channel, EMMA)
        join(channel, BOT_ID, "administrator")


def newsroom(world: World) -> None:
    """Add the first scene and a desk: an owner, an editor, a contributor, and their forum with topics."""
    first(world)
    world.add_person(Person(OMAR, "عمر", "ar", username="omar_owns", role="owner"))
    world.add_person(Person(NADIA, "نادية", "ar", username="nadia_edits", role="editor", feminine=True))
    world.add_person(Person(SAM, "Sam", "en", username="sam_writes", role="contributor"))
    forum = world.add_chat(Chat(DESK_FORUM, "supergroup", "مكتب التحرير Desk", is_forum=True))
    forum.topics[GENERAL_TOPIC] = Topic(GENERAL_TOPIC, "عام")
    join(forum, OMAR, "creator")
    join(forum, NADIA, "administrator")
    join(forum, SAM)
    for name in ("أوكرانيا", "English desk"):
        topics.make(world, forum, name, {"from": world.user(OMAR)}, by_bot=False)
    join(forum, BOT_ID)
    group = world.chats[NEWSROOM]
    for number in (OMAR, NADIA):
        join(group, number, "administrator")
    join(group, SAM)
    for number in (ARABIC_CHANNEL, ENGLISH_CHANNEL):
        join(world.chats[number], OMAR, "administrator")


def join(chat: Chat, user_id: int, status: str = "member") -> None:
    """Add a member without service message or update; an administrator gets every right."""
    rights = set(members.rights_of(chat)) if status == "administrator" else set()
    chat.members[user_id] = Member(user_id, status, rights)


SCENES: dict[str, Callable[[World], None]] = {"first": first, "newsroom": newsroom}
