"""getChat, its members, and leaveChat."""

from __future__ import annotations

from typing import Any

from siyaq_sandbox import access, members
from siyaq_sandbox.chats import PERMISSIONS, Chat
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID, Call, World


def get_chat(call: Call) -> dict[str, Any]:
    """Return what is known of a chat, as a ChatFullInfo."""
    world = call.world
    chat = access.read_chat(world, call.args["chat_id"])
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    info = {
        **chat.short(),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    if chat.username:
        info["active_usernames"] = [chat.username]
    if chat.description:
        info["description"] = chat.description
    if chat.is_group:
        info["permissions"] = {name: chat.permissions.get(name, False) for name in PERMISSIONS}
    primary = next((link for link in chat.invite_links.values() if link["is_primary"]), None)
    if primary and access.own(chat).may("can_invite_users"):
        info["invite_link"] = primary["invite_link"]
    if chat.pinned:
        info["pinned_message"] = chat.messages[chat.pinned[-1]].json
    return info


def get_chat_member(call: Call) -> dict[str, Any]:
    """Return a user's ChatMember."""
    chat = _with_members(call)
    user_id = call.args["user_id"]
    _known(call.world, user_id)
    if chat.person is not None:
        if user_id not in {BOT_ID, chat.person.id}:
            raise refuse("member not found")
        return {"user": call.world.user(user_id), "status": "member"}
    if chat.type == "channel" and user_id != BOT_ID and not access.own(chat).is_admin:
        raise refuse("member list is inaccessible")
    return members.to_json(call.world, chat, chat.member(user_id))


def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """Return a chat's administrators but for other bots."""
    chat = _with_members(call)
    if chat.person is not None:
        raise refuse("there are no administrators in the private chat")
    if chat.type == "channel" and not access.own(chat).is_admin:
        raise refuse("member list is inaccessible")
    return [members.to_json(call.world, chat, member) for member in chat.members.values() if member.is_admin]


def get_chat_member_count(call: Call) -> int:
    """Return the number of members; 2 in a private chat."""
    chat = access.read_chat(call.world, call.args["chat_id"])
    return 2 if chat.person is not None else sum(1 for _ in chat.inside())


def leave_chat(call: Call) -> bool:
    """Remove the bot from a group or channel."""
    chat = access.edit_chat(call.world, call.args["chat_id"])
    if chat.person is not None:
        raise refuse("can't leave private chats")
    members.change(call.world, chat, members.with_status(chat, BOT_ID, "left"), by=call.world.bot())
    return True


def _with_members(call: Call) -> Chat:
    chat = access.read_chat(call.world, call.args["chat_id"])
    if chat.person is None and call.get("user_id") != BOT_ID and not access.own(chat).is_in:
        raise refuse(f"bot is not a member of the {chat.name}", 403)
    return chat


def _known(world: World, user_id: int) -> None:
    if user_id != BOT_ID and user_id not in world.persons:
        raise refuse("PARTICIPANT_ID_INVALID")
