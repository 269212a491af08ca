"""The five methods that edit and delete ephemeral messages; the ordinary ones find none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siyaq_sandbox import access, ephemeral, texts
from siyaq_sandbox.methods import editing
from siyaq_sandbox.methods.media import read_media
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Message
    from siyaq_sandbox.world import Call


async def edit_ephemeral_message_text(call: Call) -> bool:
    """Give an ephemeral message a new text or rich content."""
    content = await editing.read_text(call)
    message = _find(call)
    if "text" not in message.json and "rich_message" not in message.json:
        raise refuse("there is no text in the message to edit")
    return editing.change(call, message, content, editing.TEXT_FIELDS)


def edit_ephemeral_message_caption(call: Call) -> bool:
    """Give an ephemeral photo or document a new caption, or none."""
    content = texts.caption(call.args)
    message = _find(call)
    if "photo" not in message.json and "document" not in message.json:
        raise refuse("there is no caption in the message to edit")
    return editing.change(call, message, content, editing.CAPTION_FIELDS)


async def edit_ephemeral_message_media(call: Call) -> bool:
    """Replace the photo or document of an ephemeral message by another, with its own caption."""
    message = _find(call)
    if not {"photo", "document"} & message.json.keys() and "text" not in message.json:
        raise refuse("there is no media in the message to edit")
    content, _ = await read_media(call, call.args["media"])
    fields = (*editing.MEDIA_FIELDS, *editing.CAPTION_FIELDS, *editing.TEXT_FIELDS)
    return editing.change(call, message, content, fields)


def edit_ephemeral_message_reply_markup(call: Call) -> bool:
    """Give an ephemeral message another inline keyboard, or take it away."""
    return editing.change(call, _find(call), {}, ())


def delete_ephemeral_message(call: Call) -> bool:
    """Delete an ephemeral message of the bot's."""
    ephemeral.delete(call.world, _find(call, "message to delete"))
    return True


def _find(call: Call, what: str = "message to edit") -> Message:
    chat = access.edit_chat(call.world, call.args["chat_id"])
    message = ephemeral.find(chat, call.args["receiver_user_id"], call.args["ephemeral_message_id"])
    if message is None or not message.by_bot:
        raise refuse(f"{what} not found")
    return message
