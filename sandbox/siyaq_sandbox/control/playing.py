"""Control verbs that act as a person: say, press Start, tap, inline, upload, share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import acting, members, texts
from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.control import shared
from siyaq_sandbox.files import Upload
from siyaq_sandbox.methods import answers
from siyaq_sandbox.refusals import Refusal

if TYPE_CHECKING:
    from siyaq_sandbox.control.body import Body, Room
    from siyaq_sandbox.world import Query


def say(room: Room, body: Body) -> dict[str, Any]:
    """Send a text as a person."""
    content = acting.text_content(body.text("text"), body.get("entities"))
    return _posted(room, body, content)


def press_start(room: Room, body: Body) -> dict[str, Any]:
    """Press Start as a person, with an optional deep-link payload; unblocks the bot."""
    user_id = body.integer("as")
    acting.person_of(room.world, user_id)
    members.block(room.world, user_id, blocked=False)
    payload = body.text("payload", "")
    content = acting.text_content(f"/start {payload}" if payload else "/start")
    message, update = acting.say(room.world, user_id, user_id, content)
    return {"message": message.seen(), "update_id": update}


def edit(room: Room, body: Body) -> dict[str, Any]:
    """Edit a person's message."""
    content = acting.text_content(body.text("text"))
    user_id, chat_id, number = body.integer("as"), body.integer("chat_id"), body.integer("message_id")
    message, update = acting.edit(room.world, user_id, chat_id, number, content)
    return {"message": message.seen(), "update_id": update}


def delete(room: Room, body: Body) -> dict[str, Any]:
    """Delete a message as a person."""
    acting.delete(room.world, body.integer("as"), body.integer("chat_id"), body.integer("message_id"))
    return {}


async def tap(room: Room, body: Body) -> dict[str, Any]:
    """Tap a button, given by data or position, and wait for the bot's answer."""
    world = room.world
    user_id, chat_id, number = body.integer("as"), body.integer("chat_id"), body.integer("message_id", 0)
    _, chat = acting.look(world, user_id, chat_id)
    message = acting.tapped_message(world, user_id, chat, number, body.integer_or_none("ephemeral_message_id"))
    data = body.get("data")
    if data is None:
        button = acting.button(message, body.integer("row"), body.integer("column"))
        if "callback_data" not in button:
            return {"callback_query_id": None, "answer": None, "button": button}
        data = button["callback_data"]
    elif not acting.has_data(message, data):
        raise Impossible(f"message {number} has no button with the data {data!r}")
    inaccessible = body.flag("inaccessible", default=False)
    query = acting.tap(world, user_id, message, data, inaccessible=inaccessible)
    await _answer(room, query, body.number("wait", 10))
    return {"callback_query_id": query.id, "answer": query.answer}


async def inline(room: Room, body: Body) -> dict[str, Any]:
    """Send an inline query as a person and wait for its results."""
    query = acting.ask_inline(
        room.world,
        body.integer("as"),
        body.text("query", ""),
        body.text("offset", ""),
        body.text("chat_type", "sender"),
    )
    await _answer(room, query, body.number("wait", 10))
    return {"inline_query_id": query.id, "answer": query.answer}


async def choose(room: Room, body: Body) -> dict[str, Any]:
    """Send one result of an inline query to a chat."""
    query_id, result_id = body.text("inline_query_id"), body.text("result_id")
    inline_query = room.world.inline.get(query_id)
    try:
        if inline_query is not None and result_id in inline_query.messages:
            await answers.fetch_media(room.world, inline_query.messages[result_id])
    except Refusal as refusal:
        raise Impossible(refusal.description) from None
    message = acting.choose(
        room.world,
        body.integer("as"),
        body.integer("chat_id"),
        query_id,
        result_id,
        thread_id=body.integer_or_none("thread_id"),
    )
    return {"message": message.seen()}


def upload(room: Room, body: Body) -> dict[str, Any]:
    """Send an uploaded photo or document as a person."""
    kind = body.text("kind", "document")
    if kind not in {"photo", "document"}:
        raise Impossible("kind must be photo or document")
    file = body.files.get("file", Upload("", b""))
    try:
        stored = room.world.files.keep(kind, file)
    except Refusal as refusal:
        raise Impossible(refusal.description) from None
    content: dict[str, Any] = {kind: stored.photo() if kind == "photo" else stored.document()}
    if body.get("caption"):
        text = acting.text_content(body.text("caption"))
        if texts.length(text["text"]) > texts.CAPTION_LIMIT:
            raise Impossible("a caption has at most 1024 characters")
        content["caption"] = text["text"]
        if "entities" in text:
            content["caption_entities"] = text["entities"]
    return _posted(room, body, content)


def share(room: Room, body: Body) -> dict[str, Any]:
    """Send a location, contact, sticker, poll, dice and so on; missing fields get defaults."""
    contents = {name: body.get(name) for name in shared.KINDS if body.get(name) is not None}
    if len(contents) != 1:
        raise Impossible(f"share takes exactly one of {', '.join(shared.KINDS)}")
    return _posted(room, body, shared.complete(*contents.popitem(), next(room.world.query_ids)))


def _posted(room: Room, body: Body, content: dict[str, Any]) -> dict[str, Any]:
    user_id, chat_id = body.integer("as"), body.integer("chat_id")
    answered = body.integer_or_none("reply_to_ephemeral")
    if answered is not None:
        message, update = acting.answer_ephemeral(room.world, user_id, chat_id, content, answered)
        return {"message": message.seen(), "update_id": update}
    message, update = acting.say(
        room.world,
        user_id,
        chat_id,
        content,
        thread_id=body.integer_or_none("thread_id"),
        reply_to=body.integer_or_none("reply_to"),
        anonymous=body.get("anonymous"),
        via_channel=body.integer_or_none("via_channel"),
    )
    return {"message": message.seen(), "update_id": update}


async def _answer(room: Room, query: Query, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while query.answer is None and (left := end - loop.time()) > 0:
        await room.world.events.wait(left)
