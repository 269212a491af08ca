"""Messages forwarded, copied, deleted, pinned and reacted to."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access, keyboards, texts
from siyaq_sandbox.methods.sending import deliver
from siyaq_sandbox.placing import origin, within
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID, Call

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat, Message

DELETABLE_FOR = 48 * 3600
CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "rich_message",
    "photo",
    "document",
    "has_media_spoiler",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "sticker",
    "location",
    "contact",
    "dice",
    "poll",
)


def forward_message(call: Call) -> dict[str, Any]:
    """Forward a message with its origin; the result is the new Message."""
    return _forward(call, _source(call, call.args["message_id"], "message to forward")).json


def forward_messages(call: Call) -> list[dict[str, int]]:
    """Forward several messages in their order; those that are not there are passed over."""
    return [{"message_id": _forward(call, message).id} for message in _sources(call)]


def copy_message(call: Call) -> dict[str, int]:
    """Send a message's content again, without its origin; the result is the new message's number."""
    message = _source(call, call.args["message_id"], "message to copy")
    content = _content(message)
    if "caption" in call.args and ("photo" in content or "document" in content):
        for name in ("caption", "caption_entities", "show_caption_above_media"):
            content.pop(name, None)
        content |= texts.caption(call.args)
    return {"message_id": deliver(call, content, kind=_kind(content)).id}


def copy_messages(call: Call) -> list[dict[str, int]]:
    """Copy several messages; those that are not there or can't be copied are passed over."""
    sent: list[dict[str, int]] = []
    for message in _sources(call):
        content = _content(message)
        if call.get("remove_caption"):
            for name in ("caption", "caption_entities", "show_caption_above_media"):
                content.pop(name, None)
        sent.append({"message_id": deliver(call, content, kind=_kind(content)).id})
    return sent


def delete_message(call: Call) -> bool:
    """Delete a message that is under 48 hours old, the bot's own or, with the right, another's."""
    chat = access.edit_chat(call.world, call.args["chat_id"])
    message = access.find_message(call.world, chat, call.args["message_id"], "message to delete")
    _check_deletable(call, chat, message)
    call.world.delete(message)
    return True


def delete_messages(call: Call) -> bool:
    """Delete several messages of a chat, all or, where one can't be deleted, none; missing ones are passed over."""
    chat = access.edit_chat(call.world, call.args["chat_id"])
    numbers = dict.fromkeys(call.args["message_ids"])
    messages = [message for number in numbers if (message := call.world.find(chat, number)) is not None]
    for message in messages:
        _check_deletable(call, chat, message)
    for message in messages:
        call.world.delete(message)
    return True


def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat = _pinnable(call)
    message = access.find_message(call.world, chat, call.args["message_id"], "message to pin")
    if message.id in chat.pinned:
        raise refuse("CHAT_NOT_MODIFIED")
    chat.pinned.append(message.id)
    call.world.events.emit("pinned", chat_id=chat.id, message_id=message.id, pinned=True)
    sender = access.sender_of_bot(call.world, chat)
    call.world.announce(chat, {"pinned_message": within(message.json)}, sender, by_bot=True)
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, the newest pinned one where none is named."""
    chat = _pinnable(call)
    number = call.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise refuse("message to unpin not found")
    chat.pinned.remove(number)
    call.world.events.emit("pinned", chat_id=chat.id, message_id=number, pinned=False)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin all messages of a chat."""
    chat = _pinnable(call)
    for number in chat.pinned:
        call.world.events.emit("pinned", chat_id=chat.id, message_id=number, pinned=False)
    chat.pinned.clear()
    return True


def set_message_reaction(call: Call) -> bool:
    """Set the bot's reaction to a message, at most one emoji."""
    chat = access.edit_chat(call.world, call.args["chat_id"])
    message = access.find_message(call.world, chat, call.args["message_id"], "message to react")
    reaction = call.get("reaction", [])
    if len(reaction) > 1:
        raise refuse("REACTIONS_TOO_MANY")
    if any(emoji["type"] != "emoji" for emoji in reaction):
        raise refuse("REACTION_INVALID")
    call.world.events.emit("reaction", chat_id=chat.id, message_id=message.id, user_id=BOT_ID, reaction=reaction)
    return True


def _check_deletable(call: Call, chat: Chat, message: Message) -> None:
    """Refuse what a bot may not delete, as `can_delete_channel_message` and `can_revoke_message` of tdlib/td do."""
    mine = access.own(chat)
    old = call.world.clock.now() - message.sent_at >= DELETABLE_FOR
    if chat.type in {"supergroup", "channel"}:
        may_own = message.by_bot and (chat.type == "supergroup" or mine.may("can_post_messages"))
        fixed = message.id == 1 or "forum_topic_created" in message.json or "migrate_from_chat_id" in message.json
        if old or fixed or not (may_own or mine.may("can_delete_messages")):
            raise refuse("message can't be deleted")
    elif old or not (message.by_bot or chat.type == "private" or mine.is_admin):
        raise refuse("message can't be deleted for everyone")


def _pinnable(call: Call) -> Chat:
    chat = access.edit_chat(call.world, call.args["chat_id"])
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.person is None and not access.own(chat).may(right):
        raise refuse("not enough rights to manage pinned messages in the chat")
    return chat


def _source(call: Call, number: int, what: str) -> Message:
    chat = access.read_chat(call.world, call.args["from_chat_id"])
    message = access.find_message(call.world, chat, number, what)
    if message.json.get("has_protected_content") or not _content(message):
        verb = what.rpartition(" ")[2]
        words = "forwarded" if verb == "forward" else "copied"
        if message.json.get("has_protected_content") and verb == "forward":
            raise refuse("message has protected content and can't be forwarded")
        raise refuse(f"message can't be {words}")
    return message


def _sources(call: Call) -> list[Message]:
    numbers = call.args["message_ids"]
    if any(second <= first for first, second in itertools.pairwise(numbers)):
        raise refuse("message identifiers must be in a strictly increasing order")
    chat = access.read_chat(call.world, call.args["from_chat_id"])
    messages = [call.world.find(chat, number) for number in numbers]
    movable = [message for message in messages if message is not None and _content(message)]
    if not movable:
        raise refuse("there are no messages to forward")
    return movable


def _content(message: Message) -> dict[str, Any]:
    return {name: message.json[name] for name in CONTENT if name in message.json}


def _kind(content: dict[str, Any]) -> str:
    return next((kind for kind in ("photo", "document") if kind in content), "text")


def _forward(call: Call, message: Message) -> Message:
    content = _content(message) | {"forward_origin": origin(message)}
    keyboard = keyboards.shown(message.json.get("reply_markup"))
    if keyboard and message.by_bot:
        urls = [[button for button in row if "url" in button] for row in keyboard["inline_keyboard"]]
        if all(len(url_row) == len(row) for url_row, row in zip(urls, keyboard["inline_keyboard"], strict=True)):
            content["reply_markup"] = keyboard
    return deliver(call, content, kind=_kind(content))
