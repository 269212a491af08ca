"""Control verbs that say what the server does: privacy mode, strictness, and which newer features it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siyaq_sandbox import acting
from siyaq_sandbox import ephemeral as ephemeral_messages

if TYPE_CHECKING:
    from siyaq_sandbox.control.body import Body, Room


def privacy(room: Room, body: Body) -> dict[str, bool]:
    """Switch the bot's privacy mode in groups."""
    room.world.privacy_mode = body.flag("on")
    return {"on": room.world.privacy_mode}


def rich(room: Room, body: Body) -> dict[str, bool]:
    """Switch whether the server supports rich messages."""
    room.world.rich = body.flag("on")
    return {"on": room.world.rich}


def guest(room: Room, body: Body) -> dict[str, str]:
    """Say what the server makes of guest queries."""
    return _set_mode(room, "guest", body)


def ephemeral(room: Room, body: Body) -> dict[str, str]:
    """Say what the server makes of ephemeral messages."""
    return _set_mode(room, "ephemeral", body)


def styles(room: Room, body: Body) -> dict[str, str]:
    """Say what the server makes of the styles of buttons."""
    return _set_mode(room, "styles", body)


def moments(room: Room, body: Body) -> dict[str, str]:
    """Say what the server makes of moments in a text."""
    return _set_mode(room, "moments", body)


def _set_mode(room: Room, feature: str, body: Body) -> dict[str, str]:
    room.world.set_mode(feature, body.text("mode"))
    return {"mode": room.world.features.mode(feature)}


def expire(room: Room, body: Body) -> dict[str, int]:
    """Let all ephemeral messages of a chat expire; their ids are used again."""
    group = acting.chat_of(room.world, body.integer("chat_id"))
    live = [message for message in group.ephemeral if not message.deleted]
    for message in live:
        ephemeral_messages.delete(room.world, message)
    return {"expired": len(live)}


def strict(room: Room, body: Body) -> dict[str, bool]:
    """Refuse parameters and fields that no method knows, or ignore them as Telegram does and note them in the log."""
    room.world.strict = body.flag("on")
    return {"on": room.world.strict}
