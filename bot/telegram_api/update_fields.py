"""Reads fields of a raw update before it becomes an object."""

from __future__ import annotations

from typing import Any

from bot.errors.updates import UpdateMalformed
from bot.telegram_api.features import guest_queries

_LARGEST = 1 << 53  # below which all numbers of the Bot API are; databases take 63 bits


def chat_of(update: dict[str, Any]) -> int:
    """Return the chat of a raw update, else its person; 0 if it has neither.

    Of a guest message, always its person: the id of its chat may be that of another one, where the bot is a member.
    """
    if guest := guest_queries.message_of(update):
        return _id(guest.get("from"))
    for value in update.values():
        if isinstance(value, dict):
            message = value.get("message")
            for holder in (value, message if isinstance(message, dict) else {}):
                if chat := _id(holder.get("chat")):
                    return chat
            if person := _id(value.get("from")) or _id(value.get("user")):
                return person
    return 0


def sender_of(update: dict[str, Any]) -> int:
    """Return the sender: a person, or the chat that an anonymous admin or a channel posts as; 0 if unnamed.

    Of a guest message, always its person.
    """
    if guest := guest_queries.message_of(update):
        return _id(guest.get("from"))
    for value in update.values():
        if isinstance(value, dict):
            return _id(value.get("sender_chat")) or _id(value.get("from"))
    return 0


def typed_text(message: dict[str, Any]) -> Any:
    """Return the text of a raw message, or the caption that somebody typed: not one forwarded with its picture."""
    if "text" in message or "forward_origin" in message:
        return message.get("text")
    return message.get("caption")


def _id(holder: Any) -> int:
    number = holder.get("id") if isinstance(holder, dict) else None
    return number if isinstance(number, int) and is_number(number) else 0


def is_number(value: object) -> bool:
    """Return whether a value is a number as Telegram's ids are, which a database can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST


# The types of the fields that handlers read, in these objects and lists; others may use a name for something else (the
# texts of rich blocks are lists), and are not looked into. Telegram never sends another; whoever else does (a
# proxy, a test, somebody with the secret) is to cost one log line, not a traceback from deep in a handler.
_TEXTS = (
    *("text", "caption", "data", "query", "first_name", "last_name", "username", "title", "type", "language_code"),
    *("status", "url", "file_id", "file_unique_id", "file_name", "mime_type", "inline_message_id", "chat_instance"),
    *("custom_emoji_id", "language", "media_group_id", "author_signature", "guest_query_id"),
)
_NUMBERS = (
    *("message_id", "date", "edit_date", "length", "message_thread_id", "migrate_to_chat_id", "migrate_from_chat_id"),
    *("file_size", "width", "height", "until_date"),
)
_OBJECTS = (
    *("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member", "chat", "from"),
    *("user", "sender_chat", "reply_to_message", "old_chat_member", "new_chat_member", "document", "location"),
    *("message_reaction_count", guest_queries.UPDATE),
)
_LISTS = ("entities", "caption_entities", "photo", "new_chat_members")
_FLAGS = ("is_bot", "is_forum", "is_topic_message", "is_automatic_forward")
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_NUMBERS, int),
    **dict.fromkeys(_OBJECTS, dict),
    **dict.fromkeys(_LISTS, list),
    **dict.fromkeys(_FLAGS, bool),
    **dict.fromkeys(("latitude", "longitude"), (int, float)),
    **dict.fromkeys(("id", "offset"), (int, str)),
}
# What these objects always hold, and handlers and python-telegram-bot's filters read without asking. What its own
# classes refuse to be without is not here.
_REQUIRED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("message", "edited_message", "channel_post", "reply_to_message"), ("chat",)),
    guest_queries.UPDATE: ("chat", "guest_query_id"),
    **dict.fromkeys(("callback_query", "inline_query"), ("from",)),
    **dict.fromkeys(("old_chat_member", "new_chat_member"), ("user", "status")),
    "my_chat_member": ("chat", "from", "old_chat_member", "new_chat_member"),
    "message_reaction_count": ("chat", "message_id", "date", "reactions"),
}
_TEXT_IDS = ("callback_query", "inline_query")
_DEEPEST = 8  # levels of objects; a reply holds no reply of its own


def require_types(update: dict[str, Any]) -> None:
    """Raise UpdateMalformed, with the field's name, if a field has another type than Telegram's."""
    if field := mistyped_field(update):
        raise UpdateMalformed(field)


def mistyped_field(update: dict[str, Any]) -> str | None:
    """Return the first field of an update, or of what it holds, whose value is of no type or size of Telegram's."""
    for kind in _TEXT_IDS:
        holder = update.get(kind)
        if isinstance(holder, dict) and not isinstance(holder.get("id"), str):
            return f"{kind}.id"
    return _mistyped(update, _DEEPEST)


def _mistyped(holder: dict[str, Any], depth: int) -> str | None:
    for name, value in holder.items():
        if field := _mistyped_value(name, value):
            return field
        expected = _TYPES.get(name)
        if expected is dict or expected is list:
            for part in [value] if expected is dict else value:
                if not isinstance(part, dict) or not depth:
                    return name
                if field := _mistyped(part, depth - 1):
                    return field
    return None


def _mistyped_value(name: str, value: Any) -> str | None:
    """Return the field if its own value is of another type, too large a number, or an object that lacks something."""
    expected = _TYPES.get(name)
    if expected is None:
        return None
    if not isinstance(value, expected):
        return name
    if isinstance(value, int) and expected is not bool and not is_number(value):
        return name
    if not isinstance(value, dict):
        return None
    if name in {"chat", "from", "user", "sender_chat"} and not is_number(value.get("id")):
        return f"{name}.id"
    missing = next((field for field in _REQUIRED.get(name, ()) if field not in value), None)
    return f"{name}.{missing}" if missing else None
