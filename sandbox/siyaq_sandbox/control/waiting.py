"""Control verb that waits for an event, so that tests need no sleep."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from siyaq_sandbox.acting import Impossible

if TYPE_CHECKING:
    from siyaq_sandbox.control.body import Body, Room
    from siyaq_sandbox.events import Event

EVENTS = (
    "message",
    "edited",
    "deleted",
    "callback_answer",
    "inline_answer",
    "call",
    "chat_action",
    "member",
    "fault",
)
KINDS = (*EVENTS, "poll", "idle")
STEP_SECONDS = 0.01


async def wait(room: Room, body: Body) -> dict[str, Any]:
    """Wait until `count` events of a kind match, counted after `since`, or for "poll" or "idle" of the bot."""
    kind = body.text("for")
    if kind not in KINDS:
        raise Impossible(f"for must be one of {', '.join(KINDS)}")
    seconds = body.number("timeout", 10)
    if kind == "idle":
        await _idle(room, body.number("quiet", 0.05), seconds)
        return {"events": []}
    if kind == "poll":
        await _poll(room, seconds)
        return {"events": []}
    events = room.world.events
    seq, count = body.integer("since", 0), body.integer("count", 1)
    matches: list[Event] = []
    end = time.monotonic() + seconds
    while True:
        for event in events.since(seq):
            seq = event.seq
            if event.type == kind and _matches(event, body):
                matches.append(event)
                if len(matches) == count:
                    return {"events": [event.as_dict() for event in matches]}
        if not await events.wait(max(0.0, end - time.monotonic())):
            raise TimeoutError(f"waited {seconds:g} s for {count} × {kind}, saw {len(matches)}")


def _matches(event: Event, body: Body) -> bool:
    data = event.data
    params = data.get("params", {})
    chat_id = body.get("chat_id")
    if chat_id is not None and str(data.get("chat_id", params.get("chat_id"))) != str(chat_id):
        return False
    if body.get("method") not in {None, data.get("method")}:
        return False
    for name in ("user_id", "message_id", "callback_query_id", "status"):
        if body.get(name) is not None and data.get(name, data.get("message", {}).get(name)) != body.get(name):
            return False
    text = body.get("text")
    return text is None or text in _text(data)


def _text(data: dict[str, Any]) -> str:
    message = data.get("message", data.get("params", data))
    rich = message.get("rich_message")
    return "\n".join(str(part) for part in (message.get("text", ""), message.get("caption", ""), rich or ""))


async def _poll(room: Room, seconds: float) -> None:
    """Wait until a `getUpdates` is held open."""
    end = time.monotonic() + seconds
    while not room.world.updates.is_polled:
        if time.monotonic() >= end:
            raise TimeoutError(f"nobody polled within {seconds:g} s")
        await asyncio.sleep(STEP_SECONDS)


async def _idle(room: Room, quiet: float, seconds: float) -> None:
    """Wait until no update waits or is unacknowledged, no call is under way, and none came for `quiet` seconds."""
    api, end = room.api, time.monotonic() + seconds
    while True:
        since_call = time.monotonic() - api.last_call
        if not len(room.world.updates) and not api.under_way and since_call >= quiet:
            return
        if time.monotonic() >= end:
            waiting = len(room.world.updates)
            raise TimeoutError(f"not idle within {seconds:g} s: {waiting} updates wait, {api.under_way} calls run")
        await asyncio.sleep(STEP_SECONDS)
