"""Request bodies serialised once; the chat is inserted in front for each send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def prepare(message: Mapping[str, Any]) -> bytes:
    """Encode the parameters as JSON in UTF-8 without the opening brace; a message has at least one parameter."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()[1:]


def send(
    prepared: bytes,
    chat_id: int,
    thread_id: int | None = None,
    reply_to: int | None = None,
    direct_topic_id: int | None = None,
) -> bytes:
    """Complete a sendMessage body with chat, forum topic and reply; the message replied to may be gone by then."""
    head = b'{"chat_id":%d,' % chat_id
    if thread_id is not None:
        head += b'"message_thread_id":%d,' % thread_id
    if direct_topic_id is not None:  # of a channel's direct messages, https://core.telegram.org/bots/api#sendmessage
        head += b'"direct_messages_topic_id":%d,' % direct_topic_id
    if reply_to is not None:
        head += b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},' % reply_to
    return head + prepared


def guest(prepared: bytes, query_id: str) -> bytes:
    """Complete an answerGuestQuery body."""
    return b'{"guest_query_id":%s,' % json.dumps(query_id).encode() + prepared


def edit(prepared: bytes, chat_id: int, message_id: int) -> bytes:
    """Complete an editMessageText body that replaces a message of the chat."""
    return b'{"chat_id":%d,"message_id":%d,' % (chat_id, message_id) + prepared
