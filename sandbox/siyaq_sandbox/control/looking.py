"""Control verbs that read: state, messages, commands, profile, log, faults, files, event stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from siyaq_sandbox import acting, ephemeral, members

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat
    from siyaq_sandbox.control.body import Body, Room
    from siyaq_sandbox.world import World

PULSE_SECONDS = 15
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def state(room: Room, _: Body) -> dict[str, Any]:
    """Return the bot, persons, chats, clock, limits, switches and faults."""
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
                "feminine": person.feminine,
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
        "features": world.features.state(),
        "strict": world.strict,
        "faults": world.faults.state(),
        "webhook": world.webhook.url,
        "waiting_updates": len(world.updates),
        "seq": world.events.seq,
    }


def messages(room: Room, body: Body) -> dict[str, Any]:
    """Return a chat's messages as a member sees them, else all, ephemeral ones too; deleted ones are marked."""
    chat = acting.chat_of(room.world, body.integer("chat_id"))
    user_id = body.integer_or_none("as")
    if user_id is not None:
        acting.look(room.world, user_id, chat.id)
    own = [message for message in chat.ephemeral if user_id is None or ephemeral.is_seen_by(message, user_id)]
    ordered = sorted((*chat.messages.values(), *own), key=lambda message: (message.id or message.after, message.serial))
    return {"messages": [message.seen() for message in ordered]}


def commands(room: Room, body: Body) -> dict[str, Any]:
    """Return the commands and the menu button that a person sees in a chat."""
    world = room.world
    person = acting.person_of(world, body.integer("as"))
    chat = acting.chat_of(world, body.integer("chat_id", person.id))
    admin = chat.member(person.id).is_admin
    commands = world.profile.commands_for(chat.id, person.id, person.language_code, group=chat.is_group, admin=admin)
    return {"commands": commands, "menu_button": world.profile.menu_button(chat.id)}


def profile(room: Room, body: Body) -> dict[str, Any]:
    """Return name and descriptions as a person of a language sees them."""
    language = body.text("language", "")
    bot_profile = room.world.profile
    return {
        "name": bot_profile.name(language),
        "description": bot_profile.description(language),
        "short_description": bot_profile.short_description(language),
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
    is_picture = stored.kind == "photo" and stored.upload.mime_type in PICTURES
    headers = {
        "Content-Type": stored.upload.mime_type if is_picture else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
    }
    if "name" in request.query:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(request.query['name'])}"
    return web.Response(body=stored.upload.body, headers=headers)


async def stream(room: Room, request: web.Request) -> web.StreamResponse:
    """Send events as they happen (Server-Sent Events), from the number after `since` or `Last-Event-ID` on."""
    since = request.query.get("since") or request.headers.get("Last-Event-ID") or ""
    events = room.world.events
    seq = int(since) if since.isdecimal() else events.seq
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    await response.write(b": here\n\n")
    try:
        while True:
            new_events = events.since(seq)
            if new_events:
                seq = new_events[-1].seq
                lines = "".join(f"id: {event.seq}\ndata: {event.as_text()}\n\n" for event in new_events)
                await response.write(lines.encode("utf-8", "surrogatepass"))
            elif not await events.wait(PULSE_SECONDS):
                await response.write(b": still here\n\n")
    except ConnectionError:
        return response


def _chat(world: World, chat: Chat) -> dict[str, Any]:
    state = {
        **chat.short(),
        "title": chat.title or (chat.person.first_name if chat.person else ""),
        "is_forum": chat.is_forum,
        "topics": [
            {"thread_id": topic.thread_id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "members": [
            {"user_id": member.user_id, **members.to_json(world, chat, member)} for member in chat.members.values()
        ],
        "pinned": chat.pinned,
    }
    if chat.migrated_to:
        state["migrated_to"] = chat.migrated_to
    return state
