"""A message as the bytes of a request, made once: where it goes is set in front each time it is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def prepare(message: Mapping[str, Any]) -> bytes:
    """The message's parameters as JSON in UTF-8 without its opening brace; the message has one parameter at least."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()[1:]


def send(prepared: bytes, chat_id: int, thread_id: int | None = None, reply_to: int | None = None) -> bytes:
    """The body of a sendMessage to a chat, into its forum topic, in reply to a message that may be gone by then."""
    head = b'{"chat_id":%d,' % chat_id
    if thread_id is not None:
        head += b'"message_thread_id":%d,' % thread_id
    if reply_to is not None:
        head += b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},' % reply_to
    return head + prepared


def edit(prepared: bytes, chat_id: int, message_id: int) -> bytes:
    """The body of an editMessageText that puts the message in the place of one in the chat."""
    return b'{"chat_id":%d,"message_id":%d,' % (chat_id, message_id) + prepared
