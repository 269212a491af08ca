"""Actions of persons (send, tap, edit, delete, inline queries), and the updates that the bot gets of them."""

from __future__ import annotations

from typing import Any

from siyaq_sandbox import ephemeral, guests, placing, texts
from siyaq_sandbox.chats import GENERAL_TOPIC, Chat, Member, Message, Person
from siyaq_sandbox.refusals import Refusal
from siyaq_sandbox.world import BOT_ID, Query, World

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_SENDER = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


class Impossible(Exception):
    """Raised for what a person's client would not let them do; the text says why."""


def person_of(world: World, user_id: int) -> Person:
    """Return the person with that number."""
    try:
        return world.persons[user_id]
    except KeyError:
        raise Impossible(f"there is no person {user_id}") from None


def chat_of(world: World, chat_id: int) -> Chat:
    """Return the chat with that number."""
    try:
        return world.chats[chat_id]
    except KeyError:
        raise Impossible(f"there is no chat {chat_id}") from None


def look(world: World, user_id: int, chat_id: int) -> tuple[Person, Chat]:
    """Return a person and a chat that they see: their own with the bot, or one that they are in."""
    person, chat = person_of(world, user_id), chat_of(world, chat_id)
    if chat.person is not person and not chat.member(user_id).is_in:
        raise Impossible("they are not in this chat")
    return person, chat


def seen_message(world: World, chat: Chat, number: int) -> Message:
    """Return a message that is not deleted; Impossible if there is none."""
    message = world.find(chat, number)
    if message is None:
        raise Impossible(f"there is no message {number} in chat {chat.id}")
    return message


def say(
    world: World,
    user_id: int,
    chat_id: int,
    content: dict[str, Any],
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    anonymous: bool | None = None,
    via_channel: int | None = None,
) -> tuple[Message, int | None]:
    """Post a message as a person; return it, and the update's id or None if the bot gets none.

    As a client does it, an ephemeral command of the bot's goes to the bot alone; and where the bot is no member, its
    name calls it as a guest.
    """
    person, chat = person_of(world, user_id), chat_of(world, chat_id)
    sender = _sender(world, person, chat, anonymous=anonymous, via_channel=via_channel)
    place = _place(world, chat, thread_id, reply_to)
    if chat.person is not None:
        person.started = True
    if "sender_chat" not in sender and ephemeral.is_command(world, person, chat, content):
        return _say_to_bot(world, person, chat, place | content)
    message = world.post(chat, place | content, sender, by_bot=False)
    if guests.summons(world, chat, message):
        return message, guests.ask(world, chat, message)
    kind = "channel_post" if chat.type == "channel" else "message"
    update_id = world.deliver(kind, message.json) if bot_sees(world, chat, message) else None
    return message, update_id


def answer_ephemeral(
    world: World, user_id: int, chat_id: int, content: dict[str, Any], number: int
) -> tuple[Message, int | None]:
    """Reply to an ephemeral message as the person who received it: that, too, is ephemeral."""
    person, chat = look(world, user_id, chat_id)
    if ephemeral.find(chat, user_id, number) is None:
        raise Impossible(f"they have no ephemeral message {number} in chat {chat.id}")
    return _say_to_bot(world, person, chat, content)


def _say_to_bot(world: World, person: Person, chat: Chat, content: dict[str, Any]) -> tuple[Message, int | None]:
    message = ephemeral.post(world, chat, content, {"from": person.user()}, BOT_ID)
    return message, world.deliver("message", message.json)


def text_content(text: str, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a typed text as a client sends it: trimmed, with the commands, links, names and tags it finds."""
    try:
        plain, entities_json = texts.formatted(text, None, entities)
    except Refusal as refusal:
        raise Impossible(refusal.description) from None
    if not plain.strip():
        raise Impossible("an empty text can't be sent")
    if texts.length(plain) > texts.MESSAGE_LIMIT:
        raise Impossible("a client sends more than 4096 characters as several messages")
    return {"text": plain, "entities": entities_json} if entities_json else {"text": plain}


def edit(world: World, user_id: int, chat_id: int, number: int, content: dict[str, Any]) -> tuple[Message, int | None]:
    """Edit the text of a person's own message, or of a post of their channel."""
    person, chat = look(world, user_id, chat_id)
    message = seen_message(world, chat, number)
    own = message.json.get("from", {}).get("id") == person.id
    if message.by_bot or not (own or chat.member(person.id).is_admin) or "text" not in message.json:
        raise Impossible("this message can't be edited by them")
    message.json = {name: value for name, value in message.json.items() if name != "entities"} | content
    world.mark_edited(message)
    kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
    return message, world.deliver(kind, message.json) if bot_sees(world, chat, message) else None


def delete(world: World, user_id: int, chat_id: int, number: int) -> None:
    """Delete a message as a person; Telegram sends bots no update of it."""
    person, chat = look(world, user_id, chat_id)
    message = seen_message(world, chat, number)
    own = message.json.get("from", {}).get("id") == person.id
    if not own and chat.person is None and not chat.member(person.id).may("can_delete_messages"):
        raise Impossible("this message can't be deleted by them")
    world.delete(message)


def tapped_message(world: World, user_id: int, chat: Chat, number: int, ephemeral_id: int | None) -> Message:
    """Return the message whose button a person taps: an ordinary one by its number, or an ephemeral one of theirs."""
    if ephemeral_id is None:
        return seen_message(world, chat, number)
    message = ephemeral.find(chat, user_id, ephemeral_id)
    if message is None:
        raise Impossible(f"they have no ephemeral message {ephemeral_id} in chat {chat.id}")
    return message


def tap(world: World, user_id: int, message: Message, data: str, *, inaccessible: bool = False) -> Query:
    """Tap a callback button as a person; return the query, which waits for the bot's answer."""
    person, chat = look(world, user_id, message.chat_id)
    query: dict[str, Any] = {
        "id": str(next(world.query_ids)),
        "from": person.user(),
        "chat_instance": str(-chat.id * 7919),
        "data": data,
    }
    if message.inline_message_id:
        query["inline_message_id"] = message.inline_message_id
    elif inaccessible:
        query["message"] = {"chat": chat.short(), "message_id": message.id, "date": 0}
    else:
        query["message"] = message.json
    callback = world.callbacks[query["id"]] = Query(query["id"], world.clock.now(), query)
    world.deliver("callback_query", query)
    return callback


def button(message: Message, row: int, column: int) -> dict[str, Any]:
    """Return one button of the message's keyboard, counted from 0."""
    rows = message.json.get("reply_markup", {}).get("inline_keyboard", [])
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise Impossible(f"message {message.id} has no button at row {row}, column {column}")
    button_json: dict[str, Any] = rows[row][column]
    return button_json


def has_data(message: Message, data: str) -> bool:
    """Whether one of the message's buttons carries the callback data."""
    rows = message.json.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)


