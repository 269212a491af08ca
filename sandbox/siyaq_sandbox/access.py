"""Look up chats and topics by id or username, and check the bot's rights in them.

The words and the order of the checks are those of tdlib/telegram-bot-api (`Client::check_chat_access`) and, for
rights within a chat, of tdlib/td.
"""

from __future__ import annotations

from typing import Any

from siyaq_sandbox.chats import GENERAL_TOPIC, Chat, Member, Message
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID, World

SENDING = {
    "text": ("can_send_messages", "text messages"),
    "rich": ("can_send_messages", "the rich message"),
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
}


def find_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat of a `chat_id` parameter."""
    number = chat_id
    if isinstance(chat_id, str):
        number = world.usernames.get(chat_id[1:].lower(), 0) if chat_id.startswith("@") else 0
    chat = world.chats.get(int(number))
    if chat is None:
        raise refuse("chat not found")
    return chat


def read_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat that the bot may look at."""
    chat = find_chat(world, chat_id)
    mine = chat.member(BOT_ID)
    if chat.type in {"supergroup", "channel"}:
        if mine.status == "kicked":
            raise refuse(f"bot was kicked from the {chat.name}", 403)
        if not mine.is_in and not chat.username:
            raise refuse(f"bot is not a member of the {chat.name}", 403)
    return chat


def edit_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat in which the bot may still touch messages."""
    chat = read_chat(world, chat_id)
    if chat.person is not None and chat.person.deactivated:
        raise refuse("user is deactivated", 403)
    if chat.migrated_to:
        raise refuse("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    mine = chat.member(BOT_ID)
    if chat.person is None and not mine.is_in:
        done = "was kicked from" if mine.status == "kicked" else "is not a member of"
        raise refuse(f"bot {done} the {chat.name}", 403)
    return chat


def write_chat(world: World, chat_id: int | str, kind: str = "text") -> Chat:
    """Return a chat to which the bot may send a message of that kind."""
    chat = edit_chat(world, chat_id)
    if chat.person is not None:
        if chat.person.blocked:
            raise refuse("bot was blocked by the user", 403)
        if not chat.person.started:
            raise refuse("bot can't initiate conversation with a user", 403)
        return chat
    mine = chat.member(BOT_ID)
    if chat.type == "channel":
        if not mine.may("can_post_messages"):
            raise refuse("need administrator rights in the channel chat")
    elif not mine.is_admin:
        right, words = SENDING[kind]
        allowed = mine.permissions if mine.status == "restricted" else chat.permissions
        if not allowed.get(right, False):
            raise refuse(f"not enough rights to send {words} to the chat")
    return chat


def find_thread(chat: Chat, thread_id: int | None) -> int | None:
    """Return the topic that a message goes to, None for the general one or a chat without topics."""
    if not chat.is_forum or thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or thread_id == GENERAL_TOPIC:
        raise refuse("message thread not found")
    if topic.closed and not chat.member(BOT_ID).may("can_manage_topics"):
        raise refuse("TOPIC_CLOSED")
    return thread_id


def find_message(world: World, chat: Chat, number: int, what: str) -> Message:
    """Return a message of the chat, or refuse: `what` is "message to edit" and the like."""
    message = world.find(chat, number)
    if message is None or (chat.person is None and not chat.member(BOT_ID).is_in):
        raise refuse(f"{what} not found")
    return message


def own(chat: Chat) -> Member:
    """Return the bot's membership of the chat."""
    return chat.member(BOT_ID)


def sender_of_bot(world: World, chat: Chat) -> dict[str, Any]:
    """Return the fields that name the bot as a message's sender: a channel speaks for itself."""
    if chat.type == "channel":
        return {"sender_chat": chat.short()}
    return {"from": world.bot()}
