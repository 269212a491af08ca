"""Who stands how in a chat: changes of standing, what is told of them, and the updates they make."""

from __future__ import annotations

from typing import Any

from bot.sandbox.chats import CHANNEL_RIGHTS, COMMON_RIGHTS, GROUP_RIGHTS, PERMISSIONS, SUPERGROUP_RIGHTS, Chat, Member
from bot.sandbox.world import BOT_ID, World


def rights_of(chat: Chat) -> tuple[str, ...]:
    """Return the names of the rights that an administrator of such a chat can have."""
    return COMMON_RIGHTS + {"channel": CHANNEL_RIGHTS, "supergroup": SUPERGROUP_RIGHTS}.get(chat.type, GROUP_RIGHTS)


def told(world: World, chat: Chat, member: Member) -> dict[str, Any]:
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


def change(
    world: World,
    chat: Chat,
    user_id: int,
    status: str,
    *,
    by: dict[str, Any],
    rights: set[str] | None = None,
    permissions: dict[str, bool] | None = None,
    is_anonymous: bool = False,
    until_date: int = 0,
) -> Member:
    """Give a user another standing in a chat, and send what the bot is told of it.

    Of itself the bot is told by `my_chat_member`; of others by `chat_member`, where it is an administrator and asked
    for it, and in groups by the service messages of those who come and go.
    """
    old = chat.member(user_id)
    before, was_in = told(world, chat, old), old.is_in
    new = Member(
        user_id,
        status,
        rights=set(rights_of(chat)) if rights is None and status == "administrator" else rights or set(),
        permissions=permissions or {},
        is_anonymous=is_anonymous,
        custom_title=old.custom_title if status in {"creator", "administrator"} else "",
        until_date=until_date,
    )
    chat.members[user_id] = new
    after = told(world, chat, new)
    if before == after:
        return new
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
    if chat.is_group and was_in != new.is_in:
        _announce(world, chat, user_id, by, came=new.is_in)
    return new


def block(world: World, user_id: int, *, blocked: bool) -> None:
    """Let a person block or unblock the bot; it is told by `my_chat_member`."""
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
