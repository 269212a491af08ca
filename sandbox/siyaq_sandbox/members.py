"""Membership changes: the ChatMember objects, service messages and updates that they cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siyaq_sandbox.chats import (
    CHANNEL_RIGHTS,
    COMMON_RIGHTS,
    GROUP_RIGHTS,
    PERMISSIONS,
    SUPERGROUP_RIGHTS,
    Chat,
    Member,
)
from siyaq_sandbox.world import BOT_ID, World


def rights_of(chat: Chat) -> tuple[str, ...]:
    """Return the names of the rights that an administrator of such a chat can have."""
    return COMMON_RIGHTS + {"channel": CHANNEL_RIGHTS, "supergroup": SUPERGROUP_RIGHTS}.get(chat.type, GROUP_RIGHTS)


def to_json(world: World, chat: Chat, member: Member) -> dict[str, Any]:
    """Return the Bot API ChatMember."""
    json: dict[str, Any] = {"user": world.user(member.user_id), "status": member.status}
    if member.status == "creator":
        json["is_anonymous"] = member.is_anonymous
    elif member.status == "administrator":
        json["can_be_edited"] = False
        json["is_anonymous"] = member.is_anonymous
        json |= {right: right in member.rights for right in rights_of(chat)}
    elif member.status == "restricted":
        json["is_member"] = True
        json |= {name: member.permissions.get(name, False) for name in PERMISSIONS}
        json["until_date"] = member.until_date
    elif member.status == "kicked":
        json["until_date"] = member.until_date
    if member.is_admin and member.custom_title:
        json["custom_title"] = member.custom_title
    return json


def with_status(chat: Chat, user_id: int, status: str) -> Member:
    """Build a user's membership of a chat; an administrator has every right that the chat's kind has."""
    return Member(user_id, status, rights=set(rights_of(chat)) if status == "administrator" else set())


def change(world: World, chat: Chat, member: Member, *, by: dict[str, Any]) -> Member:
    """Replace a user's membership of a chat, with the service message and the updates that this causes; return it.

    The bot gets `my_chat_member` for itself, and `chat_member` for others if it is an administrator and asked for it;
    in groups also the service messages of those who join and leave. An administrator keeps their custom title.
    """
    user_id = member.user_id
    old = chat.member(user_id)
    before, was_in = to_json(world, chat, old), old.is_in
    new = replace(member, custom_title=old.custom_title if member.is_admin else "")
    chat.members[user_id] = new
    after = to_json(world, chat, new)
    if before == after:
        return new
    _deliver_update(world, chat, user_id, by=by, before=before, after=after)
    if chat.is_group and was_in != new.is_in:
        _announce(world, chat, user_id, by, came=new.is_in)
    return new


def _deliver_update(
    world: World, chat: Chat, user_id: int, *, by: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Emit a `member` event, and queue the update that the bot gets of the change, if it gets one."""
    world.events.emit("member", chat_id=chat.id, member=after)
    update = {
        "chat": chat.short(),
        "from": by,
        "date": world.clock.date(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    if user_id == BOT_ID:
        world.deliver("my_chat_member", update)
    elif chat.member(BOT_ID).is_admin:
        world.deliver("chat_member", update)


def block(world: World, user_id: int, *, blocked: bool) -> None:
    """Block or unblock the bot as a person; sends a `my_chat_member` update."""
    person = world.persons[user_id]
    if person.blocked == blocked:
        return
    person.blocked = blocked
    bot = world.bot()
    states = ({"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0})
    old, new = states if blocked else reversed(states)
    world.events.emit("member", chat_id=user_id, member=new)
    world.deliver(
        "my_chat_member",
        {
            "chat": world.chats[user_id].short(),
            "from": person.user(),
            "date": world.clock.date(),
            "old_chat_member": old,
            "new_chat_member": new,
        },
    )


def _announce(world: World, chat: Chat, user_id: int, by: dict[str, Any], *, came: bool) -> None:
    user = world.user(user_id)
    content = {"new_chat_members": [user]} if came else {"left_chat_member": user}
    world.announce(chat, content, {"from": by}, by_bot=by["id"] == BOT_ID)
