"""Routes of the control API: JSON over HTTP to play persons, inspect, wait and inject faults."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.control import administration, looking, playing, switches, waiting
from siyaq_sandbox.control.body import Body, Room

Verb = Callable[[Room, Body], Any | Awaitable[Any]]

POSTS: dict[str, Verb] = {
    "say": playing.say,
    "press_start": playing.press_start,
    "edit": playing.edit,
    "delete": playing.delete,
    "tap": playing.tap,
    "inline": playing.inline,
    "choose": playing.choose,
    "share": playing.share,
    "join": administration.join,
    "leave": administration.leave,
    "block": administration.block,
    "unblock": administration.unblock,
    "deactivate": administration.deactivate,
    "invite_bot": administration.invite_bot,
    "remove_bot": administration.remove_bot,
    "promote": administration.promote,
    "demote": administration.demote,
    "kick": administration.kick,
    "migrate": administration.migrate,
    "person": administration.person,
    "persons": administration.persons,
    "chat": administration.chat,
    "topic": administration.topic,
    "update": administration.update,
    "clock": administration.clock,
    "limits": administration.limits,
    "privacy": switches.privacy,
    "rich": switches.rich,
    "guest": switches.guest,
    "ephemeral": switches.ephemeral,
    "styles": switches.styles,
    "moments": switches.moments,
    "expire": switches.expire,
    "strict": switches.strict,
    "faults": administration.add_fault,
    "reset": administration.reset,
    "wait": waiting.wait,
}
GETS: dict[str, Verb] = {
    "state": looking.state,
    "chats/{chat_id}/messages": looking.messages,
    "commands": looking.commands,
    "profile": looking.profile,
    "log": looking.log,
    "faults": looking.faults,
}


def add_routes(app: web.Application, room: Room) -> None:
    """Add the control API's routes under `/control/`."""
    for name, verb in POSTS.items():
        app.router.add_post(f"/control/{name}", _handler(room, verb))
    for name, verb in GETS.items():
        app.router.add_get(f"/control/{name}", _handler(room, verb))
    app.router.add_post("/control/upload", _handler(room, playing.upload))
    app.router.add_delete("/control/faults", _handler(room, administration.clear_faults))
    app.router.add_delete("/control/faults/{id}", _handler(room, administration.remove_fault))

    async def events(request: web.Request) -> web.StreamResponse:
        return await looking.stream(room, request)

    async def file(request: web.Request) -> web.Response:
        return looking.file(room, request)

    app.router.add_get("/control/events", events)
    app.router.add_get("/control/file/{file_id}", file)


def _handler(room: Room, verb: Verb) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            result = verb(room, await Body.read(request))
            if isinstance(result, Awaitable):
                result = await result
        except (Impossible, ValueError) as error:
            return _json({"error": str(error)}, 400)
        except TimeoutError as error:
            return _json({"error": str(error)}, 408)
        return _json(result)

    return handle


def _json(content: Any, status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return web.Response(body=body, status=status, content_type="application/json")
