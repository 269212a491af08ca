"""The methods that edit: text, caption, media and keyboard of a message, in a chat or sent inline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access, keyboards, texts
from siyaq_sandbox.methods.media import read_media
from siyaq_sandbox.methods.sending import read_rich
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Message
    from siyaq_sandbox.world import Call

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TEXT_FIELDS = ("text", "entities", "link_preview_options", "rich_message")
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
CONTENT = {"text", "rich_message", "photo", "document", "sticker", "location", "contact", "poll", "dice"}
MEDIA_FIELDS = ("photo", "document", "has_media_spoiler")


async def edit_message_text(call: Call) -> dict[str, Any] | bool:
    """Give a message a new text or rich content; the result is the Message, True for an inline one."""
    content = await read_text(call)
    message = _find(call)
    if "text" not in message.json and "rich_message" not in message.json:
        raise refuse("there is no text in the message to edit")
    return _change(call, message, content, TEXT_FIELDS)


async def read_text(call: Call) -> dict[str, Any]:
    """Return the content that a call gives a text message, rich or not."""
    if ("text" in call.args) == ("rich_message" in call.args):
        raise refuse("message text is empty" if "text" not in call.args else "text and rich_message exclude each other")
    if "text" in call.args:
        content = texts.message_text(call.args)
        if call.get("link_preview_options"):
            content["link_preview_options"] = call.args["link_preview_options"]
    elif not call.world.rich:
        raise refuse(f'parameter "rich_message" is unknown to {call.method}')
    else:
        content = {"rich_message": await read_rich(call, call.args["rich_message"])}
    return content


def edit_message_caption(call: Call) -> dict[str, Any] | bool:
    """Give a photo or document a new caption, or none."""
    content = texts.caption(call.args)
    message = _find(call)
    if "photo" not in message.json and "document" not in message.json:
        raise refuse("there is no caption in the message to edit")
    return _change(call, message, content, CAPTION_FIELDS)


async def edit_message_media(call: Call) -> dict[str, Any] | bool:
    """Replace a message's photo or document, its text or its rich content by a file, with its own caption."""
    message = _find(call)
    if not {"photo", "document", "text", "rich_message"} & message.json.keys():
        raise refuse("there is no media in the message to edit")
    # https://core.telegram.org/bots/api#editmessagemedia: of an inline message, no new file can be uploaded.
    if "inline_message_id" in call.args and call.args["media"]["media"].startswith("attach://"):
        raise refuse("invalid message content specified")
    content, _ = await read_media(call, call.args["media"])
    return _change(call, message, content, (*MEDIA_FIELDS, *CAPTION_FIELDS, *TEXT_FIELDS))


def edit_message_reply_markup(call: Call) -> dict[str, Any] | bool:
    """Give a message another inline keyboard, or take it away."""
    message = _find(call)
    return _change(call, message, {}, ())


def _find(call: Call) -> Message:
    world = call.world
    if "inline_message_id" in call.args:
        inline_message = world.inline_messages.get(call.args["inline_message_id"])
        if inline_message is None or inline_message.deleted:
            raise refuse("MESSAGE_ID_INVALID")
        return inline_message
    if "chat_id" not in call.args and "message_id" not in call.args:
        raise refuse("message identifier is not specified")
    if "chat_id" not in call.args:
        raise refuse("chat_id is empty")
    chat = access.edit_chat(world, call.args["chat_id"])
    message = access.find_message(world, chat, call.get("message_id", 0), "message to edit")
    may = chat.type == "channel" and access.own(chat).may("can_edit_messages")
    if not (message.by_bot or may) or "forward_origin" in message.json or message.keyboard:
        raise refuse("message can't be edited")
    if not CONTENT & message.json.keys():
        raise refuse("message can't be edited")
    return message


def _change(call: Call, message: Message, content: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any] | bool:
    change(call, message, content, fields)
    return True if "inline_message_id" in call.args else message.json


def change(call: Call, message: Message, content: dict[str, Any], fields: tuple[str, ...]) -> bool:
    """Replace these fields of a message, and its keyboard, by the call's; refuse what changes nothing."""
    texts.check_lengths(content)
    keyboard = keyboards.shown(call.get("reply_markup"))
    if keyboard:
        content["reply_markup"] = keyboard
    touched = (*fields, "reply_markup")
    if {name: message.json[name] for name in touched if name in message.json} == content:
        raise refuse(SAME)
    call.world.limits.spend(message.chat_id, paid=False)
    message.json = {name: value for name, value in message.json.items() if name not in touched} | content
    call.world.mark_edited(message)
    return True
