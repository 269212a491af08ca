"""sendMessage, sendRichMessage and sendChatAction, and what all send methods share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access, ephemeral, keyboards, placing, rich, texts
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.methods.fetching import fetch_rich
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat, Message
    from siyaq_sandbox.world import Call

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
    """Emit a chat action; return True."""
    if call.args["action"] not in ACTIONS:
        raise refuse("wrong parameter action in request")
    chat = access.write_chat(call.world, call.args["chat_id"])
    thread = access.find_thread(chat, call.get("message_thread_id"))
    call.world.events.emit("chat_action", chat_id=chat.id, action=call.args["action"], thread_id=thread)
    return True


async def read_rich(call: Call, rich_message: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks of an InputRichMessage, or refuse it with the server's words."""
    try:
        return rich.parse(rich_message, await fetch_rich(rich_message.get("html", ""), call.world.files))
    except MarkupError as error:
        raise refuse(str(error)) from None


def deliver(call: Call, content: dict[str, Any], *, kind: str = "text") -> Message:
    """Send content to the call's chat, checking rights, topic, reply, keyboard and rate limits."""
    chat = access.write_chat(call.world, call.args["chat_id"], kind)
    texts.check_lengths(content)
    content |= placed(call, chat)
    markup = keyboards.for_chat(call.get("reply_markup"), chat)
    if markup:
        content["reply_markup"] = markup
    if "ephemeral_message_parameters" in call.args:
        ephemeral.check_receiver(call, chat)
    call.world.limits.spend(chat.id, paid=bool(call.get("allow_paid_broadcast")))
    if call.get("protect_content"):
        content["has_protected_content"] = True
    if "ephemeral_message_parameters" in call.args:
        return _deliver_ephemeral(call, chat, content)
    reply_keyboard = call.get("reply_markup") if markup is None else None
    return call.world.post(chat, content, access.sender_of_bot(call.world, chat), by_bot=True, keyboard=reply_keyboard)


def _deliver_ephemeral(call: Call, chat: Chat, content: dict[str, Any]) -> Message:
    """Send content as an ephemeral message; one that answers another ephemeral message does not tell which."""
    parameters = call.args["ephemeral_message_parameters"]
    rows = content.get("reply_markup", {}).get("inline_keyboard", ())
    if any("login_url" in button for row in rows for button in row):
        raise refuse("BUTTON_TYPE_INVALID")
    message = ephemeral.post(call.world, chat, content, {"from": call.world.bot()}, parameters["receiver_user_id"])
    if parameters.get("replace_callback_query_message"):
        query = call.world.callbacks[parameters["callback_query_id"]]
        message.replaces = query.data["message"]["message_id"]
    return message


def placed(call: Call, chat: Chat) -> dict[str, Any]:
    """Return the fields of a message's topic and reply."""
    thread = access.find_thread(chat, call.get("message_thread_id"))
    fields = {} if thread is None else placing.in_topic(chat, thread)
    reply = call.get("reply_parameters")
    if not reply:
        return fields
    if "ephemeral_message_id" in reply:
        if "ephemeral_message_parameters" not in call.args:
            raise refuse("a reply to an ephemeral message must be an ephemeral message")
        return fields  # which is checked where the message's receiver is
    if "message_id" not in reply:
        raise refuse("message identifier is not specified")
    where = access.read_chat(call.world, reply["chat_id"]) if "chat_id" in reply else chat
    answered = call.world.find(where, reply["message_id"])
    if answered is None:
        if reply.get("allow_sending_without_reply") and "ephemeral_message_parameters" not in call.args:
            return fields
        raise refuse("message to be replied not found")
    fields |= placing.answering(chat, answered, thread) if where is chat else placing.elsewhere(answered, where)
    if reply.get("quote"):
        fields["quote"] = _quote(answered, reply)
    return fields


def _quote(answered: Message, reply: dict[str, Any]) -> dict[str, Any]:
    text, entities = texts.formatted(reply["quote"], reply.get("quote_parse_mode"), reply.get("quote_entities"))
    answered_text = answered.json.get("text", answered.json.get("caption", ""))
    at = answered_text.find(text)
    if at < 0:
        raise refuse("QUOTE_TEXT_INVALID")
    quote = {"text": text, "position": texts.length(answered_text[:at]), "is_manual": True}
    return {**quote, "entities": entities} if entities else quote
