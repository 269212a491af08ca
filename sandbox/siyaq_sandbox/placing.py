"""Fields of a message's place in a chat: topic, thread, reply, origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat, Message


def within(json: dict[str, Any]) -> dict[str, Any]:
    """Return a message as it stands within another one: what it answered itself is left out."""
    return {key: value for key, value in json.items() if key not in {"reply_to_message", "pinned_message"}}


def in_topic(chat: Chat, thread_id: int) -> dict[str, Any]:
    """Return the fields of a message in a topic; one that answers nothing else answers the topic's first message.

    That the Bot API tells it so is `Client::get_implicit_reply_to_message_id` of tdlib/telegram-bot-api.
    """
    fields: dict[str, Any] = {"message_thread_id": thread_id, "is_topic_message": True}
    first = chat.messages.get(thread_id)
    if first is not None and not first.deleted:
        fields["reply_to_message"] = within(first.json)
    return fields


def answering(chat: Chat, answered: Message, thread_id: int | None) -> dict[str, Any]:
    """Return the fields of a message that answers another one of its chat.

    It goes to that one's topic, or in other supergroups to the thread that the answer makes; answered out of
    another topic, it carries an external reply.
    """
    json = answered.json
    fields: dict[str, Any] = {"reply_to_message": within(json)}
    if chat.type != "supergroup":
        return fields
    if not chat.is_forum:
        return fields | {"message_thread_id": json.get("message_thread_id", answered.id)}
    theirs = json.get("message_thread_id") if json.get("is_topic_message") else None
    if thread_id is not None and thread_id != theirs:
        return in_topic(chat, thread_id) | elsewhere(answered, chat)
    return (in_topic(chat, theirs) if theirs is not None else {}) | fields


def elsewhere(answered: Message, chat: Chat) -> dict[str, Any]:
    """Return the field of a message that answers one of another chat or topic."""
    return {"external_reply": {"origin": origin(answered), "chat": chat.short(), "message_id": answered.id}}


def origin(message: Message) -> dict[str, Any]:
    """Return the MessageOrigin of a message."""
    json = message.json
    origin_json: dict[str, Any]
    if "forward_origin" in json:
        origin_json = json["forward_origin"]
        return origin_json
    if json["chat"]["type"] == "channel":
        return {"type": "channel", "chat": json["chat"], "message_id": message.id, "date": json["date"]}
    if "sender_chat" in json:
        return {"type": "chat", "sender_chat": json["sender_chat"], "date": json["date"]}
    return {"type": "user", "sender_user": json["from"], "date": json["date"]}