def ask_inline(world: World, user_id: int, query: str, offset: str, chat_type: str) -> Query:
    """Send an inline query (`@bot query`) as a person."""
    person = person_of(world, user_id)
    number = str(next(world.query_ids))
    data = {"id": number, "from": person.user(), "query": query, "offset": offset, "chat_type": chat_type}
    inline_query = world.inline[number] = Query(number, world.clock.now(), data)
    world.deliver("inline_query", data)
    return inline_query


def choose(
    world: World, user_id: int, chat_id: int, query_id: str, result_id: str, *, thread_id: int | None = None
) -> Message:
    """Send a result of a person's inline query to a chat."""
    inline_query = world.inline.get(query_id)
    if inline_query is None or inline_query.answer is None or inline_query.data["from"]["id"] != user_id:
        raise Impossible("that inline query has no answer for them")
    result_message = inline_query.messages.get(result_id)
    if result_message is None:
        raise Impossible(f"the answer has no result {result_id}")
    content = {**result_message, "via_bot": world.bot()}
    message, _ = say(world, user_id, chat_id, content, thread_id=thread_id)
    chosen: dict[str, Any] = {
        "result_id": result_id,
        "from": inline_query.data["from"],
        "query": inline_query.data["query"],
    }
    if "reply_markup" in content:
        message.inline_message_id = f"inline-{message.chat_id}-{message.id}"
        world.inline_messages[message.inline_message_id] = message
        chosen["inline_message_id"] = message.inline_message_id
    world.deliver("chosen_inline_result", chosen)
    return message


def bot_sees(world: World, chat: Chat, message: Message) -> bool:
    """Whether the bot gets the message, by core.telegram.org/bots/features#privacy-mode."""
    if chat.person is not None:
        return not chat.person.blocked
    mine = chat.member(BOT_ID)
    if not mine.is_in or chat.migrated_to:
        return False
    if chat.type == "channel" or mine.is_admin or not world.privacy_mode:
        return True
    json = message.json
    answered = json.get("reply_to_message", {})
    if "via_bot" in json or (answered.get("from", {}).get("id") == BOT_ID and "forum_topic_created" not in answered):
        return True
    text, marks = json.get("text") or json.get("caption", ""), json.get("entities") or json.get("caption_entities", ())
    if not any(mark["type"] == "bot_command" and mark["offset"] == 0 for mark in marks):
        return False
    _, at, name = text.split()[0].partition("@")
    return not at or name.lower() == world.profile.username.lower()


def _sender(
    world: World, person: Person, chat: Chat, *, anonymous: bool | None, via_channel: int | None
) -> dict[str, Any]:
    if chat.person is not None:
        if chat.person is not person:
            raise Impossible("a private chat is between its person and the bot")
        if person.deactivated:
            raise Impossible("their account is gone")
        if person.blocked:
            raise Impossible("they have blocked the bot: unblock it first")
        return {"from": person.user()}
    member = chat.member(person.id)
    _check_writing(chat, member)
    if chat.type == "channel":
        return {"sender_chat": chat.short()}
    if via_channel is not None:
        channel = chat_of(world, via_channel)
        if channel.type != "channel" or channel.member(person.id).status != "creator":
            raise Impossible("they can post only as a channel of their own")
        return {"from": CHANNEL_SENDER, "sender_chat": channel.short()}
    if member.is_anonymous if anonymous is None else anonymous:
        if not member.is_admin:
            raise Impossible("only administrators are anonymous")
        return {"from": ANONYMOUS_ADMIN, "sender_chat": chat.short()}
    return {"from": person.user()}


def _check_writing(chat: Chat, member: Member) -> None:
    if chat.migrated_to:
        raise Impossible(f"the group is the supergroup {chat.migrated_to} now")
    if not member.is_in:
        raise Impossible("they are not in this chat")
    if chat.type == "channel" and not member.may("can_post_messages"):
        raise Impossible("only administrators post in a channel")
    if member.status == "restricted" and not member.permissions.get("can_send_messages"):
        raise Impossible("they may not write in this chat")


def _place(world: World, chat: Chat, thread_id: int | None, reply_to: int | None) -> dict[str, Any]:
    thread = None
    if chat.is_forum and thread_id is not None and thread_id != GENERAL_TOPIC:
        topic = chat.topics.get(thread_id)
        if topic is None or topic.closed:
            raise Impossible(f"there is no open topic {thread_id}")
        thread = topic.thread_id
    if reply_to is not None:
        return placing.answering(chat, seen_message(world, chat, reply_to), thread)
    return {} if thread is None else placing.in_topic(chat, thread)
