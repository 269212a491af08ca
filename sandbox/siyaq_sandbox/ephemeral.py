"""Ephemeral messages: in a group, seen by one member and the bot alone; `message_id` 0, and an id of their own.

Bot API 10.2 and 10.3, as @grammyjs/types 5.0.0 and aiogram 3.31 declare them. That a bot which is no administrator
needs a tap or an incoming ephemeral message of the last 15 seconds, and the word BOT_NOT_ADMIN, are from reports of
users; the other refusals' words are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox.chats import Message
from siyaq_sandbox.features import Mode
from siyaq_sandbox.refusals import refuse
from siyaq_sandbox.world import BOT_ID

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat, Person
    from siyaq_sandbox.world import Call, World

SECONDS = 15  # after a tap, or an incoming ephemeral message, in which it may be answered


def find(chat: Chat, receiver: int, number: int) -> Message | None:
    """Return the message of that id which a user received, if it is neither deleted nor expired."""
    own = (message for message in chat.ephemeral if message.ephemeral_id == number and not message.deleted)
    return next((message for message in own if message.receiver == receiver), None)


def is_seen_by(message: Message, user_id: int) -> bool:
    """Whether a person sees an ephemeral message: its receiver, and its sender."""
    return user_id in {message.receiver, message.json.get("from", {}).get("id")}


def post(world: World, chat: Chat, content: dict[str, Any], sender: dict[str, Any], receiver: int) -> Message:
    """Add an ephemeral message under the lowest id that is free in the chat: ids are used again at once."""
    taken = {message.ephemeral_id for message in chat.ephemeral if not message.deleted}
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    json = {
        "message_id": 0,
        "ephemeral_message_id": number,
        "receiver_user": world.user(receiver),
        **sender,
        "chat": chat.short(),
        "date": world.clock.date(),
        **content,
    }
    by_bot = receiver != BOT_ID
    message = Message(chat.id, 0, json, by_bot, world.clock.now(), receiver=receiver, ephemeral_id=number)
    message.after, message.serial = max(chat.messages, default=0), len(chat.ephemeral) + 1
    chat.ephemeral.append(message)
    world.events.emit("message", chat_id=chat.id, message=message.seen())
    return message


def delete(world: World, message: Message) -> None:
    """Delete a message, or let it expire; the control API still lists it, marked as deleted."""
    message.deleted = True
    world.events.emit("deleted", chat_id=message.chat_id, message_id=0, serial=message.serial)


def check_receiver(call: Call, chat: Chat) -> int:
    """Return who receives the message that a call sends, or refuse it."""
    world, parameters = call.world, call.args["ephemeral_message_parameters"]
    receiver: int = parameters["receiver_user_id"]
    if not chat.is_group:
        raise refuse("BOT_NOT_ADMIN")
    if receiver == BOT_ID or not chat.member(receiver).is_in:
        raise refuse("USER_NOT_PARTICIPANT")
    is_tapped = _check_tap(world, chat, receiver, parameters)
    reply = call.get("reply_parameters") or {}
    is_asked = "ephemeral_message_id" in reply
    if is_asked:
        asked = find(chat, BOT_ID, reply["ephemeral_message_id"])
        is_own = asked is not None and asked.json["from"]["id"] == receiver
        if asked is None or not is_own or world.clock.now() - asked.sent_at > SECONDS:
            raise refuse("message to be replied not found")
    if not (is_tapped or is_asked or chat.member(BOT_ID).is_admin):
        raise refuse("BOT_NOT_ADMIN")
    return receiver


def _check_tap(world: World, chat: Chat, receiver: int, parameters: dict[str, Any]) -> bool:
    """Whether the message answers a tap of its receiver in the chat; refuse one that is too old or another's."""
    replaces = parameters.get("replace_callback_query_message", False)
    if "callback_query_id" not in parameters:
        if replaces:
            raise refuse("there is no callback query whose message is to be replaced")
        return False
    query = world.callbacks.get(parameters["callback_query_id"])
    message = query.data.get("message", {}) if query else {}
    is_own = query is not None and query.data["from"]["id"] == receiver and message.get("chat", {}).get("id") == chat.id
    if query is None or not is_own or world.clock.now() - query.asked_at > SECONDS:
        raise refuse("QUERY_ID_INVALID")
    if replaces and "ephemeral_message_id" in message:
        raise refuse("an ephemeral message can't be replaced, it must be edited")
    return True


def is_command(world: World, person: Person, chat: Chat, content: dict[str, Any]) -> bool:
    """Whether a client sends a text as an ephemeral message: it is a command of the bot's that is marked so."""
    mark: dict[str, Any] = next(iter(content.get("entities", ())), {})
    if world.features.mode("ephemeral") is not Mode.KNOWN or not chat.is_group or not chat.member(BOT_ID).is_in:
        return False
    if (mark.get("type"), mark.get("offset")) != ("bot_command", 0):
        return False
    name, _, address = content["text"][1 : mark["length"]].lower().partition("@")
    if address not in {"", world.profile.username.lower()}:
        return False
    admin = chat.member(person.id).is_admin
    listed = world.profile.commands_for(chat.id, person.id, person.language_code, group=True, admin=admin)
    return any(command["command"] == name and command.get("is_ephemeral") for command in listed)
