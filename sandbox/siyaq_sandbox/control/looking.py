"""The verbs that look: the state, a chat's messages, commands and profile, the log, and the stream of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from bot.sandbox import acting, members

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat
    from bot.sandbox.control.body import Body, Room
    from bot.sandbox.world import World

PULSE_SECONDS = 15
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def state(room: Room, _: Body) -> dict[str, Any]:
    """Tell of the bot, the persons and chats, the clock, limits and faults."""
    world = room.world
    return {
        "bot": world.bot(),
        "token": world.token,
        "persons": [
            {
                **person.user(),
                "last_name": person.last_name,
                "username": person.username,
                "role": person.role,
                "started": person.started,
                "blocked": person.blocked,
            }
            for person in world.persons.values()
        ],
        "chats": [_chat(world, chat) for chat in world.chats.values()],
        "clock": world.clock.now(),
        "limits": world.limits.state(),
        "privacy_mode": world.privacy_mode,
        "rich": world.rich,
        "faults": world.faults.state(),
        "webhook": world.webhook.url,
        "waiting_updates": len(world.updates),
        "seq": world.events.seq,
    }


def messages(room: Room, body: Body) -> dict[str, Any]:
    """Return a chat's messages as a member sees them; deleted ones are marked."""
    chat = acting.chat_of(room.world, body.integer("chat_id"))
    user_id = body.integer_or_none("as")
    if user_id is not None:
        acting.look(room.world, user_id, chat.id)
    return {"messages": [message.seen() for message in chat.messages.values()]}


def commands(room: Room, body: Body) -> dict[str, Any]:
    """Return the commands and the menu button that a person sees in a chat."""
    world = room.world
    person = acting.person_of(world, body.integer("as"))
    chat = acting.chat_of(world, body.integer("chat_id", person.id))
    admin = chat.member(person.id).is_admin
    found = world.profile.commands_for(chat.id, person.id, person.language_code, group=chat.is_group, admin=admin)
    return {"commands": found, "menu_button": world.profile.menu_button(chat.id)}


def profile(room: Room, body: Body) -> dict[str, Any]:
    """Return name and descriptions as a person of a language sees them."""
    language = body.text("language", "")
    told = room.world.profile
    return {
        "name": told.name(language),
        "description": told.description(language),
        "short_description": told.short_description(language),
    }


def log(room: Room, body: Body) -> dict[str, Any]:
    """Return the calls that were made, oldest first: those after `since`, of one method or chat; the last `limit`."""
    method, chat_id = body.get("method"), body.get("chat_id")
    calls = [
        {"seq": event.seq, **event.data}
        for event in room.world.events.since(body.integer("since", 0))
        if event.type == "call"
        and method in {None, event.data["method"]}
        and (chat_id is None or str(event.data["params"].get("chat_id")) == str(chat_id))
    ]
    return {"calls": calls[-body.integer("limit", 1000) :]}


def faults(room: Room, _: Body) -> dict[str, Any]:
    """Return the rules of failing."""
    return {"faults": room.world.faults.state()}


def file(room: Room, request: web.Request) -> web.Response:
    """Send a file's bytes by its id, as the page shows and saves it; `name` makes it a download of that name."""
    stored = room.world.files.find(request.match_info["file_id"])
    if stored is None:
        return web.json_response({"error": "there is no such file"}, status=404)
    shown = stored.kind == "photo" and stored.upload.mime_type in PICTURES
    headers = {
        "Content-Type": stored.upload.mime_type if shown else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
    }
    if "name" in request.query:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(request.query['name'])}"
    return web.Response(body=stored.upload.body, headers=headers)


async def stream(room: Room, request: web.Request) -> web.StreamResponse:
    """Send events as they happen (Server-Sent Events), from the number after `since` or `Last-Event-ID` on."""
    given = request.query.get("since") or request.headers.get("Last-Event-ID") or ""
    events = room.world.events
    seq = int(given) if given.isdecimal() else events.seq
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    await response.write(b": here\n\n")
    try:
        while True:
            found = events.since(seq)
            if found:
                seq = found[-1].seq
                lines = "".join(f"id: {event.seq}\ndata: {event.as_text()}\n\n" for event in found)
                await response.write(lines.encode("utf-8", "surrogatepass"))
            elif not await events.wait(PULSE_SECONDS):
                await response.write(b": still here\n\n")
    except ConnectionError:
        return response


def _chat(world: World, chat: Chat) -> dict[str, Any]:
    told = {
        **chat.short(),
        "title": chat.title or (chat.person.first_name if chat.person else ""),
        "is_forum": chat.is_forum,
        "topics": [
            {"thread_id": topic.thread_id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "members": [
            {"user_id": member.user_id, **members.told(world, chat, member)} for member in chat.members.values()
        ],
        "pinned": chat.pinned,
    }
    if chat.migrated_to:
        told["migrated_to"] = chat.migrated_to
    return told
