"""Guest queries (Bot API 10.0): in a group without the bot, `@bot words` is passed to it, to be answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox.features import Mode
from siyaq_sandbox.placing import within
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID, Query

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat, Message
    from siyaq_sandbox.world import World

SECONDS = 15  # within which a query is answered; Telegram's own limit is not published


def summons(world: World, chat: Chat, message: Message) -> bool:
    """Whether a message calls the bot as a guest: it names it where it is no member."""
    if world.features.mode("guest") is Mode.IGNORED or not chat.is_group or chat.member(BOT_ID).is_in:
        return False
    text = message.json.get("text", "")
    name = f"@{world.profile.username}".lower()
    units = text.encode("utf-16-le")
    marks = (mark for mark in message.json.get("entities", ()) if mark["type"] == "mention")
    named = (units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le") for mark in marks)
    return any(mention.lower() == name for mention in named)


def ask(world: World, chat: Chat, message: Message) -> int | None:
    """Queue the update of a message that calls the bot as a guest; return its id, None if the bot wants none."""
    number = str(next(world.query_ids))
    chat_json = {**message.json["chat"], "id": chat.guest_id or chat.id}
    data = {**message.json, "chat": chat_json, "guest_query_id": number}
    world.guest_queries[number] = Query(number, world.clock.now(), {"chat": chat, "message": message})
    return world.deliver("guest_message", data)


def answer(world: World, query: Query, content: dict[str, Any]) -> str:
    """Post the bot's answer to a guest query; return its inline message id."""
    if world.features.mode("guest") is Mode.REFUSED:
        raise refuse("guest queries are not allowed")
    chat: Chat = query.data["chat"]
    asked: Message = query.data["message"]
    sender = asked.json
    caller: dict[str, Any] = (
        {"guest_bot_caller_chat": sender["sender_chat"]}
        if "sender_chat" in sender
        else {"guest_bot_caller_user": sender["from"]}
    )
    place: dict[str, Any] = {name: sender[name] for name in ("message_thread_id", "is_topic_message") if name in sender}
    reply = {} if asked.deleted else {"reply_to_message": within(sender)}
    message = world.post(chat, {**place, **reply, **caller, **content}, {"from": world.bot()}, by_bot=True)
    message.inline_message_id = f"guest-{chat.id}-{message.id}"
    world.inline_messages[message.inline_message_id] = message
    query.answer = {"inline_message_id": message.inline_message_id}
    return message.inline_message_id
