"""Methods with which an administrator bot manages a group or channel: members, name, invite links."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access, members
from siyaq_sandbox.chats import Member
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID, Call

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat


def ban_chat_member(call: Call) -> bool:
    """Remove a user for good."""
    chat, member = _member(call, "can_restrict_members")
    _not_admin(member)
    banned = Member(member.user_id, "kicked", until_date=call.get("until_date", 0))
    members.change(call.world, chat, banned, by=call.world.bot())
    return True


def unban_chat_member(call: Call) -> bool:
    """Lift a ban; one who is in the chat is removed, unless `only_if_banned`."""
    chat, member = _member(call, "can_restrict_members")
    if member.status == "kicked" or (member.is_in and not call.get("only_if_banned")):
        _not_admin(member)
        members.change(call.world, chat, Member(member.user_id, "left"), by=call.world.bot())
    return True


def restrict_chat_member(call: Call) -> bool:
    """Restrict the permissions of a member of a supergroup."""
    chat, member = _member(call, "can_restrict_members")
    if chat.type != "supergroup":
        raise refuse("method is available only for supergroups")
    _not_admin(member)
    permissions = call.args["permissions"]
    status = "member" if all(permissions.get(name) for name in chat.permissions) else "restricted"
    restricted = Member(member.user_id, status, permissions=permissions, until_date=call.get("until_date", 0))
    members.change(call.world, chat, restricted, by=call.world.bot())
    return True


def promote_chat_member(call: Call) -> bool:
    """Make a member an administrator with the rights given, or, with none, an ordinary member again."""
    chat, member = _member(call, "can_promote_members")
    if member.status == "creator":
        raise refuse("can't edit chat owner")
    rights = {name for name in members.rights_of(chat) if call.get(name)}
    if not all(access.own(chat).may(right) for right in rights):
        raise refuse("not enough rights")
    anonymous = bool(call.get("is_anonymous"))
    status = "administrator" if rights or anonymous else "member"
    if status == "administrator":
        rights.add("can_manage_chat")
    promoted = Member(member.user_id, status, rights=rights, is_anonymous=anonymous)
    members.change(call.world, chat, promoted, by=call.world.bot())
    return True


def set_chat_title(call: Call) -> bool:
    """Rename a group or channel."""
    chat = _managed(
        call, "can_change_info", "can't change private chat title", "not enough rights to change chat title"
    )
    title = call.args["title"].strip()
    if not title:
        raise refuse("title must be non-empty")
    if title == chat.title:
        raise refuse("chat title is not modified")
    chat.title = title
    world = call.world
    world.announce(chat, {"new_chat_title": title}, access.sender_of_bot(world, chat), by_bot=True)
    world.events.emit("chat", chat_id=chat.id, change="title")
    return True


def set_chat_description(call: Call) -> bool:
    """Set what a group or channel says of itself."""
    chat = _managed(
        call, "can_change_info", "can't change private chat description", "not enough rights to set chat description"
    )
    description = call.get("description", "").strip()
    if description == chat.description:
        raise refuse("chat description is not modified")
    chat.description = description
    call.world.events.emit("chat", chat_id=chat.id, change="description")
    return True


def export_chat_invite_link(call: Call) -> str:
    """Make a new primary link, revoking the old one; the result is the link."""
    chat = _invitable(call)
    for link in chat.invite_links.values():
        if link["is_primary"]:
            link["is_revoked"], link["is_primary"] = True, False
    invite_link: str = _link(call, chat, primary=True)["invite_link"]
    return invite_link


def create_chat_invite_link(call: Call) -> dict[str, Any]:
    """Make a further invite link; the result is the ChatInviteLink."""
    chat = _invitable(call)
    if call.get("creates_join_request") and "member_limit" in call.args:
        raise refuse("member limit can't be specified for links requiring administrator approval")
    return _link(call, chat, primary=False)


def revoke_chat_invite_link(call: Call) -> dict[str, Any]:
    """Revoke a link that the bot made; the result is the ChatInviteLink."""
    chat = _invitable(call)
    link = chat.invite_links.get(call.args["invite_link"])
    if link is None:
        raise refuse("INVITE_HASH_EXPIRED")
    link["is_revoked"] = True
    return link


def _link(call: Call, chat: Chat, *, primary: bool) -> dict[str, Any]:
    seed = f"{chat.id}/{next(call.world.query_ids)}".encode()
    name = "https://t.me/+" + base64.urlsafe_b64encode(seed).decode().rstrip("=")[:22]
    link: dict[str, Any] = {
        "invite_link": name,
        "creator": call.world.bot(),
        "creates_join_request": bool(call.get("creates_join_request")),
        "is_primary": primary,
        "is_revoked": False,
    }
    link |= {key: call.args[key] for key in ("name", "expire_date", "member_limit") if call.get(key)}
    chat.invite_links[name] = link
    return link


def _invitable(call: Call) -> Chat:
    words = "not enough rights to manage chat invite link"
    return _managed(call, "can_invite_users", "can't invite members to a private chat", words)


def _managed(call: Call, right: str, private: str, words: str) -> Chat:
    """Return a chat in which the bot has the right; `private` and `words` say why not."""
    chat = access.edit_chat(call.world, call.args["chat_id"])
    if chat.person is not None:
        raise refuse(private)
    if not access.own(chat).may(right):
        raise refuse(words)
    return chat


def _member(call: Call, right: str) -> tuple[Chat, Member]:
    private = "chat member status can't be changed in private chats"
    words = {
        "can_restrict_members": "not enough rights to restrict/unrestrict chat member",
        "can_promote_members": "not enough rights",
    }
    chat = _managed(call, right, private, words[right])
    user_id = call.args["user_id"]
    if user_id != BOT_ID and user_id not in call.world.persons:
        raise refuse("PARTICIPANT_ID_INVALID")
    if user_id == BOT_ID:
        raise refuse("can't restrict self" if right == "can_restrict_members" else "can't promote self")
    return chat, chat.member(user_id)


def _not_admin(member: Member) -> None:
    if member.status == "creator":
        raise refuse("can't remove chat owner")
    if member.status == "administrator":
        raise refuse("user is an administrator of the chat")
