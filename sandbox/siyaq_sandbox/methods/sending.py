"""sendMessage, sendRichMessage and sendChatAction, and what every sending has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox import access, keyboards, placing, rich, texts
from bot.sandbox.entities import MarkupError
from bot.sandbox.methods.fetching import fetch_rich
from bot.sandbox.refusals import refuse

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat, Message
    from bot.sandbox.world import Call

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


def send_message(call: Call) -> dict[str, Any]:
    """Send a text message; the result is the Message."""
    content = texts.message_text(call.args)
    preview = call.get("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return deliver(call, content).json


async def send_rich_message(call: Call) -> dict[str, Any]:
    """Send a rich message; the result is the Message with its blocks."""
    if not call.world.rich:
        raise refuse("method not found", 404)
    content = {"rich_message": await read_rich(call, call.args["rich_message"])}
    return deliver(call, content, kind="rich").json


def send_chat_action(call: Call) -> bool:
    """Show what the bot is doing; True."""
    if call.args["action"] not in ACTIONS:
        raise refuse("wrong parameter action in request")
    chat = access.write_chat(call.world, call.args["chat_id"])
    thread = access.find_thread(chat, call.get("message_thread_id"))
    call.world.events.emit("chat_action", chat_id=chat.id, action=call.args["action"], thread_id=thread)
    return True


async def read_rich(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks of an InputRichMessage, or refuse it with the server's words."""
    try:
        return rich.parse(given, await fetch_rich(given.get("html", ""), call.world.files))
    except MarkupError as error:
        raise refuse(str(error)) from None


def deliver(call: Call, content: dict[str, Any], *, kind: str = "text") -> Message:
    """Send a content to the chat that the call names: rights, topic, reply, keyboard and limits are checked here."""
    chat = access.write_chat(call.world, call.args["chat_id"], kind)
    texts.check_lengths(content)
    content |= placed(call, chat)
    markup = keyboards.for_chat(call.get("reply_markup"), chat)
    if markup:
        content["reply_markup"] = markup
    call.world.limits.spend(chat.id, paid=bool(call.get("allow_paid_broadcast")))
    if call.get("protect_content"):
        content["has_protected_content"] = True
    reply_keyboard = call.get("reply_markup") if markup is None else None
    return call.world.post(chat, content, access.sender_of_bot(call.world, chat), by_bot=True, keyboard=reply_keyboard)


def placed(call: Call, chat: Chat) -> dict[str, Any]:
    """Return the fields that say where in the chat a message stands: its topic and what it answers."""
    thread = access.find_thread(chat, call.get("message_thread_id"))
    told = {} if thread is None else placing.in_topic(chat, thread)
    reply = call.get("reply_parameters")
    if not reply:
        return told
    where = access.read_chat(call.world, reply["chat_id"]) if "chat_id" in reply else chat
    answered = call.world.find(where, reply["message_id"])
    if answered is None:
        if reply.get("allow_sending_without_reply"):
            return told
        raise refuse("message to be replied not found")
    told |= placing.answering(chat, answered, thread) if where is chat else placing.elsewhere(answered, where)
    if reply.get("quote"):
        told["quote"] = _quote(answered, reply)
    return told


def _quote(answered: Message, reply: dict[str, Any]) -> dict[str, Any]:
    text, entities = texts.formatted(reply["quote"], reply.get("quote_parse_mode"), reply.get("quote_entities"))
    whole = answered.json.get("text", answered.json.get("caption", ""))
    at = whole.find(text)
    if at < 0:
        raise refuse("QUOTE_TEXT_INVALID")
    told = {"text": text, "position": texts.length(whole[:at]), "is_manual": True}
    return {**told, "entities": entities} if entities else told
